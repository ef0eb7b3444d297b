#include "clients/cli/document_parser.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::RoadmapResource;
using roadmap::v1::RoadmapUpsert;

}  // namespace

void DocumentParser::Entry::Named(absl::string_view field, Position position) {
  mask_->add_paths(std::string(field));
  Remember(field, position);
}

void DocumentParser::Entry::Remember(absl::string_view field,
                                     Position position) {
  source_->Remember(absl::StrCat(prefix_, ".", field), position);
}

DocumentParser::Entry DocumentParser::AddRoadmap(absl::string_view kind,
                                                 Position position,
                                                 RoadmapResource** resource) {
  const size_t index = document_.roadmap.size();
  RoadmapUpsert& upsert = document_.roadmap.emplace_back();
  *resource = upsert.mutable_resource();
  const std::string path = absl::StrCat("upserts[", index, "]");
  document_.roadmap_source.Remember(path, position);
  return Entry(upsert.mutable_update_mask(), &document_.roadmap_source,
               absl::StrCat(path, ".resource.", kind));
}

DocumentParser::Entry DocumentParser::AddItem(Position position,
                                              backlog::v1::Item** item) {
  const size_t index = document_.items.size();
  backlog::v1::ItemUpsert& upsert = document_.items.emplace_back();
  *item = upsert.mutable_item();
  const std::string path = absl::StrCat("upserts[", index, "]");
  document_.item_source.Remember(path, position);
  return Entry(upsert.mutable_update_mask(), &document_.item_source,
               absl::StrCat(path, ".item"));
}

absl::StatusOr<Document> DocumentParser::Parse(const YAML::Node& node) {
  const Fields root(node, "the document",
                    {"portfolio", "sizes", "categories", "members", "model",
                     "teams", "periods", "capacities", "reserves",
                     "mandate_cap", "rider_cap", "visibility_sla", "validation",
                     "items", "weaves", "commitments", "mandates"},
                    &problems_);
  if (root.valid()) {
    ReadPortfolio(root);
    ReadModel(root);
    const auto each = [&](absl::string_view key,
                          void (DocumentParser::*read)(const YAML::Node&)) {
      root.Each(key, [&](const YAML::Node& entry) { (this->*read)(entry); });
    };
    each("members", &DocumentParser::ReadMember);
    each("teams", &DocumentParser::ReadTeam);
    each("periods", &DocumentParser::ReadPeriod);
    each("capacities", &DocumentParser::ReadCapacity);
    each("items", &DocumentParser::ReadItem);
    each("weaves", &DocumentParser::ReadWeave);
    each("commitments", &DocumentParser::ReadCommitment);
    each("mandates", &DocumentParser::ReadMandate);
    AddPeopleNamedByAddress();
    KeepWhatIsOnlyNamed();
  }
  if (absl::Status status = problems_.ToStatus(); !status.ok()) return status;
  return std::move(document_);
}

std::string DocumentParser::Name(absl::string_view collection,
                                 absl::string_view id) const {
  return absl::StrCat("portfolios/", document_.portfolio, "/", collection, "/",
                      id);
}

void DocumentParser::CheckOnce(absl::string_view kind, const std::string& id,
                               Position position) {
  if (seen_.insert(absl::StrCat(kind, "\n", id)).second) return;
  problems_.Add(position, absl::StrCat(kind, " `", id,
                                       "` is in the document twice; keep one"));
}

std::string DocumentParser::Person(const std::string& reference) {
  if (absl::StrContains(reference, '@') &&
      named_addresses_.insert(reference).second) {
    addresses_.push_back(reference);
  }
  return Name("members", reference);
}

void DocumentParser::AddPeopleNamedByAddress() {
  for (const std::string& address : addresses_) {
    if (listed_addresses_.count(address) != 0) continue;
    RoadmapResource* resource;
    Entry entry = AddRoadmap("member", {1, 1}, &resource);
    resource->mutable_member()->set_address(address);
    entry.Named("address", {1, 1});
  }
}

void DocumentParser::KeepWhatIsOnlyNamed() {
  for (RoadmapUpsert& upsert : document_.roadmap) {
    if (upsert.update_mask().paths().empty()) {
      upsert.mutable_update_mask()->add_paths("name");
    }
  }
}

void DocumentParser::ReadMember(const YAML::Node& node) {
  using roadmap::v1::Role;
  static const auto* const kRoles =
      new std::vector<std::pair<absl::string_view, Role>>{
          {"requester", roadmap::v1::ROLE_REQUESTER},
          {"product-owner", roadmap::v1::ROLE_PRODUCT_OWNER},
          {"value-rater", roadmap::v1::ROLE_VALUE_RATER},
          {"effort-rater", roadmap::v1::ROLE_EFFORT_RATER},
          {"planner", roadmap::v1::ROLE_PLANNER},
          {"marketing-lead", roadmap::v1::ROLE_MARKETING_LEAD},
          {"it-lead", roadmap::v1::ROLE_IT_LEAD},
          {"arbiter", roadmap::v1::ROLE_ARBITER},
          {"admin", roadmap::v1::ROLE_ADMIN},
          {"reader", roadmap::v1::ROLE_READER},
          {"sync", roadmap::v1::ROLE_SYNC}};
  const Fields fields(node, "a member",
                      {"id", "name", "address", "roles", "language", "deputy"},
                      &problems_);
  if (!fields.valid()) return;
  RoadmapResource* resource;
  Entry entry = AddRoadmap("member", fields.position(), &resource);
  roadmap::v1::Member* member = resource->mutable_member();
  if (const auto id = fields.Id("id", /*external=*/true)) {
    CheckOnce("the member", *id, fields.At("id"));
    member->set_name(Name("members", *id));
    entry.Remember("name", fields.At("id"));
  } else if (!fields.Has("id") && !fields.Has("address")) {
    fields.Fail("id", "a member needs an `id` or an `address`");
  }
  if (const auto name = fields.Text("name")) {
    member->set_display_name(*name);
    entry.Named("display_name", fields.At("name"));
  }
  if (const auto address = fields.Text("address")) {
    CheckOnce("the address", *address, fields.At("address"));
    listed_addresses_.insert(*address);
    member->set_address(*address);
    entry.Named("address", fields.At("address"));
  }
  if (const auto language = fields.Text("language")) {
    member->set_language_code(*language);
    entry.Named("language_code", fields.At("language"));
  }
  if (const auto deputy = fields.Text("deputy")) {
    member->set_deputy(Person(*deputy));
    entry.Named("deputy", fields.At("deputy"));
  }
  if (!fields.Has("roles")) return;
  entry.Named("roles", fields.At("roles"));
  fields.Each("roles", [&](const YAML::Node& role) {
    const std::string text = role.IsScalar() ? role.Scalar() : "";
    for (const auto& [name, value] : *kRoles) {
      if (text == name) return member->add_roles(value);
    }
    std::string known;
    for (const auto& [name, value] : *kRoles) {
      absl::StrAppend(&known, known.empty() ? "" : ", ", name);
    }
    problems_.Add(
        PositionOf(role),
        absl::StrCat("`", text, "` is no role; it is one of ", known));
  });
}

void DocumentParser::ReadTeam(const YAML::Node& node) {
  const Fields fields(node, "a team", {"id", "title"}, &problems_);
  const auto id = fields.RequiredId("id", /*external=*/false);
  if (!id.has_value()) return;
  CheckOnce("the team", *id, fields.At("id"));
  RoadmapResource* resource;
  Entry entry = AddRoadmap("team", fields.position(), &resource);
  roadmap::v1::Team* team = resource->mutable_team();
  team->set_name(Name("teams", *id));
  team->set_title(*id);
  entry.Remember("name", fields.At("id"));
  if (const auto title = fields.Text("title")) {
    team->set_title(*title);
    entry.Named("title", fields.At("title"));
  }
}

void DocumentParser::ReadPeriod(const YAML::Node& node) {
  using roadmap::v1::PlanningPeriod;
  const Fields fields(node, "a period",
                      {"id", "title", "first_day", "last_day", "state"},
                      &problems_);
  const auto id = fields.RequiredId("id", /*external=*/false);
  const auto first = fields.RequiredDay("first_day");
  const auto last = fields.RequiredDay("last_day");
  if (!id.has_value()) return;
  CheckOnce("the period", *id, fields.At("id"));
  if (first.has_value() && last.has_value() && *last < *first) {
    fields.Fail("last_day", "it lies before `first_day`; exchange the two");
  }
  RoadmapResource* resource;
  Entry entry = AddRoadmap("period", fields.position(), &resource);
  PlanningPeriod* period = resource->mutable_period();
  period->set_name(Name("periods", *id));
  // Somebody who writes a period into a document wants to plan into it.
  period->set_state(PlanningPeriod::STATE_OPEN);
  entry.Remember("name", fields.At("id"));
  if (const auto title = fields.Text("title")) {
    period->set_title(*title);
    entry.Named("title", fields.At("title"));
  }
  if (first.has_value()) {
    *period->mutable_first_day() = ToDate(*first);
    entry.Named("first_day", fields.At("first_day"));
  }
  if (last.has_value()) {
    *period->mutable_last_day() = ToDate(*last);
    entry.Named("last_day", fields.At("last_day"));
  }
  if (const auto state = fields.Choice<PlanningPeriod::State>(
          "state", {{"DRAFT", PlanningPeriod::STATE_DRAFT},
                    {"OPEN", PlanningPeriod::STATE_OPEN},
                    {"CLOSED", PlanningPeriod::STATE_CLOSED}})) {
    period->set_state(*state);
    entry.Named("state", fields.At("state"));
  }
}

void DocumentParser::ReadCapacity(const YAML::Node& node) {
  const Fields fields(node, "a capacity",
                      {"team", "period", "amount", "withheld"}, &problems_);
  const auto team = fields.RequiredId("team", /*external=*/false);
  const auto period = fields.RequiredId("period", /*external=*/false);
  fields.RequiredText("amount");
  const auto amount = fields.Hundredths("amount", 0, kMostEffort);
  if (!team.has_value() || !period.has_value()) return;
  CheckOnce("the capacity of", absl::StrCat(*team, " in ", *period),
            fields.position());
  RoadmapResource* resource;
  Entry entry = AddRoadmap("capacity", fields.position(), &resource);
  roadmap::v1::Capacity* capacity = resource->mutable_capacity();
  capacity->set_name(
      absl::StrCat(Name("periods", *period), "/capacities/", *team));
  entry.Remember("team", fields.At("team"));
  entry.Remember("period", fields.At("period"));
  if (amount.has_value()) {
    capacity->set_gross_hundredths(*amount);
    entry.Named("gross_hundredths", fields.At("amount"));
  }
  if (!fields.Has("withheld")) return;
  entry.Named("withheld", fields.At("withheld"));
  int64_t together = 0;
  fields.Each("withheld", [&](const YAML::Node& part) {
    const Fields withheld(part, "what is withheld", {"amount", "reason"},
                          &problems_);
    withheld.RequiredText("amount");
    const auto kept = withheld.Hundredths("amount", 0, kMostEffort);
    const auto reason = withheld.RequiredText("reason");
    if (!kept.has_value() || !reason.has_value()) return;
    entry.Remember(absl::StrCat("withheld[", capacity->withheld_size(), "]"),
                   withheld.position());
    auto* added = capacity->add_withheld();
    added->set_amount_hundredths(*kept);
    added->set_reason(*reason);
    together += *kept;
  });
  if (amount.has_value() && together > *amount) {
    fields.Fail("withheld",
                absl::StrCat("together ", FormatHundredths(together),
                             " is more than the amount, which is ",
                             FormatHundredths(*amount)));
  }
}

}  // namespace lifeline::cli

// The items of a document.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "clients/cli/case_figures.h"
#include "clients/cli/document_parser.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;
using backlog::v1::Rating;

constexpr int64_t kMostMoney = 100'000'000'000'000;

}  // namespace

void DocumentParser::ReadItem(const YAML::Node& node) {
  const Fields fields(
      node, "an item",
      {"id",         "title",       "category",  "requester", "owner",
       "problem",    "outcome",     "measure",   "study",     "state",
       "submitted",  "due",         "due_basis", "money",     "ratings",
       "confidence", "effort",      "evidence",  "case",      "requires",
       "parent",     "touchpoints", "labels",    "external"},
      &problems_);
  const auto id = fields.RequiredId("id", /*external=*/true);
  if (!id.has_value()) return;
  CheckOnce("the item", *id, fields.At("id"));
  Item* item;
  Entry entry = AddItem(fields.position(), &item);
  item->set_name(Name("items", *id));
  entry.Remember("name", fields.At("id"));
  // New items of a document take their turn unless it says otherwise; those
  // that exist keep their state unless it says otherwise.
  item->set_state(Item::STATE_READY);
  if (const auto state = fields.Choice<Item::State>(
          "state", {{"DRAFT", Item::STATE_DRAFT},
                    {"SUBMITTED", Item::STATE_SUBMITTED},
                    {"VALIDATING", Item::STATE_VALIDATING},
                    {"READY", Item::STATE_READY},
                    {"DONE", Item::STATE_DONE},
                    {"DECLINED", Item::STATE_DECLINED},
                    {"WITHDRAWN", Item::STATE_WITHDRAWN},
                    {"MERGED", Item::STATE_MERGED}})) {
    item->set_state(*state);
    entry.Named("state", fields.At("state"));
  }
  ReadItemTexts(fields, item, &entry);
  ReadItemDates(fields, item, &entry);
  ReadItemPeople(fields, item, &entry);
  ReadRatings(fields, item, &entry);
  ReadItemEffort(fields, item, &entry);
  ReadItemLinks(fields, item, &entry);
  ReadStudy(fields, item, &entry);
  ReadEvidence(fields, item, &entry);
}

void DocumentParser::ReadEvidence(const Fields& fields, Item* item,
                                  Entry* entry) {
  using backlog::v1::Evidence;
  if (!fields.Has("evidence")) return;
  entry->Named("evidence", fields.At("evidence"));
  fields.Each("evidence", [&](const YAML::Node& node) {
    const Fields piece(node, "a piece of evidence",
                       {"id", "grade", "title", "uri", "expires"}, &problems_);
    const auto id = piece.RequiredId("id", /*external=*/true);
    const auto title = piece.RequiredText("title");
    if (!id.has_value() || !title.has_value()) return;
    Evidence* evidence = item->add_evidence();
    evidence->set_id(*id);
    evidence->set_title(*title);
    evidence->set_uri(piece.Text("uri").value_or(""));
    evidence->set_grade(
        piece
            .Choice<Evidence::Grade>(
                "grade", {{"assertion", Evidence::GRADE_ASSERTION},
                          {"model", Evidence::GRADE_MODEL},
                          {"field-data", Evidence::GRADE_FIELD_DATA},
                          {"measured-test", Evidence::GRADE_MEASURED_TEST}})
            .value_or(Evidence::GRADE_UNSPECIFIED));
    if (const auto expires = piece.Day("expires"))
      *evidence->mutable_expire_date() = ToDate(*expires);
  });
}

void DocumentParser::ReadStudy(const Fields& fields, Item* item, Entry* entry) {
  if (!fields.Has("study")) return;
  const Fields study(fields.Value("study"), "a study", {"item", "until"},
                     &problems_);
  const auto about = study.RequiredId("item", /*external=*/true);
  const auto until = study.RequiredDay("until");
  if (!about.has_value() || !until.has_value()) return;
  item->mutable_study()->set_item(Name("items", *about));
  *item->mutable_study()->mutable_last_day() = ToDate(*until);
  entry->Named("study", fields.At("study"));
}

void DocumentParser::ReadItemTexts(const Fields& fields, Item* item,
                                   Entry* entry) {
  const auto text = [&](absl::string_view key, std::string* into) {
    if (auto value = fields.Text(key)) {
      *into = *std::move(value);
      entry->Named(key, fields.At(key));
    }
  };
  text("title", item->mutable_title());
  text("problem", item->mutable_problem());
  text("outcome", item->mutable_outcome());
  text("measure", item->mutable_measure());
  text("due_basis", item->mutable_due_basis());
  if (const auto category = fields.Id("category", /*external=*/false)) {
    item->set_category(*category);
    entry->Named("category", fields.At("category"));
  }
}

void DocumentParser::ReadItemDates(const Fields& fields, Item* item,
                                   Entry* entry) {
  if (const auto submitted = fields.Day("submitted")) {
    item->mutable_submit_time()->set_seconds(
        absl::ToUnixSeconds(StartOfDay(*submitted, zone_)));
    entry->Named("submit_time", fields.At("submitted"));
  }
  if (const auto due = fields.Day("due")) {
    *item->mutable_due_date() = ToDate(*due);
    entry->Named("due_date", fields.At("due"));
  }
}

void DocumentParser::ReadItemPeople(const Fields& fields, Item* item,
                                    Entry* entry) {
  if (const auto requester = fields.Text("requester")) {
    item->set_requester(Person(*requester));
    entry->Named("requester", fields.At("requester"));
  }
  if (const auto owner = fields.Text("owner")) {
    item->set_owner(Person(*owner));
    entry->Named("owner", fields.At("owner"));
  }
}

void DocumentParser::ReadRatings(const Fields& fields, Item* item,
                                 Entry* entry) {
  if (const auto money = fields.Hundredths("money", 0, kMostMoney)) {
    item->mutable_money()->set_amount_hundredths(*money);
    entry->Named("money", fields.At("money"));
  }
  ReadCase(fields, item, entry);
  if (const auto confidence = fields.Whole("confidence", 0, 100)) {
    item->set_confidence(*confidence);
    entry->Named("confidence", fields.At("confidence"));
  }
  if (!fields.Has("ratings")) return;
  entry->Named("ratings", fields.At("ratings"));
  fields.EachEntry("ratings", [&](const std::string& criterion, Position at,
                                  const YAML::Node& node) {
    ReadRating(criterion, at, node, item, entry);
  });
}

void DocumentParser::ReadCase(const Fields& fields, Item* item, Entry* entry) {
  if (!fields.Has("case")) return;
  const Fields figures(
      fields.Value("case"), "a business case",
      {"leads", "sessions", "conversion", "margin", "cost_avoided"},
      &problems_);
  if (!figures.valid()) return;
  const auto text = [&figures](absl::string_view key) {
    return figures.Text(key).value_or("");
  };
  const auto made = CaseOf({text("leads"), text("sessions"), text("conversion"),
                            text("margin"), text("cost_avoided")});
  if (!made.ok()) {
    fields.Fail("case", absl::StrReplaceAll(
                            made.status().message(),
                            {{"--cost-avoided", "cost_avoided"}, {"--", ""}}));
  } else if (!fields.Has("money")) {
    fields.Fail("case",
                "say beside it what it reckons, as `money`: a document can be "
                "ranked without a server");
  } else {
    *item->mutable_business_case() = *made;
    entry->Named("business_case", fields.At("case"));
  }
}

void DocumentParser::ReadRating(const std::string& criterion, Position at,
                                const YAML::Node& node, Item* item,
                                Entry* entry) {
  std::optional<int64_t> value;
  std::optional<int32_t> confidence;
  if (node.IsMap()) {
    const Fields fields(node, "a rating", {"value", "confidence"}, &problems_);
    fields.RequiredText("value");
    value = fields.Hundredths("value", -kMostRating, kMostRating);
    confidence = fields.Whole("confidence", 0, 100);
  } else {
    value = ReadHundredths(node, node.IsNull() ? at : PositionOf(node),
                           absl::StrCat("the rating of ", criterion),
                           -kMostRating, kMostRating, &problems_);
  }
  if (!value.has_value()) return;
  const std::string path = absl::StrCat("ratings[", item->ratings_size(), "]");
  entry->Remember(path, PositionOf(node));
  entry->Remember(path + ".criterion", at);
  Rating* rating = item->add_ratings();
  rating->set_criterion(criterion);
  rating->set_value_hundredths(*value);
  if (confidence.has_value()) rating->set_confidence(*confidence);
  CheckRatingScale(*rating, PositionOf(node));
}

void DocumentParser::CheckRatingScale(const Rating& rating, Position at) {
  if (!document_.model.has_value()) return;
  for (const auto& criterion : document_.model->criteria()) {
    if (criterion.id() != rating.criterion()) continue;
    const int64_t low = criterion.min_hundredths();
    const int64_t high = criterion.max_hundredths();
    const int64_t value = rating.value_hundredths();
    if (value >= low && value <= high) return;
    problems_.Add(
        at,
        absl::StrCat("the rating of ", rating.criterion(), ": ",
                     FormatHundredths(value), " is not on its scale, which is ",
                     FormatHundredths(low), " to ", FormatHundredths(high)));
  }
}

void DocumentParser::ReadItemEffort(const Fields& fields, Item* item,
                                    Entry* entry) {
  if (!fields.Has("effort")) return;
  entry->Named("estimate", fields.At("effort"));
  int64_t together = 0;
  for (auto& effort :
       ReadEfforts(fields, "effort", "estimate.efforts", entry)) {
    together += effort.effort_hundredths();
    *item->mutable_estimate()->add_efforts() = std::move(effort);
  }
  if (item->estimate().efforts().empty() || together > 0) return;
  if (document_.model.has_value() && DividesByEffort(*document_.model)) {
    fields.Fail("effort",
                "an estimate of nothing cannot be divided by; give what the "
                "work takes, or leave it out while nobody has estimated it");
  }
}

void DocumentParser::ReadItemLinks(const Fields& fields, Item* item,
                                   Entry* entry) {
  if (fields.Has("requires")) {
    entry->Named("required_items", fields.At("requires"));
    for (const std::string& id : fields.Ids("requires")) {
      item->add_required_items(Name("items", id));
    }
  }
  if (const auto parent = fields.Id("parent", /*external=*/true)) {
    item->set_parent_item(Name("items", *parent));
    entry->Named("parent_item", fields.At("parent"));
  }
  if (fields.Has("touchpoints")) {
    entry->Named("touchpoints", fields.At("touchpoints"));
    for (std::string& text : fields.Texts("touchpoints")) {
      item->add_touchpoints(std::move(text));
    }
  }
  if (fields.Has("labels")) {
    entry->Named("labels", fields.At("labels"));
    for (std::string& text : fields.Texts("labels")) {
      item->add_labels(std::move(text));
    }
  }
  if (!fields.Has("external")) return;
  entry->Named("external_references", fields.At("external"));
  fields.Each("external", [&](const YAML::Node& node) {
    const Fields reference(node, "an external reference", {"system", "key"},
                           &problems_);
    const auto system = reference.RequiredText("system");
    const auto key = reference.RequiredText("key");
    if (!system.has_value() || !key.has_value()) return;
    CheckOnce("the external reference", absl::StrCat(*system, " ", *key),
              reference.position());
    entry->Remember(absl::StrCat("external_references[",
                                 item->external_references_size(), "]"),
                    reference.position());
    auto* added = item->add_external_references();
    added->set_system(*system);
    added->set_key(*key);
  });
}

}  // namespace lifeline::cli

// The commitments, mandates and weaves of a document.
#include "absl/strings/str_cat.h"
#include "clients/cli/document_parser.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::RoadmapResource;
using roadmap::v1::TeamEffort;

}  // namespace

void DocumentParser::ReadCommitment(const YAML::Node& node) {
  using roadmap::v1::Commitment;
  const Fields fields(node, "a commitment", {"item", "period", "state"},
                      &problems_);
  const auto item = fields.RequiredId("item", /*external=*/true);
  const auto period = fields.RequiredId("period", /*external=*/false);
  if (!item.has_value() || !period.has_value()) return;
  CheckOnce("the commitment of", *item, fields.At("item"));
  RoadmapResource* resource;
  Entry entry = AddRoadmap("commitment", fields.position(), &resource);
  Commitment* commitment = resource->mutable_commitment();
  commitment->set_name(Name("commitments", *item));
  commitment->set_item(Name("items", *item));
  commitment->set_period(Name("periods", *period));
  commitment->set_state(Commitment::STATE_PROMISED);
  entry.Remember("item", fields.At("item"));
  entry.Named("period", fields.At("period"));
  if (const auto state = fields.Choice<Commitment::State>(
          "state", {{"PROMISED", Commitment::STATE_PROMISED},
                    {"STARTED", Commitment::STATE_STARTED},
                    {"DELIVERED", Commitment::STATE_DELIVERED}})) {
    commitment->set_state(*state);
    entry.Named("state", fields.At("state"));
  }
}

void DocumentParser::ReadMandate(const YAML::Node& node) {
  const Fields fields(node, "a mandate",
                      {"item", "reason", "approver", "until"}, &problems_);
  const auto item = fields.RequiredId("item", /*external=*/true);
  const auto reason = fields.RequiredText("reason");
  const auto approver = fields.RequiredText("approver");
  const auto until = fields.RequiredDay("until");
  if (!item.has_value()) return;
  CheckOnce("the mandate of", *item, fields.At("item"));
  RoadmapResource* resource;
  Entry entry = AddRoadmap("mandate", fields.position(), &resource);
  roadmap::v1::Mandate* mandate = resource->mutable_mandate();
  mandate->set_name(Name("mandates", *item));
  mandate->set_item(Name("items", *item));
  entry.Remember("item", fields.At("item"));
  if (reason.has_value()) {
    mandate->set_reason(*reason);
    entry.Named("reason", fields.At("reason"));
  }
  if (approver.has_value()) {
    mandate->set_approver(Person(*approver));
    entry.Named("approver", fields.At("approver"));
  }
  if (until.has_value()) {
    *mandate->mutable_until() = ToDate(*until);
    entry.Named("until", fields.At("until"));
  }
}

void DocumentParser::ReadWeave(const YAML::Node& node) {
  const Fields fields(node, "a weave", {"rider", "carrier", "owner", "effort"},
                      &problems_);
  const auto rider = fields.RequiredId("rider", /*external=*/true);
  const auto carrier = fields.RequiredId("carrier", /*external=*/true);
  if (!rider.has_value() || !carrier.has_value()) return;
  CheckOnce("the weave of", *rider, fields.At("rider"));
  if (*rider == *carrier) {
    fields.Fail("carrier", "an item cannot carry itself; name another item");
  }
  RoadmapResource* resource;
  Entry entry = AddRoadmap("weave", fields.position(), &resource);
  roadmap::v1::Weave* weave = resource->mutable_weave();
  weave->set_name(Name("weaves", *rider));
  weave->set_rider(Name("items", *rider));
  weave->set_carrier(Name("items", *carrier));
  entry.Remember("rider", fields.At("rider"));
  entry.Named("carrier", fields.At("carrier"));
  if (const auto owner = fields.Text("owner")) {
    weave->set_carrier_owner(Person(*owner));
    entry.Named("carrier_owner", fields.At("owner"));
  }
  if (!fields.Has("effort")) {
    fields.Fail("effort", "say what the rider costs inside its carrier");
    return;
  }
  entry.Named("marginal_efforts", fields.At("effort"));
  for (TeamEffort& effort :
       ReadEfforts(fields, "effort", "marginal_efforts", &entry)) {
    *weave->add_marginal_efforts() = std::move(effort);
  }
}

std::vector<TeamEffort> DocumentParser::ReadEfforts(const Fields& fields,
                                                    absl::string_view key,
                                                    absl::string_view path,
                                                    Entry* entry) {
  std::vector<TeamEffort> efforts;
  fields.EachEntry(
      key, [&](const std::string& team, Position at, const YAML::Node& node) {
        if (!IsClientId(team)) {
          problems_.Add(at, absl::StrCat("`", team, "` is no team's id"));
          return;
        }
        std::optional<int64_t> amount;
        const auto size =
            node.IsScalar() ? sizes_.find(node.Scalar()) : sizes_.end();
        if (size != sizes_.end()) {
          amount = size->second;
        } else {
          amount = ReadHundredths(
              node, PositionOf(node),
              absl::StrCat("the effort of ", team,
                           " (a number, or a letter of `sizes`)"),
              0, kMostEffort, &problems_);
        }
        if (!amount.has_value()) return;
        entry->Remember(absl::StrCat(path, "[", efforts.size(), "].team"), at);
        entry->Remember(absl::StrCat(path, "[", efforts.size(), "]"),
                        PositionOf(node));
        TeamEffort& effort = efforts.emplace_back();
        effort.set_team(Name("teams", team));
        effort.set_effort_hundredths(*amount);
      });
  return efforts;
}

}  // namespace lifeline::cli

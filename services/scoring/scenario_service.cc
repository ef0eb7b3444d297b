#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/common/page_token.h"
#include "services/common/redact.h"
#include "services/common/validate.h"
#include "services/scoring/reasons.h"
#include "services/scoring/scenario_store.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/upserts.h"

namespace lifeline::scoring {
namespace {

constexpr absl::string_view kScenarios = "portfolios/*/scenarios/*";

bool IsEmpty(const v1::PreviewChangesRequest& changes) {
  return changes.roadmap_upserts().empty() &&
         changes.roadmap_removals().empty() && changes.item_upserts().empty() &&
         !changes.has_model();
}

// The changes as PreviewChanges takes them.
v1::PreviewChangesRequest ChangesOf(const v1::Scenario& scenario,
                                    const std::string& parent) {
  v1::PreviewChangesRequest changes = scenario.changes();
  changes.set_parent(parent);
  changes.clear_min_revisions();
  changes.clear_language();
  return changes;
}

void CheckBytes(const v1::PreviewChangesRequest& changes, const Limits& limits,
                Violations* violations) {
  const int64_t bytes = static_cast<int64_t>(changes.ByteSizeLong());
  if (bytes <= limits.scenario_bytes) return;
  violations->Add(
      "scenario.changes",
      absl::StrCat("has ", bytes, " bytes; at most ", limits.scenario_bytes,
                   " are kept, so leave out what stays as it is"));
}

// As the roadmap would find it now. Whoever is only mentioned stays so.
void FillName(const RoadmapFacts& facts, roadmap::v1::RoadmapUpsert* upsert) {
  roadmap::v1::RoadmapResource* resource = upsert->mutable_resource();
  const roadmap::v1::Member& said = resource->member();
  if (!resource->has_member() || !said.name().empty()) {
    const std::string name = NameOfUpsert(facts.portfolio.name(), *resource);
    if (!name.empty()) SetName(name, resource);
    return;
  }
  const roadmap::v1::Member* known = FindMember(facts, said.address());
  if (known == nullptr) return;
  roadmap::v1::Member mentioned;
  mentioned.set_address(said.address());
  if (upsert->update_mask().paths().empty() &&
      said.SerializeAsString() == mentioned.SerializeAsString())
    upsert->mutable_update_mask()->add_paths("name");
  SetName(known->name(), resource);
}

// Names what would be found by something else that may change: who and what is
// meant is known then whatever becomes of it, and when texts of it must go.
void FillNames(const Snapshot& known, v1::PreviewChangesRequest* changes) {
  const RoadmapFacts& facts = *known.roadmap;
  for (auto& upsert : *changes->mutable_roadmap_upserts())
    FillName(facts, &upsert);
  const References references = ReferencesOf(known);
  for (auto& upsert : *changes->mutable_item_upserts()) {
    if (upsert.item().name().empty())
      upsert.mutable_item()->set_name(references.Find(upsert.item()));
  }
  const std::string members = absl::StrCat(changes->parent(), "/members/");
  RewriteTexts(
      [&](std::string* text) {
        if (!absl::StartsWith(*text, members)) return;
        const roadmap::v1::Member* member = FindMember(facts, *text);
        if (member != nullptr) *text = member->name();
      },
      changes);
}

absl::StatusOr<v1::Scenario> FindScenario(const Reader& reader,
                                          const std::string& portfolio,
                                          const std::string& id) {
  absl::StatusOr<std::optional<v1::Scenario>> scenario =
      ReadScenario(reader, portfolio, id);
  if (!scenario.ok()) return scenario.status();
  if (scenario->has_value()) return **std::move(scenario);
  const std::string name =
      absl::StrCat(PortfolioName(portfolio), "/scenarios/", id);
  return Error(absl::StatusCode::kNotFound, kScenarioNotFound,
               absl::StrCat(name, " does not exist; see ListScenarios"),
               {{"scenario", name}});
}

}  // namespace

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::CreateScenarioRequest& request) {
  Violations violations;
  MutationSpec spec;
  spec.scope = ParseParent(request.parent(), &violations);
  CheckRequestId(request.request_id(), &violations);
  CheckId(request.scenario_id(), "scenario_id", /*external=*/false,
          &violations);
  CheckText(request.scenario().title(), {1, scoring.limits.title, false},
            "scenario.title", &violations);
  const v1::PreviewChangesRequest changes =
      ChangesOf(request.scenario(), request.parent());
  if (IsEmpty(changes)) {
    violations.Add("scenario.changes",
                   "is empty; say at least one thing that would be otherwise");
  }
  CheckBytes(changes, scoring.limits, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::Status checked = CheckPreview(scoring, changes);
  google::rpc::BadRequest wrong;
  if (!checked.ok() && ReadDetail(checked, &wrong)) {
    Violations part;
    for (const auto& violation : wrong.field_violations())
      part.Add(violation.field(), violation.description());
    violations.AddAll("scenario.changes", part);
    return violations.ToStatus();
  }
  if (!checked.ok()) return checked;
  spec.request_id = request.request_id();
  spec.validate_only = request.validate_only();
  return spec;
}

absl::StatusOr<v1::Scenario> CreateScenario(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::CreateScenarioRequest& request) {
  const std::string portfolio(LastId(request.parent()));
  absl::StatusOr<std::string> actor = RequireActor(scoring, portfolio, call);
  if (!actor.ok()) return actor.status();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  absl::StatusOr<std::optional<v1::Scenario>> taken =
      ReadScenario(transaction, portfolio, request.scenario_id());
  if (!taken.ok()) return taken.status();
  if (taken->has_value()) {
    return Error(absl::StatusCode::kAlreadyExists, kScenarioExists,
                 absl::StrCat("scenario_id: ", (*taken)->name(),
                              " is there already, \"", (*taken)->title(),
                              "\"; scenarios are not changed, so choose "
                              "another id"),
                 {{"scenario", (*taken)->name()}});
  }
  absl::StatusOr<int64_t> count = CountScenarios(transaction, portfolio);
  if (!count.ok()) return count.status();
  if (*count >= scoring.limits.scenarios) {
    return Error(
        absl::StatusCode::kResourceExhausted, kTooManyScenarios,
        absl::StrCat("a portfolio keeps at most ", scoring.limits.scenarios,
                     " scenarios, closed ones with them; use "
                     "PreviewChanges, which keeps nothing"));
  }
  v1::Scenario scenario;
  scenario.set_name(
      absl::StrCat(request.parent(), "/scenarios/", request.scenario_id()));
  scenario.set_title(request.scenario().title());
  *scenario.mutable_changes() = ChangesOf(request.scenario(), request.parent());
  FillNames((*state)->Latest()->view->snapshot(), scenario.mutable_changes());
  Violations violations;
  CheckBytes(scenario.changes(), scoring.limits, &violations);
  if (!violations.empty()) return violations.ToStatus();
  scenario.set_state(v1::Scenario::STATE_OPEN);
  scenario.set_creator(*actor);
  *scenario.mutable_create_time() = ToTimestamp(call.now);
  absl::Status written = InsertScenario(transaction, portfolio, scenario);
  if (!written.ok()) return written;
  return scenario;
}

absl::StatusOr<v1::Scenario> GetScenario(
    const Scoring& scoring, const v1::GetScenarioRequest& request) {
  Violations violations;
  const std::optional<std::vector<std::string>> ids =
      ParseName(kScenarios, request.name(), "name", &violations);
  if (!ids) return violations.ToStatus();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, (*ids)[0]);
  if (!state.ok()) return state.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  return FindScenario(*reader, (*ids)[0], (*ids)[1]);
}

absl::StatusOr<v1::ListScenariosResponse> ListScenarios(
    const Scoring& scoring, const v1::ListScenariosRequest& request) {
  Violations violations;
  const std::string portfolio = ParseParent(request.parent(), &violations);
  const int32_t size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  const std::string arguments = PageArguments(request);
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 1, arguments);
  if (!position.ok()) return position.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::vector<v1::Scenario>> scenarios = ListScenarios(
      *reader, portfolio, position->empty() ? "" : position->front(), size + 1);
  if (!scenarios.ok()) return scenarios.status();
  v1::ListScenariosResponse response;
  PageRoom room{size, scoring.limits.page_bytes};
  for (v1::Scenario& scenario : *scenarios) {
    if (room.Full()) {
      const std::string last(LastId(response.scenarios().rbegin()->name()));
      response.set_next_page_token(EncodePageToken({last}, arguments));
      break;
    }
    room.Take(scenario);
    *response.add_scenarios() = std::move(scenario);
  }
  return response;
}

absl::StatusOr<v1::PreviewChangesRequest> ChangesOfScenario(
    const Scoring& scoring, const v1::SimulateScenarioRequest& request) {
  v1::GetScenarioRequest get;
  get.set_name(request.name());
  absl::StatusOr<v1::Scenario> scenario = GetScenario(scoring, get);
  if (!scenario.ok()) return scenario.status();
  v1::PreviewChangesRequest changes = scenario->changes();
  changes.set_language(request.language());
  return changes;
}

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::CloseScenarioRequest& request) {
  Violations violations;
  MutationSpec spec;
  const std::optional<std::vector<std::string>> ids =
      ParseName(kScenarios, request.name(), "name", &violations);
  CheckRequestId(request.request_id(), &violations);
  if (request.state() != v1::Scenario::STATE_PROMOTED &&
      request.state() != v1::Scenario::STATE_DROPPED) {
    violations.Add("state", "must be PROMOTED or DROPPED");
  }
  CheckText(request.reason(), {0, scoring.limits.reason, true}, "reason",
            &violations);
  if (!violations.empty()) return violations.ToStatus();
  spec.scope = (*ids)[0];
  spec.request_id = request.request_id();
  return spec;
}

absl::StatusOr<v1::Scenario> CloseScenario(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::CloseScenarioRequest& request) {
  const std::vector<std::string> ids = *ParseName(kScenarios, request.name());
  absl::StatusOr<std::string> actor = RequireActor(scoring, ids[0], call);
  if (!actor.ok()) return actor.status();
  absl::StatusOr<v1::Scenario> scenario =
      FindScenario(transaction, ids[0], ids[1]);
  if (!scenario.ok()) return scenario;
  if (scenario->state() != v1::Scenario::STATE_OPEN) {
    return Error(
        absl::StatusCode::kFailedPrecondition, kScenarioClosed,
        absl::StrCat(scenario->name(), " is ",
                     scenario->state() == v1::Scenario::STATE_PROMOTED
                         ? "promoted"
                         : "dropped",
                     " already; possible now: simulate it, or create another"),
        {{"scenario", scenario->name()}});
  }
  scenario->set_state(request.state());
  scenario->set_closed_by(*actor);
  *scenario->mutable_close_time() = ToTimestamp(call.now);
  scenario->set_close_reason(request.reason());
  absl::Status written = CloseScenario(transaction, ids[0], *scenario);
  if (!written.ok()) return written;
  return scenario;
}

}  // namespace lifeline::scoring

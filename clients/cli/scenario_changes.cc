#include "clients/cli/scenario_changes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/application.h"
#include "clients/cli/commands.h"
#include "clients/cli/numbers.h"
#include "clients/cli/ranking_json.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;
using backlog::v1::ItemUpsert;
using scoring::v1::PreviewChangesRequest;
using scoring::v1::ScoringModel;

void AddPath(const std::string& path, google::protobuf::FieldMask* mask) {
  const bool is_there = std::find(mask->paths().begin(), mask->paths().end(),
                                  path) != mask->paths().end();
  if (!is_there) mask->add_paths(path);
}

absl::StatusOr<PreviewChangesRequest> OfDocument(
    Context& context, const ScenarioOptions& options) {
  absl::StatusOr<Document> document = ReadDocument(options.file);
  if (!document.ok()) return document.status();
  if (document->portfolio != IdOf(PortfolioName(options.portfolio))) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.file, " is of the portfolio ", document->portfolio,
                     "; name it, or give a document of ", options.portfolio));
  }
  Application application(context, *std::move(document), "");
  if (absl::Status ready = application.Prepare(); !ready.ok()) return ready;
  return application.Changes();
}

absl::Status AddCapacities(const ScenarioOptions& options,
                           PreviewChangesRequest* changes) {
  constexpr char kExample[] = "web:2027-q1=40";
  for (const std::string& text : options.capacities) {
    const auto sides = PairOption("--capacity", text, '=', kExample);
    if (!sides.ok()) return sides.status();
    const auto where = PairOption("--capacity", sides->first, ':', kExample);
    if (!where.ok()) return where.status();
    const auto gross = NumberOption("--capacity", sides->second);
    if (!gross.ok()) return gross.status();
    auto* upsert = changes->add_roadmap_upserts();
    auto* capacity = upsert->mutable_resource()->mutable_capacity();
    capacity->set_name(
        absl::StrCat(NameOf(options.portfolio, "periods", where->second),
                     "/capacities/", where->first));
    capacity->set_gross_hundredths(*gross);
    upsert->mutable_update_mask()->add_paths("gross_hundredths");
  }
  return absl::OkStatus();
}

absl::StatusOr<ScoringModel> FetchModel(Context& context,
                                        const std::string& name) {
  scoring::v1::GetScoringModelRequest get;
  get.set_name(name);
  return context.session().Call(&ScoringStub::GetScoringModel, get);
}

// What only a stored version has.
void ClearOutput(ScoringModel* model) {
  model->clear_version();
  model->clear_state();
  model->clear_provisional();
  model->clear_creator();
  model->clear_create_time();
  model->clear_activate_time();
  model->clear_reason();
}

// The model to weigh otherwise, with its criteria: the document's, or the
// active one.
absl::Status FillModel(Context& context, const ScenarioOptions& options,
                       PreviewChangesRequest* changes) {
  ScoringModel* model = changes->mutable_model();
  if (!model->criteria().empty()) return absl::OkStatus();
  const auto base =
      FetchModel(context, model->preset().empty()
                              ? NameOf(options.portfolio, "models", "active")
                              : absl::StrCat("presets/", model->preset()));
  if (!base.ok()) return base.status();
  if (model->preset().empty()) {
    *model = *base;
    ClearOutput(model);
  } else {
    *model->mutable_criteria() = base->criteria();
  }
  return absl::OkStatus();
}

absl::Status SetWeight(const std::string& criterion, int32_t weight,
                       ScoringModel* model) {
  std::vector<std::string> ids;
  for (scoring::v1::Criterion& known : *model->mutable_criteria()) {
    ids.push_back(known.id());
    if (known.id() != criterion) continue;
    known.set_weight(weight);
    return absl::OkStatus();
  }
  return absl::NotFoundError(absl::StrCat("--weight: the model has no `",
                                          criterion, "`; it has ",
                                          absl::StrJoin(ids, ", ")));
}

absl::Status AddWeights(Context& context, const ScenarioOptions& options,
                        PreviewChangesRequest* changes) {
  if (options.weights.empty()) return absl::OkStatus();
  if (absl::Status filled = FillModel(context, options, changes);
      !filled.ok()) {
    return filled;
  }
  for (const std::string& text : options.weights) {
    const auto pair = PairOption("--weight", text, '=', "strategy_fit=20");
    if (!pair.ok()) return pair.status();
    const auto weight = ParseWhole(pair->second);
    if (!weight.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--weight: ", weight.status().message()));
    }
    absl::Status set =
        SetWeight(pair->first, *weight, changes->mutable_model());
    if (!set.ok()) return set;
  }
  return absl::OkStatus();
}

ItemUpsert* FindUpsert(const std::string& name,
                       PreviewChangesRequest* changes) {
  for (ItemUpsert& upsert : *changes->mutable_item_upserts()) {
    if (upsert.item().name() == name) return &upsert;
  }
  return nullptr;
}

// The item's part of the changes, made from what is there if it has none yet.
absl::StatusOr<ItemUpsert*> UpsertOf(Context& context, const std::string& name,
                                     PreviewChangesRequest* changes) {
  if (ItemUpsert* known = FindUpsert(name, changes); known != nullptr) {
    return known;
  }
  backlog::v1::GetItemRequest get;
  get.set_name(name);
  const auto item = context.session().Call(&BacklogStub::GetItem, get);
  if (!item.ok()) return item.status();
  ItemUpsert* upsert = changes->add_item_upserts();
  upsert->mutable_item()->set_name(item->name());
  *upsert->mutable_item()->mutable_estimate()->mutable_efforts() =
      item->estimate().efforts();
  return upsert;
}

// The efforts that the item has now, where the document names none.
absl::Status KeepEfforts(Context& context, ItemUpsert* upsert) {
  const auto& paths = upsert->update_mask().paths();
  if (upsert->item().has_estimate() ||
      std::find(paths.begin(), paths.end(), "estimate") != paths.end()) {
    return absl::OkStatus();
  }
  backlog::v1::GetItemRequest get;
  get.set_name(upsert->item().name());
  const auto item = context.session().Call(&BacklogStub::GetItem, get);
  if (absl::IsNotFound(item.status())) return absl::OkStatus();
  if (!item.ok()) return item.status();
  *upsert->mutable_item()->mutable_estimate()->mutable_efforts() =
      item->estimate().efforts();
  return absl::OkStatus();
}

absl::Status AddEfforts(Context& context, const ScenarioOptions& options,
                        PreviewChangesRequest* changes) {
  constexpr char kExample[] = "canonical-tags:web=3";
  for (const std::string& text : options.efforts) {
    const auto sides = PairOption("--effort", text, ':', kExample);
    if (!sides.ok()) return sides.status();
    const auto efforts =
        EffortOptions(context, options.portfolio, {sides->second});
    if (!efforts.ok()) return efforts.status();
    const auto upsert = UpsertOf(
        context, NameOf(options.portfolio, "items", sides->first), changes);
    if (!upsert.ok()) return upsert.status();
    if (absl::Status kept = KeepEfforts(context, *upsert); !kept.ok()) {
      return kept;
    }
    auto* all = (*upsert)->mutable_item()->mutable_estimate();
    roadmap::v1::TeamEffort* named = nullptr;
    for (roadmap::v1::TeamEffort& effort : *all->mutable_efforts()) {
      if (effort.team() == efforts->front().team()) named = &effort;
    }
    *(named != nullptr ? named : all->add_efforts()) = efforts->front();
    AddPath("estimate", (*upsert)->mutable_update_mask());
  }
  return absl::OkStatus();
}

absl::Status AddWithout(Context& context, const ScenarioOptions& options,
                        PreviewChangesRequest* changes) {
  for (const std::string& id : options.without) {
    const auto upsert =
        UpsertOf(context, NameOf(options.portfolio, "items", id), changes);
    if (!upsert.ok()) return upsert.status();
    (*upsert)->mutable_item()->set_state(Item::STATE_WITHDRAWN);
    AddPath("state", (*upsert)->mutable_update_mask());
  }
  return absl::OkStatus();
}

// Changes as the document that `apply` would write.
Document ToDocument(const scoring::v1::Scenario& scenario) {
  const PreviewChangesRequest& changes = scenario.changes();
  Document document;
  document.portfolio =
      (*ParseName("portfolios/*/scenarios/*", scenario.name()))[0];
  document.roadmap.assign(changes.roadmap_upserts().begin(),
                          changes.roadmap_upserts().end());
  document.items.assign(changes.item_upserts().begin(),
                        changes.item_upserts().end());
  if (!changes.has_model()) return document;
  const ScoringModel& model = changes.model();
  document.model = model;
  document.model->clear_name();
  if (!model.name().empty()) document.model_id = ModelId(model.name());
  // What stands outside of `model` in a document would stay as it is.
  if (model.fill() != scoring::v1::FILL_RULE_UNSPECIFIED) {
    document.fill = model.fill();
  }
  document.reserves.emplace(model.reserves().begin(), model.reserves().end());
  if (model.has_mandate_cap_percent()) {
    document.mandate_cap_percent = model.mandate_cap_percent();
  }
  if (model.has_rider_cap_percent()) {
    document.rider_cap_percent = model.rider_cap_percent();
  }
  return document;
}

// Deletes the resource of that name; nothing if `dry` or if it is gone already.
absl::Status Remove(Context& context, const std::string& name,
                    const std::string& reason, bool dry) {
  const auto call = [&](auto method, auto request) -> absl::Status {
    if (dry) return absl::OkStatus();
    request.set_name(name);
    request.set_reason(reason);
    const absl::Status status =
        context.session().Call(method, request).status();
    return absl::IsNotFound(status) ? absl::OkStatus() : status;
  };
  if (absl::StrContains(name, "/weaves/")) {
    return call(&RoadmapStub::DeleteWeave, roadmap::v1::DeleteWeaveRequest());
  }
  if (absl::StrContains(name, "/commitments/")) {
    return call(&RoadmapStub::DeleteCommitment,
                roadmap::v1::DeleteCommitmentRequest());
  }
  if (absl::StrContains(name, "/mandates/")) {
    return call(&RoadmapStub::DeleteMandate,
                roadmap::v1::DeleteMandateRequest());
  }
  return absl::FailedPreconditionError(
      absl::StrCat(name,
                   " cannot be deleted, only weaves, commitments and "
                   "mandates can; nothing was changed"));
}

absl::Status RemoveAll(Context& context, const scoring::v1::Scenario& scenario,
                       const std::string& reason) {
  for (const bool dry : {true, false}) {
    for (const std::string& name : scenario.changes().roadmap_removals()) {
      absl::Status removed = Remove(context, name, reason, dry);
      if (!removed.ok()) return removed;
    }
  }
  return absl::OkStatus();
}

// So that the ranking has seen the removals, too.
absl::Status SeeNewest(Context& context, const std::string& portfolio,
                       scoring::v1::Revisions* revisions) {
  roadmap::v1::ListRoadmapChangesRequest list;
  list.set_parent(portfolio);
  list.set_page_size(1);
  const auto newest =
      context.session().Call(&RoadmapStub::ListRoadmapChanges, list);
  if (!newest.ok()) return newest.status();
  if (newest->changes().empty()) return absl::OkStatus();
  revisions->set_roadmap(newest->changes(0).commit().revision());
  revisions->set_roadmap_epoch(newest->changes(0).commit().epoch());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PreviewChangesRequest> ScenarioChanges(
    Context& context, const ScenarioOptions& options) {
  if (options.file.empty() && options.capacities.empty() &&
      options.weights.empty() && options.efforts.empty() &&
      options.without.empty()) {
    return absl::InvalidArgumentError(
        "nothing would be otherwise: name -f, --capacity, --weight, --effort "
        "or --without");
  }
  absl::StatusOr<PreviewChangesRequest> changes = PreviewChangesRequest();
  if (!options.file.empty()) changes = OfDocument(context, options);
  if (!changes.ok()) return changes.status();
  changes->set_parent(PortfolioName(options.portfolio));
  for (const absl::Status& added : {AddCapacities(options, &*changes),
                                    AddWeights(context, options, &*changes),
                                    AddEfforts(context, options, &*changes),
                                    AddWithout(context, options, &*changes)}) {
    if (!added.ok()) return added;
  }
  return changes;
}

absl::StatusOr<scoring::v1::Ranking> MakeChanges(
    Context& context, const scoring::v1::Scenario& scenario,
    const std::string& reason, scoring::v1::Revisions* written) {
  if (absl::Status removed = RemoveAll(context, scenario, reason);
      !removed.ok()) {
    return removed;
  }
  Application application(context, ToDocument(scenario), reason);
  if (absl::Status ready = application.PrepareWhole(); !ready.ok()) {
    return ready;
  }
  absl::StatusOr<scoring::v1::Ranking> ranking = application.Write();
  if (!ranking.ok()) return ranking.status();
  *written = application.Written();
  if (scenario.changes().roadmap_removals().empty()) return ranking;
  const std::string portfolio =
      scenario.name().substr(0, scenario.name().find("/scenarios/"));
  absl::Status seen = SeeNewest(context, portfolio, written);
  if (!seen.ok()) return seen;
  scoring::v1::GetRankingRequest get;
  get.set_name(absl::StrCat(portfolio, "/rankings/latest"));
  *get.mutable_min_revisions() = *written;
  return context.session().Call(&ScoringStub::GetRanking, get);
}

}  // namespace lifeline::cli

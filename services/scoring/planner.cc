#include "services/scoring/planner.h"

#include <set>
#include <string>
#include <utility>

#include "services/common/status.h"
#include "services/scoring/cause_text.h"
#include "services/scoring/crossing.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/model.h"
#include "services/scoring/optimum_view.h"
#include "services/scoring/presets.h"
#include "services/scoring/ranking_view.h"
#include "services/scoring/reason_text.h"
#include "services/scoring/workdays.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {
namespace {

using roadmap::v1::RoadmapResource;

// The model of a document, or all that is wrong with it under `field`.
absl::StatusOr<v1::ScoringModel> Complete(const Inputs& inputs,
                                          absl::string_view field,
                                          Violations* violations) {
  ModelContext context;
  context.categories = CategoriesOf(inputs.portfolio);
  context.language = inputs.portfolio.locale();
  v1::ScoringModel given = inputs.model;
  if (given.title().empty() && given.preset().empty()) given.set_title("Model");
  auto model = CompleteModel(given, context);
  google::rpc::BadRequest bad;
  if (!model.ok() && ReadDetail(model.status(), &bad)) {
    Violations part;
    for (const auto& violation : bad.field_violations()) {
      part.Add(violation.field(), violation.description());
    }
    violations->AddAll(field, part);
  }
  return model;
}

void SetTo(const Inputs& inputs, const v1::ScoringModel& model,
           WorldBuilder* builder) {
  RoadmapResource portfolio;
  *portfolio.mutable_portfolio() = inputs.portfolio;
  builder->Upsert(portfolio);
  std::set<std::string> names;
  for (const RoadmapResource& resource : inputs.roadmap) {
    names.insert(NameOf(resource));
    if (resource.has_portfolio()) continue;
    RoadmapResource set = resource;
    if (set.has_weave() &&
        set.weave().state() == roadmap::v1::Weave::STATE_UNSPECIFIED) {
      set.mutable_weave()->set_state(roadmap::v1::Weave::STATE_AGREED);
    }
    builder->Upsert(set);
  }
  for (const std::string& name : builder->RoadmapNames()) {
    if (names.count(name) == 0) builder->RemoveRoadmap(name);
  }
  const int64_t submitted =
      absl::ToUnixSeconds(StartOfDay(inputs.day, ZoneOf(inputs.portfolio)));
  std::set<std::string> items;
  for (const backlog::v1::Item& item : inputs.items) {
    items.insert(item.name());
    backlog::v1::Item set = item;
    if (!set.has_submit_time()) {
      set.mutable_submit_time()->set_seconds(submitted);
    }
    builder->Upsert(set);
  }
  for (const std::string& name : builder->ItemNames()) {
    if (items.count(name) == 0) builder->RemoveItem(name);
  }
  builder->SetModel(model);
  builder->SetDay(inputs.day);
}

}  // namespace

absl::StatusOr<PlannedPortfolio> PlanPortfolio(const Inputs& inputs) {
  Violations violations;
  const auto model = Complete(inputs, "model", &violations);
  if (!violations.empty()) return violations.ToStatus();
  if (!model.ok()) return model.status();
  WorldBuilder builder(inputs.portfolio.name());
  SetTo(inputs, *model, &builder);
  Snapshot snapshot = builder.Build();
  engine::Plan plan = engine::MakePlan(snapshot.world);
  const RankingView view(std::move(snapshot), std::move(plan), /*number=*/1);
  PlannedPortfolio planned;
  planned.ranking = view.MakeRanking();
  planned.ranking.set_digest(view.ResultsDigest());
  planned.items.reserve(view.Listing().size());
  for (engine::ItemIndex item : view.Listing()) {
    view.FillRankedItem(item, v1::VIEW_FULL, Language::kEnglish,
                        &planned.items.emplace_back());
  }
  return planned;
}

absl::StatusOr<std::vector<v1::LineCrossing>> CompareInputs(
    const Inputs& before, const Inputs& after) {
  Violations violations;
  const auto old_model = Complete(before, "before.model", &violations);
  const auto new_model = Complete(after, "after.model", &violations);
  if (before.portfolio.name() != after.portfolio.name()) {
    violations.Add("after.portfolio.name",
                   "must be that of the portfolio before; only states of one "
                   "portfolio can be compared");
  }
  if (!violations.empty()) return violations.ToStatus();
  if (!old_model.ok()) return old_model.status();
  if (!new_model.ok()) return new_model.status();
  // One builder for both, so that positions mean the same in both worlds.
  WorldBuilder builder(before.portfolio.name());
  SetTo(before, *old_model, &builder);
  Snapshot old_snapshot = builder.Build();
  SetTo(after, *new_model, &builder);
  Snapshot new_snapshot = builder.Build();
  engine::Plan old_plan = engine::MakePlan(old_snapshot.world);
  engine::Plan new_plan = engine::MakePlan(new_snapshot.world);
  const RankingView old_view(std::move(old_snapshot), std::move(old_plan), 0);
  const RankingView new_view(std::move(new_snapshot), std::move(new_plan), 0);
  return CompareViews(old_view, new_view, AdvancePast({}, old_view, new_view),
                      engine::ReplayBudget());
}

absl::StatusOr<v1::Optimum> OptimizePortfolio(const Inputs& inputs,
                                              const OptimumOptions& options) {
  Violations violations;
  const auto model = Complete(inputs, "model", &violations);
  if (!violations.empty()) return violations.ToStatus();
  if (!model.ok()) return model.status();
  WorldBuilder builder(inputs.portfolio.name());
  SetTo(inputs, *model, &builder);
  Snapshot snapshot = builder.Build();
  engine::Plan plan = engine::MakePlan(snapshot.world);
  const RankingView view(std::move(snapshot), std::move(plan), /*number=*/0);
  return ToProto(FindOptimum(view.snapshot().world, view.plan(), options),
                 view);
}

std::string CrossingSentence(const v1::LineCrossing& crossing,
                             const std::string& language, bool with_shares) {
  return CauseSentence(crossing, LanguageOf(language),
                       with_shares ? Shares::kShown : Shares::kHidden);
}

std::vector<v1::ScoringModel> AllPresets(const std::string& language) {
  std::vector<v1::ScoringModel> presets;
  for (const std::string& id : PresetIds()) {
    presets.push_back(*Preset(id, language));
  }
  return presets;
}

}  // namespace lifeline::scoring

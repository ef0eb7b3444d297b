#include "services/scoring/engine/lift_desk.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "services/scoring/engine/columns.h"
#include "services/scoring/engine/score.h"

namespace lifeline::engine {
namespace {}  // namespace

LiftDesk::LiftDesk(const World& world, ItemIndex item)
    : world_(world), index_(item), changed_(world) {
  plan_ = planner_.Make(world);
  ++plans_;
  scores_.resize(world.items.size());
  for (size_t i = 0; i < scores_.size(); ++i) {
    scores_[i] = plan_.results[i].score_micros;
  }
  FindPassable();
  FindWhetherLast();
}

void LiftDesk::FindPassable() {
  const bool fill =
      world_.model != nullptr && world_.model->fill == FillRule::kFill;
  for (ItemIndex other : plan_.order) {
    const Result& result = plan_.results[other];
    if (other == index_ || result.rule == Rule::kByCommitment) continue;
    if (!fill || IsUp(result.standing)) passable_.push_back(other);
  }
}

void LiftDesk::FindWhetherLast() {
  for (const auto& other : world_.items) {
    if (other == nullptr) continue;
    is_last_ = is_last_ && std::find(other->requires_items.begin(),
                                     other->requires_items.end(),
                                     index_) == other->requires_items.end();
  }
  if (world_.roadmap == nullptr) return;
  for (const Weave& weave : world_.roadmap->weaves) {
    is_last_ = is_last_ && weave.carrier != index_;
  }
}

Result LiftDesk::With(const Item& item) {
  ++plans_;
  changed_.items[index_] = std::make_shared<const Item>(item);
  planner_.PlaceInto(changed_, places_);
  changed_.items[index_] = world_.items[index_];
  return places_.results[index_];
}

Result LiftDesk::With(std::shared_ptr<const Roadmap> roadmap) {
  ++plans_;
  changed_.roadmap = std::move(roadmap);
  planner_.PlaceInto(changed_, places_);
  changed_.roadmap = world_.roadmap;
  return places_.results[index_];
}

LiftSearch::Lifts LiftDesk::ByPlan(const ItemAt& item_at) {
  return [this, item_at](int64_t step) {
    return IsUp(With(item_at(step)).standing);
  };
}

LiftSearch::Lifts LiftDesk::ByScore(const ItemAt& item_at) {
  return [this, item_at](int64_t step) {
    const std::optional<int64_t> score = ScoreOf(item_at(step));
    if (!score.has_value()) return false;
    // Who has no score today must be read anew.
    if (plan_.rank[index_] == 0) return IsUp(With(item_at(step)).standing);
    if (!std::exchange(is_prepared_, true)) scorer_.Prepare(world_);
    ++plans_;
    std::vector<uint8_t> is_up;
    const int64_t today = std::exchange(scores_[index_], *score);
    scorer_.PlaceByScores(scores_, is_up);
    scores_[index_] = today;
    return is_up[index_] != 0;
  };
}

std::optional<int64_t> LiftDesk::ScoreOf(const Item& item) const {
  World alone;
  alone.day = world_.day;
  alone.evidence_day = world_.evidence_day;
  alone.model = world_.model;
  alone.items = {std::make_shared<const Item>(item)};
  Columns columns;
  columns.Sync(alone);
  Scores scores;
  scores.micros.resize(1);
  scores.lack.resize(1);
  ScoreOne(columns, *world_.model, 0, scores);
  if (scores.lack[0] != ReasonCode::kNone) return std::nullopt;
  return scores.micros[0];
}

bool LiftDesk::Passes(std::optional<int64_t> score, ItemIndex other) const {
  if (!score.has_value()) return false;
  if (*score != scores_[other]) return *score > scores_[other];
  const Item& x = item();
  const Item& y = *world_.items[other];
  if (x.due != y.due) return x.due < y.due;
  if (x.submitted_us != y.submitted_us) return x.submitted_us < y.submitted_us;
  return x.id != y.id ? x.id < y.id : index_ < other;
}

LiftSearch::StretchEnd LiftDesk::ByRank(const ItemAt& item_at, int64_t last,
                                        bool rises) {
  if (!rises) return [](int64_t step) { return step; };
  return [this, item_at, last](int64_t step) {
    const std::optional<int64_t> now = ScoreOf(item_at(step));
    const auto ahead = std::partition_point(
        passable_.begin(), passable_.end(),
        [&](ItemIndex other) { return !Passes(now, other); });
    if (ahead == passable_.begin()) return last;
    const ItemIndex next = *(ahead - 1);
    int64_t low = step;
    int64_t high = last + 1;
    while (high - low > 1) {
      const int64_t middle = low + (high - low) / 2;
      (Passes(ScoreOf(item_at(middle)), next) ? high : low) = middle;
    }
    return low;
  };
}

}  // namespace lifeline::engine

#ifndef LIFELINE_SERVICES_SCORING_ENGINE_COLUMNS_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "services/scoring/engine/rating.h"
#include "services/scoring/engine/sketch.h"
#include "services/scoring/engine/spans.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// The world's model; one without criteria where it has none.
const Model& ModelOf(const World& world);

// One criterion of every item, as it enters the sum. Scales within 0..655.35
// are held in 16 bits, others in 64.
struct RatingColumn {
  bool is_wide = false;
  std::vector<uint16_t> narrow;
  std::vector<int64_t> wide;
  std::vector<uint8_t> confidence;

  int64_t at(size_t i) const { return is_wide ? wide[i] : narrow[i]; }
};

// Appends to the empty `needs` the positive efforts of known teams, one per
// team, by team.
void AppendNeeds(const std::vector<TeamEffort>& efforts,
                 std::vector<TeamEffort>& needs);

// A world's items as dense columns by ItemIndex: what scoring, ordering and
// placing read. It keeps the items it has seen and compiles only those again
// that are others than before. Used by one thread at a time.
class Columns {
 public:
  static constexpr uint8_t kAbsent = 255;

  // What a Sync did.
  struct Changes {
    bool everything = false;  // all rows were compiled
    bool weights = false;     // weights or formula differ from those before
    // Who requires what, who exists, or who was submitted before whom.
    bool links = false;
    std::vector<ItemIndex> items;  // otherwise, the rows that were compiled
  };

  // Brings every column up to `world`. The same rows result whatever was
  // synced before.
  Changes Sync(const World& world);

  int32_t size() const { return static_cast<int32_t>(state.size()); }
  bool exists(ItemIndex i) const {
    return i >= 0 && i < size() && state[i] != kAbsent;
  }

  // What the item requires, as given: read from the item, as few require any.
  absl::Span<const ItemIndex> RequiredBy(ItemIndex i) const {
    if (items_[i] == nullptr) return {};
    return items_[i]->requires_items;
  }

  // What all columns occupy, the ratings' 3 bytes a criterion among them; not
  // what their vectors hold in reserve.
  size_t bytes() const;

  std::vector<uint8_t> state;  // ItemState or kAbsent
  std::vector<int32_t> category;
  std::vector<uint8_t> confidence;       // the item's own, percent
  std::vector<Hundredths> total_effort;  // kNotEstimated if nobody estimated
  std::vector<uint64_t> missing;         // bit k: criterion k is neither rated,
                                         // derived nor assumed
  std::vector<RatingColumn> ratings;     // by position in the model
  Spans<TeamEffort> efforts;             // positive ones only, one per team
  std::vector<Sketch> sketches;          // of efforts and category
  std::vector<ItemIndex> requiring;      // who requires others, ascending
  // Each one's place among all by time of submission, then id.
  std::vector<int32_t> submission_rank;
  // All positions in the order of equals: due date, then submission_rank.
  std::vector<ItemIndex> by_due;
  int32_t teams = 0;  // above every team an effort names
  // The least and the most that any item needs of the team, or has needed.
  Hundredths LeastNeeded(TeamIndex team) const {
    return team < teams ? least_needed_[team]
                        : std::numeric_limits<Hundredths>::max();
  }
  Hundredths MostNeeded(TeamIndex team) const {
    return team < teams ? most_needed_[team] : 0;
  }

  static constexpr Hundredths kNotEstimated = -1;

 private:
  void Resize(size_t n, const Model& model);
  void CompileItem(ItemIndex i, const Model& model);
  void CompileRatings(ItemIndex i, const Item& item, const Model& model);
  void CompileEfforts(ItemIndex i, const Item& item);
  void FindRequiring(const std::vector<ItemIndex>& compiled);
  void Order(const std::vector<ItemIndex>& moved, bool all);
  Day DueOf(ItemIndex i) const {
    return items_[i] == nullptr ? kNoDay : items_[i]->due;
  }
  bool SubmittedBefore(ItemIndex a, ItemIndex b) const;

  std::vector<std::shared_ptr<const Item>> items_;
  std::shared_ptr<const Model> model_;
  RatingContext context_;
  std::vector<Hundredths> least_needed_;  // by team
  std::vector<Hundredths> most_needed_;   // by team
  std::vector<int16_t> rating_at_;        // by CriterionIndex, while compiling
  std::vector<TeamEffort> needs_;         // while compiling
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_COLUMNS_H_

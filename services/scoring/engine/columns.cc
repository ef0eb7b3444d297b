#include "services/scoring/engine/columns.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <limits>
#include <numeric>

namespace lifeline::engine {
namespace {

bool SamePoints(const std::vector<CurvePoint>& a,
                const std::vector<CurvePoint>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const CurvePoint& x, const CurvePoint& y) {
                      return x.at == y.at && x.rating == y.rating;
                    });
}

// Whether the columns of one model serve the other too: all but the weights.
bool SameShape(const Model& a, const Model& b) {
  return std::equal(
      a.criteria.begin(), a.criteria.end(), b.criteria.begin(),
      b.criteria.end(), [](const Criterion& x, const Criterion& y) {
        return x.criterion == y.criterion && x.min == y.min && x.max == y.max &&
               x.direction == y.direction && x.source == y.source &&
               x.neutral == y.neutral && SamePoints(x.points, y.points);
      });
}

bool SameWeights(const Model& a, const Model& b) {
  return a.formula == b.formula &&
         std::equal(a.criteria.begin(), a.criteria.end(), b.criteria.begin(),
                    b.criteria.end(),
                    [](const Criterion& x, const Criterion& y) {
                      return x.weight == y.weight;
                    });
}

bool IsWide(const Criterion& criterion) {
  return criterion.min < 0 || std::max(criterion.min, criterion.max) >
                                  std::numeric_limits<uint16_t>::max();
}

bool RequiresAny(const Item* item) {
  return item != nullptr && !item->requires_items.empty();
}

// So many rows are put into sorted lists one by one.
constexpr size_t kFew = 64;

// Puts `moved` where they belong in `order`, which is sorted but for them and
// may lack them.
template <typename Before>
void MoveTo(const std::vector<ItemIndex>& moved, const Before& before,
            std::vector<ItemIndex>& order) {
  const auto is_moved = [&](ItemIndex i) {
    return std::binary_search(moved.begin(), moved.end(), i);
  };
  order.erase(std::remove_if(order.begin(), order.end(), is_moved),
              order.end());
  for (ItemIndex i : moved) {
    order.insert(std::lower_bound(order.begin(), order.end(), i, before), i);
  }
}

}  // namespace

const Model& ModelOf(const World& world) {
  static const Model* const kEmpty = new Model();
  return world.model != nullptr ? *world.model : *kEmpty;
}

void AppendNeeds(const std::vector<TeamEffort>& efforts,
                 std::vector<TeamEffort>& needs) {
  for (const TeamEffort& effort : efforts) {
    if (effort.team < 0 || effort.effort <= 0) continue;
    needs.push_back({effort.team, std::min(effort.effort, kMaxAmount)});
  }
  std::sort(
      needs.begin(), needs.end(),
      [](const TeamEffort& a, const TeamEffort& b) { return a.team < b.team; });
  // Two estimates for one team are one need of both together.
  size_t kept = 0;
  for (size_t n = 0; n < needs.size(); ++n) {
    if (kept > 0 && needs[kept - 1].team == needs[n].team) {
      needs[kept - 1].effort += needs[n].effort;
    } else {
      needs[kept++] = needs[n];
    }
  }
  needs.resize(kept);
}

Columns::Changes Columns::Sync(const World& world) {
  const Model& model = ModelOf(world);
  assert(model.criteria.size() <= kMaxCriteria);
  const RatingContext context = ContextOf(world);
  Changes changes;
  const size_t old_size = items_.size();
  changes.everything = old_size == 0 || world.items.size() < old_size ||
                       model_ == nullptr || !(context == context_) ||
                       (world.model != model_ && !SameShape(model, *model_));
  changes.weights = changes.everything || !SameWeights(model, *model_);
  context_ = context;
  model_ = world.model != nullptr ? world.model : std::make_shared<Model>();
  const bool shrunk = world.items.size() < old_size;
  Resize(world.items.size(), model);

  std::vector<ItemIndex> moved;
  for (size_t i = 0; i < world.items.size(); ++i) {
    const bool differs = items_[i] != world.items[i];
    if (!differs && !changes.everything && i < old_size) continue;
    const std::shared_ptr<const Item> before = items_[i];
    items_[i] = world.items[i];
    CompileItem(static_cast<ItemIndex>(i), model);
    changes.links |= RequiresAny(before.get()) || RequiresAny(items_[i].get());
    changes.items.push_back(static_cast<ItemIndex>(i));
    const Item* now = items_[i].get();
    const bool same_place =
        i < old_size && !shrunk &&
        (before == items_[i] ||
         (before != nullptr && now != nullptr && before->id == now->id &&
          before->submitted_us == now->submitted_us &&
          before->due == now->due));
    if (!same_place) moved.push_back(static_cast<ItemIndex>(i));
  }
  changes.links |= changes.everything || !moved.empty();
  if (changes.links) FindRequiring(changes.items);
  Order(moved, old_size == 0 || shrunk);
  return changes;
}

void Columns::Resize(size_t n, const Model& model) {
  items_.resize(n);
  state.resize(n, kAbsent);
  category.resize(n, kNone);
  confidence.resize(n);
  total_effort.resize(n, kNotEstimated);
  missing.resize(n);
  efforts.Resize(n);
  sketches.resize(n);
  requiring.erase(std::lower_bound(requiring.begin(), requiring.end(),
                                   static_cast<ItemIndex>(n)),
                  requiring.end());
  ratings.resize(model.criteria.size());
  CriterionIndex highest = 0;
  for (size_t k = 0; k < ratings.size(); ++k) {
    RatingColumn& column = ratings[k];
    column.is_wide = IsWide(model.criteria[k]);
    column.narrow.resize(column.is_wide ? 0 : n);
    column.wide.resize(column.is_wide ? n : 0);
    column.confidence.resize(n);
    highest = std::max(highest, model.criteria[k].criterion);
  }
  rating_at_.assign(static_cast<size_t>(highest) + 1, -1);
}

void Columns::CompileItem(ItemIndex i, const Model& model) {
  const Item* item = items_[i].get();
  if (item == nullptr) {
    state[i] = kAbsent;
    efforts.Set(i, {});
    return;
  }
  state[i] = static_cast<uint8_t>(item->state);
  category[i] = item->category;
  confidence[i] = static_cast<uint8_t>(ItemConfidence(*item, context_));
  total_effort[i] = item->estimated ? TotalEffort(*item) : kNotEstimated;
  CompileEfforts(i, *item);
  CompileRatings(i, *item, model);
}

void Columns::CompileRatings(ItemIndex i, const Item& item,
                             const Model& model) {
  const size_t known = rating_at_.size();
  for (size_t r = item.ratings.size(); r-- > 0;) {
    const CriterionIndex c = item.ratings[r].criterion;
    if (c >= 0 && static_cast<size_t>(c) < known) {
      rating_at_[c] = static_cast<int16_t>(r);
    }
  }
  uint64_t lacking = 0;
  for (size_t k = 0; k < ratings.size(); ++k) {
    const CriterionIndex c = model.criteria[k].criterion;
    const int at = c >= 0 ? rating_at_[c] : -1;
    const EffectiveRating rating =
        RatingOf(item, model.criteria[k], at < 0 ? nullptr : &item.ratings[at],
                 context_);
    if (rating.origin == Origin::kMissing) lacking |= uint64_t{1} << k;
    RatingColumn& column = ratings[k];
    if (column.is_wide) {
      column.wide[i] = rating.entered;
    } else {
      column.narrow[i] = static_cast<uint16_t>(rating.entered);
    }
    column.confidence[i] = static_cast<uint8_t>(rating.confidence);
  }
  missing[i] = lacking;
  for (const Rating& rating : item.ratings) {
    if (rating.criterion >= 0 &&
        static_cast<size_t>(rating.criterion) < known) {
      rating_at_[rating.criterion] = -1;
    }
  }
}

void Columns::CompileEfforts(ItemIndex i, const Item& item) {
  needs_.clear();
  if (item.estimated) AppendNeeds(item.efforts, needs_);
  if (!needs_.empty()) teams = std::max(teams, needs_.back().team + 1);
  most_needed_.resize(static_cast<size_t>(teams));
  least_needed_.resize(static_cast<size_t>(teams),
                       std::numeric_limits<Hundredths>::max());
  for (const TeamEffort& need : needs_) {
    Hundredths& most = most_needed_[need.team];
    Hundredths& least = least_needed_[need.team];
    most = std::max(most, need.effort);
    least = std::min(least, need.effort);
  }
  efforts.Set(i, needs_);
  sketches[i] = Sketch(item.category, needs_);
}

// `compiled` is ascending.
void Columns::FindRequiring(const std::vector<ItemIndex>& compiled) {
  const auto is_compiled = [&](ItemIndex i) {
    return std::binary_search(compiled.begin(), compiled.end(), i);
  };
  requiring.erase(
      std::remove_if(requiring.begin(), requiring.end(), is_compiled),
      requiring.end());
  const auto others = static_cast<std::ptrdiff_t>(requiring.size());
  for (ItemIndex i : compiled) {
    if (!RequiredBy(i).empty()) requiring.push_back(i);
  }
  std::inplace_merge(requiring.begin(), requiring.begin() + others,
                     requiring.end());
}

bool Columns::SubmittedBefore(ItemIndex a, ItemIndex b) const {
  const Item* x = items_[a].get();
  const Item* y = items_[b].get();
  if (x == nullptr || y == nullptr) {
    if ((x == nullptr) != (y == nullptr)) return y == nullptr;
    return a < b;
  }
  if (x->submitted_us != y->submitted_us) {
    return x->submitted_us < y->submitted_us;
  }
  const int order = x->id.compare(y->id);
  return order != 0 ? order < 0 : a < b;
}

void Columns::Order(const std::vector<ItemIndex>& moved, bool all) {
  if (moved.empty() && !all) return;
  const auto submitted = [this](ItemIndex a, ItemIndex b) {
    return SubmittedBefore(a, b);
  };
  const auto sooner = [this](ItemIndex a, ItemIndex b) {
    const Day x = DueOf(a);
    const Day y = DueOf(b);
    return x != y ? x < y : submission_rank[a] < submission_rank[b];
  };
  std::vector<ItemIndex> by_submission(items_.size());
  if (all || moved.size() > kFew) {
    std::iota(by_submission.begin(), by_submission.end(), 0);
    if (!std::is_sorted(by_submission.begin(), by_submission.end(),
                        submitted)) {
      std::sort(by_submission.begin(), by_submission.end(), submitted);
    }
    by_due = by_submission;
  } else {
    const size_t before = submission_rank.size();
    by_submission.resize(before);
    for (size_t i = 0; i < before; ++i) {
      by_submission[submission_rank[i]] = static_cast<ItemIndex>(i);
    }
    MoveTo(moved, submitted, by_submission);
  }
  submission_rank.resize(items_.size());
  for (size_t at = 0; at < by_submission.size(); ++at) {
    submission_rank[by_submission[at]] = static_cast<int32_t>(at);
  }
  if (all || moved.size() > kFew) {
    if (!std::is_sorted(by_due.begin(), by_due.end(), sooner)) {
      std::sort(by_due.begin(), by_due.end(), sooner);
    }
  } else {
    MoveTo(moved, sooner, by_due);
  }
}

size_t Columns::bytes() const {
  const auto of = [](const auto& column) {
    return column.size() * sizeof(column[0]);
  };
  size_t sum = of(items_) + of(state) + of(category) + of(confidence) +
               of(total_effort) + of(missing) + efforts.bytes() +
               of(requiring) + of(sketches) + of(by_due) + of(submission_rank);
  for (const RatingColumn& column : ratings) {
    sum += of(column.narrow) + of(column.wide) + of(column.confidence);
  }
  return sum;
}

}  // namespace lifeline::engine

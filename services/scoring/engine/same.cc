// Whether two worlds agree in what one group covers.
#include <algorithm>
#include <vector>

#include "services/scoring/engine/mix.h"

namespace lifeline::engine {
namespace {

template <typename T, typename Same>
bool SameList(const std::vector<T>& a, const std::vector<T>& b,
              const Same& same) {
  // In which order a document or a service lists things says nothing.
  return std::is_permutation(a.begin(), a.end(), b.begin(), b.end(), same);
}

bool SameEfforts(const std::vector<TeamEffort>& a,
                 const std::vector<TeamEffort>& b) {
  return SameList(a, b, [](const TeamEffort& x, const TeamEffort& y) {
    return x.team == y.team && x.effort == y.effort;
  });
}

}  // namespace

bool SameRatings(const Item& a, const Item& b) {
  return a.money == b.money && a.money_confidence == b.money_confidence &&
         a.money_evidence_expires == b.money_evidence_expires &&
         a.confidence == b.confidence &&
         SameList(a.ratings, b.ratings, [](const Rating& x, const Rating& y) {
           return x.criterion == y.criterion && x.value == y.value &&
                  x.confidence == y.confidence &&
                  x.evidence_expires == y.evidence_expires;
         });
}

bool SameEffort(const Item& a, const Item& b) {
  return a.estimated == b.estimated && SameEfforts(a.efforts, b.efforts);
}

bool SameRequirements(const Item& a, const Item& b) {
  return SameList(a.requires_items, b.requires_items,
                  [](ItemIndex x, ItemIndex y) { return x == y; });
}

bool SameState(const Item& a, const Item& b) {
  return a.state == b.state && a.category == b.category && a.due == b.due &&
         a.submitted_us == b.submitted_us && a.submitted == b.submitted &&
         a.id == b.id;
}

bool SameCriteria(const Model& a, const Model& b) {
  const auto same_points = [](const CurvePoint& x, const CurvePoint& y) {
    return x.at == y.at && x.rating == y.rating;
  };
  return a.formula == b.formula && a.min_confidence == b.min_confidence &&
         SameList(a.criteria, b.criteria,
                  [&](const Criterion& x, const Criterion& y) {
                    return x.criterion == y.criterion && x.weight == y.weight &&
                           x.min == y.min && x.max == y.max &&
                           x.direction == y.direction && x.source == y.source &&
                           x.neutral == y.neutral &&
                           std::equal(x.points.begin(), x.points.end(),
                                      y.points.begin(), y.points.end(),
                                      same_points);
                  });
}

bool SameReserves(const Model& a, const Model& b) {
  return a.fill == b.fill && a.mandate_cap_percent == b.mandate_cap_percent &&
         a.rider_cap_percent == b.rider_cap_percent &&
         SameList(a.reserves, b.reserves,
                  [](const Reserve& x, const Reserve& y) {
                    return x.category == y.category && x.percent == y.percent;
                  });
}

bool SameCapacity(const Roadmap& a, const Roadmap& b) {
  return SameList(a.periods, b.periods,
                  [](const Period& x, const Period& y) {
                    return x.period == y.period && x.first_day == y.first_day &&
                           x.last_day == y.last_day && x.open == y.open;
                  }) &&
         SameList(a.capacities, b.capacities,
                  [](const Capacity& x, const Capacity& y) {
                    return x.team == y.team && x.period == y.period &&
                           x.amount == y.amount;
                  });
}

bool SameDecisions(const Roadmap& a, const Roadmap& b) {
  return SameList(a.commitments, b.commitments,
                  [](const Commitment& x, const Commitment& y) {
                    return x.item == y.item && x.period == y.period &&
                           x.state == y.state &&
                           x.remaining.has_value() == y.remaining.has_value() &&
                           (!x.remaining.has_value() ||
                            SameEfforts(*x.remaining, *y.remaining));
                  }) &&
         SameList(a.mandates, b.mandates,
                  [](const Mandate& x, const Mandate& y) {
                    return x.item == y.item && x.until == y.until;
                  });
}

bool SameWeaves(const Roadmap& a, const Roadmap& b) {
  return SameList(a.weaves, b.weaves, [](const Weave& x, const Weave& y) {
    return x.rider == y.rider && x.carrier == y.carrier &&
           SameEfforts(x.marginal, y.marginal);
  });
}

const Model& ModelIn(const World& world) {
  static const Model* const kEmpty = new Model();
  return world.model != nullptr ? *world.model : *kEmpty;
}

const Roadmap& RoadmapIn(const World& world) {
  static const Roadmap* const kEmpty = new Roadmap();
  return world.roadmap != nullptr ? *world.roadmap : *kEmpty;
}

Day EvidenceDayIn(const World& world) {
  return world.evidence_day == kNoDay ? world.day : world.evidence_day;
}

}  // namespace lifeline::engine

#ifndef LIFELINE_TESTS_PROPERTY_SAME_PLAN_H_
#define LIFELINE_TESTS_PROPERTY_SAME_PLAN_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scoring/engine/causes.h"
#include "services/scoring/engine/mix.h"
#include "services/scoring/engine/plan.h"

// Plans as texts, field by field, so that what differs can be read.
namespace lifeline::engine {

inline std::string ToText(const Reason& r) {
  return absl::StrCat("code ", static_cast<int>(r.code), " team ", r.team,
                      " period ", r.period, " item ", r.item, " criterion ",
                      r.criterion, " needed ", r.needed, " free ", r.free);
}

inline std::string ToText(const Result& r) {
  return absl::StrCat("score ", r.score_micros, r.scored ? " scored" : "",
                      " standing ", static_cast<int>(r.standing), " rule ",
                      static_cast<int>(r.rule), r.at_risk ? " at risk" : "",
                      " period ", r.period, " carrier ", r.carrier, " by ",
                      r.by_item, " reason (", ToText(r.reason), ")");
}

inline std::string ToText(const Plan& plan) {
  std::string text;
  for (const Result& result : plan.results) {
    absl::StrAppend(&text, ToText(result), "\n");
  }
  absl::StrAppend(&text, "order ", absl::StrJoin(plan.order, " "), "\nrank ",
                  absl::StrJoin(plan.rank, " "), "\ncounts ",
                  absl::StrJoin(plan.counts, " "), "\ndangling ",
                  absl::StrJoin(plan.dangling, " "),
                  plan.tie_at_line ? "\ntie" : "\n");
  for (const Usage& u : plan.usage) {
    absl::StrAppend(&text, u.team, "/", u.period, ": ", u.used, " of ",
                    u.capacity, " released ", u.released, "\n");
  }
  return text;
}

inline bool SameItem(const Item& a, const Item& b) {
  return SameRatings(a, b) && SameEffort(a, b) && SameState(a, b) &&
         a.requires_items == b.requires_items;
}

inline std::string KindName(CrossingKind kind) {
  switch (kind) {
    case CrossingKind::kDropped:
      return "DROPPED";
    case CrossingKind::kClosed:
      return "CLOSED";
    case CrossingKind::kEnteredBelow:
      return "ENTERED_BELOW";
    case CrossingKind::kSlipped:
      return "SLIPPED";
    case CrossingKind::kRose:
      return "ROSE";
    case CrossingKind::kAdvanced:
      return "ADVANCED";
    case CrossingKind::kEnteredAbove:
      return "ENTERED_ABOVE";
  }
  return "";
}

}  // namespace lifeline::engine

#endif  // LIFELINE_TESTS_PROPERTY_SAME_PLAN_H_

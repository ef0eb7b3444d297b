#include "services/scoring/decision.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "services/scoring/timestamps.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

// How many reviews have closed while it waited.
int ReviewsSince(absl::Time since, const RoadmapFacts& facts) {
  return static_cast<int>(std::count_if(
      facts.reviews.begin(), facts.reviews.end(), [&](const auto& entry) {
        const roadmap::v1::Review& review = entry.second;
        return review.state() == roadmap::v1::Review::STATE_CLOSED &&
               MicrosOf(review.close_time()) > absl::ToUnixMicros(since);
      }));
}

// Whether it was deferred to a period that is still a draft.
bool AwaitsItsPeriod(const Waiting& waiting, const RoadmapFacts& facts) {
  const auto period = facts.periods.find(waiting.deferred_to);
  return period != facts.periods.end() &&
         period->second.state() == roadmap::v1::PlanningPeriod::STATE_DRAFT;
}

OwedStep Decide(engine::ItemIndex item) {
  return {item, v1::Task::KIND_DECIDE, v1::Task::SIDE_PLANNING, {}};
}

// Calls `use` with each item that stands below and its waiting.
template <typename Use>
void ForEachBelow(const Snapshot& snapshot, const engine::Plan& plan,
                  const std::map<std::string, Waiting>& waiting, Use use) {
  for (const auto& [id, how] : waiting) {
    const auto item = snapshot.table.Find(id);
    if (!item || snapshot.items[*item] == nullptr || how.asked) continue;
    if (WaitsBelow(plan.results[*item].standing)) use(*item, how);
  }
}

}  // namespace

std::vector<OwedStep> DecisionsAfterReview(
    const Snapshot& snapshot, const engine::Plan& plan,
    const std::map<std::string, Waiting>& waiting) {
  const RoadmapFacts& facts = *snapshot.roadmap;
  const int enough = SlaOf(facts.portfolio).decide_after_reviews();
  std::vector<engine::ItemIndex> due;
  ForEachBelow(snapshot, plan, waiting,
               [&](engine::ItemIndex item, const Waiting& how) {
                 if (how.paused_until >= snapshot.world.day) return;
                 if (AwaitsItsPeriod(how, facts)) return;
                 if (ReviewsSince(how.since, facts) >= enough)
                   due.push_back(item);
               });
  const auto value = [&](engine::ItemIndex item) {
    const engine::Result& result = plan.results[item];
    return std::tuple(-snapshot.items[item]->money().amount_hundredths(),
                      result.scored ? -result.score_micros : 0,
                      snapshot.table.IdOf(item));
  };
  std::sort(due.begin(), due.end(),
            [&](auto a, auto b) { return value(a) < value(b); });
  if (due.size() > kDecisionsPerReview) due.resize(kDecisionsPerReview);
  std::vector<OwedStep> steps;
  for (const engine::ItemIndex item : due) steps.push_back(Decide(item));
  return steps;
}

std::vector<OwedStep> ConfirmationsAfterReview(
    const Snapshot& snapshot, const std::set<std::string>& asked) {
  std::vector<OwedStep> steps;
  for (const engine::ItemIndex item : Unconfirmed(snapshot)) {
    if (asked.contains(std::string(snapshot.table.IdOf(item)))) continue;
    steps.push_back(
        {item, v1::Task::KIND_CONFIRM, v1::Task::SIDE_REQUESTER, {}});
  }
  return steps;
}

std::vector<OwedStep> DecisionsOfPeriods(
    const Snapshot& snapshot, const engine::Plan& plan,
    const std::map<std::string, Waiting>& waiting,
    const std::set<std::string>& opened) {
  std::vector<OwedStep> steps;
  ForEachBelow(snapshot, plan, waiting,
               [&](engine::ItemIndex item, const Waiting& how) {
                 if (opened.contains(how.deferred_to) &&
                     how.last_asked < how.deferred_at)
                   steps.push_back(Decide(item));
               });
  return steps;
}

}  // namespace lifeline::scoring

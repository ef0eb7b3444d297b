#include "services/scoring/receipt.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "services/scoring/members.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

using v1::LineCrossing;
using v1::Receipt;

// The period's last day; kNoDay if it is not known.
engine::Day LastDay(const RoadmapFacts& facts, const std::string& period) {
  const auto found = facts.periods.find(period);
  return found == facts.periods.end() ? engine::kNoDay
                                      : ToDay(found->second.last_day());
}

// A slip from a period that ends in time to one that does not.
bool PassesDueDate(const LineCrossing& crossing, const Snapshot& after) {
  const auto item = after.FindItem(crossing.item());
  if (!item) return false;
  const engine::Day due = after.world.items[*item]->due;
  if (due == engine::kNoDay) return false;
  const engine::Day to = LastDay(*after.roadmap, crossing.to_period());
  const engine::Day from = LastDay(*after.roadmap, crossing.from_period());
  return to > due && from <= due;
}

}  // namespace

bool OpensReceipt(const LineCrossing& crossing,
                  absl::string_view baseline_period, const Snapshot& after) {
  if (crossing.kind() == LineCrossing::KIND_DROPPED ||
      crossing.kind() == LineCrossing::KIND_CLOSED ||
      crossing.kind() == LineCrossing::KIND_ENTERED_BELOW) {
    return true;
  }
  if (crossing.kind() != LineCrossing::KIND_SLIPPED) return false;
  return (!baseline_period.empty() &&
          crossing.from_period() == baseline_period) ||
         PassesDueDate(crossing, after);
}

std::string WhoOwes(const backlog::v1::Item& item, const RoadmapFacts& facts) {
  for (const std::string* name : {&item.requester(), &item.owner()}) {
    if (CanAnswer(facts, *name)) return *name;
  }
  for (const auto role : {roadmap::v1::ROLE_PLANNER, roadmap::v1::ROLE_ARBITER,
                          roadmap::v1::ROLE_ADMIN}) {
    if (auto name = FirstWithRole(facts, role)) return *name;
  }
  return item.requester();
}

Receipt OpenReceipt(const LineCrossing& crossing, const backlog::v1::Item& item,
                    const RoadmapFacts& facts, absl::Time now) {
  Receipt receipt;
  receipt.set_name(absl::StrCat(crossing.name(), "/receipt"));
  receipt.set_crossing(crossing.name());
  receipt.set_item(crossing.item());
  receipt.set_title(crossing.title());
  receipt.set_kind(crossing.kind());
  receipt.set_state(Receipt::STATE_OPEN);
  receipt.set_owed_by(WhoOwes(item, facts));
  *receipt.mutable_open_time() = ToTimestamp(now);
  return receipt;
}

bool IsCleared(const LineCrossing& crossing, const RankingView& now) {
  if (!now.StandsAbove(crossing.item())) return false;
  if (crossing.kind() != LineCrossing::KIND_SLIPPED) return true;
  const auto item = now.FindItem(crossing.item());
  const engine::PeriodIndex period = now.plan().results[*item].period;
  if (period == engine::kNone) return false;
  const RoadmapFacts& facts = *now.snapshot().roadmap;
  return LastDay(facts, now.snapshot().PeriodName(period)) <=
         LastDay(facts, crossing.from_period());
}

Receipt Cleared(Receipt receipt, const RankingView& by) {
  receipt.set_state(Receipt::STATE_CLEARED);
  receipt.set_cleared_by_ranking(by.name());
  return receipt;
}

bool IsOwed(const Receipt& receipt) {
  return receipt.state() == Receipt::STATE_OPEN ||
         receipt.state() == Receipt::STATE_SEEN;
}

Receipt Seen(Receipt receipt, absl::string_view member,
             const RoadmapFacts& facts, absl::Time now) {
  if (receipt.state() != Receipt::STATE_OPEN) return receipt;
  if (member != receipt.owed_by() &&
      !IsDeputyOf(member, receipt.owed_by(), facts)) {
    return receipt;
  }
  receipt.set_state(Receipt::STATE_SEEN);
  receipt.set_seen_by(std::string(member));
  *receipt.mutable_see_time() = ToTimestamp(now);
  return receipt;
}

}  // namespace lifeline::scoring

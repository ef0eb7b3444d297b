#include <algorithm>
#include <optional>
#include <utility>

#include "services/scoring/engine/calendar.h"
#include "services/scoring/engine/causes.h"

namespace lifeline::engine {
namespace {

bool IsUnderLine(Standing standing) {
  return standing == Standing::kBelow || standing == Standing::kBlocked ||
         standing == Standing::kOversized;
}

bool IsClosing(Standing standing) {
  return standing == Standing::kDeclined || standing == Standing::kMerged ||
         standing == Standing::kLost || standing == Standing::kWithdrawn;
}

// What one item was, is, and has been.
struct Move {
  bool is_new = false;
  Standing from = Standing::kNotReady;
  Standing to = Standing::kNotReady;
  PeriodIndex from_period = kNone;
  PeriodIndex to_period = kNone;
  ItemPast past;
};

bool HasBeenPlacedOrBelow(const Move& move) {
  return move.past.was_placed_or_below ||
         (!move.is_new && (IsUp(move.from) || IsUnderLine(move.from)));
}

bool IsClosed(const Move& move) {
  if (!IsClosing(move.to) || (!move.is_new && move.from == move.to)) {
    return false;
  }
  return move.to != Standing::kWithdrawn || !move.past.withdrawn_by_requester;
}

std::optional<CrossingKind> KindOf(const Move& move, const Calendar& calendar) {
  const bool was_up = !move.is_new && IsUp(move.from);
  const bool is_up = IsUp(move.to);
  if (was_up && !is_up) {
    if (move.to == Standing::kDone) return std::nullopt;
    return CrossingKind::kDropped;
  }
  if (IsClosed(move)) return CrossingKind::kClosed;
  const bool first_time = !HasBeenPlacedOrBelow(move);
  if (IsUnderLine(move.to) && first_time) return CrossingKind::kEnteredBelow;
  if (!is_up) return std::nullopt;
  if (was_up) {
    const int order = calendar.Compare(move.from_period, move.to_period);
    if (order < 0) return CrossingKind::kSlipped;
    if (order > 0) return CrossingKind::kAdvanced;
    return std::nullopt;
  }
  return first_time ? CrossingKind::kEnteredAbove : CrossingKind::kRose;
}

bool Exists(const World& world, size_t i) {
  return i < world.items.size() && world.items[i] != nullptr;
}

}  // namespace

std::vector<Crossing> Difference(const World& before, const Plan& plan_before,
                                 const World& after, const Plan& plan_after,
                                 const std::vector<ItemPast>& past) {
  const Calendar calendar(before, after);
  std::vector<Crossing> crossings;
  const size_t n = std::max(before.items.size(), after.items.size());
  for (size_t i = 0; i < n; ++i) {
    const bool was = Exists(before, i);
    const bool is = Exists(after, i);
    if (!was && !is) continue;
    Move move;
    move.is_new = !was;
    if (was) {
      move.from = plan_before.results[i].standing;
      move.from_period = plan_before.results[i].period;
    }
    if (is) {
      move.to = plan_after.results[i].standing;
      move.to_period = plan_after.results[i].period;
    } else {
      // Nothing may be gone without a word; what was closed already is.
      if (IsClosing(move.from) || move.from == Standing::kDone) continue;
      move.to = Standing::kLost;
    }
    if (i < past.size()) move.past = past[i];
    const std::optional<CrossingKind> kind = KindOf(move, calendar);
    if (!kind.has_value()) continue;
    crossings.push_back({static_cast<ItemIndex>(i), *kind, move.is_new,
                         move.from, move.from_period, move.to, move.to_period});
  }
  return crossings;
}

}  // namespace lifeline::engine

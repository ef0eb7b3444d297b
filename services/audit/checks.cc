#include "services/audit/checks.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"

namespace lifeline::audit {

using scoring::v1::LineCrossing;
using scoring::v1::Standing;

void CheckAll(Facts facts, History* history, Findings* findings) {
  std::sort(facts.rankings.begin(), facts.rankings.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  std::stable_sort(facts.crossings.begin(), facts.crossings.end(),
                   [](const auto& a, const auto& b) {
                     return std::tuple(a.ranking, a.item) <
                            std::tuple(b.ranking, b.item);
                   });
  const int64_t first = history->ranking + 1;
  CheckHistory(facts, history, findings);
  CheckNewest(facts, *history, findings);
  CheckReceipts(facts, history, findings);
  CheckReviews(facts, findings);
  CheckWeaves(facts, findings);
  CheckAgreements(facts, history, findings);
  CheckLedger(facts, *history, first, findings);
  history->chain_position = facts.chain_position;
  history->chain_hash = facts.chain_hash;
}

std::string ItemWord(const Facts& facts, const History& history, int32_t item) {
  return item < 0
             ? "no item"
             : absl::StrCat(facts.portfolio, "/items/", history.items[item]);
}

std::string RankingWord(const Facts& facts, int64_t number) {
  return absl::StrCat(facts.portfolio, "/rankings/", number);
}

std::string StandingWord(Standing standing) {
  const std::string name = scoring::v1::Standing_Name(standing);
  return standing == scoring::v1::STANDING_UNSPECIFIED
             ? "nowhere"
             : name.substr(sizeof("STANDING_") - 1);
}

std::string KindWord(LineCrossing::Kind kind) {
  const std::string name = LineCrossing::Kind_Name(kind);
  return kind == LineCrossing::KIND_UNSPECIFIED
             ? "no crossing"
             : name.substr(sizeof("KIND_") - 1);
}

bool IsUp(Standing standing) {
  return standing == scoring::v1::STANDING_ABOVE ||
         standing == scoring::v1::STANDING_RIDING;
}

bool IsUnder(Standing standing) {
  return standing == scoring::v1::STANDING_BELOW ||
         standing == scoring::v1::STANDING_BLOCKED ||
         standing == scoring::v1::STANDING_OVERSIZED;
}

bool IsWayDown(LineCrossing::Kind kind) {
  return kind == LineCrossing::KIND_DROPPED ||
         kind == LineCrossing::KIND_CLOSED ||
         kind == LineCrossing::KIND_ENTERED_BELOW;
}

bool SameBacklog(const Facts& facts, const scoring::v1::Revisions& seen) {
  return seen.backlog() == 0 || seen.backlog_epoch() == facts.backlog.epoch;
}

bool SameRoadmap(const Facts& facts, const scoring::v1::Revisions& seen) {
  return seen.roadmap() == 0 || seen.roadmap_epoch() == facts.roadmap.epoch;
}

}  // namespace lifeline::audit

#include <array>
#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/audit/checks.h"

namespace lifeline::audit {
namespace {

using backlog::v1::Item;
using scoring::v1::Standing;

std::string StateWord(Item::State state) {
  return Item::State_Name(state).substr(sizeof("STATE_") - 1);
}

// The standing that a state of the backlog means whatever the plan is; nowhere
// for the states that are planned.
Standing StandingOfState(Item::State state) {
  switch (state) {
    case Item::STATE_DONE:
      return scoring::v1::STANDING_DONE;
    case Item::STATE_DECLINED:
      return scoring::v1::STANDING_DECLINED;
    case Item::STATE_WITHDRAWN:
      return scoring::v1::STANDING_WITHDRAWN;
    case Item::STATE_MERGED:
      return scoring::v1::STANDING_MERGED;
    default:
      return scoring::v1::STANDING_UNSPECIFIED;
  }
}

bool IsOfState(Standing standing) {
  return standing == scoring::v1::STANDING_DONE ||
         standing == scoring::v1::STANDING_DECLINED ||
         standing == scoring::v1::STANDING_WITHDRAWN ||
         standing == scoring::v1::STANDING_MERGED;
}

// Where an item is shown, and how often.
struct Shown {
  int times = 0;
  Standing standing = scoring::v1::STANDING_UNSPECIFIED;
};

void CheckItem(const Facts& facts, const History& history, int32_t item,
               const Shown& shown, Findings* findings) {
  const ItemVersion& version = history.backlog_items[static_cast<size_t>(item)];
  if (!version.counts && shown.times == 0) return;
  findings->Looked(CheckId::kItemsStandOnce);
  const std::string name = ItemWord(facts, history, item);
  const std::string ranking = facts.newest.name();
  if (version.counts && shown.times != 1) {
    findings->Found(
        CheckId::kItemsStandOnce,
        absl::StrCat(name, " was submitted by revision ", version.revision,
                     " and stands ", shown.times, " times in ", ranking));
  }
  const bool lost = shown.standing == scoring::v1::STANDING_LOST;
  if (!version.counts && !lost) {
    findings->Found(
        CheckId::kItemsStandOnce,
        absl::StrCat(name, " stands ", StandingWord(shown.standing), " in ",
                     ranking, ", and the backlog has no such submission"));
  }
  if (version.counts && lost) {
    findings->Found(
        CheckId::kItemsStandOnce,
        absl::StrCat(name, " stands LOST in ", ranking,
                     ", and the backlog has it as ", StateWord(version.state)));
  }
}

void CheckState(const Facts& facts, const History& history, int32_t item,
                const Shown& shown, Findings* findings) {
  const ItemVersion& version = history.backlog_items[static_cast<size_t>(item)];
  if (!version.counts || shown.times == 0) return;
  const Standing wanted = StandingOfState(version.state);
  const bool planned = wanted == scoring::v1::STANDING_UNSPECIFIED;
  if (!planned) findings->Looked(CheckId::kClosedStandClosed);
  if (planned ? !IsOfState(shown.standing) : shown.standing == wanted) return;
  findings->Found(
      CheckId::kClosedStandClosed,
      absl::StrCat(ItemWord(facts, history, item), " is ",
                   StateWord(version.state), " in the backlog and stands ",
                   StandingWord(shown.standing), " in ", facts.newest.name()));
}

// What is shown against what is stored, and ranks from 1 without gaps.
void CheckShown(const Facts& facts, const History& history,
                Findings* findings) {
  int32_t rank = 0;
  bool unranked = false;
  for (const RankedFact& fact : facts.ranked) {
    findings->Looked(CheckId::kStandingsAgree);
    const Place& stored = history.places[static_cast<size_t>(fact.item)];
    if (!(stored == fact.place)) {
      findings->Found(
          CheckId::kStandingsAgree,
          absl::StrCat(ItemWord(facts, history, fact.item), " is shown ",
                       StandingWord(fact.place.standing), " with ",
                       fact.place.score_micros, " micro-points in ",
                       facts.newest.name(), ", and stored ",
                       StandingWord(stored.standing), " with ",
                       stored.score_micros,
                       stored.standing == fact.place.standing
                           ? ", or its period, carrier or rule differ"
                           : ""));
    }
    unranked = unranked || fact.rank == 0;
    if (unranked ? fact.rank == 0 : fact.rank == ++rank) continue;
    findings->Found(CheckId::kStandingsAgree,
                    absl::StrCat(ItemWord(facts, history, fact.item),
                                 " has rank ", fact.rank, " in ",
                                 facts.newest.name(), ", out of its order"));
  }
}

void CheckStored(const Facts& facts, const History& history, int32_t item,
                 const Shown& shown, Findings* findings) {
  const Standing stored = history.places[static_cast<size_t>(item)].standing;
  if (stored == scoring::v1::STANDING_UNSPECIFIED || shown.times > 0) return;
  findings->Found(CheckId::kStandingsAgree,
                  absl::StrCat(ItemWord(facts, history, item), " is stored ",
                               StandingWord(stored), " and is not shown in ",
                               facts.newest.name()));
}

}  // namespace

void CheckNewest(const Facts& facts, const History& history,
                 Findings* findings) {
  std::vector<Shown> shown(history.places.size());
  for (const RankedFact& fact : facts.ranked) {
    Shown& one = shown[static_cast<size_t>(fact.item)];
    ++one.times;
    one.standing = fact.place.standing;
  }
  CheckShown(facts, history, findings);
  // What it has seen of the backlog is of another life of it, which the next
  // ranking will not be.
  const bool comparable = !facts.rankings.empty()
                              ? SameBacklog(facts, facts.rankings.back().seen)
                              : history.backlog_epoch == facts.backlog.epoch;
  for (int32_t item = 0; item < history.items.size(); ++item) {
    const Shown& one = shown[static_cast<size_t>(item)];
    CheckStored(facts, history, item, one, findings);
    if (!comparable) continue;
    CheckItem(facts, history, item, one, findings);
    CheckState(facts, history, item, one, findings);
  }
}

}  // namespace lifeline::audit

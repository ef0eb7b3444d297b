#ifndef LIFELINE_SERVICES_SCORING_ENGINE_VERDICT_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_VERDICT_H_

#include "services/scoring/engine/order.h"
#include "services/scoring/engine/placement.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/room.h"
#include "services/scoring/engine/score.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// Says, once everybody is placed who can be, what became of each item and why:
// standings, reasons, what is at risk, the use of capacity, the counts.
class Verdict {
 public:
  Verdict(const Problem& problem, const Scores& scores, const Room& room,
          Placement& placement, const std::vector<int16_t>& slots,
          const std::vector<Tie>& ties, const World& world, Plan& plan);

  // Fills everything of the plan but `order`, `rank` and what the placement
  // has written.
  void Pronounce();

 private:
  void FindEmptiest();
  // Brings up to date what is said of a team as things stand.
  void ReadEmptiest(TeamIndex team);
  void JudgeAll();
  // Returns whether the item exists. Who is linked, below, and may have room
  // itself has no reason yet: JudgeLinked finds it, by trying.
  bool JudgeItem(ItemIndex item);
  void JudgeReady(ItemIndex item, Result& result);
  // Whether a linked item may be below because of what it requires.
  bool MayLackOthers(ItemIndex item) const;
  void JudgeLinked(ItemIndex item, Result& result);
  void SayOverCap(Result& result, const Reason& reason) const;
  void SayGap(ItemIndex item, Result& result) const;
  void SayShareIsUsed(ItemIndex rider, Result& result) const;
  void FinishPlaced(ItemIndex item, Result& result);
  Reason WhyUnscored(ItemIndex item) const;
  Reason WhyBlocked(ItemIndex blocker);
  Reason WhyTooLarge(ItemIndex item);
  Reason WhyNoRoom(ItemIndex item, Slot from);
  // Says which team lacks most in its emptiest period, the first by name of
  // such; false if each would do alone.
  bool SayWhichTeamIsFull(ItemIndex item, Reason& reason) const;
  Reason WhyTooLate(ItemIndex item, Slot from);
  // STRICT: whether somebody closed what there is room in.
  bool IsClosed(ItemIndex item, Slot from, Reason& reason);
  void MarkAtRisk();
  void MarkLate();
  // Within a tenth of a team's capacity of the line, in rank order.
  bool IsNearLine(Slot slot, Needs needs,
                  const std::vector<Hundredths>& used) const;
  // Needs more days than its period has left.
  bool IsLate(Slot slot, Needs needs) const;
  void FillUsage();
  void FindTie();
  Needs NeedsOf(ItemIndex item) const;
  // What the item needs, by the teams' names: a reason must not depend on the
  // order in which teams became known.
  std::vector<TeamEffort> NeedsByName(ItemIndex item) const;
  void RankTeamsByName(const NameTables* names);

  const Problem& problem_;
  const Scores& scores_;
  const Room& room_;
  Placement& placement_;
  const std::vector<int16_t>& slots_;
  const std::vector<Tie>& ties_;
  const Day day_;
  Plan& plan_;
  std::vector<TeamIndex> teams_by_name_;
  std::vector<int32_t> name_rank_;  // by team
  // The period in which a team has the most room, and all that a reason says of
  // it, side by side: it is read for every item below.
  struct Emptiest {
    Hundredths free = 0;
    int32_t name = 0;  // the team's place by name
    PeriodIndex period = kNone;
    ItemIndex last_in = kNone;
    Slot slot = 0;
  };
  std::vector<Emptiest> emptiest_;  // by team
};

inline bool Verdict::SayWhichTeamIsFull(ItemIndex item, Reason& reason) const {
  const TeamEffort* found = nullptr;
  Hundredths most = 0;
  int32_t name = 0;
  LookAtAll(problem_.columns.efforts[item], [&](const TeamEffort& need) {
    const Emptiest& there = emptiest_[need.team];
    const Hundredths lack = need.effort - there.free;
    const bool is_it = (lack > most) | ((lack == most) & (there.name < name));
    found = is_it ? &need : found;
    most = is_it ? lack : most;
    name = is_it ? there.name : name;
  });
  if (found == nullptr) return false;
  const Emptiest& there = emptiest_[found->team];
  reason.code = ReasonCode::kTeamFull;
  reason.team = found->team;
  reason.needed = found->effort;
  reason.free = there.free;
  reason.period = there.period;
  reason.item = there.last_in;
  return true;
}

// Mondays to Fridays from `first` to `last`, both included.
int WorkingDays(Day first, Day last);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_VERDICT_H_

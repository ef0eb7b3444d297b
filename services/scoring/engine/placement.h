#ifndef LIFELINE_SERVICES_SCORING_ENGINE_PLACEMENT_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_PLACEMENT_H_

#include <array>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "services/scoring/engine/columns.h"
#include "services/scoring/engine/decisions.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/requirements.h"
#include "services/scoring/engine/room.h"
#include "services/scoring/engine/sketch.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// What a turn of an item can be.
enum class TurnKind : uint8_t {
  kNoTurn,
  kAlone,   // requires nothing, carries nobody, rides on nothing
  kLinked,  // requires others
  kWoven,   // carries or may ride
};

// Fills `kinds`, by ItemIndex, with what turns are before anything is placed.
void FindTurnKinds(const std::vector<Role>& roles, const Decisions& decisions,
                   const Requirements& requirements,
                   std::vector<TurnKind>& kinds);

// What a placement reads. Everything by ItemIndex, but `order`.
struct Problem {
  const Model& model;
  const Columns& columns;
  const Decisions& decisions;
  Requirements& requirements;
  const std::vector<Role>& roles;
  const std::vector<uint8_t>& too_large;  // 1: larger than every open period
  const std::vector<TurnKind>& kinds;     // as FindTurnKinds says
  const std::vector<ItemIndex>& order;
  const std::vector<int32_t>& rank;  // 0: unranked
};

// Places items in periods in the four steps of DESIGN section 5: commitments,
// mandates, the rest while reserves are kept, the rest once they are released.
// It writes what it places into `results` (standing, rule, period, carrier,
// by_item, and what is worth saying about a placement). Used by one thread,
// once.
//
// Where the design leaves a choice:
// - A mandate takes the earliest period that has room for it in every team and
//   under the cap; the cap counts all that the mandate's turn brings. (Were it
//   bound to the first period with room, a better rank could make it fall.)
// - A requirement that is committed to an open period holds what needs it to
//   that period or a later one; one that is committed elsewhere does not.
// - A rider rides from step 3 on, at once when its carrier is placed; a
//   mandated one already in step 2. A rider does not carry.
// - A carrier counts the room that its riders, standing for themselves in the
//   same period, would give back if they rode.
// - Riders take their carrier's share in the order in which they come to ride;
//   whoever finds too little left of it stands for itself.
// - STRICT: who passes over a period closes the teams it needs there to all
//   that come after it in the same step, but for what it requires itself. A
//   turn that fails because of a requirement closes what that requirement
//   needs. When reserves are released, whoever is below may open again what it
//   closed; what somebody closed who stands in a later period stays closed to
//   those that rank after it.
class Placement {
 public:
  static constexpr int16_t kUnplaced = -1;
  static constexpr int16_t kInClosedPeriod = -2;
  static constexpr int32_t kLastRank = std::numeric_limits<int32_t>::max();
  static constexpr Hundredths kNoCap = std::numeric_limits<Hundredths>::max();

  // What it does about the reasons: the same places result either way.
  enum class Notes : uint8_t { kTaken, kNone };

  Placement(const Problem& problem, Room& room, std::vector<int16_t>& slots,
            std::vector<Result>& results, Notes notes = Notes::kTaken);

  void Run();

  // After Run:

  // Whoever has been placed by its turn, once, in rank order.
  std::vector<ItemIndex> Placed() const;
  // What the riders of a carrier may still take of it, all teams together;
  // kNoCap if the model has no cap.
  Hundredths ShareLeft(ItemIndex carrier) const;
  // Whether the item has room in some period if nobody comes with it.
  bool FitsSomewhere(ItemIndex item) const;

  // Mandates that the cap kept out, and why.
  const std::vector<std::pair<ItemIndex, Reason>>& over_cap() const {
    return over_cap_;
  }

  // Who took the last of a cell and still has it; kNone if nobody. Once
  // SettleLastIn was called, and outside of WhoFails, several threads may ask.
  ItemIndex LastIn(Slot slot, TeamIndex team) const;
  void SettleLastIn();
  // STRICT: who closed the cell to `item` in a turn of that rank; kNone if it
  // is open to it.
  ItemIndex ClosedBy(Slot slot, TeamIndex team, ItemIndex item,
                     int32_t turn_rank);
  // The first slot that what the item requires leaves to it.
  Slot EarliestSlot(ItemIndex item) const;
  // Why a linked item is not placed: makes its turn again, leaves everything
  // as it was, and returns the member that finds no room (kNone if all do).
  // `look` is called before the room is put back, with that member.
  template <typename Look>
  ItemIndex WhoFails(ItemIndex root, const Look& look) {
    turn_rank_ = problem_.rank[root];
    const bool placed = TryAll(root, false);
    const ItemIndex failed = placed ? kNone : failed_member_;
    if (!placed) look(failed);
    Undo();
    return failed;
  }

 private:
  struct Step {
    ItemIndex item;
    int16_t slot;
    int16_t from;  // a rider that moved; else kUnplaced
    bool riding;
    bool by_reserve;
  };
  // Somebody who stands not alone and whose turn failed.
  struct Failed {
    ItemIndex item;
    ItemIndex member;   // who found no room: itself, or what it requires
    uint64_t teams;     // a bit per team (modulo 64) that decides its turn
    uint64_t tried_at;  // the clock of its last turn
  };
  using Kind = TurnKind;
  // In lack_at_, where below that is a team modulo 64: nothing is known to be
  // lacking; and it was once, before room was given back, when the item had had
  // its turn already.
  static constexpr uint8_t kLacksNothing = Sketch::kTeams;
  static constexpr uint8_t kLackedOnce = kLacksNothing + 1;
  using Lacks = std::array<bool, kLackedOnce + 1>;  // by what lack_at_ says

  // placement.cc: the steps.
  void PlaceCommitments();
  void PlaceMandates();
  void NoteOverCap(ItemIndex item);
  void RideOnWhatStands();
  void TakeTurns(size_t first_sweep);
  void TakeSwept(size_t begin);
  size_t NextTurn(size_t at) const;
  size_t NextWithHope(size_t at) const;
  size_t FetchTurns(size_t at) const;
  void TakeTurn(ItemIndex item);
  bool HasTurn(ItemIndex item) const;

  // hope.cc: who has no room any more, whoever else is placed.
  // Whether somebody of that kind has a turn that a sweep looks at.
  static bool IsSwept(Kind kind) {
    return kind == Kind::kAlone || kind == Kind::kLinked;
  }
  void StartTurns(size_t first_sweep);
  void Sweep(size_t at, size_t end);
  bool LackedAtSweep(ItemIndex item) const;
  void NoteHopeless(size_t at, bool again);
  void MarkFailed();
  void MarkHopeless(size_t begin, size_t end);
  Lacks FullTeams() const;
  Sketch::Limits SketchLimits() const;
  void GiveUp(ItemIndex item, uint8_t lack);
  size_t PlaceOf(ItemIndex item) const {
    return static_cast<size_t>(problem_.rank[item]) - 1;
  }
  // The first team (modulo 64) of whom the item needs more than any period has;
  // kLacksNothing if there is none.
  uint8_t LackOf(ItemIndex item) const;
  // Whether a hopeless item whose turn comes has something left to note.
  bool MayNote(int32_t rank) const {
    return takes_notes_ && gifts_ != gifts_at_sweep_ && rank < all_noted_from_;
  }

  // retry.cc: who failed, and who may be tried again.
  bool TurnByScore(ItemIndex item);
  bool IsInVain(ItemIndex item) const;
  void NoteFailed(ItemIndex item);
  bool MayHaveChanged(const Failed& failed) const;
  uint64_t DecidingTeams(ItemIndex item);
  void Retry();
  bool RetryOnce();
  void TakeGifts();
  void TakeGift(size_t at);

  // notes.cc: what reasons are made of.
  void NoteHole(const Step& step, Needs needs, Result& result);
  void NotePassedOver();
  void NoteLacks(ItemIndex item);
  void NoteLack(ItemIndex item, Slot slot, const TeamEffort& need);
  void NoteRoom(const Step& step);
  void UpdateNotedFrom(TeamIndex team);
  void FindNotedFrom();

  // turn.cc: one turn.
  bool Turn(ItemIndex root, Rule rule, bool ride_only);
  bool TurnAlone(ItemIndex item);
  bool TryAll(ItemIndex root, bool ride_only);
  bool TryOne(ItemIndex item, bool ride_only);
  bool TryRide(ItemIndex item, Slot from);
  bool TryTogether(ItemIndex carrier, Slot slot);
  bool Fits(ItemIndex item, Slot slot, Needs needs);
  bool Uses(ItemIndex item, Slot slot, TeamIndex team) const;
  void Settle(ItemIndex item, Slot slot, bool riding, Needs needs);
  void Undo();
  void Commit(ItemIndex root, Rule rule);
  void Record(const Step& step, ItemIndex root, Rule rule);
  void CloseWhatDidNotFit(bool placed);
  bool Requires(ItemIndex item, ItemIndex required);
  void DrainCarriers();
  void AttachRiders(std::vector<ItemIndex> riders);
  bool Stands(ItemIndex item, Standing standing) const;
  bool StandsAlone(ItemIndex item) const;
  bool HasRiders(ItemIndex item) const;
  bool MoveToCarrier(ItemIndex rider, ItemIndex carrier);
  std::vector<ItemIndex> RidersThere(ItemIndex carrier, Slot slot) const;
  bool FitsOnCarrier(ItemIndex rider, Slot slot);
  void TakeBack(const Step& step);
  // The position of the carrier that it rides on.
  size_t RidesAt(ItemIndex rider) const {
    return static_cast<size_t>(problem_.decisions.CarrierAt(
        problem_.decisions.WeaveOf(rider)->carrier));
  }
  int ClassOf(ItemIndex item) const {
    return room_.ClassOf(problem_.columns.category[item]);
  }
  Needs NeedsOf(ItemIndex item, bool riding) const {
    return riding ? problem_.decisions.Marginal(item)
                  : problem_.columns.efforts[item];
  }

  const Problem& problem_;
  Room& room_;
  std::vector<int16_t>& slots_;  // by ItemIndex
  std::vector<Result>& results_;
  const bool strict_;
  const bool takes_notes_;
  bool mandates_only_ = false;

  // The turn that is being taken.
  std::vector<Step> steps_;
  std::vector<ItemIndex> members_;
  std::vector<std::pair<ItemIndex, Slot>> passed_over_;
  ItemIndex failed_member_ = kNone;
  std::vector<ItemIndex> new_carriers_;

  // The step that is being taken: who failed in it and may be tried again, in
  // rank order, and who waits for room to be given back.
  std::vector<uint8_t> lack_at_;  // by place in the order; why it has no hope
  size_t swept_to_ = 0;           // the place before which lack_at_ is filled
  std::vector<Hundredths> most_at_sweep_;  // by class and team
  std::vector<ItemIndex> failed_alone_;    // though no team alone was lacking
  int32_t turn_rank_ = 0;                  // whose turn it is
  std::vector<Failed> hopeful_;
  std::vector<Failed> waiting_;
  std::vector<ItemIndex> candidates_;
  std::vector<TeamIndex> given_back_;
  std::vector<std::pair<ItemIndex, Reason>> over_cap_;
  std::vector<ItemIndex> placed_;
  std::array<uint64_t, 64> changed_at_{};  // by team modulo 64
  uint64_t clock_ = 0;
  uint64_t gifts_ = 0;           // how often room was given back
  uint64_t gifts_at_sweep_ = 0;  // the same when kinds were last looked at
  uint64_t gifts_at_drain_ = 0;  // the same when riders were last looked at

  std::vector<Hundredths> ridden_;  // by carrier: what its riders take of it

  std::vector<ItemIndex> last_in_;            // by cell; by a turn
  std::vector<ItemIndex> settled_last_in_;    // by cell; what LastIn says
  std::vector<ItemIndex> last_committed_in_;  // by cell
  std::vector<ItemIndex> passed_by_;          // by cell
  std::vector<int32_t> passed_rank_;          // by cell: the rank of that item
  // From this rank on there is nothing to note: by team, and for all. Where
  // there is room for whatever anybody needs, nothing is to be noted either.
  std::vector<int32_t> noted_from_;
  int32_t all_noted_from_ = kLastRank;
  // STRICT, by cell: who closed it, and who did so for good, standing later.
  std::vector<ItemIndex> kept_closed_by_;
  std::vector<ItemIndex> closed_by_;  // by cell
};

inline uint8_t Placement::LackOf(ItemIndex item) const {
  if (room_.slots() == 0) return 0;
  const Hundredths* most = room_.MostAvailable(ClassOf(item));
  const Needs needs = problem_.columns.efforts[item];
  TeamIndex lack = kNone;
  LookAtAll(needs, [&](const TeamEffort& need) {
    lack = need.effort > most[need.team] ? need.team : lack;
  });
  const uint32_t team = static_cast<uint32_t>(lack) % kLacksNothing;
  return static_cast<uint8_t>(lack == kNone ? kLacksNothing : team);
}

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_PLACEMENT_H_

#ifndef LIFELINE_SERVICES_SCORING_SELECTION_PROGRAM_H_
#define LIFELINE_SERVICES_SCORING_SELECTION_PROGRAM_H_

#include <cstdint>
#include <vector>

#include "services/scoring/engine/columns.h"
#include "services/scoring/engine/decisions.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/requirements.h"
#include "services/scoring/engine/room.h"
#include "services/scoring/engine/world.h"
#include "services/scoring/integer_program.h"
#include "services/scoring/optimum.h"

namespace lifeline::scoring {

// Every selection of a world's items as an integer programme (optimum.h says
// what a selection is): one column for each place that an item may take, a row
// for each item (at most one place), for each place as a rider (its carrier
// stands there), for each requirement and period, and for each team and period
// that could be overdrawn. Used by one thread; keeps references to nothing.
class SelectionProgram {
 public:
  // A place that an item may take.
  struct Place {
    engine::ItemIndex item = engine::kNone;
    engine::Slot slot = 0;
    engine::ItemIndex carrier = engine::kNone;  // kNone: stands for itself
  };

  SelectionProgram(const engine::World& world, const engine::Plan& plan);

  const IntegerProgram& program() const { return program_; }
  const std::vector<Place>& places() const { return places_; }  // by column
  engine::PeriodIndex PeriodOf(engine::Slot slot) const {
    return room_.period(slot).period;
  }

  // What an item is worth, in micro-points; 0 if nobody can say.
  int64_t ValueOf(engine::ItemIndex item) const { return values_[item]; }
  bool IsCommitted(engine::ItemIndex item) const {
    return committed_[item] != 0;
  }
  // What the plan has placed but for commitments, as a choice of columns.
  Choice PlansChoice() const;
  // Adds what still has room and does no harm, most valuable first, to a
  // feasible choice.
  void Fill(Choice* choice) const;
  // READY, SUBMITTED or VALIDATING items that have no place in any selection.
  std::vector<LeftOut> FindLeftOut() const;

 private:
  // Columns of an item.
  struct Range {
    int32_t begin = 0;
    int32_t end = 0;
  };

  void FindValues(const engine::World& world);
  void FindRoles();
  bool IsTooLarge(engine::ItemIndex item) const;
  void FindFree();
  void FindPlaces();
  void AddPlaces(engine::ItemIndex item);
  void AddRides(engine::ItemIndex item, engine::Slot from);
  engine::Slot EarliestSlot(engine::ItemIndex item) const;
  bool Fits(engine::Slot slot, engine::Needs needs) const;
  engine::Needs NeedsOf(const Place& place) const;

  bool HasPlace(engine::ItemIndex item) const {
    return columns_of_[item].begin < columns_of_[item].end;
  }
  void DropWhatRequiresTheImpossible();

  void AddOnePlaceRows();
  void AddCarrierRows();
  void AddRequirementRows();
  void AddRequirementRows(engine::ItemIndex item, engine::ItemIndex required);
  void AddCapacityRows();

  const engine::Plan& plan_;
  engine::Columns columns_;
  engine::Decisions decisions_;
  engine::Room room_;
  engine::Requirements requirements_;
  std::vector<engine::Role> roles_;       // by ItemIndex
  std::vector<uint8_t> committed_;        // by ItemIndex
  std::vector<uint8_t> too_large_;        // by ItemIndex
  std::vector<int64_t> values_;           // by ItemIndex
  std::vector<Range> columns_of_;         // by ItemIndex
  std::vector<engine::Hundredths> free_;  // by cell, without commitments' use
  std::vector<Place> places_;
  IntegerProgram program_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SELECTION_PROGRAM_H_

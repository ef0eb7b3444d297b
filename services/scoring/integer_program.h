#ifndef LIFELINE_SERVICES_SCORING_INTEGER_PROGRAM_H_
#define LIFELINE_SERVICES_SCORING_INTEGER_PROGRAM_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"

// Integer programmes over yes-or-no choices, solved by COIN-OR's CBC. Nothing
// of CBC is seen outside: no type, no exception, no output.
namespace lifeline::scoring {

// Choose columns so that the sum of their objectives is largest and every row
// holds: the sum of its terms over the chosen columns is at most `at_most`.
// Magnitudes: coefficients up to 2^42, and objectives whose absolute sum is
// below 2^62.
struct IntegerProgram {
  struct Term {
    int32_t column = 0;
    int64_t coefficient = 0;
  };
  struct Row {
    std::vector<Term> terms;  // at most one per column
    int64_t at_most = 0;
  };
  std::vector<int64_t> objective;  // by column
  std::vector<Row> rows;
};

// By column: 1 if chosen.
using Choice = std::vector<uint8_t>;

// In exact integers. `choice` has the program's number of columns.
bool IsFeasible(const IntegerProgram& program, const Choice& choice);
int64_t ObjectiveOf(const IntegerProgram& program, const Choice& choice);

// When a search may stop before it has proved its best choice.
struct SearchLimits {
  // Of this machine's steady clock. The search looks at it between its own
  // steps, so it may overrun by one of them.
  absl::Duration time = absl::Seconds(10);
  // Also stops when the bound is within this of the best choice: absolutely,
  // or as a share of the bound.
  int64_t absolute_gap = 0;
  double relative_gap = 0;
  // Nodes of the search tree; 0 looks at the linear relaxation alone.
  int max_nodes = 1'000'000'000;
};

struct ProgramSolution {
  Choice choice;      // feasible, checked in exact integers
  int64_t value = 0;  // its objective, exact
  // No feasible choice has more; never below `value`.
  int64_t bound = 0;
  // The search was finished, so that bound and value are the same.
  bool proven = false;
};

// Searches for the best choice, beginning with `start`, which must be feasible;
// what it returns is never worse than that. Never fails: whatever goes wrong in
// the solver only ends the search earlier.
//
// Where the bound comes from. A search that ends before it has proved its
// choice reports the smaller of two: the bound of the linear relaxation, made
// exact (weak duality with the solver's prices rounded to integers holds for
// any prices: Neumaier and Shcherbina, "Safe bounds in linear and mixed-integer
// linear programming", 2004); and the solver's own bound, rounded up by 1 and
// by one part in 10^9. That a search is finished is the solver's word: its
// floating-point arithmetic takes a row as held within 10^-7 of what it has.
//
// Any thread; it uses no other thread, and calls share nothing.
ProgramSolution Maximise(const IntegerProgram& program, const Choice& start,
                         const SearchLimits& limits);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_INTEGER_PROGRAM_H_

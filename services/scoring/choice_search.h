#ifndef LIFELINE_SERVICES_SCORING_CHOICE_SEARCH_H_
#define LIFELINE_SERVICES_SCORING_CHOICE_SEARCH_H_

#include <cstdint>
#include <random>
#include <vector>

#include "absl/functional/function_ref.h"
#include "services/scoring/integer_program.h"

namespace lifeline::scoring {

// Improves a feasible choice by taking a few columns out and putting in what
// then fits best, again and again (ruin and recreate: Schrimpf et al., "Record
// breaking optimization results using the ruin and recreate principle", 2000).
// It proves nothing; it gives the search for the optimum a good beginning,
// which branch and bound finds late where many selections are nearly as good.
// Exact integers. The same seed gives the same choice. Used by one thread;
// keeps a reference to the programme.
class ChoiceSearch {
 public:
  // `choice` is feasible. `worth`, by column, is what the column is worth
  // beyond what it uses; a guide only.
  ChoiceSearch(const IntegerProgram& program, const Choice& choice,
               std::vector<double> worth, uint64_t seed);

  // At most that many steps. `time_used` is asked now and then for the share of
  // the time that is used; at 1 it stops. It is the more content with a loss on
  // its way the less it has used of both.
  void Run(int64_t steps, absl::FunctionRef<double()> time_used);

  // The best so far, never worse than the beginning.
  const Choice& best() const { return best_; }

 private:
  struct Use {
    int32_t row = 0;
    int64_t coefficient = 0;
  };

  bool Fits(int32_t column) const;
  void Put(int32_t column);
  void Drop(int32_t column);
  void DropFirst(int32_t column);
  void Ruin();
  void Recreate();
  void Step(double temperature);
  void NoteCandidates(int32_t row);
  double Uniform() { return static_cast<double>(random_() >> 11) * 0x1p-53; }

  const IntegerProgram& program_;
  std::mt19937_64 random_;
  std::vector<double> worth_;
  std::vector<std::vector<Use>> uses_;  // by column
  std::vector<int64_t> left_;           // by row: what is still free
  Choice now_;
  Choice best_;
  int64_t value_ = 0;
  int64_t best_value_ = 0;
  // Chosen columns in no order, and where each stands there; -1 if it does not.
  std::vector<int32_t> chosen_;
  std::vector<int32_t> chosen_at_;
  // This step: what was changed, in order; what may come in; who was seen.
  std::vector<int32_t> changes_;
  std::vector<std::pair<double, int32_t>> candidates_;
  std::vector<int64_t> seen_at_;      // by column
  std::vector<int64_t> row_seen_at_;  // by row
  int64_t step_ = 0;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_CHOICE_SEARCH_H_

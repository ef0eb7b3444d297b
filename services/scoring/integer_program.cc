#include "services/scoring/integer_program.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <coin/CbcBranchActual.hpp>
#include <coin/CbcCompareDefault.hpp>
#include <coin/CbcEventHandler.hpp>
#include <coin/CbcHeuristic.hpp>
#include <coin/CbcHeuristicDiveGuided.hpp>
#include <coin/CbcHeuristicDiveVectorLength.hpp>
#include <coin/CbcHeuristicRINS.hpp>
#include <coin/CbcModel.hpp>
#include <coin/CglClique.hpp>
#include <coin/CglGomory.hpp>
#include <coin/CglKnapsackCover.hpp>
#include <coin/CglMixedIntegerRounding2.hpp>
#include <coin/CglProbing.hpp>
#include <coin/CglTwomir.hpp>
#include <coin/ClpSimplex.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <coin/OsiClpSolverInterface.hpp>
#include <limits>
#include <utility>

#include "services/scoring/choice_search.h"

namespace lifeline::scoring {
namespace {

using Int128 = __int128;
using Clock = std::chrono::steady_clock;

// Prices are kept in these parts of one, and below this many.
constexpr int kPriceBits = 16;
constexpr double kMaxPrice = 0x1p46;
// The solver's largest objective: its tolerances are absolute, and made for
// numbers of about this size.
constexpr double kLargestObjective = 1000;
// Values are integers, so a choice that is less than one away is as good.
constexpr double kLessThanOne = 0.9;

class Deadline {
 public:
  explicit Deadline(absl::Duration limit)
      : at_(Clock::now() + absl::ToChronoNanoseconds(std::clamp(
                               limit, absl::ZeroDuration(), absl::Hours(24)))) {
  }
  // The moment at which that share of what is left is used.
  Deadline Before(double share) const {
    Deadline earlier = *this;
    earlier.at_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                     (at_ - Clock::now()) * share);
    return earlier;
  }
  double SecondsLeft() const {
    return std::max(0.0,
                    std::chrono::duration<double>(at_ - Clock::now()).count());
  }

 private:
  Clock::time_point at_;
};

// How often cuts are made: the solver decides by what they have brought, or at
// the root of the tree only.
constexpr int kAsUseful = -1;
constexpr int kAtTheRoot = -99;

// At this share of its time the search is asked to end between two nodes. Only
// then is its bound taken: a linear programme that the hard limit breaks off
// may leave behind a bound that does not hold.
constexpr double kSoftShare = 0.85;
constexpr double kHardShare = 0.95;

// How many steps are made to improve the start: so many for each column, but no
// more than that, and in no more than this share of the time.
constexpr int64_t kStepsPerColumn = 200;
constexpr int64_t kMostSteps = 300'000;
constexpr double kShareOfTime = 0.5;
constexpr uint64_t kSeed = 20270104;

// Weak duality: for any prices >= 0 no choice has more than the sum of
// price x at_most, plus what each column is worth beyond its prices.
int64_t BoundOf(const IntegerProgram& program,
                const std::vector<double>& prices) {
  std::vector<Int128> worth(program.objective.size());
  for (size_t c = 0; c < worth.size(); ++c) {
    worth[c] = Int128{program.objective[c]} << kPriceBits;
  }
  Int128 sum = 0;
  for (size_t r = 0; r < program.rows.size(); ++r) {
    const double held = std::min(prices[r], kMaxPrice);
    if (!(held > 0)) continue;
    const auto price =
        static_cast<Int128>(std::llround(std::ldexp(held, kPriceBits)));
    sum += price * program.rows[r].at_most;
    for (const IntegerProgram::Term& term : program.rows[r].terms) {
      worth[term.column] -= price * term.coefficient;
    }
  }
  for (Int128 w : worth) sum += std::max<Int128>(w, 0);
  // The best value is an integer. Shifting rounds down, also below zero.
  return static_cast<int64_t>(
      std::min<Int128>(sum >> kPriceBits, std::numeric_limits<int64_t>::max()));
}

// What each column is worth beyond the prices of what it uses.
std::vector<double> WorthOf(const IntegerProgram& program,
                            const std::vector<double>& prices) {
  std::vector<double> worth(program.objective.begin(), program.objective.end());
  for (size_t r = 0; r < program.rows.size(); ++r) {
    for (const IntegerProgram::Term& term : program.rows[r].terms) {
      worth[term.column] -= prices[r] * static_cast<double>(term.coefficient);
    }
  }
  return worth;
}

void Improve(const IntegerProgram& program, const std::vector<double>& prices,
             const Deadline& deadline, ProgramSolution* solution) {
  const double now = deadline.SecondsLeft();
  ChoiceSearch search(program, solution->choice, WorthOf(program, prices),
                      kSeed);
  search.Run(
      std::min(kStepsPerColumn * static_cast<int64_t>(program.objective.size()),
               kMostSteps),
      [&] {
        const double used = now - deadline.SecondsLeft();
        return now > 0 ? used / (now * kShareOfTime) : 1.0;
      });
  const int64_t value = ObjectiveOf(program, search.best());
  if (value <= solution->value || !IsFeasible(program, search.best())) return;
  solution->choice = search.best();
  solution->value = value;
}

// Ends the search between two nodes of its tree once the time is over.
class StopBetweenNodes : public CbcEventHandler {
 public:
  explicit StopBetweenNodes(const Deadline* deadline) : deadline_(deadline) {}
  CbcAction event(CbcEvent) override {
    return deadline_->SecondsLeft() > 0 ? noAction : stop;
  }
  CbcEventHandler* clone() const override {
    return new StopBetweenNodes(*this);
  }

 private:
  const Deadline* deadline_;
};

// The programme as the solver has it: minimised, and scaled.
class Solver {
 public:
  explicit Solver(const IntegerProgram& program) : program_(program) {
    int64_t largest = 1;
    for (int64_t value : program.objective) {
      largest = std::max(largest, std::abs(value));
    }
    scale_ = kLargestObjective / static_cast<double>(largest);
    Load();
  }

  // The prices of the linear relaxation; zeros if it could not be solved.
  std::vector<double> Prices(const Deadline& deadline) {
    std::vector<double> prices(program_.rows.size(), 0.0);
    lp_.getModelPtr()->setMaximumWallSeconds(deadline.SecondsLeft());
    lp_.initialSolve();
    lp_.getModelPtr()->setMaximumWallSeconds(-1);
    const double* duals = lp_.getRowPrice();
    if (duals == nullptr) return prices;
    for (size_t r = 0; r < prices.size(); ++r) prices[r] = -duals[r] / scale_;
    return prices;
  }
  bool solved() const { return lp_.isProvenOptimal(); }

  // Improves `solution`, and lowers its bound to what the search has proved.
  void Search(const Deadline& deadline, const SearchLimits& limits,
              ProgramSolution* solution) {
    CbcModel model(lp_);
    Silence(&model);
    AddParts(&model);
    model.setMaximumSeconds(kHardShare * deadline.SecondsLeft());
    model.setUseElapsedTime(true);
    const Deadline soft = deadline.Before(kSoftShare);
    const StopBetweenNodes handler(&soft);
    model.passInEventHandler(&handler);
    model.setMaximumNodes(limits.max_nodes);
    const double gap =
        std::max(static_cast<double>(limits.absolute_gap), kLessThanOne);
    model.setAllowableGap(gap * scale_);
    model.setAllowableFractionGap(limits.relative_gap);
    model.setDblParam(CbcModel::CbcCutoffIncrement, kLessThanOne * scale_);
    const std::vector<double> start(solution->choice.begin(),
                                    solution->choice.end());
    model.setBestSolution(start.data(), static_cast<int>(start.size()),
                          -static_cast<double>(solution->value) * scale_);
    model.initialSolve();
    model.branchAndBound();
    TakeBest(model, solution);
    TakeBound(model, limits, solution);
  }

 private:
  void Load() {
    std::vector<int> rows, columns;
    std::vector<double> elements;
    for (size_t r = 0; r < program_.rows.size(); ++r) {
      for (const IntegerProgram::Term& term : program_.rows[r].terms) {
        rows.push_back(static_cast<int>(r));
        columns.push_back(term.column);
        elements.push_back(static_cast<double>(term.coefficient));
      }
    }
    const int height = static_cast<int>(program_.rows.size());
    const int width = static_cast<int>(program_.objective.size());
    CoinPackedMatrix matrix(true, rows.data(), columns.data(), elements.data(),
                            static_cast<CoinBigIndex>(elements.size()));
    matrix.setDimensions(height, width);
    std::vector<double> lower(width, 0.0), upper(width, 1.0), costs(width);
    for (int c = 0; c < width; ++c) {
      costs[c] = -static_cast<double>(program_.objective[c]) * scale_;
    }
    std::vector<double> least(height, -COIN_DBL_MAX), most(height);
    for (int r = 0; r < height; ++r) {
      most[r] = static_cast<double>(program_.rows[r].at_most);
    }
    lp_.messageHandler()->setLogLevel(0);
    lp_.getModelPtr()->setLogLevel(0);
    lp_.setHintParam(OsiDoReducePrint, true, OsiHintTry);
    lp_.loadProblem(matrix, lower.data(), upper.data(), costs.data(),
                    least.data(), most.data());
    for (int c = 0; c < width; ++c) lp_.setInteger(c);
  }

  static void Silence(CbcModel* model) {
    model->setLogLevel(0);
    model->messageHandler()->setLogLevel(0);
    model->solver()->messageHandler()->setLogLevel(0);
    model->setPrintFrequency(0);
  }

  static void AddParts(CbcModel* model) {
    CglProbing probing;
    probing.setUsingObjective(1);
    probing.setMaxPass(1);
    probing.setMaxProbe(10);
    probing.setMaxLook(10);
    probing.setRowCuts(3);
    model->addCutGenerator(&probing, kAsUseful, "Probing");
    CglKnapsackCover covers;
    model->addCutGenerator(&covers, kAsUseful, "KnapsackCover");
    CglClique cliques;
    cliques.setStarCliqueReport(false);
    cliques.setRowCliqueReport(false);
    model->addCutGenerator(&cliques, kAsUseful, "Clique");
    CglMixedIntegerRounding2 rounding_cuts;
    model->addCutGenerator(&rounding_cuts, kAsUseful, "MixedIntegerRounding2");
    CglGomory gomory;
    model->addCutGenerator(&gomory, kAtTheRoot, "Gomory");
    CglTwomir two_rounding_cuts;
    model->addCutGenerator(&two_rounding_cuts, kAtTheRoot, "TwoMirCuts");
    CbcRounding rounding(*model);
    model->addHeuristic(&rounding);
    CbcHeuristicDiveVectorLength vector_length(*model);
    model->addHeuristic(&vector_length);
    CbcHeuristicDiveGuided guided(*model);
    model->addHeuristic(&guided);
    CbcHeuristicRINS neighbourhood(*model);
    model->addHeuristic(&neighbourhood);
  }

  void TakeBest(const CbcModel& model, ProgramSolution* solution) const {
    const double* best = model.bestSolution();
    if (best == nullptr) return;
    Choice choice(program_.objective.size());
    for (size_t c = 0; c < choice.size(); ++c) choice[c] = best[c] > 0.5;
    if (!IsFeasible(program_, choice)) return;
    const int64_t value = ObjectiveOf(program_, choice);
    if (value <= solution->value) return;
    solution->choice = std::move(choice);
    solution->value = value;
  }

  void TakeBound(const CbcModel& model, const SearchLimits& limits,
                 ProgramSolution* solution) const {
    if (model.isSecondsLimitReached() || model.isAbandoned()) return;
    const bool exact = limits.absolute_gap == 0 && limits.relative_gap == 0;
    if (exact && model.isProvenOptimal()) {
      solution->proven = true;
      return;
    }
    const double claimed = -model.getBestPossibleObjValue() / scale_;
    const double rounded = std::ceil(claimed + std::abs(claimed) * 1e-9) + 1;
    if (std::isfinite(rounded) &&
        rounded < static_cast<double>(solution->bound)) {
      solution->bound = static_cast<int64_t>(rounded);
    }
  }

  const IntegerProgram& program_;
  double scale_ = 1;
  OsiClpSolverInterface lp_;
};

}  // namespace

bool IsFeasible(const IntegerProgram& program, const Choice& choice) {
  assert(choice.size() == program.objective.size());
  return std::all_of(program.rows.begin(), program.rows.end(),
                     [&](const IntegerProgram::Row& row) {
                       Int128 sum = 0;
                       for (const IntegerProgram::Term& term : row.terms) {
                         if (choice[term.column] != 0) sum += term.coefficient;
                       }
                       return sum <= row.at_most;
                     });
}

int64_t ObjectiveOf(const IntegerProgram& program, const Choice& choice) {
  int64_t sum = 0;
  for (size_t c = 0; c < choice.size(); ++c) {
    if (choice[c] != 0) sum += program.objective[c];
  }
  return sum;
}

ProgramSolution Maximise(const IntegerProgram& program, const Choice& start,
                         const SearchLimits& limits) {
  assert(IsFeasible(program, start));
  const Deadline deadline(limits.time);
  ProgramSolution solution;
  solution.choice = start;
  solution.value = ObjectiveOf(program, start);
  solution.bound =
      BoundOf(program, std::vector<double>(program.rows.size(), 0.0));
  try {
    if (solution.bound > solution.value) {
      Solver solver(program);
      const std::vector<double> prices = solver.Prices(deadline);
      solution.bound = std::min(solution.bound, BoundOf(program, prices));
      Improve(program, prices, deadline, &solution);
      if (solver.solved() && solution.bound > solution.value &&
          limits.max_nodes > 0 && deadline.SecondsLeft() > 0) {
        solver.Search(deadline, limits, &solution);
      }
    }
  } catch (...) {
    // CoinError, or no memory: what was found and proved until then holds.
  }
  solution.proven = solution.proven || solution.bound <= solution.value;
  if (solution.proven) solution.bound = solution.value;
  return solution;
}

}  // namespace lifeline::scoring

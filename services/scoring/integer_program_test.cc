#include "services/scoring/integer_program.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <thread>

namespace lifeline::scoring {
namespace {

// `items` things of one weight in each of `rows` knapsacks, of which about half
// fit.
IntegerProgram Knapsacks(uint64_t seed, int items, int rows,
                         int64_t largest_value) {
  std::mt19937_64 random(seed);
  IntegerProgram program;
  for (int c = 0; c < items; ++c) {
    program.objective.push_back(
        static_cast<int64_t>(random() % static_cast<uint64_t>(largest_value)));
  }
  for (int r = 0; r < rows; ++r) {
    IntegerProgram::Row row;
    int64_t sum = 0;
    for (int c = 0; c < items; ++c) {
      if (random() % 3 == 0) continue;
      const int64_t weight = 50 + static_cast<int64_t>(random() % 1000);
      row.terms.push_back({c, weight});
      sum += weight;
    }
    row.at_most = sum / 2;
    program.rows.push_back(row);
  }
  return program;
}

int64_t BestByTryingAll(const IntegerProgram& program) {
  const size_t n = program.objective.size();
  int64_t best = 0;
  for (uint32_t mask = 0; mask < (uint32_t{1} << n); ++mask) {
    Choice choice(n);
    for (size_t c = 0; c < n; ++c) choice[c] = (mask >> c) & 1;
    if (IsFeasible(program, choice)) {
      best = std::max(best, ObjectiveOf(program, choice));
    }
  }
  return best;
}

Choice Nothing(const IntegerProgram& program) {
  return Choice(program.objective.size());
}

TEST(IntegerProgram, TheBestChoiceIsFoundToTheLastUnit) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    const IntegerProgram program = Knapsacks(seed, 12, 3, 1'000'000'000);
    const ProgramSolution solution =
        Maximise(program, Nothing(program), SearchLimits());
    EXPECT_TRUE(IsFeasible(program, solution.choice));
    EXPECT_EQ(solution.value, ObjectiveOf(program, solution.choice));
    EXPECT_EQ(solution.value, BestByTryingAll(program));
    EXPECT_TRUE(solution.proven);
    EXPECT_EQ(solution.bound, solution.value);
  }
}

// A search that is cut short anywhere has a bound that no choice passes.
TEST(IntegerProgram, AnUnfinishedSearchHasABoundThatHolds) {
  int unfinished = 0;
  for (uint64_t seed = 1; seed <= 15; ++seed) {
    SCOPED_TRACE(seed);
    const IntegerProgram program = Knapsacks(seed, 40, 5, 10'000'000);
    const ProgramSolution best =
        Maximise(program, Nothing(program), SearchLimits());
    ASSERT_TRUE(best.proven);
    for (int nodes : {0, 1, 2, 5, 10, 20, 50}) {
      SearchLimits limits;
      limits.max_nodes = nodes;
      const ProgramSolution cut = Maximise(program, Nothing(program), limits);
      EXPECT_GE(cut.bound, best.value) << nodes;
      EXPECT_LE(cut.value, best.value) << nodes;
      EXPECT_TRUE(IsFeasible(program, cut.choice));
      if (!cut.proven) ++unfinished;
    }
  }
  EXPECT_GT(unfinished, 15);
}

TEST(IntegerProgram, NoTimeStillGivesTheStartAndABound) {
  const IntegerProgram program = Knapsacks(7, 30, 4, 1000);
  Choice start = Nothing(program);
  start[3] = 1;
  SearchLimits limits;
  limits.time = absl::ZeroDuration();
  const ProgramSolution cut = Maximise(program, start, limits);
  EXPECT_GE(cut.value, program.objective[3]);
  EXPECT_GE(cut.bound,
            Maximise(program, Nothing(program), SearchLimits()).value);
}

TEST(IntegerProgram, AGapThatIsAllowedIsKept) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const IntegerProgram program = Knapsacks(seed, 60, 8, 10'000'000);
    SearchLimits limits;
    limits.relative_gap = 0.05;
    const ProgramSolution near = Maximise(program, Nothing(program), limits);
    EXPECT_GE(static_cast<double>(near.value),
              0.949 * static_cast<double>(near.bound));
  }
}

TEST(IntegerProgram, TheTimeLimitIsRespected) {
  const IntegerProgram program = Knapsacks(3, 2000, 60, 10'000'000);
  SearchLimits limits;
  limits.time = absl::Seconds(1);
  const auto begin = std::chrono::steady_clock::now();
  const ProgramSolution solution = Maximise(program, Nothing(program), limits);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
          .count();
  RecordProperty("seconds", std::to_string(seconds));
  // A hung search would take hours; the machine may be busy.
  EXPECT_LT(seconds, 20);
  EXPECT_GT(solution.value, 0);
  EXPECT_GE(solution.bound, solution.value);
}

TEST(IntegerProgram, SearchesInTwoThreadsDoNotDisturbEachOther) {
  const auto run = [](uint64_t seed, std::vector<int64_t>* values) {
    for (int i = 0; i < 20; ++i) {
      const IntegerProgram program = Knapsacks(seed + i, 30, 4, 1'000'000);
      values->push_back(
          Maximise(program, Nothing(program), SearchLimits()).value);
    }
  };
  std::vector<int64_t> alone, first, second;
  run(1, &alone);
  std::thread one(run, 1, &first);
  std::thread two(run, 1, &second);
  one.join();
  two.join();
  EXPECT_EQ(first, alone);
  EXPECT_EQ(second, alone);
}

TEST(IntegerProgram, NothingIsPrinted) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const IntegerProgram program = Knapsacks(5, 60, 6, 10'000'000);
  Maximise(program, Nothing(program), SearchLimits());
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST(IntegerProgram, AnEmptyProgrammeIsProven) {
  const ProgramSolution solution = Maximise({}, {}, SearchLimits());
  EXPECT_TRUE(solution.proven);
  EXPECT_EQ(solution.value, 0);
  EXPECT_EQ(solution.bound, 0);
}

TEST(IntegerProgram, WhatIsWorthLessThanNothingIsLeft) {
  IntegerProgram program;
  program.objective = {-5, 3, -2};
  // The second needs the third.
  program.rows = {{{{1, 1}, {2, -1}}, 0}};
  const ProgramSolution solution =
      Maximise(program, Nothing(program), SearchLimits());
  EXPECT_EQ(solution.value, 1);
  EXPECT_EQ(solution.choice, (Choice{0, 1, 1}));
}

}  // namespace
}  // namespace lifeline::scoring

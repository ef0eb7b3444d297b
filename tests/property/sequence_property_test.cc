// Whatever happens to a shop, in whatever order: the promise holds, everybody
// who owes an answer is told and asked, and time answers nothing. RapidCheck
// makes the sequences, and of one that fails a shorter one that fails too;
// RC_PARAMS sets how many are tried, or repeats one by its seed.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "tests/property/shop_life.h"

namespace rc {

template <>
struct Arbitrary<lifeline::scoring::Step> {
  using Step = lifeline::scoring::Step;

  // What happens often stands here twice.
  static constexpr Step::Kind kOften[] = {
      Step::kSubmit,       Step::kSubmit,   Step::kSubmit,   Step::kWorth,
      Step::kEffort,       Step::kState,    Step::kCategory, Step::kRequire,
      Step::kEvidence,     Step::kImport,   Step::kWeave,    Step::kReview,
      Step::kReview,       Step::kCapacity, Step::kCapacity, Step::kCommitment,
      Step::kMandate,      Step::kPeriod,   Step::kModel,    Step::kHours,
      Step::kDays,         Step::kDays,     Step::kNotify,   Step::kNotify,
      Step::kNotify,       Step::kSee,      Step::kAnswer,   Step::kAnswer,
      Step::kDecideAppeal, Step::kRestart,  Step::kRestore};

  // Long sequences and short ones draw from the same steps.
  static Gen<int> Below(int end) {
    return gen::resize(kNominalSize, gen::inRange(0, end));
  }

  static Gen<Step> arbitrary() {
    return gen::build<Step>(
        gen::set(&Step::kind,
                 gen::map(Below(static_cast<int>(std::size(kOften))),
                          [](int index) { return kOften[index]; })),
        gen::set(&Step::who, Below(8)), gen::set(&Step::what, Below(10)),
        gen::set(&Step::settles,
                 gen::map(Below(4), [](int often) { return often < 3; })));
  }
};

}  // namespace rc

namespace lifeline::scoring {
namespace {

constexpr int kSequences = 1500;
// Up to so many steps in the last of them, half as many in the middle.
constexpr int kSteps = 50;
constexpr uint64_t kSeedOfMistakes = 20270104;

// What a mistake behind the back of everything does to the database.
using Sabotage = std::vector<std::string>;

struct Tried {
  int sequences = 0;
  int64_t steps = 0;
  int64_t drops = 0;
  int answers = 0;
  int asked_by_reviews = 0;
  std::multiset<std::string> owed;
  int studied = 0;
  int told = 0;
  int last_rung = 0;
  // The shortest that failed.
  std::vector<Step> failed;
  std::string wrong;
};

bool Holds(const Sabotage& sabotage, Tried* tried) {
  rc::detail::TestMetadata metadata;
  metadata.id = "Sequences";
  metadata.description = "the promise holds";
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  if (std::getenv("RC_PARAMS") == nullptr) {
    params.maxSuccess = kSequences;
    params.maxSize = kSteps;
  }
  // A mistake is found by the same sequence every time.
  if (!sabotage.empty()) params.seed = kSeedOfMistakes;
  const rc::detail::TestResult result = rc::detail::checkTestable(
      [&](const std::vector<Step>& steps) {
        ShopLife life;
        life.Sabotage(sabotage);
        for (const Step& step : steps) life.Do(step);
        const std::vector<std::string> wrong = life.Wrong();
        ++tried->sequences;
        tried->steps += static_cast<int64_t>(steps.size());
        tried->drops += life.drops();
        tried->answers += life.answers();
        tried->asked_by_reviews += life.asked_by_reviews();
        tried->owed.insert(life.owed().begin(), life.owed().end());
        tried->studied += life.studied();
        tried->told += life.attention().told();
        tried->last_rung += life.attention().last_rung();
        if (wrong.empty()) return;
        tried->failed = steps;
        tried->wrong = absl::StrJoin(wrong, "\n");
        RC_FAIL(tried->wrong);
      },
      metadata, params);
  const bool holds = result.is<rc::detail::SuccessResult>();
  if (!holds && sabotage.empty())
    rc::detail::printResultMessage(result, std::cout);
  return holds;
}

TEST(Sequences, TheModelHolds) {
  Tried tried;
  EXPECT_TRUE(Holds({}, &tried)) << tried.wrong;
  std::cout << tried.sequences << " sequences of " << tried.steps << " steps, "
            << tried.drops << " drops, " << tried.answers << " answers, "
            << tried.told << " told, " << tried.last_rung
            << " on the last rung, " << tried.asked_by_reviews
            << " asked for by reviews" << std::endl;
  EXPECT_GT(tried.drops, 0);
  EXPECT_GT(tried.answers, 0);
  EXPECT_GT(tried.last_rung, 0);
  EXPECT_GT(tried.asked_by_reviews, 0);
  for (const char* kind : {"KIND_PREPARE", "KIND_ESTIMATE", "KIND_VALIDATE"}) {
    std::cout << tried.owed.count(kind) << " " << kind << ", ";
    EXPECT_GT(tried.owed.count(kind), 0u);
  }
  std::cout << tried.studied << " wait for a study" << std::endl;
  EXPECT_GT(tried.studied, 0);
}

// Each mistake is found, and by a sequence that one can read.
void ExpectFound(const Sabotage& sabotage, const std::string& wrong) {
  Tried tried;
  EXPECT_FALSE(Holds(sabotage, &tried));
  EXPECT_NE(tried.wrong.find(wrong), std::string::npos) << tried.wrong;
  std::cout << "after " << tried.sequences << " tries:";
  for (const Step& step : tried.failed) std::cout << " " << step;
  std::cout << "\n" << tried.wrong << std::endl;
  EXPECT_LE(tried.failed.size(), 6u);
}

TEST(Sequences, FindADropThatIsNotTold) {
  ExpectFound({"DROP TRIGGER drop_needs_its_crossing",
               "CREATE TRIGGER mistake BEFORE INSERT ON line_crossing "
               "WHEN NEW.kind = 1 BEGIN SELECT RAISE(IGNORE); END",
               "CREATE TRIGGER mistaken BEFORE INSERT ON receipt "
               "WHEN NEW.kind = 1 BEGIN SELECT RAISE(IGNORE); END"},
              "happened, not told");
}

TEST(Sequences, FindAStepThatIsNotOpened) {
  ExpectFound({"CREATE TRIGGER mistake BEFORE INSERT ON task "
               "BEGIN SELECT RAISE(IGNORE); END"},
              "open tasks: ; owed steps: ");
}

TEST(Sequences, FindAClockThatAnswers) {
  ExpectFound({"DROP TRIGGER answered_needs_its_answer",
               "CREATE TRIGGER mistake AFTER UPDATE OF rung ON clock "
               "WHEN NEW.rung > OLD.rung AND NEW.task = 0 BEGIN "
               "UPDATE receipt SET state = 3 WHERE item = NEW.item "
               "AND ranking = NEW.number AND state IN (1, 2); END"},
              "is closed, and nobody answered");
}

TEST(Sequences, FindAClockThatStartsAgainWhenItIsSeen) {
  ExpectFound({"DROP TRIGGER clock_keeps",
               "CREATE TRIGGER mistake AFTER UPDATE OF state ON receipt "
               "WHEN NEW.state = 2 BEGIN "
               "UPDATE clock SET told_time_us = told_time_us + 1 "
               "WHERE item = NEW.item AND number = NEW.ranking; END"},
              "was told at another time");
}

}  // namespace
}  // namespace lifeline::scoring

// What has been released stays as it is. tests/migration/record releases.

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/common/database.h"
#include "services/common/digest.h"
#include "tests/migration/stored.h"

namespace lifeline::testing {
namespace {

using ::testing::Contains;
using ::testing::SizeIs;

constexpr char kReleased[] = "released.tsv";

// A digest for each step: "scoring 07".
using Steps = std::map<std::string, std::string>;

Steps StepsOfToday() {
  Steps steps;
  for (const std::string service : kServices) {
    int number = 0;
    for (const Migration& step : MigrationsOf(service)) {
      steps[absl::StrFormat("%s %02d", service, ++number)] =
          Sha256Hex(absl::StrCat(step.name, "\n", step.sql));
    }
  }
  return steps;
}

Steps ReleasedSteps() {
  Steps steps;
  std::ifstream file(absl::StrCat(kStoredFolder, "/", kReleased));
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> parts = absl::StrSplit(line, '\t');
    if (parts.size() == 2) steps[parts[0]] = parts[1];
  }
  return steps;
}

// Whoever has taken a step never takes it again: edited, it would be one thing
// in old databases and another in new ones.
TEST(Released, StepsAreAsTheyWere) {
  const Steps released = ReleasedSteps();
  const Steps today = StepsOfToday();
  for (const auto& [step, digest] : released) {
    const auto is = today.find(step);
    EXPECT_TRUE(is != today.end() && is->second == digest)
        << step << " is not what has been released. Databases have taken it "
        << "and will not take it again: leave it as it was and add a step.";
  }
  const char* const folder = std::getenv("LIFELINE_RECORD");
  if (folder == nullptr || HasFailure()) return;
  std::ofstream file(absl::StrCat(folder, "/", kReleased));
  for (const auto& [step, digest] : today)
    file << step << "\t" << digest << "\n";
}

TEST(Released, IsEveryStepThatAStoredDatabaseHasTaken) {
  const Steps released = ReleasedSteps();
  for (const std::string& folder : StoredFolders()) {
    const std::vector<std::string> parts = absl::StrSplit(folder, '-');
    ASSERT_THAT(parts, SizeIs(4)) << folder;
    for (int i = 0; i < 3; ++i) {
      int taken = 0;
      ASSERT_TRUE(absl::SimpleAtoi(parts[i + 1], &taken)) << folder;
      for (int number = 1; number <= taken; ++number) {
        const std::string step =
            absl::StrFormat("%s %02d", kServices[i], number);
        EXPECT_EQ(released.count(step), 1u)
            << folder << " has taken " << step << ", which is not in "
            << kReleased << ": run tests/migration/record";
      }
    }
  }
}

// Or the next program is not tried with what this one leaves.
TEST(Released, TheStepsOfTodayAreInAStoredDatabase) {
  std::string today = "schema";
  for (const std::string service : kServices)
    absl::StrAppend(&today, "-", MigrationsOf(service).size());
  EXPECT_THAT(StoredFolders(), Contains(today))
      << "Once the new steps are final: tests/migration/record, and commit "
      << "what it makes.";
}

}  // namespace
}  // namespace lifeline::testing

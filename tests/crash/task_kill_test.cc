// A kill at every operation of a publication that opens and closes tasks:
// afterwards what is owed is owed once, and whoever owes it will be told once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/task_store.h"
#include "tests/crash/losing_disk.h"

namespace lifeline::testing {
namespace {

using backlog::v1::Item;
using scoring::ScoringRig;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr char kOwner[] = "portfolios/shop/members/m1";

// In the order of the story: nothing but a title; what the readiness check asks
// for; and both sides have judged.
Item ItemAfter(int commits) {
  Item item = ScoringRig::Item("a", 1'000, 100);
  item.set_state(Item::STATE_VALIDATING);
  if (commits < 3) {
    item.clear_money();
    item.clear_estimate();
  }
  if (commits < 2) return item;
  item.set_problem("Pages are slow.");
  item.set_outcome("They are fast.");
  item.set_measure("LCP");
  item.add_evidence()->set_id("crux");
  return item;
}

// Tells the story up to this commit; what the rig has seen, it passes over.
void Tell(ScoringRig& rig, int commits) {
  rig.Begin(500);
  auto portfolio = ScoringRig::Portfolio();
  portfolio.mutable_portfolio()->clear_validation();
  rig.CommitRoadmap({portfolio});
  rig.Settle();
  for (int i = 1; i <= commits; ++i) {
    rig.CommitItems({ItemAfter(i)});
    rig.Settle();
  }
}

// "a-prepare-1", and "a-prepare-1 done".
std::vector<std::string> TasksOf(ScoringRig& rig) {
  std::vector<std::string> tasks;
  const Snapshot reader = rig.database()->Read().value();
  EXPECT_EQ(scoring::ForEachTask(
                reader, "shop", {},
                [&](scoring::v1::Task task, const scoring::TaskPosition&) {
                  tasks.push_back(absl::StrCat(
                      task.name().substr(task.name().rfind('/') + 1),
                      task.has_close_time() ? " done" : ""));
                  return true;
                }),
            absl::OkStatus());
  return tasks;
}

int64_t NoticesOf(ScoringRig& rig, const std::string& recipient) {
  const Snapshot reader = rig.database()->Read().value();
  return reader
      .QueryInt("SELECT count(*) FROM notice WHERE task <> 0 AND recipient = ?",
                {recipient})
      .value();
}

class TaskKill : public ::testing::Test {
 protected:
  TaskKill() {
    char folder[] = "/tmp/lifeline-task-XXXXXX";
    folder_ = mkdtemp(folder);
  }
  ~TaskKill() override { std::filesystem::remove_all(folder_); }

  // Kills at each operation of the story's last commit, goes on with the whole
  // story, and lets `check` look at the result.
  template <typename Check>
  void KillEverywhere(int commits, Check check) {
    int point = 0;
    for (bool met = true; met; ++point) {
      const std::string running = absl::StrCat(folder_, "/running-", point);
      const std::string stopped = absl::StrCat(folder_, "/stopped-", point);
      {
        ScoringRig rig(running);
        Tell(rig, commits - 1);
        int operation = 0;
        met = false;
        disk_.SetHook([&](const LosingDisk::Operation&) {
          if (operation++ == point) {
            met = true;
            disk_.KillInto(running, stopped);
          }
          return 0;  // SQLITE_OK: it happens
        });
        rig.CommitItems({ItemAfter(commits)});
        rig.Settle();
        disk_.SetHook({});
        if (!met) break;
      }
      ScoringRig rig(stopped);
      Tell(rig, commits);
      check(rig);
      ASSERT_FALSE(HasFailure()) << "at operation " << point;
    }
    EXPECT_GE(point, 5);
  }

  LosingDisk disk_;

 private:
  std::string folder_;
};

TEST_F(TaskKill, WhatTheRequesterOwesIsOwedAndToldOnce) {
  KillEverywhere(1, [](ScoringRig& rig) {
    EXPECT_THAT(TasksOf(rig), ElementsAre("a-prepare-1"));
    EXPECT_EQ(NoticesOf(rig, kOwner), 1);
  });
}

TEST_F(TaskKill, OneStepEndsAndTheNextOnesBeginTogether) {
  KillEverywhere(2, [](ScoringRig& rig) {
    EXPECT_THAT(TasksOf(rig), UnorderedElementsAre("a-prepare-1 done",
                                                   "a-rate-1", "a-estimate-1"));
    EXPECT_EQ(NoticesOf(rig, "sides/1"), 1);
    EXPECT_EQ(NoticesOf(rig, "sides/2"), 1);
  });
}

TEST_F(TaskKill, WhatBothSidesHaveJudgedIsValidatedOnce) {
  KillEverywhere(3, [](ScoringRig& rig) {
    EXPECT_THAT(TasksOf(rig),
                UnorderedElementsAre("a-prepare-1 done", "a-rate-1 done",
                                     "a-estimate-1 done", "a-validate-1"));
  });
}

}  // namespace
}  // namespace lifeline::testing

#include "services/common/executor.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/barrier.h"
#include "absl/synchronization/notification.h"

namespace lifeline {
namespace {

TEST(Executor, RunsEverythingBeforeItEnds) {
  std::atomic<int> runs = 0;
  {
    Executor executor(3);
    for (int i = 0; i < 500; ++i)
      executor.Post([&] { executor.Post([&] { ++runs; }); });
  }
  EXPECT_EQ(runs, 500);
}

TEST(Executor, RunsAsManyAtOnceAsItHasThreads) {
  absl::Notification all_there;
  Executor executor(2);
  absl::Barrier* const barrier = new absl::Barrier(3);
  const auto meet = [barrier] {
    if (barrier->Block()) delete barrier;
  };
  executor.Post(meet);
  executor.Post(meet);
  meet();
}

}  // namespace
}  // namespace lifeline

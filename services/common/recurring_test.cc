#include "services/common/recurring.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/notification.h"

namespace lifeline {
namespace {

TEST(Recurring, WorksAtOnceHoweverLongItRestsThen) {
  absl::Notification worked;
  Recurring recurring(
      [&] {
        worked.Notify();
        return absl::OkStatus();
      },
      absl::InfiniteDuration());
  recurring.Start();
  worked.WaitForNotification();
}

TEST(Recurring, WorksAgainAlsoAfterAnError) {
  int runs = 0;
  absl::Notification worked;
  Recurring recurring(
      [&] {
        if (++runs == 3) worked.Notify();
        return absl::InternalError("no");
      },
      absl::Milliseconds(1));
  recurring.Start();
  worked.WaitForNotification();
}

TEST(Recurring, DoesNothingOnceItIsStopped) {
  std::atomic<int> runs = 0;
  absl::Notification worked;
  Recurring recurring(
      [&] {
        if (++runs == 1) worked.Notify();
        return absl::OkStatus();
      },
      absl::ZeroDuration());
  recurring.Start();
  worked.WaitForNotification();
  recurring.Stop();
  const int done = runs;
  recurring.Stop();
  EXPECT_EQ(runs, done);
}

TEST(Recurring, EndsWithoutHavingBegun) {
  Recurring recurring([] { return absl::OkStatus(); }, absl::Hours(1));
  recurring.Stop();
}

}  // namespace
}  // namespace lifeline

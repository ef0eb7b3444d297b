#include "services/common/waiters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

using ::testing::HasSubstr;

TEST(Waiters, WhatIsReachedIsAnsweredAtOnce) {
  Waiters waiters;
  waiters.Advance("backlog/shop", 7);
  bool answered = false;
  waiters.WaitFor({{"backlog/shop", 7}}, absl::InfiniteFuture(),
                  [&](absl::Status s) { answered = s.ok(); });
  EXPECT_TRUE(answered);
  bool nothing_to_wait_for = false;
  waiters.WaitFor({}, absl::InfinitePast(),
                  [&](absl::Status s) { nothing_to_wait_for = s.ok(); });
  EXPECT_TRUE(nothing_to_wait_for);
}

TEST(Waiters, AllSourcesMustBeReached) {
  Waiters waiters;
  int answers = 0;
  waiters.WaitFor({{"a", 3}, {"b", 1}}, absl::InfiniteFuture(),
                  [&](absl::Status s) { answers += s.ok() ? 1 : 100; });
  waiters.Advance("a", 2);
  waiters.Advance("b", 5);
  EXPECT_EQ(answers, 0);
  waiters.Advance("a", 1);
  EXPECT_EQ(answers, 0);
  EXPECT_EQ(waiters.Reached("a"), 2);
  waiters.Advance("a", 4);
  waiters.Advance("a", 5);
  EXPECT_EQ(answers, 1);
}

TEST(Waiters, APassedDeadlineNamesWhoIsBehind) {
  Waiters waiters;
  waiters.Advance("a", 2);
  absl::Notification answered;
  absl::Status status;
  waiters.WaitFor({{"a", 3}}, absl::Now() + absl::Milliseconds(5),
                  [&](absl::Status s) {
                    status = s;
                    answered.Notify();
                  });
  answered.WaitForNotification();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(status), "REVISION_NOT_REACHED");
  EXPECT_THAT(std::string(status.message()), HasSubstr("a is at 2 of 3"));
  waiters.Advance("a", 3);
}

TEST(Waiters, TheEndAnswersAll) {
  absl::Status status;
  {
    Waiters().WaitFor({{"a", 1}}, absl::InfiniteFuture(),
                      [&](absl::Status s) { status = s; });
  }
  EXPECT_EQ(ReasonOf(status), "SERVER_STOPPING");
}

TEST(Waiters, EveryCallIsAnsweredOnceUnderConcurrency) {
  constexpr int kCalls = 2000;
  std::atomic<int> answers = 0;
  std::vector<std::atomic<int>> each(kCalls);
  {
    Waiters waiters;
    std::thread advance([&] {
      for (int i = 1; i <= kCalls; ++i) waiters.Advance("a", i);
    });
    for (int i = 0; i < kCalls; ++i) {
      waiters.WaitFor({{"a", i}, {"a", i / 2}},
                      absl::Now() + absl::Microseconds(i % 7),
                      [&answers, &each, i](absl::Status) {
                        ++each[i];
                        ++answers;
                      });
    }
    advance.join();
  }
  EXPECT_EQ(answers, kCalls);
  for (const std::atomic<int>& one : each) EXPECT_EQ(one, 1);
}

}  // namespace
}  // namespace lifeline

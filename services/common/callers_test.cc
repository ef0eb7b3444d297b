#include "services/common/callers.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

const absl::Time kCalled = absl::FromUnixSeconds(1'800'000'000);

ServerLimits Small() {
  ServerLimits limits;
  limits.calls_burst = 3;
  limits.calls_per_second = 2;
  limits.streams_per_caller = 2;
  limits.callers = 2;
  return limits;
}

TEST(Callers, ABurstIsTakenAndOneMoreIsToldWhenToComeBack) {
  Callers callers(Small());
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(callers.TakeCall("anna", kCalled), absl::OkStatus()) << i;
  const absl::Status refused = callers.TakeCall("anna", kCalled);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "RATE_LIMITED");
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(ReadDetail(refused, &retry));
  EXPECT_EQ(retry.retry_delay().seconds(), 0);
  EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
  EXPECT_EQ(
      ReasonOf(callers.TakeCall("anna", kCalled + absl::Milliseconds(499))),
      "RATE_LIMITED");
  EXPECT_EQ(callers.TakeCall("anna", kCalled + absl::Milliseconds(501)),
            absl::OkStatus());
}

TEST(Callers, EachHasABucketOfItsOwn) {
  Callers callers(Small());
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(callers.TakeCall("anna", kCalled).ok());
  EXPECT_FALSE(callers.TakeCall("anna", kCalled).ok());
  EXPECT_TRUE(callers.TakeCall("ben", kCalled).ok());
}

TEST(Callers, CallsAndStreamsComeOutOfOneBucket) {
  ServerLimits limits = Small();
  limits.calls_burst = 1;
  Callers callers(limits);
  EXPECT_TRUE(callers.TakeCall("anna", kCalled).ok());
  EXPECT_EQ(ReasonOf(callers.TakeStream("anna", kCalled).status()),
            "RATE_LIMITED");
  EXPECT_TRUE(callers.TakeStream("ben", kCalled).ok());
  EXPECT_EQ(ReasonOf(callers.TakeCall("ben", kCalled)), "RATE_LIMITED");
}

TEST(Callers, AClockThatIsSetBackRefillsNothing) {
  Callers callers(Small());
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(callers.TakeCall("anna", kCalled).ok());
  EXPECT_FALSE(callers.TakeCall("anna", kCalled - absl::Hours(1)).ok());
}

TEST(Callers, APauseFillsTheBucketAndNoMore) {
  Callers callers(Small());
  EXPECT_TRUE(callers.TakeCall("anna", kCalled).ok());
  const absl::Time later = kCalled + absl::Hours(1);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(callers.TakeCall("anna", later).ok());
  EXPECT_FALSE(callers.TakeCall("anna", later).ok());
}

TEST(Callers, AStreamIsRefusedUntilAnotherEnds) {
  ServerLimits limits = Small();
  limits.calls_burst = 100;
  Callers callers(limits);
  std::optional<StreamPlace> first =
      callers.TakeStream("anna", kCalled).value();
  StreamPlace second = callers.TakeStream("anna", kCalled).value();
  EXPECT_EQ(ReasonOf(callers.TakeStream("anna", kCalled).status()),
            "TOO_MANY_STREAMS");
  EXPECT_TRUE(callers.TakeStream("ben", kCalled).ok());
  // Moving a place is not ending it.
  StreamPlace moved = std::move(second);
  EXPECT_FALSE(callers.TakeStream("anna", kCalled).ok());
  first.reset();
  EXPECT_TRUE(callers.TakeStream("anna", kCalled).ok());
}

TEST(Callers, TheQuietestIsForgottenButNotItsStreams) {
  Callers callers(Small());
  {
    const StreamPlace place = callers.TakeStream("anna", kCalled).value();
    EXPECT_TRUE(callers.TakeCall("ben", kCalled).ok());
    EXPECT_TRUE(callers.TakeCall("ben", kCalled).ok());
    EXPECT_EQ(callers.size(), 2);
    // Anna called first, but has a stream: Ben goes, and comes back with a
    // bucket that is full again.
    EXPECT_TRUE(callers.TakeCall("carla", kCalled).ok());
    EXPECT_EQ(callers.size(), 2);
    for (int i = 0; i < 3; ++i)
      EXPECT_TRUE(callers.TakeCall("ben", kCalled).ok());
    EXPECT_EQ(callers.size(), 2);
  }
  EXPECT_TRUE(callers.TakeCall("dora", kCalled).ok());
  EXPECT_EQ(callers.size(), 2);
}

TEST(Callers, NobodyGetsAnythingFromAServerThatStops) {
  Callers callers(Small());
  callers.Stop();
  const absl::Status refused = callers.TakeCall("anna", kCalled);
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(refused), "SERVER_STOPPING");
  EXPECT_FALSE(callers.TakeStream("anna", kCalled).ok());
}

TEST(Callers, ManyThreadsTakeNoMoreThanThereIs) {
  ServerLimits limits = Small();
  limits.calls_burst = 1000;
  Callers callers(limits);
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 400; ++i)
        taken += callers.TakeCall("anna", kCalled).ok() ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, 1000);
}

}  // namespace
}  // namespace lifeline

// How long something is tried: each limit at its maximum and one past it.

#include <gtest/gtest.h>

#include <optional>

#include "services/scoring/limits.h"
#include "services/scoring/outbox.h"

namespace lifeline::scoring {
namespace {

// As a server that is not well: a mail and an endpoint are tried again.
Outcome NotNow(int code) {
  Outcome outcome;
  outcome.code = code;
  outcome.error = "it answered so";
  return outcome;
}

TEST(OutboxLimits, AttemptsAtAMail) {
  const auto after = [](int32_t attempts) {
    return Judge(Channel::kMail, NotNow(451), attempts, std::nullopt,
                 absl::UnixEpoch())
        .state;
  };
  const int32_t most = Limits().mail_attempts;
  EXPECT_EQ(after(most - 1), v1::Delivery::STATE_WAITING);
  EXPECT_EQ(after(most), v1::Delivery::STATE_FAILED);
}

TEST(OutboxLimits, HowLongAnEndpointMayFail) {
  const absl::Time since = absl::UnixEpoch();
  const auto disabled = [&](absl::Duration failing) {
    return !Judge(Channel::kWebhook, NotNow(500), 3, since, since + failing)
                .disable.empty();
  };
  const absl::Duration most = Limits().endpoint_patience;
  EXPECT_FALSE(disabled(most - absl::Nanoseconds(1)));
  EXPECT_TRUE(disabled(most));
}

}  // namespace
}  // namespace lifeline::scoring

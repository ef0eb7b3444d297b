#include "services/scoring/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

namespace lifeline::scoring {
namespace {

using ::testing::HasSubstr;

absl::Time At(int64_t seconds) { return absl::FromUnixSeconds(seconds); }

Outcome Answered(int code) {
  Outcome outcome;
  outcome.code = code;
  outcome.taken = code >= 200 && code < 300;
  if (!outcome.taken) outcome.error = "it answered so";
  return outcome;
}

TEST(Outbox, AttemptsComeAtOnceSoonAndThenMoreSeldomOverThreeDays) {
  absl::Duration all;
  absl::Duration last;
  for (int attempts = 1; attempts < kMailAttempts; ++attempts) {
    EXPECT_GT(RetryDelay(attempts), last);
    last = RetryDelay(attempts);
    all += last;
  }
  EXPECT_EQ(RetryDelay(1), absl::Seconds(5));
  EXPECT_GE(all, kEndpointPatience);
  EXPECT_LE(all, kEndpointPatience + absl::Hours(4));
  EXPECT_EQ(RetryDelay(kMailAttempts), absl::Hours(24));
  EXPECT_EQ(RetryDelay(1'000), absl::Hours(24));
}

TEST(Outbox, WhatWasTakenIsDelivered) {
  for (const Channel channel : {Channel::kMail, Channel::kWebhook}) {
    const Verdict verdict =
        Judge(channel, Answered(204), 1, std::nullopt, At(100));
    EXPECT_EQ(verdict.state, v1::Delivery::STATE_DELIVERED);
    EXPECT_EQ(verdict.error, "");
    EXPECT_EQ(verdict.disable, "");
  }
}

TEST(Outbox, AnEndpointThatAnswers410IsDisabledAndWhatItMissedWaits) {
  const Verdict verdict =
      Judge(Channel::kWebhook, Answered(410), 1, std::nullopt, At(100));
  EXPECT_EQ(verdict.state, v1::Delivery::STATE_WAITING);
  EXPECT_THAT(verdict.disable, HasSubstr("410"));
  EXPECT_EQ(
      Judge(Channel::kWebhook, Answered(404), 1, std::nullopt, At(100)).disable,
      "");
}

TEST(Outbox, AnEndpointIsNeverGivenUpByTheNumberOfAttempts) {
  const Verdict verdict =
      Judge(Channel::kWebhook, Answered(500), 1'000, At(90), At(100));
  EXPECT_EQ(verdict.state, v1::Delivery::STATE_WAITING);
  EXPECT_EQ(verdict.next, At(100) + absl::Hours(24));
}

TEST(Outbox, MailIsGivenUpWhenItsServerRefusesIt) {
  const auto state = [](int code) {
    return Judge(Channel::kMail, Answered(code), 1, std::nullopt, At(100))
        .state;
  };
  EXPECT_EQ(state(451), v1::Delivery::STATE_WAITING);
  EXPECT_EQ(state(535), v1::Delivery::STATE_WAITING);
  EXPECT_EQ(state(550), v1::Delivery::STATE_FAILED);
}

TEST(Outbox, AnAddressIsOneAddress) {
  EXPECT_TRUE(IsMailAddress("anna@example.com"));
  EXPECT_TRUE(IsMailAddress("anna+shop@localhost"));
  for (const char* wrong :
       {"", "anna", "@example.com", "anna@", "anna@b@c", "anna @example.com",
        "anna@example.com\r\nBcc: eve@example.com", "anna@example.com,eve@x",
        "<anna@example.com>", "\"a b\"@example.com", "\xc3\xa4nna@example.com"})
    EXPECT_FALSE(IsMailAddress(wrong)) << wrong;
  EXPECT_TRUE(IsMailAddress(absl::StrCat(std::string(252, 'x'), "@y")));
  EXPECT_FALSE(IsMailAddress(absl::StrCat(std::string(253, 'x'), "@y")));
}

TEST(Outbox, MailLeavesTheMachineWithTlsOnly) {
  const auto plainly = [](const char* url, const char* ca) {
    MailServer server;
    server.url = url;
    server.ca_file = ca;
    return MayMailPlainly(server);
  };
  EXPECT_TRUE(plainly("smtp://127.0.0.1:25", ""));
  EXPECT_TRUE(plainly("smtp://localhost", ""));
  EXPECT_TRUE(plainly("smtp://[::1]:25/x", ""));
  EXPECT_FALSE(plainly("smtp://127.0.0.1:25", "ca.pem"));
  EXPECT_FALSE(plainly("smtps://127.0.0.1", ""));
  EXPECT_FALSE(plainly("smtp://mail.example.com:25", ""));
  EXPECT_FALSE(plainly("smtp://127.0.0.1.example.com", ""));
  EXPECT_FALSE(plainly("smtp://localhost.example.com", ""));
}

TEST(Outbox, FlagsThatDoNotFitAreToldAtTheStart) {
  OutboxOptions options;
  EXPECT_EQ(CheckOutbox(options), absl::OkStatus());
  options.mail.from = "lifeline@example.com";
  EXPECT_THAT(CheckOutbox(options).ToString(), HasSubstr("--smtp_url"));
  options.mail.url = "http://mail.example.com";
  EXPECT_THAT(CheckOutbox(options).ToString(), HasSubstr("smtp://"));
  options.mail.url = "smtp://lifeline:secret@mail.example.com";
  EXPECT_THAT(CheckOutbox(options).ToString(), HasSubstr("--smtp_user"));
  options.mail.url = "smtp://mail.example.com:587";
  EXPECT_EQ(CheckOutbox(options), absl::OkStatus());
  options.mail.user = "lifeline";
  EXPECT_THAT(CheckOutbox(options).ToString(),
              HasSubstr("--smtp_password_file"));
  options.mail.password = "secret";
  EXPECT_EQ(CheckOutbox(options), absl::OkStatus());
  options.mail.from = "Lifeline <lifeline@example.com>";
  EXPECT_THAT(CheckOutbox(options).ToString(), HasSubstr("--smtp_from"));
  options.mail.from = "lifeline@example.com";
  options.link_base = "lifeline.example.com";
  EXPECT_THAT(CheckOutbox(options).ToString(), HasSubstr("--link_base"));
}

}  // namespace
}  // namespace lifeline::scoring

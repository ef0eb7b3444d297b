// What nobody may do to endpoints and to what goes out, sent straight to the
// database: each is refused by the trigger whose words stand beside it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "tests/guards/guarded_shop.h"

namespace lifeline::scoring {
namespace {

struct Fault {
  const char* name;
  // One transaction.
  const char* statements;
  const char* words;
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

// Endpoint `w` hears of everything and `off` is disabled; delivery 1 was taken,
// 2 waits for `w`, and 3 waits to be mailed. m1 was told of a model.
constexpr const char* kOutbox[] = {
    "INSERT INTO webhook VALUES ('shop', 'w', 'https://a', 1, 1, "
    "zeroblob(32), 1, '', 0, 'm1', 1)",
    "INSERT INTO webhook VALUES ('shop', 'off', 'https://b', 1, 0, "
    "zeroblob(32), 1, '', 0, 'm1', 1)",
    "UPDATE webhook SET state = 2, disabled_reason = '410' WHERE "
    "webhook = 'off'",
    "INSERT INTO outbox VALUES ('shop', 1, 1, 1, 'c', 0, 2, 'w', 1, 0, 5, '', "
    "5, 0)",
    "UPDATE outbox SET state = 2, attempts = 1, next_time_us = 0, "
    "deliver_time_us = 6 WHERE number = 1",
    "INSERT INTO outbox VALUES ('shop', 2, 1, 2, 'd', 0, 2, 'w', 1, 0, 5, '', "
    "5, 0)",
    "INSERT INTO outbox VALUES ('shop', 3, 2, 1, '', 1, 1, 'm1', 1, 0, 5, '', "
    "5, 0)",
    "INSERT INTO agreement_notice VALUES ('shop', 1, 1, 1, 'm1', 1)",
    "INSERT INTO digest VALUES ('shop', 2, 20001, 1, 30)",
    "INSERT INTO digest_out VALUES ('shop', 1)",
};

constexpr Fault kFaults[] = {
    {"AnEndpointBornDisabled",
     "INSERT INTO webhook VALUES ('shop', 'x', 'https://a', 1, 1, "
     "zeroblob(32), 2, 'no', 0, 'm1', 1)",
     "an endpoint begins active, with a secret"},
    {"AnEndpointWithoutASecret",
     "INSERT INTO webhook VALUES ('shop', 'x', 'https://a', 1, 1, zeroblob(0), "
     "1, '', 0, 'm1', 1)",
     "an endpoint begins active, with a secret"},
    {"AnEndpointUnmade", "DELETE FROM webhook WHERE webhook = 'off'",
     "an endpoint that is removed stays known"},
    {"AnEndpointThatMoves",
     "UPDATE webhook SET url = 'https://eve' WHERE webhook = 'w'",
     "and never another one"},
    {"AnEndpointThatHearsLess",
     "UPDATE webhook SET crossings = 0 WHERE webhook = 'w'",
     "and never another one"},
    {"AnEndpointDisabledForNothing",
     "UPDATE webhook SET state = 2 WHERE webhook = 'w'",
     "an endpoint is disabled for a reason"},
    {"AnEndpointEnabledWithItsReason",
     "UPDATE webhook SET state = 1 WHERE webhook = 'off'",
     "an endpoint is disabled for a reason"},
    {"AnEndpointRemovedWhileSomethingWaits",
     "UPDATE webhook SET state = 3, url = '', secret = zeroblob(0) WHERE "
     "webhook = 'w'",
     "an endpoint goes once"},
    {"AnEndpointRemovedButForItsSecret",
     "UPDATE webhook SET state = 3, url = '', disabled_reason = '' WHERE "
     "webhook = 'off'",
     "an endpoint goes once"},
    {"AnEndpointThatComesBack",
     "UPDATE webhook SET state = 3, url = '', secret = zeroblob(0), "
     "disabled_reason = '' WHERE webhook = 'off';"
     "UPDATE webhook SET state = 1 WHERE webhook = 'off'",
     "an endpoint goes once"},
    {"ADeliveryBornDelivered",
     "INSERT INTO outbox VALUES ('shop', 9, 2, 1, '', 1, 2, 'w', 2, 1, 0, '', "
     "5, 6)",
     "what goes out is there, and waits first"},
    {"ADeliveryOfNothing",
     "INSERT INTO outbox VALUES ('shop', 9, 2, 99, '', 1, 2, 'w', 1, 0, 5, '', "
     "5, 0)",
     "what goes out is there, and waits first"},
    {"ADeliveryOfACrossingThatNeverWas",
     "INSERT INTO outbox VALUES ('shop', 9, 1, 2, 'a', 0, 2, 'w', 1, 0, 5, '', "
     "5, 0)",
     "what goes out is there, and waits first"},
    {"ADeliveryToNobody",
     "INSERT INTO outbox VALUES ('shop', 9, 2, 1, '', 1, 2, 'x', 1, 0, 5, '', "
     "5, 0)",
     "what goes out is there, and waits first"},
    {"ADeliveryUnmade", "DELETE FROM outbox WHERE number = 2",
     "a delivery stays"},
    {"ADeliveryToSomebodyElse",
     "UPDATE outbox SET recipient = 'm2' WHERE number = 3",
     "a delivery goes on, and ends once"},
    {"ADeliveryDeliveredTwice",
     "UPDATE outbox SET state = 1, next_time_us = 9, deliver_time_us = 0 WHERE "
     "number = 1",
     "a delivery goes on, and ends once"},
    {"ADeliveryThatWasNeverTried",
     "UPDATE outbox SET state = 2, next_time_us = 0, deliver_time_us = 6 WHERE "
     "number = 2",
     "taken by the other side, or given up for a reason"},
    {"ADeliveryGivenUpInSilence",
     "UPDATE outbox SET state = 3, next_time_us = 0 WHERE number = 2",
     "taken by the other side, or given up for a reason"},
    {"ADeliveryThatWaitsForNoTime",
     "UPDATE outbox SET next_time_us = 0 WHERE number = 2",
     "taken by the other side, or given up for a reason"},
    {"ATriedDeliveryUntried",
     "UPDATE outbox SET attempts = 3 WHERE number = 2;"
     "UPDATE outbox SET attempts = 2 WHERE number = 2",
     "a delivery goes on, and ends once"},
    {"ADigestOfTheNextDayWhileOneHasNotGoneOut",
     "INSERT INTO digest VALUES ('shop', 3, 20002, 0, 40)",
     "a digest goes out before that of another day"},
    {"ADigestThatComesBack", "DELETE FROM digest_out",
     "what went out went out"},
    {"ADigestThatWentOutAsAnother", "UPDATE digest_out SET digest = 2",
     "what went out went out"},
    {"ANoticeOfAModelWithoutADigest",
     "INSERT INTO agreement_notice VALUES ('shop', 1, 1, 1, 'm2', 99)",
     "a notice is told once, by a digest"},
    {"ANoticeOfAModelToldAgain", "UPDATE agreement_notice SET digest = 2",
     "a notice is told once, by a digest"},
    {"ANoticeOfAModelUnmade", "DELETE FROM agreement_notice",
     "a notice is told, not removed"},
};

class FaultyDelivery : public ::testing::TestWithParam<Fault> {};

TEST_P(FaultyDelivery, IsRefusedAndNothingChanges) {
  GuardedShop shop;
  for (const char* statement : kOutbox)
    ASSERT_EQ(shop.Execute({statement}), absl::OkStatus()) << statement;
  const std::string before = shop.Rows();
  const absl::Status status = shop.Execute(
      absl::StrSplit(GetParam().statements, ';', absl::SkipWhitespace()));
  ExpectRefused(status);
  EXPECT_THAT(std::string(status.message()),
              ::testing::HasSubstr(GetParam().words));
  EXPECT_EQ(shop.Rows(), before);
}

INSTANTIATE_TEST_SUITE_P(Guard, FaultyDelivery, ::testing::ValuesIn(kFaults),
                         [](const ::testing::TestParamInfo<Fault>& info) {
                           return std::string(info.param.name);
                         });

// Whoever writes a ranking writes to whom it goes, disabled endpoints too.
TEST(DeliveryGuard, ACrossingGoesToEachEndpointThatHearsOfIt) {
  GuardedShop shop;
  for (const char* statement : kOutbox)
    ASSERT_EQ(shop.Execute({statement}), absl::OkStatus()) << statement;
  const int64_t before = shop.Count("outbox");
  ASSERT_EQ(shop.Publish(shop.Next()), absl::OkStatus());
  EXPECT_EQ(shop.Count("outbox"), before + 2 * 4);
}

TEST(DeliveryGuard, ARankingWhoseCrossingsDoNotGoOutIsRefused) {
  GuardedShop shop;
  for (const char* statement : kOutbox)
    ASSERT_EQ(shop.Execute({statement}), absl::OkStatus()) << statement;
  // A program that forgets them.
  ASSERT_EQ(shop.Execute({"CREATE TRIGGER forgets BEFORE INSERT ON outbox "
                          "WHEN NEW.item = 'f' BEGIN SELECT RAISE(IGNORE); "
                          "END"}),
            absl::OkStatus());
  const absl::Status status = shop.Publish(shop.Next());
  ExpectRefused(status);
  EXPECT_THAT(std::string(status.message()),
              ::testing::HasSubstr("whoever hears of crossings hears of each"));
}

}  // namespace
}  // namespace lifeline::scoring

#include "services/gateway/caller.h"

#include <gtest/gtest.h>

#include "services/common/status.h"
#include "services/gateway/http_testing.h"

namespace lifeline::gateway {
namespace {

constexpr char kTrace[] =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(CallerTest, WhatACallerSaysOfItselfGoesOnInTheSameWords) {
  const CallerMetadata caller =
      CallerOf(With({{"lifeline-as", "anna@example.com"},
                     {"authorization", "Bearer x"},
                     {"traceparent", kTrace},
                     {"lifeline-in-process", "scoring 00"},
                     {"cookie", "a=b"}}))
          .value();
  EXPECT_EQ(caller.claim, "anna@example.com");
  EXPECT_EQ(caller.authorization, "Bearer x");
  EXPECT_EQ(caller.traceparent, kTrace);
}

TEST(CallerTest, WhoSaysNothingIsNobody) {
  const CallerMetadata caller = CallerOf(With({})).value();
  EXPECT_EQ(caller.claim, "");
  EXPECT_EQ(caller.authorization, "");
  EXPECT_EQ(caller.traceparent, "");
}

TEST(CallerTest, WhatMetadataCannotCarryIsRefusedAndNotSent) {
  for (const char* value : {"anna\x01", "\xC3\xA4nna", "anna\t"})
    EXPECT_EQ(ReasonOf(CallerOf(With({{"lifeline-as", value}})).status()),
              "HEADER_INVALID");
  EXPECT_EQ(ReasonOf(CallerOf(With({{"authorization", "Bearer a"},
                                    {"authorization", "Bearer b"}}))
                         .status()),
            "HEADER_INVALID");
}

TEST(CallerTest, WhatIsNoTraceIsLeftOut) {
  EXPECT_EQ(CallerOf(With({{"traceparent", "nonsense"}})).value().traceparent,
            "");
}

TEST(CallerTest, PlacesAreCountedByClaimOrToken) {
  EXPECT_EQ(CallerKey({"anna", "", ""}), "anna");
  EXPECT_NE(CallerKey({"", "Bearer a", ""}), CallerKey({"", "Bearer b", ""}));
}

}  // namespace
}  // namespace lifeline::gateway

#include "services/common/trace.h"

#include <gtest/gtest.h>

#include <string>

namespace lifeline {
namespace {

constexpr char kTrace[] = "0af7651916cd43dd8448eb211c80319c";
constexpr char kSpan[] = "b7ad6b7169203331";

TEST(Trace, AValidHeaderIsRead) {
  const auto trace = ParseTraceparent(
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->trace_id, kTrace);
  EXPECT_EQ(trace->span_id, kSpan);
  // A version of later days may say more.
  EXPECT_TRUE(
      ParseTraceparent(
          "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-else")
          .has_value());
}

TEST(Trace, WhatTheStandardForbidsIsNoTrace) {
  for (const char* header :
       {"", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319x-b7ad6b7169203331-01",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g"}) {
    EXPECT_FALSE(ParseTraceparent(header).has_value()) << header;
  }
}

TEST(Trace, WhatIsMadeIsValidAndNew) {
  const TraceContext a = NewTrace();
  const TraceContext b = NewTrace();
  EXPECT_NE(a.trace_id, b.trace_id);
  const auto read = ParseTraceparent(FormatTraceparent(a));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->trace_id, a.trace_id);
  EXPECT_EQ(read->span_id, a.span_id);
}

}  // namespace
}  // namespace lifeline

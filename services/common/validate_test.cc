#include "services/common/validate.h"

#include <gtest/gtest.h>

#include <string>

namespace lifeline {
namespace {

TEST(Validate, CharactersAreCountedAsPeopleCountThem) {
  EXPECT_EQ(CharacterCount(""), 0);
  EXPECT_EQ(CharacterCount("Größe"), 5);
  EXPECT_EQ(CharacterCount("\xf0\x9f\x9a\x80"), 1);
}

TEST(Validate, WhatIsNotUtf8IsRefused) {
  for (const char* text : {"\xff", "\xc3", "\xc0\xaf", "\xe0\x80\x80",
                           "\xed\xa0\x80", "\xf5\x80\x80\x80", "a\x80"}) {
    EXPECT_EQ(CharacterCount(text), -1);
    Violations violations;
    CheckText(text, {.max_length = 100}, "title", &violations);
    EXPECT_EQ(violations.size(), 1u);
  }
}

TEST(Validate, TextsAreCheckedAtTheirLimitAndOnePastIt) {
  const TextRule title = {.min_length = 1, .max_length = 3};
  const auto fine = [&](absl::string_view text) {
    Violations violations;
    CheckText(text, title, "title", &violations);
    return violations.empty();
  };
  EXPECT_TRUE(fine("a"));
  EXPECT_TRUE(fine("äöü"));
  EXPECT_FALSE(fine(""));
  EXPECT_FALSE(fine("abcd"));
  EXPECT_FALSE(fine("a\n"));
  EXPECT_FALSE(fine("a\x01"));
}

TEST(Validate, DescriptionsMayHaveLinesButNoOtherControls) {
  Violations violations;
  CheckText("one\ntwo\tthree\r\n", {.max_length = 100, .multiline = true},
            "problem", &violations);
  EXPECT_TRUE(violations.empty());
  CheckText("\x1b[31mred", {.max_length = 100, .multiline = true}, "problem",
            &violations);
  EXPECT_EQ(violations.size(), 1u);
}

TEST(Validate, RangesAndCountsIncludeTheirEnds) {
  Violations violations;
  for (int value : {0, 10}) CheckRange(value, 0, 10, "", "value", &violations);
  CheckCount(5, 5, "labels", &violations);
  EXPECT_TRUE(violations.empty());
  for (int value : {-1, 11})
    CheckRange(value, 0, 10, "days", "value", &violations);
  CheckCount(6, 5, "labels", &violations);
  ASSERT_EQ(violations.size(), 3u);
  EXPECT_EQ(violations.list()[1].second,
            "is 11; choose a value from 0 to 10 days");
}

TEST(Validate, RequestIdsAreShortAndPrintable) {
  Violations violations;
  CheckRequestId("", &violations);
  CheckRequestId("2f6f9d7e-7c1b-4c1e-9d5f-0123456789ab", &violations);
  CheckRequestId(std::string(100, 'x'), &violations);
  EXPECT_TRUE(violations.empty());
  CheckRequestId(std::string(101, 'x'), &violations);
  CheckRequestId("a b", &violations);
  CheckRequestId("\xc3\xa4", &violations);
  EXPECT_EQ(violations.size(), 3u);
}

TEST(Validate, PageSizesAreCutNotRefused) {
  Violations violations;
  EXPECT_EQ(CheckPageSize(0, 50, 1000, &violations), 50);
  EXPECT_EQ(CheckPageSize(7, 50, 1000, &violations), 7);
  EXPECT_EQ(CheckPageSize(1001, 50, 1000, &violations), 1000);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(CheckPageSize(-1, 50, 1000, &violations), 50);
  EXPECT_EQ(violations.size(), 1u);
}

}  // namespace
}  // namespace lifeline

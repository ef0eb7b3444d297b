#include "services/common/log.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace lifeline {
namespace {

class LogTest : public ::testing::Test {
 protected:
  Log Make(int64_t lines_per_second = 200) {
    return Log(
        "suite", [this] { return now_; },
        [this](absl::string_view line) { lines_.emplace_back(line); },
        lines_per_second);
  }
  nlohmann::json Last() const { return nlohmann::json::parse(lines_.back()); }

  absl::Time now_ = absl::FromUnixMicros(1'800'000'000'123'456);
  std::vector<std::string> lines_;
};

TEST_F(LogTest, AnEventIsOneLineOfJson) {
  const Log log = Make();
  log.Write(LogLevel::kWarning, "a stream has ended",
            {{"source", absl::string_view("backlog")},
             {"count", int64_t{3}},
             {"duration_ms", 1.5}});
  ASSERT_EQ(lines_.size(), 1);
  EXPECT_EQ(lines_[0],
            "{\"time\":\"2027-01-15T08:00:00.123456Z\",\"level\":\"warning\","
            "\"service\":\"suite\",\"message\":\"a stream has ended\","
            "\"source\":\"backlog\",\"count\":3,\"duration_ms\":1.5}\n");
}

TEST_F(LogTest, WhatWouldBreakALineDoesNot) {
  const Log log = Make();
  log.Write(LogLevel::kInfo, "odd",
            {{"a", absl::string_view("\"\\\n\x01")},
             {"b", absl::string_view("\xff\xfe")}});
  ASSERT_EQ(lines_.size(), 1);
  EXPECT_EQ(lines_[0].find('\n'), lines_[0].size() - 1);
  EXPECT_EQ(Last()["a"], "\"\\\n\x01");
}

TEST_F(LogTest, LinesBeyondTheLimitAreCounted) {
  const Log log = Make(2);
  for (int i = 0; i < 5; ++i) log.Write(LogLevel::kInfo, "again");
  EXPECT_EQ(lines_.size(), 2);
  now_ += absl::Seconds(1);
  log.Write(LogLevel::kInfo, "later");
  ASSERT_EQ(lines_.size(), 3);
  EXPECT_EQ(Last()["lines_left_out"], 3);
  log.Write(LogLevel::kInfo, "and on");
  EXPECT_FALSE(Last().contains("lines_left_out"));
}

TEST_F(LogTest, NoLogIsSilence) {
  LogEvent(nullptr, LogLevel::kError, "nobody hears");
  const Log log = Make();
  LogEvent(&log, LogLevel::kError, "heard");
  EXPECT_EQ(Last()["level"], "error");
}

}  // namespace
}  // namespace lifeline

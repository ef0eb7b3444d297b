#include "clients/cli/jira_values.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lifeline::cli {
namespace {

using ::testing::HasSubstr;

std::string Civil(absl::string_view text) {
  const absl::StatusOr<JiraTime> time = ParseJiraTime(text);
  return time.ok() ? absl::FormatCivilTime(time->civil)
                   : std::string(time.status().message());
}

TEST(JiraTime, IsReadInEveryFormThatExportsHave) {
  EXPECT_EQ(Civil("23/Jan/21 10:38 AM"), "2021-01-23T10:38:00");
  EXPECT_EQ(Civil("10/nov/25 4:51 PM"), "2025-11-10T16:51:00");
  EXPECT_EQ(Civil("10/nov/25 12:05 AM"), "2025-11-10T00:05:00");
  EXPECT_EQ(Civil("23.10.2024 11:02"), "2024-10-23T11:02:00");
  EXPECT_EQ(Civil("23.10.24"), "2024-10-23T00:00:00");
  EXPECT_EQ(Civil("3. Okt. 2024 08:00"), "2024-10-03T08:00:00");
  EXPECT_EQ(Civil("1/Mär/24 9:00"), "2024-03-01T09:00:00");
  EXPECT_EQ(Civil("31 Dezember 2024"), "2024-12-31T00:00:00");
  EXPECT_EQ(Civil("Jan 23, 2021 10:38 AM"), "2021-01-23T10:38:00");
  EXPECT_EQ(Civil("2021-01-23 19:39:55.013"), "2021-01-23T19:39:55");
  EXPECT_EQ(Civil("2027-01-31"), "2027-01-31T00:00:00");
  EXPECT_EQ(Civil("12/31/2024"), "2024-12-31T00:00:00");
  EXPECT_EQ(Civil("31/12/2024"), "2024-12-31T00:00:00");
}

TEST(JiraTime, KeepsAnOffsetThatItSays) {
  const auto east = ParseJiraTime("2021-01-23T19:39:55.013+0130");
  ASSERT_TRUE(east.ok()) << east.status();
  EXPECT_EQ(east->offset_minutes, 90);
  const auto west = ParseJiraTime("2021-01-23T19:39:55-05:00");
  ASSERT_TRUE(west.ok()) << west.status();
  EXPECT_EQ(west->offset_minutes, -300);
  EXPECT_EQ(ParseJiraTime("2021-01-23T19:39:55Z")->offset_minutes, 0);
  EXPECT_EQ(ParseJiraTime("23.10.2024 11:02")->offset_minutes, std::nullopt);
}

TEST(JiraTime, IsRefusedWithTheWayOut) {
  EXPECT_THAT(Civil("31.02.2027"), HasSubstr("is no date; write it as"));
  EXPECT_THAT(Civil("yesterday"), HasSubstr("is no date"));
  EXPECT_THAT(Civil("23/Foo/21"), HasSubstr("is no date"));
  EXPECT_THAT(Civil("23/Jan/21 25:00"), HasSubstr("is no date"));
  EXPECT_THAT(Civil("03/04/21"), HasSubstr("which number is the day"));
}

TEST(JiraEffort, SecondsAreDaysOfEightHours) {
  EXPECT_EQ(*ParseJiraSeconds("28800"), 100);
  EXPECT_EQ(*ParseJiraSeconds("3600"), 13);  // 0.125, rounded up
  EXPECT_EQ(*ParseJiraSeconds("0"), 0);
  EXPECT_FALSE(ParseJiraSeconds("3d").ok());
  EXPECT_FALSE(ParseJiraSeconds("-1").ok());
  EXPECT_FALSE(ParseJiraSeconds("99999999999").ok());
}

TEST(JiraEffort, PointsMayHaveZerosAndEitherDecimalMark) {
  EXPECT_EQ(*ParseJiraPoints("5"), 500);
  EXPECT_EQ(*ParseJiraPoints("5.0"), 500);
  EXPECT_EQ(*ParseJiraPoints("0,5"), 50);
  EXPECT_EQ(*ParseJiraPoints("100"), 10000);
  EXPECT_FALSE(ParseJiraPoints("0.125").ok());
  EXPECT_FALSE(ParseJiraPoints("-3").ok());
  EXPECT_FALSE(ParseJiraPoints("M").ok());
}

TEST(JiraProgress, IsTheCategoryElseAUsualNameElseOpen) {
  EXPECT_EQ(JiraProgressOf("Done", "To Do"), JiraProgress::kDone);
  EXPECT_EQ(JiraProgressOf("In Arbeit", ""), JiraProgress::kInProgress);
  EXPECT_EQ(JiraProgressOf("Zu erledigen", "Fertig"), JiraProgress::kOpen);
  EXPECT_EQ(JiraProgressOf("", "UAT"), JiraProgress::kInProgress);
  EXPECT_EQ(JiraProgressOf("", "GELÖST"), JiraProgress::kDone);
  EXPECT_EQ(JiraProgressOf("", "Parkplatz"), JiraProgress::kOpen);
}

}  // namespace
}  // namespace lifeline::cli

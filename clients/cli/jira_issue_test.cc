#include "clients/cli/jira_issue.h"

#include <filesystem>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lifeline::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Time Now() {
  return absl::FromCivil(absl::CivilDay(2027, 1, 4), absl::UTCTimeZone());
}

JiraExport ReadExport(absl::string_view text) {
  const auto file = ReadCsv(text);
  EXPECT_TRUE(file.ok()) << file.status();
  auto read = ReadJiraExport(*file, absl::UTCTimeZone(), Now());
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *std::move(read) : JiraExport();
}

// An export of ../shared; empty, and said so, if the folder is missing.
std::optional<JiraExport> ReadShared(const std::string& name) {
  const std::string path = absl::StrCat("../shared/data/backlogs/", name);
  if (!std::filesystem::exists(path)) return std::nullopt;
  const auto file = ReadCsvFile(path);
  EXPECT_TRUE(file.ok()) << file.status();
  auto read = ReadJiraExport(*file, absl::UTCTimeZone(), Now());
  EXPECT_TRUE(read.ok()) << read.status();
  return *std::move(read);
}

std::vector<std::string> Lines(const std::vector<CellProblem>& problems) {
  std::vector<std::string> lines;
  for (const CellProblem& problem : problems) {
    lines.push_back(ProblemLine(problem));
  }
  return lines;
}

TEST(JiraExport, OfAGermanSiteIsReadWhole) {
  const auto file = ReadCsvFile("clients/cli/testdata/jira_de.csv");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->separator, ';');
  const auto read = ReadJiraExport(*file, absl::UTCTimeZone(), Now());
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_THAT(read->issues, SizeIs(4));
  const JiraIssue& filter = read->issues[1];
  EXPECT_EQ(filter.key, "SEO-2");
  EXPECT_EQ(filter.row, 3);
  EXPECT_EQ(filter.title, "Canonicals auf Filterseiten");
  EXPECT_EQ(filter.problem,
            "Zeile eins\nZeile \"zwei\"; mit Semikolon\n\n"
            "## Comments from Jira\n\n24.10.2024 09:00;acc-2;erstens\n\n"
            "25.10.2024 09:00;acc-2;zweitens\n\n"
            "## Attachments in Jira\n\nbild.png");
  EXPECT_THAT(
      filter.labels,
      ElementsAre("crawl", "index", "component:Shop Front", "sprint:Sprint 1",
                  "sprint:Sprint 2", "type:Story", "priority:Mittel"));
  EXPECT_EQ(filter.due->year(), 2027);
  EXPECT_EQ(filter.days_hundredths, 200);
  EXPECT_EQ(filter.rank, "0|i0002:");
  EXPECT_EQ(filter.parent, "10001");
  EXPECT_THAT(filter.required_by, ElementsAre("SEO-3"));
  EXPECT_EQ(filter.requester_address, "acc-1@jira.invalid");
  EXPECT_EQ(filter.requester_name, "Anna Beispiel");
  EXPECT_EQ(filter.progress, JiraProgress::kInProgress);
  EXPECT_EQ(read->issues[2].requester_address, "ben@example.com");
  EXPECT_THAT(read->issues[2].required, ElementsAre("SEO-2"));
  EXPECT_EQ(read->issues[3].progress, JiraProgress::kDone);
}

TEST(JiraExport, ARowWithErrorsTellsAllOfThemAndTheOthersAreTaken) {
  const auto file = ReadCsvFile("clients/cli/testdata/jira_de.csv");
  const auto read = ReadJiraExport(*file, absl::UTCTimeZone(), Now());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->rows, 5);
  EXPECT_EQ(read->rows_with_errors, 1);
  EXPECT_THAT(
      Lines(read->errors),
      ElementsAre(HasSubstr("row 6, SEO-5, Zusammenfassung: is empty"),
                  HasSubstr("row 6, SEO-5, Fälligkeitsdatum: `31.02.2027`"),
                  HasSubstr("row 6, SEO-5, Erstellt: `gestern`"),
                  HasSubstr("row 6, SEO-5, Ursprüngliche Schätzung: `drei")));
  EXPECT_THAT(Lines(read->notices),
              ElementsAre(HasSubstr("not taken over: Stimmen")));
}

TEST(JiraExport, TheSameKeyTwiceIsAnErrorOfTheSecond) {
  const JiraExport read = ReadExport("Issue key,Summary\nA-1,x\nA-1,y\n,z\n");
  EXPECT_THAT(read.issues, SizeIs(1));
  EXPECT_THAT(Lines(read.errors),
              ElementsAre(HasSubstr("row 3, A-1, Issue key: is the key of row "
                                    "2 too"),
                          HasSubstr("row 4, Issue key: is empty")));
}

TEST(JiraExport, WithoutKeyOrSummaryIsNone) {
  const auto file = ReadCsv("a,b\n1,2\n");
  const auto read = ReadJiraExport(*file, absl::UTCTimeZone(), Now());
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(read.status().message()),
              HasSubstr("CSV (all fields)"));
}

TEST(JiraExport, WhatIsTooLongIsSpreadAndNothingIsLost) {
  const std::string summary(350, 's');
  std::string description;
  for (int i = 0; i < 9000; ++i) absl::StrAppend(&description, i % 10, "ü·");
  const JiraExport read = ReadExport(absl::StrCat(
      "Issue key,Summary,Description\nA-1,", summary, ",", description, "\n"));
  ASSERT_THAT(read.issues, SizeIs(1));
  const JiraIssue& issue = read.issues[0];
  EXPECT_EQ(CharacterCount(issue.title), 300);
  EXPECT_LE(CharacterCount(issue.problem), 20'000);
  std::string whole =
      issue.problem.substr(0, issue.problem.find("\n\n[This goes on"));
  for (const std::string& rest : issue.rest) whole += rest;
  EXPECT_EQ(whole, absl::StrCat(summary, "\n\n", description));
  EXPECT_THAT(read.notices, SizeIs(2));
}

TEST(JiraExport, ARealOneOfJiraCloudIsReadWhole) {
  const auto read = ReadShared("jira_cloud_export_2021_sanitised.csv");
  if (!read.has_value()) {
    GTEST_SKIP() << "../shared/data is not there; nothing was tested with it";
  }
  EXPECT_EQ(read->rows, 127);
  EXPECT_THAT(Lines(read->errors), IsEmpty());
  ASSERT_THAT(read->issues, SizeIs(127));
  int done = 0;
  int in_progress = 0;
  int two_sprints = 0;
  int blocking = 0;
  for (const JiraIssue& issue : read->issues) {
    done += issue.progress == JiraProgress::kDone;
    in_progress += issue.progress == JiraProgress::kInProgress;
    blocking += static_cast<int>(issue.required_by.size());
    const std::string labels = absl::StrJoin(issue.labels, " ");
    const size_t first = labels.find("sprint:");
    two_sprints += first != std::string::npos &&
                   labels.find("sprint:", first + 1) != std::string::npos;
    EXPECT_TRUE(issue.created.has_value()) << issue.key;
    EXPECT_FALSE(issue.rank.empty()) << issue.key;
    EXPECT_TRUE(absl::EndsWith(issue.requester_address, "@jira.invalid"));
  }
  EXPECT_EQ(done, 22);
  EXPECT_EQ(in_progress, 17);
  EXPECT_EQ(two_sprints, 12);
  EXPECT_EQ(blocking, 1);
}

TEST(JiraExport, PlainFilesOfIssuesWithPointsAreReadWhole) {
  const auto jira = ReadShared("storypoints_jirasoftware.csv");
  const auto grid = ReadShared("storypoints_usergrid.csv");
  if (!jira.has_value() || !grid.has_value()) {
    GTEST_SKIP() << "../shared/data is not there; nothing was tested with it";
  }
  EXPECT_THAT(Lines(jira->errors), IsEmpty());
  EXPECT_THAT(jira->issues, SizeIs(352));
  EXPECT_THAT(Lines(grid->errors), IsEmpty());
  EXPECT_THAT(grid->issues, SizeIs(482));
  for (const JiraIssue& issue : grid->issues) {
    EXPECT_TRUE(issue.points_hundredths.has_value()) << issue.key;
    EXPECT_LE(CharacterCount(issue.problem), 20'000) << issue.key;
  }
}

}  // namespace
}  // namespace lifeline::cli

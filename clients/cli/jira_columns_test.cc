#include "clients/cli/jira_columns.h"

#include <filesystem>

#include "clients/cli/csv_source.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lifeline::cli {
namespace {

using ::testing::ElementsAre;

TEST(JiraColumns, AreFoundInBothLanguagesInAnyCaseAndUnwrapped) {
  EXPECT_EQ(JiraFieldOf("Issue key"), JiraField::kKey);
  EXPECT_EQ(JiraFieldOf("VORGANGSSCHLÜSSEL"), JiraField::kKey);
  EXPECT_EQ(JiraFieldOf("issuekey"), JiraField::kKey);
  EXPECT_EQ(JiraFieldOf("Original estimate"), JiraField::kOriginalEstimate);
  EXPECT_EQ(JiraFieldOf("Custom field (Story Points)"),
            JiraField::kStoryPoints);
  EXPECT_EQ(JiraFieldOf("Benutzerdefinierte Felder (Rank)"), JiraField::kRank);
  EXPECT_EQ(JiraFieldOf("Benutzerdefiniertes Feld (Epic Link)"),
            JiraField::kEpicLink);
  EXPECT_EQ(JiraFieldOf("Outward issue link (Blocks)"), JiraField::kBlocks);
  EXPECT_EQ(JiraFieldOf("Inward issue link (Blocks)"), JiraField::kBlockedBy);
  EXPECT_EQ(JiraFieldOf("Outward issue link (Relates)"), std::nullopt);
  EXPECT_EQ(JiraFieldOf("Σ Original Estimate"), std::nullopt);
  EXPECT_EQ(JiraFieldOf("Watchers"), std::nullopt);
}

TEST(JiraColumns, ARepeatedHeadingKeepsAllItsValuesInOrder) {
  const auto file = ReadCsv(
      "Issue key,Comment,Summary,Comment,Custom field (Comment),Comment\n"
      "A-1,one,S,,\"two\r\nlines\",three\n");
  ASSERT_TRUE(file.ok());
  const JiraColumns columns(file->rows[0]);
  EXPECT_THAT(columns.All(file->rows[1], JiraField::kComment),
              ElementsAre("one", "two\nlines", "three"));
  EXPECT_EQ(columns.First(file->rows[1], JiraField::kDueDate), "");
}

TEST(JiraColumns, WhatIsNotTakenIsTold) {
  const auto file =
      ReadCsv("Issue key,Votes,Watchers,Watchers,Work Ratio\nA-1,3,a,b,\n");
  ASSERT_TRUE(file.ok());
  const JiraColumns columns(file->rows[0]);
  EXPECT_THAT(columns.NotTaken({file->rows[1]}),
              ElementsAre("Votes", "Watchers"));
}

TEST(JiraColumns, OfARealGermanExportAreKnown) {
  const char* const kFile = "../shared/data/backlogs/jira_header_de.csv";
  if (!std::filesystem::exists(kFile)) {
    GTEST_SKIP() << kFile << " is not there; nothing was tested with it";
  }
  const auto file = ReadCsvFile(kFile);
  ASSERT_TRUE(file.ok()) << file.status();
  const JiraColumns columns(file->rows[0]);
  for (const JiraField field :
       {JiraField::kSummary, JiraField::kKey, JiraField::kId, JiraField::kType,
        JiraField::kStatus, JiraField::kStatusCategory, JiraField::kPriority,
        JiraField::kReporter, JiraField::kReporterId, JiraField::kCreator,
        JiraField::kCreatorId, JiraField::kCreated, JiraField::kDueDate,
        JiraField::kDescription, JiraField::kOriginalEstimate,
        JiraField::kAttachment, JiraField::kRank, JiraField::kSprint,
        JiraField::kParent}) {
    EXPECT_TRUE(columns.Has(field)) << static_cast<int>(field);
  }
}

}  // namespace
}  // namespace lifeline::cli

#include "services/rights/rights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"

namespace lifeline::rights {
namespace {

using ::testing::ElementsAre;
using enum roadmap::v1::Role;

const Rule& Of(const std::string& name) {
  const Rule* rule = FindRule(name);
  EXPECT_NE(rule, nullptr) << name;
  return *rule;
}

bool May(const std::string& name, Roles roles, bool own = false,
         bool tool = false) {
  return Allows(Of(name), roles, tool, own);
}

constexpr char kBacklog[] = "/lifeline.backlog.v1.BacklogService/";
constexpr char kRoadmap[] = "/lifeline.roadmap.v1.RoadmapService/";
constexpr char kScoring[] = "/lifeline.scoring.v1.ScoringService/";

TEST(Rights, NothingHasTwoRows) {
  std::set<std::string> names;
  for (const auto table : {Methods(), Fields()}) {
    for (const Rule& rule : table) {
      EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
      EXPECT_FALSE(rule.verb.empty()) << rule.name;
    }
  }
}

TEST(Rights, WhatHasNoRowIsFoundNowhere) {
  EXPECT_EQ(FindRule("/lifeline.backlog.v1.BacklogService/DropItem"), nullptr);
  EXPECT_EQ(FindRule(""), nullptr);
}

TEST(Rights, ARoleIsWrittenAsTheCommandLineWritesIt) {
  EXPECT_EQ(RoleWord(ROLE_MARKETING_LEAD), "marketing-lead");
  EXPECT_EQ(ParseRole("MARKETING_LEAD"), ROLE_MARKETING_LEAD);
  EXPECT_EQ(ParseRole("it-lead"), ROLE_IT_LEAD);
  EXPECT_EQ(ParseRole("king"), std::nullopt);
  EXPECT_THAT((Roles{ROLE_SYNC, ROLE_PLANNER}).List(),
              ElementsAre(ROLE_PLANNER, ROLE_SYNC));
}

TEST(Rights, AnAdminIsOnNoSide) {
  for (const std::string method :
       {"RateItem", "EstimateItem", "ValidateItem", "CreateItem"}) {
    EXPECT_FALSE(May(kBacklog + method, {ROLE_ADMIN})) << method;
  }
  for (const std::string method : {"UpdateCapacity", "CreateMandate"})
    EXPECT_FALSE(May(kRoadmap + method, {ROLE_ADMIN})) << method;
  for (const std::string method :
       {"CreateScoringModel", "ActivateScoringModel"}) {
    EXPECT_FALSE(May(kScoring + method, {ROLE_ADMIN})) << method;
  }
  EXPECT_TRUE(May(std::string(kRoadmap) + "CreateMember", {ROLE_ADMIN}));
}

TEST(Rights, AReaderWritesNothing) {
  for (const Rule& rule : Methods()) {
    if (rule.who != Who::kHasRole && rule.who != Who::kHasRoleForEachPart)
      continue;
    EXPECT_FALSE(Allows(rule, {ROLE_READER}, false, true)) << rule.name;
  }
}

TEST(Rights, SyncReportsWorkAndNothingElse) {
  std::set<std::string> allowed;
  for (const Rule& rule : Methods()) {
    const bool writes =
        rule.who == Who::kHasRole || rule.who == Who::kHasRoleForEachPart;
    if (writes && Allows(rule, {ROLE_SYNC}, true, true))
      allowed.insert(rule.name.substr(rule.name.rfind('/') + 1));
  }
  EXPECT_THAT(allowed,
              ElementsAre("ApplyItems", "ApplyRoadmap", "CreateCommitment",
                          "UpdateCommitment", "UpdateItem"));
  EXPECT_TRUE(May("lifeline.backlog.v1.Item.external_references", {ROLE_SYNC}));
  EXPECT_FALSE(May("lifeline.backlog.v1.Item", {ROLE_SYNC}, /*own=*/true));
  EXPECT_FALSE(May("lifeline.backlog.v1.Item.ratings", {ROLE_SYNC}));
  EXPECT_FALSE(May("lifeline.roadmap.v1.Commitment.period", {ROLE_SYNC}));
}

TEST(Rights, WhatIsOnesOwnNeedsARoleThatTakesPart) {
  const std::string update = absl::StrCat(kBacklog, "UpdateItem");
  EXPECT_TRUE(May(update, {ROLE_REQUESTER}, /*own=*/true));
  EXPECT_FALSE(May(update, {ROLE_REQUESTER}, /*own=*/false));
  EXPECT_FALSE(May(update, {ROLE_READER}, /*own=*/true));
  EXPECT_TRUE(May(update, {ROLE_PRODUCT_OWNER}, /*own=*/false));
}

TEST(Rights, AToolNeverAnswersWhateverItsRoles) {
  for (const std::string method :
       {"AnswerReceipts", "MarkReceiptsSeen", "PauseTask"}) {
    EXPECT_TRUE(May(kScoring + method, {ROLE_REQUESTER})) << method;
    EXPECT_FALSE(May(kScoring + method, EveryRole(), true, /*tool=*/true))
        << method;
  }
}

// The page for people is what the code says, between its marks.
TEST(Rights, ThePageForPeopleIsTheTable) {
  std::ifstream file("deploy/rights.md");
  const std::string page((std::istreambuf_iterator<char>(file)),
                         std::istreambuf_iterator<char>());
  const size_t begin = page.find("| method or field |");
  const size_t end = page.find("<!-- end of the table -->");
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  EXPECT_EQ(page.substr(begin, end - begin), TableInMarkdown())
      << "replace the table in deploy/rights.md by this";
}

}  // namespace
}  // namespace lifeline::rights

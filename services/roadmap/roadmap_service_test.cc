#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/roadmap_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using RoadmapService = RoadmapFixture;

TEST_F(RoadmapService, TeamsAreCreatedReadListedAndRenamed) {
  MakeShop();
  const v1::Team web = MakeTeam("web");
  MakeTeam("content");
  v1::GetTeamRequest get;
  get.set_name(web.name());
  EXPECT_EQ(Call(&Stub::GetTeam, get).value().title(), "web");
  v1::UpdateTeamRequest update;
  *update.mutable_team() = web;
  update.mutable_team()->set_title("Web team");
  EXPECT_EQ(Call(&Stub::UpdateTeam, update).value().title(), "Web team");
  v1::ListTeamsRequest list;
  list.set_parent("portfolios/shop");
  const auto page = Call(&Stub::ListTeams, list).value();
  ASSERT_EQ(page.teams_size(), 2);
  EXPECT_EQ(page.teams(0).name(), "portfolios/shop/teams/content");
  get.set_name("portfolios/shop/teams/mobile");
  EXPECT_THAT(std::string(Call(&Stub::GetTeam, get).status().message()),
              HasSubstr("there is no team portfolios/shop/teams/mobile"));
  update.mutable_team()->set_name(get.name());
  EXPECT_EQ(Call(&Stub::UpdateTeam, update).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(RoadmapService, WhoWasSlowerIsTold) {
  MakeShop();
  v1::UpdateTeamRequest update;
  *update.mutable_team() = MakeTeam("web");
  update.mutable_team()->set_title("First");
  ASSERT_TRUE(Call(&Stub::UpdateTeam, update).ok());
  update.mutable_team()->set_title("Second");
  const absl::Status status = Call(&Stub::UpdateTeam, update).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), kEtagMismatch);
}

TEST_F(RoadmapService, ARepeatedRequestReturnsTheFirstAnswer) {
  MakeShop();
  v1::CreateTeamRequest request;
  request.set_parent("portfolios/shop");
  request.set_team_id("web");
  request.mutable_team()->set_title("Web");
  request.set_request_id(std::string(100, 'a'));
  const auto first = Call(&Stub::CreateTeam, request).value();
  const auto again = Call(&Stub::CreateTeam, request).value();
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  EXPECT_EQ(first.revision(), 2);
  request.mutable_team()->set_title("Other");
  EXPECT_EQ(ReasonOf(Call(&Stub::CreateTeam, request).status()),
            "REQUEST_ID_REUSED");
  request.set_request_id(std::string(101, 'a'));
  EXPECT_THAT(FieldsOf(Call(&Stub::CreateTeam, request).status()),
              ElementsAre("request_id"));
}

TEST_F(RoadmapService, APreviewAnswersAndStoresNothing) {
  MakeShop();
  v1::CreateTeamRequest request;
  request.set_parent("portfolios/shop");
  request.set_team_id("web");
  request.mutable_team()->set_title("Web");
  request.set_validate_only(true);
  EXPECT_EQ(Call(&Stub::CreateTeam, request).value().etag(), "r2");
  v1::GetTeamRequest get;
  get.set_name("portfolios/shop/teams/web");
  EXPECT_EQ(Call(&Stub::GetTeam, get).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(RoadmapService, APageTokenBelongsToItsMethodAndParent) {
  MakeShop();
  MakeTeam("a");
  MakeTeam("b");
  v1::ListTeamsRequest list;
  list.set_parent("portfolios/shop");
  list.set_page_size(1);
  const auto page = Call(&Stub::ListTeams, list).value();
  v1::ListMembersRequest other;
  other.set_parent("portfolios/shop");
  other.set_page_token(page.next_page_token());
  EXPECT_EQ(ReasonOf(Call(&Stub::ListMembers, other).status()),
            "PAGE_TOKEN_INVALID");
  list.set_page_size(-1);
  EXPECT_THAT(FieldsOf(Call(&Stub::ListTeams, list).status()),
              ElementsAre("page_size"));
}

TEST_F(RoadmapService, NamesAndReasonsAreCheckedTogether) {
  v1::DeleteMandateRequest request;
  request.set_name("mandates/x");
  request.set_request_id("a b");
  EXPECT_THAT(FieldsOf(Call(&Stub::DeleteMandate, request).status()),
              ElementsAre("name", "request_id", "reason"));
  request.set_reason(std::string(2001, 'x'));
  EXPECT_THAT(FieldsOf(Call(&Stub::DeleteMandate, request).status()),
              ElementsAre("name", "request_id", "reason"));
}

TEST_F(RoadmapService, EveryErrorHasAReason) {
  v1::GetTeamRequest get;
  get.set_name("nonsense");
  const absl::Status status = Call(&Stub::GetTeam, get).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
}

class SmallPages : public RoadmapFixture {
 protected:
  void SetUp() override {
    Limits limits;
    limits.page_bytes = 300;
    limits.commit_bytes = 1000;
    Start(limits);
    MakeShop();
  }
};

TEST_F(SmallPages, APageEndsBeforeItIsTooLargeAndLosesNothing) {
  for (int i = 0; i < 20; ++i) MakeTeam(absl::StrCat("team-", i));
  v1::ListTeamsRequest list;
  list.set_parent("portfolios/shop");
  std::set<std::string> names;
  int pages = 0;
  do {
    const auto page = Call(&Stub::ListTeams, list).value();
    for (const v1::Team& team : page.teams()) names.insert(team.name());
    list.set_page_token(page.next_page_token());
    ++pages;
  } while (!list.page_token().empty());
  EXPECT_EQ(names.size(), 20u);
  EXPECT_GT(pages, 2);
  EXPECT_LT(pages, 20);
  v1::ListRoadmapChangesRequest history;
  history.set_parent("portfolios/shop");
  int changes = 0;
  do {
    const auto page = Call(&Stub::ListRoadmapChanges, history).value();
    ASSERT_GT(page.changes_size(), 0);
    changes += page.changes_size();
    history.set_page_token(page.next_page_token());
  } while (!history.page_token().empty());
  EXPECT_EQ(changes, 22);
}

TEST_F(SmallPages, ACommitFitsIntoOneMessage) {
  v1::CreateTeamRequest team;
  team.set_parent("portfolios/shop");
  team.set_team_id("web");
  team.mutable_team()->set_title(std::string(200, 'x'));
  EXPECT_TRUE(Call(&Stub::CreateTeam, team).ok());
  v1::ApplyRoadmapRequest apply;
  apply.set_parent("portfolios/shop");
  for (int i = 0; i < 5; ++i) {
    v1::Team* given = apply.add_upserts()->mutable_resource()->mutable_team();
    given->set_name(absl::StrCat("portfolios/shop/teams/t", i));
    given->set_title(std::string(200, 'x'));
  }
  EXPECT_EQ(ReasonOf(Call(&Stub::ApplyRoadmap, apply).status()),
            kCommitTooLarge);
  apply.mutable_upserts()->DeleteSubrange(3, 2);
  EXPECT_TRUE(Call(&Stub::ApplyRoadmap, apply).ok());
}

}  // namespace
}  // namespace lifeline::roadmap

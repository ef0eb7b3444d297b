#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/reasons.h"
#include "services/roadmap/roadmap_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;

using PortfolioService = RoadmapFixture;

v1::GetPortfolioRequest GetShop() {
  v1::GetPortfolioRequest request;
  request.set_name("portfolios/shop");
  return request;
}

v1::GetMemberRequest GetMemberNamed(const std::string& id) {
  v1::GetMemberRequest request;
  request.set_name("portfolios/shop/members/" + id);
  return request;
}

TEST_F(PortfolioService, APortfolioComesWithItsFirstMemberWhoHasEveryRole) {
  const v1::Portfolio shop = MakeShop();
  EXPECT_EQ(shop.name(), "portfolios/shop");
  EXPECT_EQ(shop.state(), v1::Portfolio::STATE_ACTIVE);
  EXPECT_EQ(shop.revision(), 1);
  EXPECT_EQ(shop.etag(), "r1");
  EXPECT_TRUE(shop.has_create_time());
  EXPECT_EQ(Call(&Stub::GetPortfolio, GetShop()).value().SerializeAsString(),
            shop.SerializeAsString());
  const auto anna = Call(&Stub::GetMember, GetMemberNamed("m1")).value();
  EXPECT_EQ(anna.address(), "anna@example.com");
  EXPECT_EQ(anna.roles_size(), v1::Role_MAX);
}

TEST_F(PortfolioService, APortfolioIsMadeOnce) {
  MakeShop();
  v1::CreatePortfolioRequest request;
  request.set_portfolio_id("shop");
  request.mutable_portfolio()->set_title("Shop");
  EXPECT_EQ(ReasonOf(Call(&Stub::CreatePortfolio, request).status()),
            kResourceExists);
  request.set_portfolio_id("Shop!");
  request.mutable_portfolio()->clear_title();
  EXPECT_THAT(FieldsOf(Call(&Stub::CreatePortfolio, request).status()),
              ElementsAre("portfolio_id"));
}

TEST_F(PortfolioService, PortfoliosAreListedByNamePageByPage) {
  for (const char* id : {"b", "a", "c"}) {
    v1::CreatePortfolioRequest request;
    request.set_portfolio_id(id);
    request.mutable_portfolio()->set_title(id);
    ASSERT_TRUE(Call(&Stub::CreatePortfolio, request).ok());
  }
  v1::ListPortfoliosRequest list;
  list.set_page_size(2);
  auto page = Call(&Stub::ListPortfolios, list).value();
  ASSERT_EQ(page.portfolios_size(), 2);
  EXPECT_EQ(page.portfolios(0).name(), "portfolios/a");
  list.set_page_token(page.next_page_token());
  page = Call(&Stub::ListPortfolios, list).value();
  ASSERT_EQ(page.portfolios_size(), 1);
  EXPECT_EQ(page.portfolios(0).name(), "portfolios/c");
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(PortfolioService, AnUpdateOfAPortfolioNeedsItsMaskAndKeepsCategories) {
  MakeShop();
  v1::UpdatePortfolioRequest request;
  request.mutable_portfolio()->set_name("portfolios/shop");
  request.mutable_portfolio()->set_title("Webshop");
  EXPECT_THAT(FieldsOf(Call(&Stub::UpdatePortfolio, request).status()),
              ElementsAre("update_mask"));
  request.mutable_update_mask()->add_paths("title");
  const auto updated = Call(&Stub::UpdatePortfolio, request).value();
  EXPECT_EQ(updated.title(), "Webshop");
  EXPECT_EQ(updated.categories_size(), 3);
  EXPECT_EQ(updated.revision(), 2);
  request.mutable_portfolio()->add_categories()->set_id("content");
  request.mutable_portfolio()->mutable_categories(0)->set_title("Content");
  request.mutable_update_mask()->add_paths("categories");
  EXPECT_EQ(ReasonOf(Call(&Stub::UpdatePortfolio, request).status()),
            kCategoryRemoved);
}

TEST_F(PortfolioService, AnArchivedPortfolioIsReadAndNotChanged) {
  MakeShop();
  v1::ArchivePortfolioRequest request;
  request.set_name("portfolios/shop");
  EXPECT_THAT(FieldsOf(Call(&Stub::ArchivePortfolio, request).status()),
              ElementsAre("reason"));
  request.set_reason("moved");
  EXPECT_EQ(Call(&Stub::ArchivePortfolio, request).value().state(),
            v1::Portfolio::STATE_ARCHIVED);
  v1::CreateTeamRequest team;
  team.set_parent("portfolios/shop");
  team.set_team_id("web");
  team.mutable_team()->set_title("Web");
  const absl::Status status = Call(&Stub::CreateTeam, team).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), kPortfolioArchived);
  EXPECT_TRUE(Call(&Stub::GetPortfolio, GetShop()).ok());
}

TEST_F(PortfolioService, WhoIsNoMemberChangesNothingAndReadsAll) {
  MakeShop();
  v1::CreateTeamRequest team;
  team.set_parent("portfolios/shop");
  team.set_team_id("web");
  team.mutable_team()->set_title("Web");
  const absl::Status status =
      CallAs("eve@example.com", &Stub::CreateTeam, team).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(status), kNotAMember);
  EXPECT_TRUE(CallAs("eve@example.com", &Stub::GetPortfolio, GetShop()).ok());
  team.set_parent("portfolios/nowhere");
  EXPECT_EQ(Call(&Stub::CreateTeam, team).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(PortfolioService, MembersAreFoundByIdAndByAddress) {
  MakeShop();
  v1::CreateMemberRequest request;
  request.set_parent("portfolios/shop");
  request.mutable_member()->set_address("Ben@example.com");
  const auto ben = Call(&Stub::CreateMember, request).value();
  EXPECT_EQ(ben.name(), "portfolios/shop/members/m2");
  EXPECT_EQ(ben.kind(), v1::Member::KIND_PERSON);
  const auto found =
      Call(&Stub::GetMember, GetMemberNamed("ben@EXAMPLE.com")).value();
  EXPECT_EQ(found.name(), ben.name());
  const absl::Status missing =
      Call(&Stub::GetMember, GetMemberNamed("cara@example.com")).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  request.set_member_id("ben2");
  EXPECT_EQ(ReasonOf(Call(&Stub::CreateMember, request).status()),
            kAddressUsed);
}

TEST_F(PortfolioService, TheCallerLearnsWhichMemberThatIs) {
  MakeShop();
  v1::GetCallerRequest request;
  request.set_parent("portfolios/shop");
  EXPECT_EQ(Call(&Stub::GetCaller, request).value().name(),
            "portfolios/shop/members/m1");
  EXPECT_EQ(CallAs("m1", &Stub::GetCaller, request).value().address(),
            "anna@example.com");
  EXPECT_EQ(ReasonOf(CallAs("eve", &Stub::GetCaller, request).status()),
            kNotAMember);
  v1::CreateMemberRequest ben;
  ben.set_parent("portfolios/shop");
  ben.mutable_member()->set_address("ben@example.com");
  ben.mutable_member()->set_inactive(true);
  ASSERT_TRUE(Call(&Stub::CreateMember, ben).ok());
  EXPECT_EQ(
      ReasonOf(CallAs("ben@example.com", &Stub::GetCaller, request).status()),
      kMemberInactive);
  request.set_parent("portfolios/nowhere");
  EXPECT_EQ(Call(&Stub::GetCaller, request).status().code(),
            absl::StatusCode::kNotFound);
  request.set_parent("nowhere");
  EXPECT_EQ(Call(&Stub::GetCaller, request).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(PortfolioService, ACounterSkipsAnIdThatSomebodyChose) {
  MakeShop();
  v1::CreateMemberRequest request;
  request.set_parent("portfolios/shop");
  request.set_member_id("m2");
  ASSERT_TRUE(Call(&Stub::CreateMember, request).ok());
  request.clear_member_id();
  EXPECT_EQ(Call(&Stub::CreateMember, request).value().name(),
            "portfolios/shop/members/m3");
}

TEST_F(PortfolioService, AMemberWhoHasLeftChangesNothingAndTheirAddressIsFree) {
  MakeShop();
  v1::CreateMemberRequest create;
  create.set_parent("portfolios/shop");
  create.mutable_member()->set_address("ben@example.com");
  auto ben = Call(&Stub::CreateMember, create).value();
  v1::UpdateMemberRequest update;
  update.mutable_member()->set_name(ben.name());
  update.mutable_member()->set_inactive(true);
  update.mutable_update_mask()->add_paths("inactive");
  ASSERT_TRUE(Call(&Stub::UpdateMember, update).value().inactive());
  EXPECT_EQ(
      ReasonOf(CallAs("ben@example.com", &Stub::CreateMember, create).status()),
      kMemberInactive);
  update.mutable_update_mask()->set_paths(0, "address");
  ASSERT_TRUE(Call(&Stub::UpdateMember, update).ok());
  EXPECT_TRUE(Call(&Stub::CreateMember, create).ok());
}

TEST_F(PortfolioService, TheLastAdminCannotLeave) {
  MakeShop();
  v1::UpdateMemberRequest update;
  update.mutable_member()->set_name("portfolios/shop/members/m1");
  update.mutable_member()->set_inactive(true);
  update.mutable_update_mask()->add_paths("inactive");
  EXPECT_EQ(ReasonOf(Call(&Stub::UpdateMember, update).status()), kLastAdmin);
}
}  // namespace
}  // namespace lifeline::roadmap

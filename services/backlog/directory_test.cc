#include "services/backlog/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/backlog/reasons.h"

namespace lifeline::backlog {
namespace {

using ::testing::HasSubstr;

PortfolioView Shop() {
  PortfolioView shop("shop");
  shop.categories = {{"seo", false}, {"print", true}};
  shop.teams = {"web"};
  shop.PutMember(Member{"m1", "Anna@Example.com", true});
  shop.PutMember(Member{"m2", "ben@localhost", true});
  shop.PutMember(Member{"m3", "", false});
  return shop;
}

TEST(Directory, AnActorIsKnownByIdAddressNameOrLogin) {
  const PortfolioView shop = Shop();
  for (const char* claim : {"m1", "anna@example.com", "ANNA@example.com",
                            "portfolios/shop/members/m1",
                            "portfolios/shop/members/anna@example.com"}) {
    ASSERT_NE(shop.FindActor(claim), nullptr) << claim;
    EXPECT_EQ(shop.FindActor(claim)->id, "m1");
  }
  ASSERT_NE(shop.FindActor("ben"), nullptr);
  EXPECT_EQ(shop.FindActor("ben")->id, "m2");
  for (const char* claim : {"", "anna", "m", "portfolios/other/members/m1"}) {
    EXPECT_EQ(shop.FindActor(claim), nullptr) << claim;
  }
}

TEST(Directory, WhoIsNoActiveMemberChangesNothing) {
  PortfolioView shop = Shop();
  EXPECT_EQ((*shop.RequireMember("m1"))->id, "m1");
  EXPECT_EQ(shop.CheckNotArchived(), absl::OkStatus());
  const absl::Status stranger = shop.RequireMember("zoe@example.com").status();
  EXPECT_EQ(stranger.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(stranger), kNotAMember);
  EXPECT_THAT(std::string(stranger.message()),
              HasSubstr("lifeline member add shop --address zoe@example.com"));
  EXPECT_EQ(ReasonOf(shop.RequireMember("m3").status()), kMemberInactive);
  shop.archived = true;
  EXPECT_EQ(ReasonOf(shop.CheckNotArchived()), kPortfolioArchived);
}

TEST(Directory, AnAddressThatMovesToAnotherMemberIsFoundThere) {
  PortfolioView shop = Shop();
  shop.PutMember(Member{"m1", "anna.new@example.com", true});
  EXPECT_EQ(shop.FindMember("anna@example.com"), nullptr);
  shop.PutMember(Member{"m4", "anna@example.com", true});
  EXPECT_EQ(shop.FindMember("anna@example.com")->id, "m4");
  shop.RemoveMember("m4");
  EXPECT_EQ(shop.FindMember("anna@example.com"), nullptr);
  EXPECT_EQ(shop.FindMember("anna.new@example.com")->id, "m1");
}

TEST(Directory, AnItemIsResolvedAndEverythingUnknownIsNamed) {
  const PortfolioView shop = Shop();
  v1::Item item;
  item.set_requester("portfolios/shop/members/anna@example.com");
  item.set_owner("portfolios/shop/members/nobody");
  item.set_category("print");
  item.mutable_estimate()->add_efforts()->set_team("portfolios/shop/teams/x");
  Violations violations;
  shop.ResolveItem(WritableFields(), v1::Item(), "item", &item, &violations);
  EXPECT_EQ(item.requester(), "portfolios/shop/members/m1");
  ASSERT_EQ(violations.size(), 3u);
  EXPECT_EQ(violations.list()[0].first, "item.category");
  EXPECT_THAT(violations.list()[0].second, HasSubstr("choose one of seo"));
  EXPECT_EQ(violations.list()[1].first, "item.owner");
  EXPECT_EQ(violations.list()[2].first, "item.estimate.efforts[0].team");
  EXPECT_THAT(violations.list()[2].second, HasSubstr("web"));
}

TEST(Directory, AnItemKeepsACategoryThatWasRetired) {
  v1::Item item;
  item.set_category("print");
  Violations violations;
  Shop().ResolveItem(WritableFields(), item, "item", &item, &violations);
  EXPECT_TRUE(violations.empty());
}

TEST(Directory, AnUnknownPortfolioMayNotHaveBeenHeardOfYet) {
  Directory directory;
  const absl::Status status = directory.Find("shop").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), kPortfolioNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("min_roadmap_revision"));
  directory.Put(std::make_shared<const PortfolioView>(Shop()));
  EXPECT_TRUE(directory.Find("shop").ok());
  EXPECT_EQ(directory.All().size(), 1u);
}

}  // namespace
}  // namespace lifeline::backlog

#include "services/roadmap/caller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::HasSubstr;

TEST(Caller, IsFoundByAddressByIdAndByName) {
  Shop shop;
  for (const char* claim : {"anna@example.com", "ANNA@example.com", "anna",
                            "portfolios/shop/members/anna"}) {
    auto member = ResolveCaller(shop.view, "shop", claim);
    ASSERT_TRUE(member.ok()) << claim;
    EXPECT_EQ((*member)->name(), "portfolios/shop/members/anna");
  }
}

TEST(Caller, ALocalLoginIsFoundByItsAddressOnThisMachine) {
  Shop shop;
  v1::Member member;
  member.set_name("portfolios/shop/members/m1");
  member.set_address("root@localhost");
  shop.view.Put(member);
  EXPECT_TRUE(ResolveCaller(shop.view, "shop", "root").ok());
}

TEST(Caller, WhoIsNoMemberIsToldWhomToAsk) {
  Shop shop;
  const auto status =
      ResolveCaller(shop.view, "shop", "eve@example.com").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(status), kNotAMember);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("lifeline member add shop --address eve@example.com"));
  EXPECT_EQ(
      ReasonOf(ResolveCaller(shop.view, "shop", "portfolios/other/members/anna")
                   .status()),
      kNotAMember);
}

TEST(Caller, WhoHasLeftAndWhoIsNobodyMayDoNothing) {
  Shop shop;
  v1::Member anna = *shop.occasion.Find<v1::Member>("anna");
  anna.set_inactive(true);
  shop.view.Put(anna);
  EXPECT_EQ(ReasonOf(ResolveCaller(shop.view, "shop", "anna").status()),
            kMemberInactive);
  EXPECT_EQ(ResolveCaller(shop.view, "shop", "").status().code(),
            absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace lifeline::roadmap

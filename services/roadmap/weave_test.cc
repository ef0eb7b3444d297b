#include "services/roadmap/weave.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

v1::Weave Ride(const std::string& rider, const std::string& carrier) {
  v1::Weave weave;
  weave.set_name("portfolios/shop/weaves/" + rider);
  weave.set_rider("portfolios/shop/items/" + rider);
  weave.set_carrier("portfolios/shop/items/" + carrier);
  auto* effort = weave.add_marginal_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(50);
  weave.set_carrier_owner("portfolios/shop/members/ben");
  CompleteWeave(&weave);
  return weave;
}

// Anna, who leads IT and acts, with ben, who owns carriers and has carl for a
// deputy, and a tool.
struct Weavers : Shop {
  Weavers() {
    v1::Member* ben = Add("ben");
    ben->set_display_name("Ben Bauer");
    ben->set_deputy("portfolios/shop/members/carl");
    Add("carl")->set_display_name("Carl Cramer");
    Add("sync")->set_kind(v1::Member::KIND_TOOL);
    Add("anna")->add_roles(v1::ROLE_IT_LEAD);
  }

  v1::Member* Add(const std::string& id) {
    v1::Member member;
    member.set_name("portfolios/shop/members/" + id);
    member.set_address(id + "@example.com");
    member.set_kind(v1::Member::KIND_PERSON);
    member.add_roles(v1::ROLE_PRODUCT_OWNER);
    return view.Put(member);
  }

  v1::Member Ben() const {
    return view.Find(v1::RoadmapResource::kMember, "ben")->member();
  }

  // Today is the 4th of January.
  void BenIsAwayUntil(int day) {
    v1::Member ben = Ben();
    *ben.mutable_absent_until() = Day(2027, 1, day);
    view.Put(ben);
  }

  void BenHasLeft() {
    v1::Member ben = Ben();
    ben.set_inactive(true);
    view.Put(ben);
  }

  void Acts(const std::string& id) {
    occasion.actor = "portfolios/shop/members/" + id;
  }

  // What agreeing says; empty if the weave is agreed then.
  std::string Refusal(const std::string& id) {
    Acts(id);
    v1::Weave weave = Ride("hreflang", "cms");
    Objections objections;
    AgreeToWeave(occasion, &weave, &objections);
    if (objections.empty()) {
      EXPECT_EQ(weave.state(), v1::Weave::STATE_AGREED);
      EXPECT_EQ(weave.agreed_by(), occasion.actor);
      return "";
    }
    EXPECT_EQ(weave.state(), v1::Weave::STATE_PROPOSED);
    EXPECT_EQ(ReasonOf(objections.ToStatus()), kNotTheCarriersOwner);
    return std::string(objections.ToStatus().message());
  }
};

Objections Decide(const Shop& shop, const v1::Weave* before, v1::Weave* after) {
  Objections objections;
  CheckWeave(*after, shop.limits, &objections);
  DecideWeave(shop.occasion, before, after, &objections);
  return objections;
}

Objections Decided(const Shop& shop, v1::Weave weave) {
  return Decide(shop, nullptr, &weave);
}

TEST(Weave, WaitsForItsCarriersOwnerAndTakesOneYesOnly) {
  Weavers shop;
  v1::Weave weave = Ride("hreflang", "cms");
  weave.set_carrier_owner("portfolios/shop/members/BEN@example.com");
  EXPECT_TRUE(Decide(shop, nullptr, &weave).empty());
  EXPECT_EQ(weave.state(), v1::Weave::STATE_PROPOSED);
  EXPECT_EQ(weave.carrier_owner(), "portfolios/shop/members/ben");
  shop.Acts("ben");
  Objections objections;
  AgreeToWeave(shop.occasion, &weave, &objections);
  EXPECT_TRUE(objections.empty());
  EXPECT_EQ(weave.state(), v1::Weave::STATE_AGREED);
  EXPECT_EQ(weave.agreed_by(), "portfolios/shop/members/ben");
  AgreeToWeave(shop.occasion, &weave, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kWeaveAgreed);
}

TEST(Weave, NobodyElseAgreesWhileTheOwnerIsHere) {
  Weavers shop;
  EXPECT_EQ(shop.Refusal("ben"), "");
  for (const char* other : {"anna", "carl", "sync"}) {
    EXPECT_THAT(shop.Refusal(other), HasSubstr("ask Ben Bauer")) << other;
  }
}

TEST(Weave, TheDeputyAgreesWhileTheOwnerIsAbsent) {
  Weavers shop;
  shop.BenIsAwayUntil(5);
  EXPECT_EQ(shop.Refusal("carl"), "");
  EXPECT_EQ(shop.Refusal("ben"), "");
  EXPECT_THAT(
      shop.Refusal("anna"),
      HasSubstr("absent until 2027-01-05; ask the deputy, Carl Cramer"));
  shop.BenIsAwayUntil(4);
  EXPECT_THAT(shop.Refusal("carl"), HasSubstr("ask Ben Bauer"));
}

TEST(Weave, AnAbsentOwnerWithoutDeputyIsWaitedFor) {
  Weavers shop;
  shop.BenIsAwayUntil(5);
  shop.Add("carl")->set_kind(v1::Member::KIND_TOOL);
  EXPECT_THAT(shop.Refusal("carl"), HasSubstr("has no deputy"));
}

TEST(Weave, AnItLeadAgreesOnceTheOwnerHasLeft) {
  Weavers shop;
  shop.BenHasLeft();
  EXPECT_EQ(shop.Refusal("anna"), "");
  EXPECT_THAT(shop.Refusal("carl"), HasSubstr("an IT lead agrees; ask anna"));
  shop.Add("anna");
  EXPECT_THAT(shop.Refusal("carl"), HasSubstr("there is none"));
}

TEST(Weave, AToolNeitherOwnsACarrierNorAgrees) {
  Weavers shop;
  shop.BenHasLeft();
  v1::Member* tool = shop.Add("sync");
  tool->set_kind(v1::Member::KIND_TOOL);
  tool->add_roles(v1::ROLE_IT_LEAD);
  EXPECT_THAT(shop.Refusal("sync"), HasSubstr("ask anna"));
  v1::Weave weave = Ride("hreflang", "cms");
  weave.set_carrier_owner("portfolios/shop/members/sync");
  EXPECT_THAT(FieldsOf(Decided(shop, weave)), ElementsAre("carrier_owner"));
}

TEST(Weave, NamesTheCarriersOwner) {
  Weavers shop;
  v1::Weave weave = Ride("hreflang", "cms");
  weave.clear_carrier_owner();
  EXPECT_THAT(FieldsOf(Decided(shop, weave)), ElementsAre("carrier_owner"));
  weave.set_carrier_owner("portfolios/shop/members/nobody");
  EXPECT_THAT(FieldsOf(Decided(shop, weave)), ElementsAre("carrier_owner"));
}

TEST(Weave, ProposedByItsCarriersOwnerItIsAgreed) {
  Weavers shop;
  shop.Acts("ben");
  v1::Weave weave = Ride("hreflang", "cms");
  EXPECT_TRUE(Decide(shop, nullptr, &weave).empty());
  EXPECT_EQ(weave.state(), v1::Weave::STATE_AGREED);
  EXPECT_EQ(weave.agreed_by(), "portfolios/shop/members/ben");
  EXPECT_TRUE(weave.has_agree_time());
}

TEST(Weave, AYesHoldsForWhatWasAgreedTo) {
  Weavers shop;
  shop.Acts("ben");
  v1::Weave agreed = Ride("hreflang", "cms");
  EXPECT_TRUE(Decide(shop, nullptr, &agreed).empty());
  shop.Acts("anna");
  v1::Weave same = agreed;
  EXPECT_TRUE(Decide(shop, &agreed, &same).empty());
  EXPECT_EQ(same.SerializeAsString(), agreed.SerializeAsString());
  for (int change = 0; change < 3; ++change) {
    v1::Weave other = agreed;
    if (change == 0) other.set_carrier("portfolios/shop/items/erp");
    if (change == 1)
      other.mutable_marginal_efforts(0)->set_effort_hundredths(90);
    if (change == 2) other.set_carrier_owner("portfolios/shop/members/carl");
    EXPECT_TRUE(Decide(shop, &agreed, &other).empty());
    EXPECT_EQ(other.state(), v1::Weave::STATE_PROPOSED) << change;
    EXPECT_EQ(other.agreed_by(), "");
    EXPECT_FALSE(other.has_agree_time());
  }
}

TEST(Weave, TheOwnerMayChangeWhatWasAgreedTo) {
  Weavers shop;
  shop.Acts("ben");
  v1::Weave agreed = Ride("hreflang", "cms");
  EXPECT_TRUE(Decide(shop, nullptr, &agreed).empty());
  shop.occasion.now += absl::Hours(1);
  v1::Weave more = agreed;
  more.mutable_marginal_efforts(0)->set_effort_hundredths(90);
  EXPECT_TRUE(Decide(shop, &agreed, &more).empty());
  EXPECT_EQ(more.state(), v1::Weave::STATE_AGREED);
  EXPECT_GT(more.agree_time().seconds(), agreed.agree_time().seconds());
}

TEST(Weave, AYesFromBeforeOwnersWereNamedStands) {
  Weavers shop;
  v1::Weave old = Ride("hreflang", "cms");
  old.clear_carrier_owner();
  old.set_state(v1::Weave::STATE_AGREED);
  old.set_agreed_by("portfolios/shop/members/carl");
  v1::Weave named = old;
  named.set_carrier_owner("portfolios/shop/members/ben");
  EXPECT_TRUE(Decide(shop, &old, &named).empty());
  EXPECT_EQ(named.SerializeAsString(), old.SerializeAsString());
  v1::Weave same = old;
  EXPECT_TRUE(Decide(shop, &old, &same).empty());
  EXPECT_EQ(same.SerializeAsString(), old.SerializeAsString());
  v1::Weave other = old;
  other.mutable_marginal_efforts(0)->set_effort_hundredths(90);
  EXPECT_THAT(FieldsOf(Decide(shop, &old, &other)),
              ElementsAre("carrier_owner"));
  shop.Acts("ben");
  named.set_carrier_owner("portfolios/shop/members/ben");
  EXPECT_TRUE(Decide(shop, &old, &named).empty());
  EXPECT_EQ(named.agreed_by(), "portfolios/shop/members/ben");
}

TEST(Weave, AProposalFromBeforeOwnersWereNamedIsMadeAgain) {
  Weavers shop;
  v1::Weave old = Ride("hreflang", "cms");
  old.clear_carrier_owner();
  Objections objections;
  AgreeToWeave(shop.occasion, &old, &objections);
  EXPECT_THAT(std::string(objections.ToStatus().message()),
              HasSubstr("propose it again with one"));
}

TEST(Weave, AnItemDoesNotRideInItself) {
  EXPECT_THAT(FieldsOf(Decided(Weavers(), Ride("cms", "cms"))),
              ElementsAre("carrier"));
}

TEST(Weave, ThereIsNoChain) {
  Weavers shop;
  shop.view.Put(Ride("hreflang", "cms"));
  const Objections above = Decided(shop, Ride("canonical", "hreflang"));
  EXPECT_EQ(ReasonOf(above.ToStatus()), kWeaveChain);
  EXPECT_THAT(FieldsOf(above), ElementsAre("carrier"));
  const Objections below = Decided(shop, Ride("cms", "shop-2"));
  EXPECT_EQ(ReasonOf(below.ToStatus()), kWeaveChain);
  EXPECT_THAT(FieldsOf(below), ElementsAre("rider"));
  EXPECT_TRUE(Decided(shop, Ride("canonical", "cms")).empty());
}

TEST(Weave, SaysWhatTheRiderCosts) {
  v1::Weave weave = Ride("hreflang", "cms");
  weave.clear_marginal_efforts();
  EXPECT_THAT(FieldsOf(Decided(Weavers(), weave)),
              ElementsAre("marginal_efforts"));
}

}  // namespace
}  // namespace lifeline::roadmap

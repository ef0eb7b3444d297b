#include "services/roadmap/mandate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Mandate Tls() {
  v1::Mandate mandate;
  mandate.set_name("portfolios/shop/mandates/tls");
  mandate.set_item("portfolios/shop/items/tls");
  mandate.set_reason("PCI DSS 4.2.1");
  mandate.set_approver("portfolios/shop/members/anna");
  *mandate.mutable_until() = Day(2027, 3, 31);
  return mandate;
}

std::vector<std::string> Decided(const Shop& shop, const v1::Mandate* before,
                                 v1::Mandate after) {
  Objections objections;
  CheckMandate(after, shop.limits, &objections);
  DecideMandate(shop.occasion, before, &after, &objections);
  return FieldsOf(objections);
}

TEST(Mandate, HoldsUntilTodayAtLeast) {
  Shop shop;
  v1::Mandate mandate = Tls();
  *mandate.mutable_until() = Day(2027, 1, 4);
  EXPECT_THAT(Decided(shop, nullptr, mandate), IsEmpty());
  *mandate.mutable_until() = Day(2027, 1, 3);
  EXPECT_THAT(Decided(shop, nullptr, mandate), ElementsAre("until"));
  // One that has run out can still get a better reason.
  v1::Mandate after = mandate;
  after.set_reason("PCI DSS 4.2.1, audit in May");
  EXPECT_THAT(Decided(shop, &mandate, after), IsEmpty());
}

TEST(Mandate, AllThatIsWrongIsSaidAtOnce) {
  v1::Mandate mandate;
  mandate.set_name("portfolios/shop/mandates/tls");
  mandate.set_reason(std::string(2001, 'x'));
  EXPECT_THAT(Decided(Shop(), nullptr, mandate),
              ElementsAre("reason", "until", "item", "approver"));
}

TEST(Mandate, AReasonMayBeAsLongAsItsLimit) {
  v1::Mandate mandate = Tls();
  mandate.set_reason(std::string(2000, 'x'));
  EXPECT_THAT(Decided(Shop(), nullptr, mandate), IsEmpty());
}

TEST(Mandate, AnActivePersonApprovesIt) {
  Shop shop;
  v1::Member bot;
  bot.set_name("portfolios/shop/members/bot");
  bot.set_kind(v1::Member::KIND_TOOL);
  shop.view.Put(bot);
  v1::Mandate mandate = Tls();
  mandate.set_approver(bot.name());
  EXPECT_THAT(Decided(shop, nullptr, mandate), ElementsAre("approver"));
  bot.set_kind(v1::Member::KIND_PERSON);
  bot.set_inactive(true);
  shop.view.Put(bot);
  EXPECT_THAT(Decided(shop, nullptr, mandate), ElementsAre("approver"));
}

TEST(Mandate, AnApproverNamedByAddressIsKeptById) {
  Shop shop;
  v1::Mandate mandate = Tls();
  mandate.set_approver("portfolios/shop/members/ANNA@example.com");
  Objections objections;
  DecideMandate(shop.occasion, nullptr, &mandate, &objections);
  EXPECT_TRUE(objections.empty());
  EXPECT_EQ(mandate.approver(), "portfolios/shop/members/anna");
}

TEST(Mandate, IsAnsweredForByALeadOrTheArbiter) {
  Shop shop;
  v1::Member ben;
  ben.set_name("portfolios/shop/members/ben");
  ben.set_kind(v1::Member::KIND_PERSON);
  ben.add_roles(v1::ROLE_PLANNER);
  shop.view.Put(ben);
  v1::Mandate mandate = Tls();
  mandate.set_approver(ben.name());
  EXPECT_THAT(Decided(shop, nullptr, mandate), ElementsAre("approver"));
  ben.add_roles(v1::ROLE_ARBITER);
  shop.view.Put(ben);
  EXPECT_THAT(Decided(shop, nullptr, mandate), IsEmpty());
}

v1::Mandate Incident(const Shop& shop) {
  v1::Mandate mandate = Tls();
  mandate.set_kind(v1::Mandate::KIND_INCIDENT);
  mandate.clear_approver();
  Objections objections;
  DecideMandate(shop.occasion, nullptr, &mandate, &objections);
  EXPECT_TRUE(objections.empty());
  return mandate;
}

TEST(Mandate, OfAnIncidentHoldsWithoutAYesUntilTheNextWorkingDay) {
  Shop shop;
  EXPECT_EQ(Incident(shop).approve_until().day(), 5);
  // From a Friday on, with a holiday on the Monday.
  shop.occasion.now += absl::Hours(24 * 4);
  v1::Portfolio portfolio =
      shop.view.Find(v1::RoadmapResource::kPortfolio, "shop")->portfolio();
  *portfolio.add_holidays() = Day(2027, 1, 11);
  shop.view.Put(portfolio);
  EXPECT_EQ(Incident(shop).approve_until().day(), 12);
}

TEST(Mandate, OfAnIncidentNamesNoApproverAndItsKindStays) {
  Shop shop;
  v1::Mandate mandate = Tls();
  mandate.set_kind(v1::Mandate::KIND_INCIDENT);
  EXPECT_THAT(Decided(shop, nullptr, mandate), ElementsAre("approver"));
  const v1::Mandate before = Incident(shop);
  v1::Mandate after = before;
  after.set_kind(v1::Mandate::KIND_STANDARD);
  EXPECT_THAT(Decided(shop, &before, after), ElementsAre("kind"));
}

TEST(Mandate, OfAnIncidentIsApprovedInTimeByALead) {
  Shop shop;
  v1::Mandate mandate = Incident(shop);
  shop.occasion.now += absl::Hours(24);
  Objections objections;
  v1::Mandate approved = mandate;
  ApproveMandate(shop.occasion, &approved, &objections);
  EXPECT_TRUE(objections.empty());
  EXPECT_EQ(approved.approver(), "portfolios/shop/members/anna");
  EXPECT_FALSE(approved.has_approve_until());
  ApproveMandate(shop.occasion, &approved, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kMandateApproved);

  shop.occasion.now += absl::Hours(24);
  Objections late;
  ApproveMandate(shop.occasion, &mandate, &late);
  EXPECT_EQ(ReasonOf(late.ToStatus()), kMandateEnded);

  v1::Member anna =
      shop.view.Find(v1::RoadmapResource::kMember, "anna")->member();
  anna.clear_roles();
  anna.add_roles(v1::ROLE_ADMIN);
  shop.view.Put(anna);
  Objections admin;
  ApproveMandate(shop.occasion, &mandate, &admin);
  EXPECT_EQ(ReasonOf(admin.ToStatus()), kNotALead);
}

TEST(Mandate, IsMadeByWhoDecidesUnlessItIsOfAnIncident) {
  Shop shop;
  v1::Member ben;
  ben.set_name("portfolios/shop/members/ben");
  ben.add_roles(v1::ROLE_PLANNER);
  shop.view.Put(ben);
  shop.occasion.actor = ben.name();
  EXPECT_THAT(Decided(shop, nullptr, Tls()), ElementsAre("kind"));
  Incident(shop);
}

}  // namespace
}  // namespace lifeline::roadmap

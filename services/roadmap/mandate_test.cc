#include "services/roadmap/mandate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

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

}  // namespace
}  // namespace lifeline::roadmap

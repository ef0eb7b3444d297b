#include "services/backlog/breach_item.h"

#include <gtest/gtest.h>

#include <string>

#include "services/backlog/item_fields.h"
#include "services/backlog/limits.h"

namespace lifeline::backlog {
namespace {

roadmap::v1::Kpi Broken() {
  roadmap::v1::Kpi kpi;
  kpi.set_name("portfolios/shop/kpis/indexed-share");
  kpi.set_title("Indexed share");
  kpi.set_unit("percent");
  kpi.set_category("seo");
  roadmap::v1::VisibilityRule& rule = *kpi.mutable_rule();
  rule.set_limit_hundredths(9000);
  rule.set_team("portfolios/shop/teams/web");
  rule.set_react_days(2);
  rule.set_owner("portfolios/shop/members/m2");
  rule.set_requester("portfolios/shop/members/m1");
  roadmap::v1::KpiBreach& breach = *kpi.mutable_breach();
  breach.set_number(3);
  breach.mutable_day()->set_year(2026);
  breach.mutable_day()->set_month(11);
  breach.mutable_day()->set_day(20);
  breach.set_value_hundredths(8750);
  breach.mutable_due_date()->set_year(2026);
  breach.mutable_due_date()->set_month(11);
  breach.mutable_due_date()->set_day(24);
  breach.set_lasts(true);
  return kpi;
}

TEST(BreachItem, SaysWhatIsWrongWhoAnswersAndByWhen) {
  const v1::Item item = ItemOfBreach(Broken());
  EXPECT_EQ(item.title(), "Indexed share: 87.5 < 90 percent");
  EXPECT_EQ(item.problem(),
            "Indexed share was 87.5 percent on 2026-11-20. Its visibility rule "
            "says at least 90 percent.");
  EXPECT_EQ(item.outcome(), "Indexed share: at least 90 percent");
  EXPECT_EQ(item.category(), "seo");
  EXPECT_EQ(item.owner(), "portfolios/shop/members/m2");
  EXPECT_EQ(item.requester(), "portfolios/shop/members/m1");
  EXPECT_EQ(item.due_date().day(), 24);
  EXPECT_EQ(item.due_basis(),
            "visibility rule of indexed-share: team web within 2 working days");
  EXPECT_EQ(item.labels(0), "web");
  EXPECT_EQ(item.external_references(0).key(), "indexed-share/3/2026-11-20");
}

TEST(BreachItem, WhereLessIsBetterTheLimitIsTheMost) {
  roadmap::v1::Kpi kpi = Broken();
  kpi.set_lower_is_better(true);
  kpi.mutable_rule()->set_limit_hundredths(-5);
  kpi.mutable_breach()->set_value_hundredths(8);
  EXPECT_EQ(ItemOfBreach(kpi).title(), "Indexed share: 0.08 > -0.05 percent");
  EXPECT_EQ(ItemOfBreach(kpi).measure(),
            "Indexed share: at most -0.05 percent");
}

TEST(BreachItem, FitsWhateverTheIndicatorSays) {
  roadmap::v1::Kpi kpi = Broken();
  kpi.set_name("portfolios/shop/kpis/" + std::string(63, 'k'));
  kpi.set_title(std::string(200, 't'));
  kpi.set_unit(std::string(50, 'u'));
  kpi.mutable_rule()->set_team("portfolios/shop/teams/" + std::string(63, 'w'));
  kpi.mutable_rule()->set_react_days(250);
  kpi.mutable_rule()->set_limit_hundredths(-1'000'000'000'000'000 + 1);
  kpi.mutable_breach()->set_value_hundredths(-1'000'000'000'000'000 + 1);
  kpi.mutable_breach()->set_number(2'000'000'000);
  const Limits limits;
  Violations violations;
  CheckItem(ItemOfBreach(kpi), WritableFields(), CheckContext{&limits, "shop"},
            "item", &violations);
  EXPECT_TRUE(violations.empty()) << violations.ToStatus();
}

}  // namespace
}  // namespace lifeline::backlog

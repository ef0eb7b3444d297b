#include "services/roadmap/portfolio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/member.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Portfolio Complete() {
  v1::Portfolio portfolio;
  portfolio.set_name("portfolios/shop");
  portfolio.set_title("Shop");
  CompletePortfolio(&portfolio);
  return portfolio;
}

std::vector<std::string> Wrong(const v1::Portfolio& portfolio,
                               const Limits& limits = {}) {
  Objections objections;
  CheckPortfolio(portfolio, limits, &objections);
  return FieldsOf(objections);
}

TEST(Portfolio, WhatIsNotSaidHasADefault) {
  const v1::Portfolio portfolio = Complete();
  EXPECT_THAT(Wrong(portfolio), IsEmpty());
  ASSERT_EQ(portfolio.categories_size(), 3);
  EXPECT_EQ(portfolio.categories(0).id(), "seo");
  EXPECT_EQ(portfolio.unit(), v1::UNIT_PERSON_DAYS);
  EXPECT_EQ(portfolio.currency_code(), "EUR");
  EXPECT_THAT(portfolio.working_weekdays(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(portfolio.visibility_sla().estimate_days(), 10);
}

TEST(Portfolio, AllThatIsWrongIsSaidAtOnce) {
  v1::Portfolio portfolio = Complete();
  portfolio.clear_title();
  portfolio.set_currency_code("euro");
  portfolio.set_locale("german");
  portfolio.set_locale("x");
  portfolio.set_time_zone("Mars/Olympus");
  portfolio.set_working_weekdays(0, 8);
  *portfolio.add_holidays() = Day(2027, 2, 30);
  portfolio.mutable_visibility_sla()->set_triage_days(251);
  portfolio.mutable_categories(1)->set_id("SEO");
  portfolio.mutable_categories(2)->set_id("seo");
  v1::Size* size = portfolio.add_sizes();
  size->set_letter("ABCDEFGHIJK");
  size->set_effort_hundredths(-1);
  EXPECT_THAT(
      Wrong(portfolio),
      ElementsAre("title", "categories[1].id", "categories[2].id",
                  "currency_code", "locale", "time_zone", "working_weekdays[0]",
                  "holidays[0]", "visibility_sla.triage_days",
                  "sizes[0].letter", "sizes[0].effort_hundredths"));
}

TEST(Portfolio, EachListMayHaveAsManyAsItsLimitAndNotOneMore) {
  Limits limits;
  limits.categories = 3;
  limits.holidays = 1;
  limits.sizes = 1;
  v1::Portfolio portfolio = Complete();
  *portfolio.add_holidays() = Day(2027, 1, 1);
  portfolio.add_sizes()->set_letter("S");
  EXPECT_THAT(Wrong(portfolio, limits), IsEmpty());
  portfolio.add_categories()->set_id("content");
  for (int day : {6, 7, 1}) portfolio.add_working_weekdays(day);
  *portfolio.add_holidays() = Day(2027, 1, 6);
  portfolio.add_sizes()->set_letter("M");
  EXPECT_THAT(
      Wrong(portfolio, limits),
      ElementsAre("categories", "working_weekdays", "holidays", "sizes"));
}

TEST(Portfolio, ATitleMayBeAsLongAsItsLimitAndNotLonger) {
  v1::Portfolio portfolio = Complete();
  portfolio.set_title(std::string(200, 'x'));
  EXPECT_THAT(Wrong(portfolio), IsEmpty());
  portfolio.set_title(std::string(201, 'x'));
  EXPECT_THAT(Wrong(portfolio), ElementsAre("title"));
}

TEST(Portfolio, ACategoryIsRetiredAndNeverRemoved) {
  Shop shop;
  const v1::Portfolio before = Complete();
  v1::Portfolio after = before;
  after.mutable_categories(0)->set_retired(true);
  Objections none;
  DecidePortfolio(shop.occasion, &before, &after, &none);
  EXPECT_TRUE(none.empty());
  after.mutable_categories()->DeleteSubrange(0, 1);
  Objections objections;
  DecidePortfolio(shop.occasion, &before, &after, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kCategoryRemoved);
}

TEST(Portfolio, OpinionsAreOneToFiveAndNoMoreThanWhoIsNamed) {
  v1::Portfolio portfolio = Complete();
  portfolio.mutable_validation()->set_value_opinions(6);
  portfolio.mutable_validation()->set_effort_opinions(-1);
  EXPECT_THAT(Wrong(portfolio), ElementsAre("validation.value_opinions",
                                            "validation.effort_opinions"));
  portfolio.mutable_validation()->clear_value_opinions();
  portfolio.mutable_validation()->set_effort_opinions(2);
  CompletePortfolio(&portfolio);
  EXPECT_EQ(portfolio.validation().value_opinions(), 1);
  EXPECT_THAT(Wrong(portfolio), IsEmpty());
  portfolio.mutable_validation()->add_effort_raters(
      "portfolios/shop/members/anna");
  EXPECT_THAT(Wrong(portfolio), ElementsAre("validation.effort_opinions"));
}

TEST(Portfolio, RatersArePersonsWithARoleForIt) {
  Shop shop;
  const auto member = [&](const std::string& id, v1::Role role) {
    v1::Member made;
    made.set_name("portfolios/shop/members/" + id);
    made.set_address(id + "@example.com");
    made.add_roles(role);
    CompleteMember(&made);
    return made;
  };
  shop.view.Put(member("vera", v1::ROLE_VALUE_RATER));
  shop.view.Put(member("paul", v1::ROLE_PLANNER));
  v1::Member bot = member("bot", v1::ROLE_VALUE_RATER);
  bot.set_kind(v1::Member::KIND_TOOL);
  shop.view.Put(bot);
  v1::Portfolio portfolio = Complete();
  auto* how = portfolio.mutable_validation();
  how->add_value_raters("portfolios/shop/members/vera@example.com");
  Objections none;
  DecidePortfolio(shop.occasion, nullptr, &portfolio, &none);
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(how->value_raters(0), "portfolios/shop/members/vera");
  for (const char* id : {"paul", "bot", "nobody", "vera"})
    how->add_value_raters(std::string("portfolios/shop/members/") + id);
  how->add_effort_raters("portfolios/shop/members/vera");
  Objections objections;
  DecidePortfolio(shop.occasion, nullptr, &portfolio, &objections);
  EXPECT_THAT(
      FieldsOf(objections),
      ElementsAre("validation.value_raters[1]", "validation.value_raters[2]",
                  "validation.value_raters[3]", "validation.value_raters[4]",
                  "validation.effort_raters[0]"));
}

TEST(Portfolio, WhoWasNamedBeforeStaysWhateverBecameOfTheRole) {
  Shop shop;
  v1::Portfolio before = Complete();
  before.mutable_validation()->add_value_raters("portfolios/shop/members/gone");
  v1::Portfolio after = before;
  after.set_title("Another title");
  Objections none;
  DecidePortfolio(shop.occasion, &before, &after, &none);
  EXPECT_TRUE(none.empty());
}

TEST(Portfolio, CategoriesThatADocumentDoesNotNameStay) {
  const v1::Portfolio before = Complete();
  v1::Portfolio after;
  after.add_categories()->set_id("content");
  v1::Category* it = after.add_categories();
  it->set_id("it");
  it->set_title("Technik");
  KeepCategories(before, &after);
  ASSERT_EQ(after.categories_size(), 4);
  EXPECT_EQ(after.categories(2).title(), "Technik");
  EXPECT_EQ(after.categories(3).id(), "content");
}

TEST(Portfolio, ItsDayIsThatOfItsTimeZone) {
  v1::Portfolio portfolio = Complete();
  portfolio.set_time_zone("Pacific/Auckland");
  const absl::Time noon =
      absl::FromCivil(absl::CivilHour(2027, 1, 4, 12), absl::UTCTimeZone());
  EXPECT_EQ(FormatDay(TodayOf(portfolio, noon)), "2027-01-05");
}

}  // namespace
}  // namespace lifeline::roadmap

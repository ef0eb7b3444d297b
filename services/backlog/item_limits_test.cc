// What an item may hold: each limit at its maximum and one past it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_testing.h"
#include "services/backlog/item_fields.h"
#include "services/backlog/outcome.h"
#include "services/backlog/readiness.h"
#include "services/backlog/study.h"
#include "services/common/dates.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The paths of everything that is wrong.
std::vector<std::string> Refused(const v1::Item& item) {
  const Limits limits;
  Violations violations;
  CheckItem(item, AppliedFields(), CheckContext{&limits, "shop"}, "item",
            &violations);
  std::vector<std::string> paths;
  for (const auto& [path, description] : violations.list()) {
    EXPECT_GT(description.size(), 10u) << path;
    paths.push_back(path);
  }
  return paths;
}

template <typename Entries, typename Fill>
void Repeat(int64_t count, Entries* entries, Fill fill) {
  for (int64_t i = 0; i < count; ++i) fill(i, entries->Add());
}

// A case whose highest figures are these.
void SetCase(int64_t volume, int64_t margin, v1::Item* item) {
  v1::BusinessCase* made = item->mutable_business_case();
  made->set_method(v1::BusinessCase::METHOD_LEADS);
  made->mutable_volume()->set_high(volume);
  made->mutable_conversion_ppm()->set_high(1);
  made->mutable_margin_hundredths()->set_high(margin);
}

// Sets a field to its limit plus `past`, and says which path that concerns.
struct Bound {
  std::string path;
  std::function<void(int64_t past, v1::Item*)> set;
};

std::vector<Bound> Bounds() {
  const Limits limits;
  const auto named = [](int64_t i, std::string* name) {
    *name = absl::StrCat("portfolios/shop/items/i", i);
  };
  return {
      {"item.title",
       [=](int64_t p, v1::Item* i) {
         i->set_title(Letters(limits.title_length + p));
       }},
      {"item.problem",
       [=](int64_t p, v1::Item* i) {
         i->set_problem(Letters(limits.text_length + p));
       }},
      {"item.measure",
       [=](int64_t p, v1::Item* i) {
         i->set_measure(Letters(limits.measure_length + p));
       }},
      {"item.outcome",
       [=](int64_t p, v1::Item* i) {
         i->set_outcome(Letters(limits.text_length + p));
       }},
      {"item.category",
       [=](int64_t p, v1::Item* i) { i->set_category(Letters(63 + p)); }},
      {"item.due_basis",
       [=](int64_t p, v1::Item* i) {
         i->set_due_basis(Letters(limits.due_basis_length + p));
       }},
      {"item.labels",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.labels + p, i->mutable_labels(),
                [](int64_t n, std::string* l) { *l = absl::StrCat(n); });
       }},
      {"item.labels[0]",
       [=](int64_t p, v1::Item* i) {
         i->add_labels(Letters(limits.label_length + p));
       }},
      {"item.touchpoints",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.touchpoints + p, i->mutable_touchpoints(),
                [](int64_t n, std::string* l) { *l = absl::StrCat(n); });
       }},
      {"item.touchpoints[0]",
       [=](int64_t p, v1::Item* i) {
         i->add_touchpoints(Letters(limits.touchpoint_length + p));
       }},
      {"item.money.amount_hundredths",
       [=](int64_t p, v1::Item* i) {
         i->mutable_money()->set_amount_hundredths(limits.money_hundredths + p);
       }},
      {"item.money.amount_hundredths",
       [](int64_t p, v1::Item* i) {
         i->mutable_money()->set_amount_hundredths(-p);
       }},
      {"item.money.confidence",
       [](int64_t p, v1::Item* i) {
         i->mutable_money()->set_confidence(static_cast<int32_t>(100 + p));
       }},
      {"item.business_case.volume.high",
       [=](int64_t p, v1::Item* i) { SetCase(limits.case_volume + p, 1, i); }},
      {"item.business_case.margin_hundredths.high",
       [=](int64_t p, v1::Item* i) {
         SetCase(1, limits.case_margin_hundredths + p, i);
       }},
      {"item.ratings",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.ratings + p, i->mutable_ratings(),
                [](int64_t n, v1::Rating* r) {
                  r->set_criterion(absl::StrCat("c", n));
                });
       }},
      {"item.ratings[0].value_hundredths",
       [=](int64_t p, v1::Item* i) {
         i->add_ratings()->set_criterion("c");
         i->mutable_ratings(0)->set_value_hundredths(limits.rating_hundredths +
                                                     p);
       }},
      {"item.ratings[0].value_hundredths",
       [=](int64_t p, v1::Item* i) {
         i->add_ratings()->set_criterion("c");
         i->mutable_ratings(0)->set_value_hundredths(-limits.rating_hundredths -
                                                     p);
       }},
      {"item.ratings[0].confidence",
       [](int64_t p, v1::Item* i) {
         i->add_ratings()->set_criterion("c");
         i->mutable_ratings(0)->set_confidence(static_cast<int32_t>(-p));
       }},
      {"item.confidence",
       [](int64_t p, v1::Item* i) {
         i->set_confidence(static_cast<int32_t>(100 + p));
       }},
      {"item.estimate.efforts",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.efforts + p, i->mutable_estimate()->mutable_efforts(),
                [](int64_t n, roadmap::v1::TeamEffort* e) {
                  e->set_team(absl::StrCat("portfolios/shop/teams/t", n));
                });
       }},
      {"item.estimate.efforts[0].effort_hundredths",
       [=](int64_t p, v1::Item* i) {
         auto* effort = i->mutable_estimate()->add_efforts();
         effort->set_team("portfolios/shop/teams/web");
         effort->set_effort_hundredths(limits.effort_hundredths + p);
       }},
      {"item.evidence",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.evidence + p, i->mutable_evidence(),
                [](int64_t n, v1::Evidence* e) {
                  e->set_id(absl::StrCat("e", n));
                  e->set_title("t");
                });
       }},
      {"item.evidence[0].title",
       [=](int64_t p, v1::Item* i) {
         i->add_evidence()->set_id("e");
         i->mutable_evidence(0)->set_title(
             Letters(limits.evidence_title_length + p));
       }},
      {"item.evidence[0].uri",
       [=](int64_t p, v1::Item* i) {
         i->add_evidence()->set_id("e");
         i->mutable_evidence(0)->set_title("t");
         i->mutable_evidence(0)->set_uri(Letters(limits.uri_length + p));
       }},
      {"item.required_items",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.required_items + p, i->mutable_required_items(), named);
       }},
      {"item.external_references",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.external_references + p,
                i->mutable_external_references(),
                [](int64_t n, v1::ExternalReference* r) {
                  r->set_system("jira");
                  r->set_key(absl::StrCat(n));
                });
       }},
      {"item.external_references[0].system",
       [=](int64_t p, v1::Item* i) {
         i->add_external_references()->set_system(
             Letters(limits.system_length + p));
         i->mutable_external_references(0)->set_key("k");
       }},
      {"item.external_references[0].key",
       [=](int64_t p, v1::Item* i) {
         i->add_external_references()->set_system("jira");
         i->mutable_external_references(0)->set_key(
             Letters(limits.key_length + p));
       }},
      {"item.external_references[0].uri",
       [=](int64_t p, v1::Item* i) {
         i->add_external_references()->set_system("jira");
         i->mutable_external_references(0)->set_key("k");
         i->mutable_external_references(0)->set_uri(
             Letters(limits.uri_length + p));
       }},
      {"item.external_references[0].rank",
       [=](int64_t p, v1::Item* i) {
         i->add_external_references()->set_system("jira");
         i->mutable_external_references(0)->set_key("k");
         i->mutable_external_references(0)->set_rank(
             Letters(limits.external_rank_length + p));
       }},
  };
}

TEST(ItemLimits, EachLimitIsAcceptedAndOnePastItIsRefused) {
  for (const Bound& bound : Bounds()) {
    v1::Item item = NewItem("A title", "seo");
    bound.set(0, &item);
    EXPECT_THAT(Refused(item), IsEmpty()) << bound.path;
    item = NewItem("A title", "seo");
    bound.set(1, &item);
    EXPECT_THAT(Refused(item), ElementsAre(bound.path));
  }
}

TEST(ItemLimits, WhatAnOutcomeRestsOnIsSaidInAsMuchAsThereMayBe) {
  const Limits limits;
  v1::RealisedMoney realised;
  for (google::type::Date* day :
       {realised.mutable_first_day(), realised.mutable_last_day()}) {
    day->set_year(2027);
    day->set_month(1);
    day->set_day(4);
  }
  realised.set_basis(Letters(limits.basis_length));
  Violations none;
  CheckRealised(realised, limits, "realised", &none);
  EXPECT_TRUE(none.empty());
  realised.set_basis(Letters(limits.basis_length + 1));
  Violations one;
  CheckRealised(realised, limits, "realised", &one);
  ASSERT_EQ(one.list().size(), 1u);
  EXPECT_EQ(one.list()[0].first, "realised.basis");
}

TEST(ItemLimits, AStudyEndsWithinItsDaysAndNotOneLater) {
  const Limits limits;
  v1::Item about = NewItem("A title", "seo");
  about.mutable_submit_time()->set_seconds(1);
  v1::Item study = NewItem("A title", "seo");
  study.set_name("portfolios/shop/items/study");
  study.mutable_submit_time()->set_seconds(1);
  study.mutable_study()->set_item("portfolios/shop/items/about");
  const EpochDay submitted = ToEpochDay(absl::CivilDay(2027, 1, 4));
  for (const int64_t past : {-1, 0, 1}) {
    const absl::CivilDay last =
        ToCivilDay(submitted + static_cast<EpochDay>(limits.study_days + past));
    auto* day = study.mutable_study()->mutable_last_day();
    day->set_year(static_cast<int32_t>(last.year()));
    day->set_month(last.month());
    day->set_day(last.day());
    Violations violations;
    CheckStudy(study, about, submitted, limits, "item", &violations);
    EXPECT_EQ(violations.empty(), past <= 0) << past;
    for (const auto& [path, description] : violations.list())
      EXPECT_EQ(path, "item.study.last_day") << description;
  }
}

TEST(ItemLimits, AStepNamesAsManyMembersAsItsLimitAndNotOneMore) {
  Limits limits;
  limits.readiness_members = 2;
  v1::Item item = NewItem("A title", "seo");
  PortfolioView portfolio("shop");
  portfolio.validation.set_readiness_unchecked(true);
  for (const char* id : {"m1", "m2", "m3"}) {
    portfolio.PutMember({id, "", true, false, {roadmap::v1::ROLE_VALUE_RATER}});
    const v1::Readiness readiness = ReadinessOf(item, {}, portfolio, limits);
    EXPECT_EQ(readiness.steps(0).kind(), v1::Readiness::KIND_RATE);
    EXPECT_EQ(readiness.steps(0).members_size(),
              std::min<int>(limits.readiness_members,
                            static_cast<int>(portfolio.members().size())));
  }
}

}  // namespace
}  // namespace lifeline::backlog

#include "services/scoring/engine/causes.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/scoring/engine/references.h"
#include "services/scoring/engine/shapley.h"
#include "services/scoring/engine/world_builder.h"

namespace lifeline::engine {
namespace {

bool operator==(const Fraction& a, const Fraction& b) {
  return a.numerator == b.numerator && a.denominator == b.denominator;
}

// A portfolio of one team and one period of 10 units, before and after.
class CausesTest : public ::testing::Test {
 protected:
  CausesTest() {
    before_.Has(before_.Team("web"), before_.Period("2027-q1"), 10);
    a_ = before_.Ready("canonical-tags", 5, {{0, 4}});
    before_.Ready("first", 9, {{0, 6}});
    before_.names.categories = {"seo", "it"};
    before_.items[a_].category = 0;
    after_ = before_;
  }

  // Keeps what did not change the same object, as services do.
  void Explain(const ReplayBudget& budget = {}) {
    const World before = before_.Make();
    World after = after_.Make();
    crossings_ =
        Difference(before, MakePlan(before), after, MakePlan(after), {});
    causes_ = ExplainCrossings(before, after, crossings_, budget);
  }

  const Causes& Of(ItemIndex item) {
    for (size_t c = 0; c < crossings_.size(); ++c) {
      if (crossings_[c].item == item) return causes_[c];
    }
    ADD_FAILURE() << "no crossing of item " << item;
    static const Causes* const kNothing = new Causes();
    return *kNothing;
  }

  const Cause& Only(ItemIndex item) {
    const Causes& causes = Of(item);
    EXPECT_EQ(causes.causes.size(), 1u);
    EXPECT_FALSE(causes.approximate);
    static const Cause* const kNothing = new Cause();
    return causes.causes.empty() ? *kNothing : causes.causes[0];
  }

  void ExpectOnly(Group group, const Reference& reference) {
    Explain();
    const Cause& cause = Only(a_);
    EXPECT_EQ(cause.group, group);
    EXPECT_TRUE(cause.share == (Fraction{1, 1}));
    EXPECT_TRUE(cause.necessary);
    EXPECT_TRUE(cause.sufficient);
    EXPECT_EQ(cause.references, std::vector<Reference>{reference});
  }

  WorldBuilder before_;
  WorldBuilder after_;
  ItemIndex a_;
  std::vector<Crossing> crossings_;
  std::vector<Causes> causes_;
};

TEST_F(CausesTest, ACapacityCutIsNamedWithItsNumbers) {
  after_.roadmap.capacities[0].amount = 950;
  ExpectOnly(Group::kCapacity, "capacity of web in 2027-q1: 10 -> 9.5");
}

TEST_F(CausesTest, AClosedPeriodIsACapacityToo) {
  after_.roadmap.periods[0].open = false;
  Explain();
  EXPECT_EQ(Only(a_).group, Group::kCapacity);
}

TEST_F(CausesTest, TheOwnRating) {
  after_.Ready("other", 4, {{0, 4}});
  before_ = after_;
  after_.items[a_].ratings[0].value = 300;
  ExpectOnly(Group::kOwnRatings, "value: 5 -> 3");
}

TEST_F(CausesTest, TheOwnEffort) {
  after_.items[a_].efforts[0].effort = 450;
  ExpectOnly(Group::kOwnEffort, "effort of web: 4 -> 4.5");
}

TEST_F(CausesTest, TheOwnState) {
  after_.items[a_].state = ItemState::kDeclined;
  ExpectOnly(Group::kOwnState, "state: READY -> DECLINED");
}

TEST_F(CausesTest, ADeletionOutOfADocumentIsTheOwnState) {
  const World before = before_.Make();
  World after = before;
  after.items[a_] = nullptr;
  crossings_ = Difference(before, MakePlan(before), after, MakePlan(after), {});
  causes_ = ExplainCrossings(before, after, crossings_, {});
  EXPECT_EQ(Only(a_).group, Group::kOwnState);
  EXPECT_EQ(Only(a_).references,
            std::vector<Reference>{"state: READY -> absent"});
}

TEST_F(CausesTest, AnotherItem) {
  after_.items[1].efforts[0].effort = 700;
  ExpectOnly(Group::kOtherItems, "first");
}

TEST_F(CausesTest, ANewItem) {
  after_.Ready("tls-upgrade", 7, {{0, 4}});
  ExpectOnly(Group::kNewItems, "tls-upgrade");
}

TEST_F(CausesTest, AFallenCarrierIsGone) {
  before_.roadmap.weaves = {{a_, 1, {{0, 100}}}};
  before_.items[a_].efforts[0].effort = 2000;
  after_ = before_;
  after_.items[1].state = ItemState::kWithdrawn;
  ExpectOnly(Group::kGoneItems, "first");
}

TEST_F(CausesTest, TheModel) {
  Criterion second;
  second.criterion = 1;
  second.neutral = 0;
  before_.model.criteria.push_back(second);
  before_.names.criteria.push_back("urgency");
  const ItemIndex rival = before_.Ready("rival", 4, {{0, 4}});
  before_.items[rival].ratings.push_back({1, 1000, 100, kNoDay});
  after_ = before_;
  after_.model.criteria[1].weight = 1;
  ExpectOnly(Group::kModel, "weight of urgency: 0 -> 1");
}

TEST_F(CausesTest, AReserve) {
  const ItemIndex it = before_.Ready("it", 1, {{0, 4}});
  before_.items[it].category = 1;
  after_ = before_;
  after_.model.reserves = {{1, 40}};
  ExpectOnly(Group::kReserves, "reserve of it: none -> 40 %");
}

TEST_F(CausesTest, AMandateIsADecision) {
  before_.model.mandate_cap_percent = 100;
  before_.Ready("tls-upgrade", 1, {{0, 4}});
  after_ = before_;
  after_.roadmap.mandates = {{2, 20'457}};
  ExpectOnly(Group::kDecisions,
             "mandate of tls-upgrade: none -> until 2026-01-04");
}

TEST_F(CausesTest, ARequirementIsALink) {
  before_.Ready("base", 1, {{0, 4}});
  after_ = before_;
  after_.items[a_].requires_items = {2};
  ExpectOnly(Group::kLinks, "canonical-tags requires base");
}

TEST_F(CausesTest, ExpiredEvidence) {
  before_.Ready("rival", 4, {{0, 4}});
  before_.items[a_].ratings[0].evidence_expires = 905;
  after_ = before_;
  after_.day = 905;
  ExpectOnly(Group::kEvidenceExpired, "value of canonical-tags on 1972-06-24");
}

TEST_F(CausesTest, TheEndOfAMandateIsTime) {
  before_.items[a_].ratings[0].value = 100;
  before_.items[1].efforts[0].effort = 1000;
  before_.model.mandate_cap_percent = 50;
  before_.roadmap.mandates = {{a_, 901}};
  after_ = before_;
  after_.day = 902;
  ExpectOnly(Group::kTime, "day: 1972-06-19 -> 1972-06-21");
}

TEST_F(CausesTest, ARestoreTakesWhatWasLost) {
  after_.items[a_].state = ItemState::kLost;
  ExpectOnly(Group::kRestore, "canonical-tags");
}

TEST_F(CausesTest, TwoThatNeitherAloneWouldHaveDoneItShareInHalves) {
  // One unit is to spare on either side.
  before_.roadmap.capacities[0].amount = 1200;
  after_ = before_;
  after_.roadmap.capacities[0].amount = 1100;
  after_.Ready("tls-upgrade", 7, {{0, 2}});
  Explain();
  const Causes& causes = Of(a_);
  ASSERT_EQ(causes.causes.size(), 2u);
  EXPECT_EQ(causes.causes[0].group, Group::kNewItems);
  EXPECT_EQ(causes.causes[1].group, Group::kCapacity);
  for (const Cause& cause : causes.causes) {
    EXPECT_TRUE(cause.share == (Fraction{1, 2}));
    EXPECT_TRUE(cause.necessary);
    EXPECT_FALSE(cause.sufficient);
  }
}

TEST_F(CausesTest, TwoThatEachAloneWouldHaveDoneItShareInHalvesToo) {
  after_.roadmap.capacities[0].amount = 950;
  after_.Ready("tls-upgrade", 7, {{0, 4}});
  Explain();
  for (const Cause& cause : Of(a_).causes) {
    EXPECT_TRUE(cause.share == (Fraction{1, 2}));
    EXPECT_FALSE(cause.necessary);
    EXPECT_TRUE(cause.sufficient);
  }
}

TEST_F(CausesTest, WhatWorkedTheOtherWayIsNegative) {
  // Of 10 units the first takes 6. The own effort shrank from 4 to 3.5, which
  // would have saved it from the smaller capacity (9.5), not from the new item.
  after_.items[a_].efforts[0].effort = 350;
  after_.roadmap.capacities[0].amount = 950;
  after_.Ready("tls-upgrade", 7, {{0, 1}});
  Explain();
  const Causes& causes = Of(a_);
  ASSERT_EQ(causes.causes.size(), 3u);
  EXPECT_EQ(causes.causes[0].group, Group::kOwnEffort);
  EXPECT_TRUE(causes.causes[0].share == (Fraction{-1, 6}));
  EXPECT_TRUE(causes.causes[1].share == (Fraction{5, 6}));
  EXPECT_TRUE(causes.causes[2].share == (Fraction{1, 3}));
}

TEST_F(CausesTest, ASlipIsExplainedAndAnEntryIsNot) {
  before_.Has(0, before_.Period("2027-q2"), 10);
  after_ = before_;
  after_.roadmap.capacities[0].amount = 950;
  after_.Ready("too-late", 1, {{0, 9}});
  Explain();
  ASSERT_EQ(crossings_.size(), 2u);
  EXPECT_EQ(crossings_[0].kind, CrossingKind::kSlipped);
  EXPECT_EQ(crossings_[1].kind, CrossingKind::kEnteredBelow);
  EXPECT_EQ(causes_[0].causes.size(), 2u);
  EXPECT_TRUE(causes_[1].causes.empty());
}

TEST_F(CausesTest, BeyondTheBudgetTheSharesAreSaidToBeApproximate) {
  after_.roadmap.capacities[0].amount = 950;
  after_.Ready("tls-upgrade", 7, {{0, 4}});
  after_.model.mandate_cap_percent = 10;
  ReplayBudget budget;
  budget.max_groups = 2;
  Explain(budget);
  Causes causes = Of(a_);
  EXPECT_TRUE(causes.approximate);
  ASSERT_EQ(causes.causes.size(), 3u);
  // The cap changed nothing; the two others share.
  EXPECT_TRUE(causes.causes[0].share == (Fraction{1, 2}));
  EXPECT_TRUE(causes.causes[1].share == (Fraction{1, 2}));
  EXPECT_TRUE(causes.causes[2].share == (Fraction{0, 1}));
  budget.max_plans = 0;
  Explain(budget);
  causes = Of(a_);
  EXPECT_TRUE(causes.approximate);
  for (const Cause& cause : causes.causes) {
    EXPECT_TRUE(cause.share == (Fraction{1, 3}));
    EXPECT_FALSE(cause.necessary);
  }
}

TEST_F(CausesTest, ManyReferencesAreCounted) {
  for (int i = 0; i < kMaxReferences + 3; ++i) {
    after_.Ready(absl::StrCat("new", i), 7, {{0, 1}});
  }
  Explain();
  const Cause& cause = Only(a_);
  ASSERT_EQ(cause.references.size(), size_t{kMaxReferences} + 1);
  EXPECT_EQ(cause.references.back(), "and 3 more");
}

TEST(Shapley, ThePublishedAttributionOfARank) {
  // ../shared/data/published/attribution.json, "rank": the players are the
  // weights, the item itself, the others and the arrival, as bits 0 to 3.
  const std::vector<int32_t> values = {1, 2, 1, 1, 2, 3, 1, 1,
                                       2, 3, 2, 2, 3, 4, 2, 2};
  const std::vector<Fraction> shares = ShapleyValues(4, values);
  EXPECT_TRUE(shares[0] == (Fraction{1, 2}));
  EXPECT_TRUE(shares[1] == (Fraction{-1, 1}));
  EXPECT_TRUE(shares[2] == (Fraction{1, 2}));
  EXPECT_TRUE(shares[3] == (Fraction{1, 1}));
}

TEST(Shapley, OnePlayerHasItAll) {
  const std::vector<Fraction> shares = ShapleyValues(1, {1, 0});
  EXPECT_TRUE(shares[0] == (Fraction{-1, 1}));
}

TEST(References, DecimalsAndDatesAreWrittenAsPeopleDo) {
  EXPECT_EQ(Decimal(0), "0");
  EXPECT_EQ(Decimal(50), "0.5");
  EXPECT_EQ(Decimal(1205), "12.05");
  EXPECT_EQ(Decimal(-325), "-3.25");
  EXPECT_EQ(Date(0), "1970-01-01");
  EXPECT_EQ(Date(20'822), "2027-01-04");
  EXPECT_EQ(Date(kNoDay), "none");
}

}  // namespace
}  // namespace lifeline::engine

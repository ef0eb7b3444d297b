#include "services/validation/readiness.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace lifeline::validation {
namespace {

using backlog::v1::Item;
using backlog::v1::Readiness;

Item Prepared() {
  Item item;
  item.set_state(Item::STATE_SUBMITTED);
  item.set_problem("Pages are slow.");
  item.set_outcome("They are fast.");
  item.set_measure("LCP under 2.5 s for 75 % of visits");
  item.add_evidence()->set_id("crux");
  return item;
}

std::string Text(const std::vector<Step>& steps) {
  return absl::StrJoin(steps, "; ", [](std::string* out, const Step& step) {
    absl::StrAppend(out, Readiness::Kind_Name(step.kind).substr(5), " ",
                    step.side == Side::kValue ? "value" : "effort", ": ",
                    absl::StrJoin(step.missing, ","));
  });
}

std::string StepsText(const Item& item, const Needs& needs,
                      const roadmap::v1::Validation& how = {}) {
  return Text(StepsToReady(item, how, needs, [](absl::string_view criterion) {
    return criterion == "operational_risk" ? Side::kEffort : Side::kValue;
  }));
}

void AddOpinion(const std::string& member, int64_t amount, Item* item) {
  auto* money = item->add_opinions()->mutable_money();
  money->set_rated_by(member);
  money->set_amount_hundredths(amount);
}

TEST(Readiness, AsksForProblemOutcomeMeasureAndEvidence) {
  EXPECT_EQ(absl::StrJoin(MissingToPrepare(Item(), {}), ","),
            "problem,outcome,measure,evidence");
  Item item = Prepared();
  EXPECT_TRUE(MissingToPrepare(item, {}).empty());
  item.set_measure(" \n");
  EXPECT_EQ(Advice(MissingToPrepare(item, {})),
            "add a measure: by what will one see that it worked?");
}

TEST(Readiness, AsksForNothingWhereNobodyChecks) {
  roadmap::v1::Validation how;
  how.set_readiness_unchecked(true);
  EXPECT_TRUE(MissingToPrepare(Item(), how).empty());
  EXPECT_EQ(Advice({}), "");
}

TEST(Readiness, AStudyNeedsAProblemAndAnOutcomeOnly) {
  Item item;
  item.mutable_study();
  EXPECT_EQ(absl::StrJoin(MissingToPrepare(item, {}), ","), "problem,outcome");
}

TEST(Readiness, SaysAllThatIsMissingAtOnce) {
  Item item;
  item.set_state(Item::STATE_SUBMITTED);
  EXPECT_EQ(StepsText(item, {{"money"}, {"operational_risk"}, true, false}),
            "PREPARE value: problem,outcome,measure,evidence; RATE value: "
            "money; RATE effort: operational_risk; ESTIMATE effort: effort");
}

TEST(Readiness, ValidationIsOwedOnceNothingElseIs) {
  EXPECT_EQ(StepsText(Prepared(), {}), "VALIDATE value: ");
}

TEST(Readiness, WhatIsReadyOwesRatingsOnly) {
  Item item;
  item.set_state(Item::STATE_READY);
  EXPECT_EQ(StepsText(item, {}), "");
  EXPECT_EQ(StepsText(item, {{"money"}, {}, false, false}),
            "RATE value: money");
}

TEST(Readiness, OpinionsThatDifferAreSettledInsteadOfRatedAgain) {
  roadmap::v1::Validation how;
  how.set_value_opinions(2);
  Item item = Prepared();
  AddOpinion("anna", 500, &item);
  const Needs needs{{"money", "strategy_fit"}, {}, false, false};
  EXPECT_EQ(StepsText(item, needs, how), "RATE value: money,strategy_fit");
  AddOpinion("ben", 700, &item);
  EXPECT_EQ(StepsText(item, needs, how),
            "RATE value: strategy_fit; SETTLE value: money");
}

TEST(Readiness, AnOpinionThatNobodyNeedsMustStillBecomeOne) {
  roadmap::v1::Validation how;
  how.set_effort_opinions(2);
  Item item = Prepared();
  auto* rating = item.add_opinions()->mutable_rating();
  rating->set_criterion("operational_risk");
  rating->set_rated_by("ina");
  EXPECT_EQ(StepsText(item, {}, how), "RATE effort: operational_risk");
}

TEST(Readiness, NobodyIsAskedWhileTheRequesterPreparesOrAStudyRuns) {
  Item item = Prepared();
  const Needs needs{{"money"}, {}, true, true};
  const auto side_of = [](absl::string_view) { return Side::kValue; };
  EXPECT_EQ(Text(StepsNow(StepsToReady(item, {}, needs, side_of))),
            "STUDY value: ");
  item.clear_evidence();
  EXPECT_EQ(Text(StepsNow(
                StepsToReady(item, {}, {{"money"}, {}, true, false}, side_of))),
            "PREPARE value: evidence");
}

TEST(Studies, HoldBackWhileTheyAreOpenAndUntilTheirLastDay) {
  Item study;
  study.mutable_study()->mutable_last_day()->set_year(2027);
  study.mutable_study()->mutable_last_day()->set_month(3);
  study.mutable_study()->mutable_last_day()->set_day(12);
  const EpochDay last = LastDayOf(study.study());
  EXPECT_EQ(FormatDay(last), "2027-03-12");
  EXPECT_FALSE(HoldsBack(study, last)) << "a draft";
  study.set_state(Item::STATE_READY);
  EXPECT_TRUE(HoldsBack(study, last));
  EXPECT_FALSE(HoldsBack(study, last + 1));
  study.set_state(Item::STATE_DONE);
  EXPECT_FALSE(HoldsBack(study, last));
  EXPECT_FALSE(HoldsBack(Prepared(), last));
}

}  // namespace
}  // namespace lifeline::validation

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/backlog/backlog_testing.h"
#include "services/backlog/reasons.h"
#include "services/common/status.h"
#include "services/common/status_testing.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Stub = v1::BacklogService::Stub;

constexpr char kBensAddress[] = "ben@example.com";
constexpr char kCleo[] = "cleo@example.com";

// Gives the shop this way to READY, and cleo the right to rate value and to
// estimate.
void SetWay(TestBacklog& backlog, const roadmap::v1::Validation& how) {
  auto portfolio =
      PortfolioResource("shop", {"seo", "performance", "it"}, {"print"});
  *portfolio.mutable_portfolio()->mutable_validation() = how;
  auto cleo = MemberResource("shop", "m3", kCleo);
  cleo.mutable_member()->add_roles(roadmap::v1::ROLE_VALUE_RATER);
  cleo.mutable_member()->add_roles(roadmap::v1::ROLE_EFFORT_RATER);
  backlog.AwaitRoadmap("shop",
                       backlog.roadmap().Commit("shop", {portfolio, cleo}));
}

roadmap::v1::Validation TwoOpinions() {
  roadmap::v1::Validation how;
  how.set_readiness_unchecked(true);
  how.set_value_opinions(2);
  how.set_effort_opinions(2);
  return how;
}

absl::StatusOr<v1::Item> RateMoney(TestBacklog& backlog, const char* who,
                                   const v1::Item& item, int64_t amount) {
  v1::RateItemRequest request;
  request.set_name(item.name());
  request.mutable_money()->set_amount_hundredths(amount);
  return backlog.CallAs(who, &Stub::RateItem, request);
}

absl::StatusOr<v1::Item> Estimate(TestBacklog& backlog, const char* who,
                                  const v1::Item& item, int64_t effort) {
  v1::EstimateItemRequest request;
  request.set_name(item.name());
  auto* added = request.add_efforts();
  added->set_team("portfolios/shop/teams/web");
  added->set_effort_hundredths(effort);
  return backlog.CallAs(who, &Stub::EstimateItem, request);
}

absl::StatusOr<v1::Item> Validate(TestBacklog& backlog, const v1::Item& item) {
  v1::ValidateItemRequest request;
  request.set_name(item.name());
  return backlog.Call(&Stub::ValidateItem, request);
}

v1::Readiness Check(TestBacklog& backlog, const v1::Item& item) {
  v1::CheckReadinessRequest request;
  request.set_name(item.name());
  auto readiness = backlog.Call(&Stub::CheckReadiness, request);
  EXPECT_TRUE(readiness.ok()) << readiness.status();
  return readiness.ok() ? *readiness : v1::Readiness();
}

std::vector<std::string> KindsOf(const v1::Readiness& readiness) {
  std::vector<std::string> kinds;
  for (const auto& step : readiness.steps())
    kinds.push_back(v1::Readiness::Kind_Name(step.kind()).substr(5));
  return kinds;
}

TEST(Validation, IsRefusedWithAllThatIsMissingAtOnceAndWhoCanDoIt) {
  TestBacklog backlog;
  SetWay(backlog, {});
  const v1::Item item = backlog.Submitted("a");
  const absl::Status refused = Validate(backlog, item).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), kNotReadyYet);
  EXPECT_THAT(FieldsOf(refused), ElementsAre("problem", "outcome", "measure",
                                             "evidence", "money", "effort"));
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("lifeline item update shop a --measure"));
  EXPECT_EQ(backlog.Get(item.name()).state(), v1::Item::STATE_SUBMITTED);
}

TEST(Validation, IsTakenOnceNothingIsMissing) {
  TestBacklog backlog;
  SetWay(backlog, {});
  const v1::Item item = backlog.Submitted("a");
  v1::UpdateItemRequest update;
  update.mutable_item()->set_name(item.name());
  update.mutable_item()->set_problem("Pages are slow.");
  update.mutable_item()->set_outcome("They are fast.");
  update.mutable_item()->set_measure("LCP under 2.5 s");
  auto* evidence = update.mutable_item()->add_evidence();
  evidence->set_id("crux");
  evidence->set_title("CrUX, October");
  for (const char* path : {"problem", "outcome", "measure", "evidence"})
    update.mutable_update_mask()->add_paths(path);
  ASSERT_TRUE(backlog.Call(&Stub::UpdateItem, update).ok());
  ASSERT_TRUE(RateMoney(backlog, kBensAddress, item, 100).ok());
  EXPECT_THAT(KindsOf(Check(backlog, item)), ElementsAre("ESTIMATE"));
  ASSERT_TRUE(Estimate(backlog, kBensAddress, item, 100).ok());
  EXPECT_THAT(KindsOf(Check(backlog, item)), ElementsAre("VALIDATE"));
  ASSERT_TRUE(Validate(backlog, item).ok());
  EXPECT_THAT(KindsOf(Check(backlog, item)), IsEmpty());
}

TEST(Validation, AnItemCanBeCheckedAsItIsTyped) {
  TestBacklog backlog;
  SetWay(backlog, {});
  v1::CheckReadinessRequest request;
  request.set_parent("portfolios/shop");
  *request.mutable_item() = NewItem("Faster filters");
  request.mutable_item()->set_problem("They take 4 s.");
  request.mutable_item()->set_outcome("They take 1 s.");
  const auto readiness = backlog.Call(&Stub::CheckReadiness, request);
  ASSERT_TRUE(readiness.ok()) << readiness.status();
  EXPECT_EQ(readiness->advice(),
            "add a measure: by what will one see that it worked?; a piece of "
            "evidence: what does it rest on?");
  EXPECT_FALSE(readiness->steps(0).has_since());
  request.set_name(ShopItem("a"));
  EXPECT_EQ(backlog.Call(&Stub::CheckReadiness, request).status().code(),
            absl::StatusCode::kInvalidArgument);
  request.clear_name();
  request.clear_item();
  EXPECT_EQ(backlog.Call(&Stub::CheckReadiness, request).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Validation, SomebodyElsesDraftIsNotShown) {
  TestBacklog backlog;
  v1::CreateItemRequest create;
  create.set_parent("portfolios/shop");
  create.set_item_id("draft");
  *create.mutable_item() = NewItem("A draft");
  ASSERT_TRUE(backlog.Call(&Stub::CreateItem, create).ok());
  v1::CheckReadinessRequest request;
  request.set_name(ShopItem("draft"));
  EXPECT_TRUE(backlog.Call(&Stub::CheckReadiness, request).ok());
  EXPECT_EQ(
      ReasonOf(backlog.CallAs(kBensAddress, &Stub::CheckReadiness, request)
                   .status()),
      kItemNotFound);
}

TEST(Opinions, ASecondEqualOneBringsTheRatingIntoForce) {
  TestBacklog backlog;
  SetWay(backlog, TwoOpinions());
  const v1::Item item = backlog.Submitted("a");
  const auto first = RateMoney(backlog, kBensAddress, item, 500);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_FALSE(first->has_money());
  EXPECT_EQ(first->opinions_size(), 1);
  const v1::Readiness readiness = Check(backlog, item);
  EXPECT_THAT(KindsOf(readiness), ElementsAre("RATE", "ESTIMATE"));
  EXPECT_THAT(readiness.steps(0).members(),
              ElementsAre(ShopMember("m1"), ShopMember("m3")));
  const auto second = RateMoney(backlog, kCleo, item, 500);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->money().amount_hundredths(), 500);
  EXPECT_EQ(second->money().rated_by(), ShopMember("m3"));
}

TEST(Opinions, ThatDifferAreSettledByNameAndStay) {
  TestBacklog backlog;
  SetWay(backlog, TwoOpinions());
  const v1::Item item = backlog.Submitted("a");
  ASSERT_TRUE(RateMoney(backlog, kBensAddress, item, 500).ok());
  v1::SettleItemRequest settle;
  settle.set_name(item.name());
  settle.mutable_money()->set_amount_hundredths(600);
  settle.set_reason("Without the season.");
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::SettleItem, settle).status()),
            kNothingToSettle);
  ASSERT_TRUE(RateMoney(backlog, kCleo, item, 700).ok());
  const v1::Readiness readiness = Check(backlog, item);
  EXPECT_THAT(KindsOf(readiness), ElementsAre("ESTIMATE", "SETTLE"));
  ASSERT_EQ(readiness.steps(1).spreads_size(), 1);
  EXPECT_EQ(readiness.steps(1).spreads(0).low_hundredths(), 500);
  EXPECT_EQ(readiness.steps(1).spreads(0).high_hundredths(), 700);
  EXPECT_THAT(FieldsOf(Validate(backlog, item).status()),
              ElementsAre("effort", "money"));
  EXPECT_EQ(backlog.CallAs(kCleo, &Stub::SettleItem, settle).status().code(),
            absl::StatusCode::kPermissionDenied);
  v1::SettleItemRequest bare = settle;
  bare.clear_reason();
  EXPECT_EQ(backlog.Call(&Stub::SettleItem, bare).status().code(),
            absl::StatusCode::kInvalidArgument);
  const auto settled = backlog.CallAs(kBensAddress, &Stub::SettleItem, settle);
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(settled->money().amount_hundredths(), 600);
  EXPECT_EQ(settled->money().rated_by(), ShopMember("m2"));
  EXPECT_EQ(settled->opinions_size(), 2);
}

TEST(Opinions, TheEffortIsSettledByTheItLeadOnly) {
  TestBacklog backlog;
  SetWay(backlog, TwoOpinions());
  const v1::Item item = backlog.Submitted("a");
  ASSERT_TRUE(Estimate(backlog, kBensAddress, item, 300).ok());
  ASSERT_TRUE(Estimate(backlog, kCleo, item, 900).ok());
  v1::SettleItemRequest settle;
  settle.set_name(item.name());
  auto* effort = settle.add_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(500);
  settle.set_reason("Looked at it together.");
  EXPECT_EQ(
      backlog.CallAs(kBensAddress, &Stub::SettleItem, settle).status().code(),
      absl::StatusCode::kPermissionDenied);
  const auto settled = backlog.Call(&Stub::SettleItem, settle);
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(settled->estimate().efforts(0).effort_hundredths(), 500);
  EXPECT_EQ(settled->estimate().estimated_by(), ShopMember("m1"));
}

TEST(Opinions, RestOnEvidenceThatTheItemHas) {
  TestBacklog backlog;
  SetWay(backlog, TwoOpinions());
  v1::RateItemRequest rate;
  rate.set_name(backlog.Submitted("a").name());
  rate.mutable_money()->set_amount_hundredths(500);
  rate.mutable_money()->set_evidence("gsc");
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::RateItem, rate).status()),
              ElementsAre("item.opinions[0].evidence"));
  auto* evidence = rate.add_evidence();
  evidence->set_id("gsc");
  evidence->set_title("Search Console, October");
  EXPECT_TRUE(backlog.Call(&Stub::RateItem, rate).ok());
}

TEST(Opinions, ABusinessCaseStaysOnceItsAmountIsInForce) {
  TestBacklog backlog;
  SetWay(backlog, TwoOpinions());
  const v1::Item item = backlog.Submitted("a");
  v1::RateItemRequest rate;
  rate.set_name(item.name());
  auto* made = rate.mutable_business_case();
  made->set_method(v1::BusinessCase::METHOD_COST_AVOIDED);
  for (const auto set :
       {&v1::BusinessCase::Range::set_low, &v1::BusinessCase::Range::set_likely,
        &v1::BusinessCase::Range::set_high})
    (made->mutable_cost_hundredths()->*set)(500);
  const auto first = backlog.CallAs(kBensAddress, &Stub::RateItem, rate);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_FALSE(first->has_money());
  EXPECT_FALSE(first->has_business_case());
  const auto second = backlog.CallAs(kCleo, &Stub::RateItem, rate);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->money().amount_hundredths(), 500);
  EXPECT_TRUE(second->has_business_case());
}

TEST(Opinions, ADocumentIsNoWayAroundThem) {
  TestBacklog backlog;
  SetWay(backlog, TwoOpinions());
  const v1::Item item = backlog.Submitted("a");
  v1::ApplyItemsRequest apply;
  apply.set_parent("portfolios/shop");
  auto* upsert = apply.add_upserts();
  upsert->mutable_item()->set_name(item.name());
  upsert->mutable_item()->mutable_money()->set_amount_hundredths(500);
  upsert->mutable_update_mask()->add_paths("money");
  ASSERT_TRUE(backlog.Call(&Stub::ApplyItems, apply).ok());
  EXPECT_FALSE(backlog.Get(item.name()).has_money());
  EXPECT_EQ(backlog.Get(item.name()).opinions_size(), 1);
  // What comes READY was judged elsewhere.
  apply.clear_upserts();
  v1::Item ready = Judged(NewItem("From the old tool"));
  ready.set_name(ShopItem("old"));
  ready.set_state(v1::Item::STATE_READY);
  *apply.add_upserts()->mutable_item() = ready;
  ASSERT_TRUE(backlog.Call(&Stub::ApplyItems, apply).ok());
  EXPECT_TRUE(backlog.Get(ShopItem("old")).has_money());
}

TEST(Opinions, OnlyThoseWhoAreNamedRateAndEstimate) {
  TestBacklog backlog;
  roadmap::v1::Validation how;
  how.set_readiness_unchecked(true);
  how.add_value_raters(ShopMember("m3"));
  how.add_effort_raters(ShopMember("m2"));
  SetWay(backlog, how);
  const v1::Item item = backlog.Submitted("a");
  const absl::Status refused =
      RateMoney(backlog, kBensAddress, item, 500).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("m3"));
  EXPECT_TRUE(RateMoney(backlog, kCleo, item, 500).ok());
  EXPECT_EQ(Estimate(backlog, kCleo, item, 500).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(Estimate(backlog, kBensAddress, item, 500).ok());
  v1::UpdateItemRequest update;
  update.mutable_item()->set_name(item.name());
  update.mutable_item()->mutable_money()->set_amount_hundredths(900);
  update.mutable_update_mask()->add_paths("money");
  EXPECT_EQ(backlog.Call(&Stub::UpdateItem, update).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST(Estimates, RestOnEvidenceThatTheItemHas) {
  TestBacklog backlog;
  const v1::Item item = backlog.Submitted("a");
  v1::EstimateItemRequest request;
  request.set_name(item.name());
  auto* effort = request.add_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(300);
  request.set_evidence("spike");
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::EstimateItem, request).status()),
              ElementsAre("item.estimate.evidence"));
  auto* evidence = request.add_new_evidence();
  evidence->set_id("spike");
  evidence->set_title("Two days on a branch");
  const auto estimated = backlog.Call(&Stub::EstimateItem, request);
  ASSERT_TRUE(estimated.ok()) << estimated.status();
  EXPECT_EQ(estimated->estimate().evidence(), "spike");
  EXPECT_EQ(estimated->evidence_size(), 1);
}

// TestBacklog begins on 2027-01-15.
v1::CreateItemRequest StudyOf(const std::string& about, int32_t month,
                              int32_t day) {
  v1::CreateItemRequest create;
  create.set_parent("portfolios/shop");
  create.set_item_id("study");
  *create.mutable_item() = Judged(NewItem("Try it first"));
  create.mutable_item()->mutable_study()->set_item(ShopItem(about));
  auto* last = create.mutable_item()->mutable_study()->mutable_last_day();
  last->set_year(2027);
  last->set_month(month);
  last->set_day(day);
  create.set_submit(true);
  return create;
}

TEST(Studies, HoldTheirItemBackUntilTheirLastDayHasPassed) {
  TestBacklog backlog;
  v1::CreateItemRequest create;
  create.set_parent("portfolios/shop");
  create.set_item_id("a");
  *create.mutable_item() = Judged(NewItem("Cannot be judged yet"));
  create.set_submit(true);
  const auto item = backlog.Call(&Stub::CreateItem, create);
  ASSERT_TRUE(item.ok()) << item.status();
  const auto study = backlog.Call(&Stub::CreateItem, StudyOf("a", 1, 20));
  ASSERT_TRUE(study.ok()) << study.status();
  EXPECT_THAT(KindsOf(Check(backlog, *item)), ElementsAre("STUDY"));
  EXPECT_THAT(Check(backlog, *item).steps(0).missing(), ElementsAre("study"));
  EXPECT_THAT(FieldsOf(Validate(backlog, *item).status()),
              ElementsAre("study"));
  backlog.Advance(absl::Hours(24 * 5));
  EXPECT_THAT(KindsOf(Check(backlog, *item)), ElementsAre("STUDY"));
  backlog.Advance(absl::Hours(24));
  EXPECT_THAT(KindsOf(Check(backlog, *item)), ElementsAre("VALIDATE"));
  EXPECT_TRUE(Validate(backlog, *item).ok());
}

TEST(Studies, AreAboutAnotherSubmittedItemAndEndInTime) {
  TestBacklog backlog;
  backlog.Submitted("a");
  const auto wrong = [&](const v1::CreateItemRequest& create) {
    return FieldsOf(backlog.Call(&Stub::CreateItem, create).status());
  };
  EXPECT_THAT(wrong(StudyOf("nowhere", 1, 20)), ElementsAre("item.study.item"));
  EXPECT_THAT(wrong(StudyOf("a", 1, 14)), ElementsAre("item.study.last_day"));
  EXPECT_THAT(wrong(StudyOf("a", 4, 18)), ElementsAre("item.study.last_day"));
  EXPECT_THAT(wrong(StudyOf("a", 2, 30)), ElementsAre("item.study.last_day"));
  EXPECT_THAT(wrong(StudyOf("study", 1, 20)), ElementsAre("item.study.item"));
  ASSERT_TRUE(backlog.Call(&Stub::CreateItem, StudyOf("a", 4, 17)).ok());
  v1::CreateItemRequest second = StudyOf("study", 1, 20);
  second.set_item_id("second");
  EXPECT_THAT(wrong(second), ElementsAre("item.study.item"));
}

TEST(Studies, DoNotChangeOnceSubmittedNorGrowOnceReady) {
  TestBacklog backlog;
  backlog.Submitted("a");
  const auto study = backlog.Call(&Stub::CreateItem, StudyOf("a", 1, 20));
  ASSERT_TRUE(study.ok()) << study.status();
  v1::UpdateItemRequest update;
  *update.mutable_item() = *study;
  update.mutable_item()->clear_etag();
  update.mutable_item()->mutable_study()->mutable_last_day()->set_day(21);
  update.mutable_update_mask()->add_paths("study");
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::UpdateItem, update).status()),
              ElementsAre("item.study"));
  EXPECT_TRUE(Estimate(backlog, kBensAddress, *study, 300).ok());
  ASSERT_TRUE(Validate(backlog, *study).ok());
  EXPECT_THAT(FieldsOf(Estimate(backlog, kBensAddress, *study, 400).status()),
              ElementsAre("item.estimate"));
  EXPECT_TRUE(Estimate(backlog, kBensAddress, *study, 200).ok());
}

}  // namespace
}  // namespace lifeline::backlog

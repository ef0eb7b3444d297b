#include "services/backlog/outcome_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/backlog/backlog_testing.h"
#include "services/backlog/reasons.h"
#include "services/common/dates.h"
#include "services/common/status_testing.h"
#include "services/rights/asker.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stub = v1::BacklogService::Stub;

void SetDay(EpochDay day, google::type::Date* date) {
  const absl::CivilDay civil = ToCivilDay(day);
  date->set_year(static_cast<int32_t>(civil.year()));
  date->set_month(civil.month());
  date->set_day(civil.day());
}

EpochDay DayNow(const TestBacklog& backlog) {
  return Today(backlog.now(), absl::UTCTimeZone());
}

// What the thirty days until now brought.
v1::ReportOutcomeRequest Outcome(const TestBacklog& backlog, int64_t amount) {
  v1::ReportOutcomeRequest request;
  request.set_name(ShopItem("a"));
  v1::RealisedMoney& realised = *request.mutable_realised();
  realised.set_amount_hundredths(amount);
  SetDay(DayNow(backlog) - 30, realised.mutable_first_day());
  SetDay(DayNow(backlog), realised.mutable_last_day());
  realised.set_basis("GA4, orders with the new form");
  return request;
}

// Brings 500 a month, as its business case says, and is done.
void Done(TestBacklog& backlog) {
  backlog.Submitted("a");
  v1::RateItemRequest rate;
  rate.set_name(ShopItem("a"));
  auto& made = *rate.mutable_business_case();
  made.set_method(v1::BusinessCase::METHOD_COST_AVOIDED);
  made.mutable_cost_hundredths()->set_likely(50'000);
  made.mutable_cost_hundredths()->set_high(60'000);
  ASSERT_TRUE(backlog.Call(&Stub::RateItem, rate).ok());
  v1::CompleteItemRequest complete;
  complete.set_name(ShopItem("a"));
  ASSERT_TRUE(backlog.Call(&Stub::CompleteItem, complete).ok());
}

TEST(ReportOutcome, WhatADoneItemBringsStandsBesideWhatWasPlanned) {
  TestBacklog backlog;
  Done(backlog);
  const auto item = backlog.CallAs("ben@example.com", &Stub::ReportOutcome,
                                   Outcome(backlog, -1'200));
  ASSERT_TRUE(item.ok()) << item.status();
  EXPECT_EQ(item->realised().amount_hundredths(), -1'200);
  EXPECT_EQ(item->realised().planned_hundredths(), 50'000);
  EXPECT_EQ(item->realised().reported_by(), ShopMember("m2"));
  EXPECT_EQ(item->realised().report_time().seconds(),
            absl::ToUnixSeconds(backlog.now()));
  EXPECT_EQ(item->state(), v1::Item::STATE_DONE);
  EXPECT_EQ(item->business_case().money_hundredths().high(), 60'000);
  EXPECT_EQ(backlog.Get(ShopItem("a")).SerializeAsString(),
            item->SerializeAsString());
}

TEST(ReportOutcome, ALaterReportReplacesTheAmountAndKeepsThePlan) {
  TestBacklog backlog;
  Done(backlog);
  ASSERT_TRUE(backlog.Call(&Stub::ReportOutcome, Outcome(backlog, 100)).ok());
  v1::UpdateItemRequest update;
  update.mutable_item()->set_name(ShopItem("a"));
  update.mutable_item()->mutable_money()->set_amount_hundredths(1);
  update.mutable_update_mask()->add_paths("money");
  ASSERT_TRUE(backlog.Call(&Stub::UpdateItem, update).ok());
  v1::ReportOutcomeRequest request = Outcome(backlog, 200);
  // What the caller says of the service's own fields does not count.
  request.mutable_realised()->set_planned_hundredths(7);
  request.mutable_realised()->set_reported_by(ShopMember("m3"));
  const auto item =
      backlog.CallAs("ben@example.com", &Stub::ReportOutcome, request);
  ASSERT_TRUE(item.ok()) << item.status();
  EXPECT_EQ(item->realised().amount_hundredths(), 200);
  EXPECT_EQ(item->realised().planned_hundredths(), 50'000);
  EXPECT_EQ(item->realised().reported_by(), ShopMember("m2"));
  v1::ListItemChangesRequest history;
  history.set_parent("portfolios/shop");
  history.set_item(ShopItem("a"));
  const auto changes = backlog.Call(&Stub::ListItemChanges, history);
  EXPECT_EQ(changes->changes(0).before().realised().amount_hundredths(), 100);
  EXPECT_EQ(changes->changes(0).after().realised().amount_hundredths(), 200);
}

TEST(ReportOutcome, TheSameAgainAndARepeatedRequestChangeNothing) {
  TestBacklog backlog;
  Done(backlog);
  v1::ReportOutcomeRequest request = Outcome(backlog, 100);
  request.set_request_id("once");
  const auto first = backlog.Call(&Stub::ReportOutcome, request);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(backlog.Call(&Stub::ReportOutcome, request)->etag(), first->etag());
  request.clear_request_id();
  backlog.Advance(absl::Hours(1));
  EXPECT_EQ(backlog.CallAs("ben@example.com", &Stub::ReportOutcome, request)
                ->SerializeAsString(),
            first->SerializeAsString());
}

TEST(ReportOutcome, APreviewChangesNothing) {
  TestBacklog backlog;
  Done(backlog);
  v1::ReportOutcomeRequest request = Outcome(backlog, 100);
  request.set_validate_only(true);
  EXPECT_EQ(backlog.Call(&Stub::ReportOutcome, request)
                ->realised()
                .amount_hundredths(),
            100);
  EXPECT_FALSE(backlog.Get(ShopItem("a")).has_realised());
}

TEST(ReportOutcome, OnlyWhatIsDoneHasAnOutcome) {
  TestBacklog backlog;
  backlog.Ready("a");
  const absl::Status status =
      backlog.Call(&Stub::ReportOutcome, Outcome(backlog, 100)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), kItemNotDone);
}

TEST(ReportOutcome, AToolDoesNotReport) {
  TestBacklog backlog;
  Done(backlog);
  auto tool = MemberResource("shop", "bot", "bot@example.com");
  tool.mutable_member()->set_kind(roadmap::v1::Member::KIND_TOOL);
  backlog.AwaitRoadmap("shop", backlog.roadmap().Commit("shop", {tool}));
  const absl::Status status =
      backlog
          .CallAs("bot@example.com", &Stub::ReportOutcome,
                  Outcome(backlog, 100))
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(status), rights::kRoleMissing);
}

TEST(ReportOutcome, EverythingThatIsWrongIsToldAtOnce) {
  TestBacklog backlog;
  Done(backlog);
  v1::ReportOutcomeRequest request;
  request.set_name(ShopItem("a"));
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::ReportOutcome, request).status()),
              ElementsAre("realised"));
  request.mutable_realised();
  EXPECT_THAT(
      FieldsOf(backlog.Call(&Stub::ReportOutcome, request).status()),
      ElementsAre("realised.first_day", "realised.last_day", "realised.basis"));
  request = Outcome(backlog, 100);
  request.mutable_realised()->mutable_first_day()->Swap(
      request.mutable_realised()->mutable_last_day());
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::ReportOutcome, request).status()),
              ElementsAre("realised.last_day"));
}

TEST(ReportOutcome, TheLastDayMayBeTodayAnywhereAndNotLater) {
  TestBacklog backlog;
  Done(backlog);
  v1::ReportOutcomeRequest request = Outcome(backlog, 100);
  SetDay(DayNow(backlog) + 1, request.mutable_realised()->mutable_last_day());
  // The tests' clock begins at eight in the morning, UTC: nowhere tomorrow.
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::ReportOutcome, request).status()),
              ElementsAre("realised.last_day"));
  backlog.Advance(absl::Hours(2) + absl::Hours(6));
  EXPECT_TRUE(backlog.Call(&Stub::ReportOutcome, request).ok());
}

TEST(ReportOutcome, EachLimitIsAcceptedAndOnePastItIsRefused) {
  TestBacklog backlog;
  Done(backlog);
  const Limits limits;
  const auto wrong = [&](int64_t amount, int64_t basis) {
    v1::ReportOutcomeRequest request = Outcome(backlog, amount);
    request.mutable_realised()->set_basis(
        std::string(static_cast<size_t>(basis), 'x'));
    return FieldsOf(backlog.Call(&Stub::ReportOutcome, request).status());
  };
  EXPECT_THAT(wrong(limits.money_hundredths, limits.basis_length), IsEmpty());
  EXPECT_THAT(wrong(-limits.money_hundredths, 1), IsEmpty());
  EXPECT_THAT(wrong(limits.money_hundredths + 1, limits.basis_length + 1),
              ElementsAre("realised.amount_hundredths", "realised.basis"));
  EXPECT_THAT(wrong(-limits.money_hundredths - 1, 1),
              ElementsAre("realised.amount_hundredths"));
}

TEST(ReportOutcome, WhatItRestsOnCanBeRedacted) {
  TestBacklog backlog;
  Done(backlog);
  ASSERT_TRUE(backlog.Call(&Stub::ReportOutcome, Outcome(backlog, 100)).ok());
  v1::RedactItemRequest redact;
  redact.set_name(ShopItem("a"));
  redact.mutable_paths()->add_paths("realised.basis");
  redact.set_reason("names a customer");
  const auto item = backlog.Call(&Stub::RedactItem, redact);
  ASSERT_TRUE(item.ok()) << item.status();
  EXPECT_EQ(item->realised().basis(), "[redacted]");
  EXPECT_EQ(item->realised().amount_hundredths(), 100);
  EXPECT_THAT(item->redacted_paths(), ElementsAre("realised.basis"));
}

}  // namespace
}  // namespace lifeline::backlog

// The way to READY: what the requester must say before the other side is asked,
// what several members judge and one settles by name, a study that holds both
// back, and what was delivered and waits for a yes.

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

using backlog::v1::Item;
using backlog::v1::Readiness;
using scoring::v1::Task;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Backlog = backlog::v1::BacklogService::StubInterface;
using Roadmap = roadmap::v1::RoadmapService::StubInterface;
using Scoring = scoring::v1::ScoringService::StubInterface;

constexpr char kAnna[] = "anna@example.com";  // asks
constexpr char kCarl[] = "carl@example.com";  // product owner
constexpr char kVera[] = "vera@example.com";  // rates value
constexpr char kIna[] = "ina@example.com";    // leads IT

class Validation : public Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    AddMember("vera", roadmap::v1::ROLE_VALUE_RATER);
    AddMember("ina", roadmap::v1::ROLE_IT_LEAD);
  }

  // For the backlog; the ranking is read after it from then on.
  template <typename Request>
  absl::StatusOr<Item> Do(grpc::Status (Backlog::*method)(grpc::ClientContext*,
                                                          const Request&,
                                                          Item*),
                          const Request& request, const std::string& as) {
    auto item = Call(stubs().backlog, method, request, as);
    if (item.ok()) shop().SeeBacklog(item->revision());
    return item;
  }

  void AddMember(const std::string& id, roadmap::v1::Role role) {
    roadmap::v1::CreateMemberRequest request;
    request.set_parent(shop().name());
    request.set_member_id(id);
    request.mutable_member()->set_address(id + "@example.com");
    request.mutable_member()->add_roles(role);
    const auto made = Call(stubs().roadmap, &Roadmap::CreateMember, request);
    ASSERT_TRUE(made.ok()) << made.status();
    shop().SeeRoadmap(made->revision());
  }

  void SetWay(const roadmap::v1::Validation& how) {
    roadmap::v1::UpdatePortfolioRequest request;
    request.mutable_portfolio()->set_name(shop().name());
    *request.mutable_portfolio()->mutable_validation() = how;
    request.mutable_update_mask()->add_paths("validation");
    const auto made = Call(stubs().roadmap, &Roadmap::UpdatePortfolio, request);
    ASSERT_TRUE(made.ok()) << made.status();
    shop().SeeRoadmap(made->revision());
  }

  // Of Anna; the backlog has heard of the roadmap by then.
  Item Submit(const std::string& id, const Item& more = Item()) {
    backlog::v1::CreateItemRequest request;
    request.set_parent(shop().name());
    request.set_item_id(id);
    *request.mutable_item() = more;
    request.mutable_item()->set_title("Item " + id);
    request.mutable_item()->set_category("seo");
    request.set_submit(true);
    request.set_min_roadmap_revision(shop().seen().roadmap());
    const auto item = Do(&Backlog::CreateItem, request, kAnna);
    EXPECT_TRUE(item.ok()) << item.status();
    return item.ok() ? *item : Item();
  }

  absl::StatusOr<Item> Rate(const Item& item, int64_t money,
                            const std::string& as) {
    backlog::v1::RateItemRequest request;
    request.set_name(item.name());
    request.mutable_money()->set_amount_hundredths(money);
    return Do(&Backlog::RateItem, request, as);
  }

  absl::StatusOr<Item> Estimate(const Item& item, int64_t days) {
    backlog::v1::EstimateItemRequest request;
    request.set_name(item.name());
    auto* effort = request.add_efforts();
    effort->set_team(shop().name() + "/teams/web");
    effort->set_effort_hundredths(days * 100);
    return Do(&Backlog::EstimateItem, request, kIna);
  }

  absl::StatusOr<Item> Validate(const Item& item) {
    backlog::v1::ValidateItemRequest request;
    request.set_name(item.name());
    return Do(&Backlog::ValidateItem, request, kCarl);
  }

  Readiness Check(const Item& item) {
    backlog::v1::CheckReadinessRequest request;
    request.set_name(item.name());
    const auto readiness =
        Call(stubs().backlog, &Backlog::CheckReadiness, request);
    EXPECT_TRUE(readiness.ok()) << readiness.status();
    return readiness.ok() ? *readiness : Readiness();
  }

  // Open tasks of the item, by kind.
  std::set<std::string> Owed(const Item& item) {
    EXPECT_TRUE(shop().Latest().ok());
    scoring::v1::ListTasksRequest request;
    request.set_parent(shop().name());
    request.set_filter(absl::StrCat("item = \"", item.name(), "\""));
    const auto tasks = Call(stubs().scoring, &Scoring::ListTasks, request);
    EXPECT_TRUE(tasks.ok()) << tasks.status();
    std::set<std::string> kinds;
    if (!tasks.ok()) return kinds;
    for (const Task& task : tasks->tasks())
      kinds.insert(Task::Kind_Name(task.kind()).substr(5));
    return kinds;
  }
};

TEST_P(Validation, IsRefusedUntilTheRequesterHasSaidWhatItIsAbout) {
  SetWay({});
  const Item item = Submit("bare");
  EXPECT_THAT(Owed(item), ElementsAre("PREPARE"));
  const absl::Status refused = Validate(item).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), "NOT_READY_YET");
  for (const char* field :
       {"problem", "outcome", "measure", "evidence", "money", "effort"})
    EXPECT_THAT(std::string(refused.message()), HasSubstr(field));

  backlog::v1::UpdateItemRequest update;
  update.mutable_item()->set_name(item.name());
  update.mutable_item()->set_problem("Filter pages compete.");
  update.mutable_item()->set_outcome("Category pages rank alone.");
  update.mutable_item()->set_measure("Clicks on category pages");
  auto* evidence = update.mutable_item()->add_evidence();
  evidence->set_id("gsc");
  evidence->set_title("Search Console, October");
  for (const char* path : {"problem", "outcome", "measure", "evidence"})
    update.mutable_update_mask()->add_paths(path);
  ASSERT_TRUE(Do(&Backlog::UpdateItem, update, kAnna).ok());
  EXPECT_EQ(Check(item).advice(), "");
  EXPECT_THAT(Owed(item), ElementsAre("ESTIMATE", "RATE"));
  ASSERT_TRUE(Rate(item, 100'000, kCarl).ok());
  ASSERT_TRUE(Estimate(item, 2).ok());
  EXPECT_THAT(Owed(item), ElementsAre("VALIDATE"));
  ASSERT_TRUE(Validate(item).ok());
  EXPECT_EQ(shop().StandingOf("bare"), scoring::v1::STANDING_ABOVE);
  EXPECT_THAT(Owed(item), IsEmpty());
}

TEST_P(Validation, TwoRatersWhoDifferAreSettledByName) {
  roadmap::v1::Validation how;
  how.set_readiness_unchecked(true);
  how.set_value_opinions(2);
  for (const char* id : {"carl", "vera"})
    how.add_value_raters(absl::StrCat(shop().name(), "/members/", id));
  SetWay(how);
  const Item item = Submit("judged");
  ASSERT_TRUE(Estimate(item, 2).ok());
  ASSERT_TRUE(Rate(item, 100'000, kCarl).ok());
  EXPECT_THAT(Owed(item), ElementsAre("RATE"));
  const auto second = Rate(item, 300'000, kVera);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_FALSE(second->has_money());
  EXPECT_THAT(Owed(item), ElementsAre("SETTLE"));
  const Readiness readiness = Check(item);
  ASSERT_EQ(readiness.steps_size(), 1);
  EXPECT_EQ(readiness.steps(0).kind(), Readiness::KIND_SETTLE);
  ASSERT_EQ(readiness.steps(0).spreads_size(), 1);
  EXPECT_EQ(readiness.steps(0).spreads(0).low_hundredths(), 100'000);
  EXPECT_EQ(readiness.steps(0).spreads(0).high_hundredths(), 300'000);
  EXPECT_EQ(ReasonOf(Validate(item).status()), "NOT_READY_YET");

  backlog::v1::SettleItemRequest settle;
  settle.set_name(item.name());
  settle.mutable_money()->set_amount_hundredths(200'000);
  settle.set_reason("Half of it is season.");
  settle.set_request_id("settle-1");
  // Ina leads IT, and Vera only rates.
  for (const char* other : {kIna, kVera}) {
    EXPECT_EQ(Do(&Backlog::SettleItem, settle, other).status().code(),
              absl::StatusCode::kPermissionDenied);
  }
  const auto settled = Do(&Backlog::SettleItem, settle, kCarl);
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(settled->money().amount_hundredths(), 200'000);
  EXPECT_EQ(settled->money().rated_by(), shop().name() + "/members/carl");
  EXPECT_EQ(settled->opinions_size(), 2);
  const auto again = Do(&Backlog::SettleItem, settle, kCarl);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->revision(), settled->revision());
  EXPECT_THAT(Owed(item), ElementsAre("VALIDATE"));
  ASSERT_TRUE(Validate(item).ok());
  EXPECT_EQ(shop().StandingOf("judged"), scoring::v1::STANDING_ABOVE);
}

TEST_P(Validation, OnlyThoseWhoAreNamedRate) {
  roadmap::v1::Validation how;
  how.set_readiness_unchecked(true);
  how.add_value_raters(shop().name() + "/members/vera@example.com");
  SetWay(how);
  const Item item = Submit("named");
  const absl::Status refused = Rate(item, 100, kCarl).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("vera"));
  EXPECT_TRUE(Rate(item, 100, kVera).ok());
}

TEST_P(Validation, AStudyHoldsBothSidesBackUntilItIsOver) {
  const Item item = Submit("unknown");
  EXPECT_THAT(Owed(item), ElementsAre("ESTIMATE", "RATE"));
  Item about;
  about.mutable_study()->set_item(item.name());
  const absl::CivilDay last =
      absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 30;
  about.mutable_study()->mutable_last_day()->set_year(
      static_cast<int32_t>(last.year()));
  about.mutable_study()->mutable_last_day()->set_month(last.month());
  about.mutable_study()->mutable_last_day()->set_day(last.day());
  const Item study = Submit("study", about);
  EXPECT_THAT(Owed(item), IsEmpty());
  EXPECT_EQ(Check(item).steps(0).kind(), Readiness::KIND_STUDY);
  EXPECT_THAT(std::string(Validate(item).status().message()),
              HasSubstr("study"));
  backlog::v1::CompleteItemRequest complete;
  complete.set_name(study.name());
  ASSERT_TRUE(Do(&Backlog::CompleteItem, complete, kAnna).ok());
  EXPECT_THAT(Owed(item), ElementsAre("ESTIMATE", "RATE"));
}

TEST_P(Validation, WhatWasDeliveredWaitsForAYesAfterTheNextReview) {
  ASSERT_EQ(shop().AddItem("done", 100'000, 2), absl::OkStatus());
  Item item;
  item.set_name(shop().item_name("done"));
  roadmap::v1::CreateCommitmentRequest commit;
  commit.set_parent(shop().name());
  commit.mutable_commitment()->set_item(item.name());
  commit.mutable_commitment()->set_period(shop().name() + "/periods/q1");
  commit.mutable_commitment()->set_state(
      roadmap::v1::Commitment::STATE_DELIVERED);
  const auto delivered =
      Call(stubs().roadmap, &Roadmap::CreateCommitment, commit);
  ASSERT_TRUE(delivered.ok()) << delivered.status();
  shop().SeeRoadmap(delivered->revision());
  EXPECT_THAT(Owed(item), IsEmpty());
  ASSERT_EQ(shop().OpenReview("r1"), absl::OkStatus());
  roadmap::v1::CloseReviewRequest close;
  close.set_name(shop().name() + "/reviews/r1");
  const auto closed = Call(stubs().roadmap, &Roadmap::CloseReview, close);
  ASSERT_TRUE(closed.ok()) << closed.status();
  shop().SeeRoadmap(closed->revision());
  EXPECT_THAT(Owed(item), ElementsAre("CONFIRM"));
  backlog::v1::CompleteItemRequest complete;
  complete.set_name(item.name());
  ASSERT_TRUE(Do(&Backlog::CompleteItem, complete, kAnna).ok());
  EXPECT_THAT(Owed(item), IsEmpty());
}

LIFELINE_RUN_AGAINST_BOTH(Validation);

}  // namespace
}  // namespace lifeline::testing

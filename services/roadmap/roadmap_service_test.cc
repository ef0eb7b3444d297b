#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/roadmap_fixture.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using RoadmapService = RoadmapFixture;

v1::GetPortfolioRequest GetShop() {
  v1::GetPortfolioRequest request;
  request.set_name("portfolios/shop");
  return request;
}

v1::GetMemberRequest GetMemberNamed(const std::string& id) {
  v1::GetMemberRequest request;
  request.set_name("portfolios/shop/members/" + id);
  return request;
}

TEST_F(RoadmapService, APortfolioComesWithItsFirstMemberWhoHasEveryRole) {
  const v1::Portfolio shop = MakeShop();
  EXPECT_EQ(shop.name(), "portfolios/shop");
  EXPECT_EQ(shop.state(), v1::Portfolio::STATE_ACTIVE);
  EXPECT_EQ(shop.revision(), 1);
  EXPECT_EQ(shop.etag(), "r1");
  EXPECT_TRUE(shop.has_create_time());
  EXPECT_EQ(Call(&Stub::GetPortfolio, GetShop()).value().SerializeAsString(),
            shop.SerializeAsString());
  const auto anna = Call(&Stub::GetMember, GetMemberNamed("m1")).value();
  EXPECT_EQ(anna.address(), "anna@example.com");
  EXPECT_EQ(anna.roles_size(), v1::Role_MAX);
}

TEST_F(RoadmapService, APortfolioIsMadeOnce) {
  MakeShop();
  v1::CreatePortfolioRequest request;
  request.set_portfolio_id("shop");
  request.mutable_portfolio()->set_title("Shop");
  EXPECT_EQ(ReasonOf(Call(&Stub::CreatePortfolio, request).status()),
            kResourceExists);
  request.set_portfolio_id("Shop!");
  request.mutable_portfolio()->clear_title();
  EXPECT_THAT(FieldsOf(Call(&Stub::CreatePortfolio, request).status()),
              ElementsAre("portfolio_id"));
}

TEST_F(RoadmapService, PortfoliosAreListedByNamePageByPage) {
  for (const char* id : {"b", "a", "c"}) {
    v1::CreatePortfolioRequest request;
    request.set_portfolio_id(id);
    request.mutable_portfolio()->set_title(id);
    ASSERT_TRUE(Call(&Stub::CreatePortfolio, request).ok());
  }
  v1::ListPortfoliosRequest list;
  list.set_page_size(2);
  auto page = Call(&Stub::ListPortfolios, list).value();
  ASSERT_EQ(page.portfolios_size(), 2);
  EXPECT_EQ(page.portfolios(0).name(), "portfolios/a");
  list.set_page_token(page.next_page_token());
  page = Call(&Stub::ListPortfolios, list).value();
  ASSERT_EQ(page.portfolios_size(), 1);
  EXPECT_EQ(page.portfolios(0).name(), "portfolios/c");
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(RoadmapService, AnUpdateOfAPortfolioNeedsItsMaskAndKeepsCategories) {
  MakeShop();
  v1::UpdatePortfolioRequest request;
  request.mutable_portfolio()->set_name("portfolios/shop");
  request.mutable_portfolio()->set_title("Webshop");
  EXPECT_THAT(FieldsOf(Call(&Stub::UpdatePortfolio, request).status()),
              ElementsAre("update_mask"));
  request.mutable_update_mask()->add_paths("title");
  const auto updated = Call(&Stub::UpdatePortfolio, request).value();
  EXPECT_EQ(updated.title(), "Webshop");
  EXPECT_EQ(updated.categories_size(), 3);
  EXPECT_EQ(updated.revision(), 2);
  request.mutable_portfolio()->add_categories()->set_id("content");
  request.mutable_portfolio()->mutable_categories(0)->set_title("Content");
  request.mutable_update_mask()->add_paths("categories");
  EXPECT_EQ(ReasonOf(Call(&Stub::UpdatePortfolio, request).status()),
            kCategoryRemoved);
}

TEST_F(RoadmapService, AnArchivedPortfolioIsReadAndNotChanged) {
  MakeShop();
  v1::ArchivePortfolioRequest request;
  request.set_name("portfolios/shop");
  EXPECT_THAT(FieldsOf(Call(&Stub::ArchivePortfolio, request).status()),
              ElementsAre("reason"));
  request.set_reason("moved");
  EXPECT_EQ(Call(&Stub::ArchivePortfolio, request).value().state(),
            v1::Portfolio::STATE_ARCHIVED);
  v1::CreateTeamRequest team;
  team.set_parent("portfolios/shop");
  team.set_team_id("web");
  team.mutable_team()->set_title("Web");
  const absl::Status status = Call(&Stub::CreateTeam, team).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), kPortfolioArchived);
  EXPECT_TRUE(Call(&Stub::GetPortfolio, GetShop()).ok());
}

TEST_F(RoadmapService, WhoIsNoMemberChangesNothingAndReadsAll) {
  MakeShop();
  v1::CreateTeamRequest team;
  team.set_parent("portfolios/shop");
  team.set_team_id("web");
  team.mutable_team()->set_title("Web");
  const absl::Status status =
      CallAs("eve@example.com", &Stub::CreateTeam, team).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(status), kNotAMember);
  EXPECT_TRUE(CallAs("eve@example.com", &Stub::GetPortfolio, GetShop()).ok());
  team.set_parent("portfolios/nowhere");
  EXPECT_EQ(Call(&Stub::CreateTeam, team).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(RoadmapService, MembersAreFoundByIdAndByAddress) {
  MakeShop();
  v1::CreateMemberRequest request;
  request.set_parent("portfolios/shop");
  request.mutable_member()->set_address("Ben@example.com");
  const auto ben = Call(&Stub::CreateMember, request).value();
  EXPECT_EQ(ben.name(), "portfolios/shop/members/m2");
  EXPECT_EQ(ben.kind(), v1::Member::KIND_PERSON);
  const auto found =
      Call(&Stub::GetMember, GetMemberNamed("ben@EXAMPLE.com")).value();
  EXPECT_EQ(found.name(), ben.name());
  const absl::Status missing =
      Call(&Stub::GetMember, GetMemberNamed("cara@example.com")).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  request.set_member_id("ben2");
  EXPECT_EQ(ReasonOf(Call(&Stub::CreateMember, request).status()),
            kAddressUsed);
}

TEST_F(RoadmapService, ACounterSkipsAnIdThatSomebodyChose) {
  MakeShop();
  v1::CreateMemberRequest request;
  request.set_parent("portfolios/shop");
  request.set_member_id("m2");
  ASSERT_TRUE(Call(&Stub::CreateMember, request).ok());
  request.clear_member_id();
  EXPECT_EQ(Call(&Stub::CreateMember, request).value().name(),
            "portfolios/shop/members/m3");
}

TEST_F(RoadmapService, AMemberWhoHasLeftChangesNothingAndTheirAddressIsFree) {
  MakeShop();
  v1::CreateMemberRequest create;
  create.set_parent("portfolios/shop");
  create.mutable_member()->set_address("ben@example.com");
  auto ben = Call(&Stub::CreateMember, create).value();
  v1::UpdateMemberRequest update;
  update.mutable_member()->set_name(ben.name());
  update.mutable_member()->set_inactive(true);
  update.mutable_update_mask()->add_paths("inactive");
  ASSERT_TRUE(Call(&Stub::UpdateMember, update).value().inactive());
  EXPECT_EQ(
      ReasonOf(CallAs("ben@example.com", &Stub::CreateMember, create).status()),
      kMemberInactive);
  update.mutable_update_mask()->set_paths(0, "address");
  ASSERT_TRUE(Call(&Stub::UpdateMember, update).ok());
  EXPECT_TRUE(Call(&Stub::CreateMember, create).ok());
}

TEST_F(RoadmapService, TheLastAdminCannotLeave) {
  MakeShop();
  v1::UpdateMemberRequest update;
  update.mutable_member()->set_name("portfolios/shop/members/m1");
  update.mutable_member()->set_inactive(true);
  update.mutable_update_mask()->add_paths("inactive");
  EXPECT_EQ(ReasonOf(Call(&Stub::UpdateMember, update).status()), kLastAdmin);
}

TEST_F(RoadmapService, TeamsAreCreatedReadListedAndRenamed) {
  MakeShop();
  const v1::Team web = MakeTeam("web");
  MakeTeam("content");
  v1::GetTeamRequest get;
  get.set_name(web.name());
  EXPECT_EQ(Call(&Stub::GetTeam, get).value().title(), "web");
  v1::UpdateTeamRequest update;
  *update.mutable_team() = web;
  update.mutable_team()->set_title("Web team");
  EXPECT_EQ(Call(&Stub::UpdateTeam, update).value().title(), "Web team");
  v1::ListTeamsRequest list;
  list.set_parent("portfolios/shop");
  const auto page = Call(&Stub::ListTeams, list).value();
  ASSERT_EQ(page.teams_size(), 2);
  EXPECT_EQ(page.teams(0).name(), "portfolios/shop/teams/content");
  get.set_name("portfolios/shop/teams/mobile");
  EXPECT_THAT(std::string(Call(&Stub::GetTeam, get).status().message()),
              HasSubstr("there is no team portfolios/shop/teams/mobile"));
  update.mutable_team()->set_name(get.name());
  EXPECT_EQ(Call(&Stub::UpdateTeam, update).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(RoadmapService, WhoWasSlowerIsTold) {
  MakeShop();
  v1::UpdateTeamRequest update;
  *update.mutable_team() = MakeTeam("web");
  update.mutable_team()->set_title("First");
  ASSERT_TRUE(Call(&Stub::UpdateTeam, update).ok());
  update.mutable_team()->set_title("Second");
  const absl::Status status = Call(&Stub::UpdateTeam, update).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), kEtagMismatch);
}

TEST_F(RoadmapService, ARepeatedRequestReturnsTheFirstAnswer) {
  MakeShop();
  v1::CreateTeamRequest request;
  request.set_parent("portfolios/shop");
  request.set_team_id("web");
  request.mutable_team()->set_title("Web");
  request.set_request_id(std::string(100, 'a'));
  const auto first = Call(&Stub::CreateTeam, request).value();
  const auto again = Call(&Stub::CreateTeam, request).value();
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  EXPECT_EQ(first.revision(), 2);
  request.mutable_team()->set_title("Other");
  EXPECT_EQ(ReasonOf(Call(&Stub::CreateTeam, request).status()),
            "REQUEST_ID_REUSED");
  request.set_request_id(std::string(101, 'a'));
  EXPECT_THAT(FieldsOf(Call(&Stub::CreateTeam, request).status()),
              ElementsAre("request_id"));
}

TEST_F(RoadmapService, APreviewAnswersAndStoresNothing) {
  MakeShop();
  v1::CreateTeamRequest request;
  request.set_parent("portfolios/shop");
  request.set_team_id("web");
  request.mutable_team()->set_title("Web");
  request.set_validate_only(true);
  EXPECT_EQ(Call(&Stub::CreateTeam, request).value().etag(), "r2");
  v1::GetTeamRequest get;
  get.set_name("portfolios/shop/teams/web");
  EXPECT_EQ(Call(&Stub::GetTeam, get).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(RoadmapService, PeriodsAreListedInTheOrderOfTime) {
  MakeShop();
  MakePeriod("late", 6);
  MakePeriod("early", 2);
  MakePeriod("middle", 4);
  v1::ListPlanningPeriodsRequest list;
  list.set_parent("portfolios/shop");
  list.set_page_size(2);
  auto page = Call(&Stub::ListPlanningPeriods, list).value();
  ASSERT_EQ(page.periods_size(), 2);
  EXPECT_EQ(page.periods(0).title(), "early");
  EXPECT_EQ(page.periods(1).title(), "middle");
  list.set_page_token(page.next_page_token());
  page = Call(&Stub::ListPlanningPeriods, list).value();
  ASSERT_EQ(page.periods_size(), 1);
  EXPECT_EQ(page.periods(0).title(), "late");
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(RoadmapService, APeriodsStateChangesByVerbsOnly) {
  MakeShop();
  MakePeriod("q1", 2, v1::PlanningPeriod::STATE_DRAFT);
  v1::UpdatePlanningPeriodRequest update;
  update.mutable_period()->set_name("portfolios/shop/periods/q1");
  update.mutable_period()->set_state(v1::PlanningPeriod::STATE_OPEN);
  update.mutable_update_mask()->add_paths("state");
  EXPECT_THAT(FieldsOf(Call(&Stub::UpdatePlanningPeriod, update).status()),
              ElementsAre("update_mask"));
  v1::OpenPlanningPeriodRequest open;
  open.set_name("portfolios/shop/periods/q1");
  EXPECT_EQ(Call(&Stub::OpenPlanningPeriod, open).value().state(),
            v1::PlanningPeriod::STATE_OPEN);
  EXPECT_EQ(ReasonOf(Call(&Stub::OpenPlanningPeriod, open).status()),
            kPeriodOpen);
  update.mutable_update_mask()->set_paths(0, "title");
  update.mutable_period()->set_title("First quarter");
  const auto updated = Call(&Stub::UpdatePlanningPeriod, update).value();
  EXPECT_EQ(updated.title(), "First quarter");
  EXPECT_EQ(updated.state(), v1::PlanningPeriod::STATE_OPEN);
  EXPECT_EQ(updated.first_day().month(), 2);
}

TEST_F(RoadmapService, ClosingAPeriodMovesAndGivesUpAsDecided) {
  MakeShop();
  MakePeriod("q1", 2);
  MakePeriod("q2", 5);
  ASSERT_TRUE(MakeCommitment("a", "q1").ok());
  ASSERT_TRUE(MakeCommitment("b", "q1").ok());
  v1::ClosePlanningPeriodRequest close;
  close.set_name("portfolios/shop/periods/q1");
  close.set_reason("quarter over");
  EXPECT_EQ(ReasonOf(Call(&Stub::ClosePlanningPeriod, close).status()),
            kCommitmentsUndecided);
  auto* move = close.add_decisions();
  move->set_commitment("portfolios/shop/commitments/a");
  move->set_move_to_period("portfolios/shop/periods/q2");
  move->set_reason("nearly done");
  auto* give_up = close.add_decisions();
  give_up->set_commitment("portfolios/shop/commitments/b");
  give_up->set_reason("no longer needed");
  const auto closed = Call(&Stub::ClosePlanningPeriod, close).value();
  EXPECT_EQ(closed.state(), v1::PlanningPeriod::STATE_CLOSED);
  v1::ListCommitmentsRequest list;
  list.set_parent("portfolios/shop");
  const auto left = Call(&Stub::ListCommitments, list).value();
  ASSERT_EQ(left.commitments_size(), 1);
  EXPECT_EQ(left.commitments(0).period(), "portfolios/shop/periods/q2");
  // All of it is one commit, which says why.
  EXPECT_EQ(left.commitments(0).revision(), closed.revision());
  v1::ListRoadmapChangesRequest history;
  history.set_parent("portfolios/shop");
  history.set_resource(closed.name());
  EXPECT_EQ(
      Call(&Stub::ListRoadmapChanges, history)
          .value()
          .changes(0)
          .commit()
          .reason(),
      "quarter over\na moved to q2: nearly done\nb given up: no longer needed");
  EXPECT_EQ(ReasonOf(MakeCommitment("c", "q1").status()), kPeriodClosed);
  EXPECT_EQ(ReasonOf(Call(&Stub::ClosePlanningPeriod, close).status()),
            kPeriodClosed);
}

TEST_F(RoadmapService, ACapacityIsSetForTheFirstTimeAndChanged) {
  MakeShop();
  MakeTeam("web");
  MakePeriod("q1", 2);
  v1::UpdateCapacityRequest request;
  v1::Capacity* capacity = request.mutable_capacity();
  capacity->set_name("portfolios/shop/periods/q1/capacities/web");
  capacity->set_gross_hundredths(6000);
  auto* withheld = capacity->add_withheld();
  withheld->set_amount_hundredths(1200);
  withheld->set_reason("incidents");
  EXPECT_EQ(Call(&Stub::UpdateCapacity, request).value().net_hundredths(),
            4800);
  capacity->set_gross_hundredths(1000);
  request.mutable_update_mask()->add_paths("gross_hundredths");
  EXPECT_THAT(FieldsOf(Call(&Stub::UpdateCapacity, request).status()),
              ElementsAre("capacity.withheld"));
  v1::GetCapacityRequest get;
  get.set_name(capacity->name());
  EXPECT_EQ(Call(&Stub::GetCapacity, get).value().gross_hundredths(), 6000);
  v1::ListCapacitiesRequest list;
  list.set_parent("portfolios/shop");
  EXPECT_EQ(Call(&Stub::ListCapacities, list).value().capacities_size(), 1);
}

TEST_F(RoadmapService, AnItemThatWasGivenUpCanBePromisedAgain) {
  MakeShop();
  MakePeriod("q1", 2);
  ASSERT_TRUE(MakeCommitment("SHOP-1", "q1").ok());
  EXPECT_EQ(ReasonOf(MakeCommitment("SHOP-1", "q1").status()), kResourceExists);
  v1::DeleteCommitmentRequest give_up;
  give_up.set_name("portfolios/shop/commitments/SHOP-1");
  EXPECT_THAT(FieldsOf(Call(&Stub::DeleteCommitment, give_up).status()),
              ElementsAre("reason"));
  give_up.set_reason("too early");
  const auto gone = Call(&Stub::DeleteCommitment, give_up).value();
  EXPECT_EQ(gone.period(), "portfolios/shop/periods/q1");
  v1::GetCommitmentRequest get;
  get.set_name(give_up.name());
  EXPECT_EQ(Call(&Stub::GetCommitment, get).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Call(&Stub::DeleteCommitment, give_up).status().code(),
            absl::StatusCode::kNotFound);
  const auto again = MakeCommitment("SHOP-1", "q1").value();
  EXPECT_EQ(again.revision(), gone.revision() + 1);
  v1::ListRoadmapChangesRequest history;
  history.set_parent("portfolios/shop");
  history.set_resource(give_up.name());
  const auto changes = Call(&Stub::ListRoadmapChanges, history).value();
  ASSERT_EQ(changes.changes_size(), 3);
  EXPECT_FALSE(changes.changes(0).has_before());
  EXPECT_FALSE(changes.changes(1).has_after());
  EXPECT_EQ(changes.changes(1).commit().reason(), "too early");
}

TEST_F(RoadmapService, ACommitmentMovesOnAndNeverBack) {
  MakeShop();
  MakePeriod("q1", 2);
  v1::UpdateCommitmentRequest update;
  *update.mutable_commitment() =
      MakeCommitment("a", "q1", v1::Commitment::STATE_STARTED).value();
  update.mutable_commitment()->set_state(v1::Commitment::STATE_DELIVERED);
  update.mutable_update_mask()->add_paths("state");
  ASSERT_TRUE(Call(&Stub::UpdateCommitment, update).ok());
  update.mutable_commitment()->clear_etag();
  update.mutable_commitment()->set_state(v1::Commitment::STATE_PROMISED);
  const absl::Status status = Call(&Stub::UpdateCommitment, update).status();
  EXPECT_EQ(ReasonOf(status), kCommitmentBackwards);
  EXPECT_THAT(FieldsOf(status), ElementsAre("commitment.state"));
}

TEST_F(RoadmapService, AMandateIsMadeReadAndEnded) {
  MakeShop();
  v1::CreateMandateRequest request;
  request.set_parent("portfolios/shop");
  v1::Mandate* mandate = request.mutable_mandate();
  mandate->set_item("portfolios/shop/items/tls");
  mandate->set_reason("PCI DSS 4.2.1");
  mandate->set_approver("portfolios/shop/members/anna@example.com");
  *mandate->mutable_until() = Day(2027, 1, 3);
  EXPECT_THAT(FieldsOf(Call(&Stub::CreateMandate, request).status()),
              ElementsAre("mandate.until"));
  *mandate->mutable_until() = Day(2027, 1, 4);
  const auto made = Call(&Stub::CreateMandate, request).value();
  EXPECT_EQ(made.approver(), "portfolios/shop/members/m1");
  v1::GetMandateRequest get;
  get.set_name(made.name());
  EXPECT_TRUE(Call(&Stub::GetMandate, get).ok());
  v1::ListMandatesRequest list;
  list.set_parent("portfolios/shop");
  EXPECT_EQ(Call(&Stub::ListMandates, list).value().mandates_size(), 1);
  v1::DeleteMandateRequest end;
  end.set_name(made.name());
  end.set_reason("done");
  EXPECT_TRUE(Call(&Stub::DeleteMandate, end).ok());
  EXPECT_EQ(Call(&Stub::ListMandates, list).value().mandates_size(), 0);
}

TEST_F(RoadmapService, AWeaveIsProposedAgreedAndTakenBack) {
  MakeShop();
  MakeTeam("web");
  v1::CreateWeaveRequest request;
  request.set_parent("portfolios/shop");
  v1::Weave* weave = request.mutable_weave();
  weave->set_rider("portfolios/shop/items/hreflang");
  weave->set_carrier("portfolios/shop/items/cms");
  weave->set_state(v1::Weave::STATE_AGREED);
  weave->add_marginal_efforts()->set_team("portfolios/shop/teams/web");
  const auto made = Call(&Stub::CreateWeave, request).value();
  EXPECT_EQ(made.state(), v1::Weave::STATE_PROPOSED);
  v1::AgreeWeaveRequest agree;
  agree.set_name(made.name());
  const auto agreed = Call(&Stub::AgreeWeave, agree).value();
  EXPECT_EQ(agreed.agreed_by(), "portfolios/shop/members/m1");
  EXPECT_EQ(ReasonOf(Call(&Stub::AgreeWeave, agree).status()), kWeaveAgreed);
  weave->set_rider("portfolios/shop/items/cms");
  weave->set_carrier("portfolios/shop/items/shop-2");
  EXPECT_EQ(ReasonOf(Call(&Stub::CreateWeave, request).status()), kWeaveChain);
  v1::GetWeaveRequest get;
  get.set_name(made.name());
  EXPECT_EQ(Call(&Stub::GetWeave, get).value().state(),
            v1::Weave::STATE_AGREED);
  v1::DeleteWeaveRequest take_back;
  take_back.set_name(made.name());
  take_back.set_reason("carrier fell");
  EXPECT_TRUE(Call(&Stub::DeleteWeave, take_back).ok());
  EXPECT_TRUE(Call(&Stub::CreateWeave, request).ok());
  v1::ListWeavesRequest list;
  list.set_parent("portfolios/shop");
  EXPECT_EQ(Call(&Stub::ListWeaves, list).value().weaves_size(), 1);
}

TEST_F(RoadmapService, AReviewIsOpenedAndClosedWithItsMinutes) {
  MakeShop();
  v1::CreateReviewRequest request;
  request.set_parent("portfolios/shop");
  request.set_review_id("2027-01");
  request.mutable_review()->set_title("January");
  const auto review = Call(&Stub::CreateReview, request).value();
  EXPECT_EQ(review.state(), v1::Review::STATE_OPEN);
  v1::CloseReviewRequest close;
  close.set_name(review.name());
  auto* decision = close.add_decisions();
  decision->set_text("SEO keeps 15 percent");
  decision->set_reason("traffic");
  decision->set_decided_by("portfolios/shop/members/anna@example.com");
  Advance(absl::Hours(1));
  const auto closed = Call(&Stub::CloseReview, close).value();
  EXPECT_EQ(closed.decisions(0).decided_by(), "portfolios/shop/members/m1");
  EXPECT_EQ(closed.close_time().seconds(), closed.open_time().seconds() + 3600);
  EXPECT_EQ(ReasonOf(Call(&Stub::CloseReview, close).status()), kReviewClosed);
  v1::GetReviewRequest get;
  get.set_name(review.name());
  EXPECT_TRUE(Call(&Stub::GetReview, get).ok());
  v1::ListReviewsRequest list;
  list.set_parent("portfolios/shop");
  EXPECT_EQ(Call(&Stub::ListReviews, list).value().reviews_size(), 1);
}

TEST_F(RoadmapService, AnIndicatorKeepsOnePointADay) {
  MakeShop();
  v1::CreateKpiRequest request;
  request.set_parent("portfolios/shop");
  request.set_kpi_id("lcp");
  request.mutable_kpi()->set_title("LCP");
  request.mutable_kpi()->set_unit("ms");
  const auto kpi = Call(&Stub::CreateKpi, request).value();
  v1::UpdateKpiRequest update;
  *update.mutable_kpi() = kpi;
  update.mutable_kpi()->set_category("performance");
  ASSERT_TRUE(Call(&Stub::UpdateKpi, update).ok());
  v1::AddKpiPointsRequest add;
  add.set_kpi(kpi.name());
  for (int day = 1; day <= 3; ++day) {
    auto* point = add.add_points();
    *point->mutable_day() = Day(2027, 1, day);
    point->set_value_hundredths(day * 100);
  }
  auto added = Call(&Stub::AddKpiPoints, add).value();
  EXPECT_EQ(added.added_count(), 3);
  EXPECT_EQ(added.revision(), 4);
  add.mutable_points()->DeleteSubrange(0, 2);
  add.mutable_points(0)->set_value_hundredths(7);
  added = Call(&Stub::AddKpiPoints, add).value();
  EXPECT_EQ(added.replaced_count(), 1);
  EXPECT_EQ(added.added_count(), 0);
  v1::ListKpiPointsRequest list;
  list.set_kpi(kpi.name());
  list.set_page_size(2);
  auto page = Call(&Stub::ListKpiPoints, list).value();
  ASSERT_EQ(page.points_size(), 2);
  EXPECT_EQ(page.points(1).day().day(), 2);
  list.set_page_token(page.next_page_token());
  page = Call(&Stub::ListKpiPoints, list).value();
  ASSERT_EQ(page.points_size(), 1);
  EXPECT_EQ(page.points(0).value_hundredths(), 7);
  EXPECT_EQ(page.next_page_token(), "");
  v1::GetKpiRequest get;
  get.set_name(kpi.name());
  EXPECT_EQ(Call(&Stub::GetKpi, get).value().category(), "performance");
  v1::ListKpisRequest kpis;
  kpis.set_parent("portfolios/shop");
  EXPECT_EQ(Call(&Stub::ListKpis, kpis).value().kpis_size(), 1);
}

TEST_F(RoadmapService, APageTokenBelongsToItsMethodAndParent) {
  MakeShop();
  MakeTeam("a");
  MakeTeam("b");
  v1::ListTeamsRequest list;
  list.set_parent("portfolios/shop");
  list.set_page_size(1);
  const auto page = Call(&Stub::ListTeams, list).value();
  v1::ListMembersRequest other;
  other.set_parent("portfolios/shop");
  other.set_page_token(page.next_page_token());
  EXPECT_EQ(ReasonOf(Call(&Stub::ListMembers, other).status()),
            "PAGE_TOKEN_INVALID");
  list.set_page_size(-1);
  EXPECT_THAT(FieldsOf(Call(&Stub::ListTeams, list).status()),
              ElementsAre("page_size"));
}

TEST_F(RoadmapService, NamesAndReasonsAreCheckedTogether) {
  v1::DeleteMandateRequest request;
  request.set_name("mandates/x");
  request.set_request_id("a b");
  EXPECT_THAT(FieldsOf(Call(&Stub::DeleteMandate, request).status()),
              ElementsAre("name", "request_id", "reason"));
  request.set_reason(std::string(2001, 'x'));
  EXPECT_THAT(FieldsOf(Call(&Stub::DeleteMandate, request).status()),
              ElementsAre("name", "request_id", "reason"));
}

TEST_F(RoadmapService, EveryErrorHasAReason) {
  v1::GetTeamRequest get;
  get.set_name("nonsense");
  const absl::Status status = Call(&Stub::GetTeam, get).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
}

class RoadmapLimits : public RoadmapFixture {
 protected:
  void SetUp() override {
    Limits limits;
    limits.portfolios = 1;
    limits.members = 2;
    limits.teams = 2;
    limits.periods = 1;
    limits.commitments = 1;
    limits.kpi_points = 1;
    Start(limits);
    MakeShop();
  }
};

TEST_F(RoadmapLimits, ThereIsNotOneMoreThanTheLimit) {
  MakeTeam("a");
  MakeTeam("b");
  v1::CreateTeamRequest team;
  team.set_parent("portfolios/shop");
  team.set_team_id("c");
  team.mutable_team()->set_title("c");
  const absl::Status status = Call(&Stub::CreateTeam, team).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), kLimitReached);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("there can be 2 teams in shop"));
  v1::CreatePortfolioRequest portfolio;
  portfolio.set_portfolio_id("other");
  portfolio.mutable_portfolio()->set_title("Other");
  EXPECT_EQ(ReasonOf(Call(&Stub::CreatePortfolio, portfolio).status()),
            kLimitReached);
  v1::CreateMemberRequest member;
  member.set_parent("portfolios/shop");
  ASSERT_TRUE(Call(&Stub::CreateMember, member).ok());
  EXPECT_EQ(ReasonOf(Call(&Stub::CreateMember, member).status()),
            kLimitReached);
}

TEST_F(RoadmapLimits, WhatIsTakenBackMakesRoom) {
  MakePeriod("q1", 2);
  ASSERT_TRUE(MakeCommitment("a", "q1").ok());
  EXPECT_EQ(ReasonOf(MakeCommitment("b", "q1").status()), kLimitReached);
  v1::DeleteCommitmentRequest give_up;
  give_up.set_name("portfolios/shop/commitments/a");
  give_up.set_reason("too early");
  ASSERT_TRUE(Call(&Stub::DeleteCommitment, give_up).ok());
  EXPECT_TRUE(MakeCommitment("b", "q1").ok());
}

TEST_F(RoadmapLimits, AnIndicatorHasNotOnePointMoreThanTheLimit) {
  v1::CreateKpiRequest request;
  request.set_parent("portfolios/shop");
  request.set_kpi_id("lcp");
  request.mutable_kpi()->set_title("LCP");
  request.mutable_kpi()->set_unit("ms");
  ASSERT_TRUE(Call(&Stub::CreateKpi, request).ok());
  v1::AddKpiPointsRequest add;
  add.set_kpi("portfolios/shop/kpis/lcp");
  *add.add_points()->mutable_day() = Day(2027, 1, 1);
  ASSERT_TRUE(Call(&Stub::AddKpiPoints, add).ok());
  ASSERT_TRUE(Call(&Stub::AddKpiPoints, add).ok());
  *add.add_points()->mutable_day() = Day(2027, 1, 2);
  EXPECT_EQ(ReasonOf(Call(&Stub::AddKpiPoints, add).status()), kLimitReached);
}

}  // namespace
}  // namespace lifeline::roadmap

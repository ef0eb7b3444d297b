#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/roadmap_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ApplyRoadmap : public RoadmapFixture {
 protected:
  static v1::ApplyRoadmapRequest Request() {
    v1::ApplyRoadmapRequest request;
    request.set_parent("portfolios/shop");
    return request;
  }

  static v1::RoadmapResource* Add(v1::ApplyRoadmapRequest* request) {
    return request->add_upserts()->mutable_resource();
  }

  static void AddTeam(const std::string& id, v1::ApplyRoadmapRequest* request) {
    v1::Team* team = Add(request)->mutable_team();
    team->set_name("portfolios/shop/teams/" + id);
    team->set_title(id);
  }

  // A small document, with references before what they refer to.
  static v1::ApplyRoadmapRequest Document() {
    v1::ApplyRoadmapRequest request = Request();
    v1::Capacity* capacity = Add(&request)->mutable_capacity();
    capacity->set_name("portfolios/shop/periods/q1/capacities/web");
    capacity->set_gross_hundredths(6000);
    v1::Mandate* mandate = Add(&request)->mutable_mandate();
    mandate->set_name("portfolios/shop/mandates/tls");
    mandate->set_item("portfolios/shop/items/tls");
    mandate->set_reason("PCI DSS");
    mandate->set_approver("portfolios/shop/members/it-lead@example.com");
    *mandate->mutable_until() = Day(2027, 3, 31);
    v1::Weave* weave = Add(&request)->mutable_weave();
    weave->set_name("portfolios/shop/weaves/hreflang");
    weave->set_rider("portfolios/shop/items/hreflang");
    weave->set_carrier("portfolios/shop/items/cms");
    weave->add_marginal_efforts()->set_team("portfolios/shop/teams/web");
    weave->set_carrier_owner("portfolios/shop/members/anna@example.com");
    v1::Commitment* commitment = Add(&request)->mutable_commitment();
    commitment->set_name("portfolios/shop/commitments/cms");
    commitment->set_item("portfolios/shop/items/cms");
    commitment->set_period("portfolios/shop/periods/q1");
    commitment->set_state(v1::Commitment::STATE_STARTED);
    AddTeam("web", &request);
    v1::PlanningPeriod* period = Add(&request)->mutable_period();
    period->set_name("portfolios/shop/periods/q1");
    period->set_state(v1::PlanningPeriod::STATE_OPEN);
    *period->mutable_first_day() = Day(2027, 1, 4);
    *period->mutable_last_day() = Day(2027, 3, 26);
    v1::Member* lead = Add(&request)->mutable_member();
    lead->set_address("it-lead@example.com");
    lead->add_roles(v1::ROLE_IT_LEAD);
    v1::Member* anna = Add(&request)->mutable_member();
    anna->set_name("portfolios/shop/members/anna");
    anna->set_address("anna@example.com");
    anna->set_deputy("portfolios/shop/members/it-lead@example.com");
    anna->add_roles(v1::ROLE_PRODUCT_OWNER);
    v1::Portfolio* portfolio = Add(&request)->mutable_portfolio();
    portfolio->set_name("portfolios/shop");
    portfolio->set_title("Webshop 2027");
    return request;
  }

  absl::StatusOr<v1::ApplyRoadmapResponse> Apply(
      const v1::ApplyRoadmapRequest& request) {
    return Call(&Stub::ApplyRoadmap, request);
  }
};

TEST_F(ApplyRoadmap, ADocumentMakesItsPortfolioInOneCommit) {
  const auto answer = Apply(Document()).value();
  EXPECT_EQ(answer.revision(), 1);
  EXPECT_NE(answer.epoch(), 0);
  EXPECT_EQ(answer.created_count(), 9);
  ASSERT_EQ(answer.members_size(), 2);
  EXPECT_EQ(answer.members(0).name(), "portfolios/shop/members/m1");
  EXPECT_EQ(answer.members(0).address(), "it-lead@example.com");
  // The caller is in the document, so that is the member with every role.
  EXPECT_EQ(answer.members(1).name(), "portfolios/shop/members/anna");
  EXPECT_EQ(answer.members(1).roles_size(), v1::Role_MAX);
  EXPECT_EQ(answer.members(1).deputy(), "portfolios/shop/members/m1");
  v1::GetMandateRequest get;
  get.set_name("portfolios/shop/mandates/tls");
  EXPECT_EQ(Call(&Stub::GetMandate, get).value().approver(),
            "portfolios/shop/members/m1");
  v1::GetWeaveRequest weave;
  weave.set_name("portfolios/shop/weaves/hreflang");
  EXPECT_EQ(Call(&Stub::GetWeave, weave).value().agreed_by(),
            "portfolios/shop/members/anna");
}

TEST_F(ApplyRoadmap, TheSameDocumentAgainChangesNothing) {
  const auto first = Apply(Document()).value();
  Advance(absl::Hours(24 * 100));
  const auto again = Apply(Document()).value();
  EXPECT_EQ(again.revision(), 1);
  EXPECT_EQ(again.created_count(), 0);
  EXPECT_EQ(again.updated_count(), 0);
  EXPECT_EQ(again.unchanged_count(), 9);
  ASSERT_EQ(again.members_size(), 2);
  EXPECT_EQ(again.members(0).name(), first.members(0).name());
}

TEST_F(ApplyRoadmap, ACallerWhomTheDocumentDoesNotNameIsMadeAMember) {
  v1::ApplyRoadmapRequest request = Document();
  ASSERT_TRUE(CallAs("planner", &Stub::ApplyRoadmap, request).ok());
  v1::GetMemberRequest get;
  get.set_name("portfolios/shop/members/planner@localhost");
  EXPECT_EQ(Call(&Stub::GetMember, get).value().roles_size(), v1::Role_MAX);
}

TEST_F(ApplyRoadmap, WithoutItsPortfolioThereIsNothingToChange) {
  v1::ApplyRoadmapRequest request = Request();
  AddTeam("web", &request);
  EXPECT_EQ(Apply(request).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ApplyRoadmap, AllThatIsWrongIsSaidAtOnceAndNothingIsStored) {
  MakeShop();
  v1::ApplyRoadmapRequest request = Request();
  AddTeam("web", &request);
  v1::Capacity* capacity = Add(&request)->mutable_capacity();
  capacity->set_name("portfolios/shop/periods/q9/capacities/web");
  capacity->set_gross_hundredths(-1);
  request.add_upserts();
  v1::Mandate* mandate = Add(&request)->mutable_mandate();
  mandate->set_name("portfolios/shop/mandates/tls");
  mandate->set_item("portfolios/shop/items/tls");
  mandate->set_reason("PCI DSS");
  mandate->set_approver("portfolios/shop/members/nobody@example.com");
  *mandate->mutable_until() = Day(2026, 1, 1);
  Add(&request)->mutable_team()->set_name("portfolios/other/teams/web");
  AddTeam("web", &request);
  request.mutable_upserts(0)->mutable_update_mask()->add_paths("color");
  Add(&request)->mutable_member()->set_display_name("Nobody");
  const absl::Status status = Apply(request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const auto fields = FieldsOf(status);
  EXPECT_THAT(
      fields,
      ::testing::UnorderedElementsAre(
          "upserts[0].update_mask",
          "upserts[1].resource.capacity.gross_hundredths",
          "upserts[1].resource.capacity.name", "upserts[2].resource",
          "upserts[3].resource.mandate.approver",
          "upserts[3].resource.mandate.until", "upserts[4].resource.team.name",
          "upserts[6].resource.member.name"));
  v1::ListTeamsRequest list;
  list.set_parent("portfolios/shop");
  EXPECT_EQ(Call(&Stub::ListTeams, list).value().teams_size(), 0);
  EXPECT_EQ(Apply([&] {
              auto fine = Request();
              AddTeam("web", &fine);
              return fine;
            }())
                .value()
                .revision(),
            2);
}

TEST_F(ApplyRoadmap, AResourceIsNamedOnce) {
  MakeShop();
  v1::ApplyRoadmapRequest request = Request();
  AddTeam("web", &request);
  AddTeam("web", &request);
  const absl::Status status = Apply(request).status();
  EXPECT_THAT(FieldsOf(status), ElementsAre("upserts[1].resource.team.name"));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("upserts[0].resource.team"));
}

TEST_F(ApplyRoadmap, StatesAloneAreAFailedPrecondition) {
  MakeShop();
  MakePeriod("q1", 2);
  v1::ApplyRoadmapRequest request = Request();
  v1::PlanningPeriod* period = Add(&request)->mutable_period();
  period->set_name("portfolios/shop/periods/overlap");
  *period->mutable_first_day() = Day(2027, 2, 28);
  *period->mutable_last_day() = Day(2027, 3, 28);
  const absl::Status status = Apply(request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), kPeriodsOverlap);
  EXPECT_THAT(FieldsOf(status),
              ElementsAre("upserts[0].resource.period.first_day"));
}

TEST_F(ApplyRoadmap, AMaskWritesWhatItNames) {
  Apply(Document()).value();
  v1::ApplyRoadmapRequest request = Request();
  v1::Portfolio* portfolio = Add(&request)->mutable_portfolio();
  portfolio->set_name("portfolios/shop");
  v1::Category* category = portfolio->add_categories();
  category->set_id("content");
  category->set_title("Content");
  request.mutable_upserts(0)->mutable_update_mask()->add_paths("categories");
  const auto answer = Apply(request).value();
  EXPECT_EQ(answer.updated_count(), 1);
  EXPECT_EQ(answer.revision(), 2);
  v1::GetPortfolioRequest get;
  get.set_name("portfolios/shop");
  const auto shop = Call(&Stub::GetPortfolio, get).value();
  EXPECT_EQ(shop.title(), "Webshop 2027");
  EXPECT_EQ(shop.categories_size(), 4);
}

TEST_F(ApplyRoadmap, SomebodyWhoIsOnlyMentionedStaysAsTheyAre) {
  MakeShop();
  v1::ApplyRoadmapRequest request = Request();
  Add(&request)->mutable_member()->set_address("ANNA@example.com");
  const auto answer = Apply(request).value();
  EXPECT_EQ(answer.unchanged_count(), 1);
  EXPECT_EQ(answer.members(0).address(), "anna@example.com");
  EXPECT_EQ(answer.revision(), 1);
}

TEST_F(ApplyRoadmap, TwoMembersMayExchangeTheirAddresses) {
  MakeShop();
  v1::CreateMemberRequest create;
  create.set_parent("portfolios/shop");
  create.mutable_member()->set_address("ben@example.com");
  ASSERT_TRUE(Call(&Stub::CreateMember, create).ok());
  v1::ApplyRoadmapRequest request = Request();
  for (const auto& [id, address] : {std::pair("m1", "ben@example.com"),
                                    std::pair("m2", "anna@example.com")}) {
    v1::Member* member = Add(&request)->mutable_member();
    member->set_name(absl::StrCat("portfolios/shop/members/", id));
    member->set_address(address);
    request.mutable_upserts()->rbegin()->mutable_update_mask()->add_paths(
        "address");
  }
  EXPECT_EQ(Apply(request).value().updated_count(), 2);
  v1::GetMemberRequest get;
  get.set_name("portfolios/shop/members/ben@example.com");
  EXPECT_EQ(Call(&Stub::GetMember, get).value().name(),
            "portfolios/shop/members/m1");
}

TEST_F(ApplyRoadmap, AnOldEtagIsRefusedAndNothingIsStored) {
  MakeShop();
  v1::Team web = MakeTeam("web");
  v1::ApplyRoadmapRequest request = Request();
  AddTeam("content", &request);
  AddTeam("web", &request);
  request.mutable_upserts(1)->mutable_resource()->mutable_team()->set_etag(
      "r1");
  EXPECT_EQ(ReasonOf(Apply(request).status()), kEtagMismatch);
  request.mutable_upserts(1)->mutable_resource()->mutable_team()->set_etag(
      web.etag());
  EXPECT_EQ(Apply(request).value().created_count(), 1);
}

TEST_F(ApplyRoadmap, APreviewAnswersAndStoresNothing) {
  v1::ApplyRoadmapRequest request = Document();
  request.set_validate_only(true);
  EXPECT_EQ(Apply(request).value().created_count(), 9);
  request.set_validate_only(false);
  EXPECT_EQ(Apply(request).value().revision(), 1);
}

TEST_F(ApplyRoadmap, ARepeatedRequestReturnsTheFirstAnswer) {
  v1::ApplyRoadmapRequest request = Document();
  request.set_request_id("once");
  const auto first = Apply(request).value();
  EXPECT_EQ(Apply(request).value().SerializeAsString(),
            first.SerializeAsString());
}

TEST_F(ApplyRoadmap, AChangeOverServicesIsStampedOnItsCommit) {
  v1::ApplyRoadmapRequest request = Document();
  request.set_change_parts(2);
  EXPECT_THAT(FieldsOf(Apply(request).status()), ElementsAre("change_parts"));
  request.set_change_id("change-1");
  request.set_change_parts(4);
  EXPECT_THAT(FieldsOf(Apply(request).status()), ElementsAre("change_parts"));
  request.set_change_parts(2);
  request.set_reason("first import");
  ASSERT_TRUE(Apply(request).ok());
  v1::ListRoadmapChangesRequest history;
  history.set_parent("portfolios/shop");
  const auto commit =
      Call(&Stub::ListRoadmapChanges, history).value().changes(0).commit();
  EXPECT_EQ(commit.change_id(), "change-1");
  EXPECT_EQ(commit.change_parts(), 2);
  EXPECT_EQ(commit.reason(), "first import");
  EXPECT_EQ(commit.actor(), "portfolios/shop/members/anna");
}

TEST_F(ApplyRoadmap, AClosedPeriodComesWithADocumentAndItsDeliveredWork) {
  MakeShop();
  MakeTeam("web");
  v1::ApplyRoadmapRequest request = Request();
  v1::PlanningPeriod* period = Add(&request)->mutable_period();
  period->set_name("portfolios/shop/periods/past");
  period->set_state(v1::PlanningPeriod::STATE_CLOSED);
  *period->mutable_first_day() = Day(2026, 10, 1);
  *period->mutable_last_day() = Day(2026, 12, 31);
  v1::Capacity* capacity = Add(&request)->mutable_capacity();
  capacity->set_name("portfolios/shop/periods/past/capacities/web");
  v1::Commitment* commitment = Add(&request)->mutable_commitment();
  commitment->set_name("portfolios/shop/commitments/cms");
  commitment->set_item("portfolios/shop/items/cms");
  commitment->set_period(period->name());
  commitment->set_state(v1::Commitment::STATE_DELIVERED);
  EXPECT_EQ(Apply(request).value().created_count(), 3);
  EXPECT_EQ(Apply(request).value().unchanged_count(), 3);
}

TEST_F(ApplyRoadmap, MoreViolationsThanAnAnswerHoldsAreCutAndCounted) {
  MakeShop();
  v1::ApplyRoadmapRequest request = Request();
  for (int i = 0; i < 1000; ++i) {
    v1::Team* team = Add(&request)->mutable_team();
    team->set_name(absl::StrCat("portfolios/shop/teams/\u00e4\u00f6", i));
    team->set_title(std::string(201, 'x'));
  }
  const absl::Status status = Apply(request).status();
  ASSERT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  const auto fields = FieldsOf(status);
  ASSERT_GT(fields.size(), 5u);
  EXPECT_EQ(fields.front(), "upserts[0].resource.team.name");
  EXPECT_THAT(std::string(status.message()), HasSubstr(" more"));
}

class SmallApply : public ApplyRoadmap {
 protected:
  void SetUp() override {
    Limits limits;
    limits.upserts = 2;
    Start(limits);
    MakeShop();
  }
};

TEST_F(SmallApply, TakesAsManyAsTheLimitAndNotOneMore) {
  v1::ApplyRoadmapRequest request = Request();
  EXPECT_THAT(FieldsOf(Apply(request).status()), ElementsAre("upserts"));
  AddTeam("a", &request);
  AddTeam("b", &request);
  EXPECT_TRUE(Apply(request).ok());
  AddTeam("c", &request);
  EXPECT_THAT(FieldsOf(Apply(request).status()), ElementsAre("upserts"));
}

}  // namespace
}  // namespace lifeline::roadmap

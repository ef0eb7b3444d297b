#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/roadmap/reasons.h"
#include "services/roadmap/roadmap_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;

using DecisionService = RoadmapFixture;

TEST_F(DecisionService, AMandateIsMadeReadAndEnded) {
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

TEST_F(DecisionService, AWeaveIsProposedAgreedAndTakenBack) {
  MakeShop();
  MakeTeam("web");
  v1::CreateWeaveRequest request;
  request.set_parent("portfolios/shop");
  v1::Weave* weave = request.mutable_weave();
  weave->set_rider("portfolios/shop/items/hreflang");
  weave->set_carrier("portfolios/shop/items/cms");
  weave->set_state(v1::Weave::STATE_AGREED);
  weave->add_marginal_efforts()->set_team("portfolios/shop/teams/web");
  EXPECT_THAT(FieldsOf(Call(&Stub::CreateWeave, request).status()),
              ElementsAre("weave.carrier_owner"));
  weave->set_carrier_owner("portfolios/shop/members/ben@example.com");
  EXPECT_THAT(FieldsOf(Call(&Stub::CreateWeave, request).status()),
              ElementsAre("weave.carrier_owner"));
  v1::CreateMemberRequest ben;
  ben.set_parent("portfolios/shop");
  ben.mutable_member()->set_address("ben@example.com");
  ben.mutable_member()->add_roles(v1::ROLE_PRODUCT_OWNER);
  ASSERT_TRUE(Call(&Stub::CreateMember, ben).ok());
  const auto made = Call(&Stub::CreateWeave, request).value();
  EXPECT_EQ(made.state(), v1::Weave::STATE_PROPOSED);
  EXPECT_EQ(made.carrier_owner(), "portfolios/shop/members/m2");
  v1::AgreeWeaveRequest agree;
  agree.set_name(made.name());
  EXPECT_EQ(ReasonOf(Call(&Stub::AgreeWeave, agree).status()),
            kNotTheCarriersOwner);
  const auto agreed =
      CallAs("ben@example.com", &Stub::AgreeWeave, agree).value();
  EXPECT_EQ(agreed.agreed_by(), "portfolios/shop/members/m2");
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

TEST_F(DecisionService, AReviewIsOpenedAndClosedWithItsMinutes) {
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

TEST_F(DecisionService, AnIndicatorKeepsOnePointADay) {
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

TEST_F(DecisionService, AnIndicatorIsJudgedByItsNewestDayOfAll) {
  MakeShop();
  MakeTeam("web");
  v1::CreateKpiRequest request;
  request.set_parent("portfolios/shop");
  request.set_kpi_id("indexed");
  request.mutable_kpi()->set_title("Indexed share");
  request.mutable_kpi()->set_unit("percent");
  request.mutable_kpi()->set_category("seo");
  v1::VisibilityRule& rule = *request.mutable_kpi()->mutable_rule();
  rule.set_limit_hundredths(9000);
  rule.set_team("portfolios/shop/teams/web");
  rule.set_owner("portfolios/shop/members/anna@example.com");
  // Nobody says that it is broken but its values.
  request.mutable_kpi()->mutable_breach()->set_lasts(true);
  const auto made = Call(&Stub::CreateKpi, request);
  ASSERT_TRUE(made.ok()) << made.status();
  const v1::Kpi& kpi = *made;
  EXPECT_EQ(kpi.rule().owner(), "portfolios/shop/members/m1");
  EXPECT_FALSE(kpi.has_breach());
  const auto report = [&](int day, int64_t value) {
    v1::AddKpiPointsRequest add;
    add.set_kpi(kpi.name());
    *add.add_points()->mutable_day() = Day(2027, 1, day);
    add.mutable_points(0)->set_value_hundredths(value);
    const auto added = Call(&Stub::AddKpiPoints, add).value();
    v1::GetKpiRequest get;
    get.set_name(kpi.name());
    const auto read = Call(&Stub::GetKpi, get).value();
    EXPECT_LE(read.revision(), added.revision());
    return read.breach();
  };
  EXPECT_FALSE(report(20, 9500).lasts());
  // What an import adds to the past says nothing about today.
  EXPECT_EQ(report(10, 8000).number(), 0);
  const v1::KpiBreach breach = report(21, 8700);
  EXPECT_TRUE(breach.lasts());
  EXPECT_EQ(breach.value_hundredths(), 8700);
  // Monday, the day of the report.
  EXPECT_EQ(breach.due_date().day(), 4);
  EXPECT_TRUE(report(19, 9900).lasts());
  EXPECT_FALSE(report(21, 9100).lasts());
}

}  // namespace
}  // namespace lifeline::roadmap

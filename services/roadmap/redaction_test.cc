#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/redact.h"
#include "services/common/status_testing.h"
#include "services/rights/asker.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/roadmap_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;

constexpr char kSecret[] = "Benjamin Secret";

class Redaction : public RoadmapFixture {
 protected:
  void SetUp() override {
    RoadmapFixture::SetUp();
    MakeShop();
  }

  absl::StatusOr<v1::RedactResourceResponse> Redact(
      const std::string& name, const std::string& as = "",
      bool validate_only = false) {
    v1::RedactResourceRequest request;
    request.set_name("portfolios/shop" + name);
    request.set_reason("names a person");
    request.set_validate_only(validate_only);
    return CallAs(as, &Stub::RedactResource, request);
  }

  v1::Mandate MakeMandate(const std::string& item, const std::string& reason) {
    v1::CreateMandateRequest request;
    request.set_parent("portfolios/shop");
    v1::Mandate& mandate = *request.mutable_mandate();
    mandate.set_item("portfolios/shop/items/" + item);
    mandate.set_reason(reason);
    mandate.set_approver("portfolios/shop/members/m1");
    *mandate.mutable_until() = Day(2027, 3, 1);
    request.set_request_id(absl::StrCat("mandate-", ++mandates_));
    return Call(&Stub::CreateMandate, request).value();
  }

  void EndMandate(const std::string& item, const std::string& reason) {
    v1::DeleteMandateRequest request;
    request.set_name("portfolios/shop/mandates/" + item);
    request.set_reason(reason);
    ASSERT_TRUE(Call(&Stub::DeleteMandate, request).ok());
  }

  void SetCapacity(const std::string& withheld_for) {
    v1::UpdateCapacityRequest request;
    v1::Capacity& capacity = *request.mutable_capacity();
    capacity.set_name("portfolios/shop/periods/q1/capacities/web");
    capacity.set_gross_hundredths(1'000);
    if (!withheld_for.empty()) {
      capacity.add_withheld()->set_amount_hundredths(100);
      capacity.mutable_withheld(0)->set_reason(withheld_for);
    }
    ASSERT_TRUE(Call(&Stub::UpdateCapacity, request).ok());
  }

  void MakeKpi(const std::string& id) {
    v1::CreateKpiRequest request;
    request.set_parent("portfolios/shop");
    request.set_kpi_id(id);
    request.mutable_kpi()->set_title("Indexed share");
    request.mutable_kpi()->set_unit("percent");
    ASSERT_TRUE(Call(&Stub::CreateKpi, request).ok());
  }

  void Report(const std::string& kpi, int day, const std::string& note) {
    v1::AddKpiPointsRequest request;
    request.set_kpi("portfolios/shop/kpis/" + kpi);
    v1::KpiPoint& point = *request.add_points();
    *point.mutable_day() = Day(2027, 1, day);
    point.set_value_hundredths(100);
    point.set_note(note);
    ASSERT_TRUE(Call(&Stub::AddKpiPoints, request).ok());
  }

  // The changes of a resource, the newest first.
  std::vector<v1::RoadmapChange> ChangesOf(const std::string& name) {
    v1::ListRoadmapChangesRequest request;
    request.set_parent("portfolios/shop");
    request.set_resource("portfolios/shop" + name);
    const auto changes = Call(&Stub::ListRoadmapChanges, request).value();
    return {changes.changes().begin(), changes.changes().end()};
  }

  void ExpectGone() {
    EXPECT_FALSE(absl::StrContains(History(), kSecret));
    EXPECT_FALSE(IsStored(kSecret));
  }

 private:
  int mandates_ = 0;
};

TEST_F(Redaction, MinutesGo) {
  v1::CreateReviewRequest create;
  create.set_parent("portfolios/shop");
  create.set_review_id("r1");
  create.mutable_review()->set_title("January");
  ASSERT_TRUE(Call(&Stub::CreateReview, create).ok());
  v1::CloseReviewRequest close;
  close.set_name("portfolios/shop/reviews/r1");
  auto* decision = close.add_decisions();
  decision->set_text(absl::StrCat(kSecret, " does it"));
  decision->set_reason(absl::StrCat(kSecret, " is quick"));
  decision->set_decided_by("portfolios/shop/members/m1");
  close.set_request_id("close");
  ASSERT_TRUE(Call(&Stub::CloseReview, close).ok());
  const v1::Review review = Redact("/reviews/r1").value().resource().review();
  EXPECT_EQ(review.decisions(0).text(), kRedacted);
  EXPECT_EQ(review.decisions(0).reason(), kRedacted);
  EXPECT_EQ(review.decisions(0).decided_by(), "portfolios/shop/members/m1");
  ExpectGone();
}

TEST_F(Redaction, WhyAMandateWasMadeGoesAndNothingElseOfIt) {
  v1::Mandate mandate = MakeMandate("shop-12", kSecret);
  ASSERT_TRUE(IsStored(kSecret));
  const v1::RedactResourceResponse redacted =
      Redact("/mandates/shop-12").value();
  EXPECT_EQ(redacted.revision(), mandate.revision() + 1);
  mandate.set_reason(kRedacted);
  mandate.set_revision(redacted.revision());
  mandate.set_etag(redacted.resource().mandate().etag());
  EXPECT_EQ(redacted.resource().mandate().SerializeAsString(),
            mandate.SerializeAsString());
  ExpectGone();
}

TEST_F(Redaction, OfWhatWasRemovedNothingIsLeftEither) {
  MakeMandate("shop-12", kSecret);
  EndMandate("shop-12", kSecret);
  const v1::RedactResourceResponse redacted =
      Redact("/mandates/shop-12").value();
  EXPECT_FALSE(redacted.has_resource());
  EXPECT_EQ(redacted.revision(), 4);
  ExpectGone();
  // It can be made again, and is as new.
  EXPECT_EQ(MakeMandate("shop-12", "PCI DSS").reason(), "PCI DSS");
}

TEST_F(Redaction, WhyCapacityWasWithheldGoesThoughItIsNotAnyMore) {
  MakeTeam("web");
  MakePeriod("q1", 1);
  SetCapacity(kSecret);
  SetCapacity("");
  EXPECT_TRUE(
      Redact("/periods/q1/capacities/web").value().resource().has_capacity());
  ExpectGone();
  EXPECT_EQ(ChangesOf("/periods/q1/capacities/web")
                .back()
                .after()
                .capacity()
                .withheld(0)
                .reason(),
            kRedacted);
}

TEST_F(Redaction, NotesOfAnIndicatorGoAlsoThoseThatWereReplaced) {
  MakeKpi("indexed");
  MakeKpi("traffic");
  Report("indexed", 2, kSecret);
  Report("indexed", 2, "");
  Report("indexed", 3, kSecret);
  Report("traffic", 3, "a release");
  EXPECT_EQ(Redact("/kpis/indexed").value().resource().kpi().title(),
            "Indexed share");
  ExpectGone();
  v1::ListKpiPointsRequest list;
  list.set_kpi("portfolios/shop/kpis/indexed");
  EXPECT_EQ(Call(&Stub::ListKpiPoints, list).value().points(1).note(),
            kRedacted);
  list.set_kpi("portfolios/shop/kpis/traffic");
  EXPECT_EQ(Call(&Stub::ListKpiPoints, list).value().points(0).note(),
            "a release");
}

TEST_F(Redaction, WhyCommitmentsWereGivenUpGoesWithTheirPeriod) {
  MakePeriod("q1", 1);
  ASSERT_TRUE(MakeCommitment("shop-12", "q1").ok());
  v1::ClosePlanningPeriodRequest close;
  close.set_name("portfolios/shop/periods/q1");
  auto* decision = close.add_decisions();
  decision->set_commitment("portfolios/shop/commitments/shop-12");
  decision->set_reason(kSecret);
  ASSERT_TRUE(Call(&Stub::ClosePlanningPeriod, close).ok());
  ASSERT_TRUE(absl::StrContains(History(), kSecret));
  ASSERT_TRUE(Redact("/periods/q1").ok());
  ExpectGone();
}

TEST_F(Redaction, WhoFollowsHearsWhichTextsWentAndOnlyThen) {
  MakeMandate("shop-12", kSecret);
  EndMandate("shop-12", "done");
  ASSERT_TRUE(Redact("/mandates/shop-12").ok());
  MakeMandate("shop-12", "again");
  const auto changes = ChangesOf("/mandates/shop-12");
  ASSERT_EQ(changes.size(), 4u);
  EXPECT_THAT(changes[0].redacted_paths(), ElementsAre());
  EXPECT_THAT(changes[1].redacted_paths(), ElementsAre("mandate.reason"));
  EXPECT_FALSE(changes[1].has_after());
  EXPECT_THAT(changes[2].redacted_paths(), ElementsAre());
  EXPECT_THAT(changes[3].redacted_paths(), ElementsAre());
}

TEST_F(Redaction, OthersKeepTheirTexts) {
  MakeMandate("shop-12", kSecret);
  MakeMandate("shop-13", "PCI DSS");
  ASSERT_TRUE(Redact("/mandates/shop-12").ok());
  v1::GetMandateRequest get;
  get.set_name("portfolios/shop/mandates/shop-13");
  EXPECT_EQ(Call(&Stub::GetMandate, get).value().reason(), "PCI DSS");
}

TEST_F(Redaction, APreviewChangesNothing) {
  MakeMandate("shop-12", kSecret);
  EXPECT_EQ(Redact("/mandates/shop-12", "", /*validate_only=*/true)
                .value()
                .resource()
                .mandate()
                .reason(),
            kRedacted);
  EXPECT_TRUE(absl::StrContains(History(), kSecret));
}

TEST_F(Redaction, IsForAnAdmin) {
  MakeMandate("shop-12", kSecret);
  v1::CreateMemberRequest request;
  request.set_parent("portfolios/shop");
  request.set_member_id("ben");
  request.mutable_member()->set_address("ben@example.com");
  request.mutable_member()->add_roles(v1::ROLE_PLANNER);
  ASSERT_TRUE(Call(&Stub::CreateMember, request).ok());
  EXPECT_EQ(ReasonOf(Redact("/mandates/shop-12", "ben@example.com").status()),
            rights::kRoleMissing);
  EXPECT_TRUE(IsStored(kSecret));
}

TEST_F(Redaction, AnArchivedPortfolioIsNoHidingPlace) {
  MakeMandate("shop-12", kSecret);
  v1::ArchivePortfolioRequest archive;
  archive.set_name("portfolios/shop");
  archive.set_reason("over");
  ASSERT_TRUE(Call(&Stub::ArchivePortfolio, archive).ok());
  ASSERT_TRUE(Redact("/mandates/shop-12").ok());
  ExpectGone();
}

TEST_F(Redaction, WhatIsNotOfTheRoadmapIsRefused) {
  v1::RedactResourceRequest request;
  for (const char* name :
       {"", "portfolios/shop/items/shop-12", "portfolios/shop/mandates"}) {
    request.set_name(name);
    EXPECT_THAT(FieldsOf(Call(&Stub::RedactResource, request).status()),
                ElementsAre("name", "reason"))
        << name;
  }
  EXPECT_EQ(Redact("/mandates/shop-12").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Redact("/kpis/indexed").status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace lifeline::roadmap

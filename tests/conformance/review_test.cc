// A review from the outside: what it freezes, what it accounts for, and what
// may be promised from then on.

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

using scoring::v1::Cause;
using scoring::v1::ReviewReport;

class Review : public Conformance {
 protected:
  // Ten days of Web: two items of five fit.
  void SetUp() override {
    Conformance::SetUp();
    ASSERT_EQ(shop().AddItem("checkout", 90'000, 5), absl::OkStatus());
    ASSERT_EQ(shop().AddItem("search", 40'000, 5), absl::OkStatus());
    ASSERT_EQ(shop().StandingOf("search"), scoring::v1::STANDING_ABOVE);
    ASSERT_EQ(shop().OpenReview("first"), absl::OkStatus());
  }

  absl::StatusOr<ReviewReport> Report(const std::string& id) {
    scoring::v1::GetReviewReportRequest request;
    request.set_name(absl::StrCat(shop().name(), "/reviews/", id));
    *request.mutable_min_revisions() = shop().seen();
    ReviewReport report;
    grpc::ClientContext context;
    shop().Prepare(&context);
    absl::Status status =
        FromGrpc(stubs().scoring->GetReviewReport(&context, request, &report));
    if (!status.ok()) return status;
    return report;
  }

  absl::Status Promise(const std::string& item) {
    roadmap::v1::CreateCommitmentRequest request;
    request.set_parent(shop().name());
    request.mutable_commitment()->set_item(shop().item_name(item));
    request.mutable_commitment()->set_period(shop().name() + "/periods/q1");
    request.mutable_commitment()->set_state(
        roadmap::v1::Commitment::STATE_PROMISED);
    roadmap::v1::Commitment made;
    grpc::ClientContext context;
    shop().Prepare(&context);
    absl::Status status =
        FromGrpc(stubs().roadmap->CreateCommitment(&context, request, &made));
    if (status.ok()) shop().SeeRoadmap(made.revision());
    return status;
  }
};

TEST_P(Review, AccountsForEveryMoveSinceTheOneBefore) {
  ASSERT_EQ(shop().SetCapacity(5), absl::OkStatus());
  ASSERT_EQ(shop().StandingOf("search"), scoring::v1::STANDING_BELOW);
  ASSERT_EQ(shop().OpenReview("second"), absl::OkStatus());
  const auto report = Report("second");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->previous_baseline(), shop().name() + "/baselines/first");
  ASSERT_EQ(report->figures_size(), 7);
  EXPECT_EQ(report->figures(0).value(), 90'000'00);
  EXPECT_EQ(report->figures(1).value(), 40'000'00);
  EXPECT_EQ(report->figures(2).value(), 40'000'00);
  // One answer is owed.
  EXPECT_EQ(report->figures(4).value(), 1);
  ASSERT_EQ(report->moves_size(), 1);
  ASSERT_EQ(report->causes_size(), 1);
  EXPECT_EQ(report->causes(0).group(), Cause::GROUP_CAPACITY);
  EXPECT_EQ(report->causes(0).down_count(), 1);
}

TEST_P(Review, TheFirstOneHasNothingToCompareWith) {
  const auto report = Report("first");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->previous_baseline(), "");
  EXPECT_EQ(report->moves_size(), 0);
  EXPECT_TRUE(report->provisional());
  EXPECT_EQ(ReasonOf(Report("no-such").status()), "REVIEW_NOT_FOUND");
}

TEST_P(Review, WhatStoodBelowInItIsNotNewlyPromised) {
  ASSERT_EQ(shop().AddItem("hreflang", 2'000, 4), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Promise("hreflang")), "NOT_IN_BASELINE");
  EXPECT_EQ(Promise("search"), absl::OkStatus());
  // It was a promise at the next one.
  ASSERT_EQ(shop().OpenReview("second"), absl::OkStatus());
  ASSERT_EQ(shop().OpenReview("third"), absl::OkStatus());
  const auto report = Report("third");
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->promised_size(), 1);
  EXPECT_EQ(report->promised(0).item(), shop().item_name("search"));
  EXPECT_FALSE(report->promised(0).done());
}

LIFELINE_RUN_AGAINST_BOTH(Review);

}  // namespace
}  // namespace lifeline::testing

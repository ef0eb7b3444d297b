#include <string>

#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

class RepeatedRequest : public Conformance {
 protected:
  absl::StatusOr<backlog::v1::Item> Create(const std::string& title,
                                           const std::string& request_id,
                                           const std::string& as = "") {
    backlog::v1::CreateItemRequest request;
    request.set_parent("portfolios/shop");
    request.mutable_item()->set_title(title);
    request.mutable_item()->set_category("seo");
    request.set_submit(true);
    request.set_request_id(request_id);
    request.set_min_roadmap_revision(shop().seen().roadmap());
    backlog::v1::Item item;
    grpc::ClientContext context;
    shop().Prepare(&context, as);
    absl::Status status =
        FromGrpc(stubs().backlog->CreateItem(&context, request, &item));
    if (!status.ok()) return status;
    return item;
  }
};

TEST_P(RepeatedRequest, ReturnsTheFirstAnswerAndDoesNothing) {
  absl::StatusOr<backlog::v1::Item> first = Create("Canonical tags", "r-1");
  ASSERT_TRUE(first.ok()) << first.status();
  absl::StatusOr<backlog::v1::Item> second = Create("Canonical tags", "r-1");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->SerializeAsString(), first->SerializeAsString());
  absl::StatusOr<backlog::v1::Item> third = Create("Canonical tags", "r-2");
  ASSERT_TRUE(third.ok()) << third.status();
  EXPECT_NE(third->name(), first->name());
  EXPECT_EQ(third->revision(), first->revision() + 1);
}

TEST_P(RepeatedRequest, WithOtherContentIsRefused) {
  ASSERT_TRUE(Create("Canonical tags", "r-1").ok());
  absl::Status other = Create("Sitemaps", "r-1").status();
  EXPECT_EQ(ReasonOf(other), "REQUEST_ID_REUSED");
}

TEST_P(RepeatedRequest, OfAnotherActorIsAnotherRequest) {
  absl::StatusOr<backlog::v1::Item> mine = Create("Canonical tags", "r-1");
  ASSERT_TRUE(mine.ok()) << mine.status();
  absl::StatusOr<backlog::v1::Item> hers =
      Create("Canonical tags", "r-1", "anna@example.com");
  ASSERT_TRUE(hers.ok()) << hers.status();
  EXPECT_NE(hers->name(), mine->name());
}

TEST_P(RepeatedRequest, SurvivesAKillBetweenTheTwo) {
  absl::StatusOr<backlog::v1::Item> first = Create("Canonical tags", "r-1");
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(deployment().Kill("backlog"), absl::OkStatus());
  ASSERT_EQ(deployment().Restart("backlog"), absl::OkStatus());
  absl::StatusOr<backlog::v1::Item> second = Create("Canonical tags", "r-1");
  for (int tries = 0; tries < 50 && !second.ok(); ++tries) {
    absl::SleepFor(absl::Milliseconds(100));
    second = Create("Canonical tags", "r-1");
  }
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->name(), first->name());
}

LIFELINE_RUN_AGAINST_BOTH(RepeatedRequest);

}  // namespace
}  // namespace lifeline::testing

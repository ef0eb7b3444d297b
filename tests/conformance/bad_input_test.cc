#include <string>

#include "services/common/status_testing.h"
#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

class BadInput : public Conformance {};

TEST_P(BadInput, AllViolationsComeInOneAnswerByFieldAndNothingChanges) {
  // From then on the backlog knows the portfolio.
  ASSERT_EQ(shop().AddItem("good", 1000, 1), absl::OkStatus());
  backlog::v1::CreateItemRequest request;
  request.set_parent("portfolios/shop");
  request.mutable_item()->set_title("");
  request.mutable_item()->set_category("no-such-category");
  request.mutable_item()->set_confidence(101);
  request.set_min_roadmap_revision(shop().seen().roadmap());
  backlog::v1::Item item;
  grpc::ClientContext context;
  shop().Prepare(&context);
  absl::Status status =
      FromGrpc(stubs().backlog->CreateItem(&context, request, &item));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(FieldsOf(status),
              ::testing::UnorderedElementsAre("item.title", "item.category",
                                              "item.confidence"));
  EXPECT_THAT(*shop().Ranked(), ::testing::SizeIs(1));
}

TEST_P(BadInput, AMissingResourceIsNotFoundAndSaysWhich) {
  scoring::v1::GetRankingRequest request;
  request.set_name("portfolios/nowhere/rankings/latest");
  scoring::v1::Ranking ranking;
  grpc::ClientContext context;
  shop().Prepare(&context);
  absl::Status status =
      FromGrpc(stubs().scoring->GetRanking(&context, request, &ranking));
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("nowhere"));
  EXPECT_FALSE(ReasonOf(status).empty());
}

TEST_P(BadInput, AWrongStateSaysWhatStateItIsInAndWhatWouldBePossible) {
  ASSERT_EQ(shop().AddItem("first", 1000, 1), absl::OkStatus());
  ASSERT_EQ(shop().Withdraw("first"), absl::OkStatus());
  backlog::v1::ValidateItemRequest request;
  request.set_name(shop().item_name("first"));
  backlog::v1::Item item;
  grpc::ClientContext context;
  shop().Prepare(&context);
  absl::Status status =
      FromGrpc(stubs().backlog->ValidateItem(&context, request, &item));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("WITHDRAWN"));
}

TEST_P(BadInput, ABatchWithOneBadEntryWritesNoneOfThem) {
  backlog::v1::ApplyItemsRequest request;
  request.set_parent("portfolios/shop");
  request.set_min_roadmap_revision(shop().seen().roadmap());
  for (const char* title : {"good", ""}) {
    auto* item = request.add_upserts()->mutable_item();
    item->set_title(title);
    item->set_category("seo");
    item->set_state(backlog::v1::Item::STATE_READY);
  }
  backlog::v1::ApplyItemsResponse response;
  grpc::ClientContext context;
  shop().Prepare(&context);
  absl::Status status =
      FromGrpc(stubs().backlog->ApplyItems(&context, request, &response));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              ::testing::HasSubstr("upserts[1].item.title"));
  EXPECT_TRUE(shop().Ranked()->empty());
}

TEST_P(BadInput, AStrangerMayNotChangeAnything) {
  roadmap::v1::UpdateCapacityRequest request;
  request.mutable_capacity()->set_name(
      "portfolios/shop/periods/q1/capacities/web");
  request.mutable_capacity()->set_gross_hundredths(100);
  roadmap::v1::Capacity capacity;
  grpc::ClientContext context;
  shop().Prepare(&context, "stranger@example.com");
  absl::Status status =
      FromGrpc(stubs().roadmap->UpdateCapacity(&context, request, &capacity));
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(status), "NOT_A_MEMBER");
}

TEST_P(BadInput, AStaleEtagIsAborted) {
  roadmap::v1::GetCapacityRequest get;
  get.set_name("portfolios/shop/periods/q1/capacities/web");
  roadmap::v1::Capacity capacity;
  {
    grpc::ClientContext context;
    shop().Prepare(&context);
    ASSERT_TRUE(stubs().roadmap->GetCapacity(&context, get, &capacity).ok());
  }
  ASSERT_EQ(shop().SetCapacity(9), absl::OkStatus());
  roadmap::v1::UpdateCapacityRequest request;
  *request.mutable_capacity() = capacity;
  request.mutable_capacity()->set_gross_hundredths(500);
  grpc::ClientContext context;
  shop().Prepare(&context);
  absl::Status status =
      FromGrpc(stubs().roadmap->UpdateCapacity(&context, request, &capacity));
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
}

LIFELINE_RUN_AGAINST_BOTH(BadInput);

}  // namespace
}  // namespace lifeline::testing

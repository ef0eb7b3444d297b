#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

using ::testing::SizeIs;

class OneRanking : public Conformance {};

TEST_P(OneRanking, AllPagesComeFromTheRankingThatTheFirstPageCameFrom) {
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(shop().AddItem(absl::StrCat("item-", i), 1000 + i, 1),
              absl::OkStatus());
  }
  scoring::v1::ListRankedItemsRequest request;
  request.set_parent("portfolios/shop/rankings/latest");
  request.set_page_size(3);
  *request.mutable_min_revisions() = shop().seen();
  std::set<std::string> items;
  std::set<std::string> rankings;
  int pages = 0;
  do {
    scoring::v1::ListRankedItemsResponse response;
    grpc::ClientContext context;
    shop().Prepare(&context);
    absl::Status status = FromGrpc(
        stubs().scoring->ListRankedItems(&context, request, &response));
    ASSERT_EQ(status, absl::OkStatus());
    rankings.insert(response.ranking());
    for (const scoring::v1::RankedItem& item : response.ranked_items()) {
      EXPECT_TRUE(items.insert(item.item()).second) << "twice: " << item.item();
    }
    request.set_page_token(response.next_page_token());
    // The list changes under the reader: a new first item, another capacity.
    ASSERT_EQ(shop().AddItem(absl::StrCat("new-", pages), 900000 + pages, 1),
              absl::OkStatus());
    ASSERT_TRUE(shop().Latest().ok());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_THAT(items, SizeIs(20));
  EXPECT_THAT(rankings, SizeIs(1));
}

TEST_P(OneRanking, APageTokenOfAnotherListIsRefused) {
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(shop().AddItem(absl::StrCat("item-", i), 1000 + i, 1),
              absl::OkStatus());
  }
  scoring::v1::ListRankedItemsRequest request;
  request.set_parent("portfolios/shop/rankings/latest");
  request.set_page_size(2);
  *request.mutable_min_revisions() = shop().seen();
  scoring::v1::ListRankedItemsResponse response;
  {
    grpc::ClientContext context;
    shop().Prepare(&context);
    ASSERT_TRUE(
        stubs().scoring->ListRankedItems(&context, request, &response).ok());
  }
  request.set_page_token(response.next_page_token());
  request.set_filter("standing = BELOW");
  grpc::ClientContext context;
  shop().Prepare(&context);
  absl::Status status =
      FromGrpc(stubs().scoring->ListRankedItems(&context, request, &response));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "PAGE_TOKEN_INVALID");
}

TEST_P(OneRanking, ARankingStaysAsItWas) {
  ASSERT_EQ(shop().AddItem("first", 1000, 4), absl::OkStatus());
  absl::StatusOr<scoring::v1::Ranking> before = shop().Latest();
  ASSERT_TRUE(before.ok()) << before.status();
  ASSERT_EQ(shop().AddItem("second", 100000, 8), absl::OkStatus());
  ASSERT_TRUE(shop().Latest().ok());

  scoring::v1::GetRankedItemRequest request;
  request.set_name(before->name() + "/items/first");
  scoring::v1::RankedItem item;
  grpc::ClientContext context;
  shop().Prepare(&context);
  ASSERT_EQ(FromGrpc(stubs().scoring->GetRankedItem(&context, request, &item)),
            absl::OkStatus());
  EXPECT_EQ(item.rank(), 1);
  EXPECT_EQ(item.standing(), scoring::v1::STANDING_ABOVE);
}

TEST_P(OneRanking, AWatchShowsEachNewRankingWithItsCrossings) {
  ASSERT_EQ(shop().AddItem("first", 1000, 10), absl::OkStatus());
  absl::StatusOr<scoring::v1::Ranking> latest = shop().Latest();
  ASSERT_TRUE(latest.ok()) << latest.status();

  scoring::v1::WatchRankingsRequest request;
  request.set_parent("portfolios/shop");
  request.set_after_number(latest->number());
  grpc::ClientContext context;
  shop().Prepare(&context);
  auto stream = stubs().scoring->WatchRankings(&context, request);
  ASSERT_EQ(shop().SetCapacity(5), absl::OkStatus());
  scoring::v1::WatchRankingsResponse response;
  while (stream->Read(&response) && !response.has_ranking()) {
  }
  EXPECT_EQ(response.ranking().number(), latest->number() + 1);
  ASSERT_THAT(response.crossings(), SizeIs(1));
  EXPECT_EQ(response.crossings(0).item(), shop().item_name("first"));
  context.TryCancel();
}

TEST_P(OneRanking, APreviewShowsWhatThenHappensAndStoresNothing) {
  ASSERT_EQ(shop().AddItem("first", 1000, 6), absl::OkStatus());
  ASSERT_EQ(shop().AddItem("second", 900, 4), absl::OkStatus());
  absl::StatusOr<scoring::v1::Ranking> before = shop().Latest();
  ASSERT_TRUE(before.ok()) << before.status();

  scoring::v1::PreviewChangesRequest request;
  request.set_parent("portfolios/shop");
  *request.mutable_min_revisions() = shop().seen();
  auto* capacity =
      request.add_roadmap_upserts()->mutable_resource()->mutable_capacity();
  capacity->set_name("portfolios/shop/periods/q1/capacities/web");
  capacity->set_gross_hundredths(700);
  scoring::v1::PreviewChangesResponse preview;
  {
    grpc::ClientContext context;
    shop().Prepare(&context);
    ASSERT_EQ(
        FromGrpc(stubs().scoring->PreviewChanges(&context, request, &preview)),
        absl::OkStatus());
  }
  ASSERT_THAT(preview.crossings(), SizeIs(1));
  EXPECT_EQ(shop().Latest()->number(), before->number());

  ASSERT_EQ(shop().SetCapacity(7), absl::OkStatus());
  ASSERT_TRUE(shop().Latest().ok());
  absl::StatusOr<std::vector<scoring::v1::LineCrossing>> drops =
      shop().Crossings("kind = DROPPED");
  ASSERT_TRUE(drops.ok()) << drops.status();
  ASSERT_THAT(*drops, SizeIs(1));
  EXPECT_EQ(drops->front().item(), preview.crossings(0).item());
  EXPECT_EQ(drops->front().causes_size(), preview.crossings(0).causes_size());
}

LIFELINE_RUN_AGAINST_BOTH(OneRanking);

}  // namespace
}  // namespace lifeline::testing

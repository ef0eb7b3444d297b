// The bytes of a page, in every list whose entries can be large: at their
// maximum and one past it, and that the list is the same whatever its pages.

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "services/scoring/dispute_store.h"
#include "services/scoring/model_store.h"
#include "services/scoring/proposal_store.h"
#include "services/scoring/scenario_store.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

constexpr char kShop[] = "portfolios/shop";
constexpr char kCreator[] = "portfolios/shop/members/m1";

// The largest page of a list.
template <typename Request>
Request Of(const std::string& parent) {
  Request request;
  request.set_parent(parent);
  request.set_page_size(1'000);
  return request;
}

// The entries of a page: the first field of each list's response.
std::vector<std::string> EntriesOf(const google::protobuf::Message& page) {
  const auto* field = page.GetDescriptor()->field(0);
  const auto* reflection = page.GetReflection();
  std::vector<std::string> entries;
  for (int i = 0; i < reflection->FieldSize(page, field); ++i) {
    entries.push_back(
        reflection->GetRepeatedMessage(page, field, i).SerializeAsString());
  }
  return entries;
}

absl::StatusOr<v1::ListRankedItemsResponse> ListItems(
    const Scoring& scoring, const v1::ListRankedItemsRequest& request) {
  return ListRankedItems(scoring, Where::kMemoryAndDisk, request);
}

// Five items, of which two stand above, then one.
class PageLimits : public ::testing::Test {
 protected:
  PageLimits() {
    rig_.Begin(500);
    std::vector<backlog::v1::Item> items;
    for (int i = 0; i < 5; ++i)
      items.push_back(ScoringRig::Item(absl::StrCat("i", i), 1'000 + i, 200));
    rig_.CommitItems(std::move(items));
    rig_.Settle();
    SetCapacity(300);
    scoring_ = rig_.scoring();
  }

  void SetCapacity(int64_t hundredths) {
    rig_.CommitRoadmap({ScoringRig::Capacity("web", "q1", hundredths)});
    rig_.Settle();
  }

  void Write(Writer::Job job) {
    ASSERT_EQ(rig_.writer()->Run(std::move(job)), absl::OkStatus());
  }

  // A copy of the active model, proposed and disputed.
  void Dispute() {
    Write([&](Transaction& transaction) -> absl::Status {
      auto active = ActiveModel(transaction, "shop");
      if (!active.ok()) return active.status();
      auto added = AddModel(transaction, "shop", "joint", **active, rig_.now());
      if (!added.ok()) return added.status();
      StoredProposal proposed;
      proposed.proposal.set_digest("seen");
      proposed.proposal.set_proposer(kCreator);
      *proposed.proposal.mutable_propose_time() = ToTimestamp(rig_.now());
      absl::Status written = WriteProposal(transaction, "shop",
                                           added->version(), proposed, "salt");
      if (!written.ok()) return written;
      StoredDispute opened;
      opened.version = added->version();
      opened.proposal = 1;
      opened.dispute.set_kind(v1::Dispute::KIND_MODEL);
      opened.dispute.set_state(v1::Dispute::STATE_LEADS);
      opened.dispute.set_opened_by(kCreator);
      *opened.dispute.mutable_open_time() = ToTimestamp(rig_.now());
      return OpenDispute(transaction, "shop", "", &opened);
    });
  }

  void KeepScenario(const std::string& id) {
    v1::Scenario scenario;
    scenario.set_name(absl::StrCat(kShop, "/scenarios/", id));
    scenario.set_title("What if");
    scenario.set_creator(kCreator);
    scenario.set_state(v1::Scenario::STATE_OPEN);
    scenario.mutable_changes()->set_parent(kShop);
    Write([&](Transaction& transaction) {
      return InsertScenario(transaction, "shop", scenario);
    });
  }

  // The entries of each page.
  template <typename Request, typename Response>
  std::vector<std::vector<std::string>> Pages(
      Request request,
      absl::StatusOr<Response> (*list)(const Scoring&, const Request&)) {
    std::vector<std::vector<std::string>> pages;
    do {
      const absl::StatusOr<Response> page = list(scoring_, request);
      EXPECT_EQ(page.status(), absl::OkStatus());
      pages.push_back(page.ok() ? EntriesOf(*page)
                                : std::vector<std::string>());
      if (!page.ok()) break;
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return pages;
  }

  template <typename Request, typename Response>
  void ExpectBytesBound(const Request& request,
                        absl::StatusOr<Response> (*list)(const Scoring&,
                                                         const Request&)) {
    const auto whole = Pages(request, list);
    ASSERT_EQ(whole.size(), 1u);
    const std::vector<std::string>& all = whole.front();
    ASSERT_GE(all.size(), 2u);
    // With its first entry the page is full, or has just room for the beginning
    // of a second, which is sent whole.
    scoring_.limits.page_bytes = static_cast<int64_t>(all.front().size());
    EXPECT_EQ(Pages(request, list).front().size(), 1u);
    ++scoring_.limits.page_bytes;
    EXPECT_EQ(Pages(request, list).front().size(), 2u);
    // Even the smallest has one, or a list would never end.
    scoring_.limits.page_bytes = 1;
    std::vector<std::string> one_by_one;
    for (const std::vector<std::string>& page : Pages(request, list)) {
      EXPECT_EQ(page.size(), 1u);
      one_by_one.insert(one_by_one.end(), page.begin(), page.end());
    }
    EXPECT_EQ(one_by_one, all);
    scoring_.limits.page_bytes = Limits().page_bytes;
  }

  ScoringRig rig_;
  Scoring scoring_;
};

TEST_F(PageLimits, BytesOfRankedItems) {
  auto request =
      Of<v1::ListRankedItemsRequest>(absl::StrCat(kShop, "/rankings/latest"));
  request.set_view(v1::VIEW_FULL);
  ExpectBytesBound(request, &ListItems);
  request.set_filter("category = seo");
  ExpectBytesBound(request, &ListItems);
}

TEST_F(PageLimits, BytesOfWhatARankingWrites) {
  ExpectBytesBound(Of<v1::ListRankingsRequest>(kShop), &ListRankings);
  ExpectBytesBound(Of<v1::ListLineCrossingsRequest>(kShop), &ListLineCrossings);
  ExpectBytesBound(Of<v1::ListReceiptsRequest>(kShop), &ListReceipts);
  ExpectBytesBound(Of<v1::ListLedgerEntriesRequest>(kShop), &ListLedgerEntries);
}

TEST_F(PageLimits, BytesOfTasks) {
  std::vector<backlog::v1::Item> vague = {ScoringRig::Item("v1", 500, 100),
                                          ScoringRig::Item("v2", 500, 100)};
  for (backlog::v1::Item& item : vague) item.clear_estimate();
  rig_.CommitItems(std::move(vague));
  rig_.Settle();
  ExpectBytesBound(Of<v1::ListTasksRequest>(kShop), &ListTasks);
}

TEST_F(PageLimits, BytesOfDigests) {
  for (int day = 1; day <= 3; ++day) {
    rig_.SetNow(rig_.now() + absl::Hours(24));
    rig_.Notify();
    rig_.CommitItems({ScoringRig::Item(absl::StrCat("n", day), 1, 10'000)});
    SetCapacity(300 - day);
  }
  ExpectBytesBound(Of<v1::ListDigestsRequest>(kCreator), &ListDigests);
}

TEST_F(PageLimits, BytesOfModelsAndDisputes) {
  ASSERT_NO_FATAL_FAILURE(Dispute());
  ASSERT_NO_FATAL_FAILURE(Dispute());
  ExpectBytesBound(Of<v1::ListScoringModelsRequest>(kShop), &ListScoringModels);
  ExpectBytesBound(Of<v1::ListDisputesRequest>(kShop), &ListDisputes);
}

TEST_F(PageLimits, BytesOfScenarios) {
  ASSERT_NO_FATAL_FAILURE(KeepScenario("a"));
  ASSERT_NO_FATAL_FAILURE(KeepScenario("b"));
  ExpectBytesBound(Of<v1::ListScenariosRequest>(kShop), &ListScenarios);
}

}  // namespace
}  // namespace lifeline::scoring

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"
#include "services/common/rpc.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/suite/suite_testing.h"

namespace lifeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kShop[] = "portfolios/shop";

std::string Shop(absl::string_view kind, absl::string_view id) {
  return absl::StrCat(kShop, "/", kind, "/", id);
}

// Anna is an admin and requester, Ben asks for things.
class SuiteTest : public ClockedSuite {
 protected:
  SuiteTest() { Start(); }
  // Before free_bytes_ goes, which the suite looks at.
  ~SuiteTest() override { Stop(); }

  void Start() {
    SuiteOptions options;
    options.default_actor = "anna@example.com";
    options.database.free_bytes = [this] { return free_bytes_.load(); };
    ClockedSuite::Start(options);
  }

  void Restart() {
    Stop();
    Start();
  }

  // Calls `method` of `stub` as `claim`.
  template <typename Stub, typename Method, typename Request, typename Response>
  absl::Status Call(Stub& stub, Method method, const Request& request,
                    Response* response, absl::string_view claim = "") {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    if (!claim.empty())
      context.AddMetadata(kCallerMetadata, std::string(claim));
    response->Clear();
    return FromGrpc((stub.*method)(&context, request, response));
  }

  // Portfolio, two members, a team with `capacity` in q1.
  void MakeShop(int64_t capacity) {
    roadmap::v1::CreatePortfolioRequest create;
    create.set_portfolio_id("shop");
    create.mutable_portfolio()->set_title("Shop");
    roadmap::v1::Portfolio portfolio;
    ASSERT_EQ(
        Call(roadmap(), &RoadmapStub::CreatePortfolio, create, &portfolio),
        absl::OkStatus());
    roadmap::v1::ApplyRoadmapRequest apply;
    apply.set_parent(kShop);
    auto* member = apply.add_upserts()->mutable_resource()->mutable_member();
    member->set_name(Shop("members", "ben"));
    member->set_address("ben@example.com");
    auto* tool = apply.add_upserts()->mutable_resource()->mutable_member();
    tool->set_name(Shop("members", "bot"));
    tool->set_address("bot@example.com");
    tool->set_kind(roadmap::v1::Member::KIND_TOOL);
    auto* team = apply.add_upserts()->mutable_resource()->mutable_team();
    team->set_name(Shop("teams", "web"));
    team->set_title("Web");
    auto* period = apply.add_upserts()->mutable_resource()->mutable_period();
    period->set_name(Shop("periods", "q1"));
    period->mutable_first_day()->set_year(2027);
    period->mutable_first_day()->set_month(1);
    period->mutable_first_day()->set_day(4);
    period->mutable_last_day()->set_year(2027);
    period->mutable_last_day()->set_month(3);
    period->mutable_last_day()->set_day(26);
    period->set_state(roadmap::v1::PlanningPeriod::STATE_OPEN);
    *apply.add_upserts()->mutable_resource()->mutable_capacity() =
        Capacity(capacity);
    roadmap::v1::ApplyRoadmapResponse applied;
    ASSERT_EQ(Call(roadmap(), &RoadmapStub::ApplyRoadmap, apply, &applied),
              absl::OkStatus());
    roadmap_revision_ = applied.revision();
  }

  static roadmap::v1::Capacity Capacity(int64_t hundredths) {
    roadmap::v1::Capacity capacity;
    capacity.set_name(absl::StrCat(Shop("periods", "q1"), "/capacities/web"));
    capacity.set_gross_hundredths(hundredths);
    return capacity;
  }

  void SetCapacity(int64_t hundredths, absl::string_view claim = "") {
    roadmap::v1::UpdateCapacityRequest request;
    *request.mutable_capacity() = Capacity(hundredths);
    request.mutable_update_mask()->add_paths("gross_hundredths");
    roadmap::v1::Capacity capacity;
    ASSERT_EQ(Call(roadmap(), &RoadmapStub::UpdateCapacity, request, &capacity,
                   claim),
              absl::OkStatus());
    roadmap_revision_ = capacity.revision();
  }

  static backlog::v1::Item Item(absl::string_view id, int64_t money,
                                int64_t effort) {
    backlog::v1::Item item;
    item.set_name(Shop("items", id));
    item.set_title(absl::StrCat("Title of ", id));
    item.set_category("seo");
    item.set_requester(Shop("members", "ben@example.com"));
    item.set_state(backlog::v1::Item::STATE_READY);
    item.mutable_money()->set_amount_hundredths(money * 100);
    auto* part = item.mutable_estimate()->add_efforts();
    part->set_team(Shop("teams", "web"));
    part->set_effort_hundredths(effort);
    return item;
  }

  void Apply(const std::vector<backlog::v1::Item>& items) {
    backlog::v1::ApplyItemsRequest request;
    request.set_parent(kShop);
    request.set_min_roadmap_revision(roadmap_revision_);
    for (const auto& item : items)
      *request.add_upserts()->mutable_item() = item;
    backlog::v1::ApplyItemsResponse response;
    ASSERT_EQ(Call(backlog(), &BacklogStub::ApplyItems, request, &response),
              absl::OkStatus());
    backlog_revision_ = response.revision();
  }

  template <typename Request>
  Request Seen(Request request) {
    request.mutable_min_revisions()->set_backlog(backlog_revision_);
    request.mutable_min_revisions()->set_roadmap(roadmap_revision_);
    return request;
  }

  scoring::v1::Ranking Latest() {
    scoring::v1::GetRankingRequest request;
    request.set_name(Shop("rankings", "latest"));
    scoring::v1::Ranking ranking;
    EXPECT_EQ(
        Call(scoring(), &ScoringStub::GetRanking, Seen(request), &ranking),
        absl::OkStatus());
    return ranking;
  }

  std::vector<std::string> Crossings(const std::string& parent) {
    scoring::v1::ListLineCrossingsRequest request;
    request.set_parent(parent);
    scoring::v1::ListLineCrossingsResponse response;
    EXPECT_EQ(Call(scoring(), &ScoringStub::ListLineCrossings, Seen(request),
                   &response),
              absl::OkStatus());
    std::vector<std::string> crossings;
    for (const auto& crossing : response.crossings()) {
      crossings.push_back(absl::StrCat(
          scoring::v1::LineCrossing::Kind_Name(crossing.kind()), " ",
          crossing.item().substr(crossing.item().rfind('/') + 1)));
    }
    return crossings;
  }

  std::vector<scoring::v1::Receipt> Receipts(const std::string& filter) {
    scoring::v1::ListReceiptsRequest request;
    request.set_parent(kShop);
    request.set_filter(filter);
    scoring::v1::ListReceiptsResponse response;
    EXPECT_EQ(
        Call(scoring(), &ScoringStub::ListReceipts, Seen(request), &response),
        absl::OkStatus());
    return {response.receipts().begin(), response.receipts().end()};
  }

  // Reads health until it says this of the service; false if it never does.
  bool Becomes(const std::string& service,
               grpc::health::v1::HealthCheckResponse::ServingStatus status) {
    auto health =
        grpc::health::v1::Health::NewStub(suite().server().InProcessChannel());
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    auto watch = health->Watch(&context, request);
    grpc::health::v1::HealthCheckResponse response;
    bool became = false;
    while (!became && watch->Read(&response))
      became = response.status() == status;
    context.TryCancel();
    watch->Finish();
    return became;
  }

  std::atomic<int64_t> free_bytes_{int64_t{1} << 40};
  int64_t roadmap_revision_ = 0;
  int64_t backlog_revision_ = 0;
};

TEST_F(SuiteTest, WhoHasJustWrittenReadsTheRankingThatSawIt) {
  MakeShop(500);
  EXPECT_EQ(Latest().item_count(), 0);
  Apply({Item("rich", 100'000, 400), Item("poor", 1'000, 400)});
  const scoring::v1::Ranking ranking = Latest();
  EXPECT_EQ(ranking.item_count(), 2);
  EXPECT_GE(ranking.revisions().backlog(), backlog_revision_);
  EXPECT_EQ(ranking.model(), "portfolios/shop/models/joint-default@1");
  EXPECT_THAT(ranking.hash(), SizeIs(64));
  EXPECT_THAT(
      Crossings(ranking.name()),
      ElementsAre("KIND_ENTERED_BELOW poor", "KIND_ENTERED_ABOVE rich"));
}

TEST_F(SuiteTest, APreviewIsWhatThenHappens) {
  MakeShop(500);
  Apply({Item("rich", 100'000, 400), Item("poor", 1'000, 400)});
  scoring::v1::PreviewChangesRequest request;
  request.set_parent(kShop);
  *request.add_roadmap_upserts()->mutable_resource()->mutable_capacity() =
      Capacity(300);
  auto* item = request.add_item_upserts();
  *item->mutable_item() = Item("poor", 1'000, 200);
  item->mutable_update_mask()->add_paths("estimate");
  *request.add_item_upserts()->mutable_item() = Item("new", 50'000, 100);
  scoring::v1::PreviewChangesResponse preview;
  ASSERT_EQ(
      Call(scoring(), &ScoringStub::PreviewChanges, Seen(request), &preview),
      absl::OkStatus());
  EXPECT_EQ(preview.ranking().name(), "");
  const int64_t number = Latest().number();
  EXPECT_EQ(preview.base_ranking(), absl::StrCat(kShop, "/rankings/", number));

  Apply({Item("poor", 1'000, 200), Item("new", 50'000, 100)});
  SetCapacity(300);
  const scoring::v1::Ranking ranking = Latest();
  EXPECT_EQ(preview.ranking().item_count(), ranking.item_count());
  ASSERT_EQ(preview.ranking().counts_size(), ranking.counts_size());
  for (int i = 0; i < ranking.counts_size(); ++i) {
    EXPECT_EQ(preview.ranking().counts(i).DebugString(),
              ranking.counts(i).DebugString());
  }
  scoring::v1::CompareRankingsRequest compare;
  compare.set_before(preview.base_ranking());
  compare.set_after(Shop("rankings", "latest"));
  scoring::v1::CompareRankingsResponse compared;
  ASSERT_EQ(Call(scoring(), &ScoringStub::CompareRankings, compare, &compared),
            absl::OkStatus());
  ASSERT_EQ(preview.crossings_size(), compared.crossings_size());
  for (int i = 0; i < compared.crossings_size(); ++i) {
    scoring::v1::LineCrossing happened = compared.crossings(i);
    happened.clear_ranking();
    EXPECT_EQ(preview.crossings(i).DebugString(), happened.DebugString());
  }
}

TEST_F(SuiteTest, PagesComeFromOneRankingWhileItChanges) {
  MakeShop(5'000);
  std::vector<backlog::v1::Item> items;
  for (int i = 0; i < 25; ++i)
    items.push_back(Item(absl::StrCat("i", i), 1'000 + 100 * i, 100));
  Apply(items);
  scoring::v1::ListRankedItemsRequest request;
  request.set_parent(Shop("rankings", "latest"));
  request.set_page_size(10);
  request = Seen(request);
  std::set<std::string> seen;
  std::string ranking;
  for (int page = 0; page < 3; ++page) {
    scoring::v1::ListRankedItemsResponse response;
    ASSERT_EQ(
        Call(scoring(), &ScoringStub::ListRankedItems, request, &response),
        absl::OkStatus());
    if (page == 0) ranking = response.ranking();
    EXPECT_EQ(response.ranking(), ranking);
    EXPECT_EQ(response.total_size(), 25);
    int rank = 10 * page;
    for (const auto& item : response.ranked_items()) {
      EXPECT_EQ(item.rank(), ++rank);
      EXPECT_TRUE(seen.insert(item.item()).second) << item.item();
    }
    request.set_page_token(response.next_page_token());
    Apply({Item(absl::StrCat("new", page), 900'000, 100)});
    EXPECT_NE(Latest().name(), ranking);
  }
  EXPECT_EQ(request.page_token(), "");
  EXPECT_THAT(seen, SizeIs(25));
}

TEST_F(SuiteTest, AFilterFindsByStandingAndByTheOwnersAddress) {
  MakeShop(500);
  Apply({Item("rich", 100'000, 400), Item("poor", 1'000, 400)});
  scoring::v1::ListRankedItemsRequest request;
  request.set_parent(Shop("rankings", "latest"));
  request.set_filter("standing = BELOW AND requester = \"ben@example.com\"");
  request.set_view(scoring::v1::VIEW_FULL);
  scoring::v1::ListRankedItemsResponse response;
  ASSERT_EQ(
      Call(scoring(), &ScoringStub::ListRankedItems, Seen(request), &response),
      absl::OkStatus());
  ASSERT_THAT(response.ranked_items(), SizeIs(1));
  EXPECT_EQ(response.ranked_items(0).title(), "Title of poor");
  EXPECT_THAT(response.ranked_items(0).reason(), HasSubstr("web"));
  EXPECT_FALSE(response.ranked_items(0).contributions().empty());
  request.set_filter("colour = red");
  EXPECT_EQ(
      Call(scoring(), &ScoringStub::ListRankedItems, request, &response).code(),
      absl::StatusCode::kInvalidArgument);
}

TEST_F(SuiteTest, ADropIsOwedToItsRequesterAndAnsweredOnce) {
  MakeShop(500);
  Apply({Item("rich", 100'000, 400)});
  // Both together would be one ranking, in which nobody has dropped.
  Latest();
  SetCapacity(300);
  const std::vector<scoring::v1::Receipt> owed =
      Receipts("state = OWED AND owed_by = \"ben@example.com\"");
  ASSERT_THAT(owed, SizeIs(1));
  EXPECT_EQ(owed[0].kind(), scoring::v1::LineCrossing::KIND_DROPPED);
  EXPECT_EQ(owed[0].title(), "Title of rich");

  scoring::v1::MarkReceiptsSeenRequest mark;
  mark.set_parent(kShop);
  mark.add_crossings(owed[0].crossing());
  scoring::v1::MarkReceiptsSeenResponse marked;
  ASSERT_EQ(Call(scoring(), &ScoringStub::MarkReceiptsSeen, mark, &marked,
                 "ben@example.com"),
            absl::OkStatus());
  EXPECT_EQ(marked.receipts(0).state(), scoring::v1::Receipt::STATE_SEEN);

  scoring::v1::AnswerReceiptsRequest answer;
  answer.set_parent(kShop);
  answer.add_crossings(owed[0].crossing());
  answer.set_answer(scoring::v1::Receipt::STATE_ACCEPTED);
  answer.set_text("so be it");
  answer.set_request_id("answer-1");
  scoring::v1::AnswerReceiptsResponse answered;
  EXPECT_EQ(ReasonOf(Call(scoring(), &ScoringStub::AnswerReceipts, answer,
                          &answered, "bot@example.com")),
            "ROLE_MISSING");
  EXPECT_EQ(ReasonOf(Call(scoring(), &ScoringStub::AnswerReceipts, answer,
                          &answered, "nobody@example.com")),
            "NOT_A_MEMBER");
  ASSERT_EQ(Call(scoring(), &ScoringStub::AnswerReceipts, answer, &answered,
                 "ben@example.com"),
            absl::OkStatus());
  EXPECT_EQ(answered.receipts(0).answered_by(), Shop("members", "ben"));
  // Repeating it gives the same answer; another one is refused.
  scoring::v1::AnswerReceiptsResponse again;
  ASSERT_EQ(Call(scoring(), &ScoringStub::AnswerReceipts, answer, &again,
                 "ben@example.com"),
            absl::OkStatus());
  EXPECT_EQ(again.SerializeAsString(), answered.SerializeAsString());
  answer.set_request_id("answer-2");
  EXPECT_EQ(ReasonOf(Call(scoring(), &ScoringStub::AnswerReceipts, answer,
                          &again, "ben@example.com")),
            "RECEIPT_ANSWERED");
  EXPECT_THAT(Receipts("state = OWED"), IsEmpty());
  EXPECT_THAT(Receipts("state = ACCEPTED"), SizeIs(1));
  Restart();
  const std::vector<scoring::v1::Receipt> kept = Receipts("state = ACCEPTED");
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(kept[0].text(), "so be it");
}

TEST_F(SuiteTest, AFullDiskIsSaidInHealthAndReadsGoOn) {
  using grpc::health::v1::HealthCheckResponse;
  const std::vector<std::string> services = {
      "lifeline.roadmap.v1.RoadmapService",
      "lifeline.backlog.v1.BacklogService",
      "lifeline.scoring.v1.ScoringService"};
  MakeShop(500);
  Apply({Item("rich", 100'000, 400)});
  const int64_t number = Latest().number();
  for (const std::string& service : services)
    EXPECT_TRUE(Becomes(service, HealthCheckResponse::SERVING)) << service;

  free_bytes_ = 1000;
  for (const std::string& service : services)
    EXPECT_TRUE(Becomes(service, HealthCheckResponse::NOT_SERVING)) << service;
  EXPECT_EQ(Latest().number(), number);
  backlog::v1::GetItemRequest get;
  get.set_name(Shop("items", "rich"));
  backlog::v1::Item item;
  EXPECT_EQ(Call(backlog(), &BacklogStub::GetItem, get, &item),
            absl::OkStatus());
  roadmap::v1::UpdateCapacityRequest update;
  *update.mutable_capacity() = Capacity(300);
  roadmap::v1::Capacity capacity;
  absl::Status refused =
      Call(roadmap(), &RoadmapStub::UpdateCapacity, update, &capacity);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "DISK_FULL");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("`ballast`"));
  backlog::v1::ApplyItemsRequest apply;
  apply.set_parent(kShop);
  *apply.add_upserts()->mutable_item() = Item("poor", 1'000, 400);
  backlog::v1::ApplyItemsResponse applied;
  refused = Call(backlog(), &BacklogStub::ApplyItems, apply, &applied);
  EXPECT_EQ(ReasonOf(refused), "DISK_FULL");
  scoring::v1::CreateBaselineRequest create;
  create.set_parent(kShop);
  create.set_baseline_id("b");
  create.mutable_baseline()->set_title("B");
  create.mutable_baseline()->set_ranking(Shop("rankings", "latest"));
  scoring::v1::Baseline baseline;
  refused = Call(scoring(), &ScoringStub::CreateBaseline, create, &baseline);
  EXPECT_EQ(ReasonOf(refused), "DISK_FULL");

  // Nobody writes until it is serving again.
  free_bytes_ = int64_t{1} << 40;
  for (const std::string& service : services)
    EXPECT_TRUE(Becomes(service, HealthCheckResponse::SERVING)) << service;
  SetCapacity(300);
  EXPECT_EQ(Latest().number(), number + 1);
}

TEST_F(SuiteTest, OneAnswerForManyIsAllOrNothing) {
  MakeShop(800);
  Apply({Item("a", 100'000, 400), Item("b", 90'000, 400)});
  SetCapacity(300);
  const std::vector<scoring::v1::Receipt> owed = Receipts("state = OWED");
  ASSERT_THAT(owed, SizeIs(2));
  scoring::v1::AnswerReceiptsRequest answer;
  answer.set_parent(kShop);
  answer.add_crossings(owed[0].crossing());
  answer.add_crossings(absl::StrCat(kShop, "/rankings/1/crossings/none"));
  answer.set_answer(scoring::v1::Receipt::STATE_ACCEPTED);
  scoring::v1::AnswerReceiptsResponse answered;
  EXPECT_EQ(ReasonOf(Call(scoring(), &ScoringStub::AnswerReceipts, answer,
                          &answered, "ben@example.com")),
            "RECEIPT_NOT_FOUND");
  EXPECT_THAT(Receipts("state = OWED"), SizeIs(2));
  answer.set_crossings(1, owed[1].crossing());
  answer.set_validate_only(true);
  EXPECT_EQ(Call(scoring(), &ScoringStub::AnswerReceipts, answer, &answered,
                 "ben@example.com"),
            absl::OkStatus());
  EXPECT_THAT(answered.receipts(), SizeIs(2));
  EXPECT_THAT(Receipts("state = OWED"), SizeIs(2)) << "it was only checked";
  answer.set_validate_only(false);
  EXPECT_EQ(Call(scoring(), &ScoringStub::AnswerReceipts, answer, &answered,
                 "ben@example.com"),
            absl::OkStatus());
  EXPECT_THAT(Receipts("state = OWED"), IsEmpty());
}

TEST_F(SuiteTest, AWatchSendsTheNewestAndThenEachOneWithItsCrossings) {
  MakeShop(500);
  Apply({Item("rich", 100'000, 400)});
  const int64_t number = Latest().number();
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  scoring::v1::WatchRankingsRequest request;
  request.set_parent(kShop);
  auto stream = scoring().WatchRankings(&context, request);
  scoring::v1::WatchRankingsResponse message;
  ASSERT_TRUE(stream->Read(&message));
  EXPECT_EQ(message.ranking().number(), number);
  SetCapacity(300);
  ASSERT_TRUE(stream->Read(&message));
  EXPECT_EQ(message.ranking().number(), number + 1);
  ASSERT_THAT(message.crossings(), SizeIs(1));
  EXPECT_EQ(message.crossings(0).kind(),
            scoring::v1::LineCrossing::KIND_DROPPED);
  EXPECT_THAT(message.crossings(0).actors(), SizeIs(1));
  context.TryCancel();
  stream->Finish();
  // From the first on.
  grpc::ClientContext second;
  second.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  request.set_after_number(1);
  stream = scoring().WatchRankings(&second, request);
  for (int64_t n = 2; n <= number + 1; ++n) {
    ASSERT_TRUE(stream->Read(&message));
    EXPECT_EQ(message.ranking().number(), n);
  }
  second.TryCancel();
  stream->Finish();
}

TEST_F(SuiteTest, AModelIsAnsweredWhenTheRankingByItIsThere) {
  MakeShop(500);
  Apply({Item("rich", 100'000, 400)});
  const int64_t number = Latest().number();
  scoring::v1::CreateScoringModelRequest create;
  create.set_parent(kShop);
  create.mutable_model()->set_preset("safe-wsjf");
  create.set_activate(true);
  scoring::v1::ScoringModel model;
  ASSERT_EQ(Call(scoring(), &ScoringStub::CreateScoringModel, create, &model),
            absl::OkStatus());
  EXPECT_EQ(model.name(), "portfolios/shop/models/safe-wsjf@2");
  const scoring::v1::Ranking ranking = Latest();
  EXPECT_EQ(ranking.number(), number + 1);
  EXPECT_EQ(ranking.model(), model.name());
  // Unrated under the new criteria: it is said, and it is a drop.
  EXPECT_THAT(Crossings(ranking.name()), ElementsAre("KIND_DROPPED rich"));
  // The same again stays that version.
  ASSERT_EQ(Call(scoring(), &ScoringStub::CreateScoringModel, create, &model),
            absl::OkStatus());
  EXPECT_EQ(model.version(), 2);
  create.mutable_model()->set_preset("none-such");
  EXPECT_EQ(
      Call(scoring(), &ScoringStub::CreateScoringModel, create, &model).code(),
      absl::StatusCode::kInvalidArgument);
  scoring::v1::GetScoringModelRequest get;
  get.set_name(Shop("models", "active"));
  ASSERT_EQ(Call(scoring(), &ScoringStub::GetScoringModel, get, &model),
            absl::OkStatus());
  EXPECT_EQ(model.version(), 2);
  scoring::v1::ActivateScoringModelRequest activate;
  activate.set_name("portfolios/shop/models/joint-default@1");
  EXPECT_EQ(ReasonOf(Call(scoring(), &ScoringStub::ActivateScoringModel,
                          activate, &model)),
            "MODEL_NOT_DRAFT");
  scoring::v1::ListScoringModelsRequest list;
  list.set_parent("presets");
  scoring::v1::ListScoringModelsResponse listed;
  ASSERT_EQ(Call(scoring(), &ScoringStub::ListScoringModels, list, &listed),
            absl::OkStatus());
  EXPECT_GE(listed.models_size(), 2);
}

TEST_F(SuiteTest, ABaselineIsFrozenAndASlipFromItIsOwed) {
  MakeShop(500);
  Apply({Item("rich", 100'000, 400)});
  Latest();
  scoring::v1::CreateBaselineRequest create;
  create.set_parent(kShop);
  create.set_baseline_id("q1");
  create.mutable_baseline()->set_title("January");
  scoring::v1::Baseline baseline;
  ASSERT_EQ(Call(scoring(), &ScoringStub::CreateBaseline, create, &baseline),
            absl::OkStatus());
  EXPECT_EQ(baseline.ranking(), Latest().name());
  EXPECT_EQ(ReasonOf(Call(scoring(), &ScoringStub::CreateBaseline, create,
                          &baseline)),
            "BASELINE_EXISTS");
  scoring::v1::GetBaselineRequest get;
  get.set_name(Shop("baselines", "latest"));
  ASSERT_EQ(Call(scoring(), &ScoringStub::GetBaseline, get, &baseline),
            absl::OkStatus());
  EXPECT_EQ(baseline.title(), "January");
}

TEST_F(SuiteTest, AfterARestartEverythingIsAsItWas) {
  MakeShop(500);
  Apply({Item("rich", 100'000, 400), Item("poor", 1'000, 400)});
  SetCapacity(300);
  const scoring::v1::Ranking before = Latest();
  Restart();
  EXPECT_EQ(Latest().DebugString(), before.DebugString());
  SetCapacity(900);
  EXPECT_THAT(Crossings(Latest().name()),
              UnorderedElementsAre("KIND_ROSE poor", "KIND_ROSE rich"));
  // Of a ranking that is no longer in memory.
  scoring::v1::GetRankedItemRequest request;
  request.set_name(
      absl::StrCat(kShop, "/rankings/", before.number(), "/items/rich"));
  scoring::v1::RankedItem item;
  ASSERT_EQ(Call(scoring(), &ScoringStub::GetRankedItem, request, &item),
            absl::OkStatus());
  EXPECT_EQ(item.standing(), scoring::v1::STANDING_OVERSIZED);
}

TEST_F(SuiteTest, WhatIsNotThereIsSaidWithTheWayOut) {
  MakeShop(500);
  Latest();
  scoring::v1::Ranking ranking;
  scoring::v1::GetRankingRequest get;
  get.set_name("portfolios/none/rankings/latest");
  EXPECT_EQ(ReasonOf(Call(scoring(), &ScoringStub::GetRanking, get, &ranking)),
            "PORTFOLIO_NOT_FOUND");
  get.set_name(Shop("rankings", "99"));
  EXPECT_EQ(ReasonOf(Call(scoring(), &ScoringStub::GetRanking, get, &ranking)),
            "RANKING_NOT_FOUND");
  get.set_name(Shop("rankings", "newest"));
  EXPECT_EQ(Call(scoring(), &ScoringStub::GetRanking, get, &ranking).code(),
            absl::StatusCode::kInvalidArgument);
  scoring::v1::GetRankedItemRequest item;
  item.set_name(absl::StrCat(Shop("rankings", "latest"), "/items/none"));
  scoring::v1::RankedItem ranked;
  EXPECT_EQ(
      ReasonOf(Call(scoring(), &ScoringStub::GetRankedItem, item, &ranked)),
      "ITEM_NOT_FOUND");
  scoring::v1::GetReceiptRequest receipt;
  receipt.set_name(
      absl::StrCat(Shop("rankings", "1"), "/crossings/none/receipt"));
  scoring::v1::Receipt found;
  EXPECT_EQ(
      ReasonOf(Call(scoring(), &ScoringStub::GetReceipt, receipt, &found)),
      "RECEIPT_NOT_FOUND");
}

TEST_F(SuiteTest, ARevisionThatNeverComesEndsAtTheDeadline) {
  MakeShop(500);
  scoring::v1::GetRankingRequest request;
  request.set_name(Shop("rankings", "latest"));
  request.mutable_min_revisions()->set_backlog(1'000);
  grpc::ClientContext context;
  context.set_deadline(
      absl::ToChronoTime(absl::Now() + absl::Milliseconds(200)));
  scoring::v1::Ranking ranking;
  EXPECT_EQ(scoring().GetRanking(&context, request, &ranking).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
}

}  // namespace
}  // namespace lifeline

#include "tests/crash/clients.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/common/status_grpc.h"

namespace lifeline::testing {
namespace {

// Enough changes to be killed among, few enough to compare every ranking.
constexpr absl::Duration kBetweenWrites = absl::Milliseconds(80);
constexpr absl::Duration kBetweenReads = absl::Milliseconds(100);
constexpr absl::Duration kWatch = absl::Seconds(3);
constexpr absl::Duration kPause = absl::Milliseconds(20);

// A service that was killed answers so, or not at all; the next try may find it
// again.
bool Passes(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kDeadlineExceeded ||
         status.code() == absl::StatusCode::kCancelled;
}

void Raise(std::atomic<int64_t>& revision, int64_t to) {
  int64_t known = revision;
  while (known < to && !revision.compare_exchange_weak(known, to)) {
  }
}

SeenRanking Seen(const scoring::v1::Ranking& ranking) {
  SeenRanking seen;
  seen.number = ranking.number();
  seen.backlog = ranking.revisions().backlog();
  seen.roadmap = ranking.revisions().roadmap();
  seen.hash = ranking.hash();
  return seen;
}

}  // namespace

void Together::Acknowledged(Source source, int64_t revision) {
  Raise(source == Source::kBacklog ? backlog : roadmap, revision);
}

std::string ChangeOfItem(const std::string& item, int64_t money_hundredths) {
  return absl::StrCat(item, " is worth ", money_hundredths);
}

std::string ChangeOfCapacity(int64_t gross_hundredths) {
  return absl::StrCat("capacity ", gross_hundredths);
}

void WritingClient::Run() {
  while (!together_.stop && failure_.ok()) {
    ++requests_;
    if (plans_ && random_() % 3 == 0) {
      WriteCapacity();
    } else {
      WriteItem();
    }
    absl::SleepFor(kBetweenWrites);
  }
}

// One in three is new; its worth says which write it was.
void WritingClient::WriteItem() {
  const bool is_new = items_ == 0 || random_() % 3 == 0;
  const int number = is_new ? items_++ : static_cast<int>(random_() % items_);
  const int64_t money = 100'000 * (1 + random_() % 500) + requests_;
  backlog::v1::ApplyItemsRequest request;
  request.set_parent(shop_.name());
  request.set_request_id(absl::StrCat("w", id_, "-", requests_));
  backlog::v1::Item* item = request.add_upserts()->mutable_item();
  item->set_name(shop_.item_name(absl::StrCat("item-", id_, "-", number)));
  item->set_title("An item");
  item->set_category("seo");
  item->set_requester(shop_.name() + "/members/anna");
  item->set_state(backlog::v1::Item::STATE_READY);
  item->mutable_money()->set_amount_hundredths(money);
  auto* effort = item->mutable_estimate()->add_efforts();
  effort->set_team(shop_.name() + "/teams/web");
  effort->set_effort_hundredths(100 + number % 6 * 100);
  Insist(Source::kBacklog, ChangeOfItem(item->name(), money),
         [&](grpc::ClientContext* context, int64_t* revision) {
           backlog::v1::ApplyItemsResponse response;
           const absl::Status status = FromGrpc(
               shop_.stubs().backlog->ApplyItems(context, request, &response));
           *revision = response.revision();
           return status;
         });
}

// Up and down all the time. No two planners (0 and 1) ever say the same.
void WritingClient::WriteCapacity() {
  const int64_t gross = 1'000 + requests_ % 4 * 1'000 + 2 * requests_ + id_;
  roadmap::v1::UpdateCapacityRequest request;
  request.set_request_id(absl::StrCat("w", id_, "-", requests_));
  request.mutable_capacity()->set_name(shop_.name() +
                                       "/periods/q1/capacities/web");
  request.mutable_capacity()->set_gross_hundredths(gross);
  Insist(Source::kRoadmap, ChangeOfCapacity(gross),
         [&](grpc::ClientContext* context, int64_t* revision) {
           roadmap::v1::Capacity response;
           const absl::Status status =
               FromGrpc(shop_.stubs().roadmap->UpdateCapacity(context, request,
                                                              &response));
           *revision = response.revision();
           return status;
         });
}

template <typename Call>
void WritingClient::Insist(Source source, const std::string& change,
                           Call call) {
  Write write;
  write.source = source;
  write.change = change;
  write.start = absl::Now();
  const absl::Time deadline = write.start + kPatience;
  while (true) {
    grpc::ClientContext context;
    shop_.Prepare(&context);
    const absl::Status status = call(&context, &write.revision);
    write.acknowledged = status.ok();
    if (status.ok()) break;
    if (!Passes(status) || absl::Now() > deadline) {
      failure_ = status;
      break;
    }
    ++repeats_;
    absl::SleepFor(kPause);
  }
  if (write.acknowledged) together_.Acknowledged(source, write.revision);
  write.end = absl::Now();
  writes_.push_back(std::move(write));
}

int64_t WatchingClient::last() const {
  return watch_.commits.empty() ? 0 : watch_.commits.back().revision;
}

void WatchingClient::Run() {
  const std::atomic<int64_t>& target =
      watch_.source == Source::kBacklog ? together_.backlog : together_.roadmap;
  const absl::Time deadline = absl::Now() + 2 * kPatience;
  while ((together_.last_ranking == 0 || last() < target) &&
         absl::Now() < deadline) {
    ++connections_;
    grpc::ClientContext context;
    shop_.Prepare(&context);
    context.set_deadline(absl::ToChronoTime(absl::Now() + kWatch));
    if (watch_.source == Source::kBacklog) {
      FollowItems(&context);
    } else {
      FollowRoadmap(&context);
    }
    absl::SleepFor(kPause);
  }
}

void WatchingClient::FollowItems(grpc::ClientContext* context) {
  backlog::v1::WatchItemsRequest request;
  request.set_parent(shop_.name());
  if (last() > 0) {
    auto* cursor = request.add_cursors();
    cursor->set_portfolio(shop_.name());
    cursor->set_epoch(watch_.commits.back().epoch);
    cursor->set_revision(last());
  }
  const auto reader = shop_.stubs().backlog->WatchItems(context, request);
  backlog::v1::WatchItemsResponse response;
  while (reader->Read(&response)) {
    if (!response.has_commit()) continue;
    Commit commit{response.commit().epoch(), response.commit().revision(), {}};
    for (const auto& change : response.commit().changes()) {
      commit.changes.push_back(ChangeOfItem(
          change.name(), change.after().money().amount_hundredths()));
      commit.items.push_back(change.name());
    }
    watch_.commits.push_back(std::move(commit));
  }
  reader->Finish();
}

void WatchingClient::FollowRoadmap(grpc::ClientContext* context) {
  roadmap::v1::WatchRoadmapRequest request;
  request.set_parent(shop_.name());
  if (last() > 0) {
    auto* cursor = request.add_cursors();
    cursor->set_portfolio(shop_.name());
    cursor->set_epoch(watch_.commits.back().epoch);
    cursor->set_revision(last());
  }
  const auto reader = shop_.stubs().roadmap->WatchRoadmap(context, request);
  roadmap::v1::WatchRoadmapResponse response;
  while (reader->Read(&response)) {
    if (!response.has_commit()) continue;
    Commit commit{response.commit().epoch(), response.commit().revision(), {}};
    for (const auto& change : response.commit().changes()) {
      if (!change.after().has_capacity()) continue;
      commit.changes.push_back(
          ChangeOfCapacity(change.after().capacity().gross_hundredths()));
    }
    watch_.commits.push_back(std::move(commit));
  }
  reader->Finish();
}

void RankingClient::Run() {
  const absl::Time deadline = absl::Now() + 2 * kPatience;
  while ((together_.last_ranking == 0 || rankings_.empty() ||
          rankings_.back().ranking.number < together_.last_ranking) &&
         absl::Now() < deadline) {
    ++connections_;
    Follow();
    absl::SleepFor(kPause);
  }
}

void RankingClient::Follow() {
  scoring::v1::WatchRankingsRequest request;
  request.set_parent(shop_.name());
  if (!rankings_.empty())
    request.set_after_number(rankings_.back().ranking.number);
  grpc::ClientContext context;
  shop_.Prepare(&context);
  context.set_deadline(absl::ToChronoTime(absl::Now() + kWatch));
  const auto reader = shop_.stubs().scoring->WatchRankings(&context, request);
  scoring::v1::WatchRankingsResponse response;
  while (reader->Read(&response)) {
    if (!response.has_ranking()) continue;
    Published published{Seen(response.ranking()), {}};
    for (const auto& crossing : response.crossings()) {
      published.crossings.push_back({crossing.name(), crossing.item(),
                                     crossing.kind(), crossing.receipt()});
    }
    rankings_.push_back(std::move(published));
  }
  reader->Finish();
}

void ReadingClient::Run() {
  const absl::Time deadline = absl::Now() + 2 * kPatience;
  while ((together_.last_ranking == 0 || reads_.empty() ||
          reads_.back().ranking.number < together_.last_ranking) &&
         absl::Now() < deadline) {
    ReadOnce();
    absl::SleepFor(kBetweenReads);
  }
}

void ReadingClient::ReadOnce() {
  Read read;
  read.start = absl::Now();
  scoring::v1::GetRankingRequest request;
  request.set_name(shop_.name() + "/rankings/latest");
  if (strict_) {
    read.min_backlog = together_.backlog;
    read.min_roadmap = together_.roadmap;
    request.mutable_min_revisions()->set_backlog(read.min_backlog);
    request.mutable_min_revisions()->set_roadmap(read.min_roadmap);
  }
  scoring::v1::Ranking ranking;
  grpc::ClientContext context;
  shop_.Prepare(&context);
  if (!shop_.stubs().scoring->GetRanking(&context, request, &ranking).ok())
    return;
  read.ranking = Seen(ranking);
  if (reads_.size() % 4 == 0) {
    auto standings = ReadStandings(shop_, ranking.number());
    if (standings.ok()) read.ranking.standings = *std::move(standings);
  }
  reads_.push_back(std::move(read));
}

void AnsweringClient::Run() {
  while (!together_.stop) {
    AnswerOne();
    absl::SleepFor(kBetweenReads);
  }
}

void AnsweringClient::AnswerOne() {
  scoring::v1::ListReceiptsRequest list;
  list.set_parent(shop_.name());
  list.set_filter("state = OPEN");
  list.set_page_size(20);
  scoring::v1::ListReceiptsResponse receipts;
  {
    grpc::ClientContext context;
    shop_.Prepare(&context);
    if (!shop_.stubs().scoring->ListReceipts(&context, list, &receipts).ok())
      return;
  }
  if (receipts.receipts().empty()) return;
  Answer answer;
  answer.crossing =
      receipts.receipts(static_cast<int>(random_() % receipts.receipts_size()))
          .crossing();
  answer.text = absl::StrCat("answer ", answers_.size(), " of ", id_);
  scoring::v1::AnswerReceiptsRequest request;
  request.set_parent(shop_.name());
  request.add_crossings(answer.crossing);
  request.set_answer(scoring::v1::Receipt::STATE_ACCEPTED);
  request.set_text(answer.text);
  request.set_request_id(absl::StrCat("a", id_, "-", answers_.size()));
  const absl::Time deadline = absl::Now() + kPatience;
  absl::Status status;
  do {
    scoring::v1::AnswerReceiptsResponse response;
    grpc::ClientContext context;
    shop_.Prepare(&context);
    status = FromGrpc(
        shop_.stubs().scoring->AnswerReceipts(&context, request, &response));
    if (Passes(status)) absl::SleepFor(kPause);
  } while (Passes(status) && absl::Now() < deadline);
  answer.acknowledged = status.ok();
  answers_.push_back(std::move(answer));
}

absl::StatusOr<std::map<std::string, scoring::v1::Standing>> ReadStandings(
    const Shop& shop, int64_t number) {
  std::map<std::string, scoring::v1::Standing> standings;
  scoring::v1::ListRankedItemsRequest request;
  request.set_parent(absl::StrCat(shop.name(), "/rankings/", number));
  request.set_page_size(1000);
  do {
    scoring::v1::ListRankedItemsResponse response;
    grpc::ClientContext context;
    shop.Prepare(&context);
    const absl::Status status = FromGrpc(
        shop.stubs().scoring->ListRankedItems(&context, request, &response));
    if (!status.ok()) return status;
    for (const scoring::v1::RankedItem& item : response.ranked_items()) {
      if (!standings.emplace(item.item(), item.standing()).second)
        return absl::InternalError(item.item() + " is there twice");
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return standings;
}

}  // namespace lifeline::testing

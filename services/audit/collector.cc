#include "services/audit/collector.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/audit/weave_histories.h"
#include "services/common/status_grpc.h"

namespace lifeline::audit {
namespace {

// A stream is rested from now and then, which holds back its sender.
constexpr absl::Duration kWorkBetweenPauses = absl::Milliseconds(5);

absl::Status NotTheirs(const std::string& portfolio) {
  return absl::AbortedError(absl::StrCat(
      portfolio, " is not what was checked before: a backup was restored"));
}

}  // namespace

// A context that Stop finds while the call is under way.
class Collector::Call {
 public:
  Call(Collector* collector, absl::Duration timeout) : collector_(*collector) {
    context_.set_deadline(absl::ToChronoTime(collector_.clock_() + timeout));
    context_.set_wait_for_ready(true);
    absl::MutexLock lock(&collector_.mutex_);
    collector_.calls_.insert(&context_);
    if (collector_.stopped_) context_.TryCancel();
  }
  ~Call() {
    absl::MutexLock lock(&collector_.mutex_);
    collector_.calls_.erase(&context_);
  }
  grpc::ClientContext* context() { return &context_; }

 private:
  Collector& collector_;
  grpc::ClientContext context_;
};

Collector::Collector(const Sources& sources, Limits limits,
                     std::function<absl::Time()> clock)
    : roadmap_(roadmap::v1::RoadmapService::NewStub(sources.roadmap)),
      backlog_(backlog::v1::BacklogService::NewStub(sources.backlog)),
      scoring_(scoring::v1::ScoringService::NewStub(sources.scoring)),
      limits_(limits),
      clock_(std::move(clock)) {}

void Collector::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  for (grpc::ClientContext* context : calls_) context->TryCancel();
}

template <typename Stub, typename Request, typename Response>
absl::Status Collector::Ask(Stub& stub,
                            grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                         const Request&,
                                                         Response*),
                            const Request& request, Response* response) {
  const absl::Time begin = clock_();
  absl::Status status;
  {
    Call call(this, limits_.call);
    status = FromGrpc((stub.*method)(call.context(), request, response));
  }
  Rest(begin);
  return status;
}

template <typename Stub, typename Request, typename Response, typename Take>
absl::Status Collector::AskPages(
    Stub& stub,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 Response*),
    Request request, Take take) {
  request.set_page_size(limits_.page_size);
  do {
    Response page;
    absl::Status status = Ask(stub, method, request, &page);
    if (!status.ok()) return status;
    if (!take(page)) return absl::OkStatus();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

void Collector::Rest(absl::Time begin) {
  if (rests_ == 0) return;
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(this, &Collector::MayGoOn),
                          (clock_() - begin) * rests_);
}

void Collector::Hurry(bool hurries) {
  absl::MutexLock lock(&mutex_);
  hurries_ = hurries;
}

std::function<void()> Collector::Pauses() {
  return [this, begin = clock_()]() mutable {
    if (clock_() - begin < kWorkBetweenPauses) return;
    Rest(begin);
    begin = clock_();
  };
}

absl::StatusOr<std::vector<std::string>> Collector::Portfolios() {
  std::vector<std::string> names;
  absl::Status status =
      AskPages(*roadmap_, &roadmap::v1::RoadmapService::Stub::ListPortfolios,
               roadmap::v1::ListPortfoliosRequest(),
               [&](const roadmap::v1::ListPortfoliosResponse& page) {
                 for (const auto& portfolio : page.portfolios())
                   names.push_back(portfolio.name());
                 return true;
               });
  if (!status.ok()) return status;
  return names;
}

absl::Status Collector::Find(const std::string& portfolio) {
  roadmap::v1::GetPortfolioRequest request;
  request.set_name(portfolio);
  roadmap::v1::Portfolio found;
  return Ask(*roadmap_, &roadmap::v1::RoadmapService::Stub::GetPortfolio,
             request, &found);
}

absl::StatusOr<scoring::v1::Ranking> Collector::Newest(
    const std::string& portfolio) {
  scoring::v1::GetRankingRequest request;
  request.set_name(absl::StrCat(portfolio, "/rankings/latest"));
  request.mutable_min_revisions()->set_roadmap(1);
  scoring::v1::Ranking ranking;
  absl::Status status =
      Ask(*scoring_, &scoring::v1::ScoringService::Stub::GetRanking, request,
          &ranking);
  if (!status.ok()) return status;
  return ranking;
}

absl::StatusOr<Facts> Collector::Collect(const std::string& portfolio,
                                         double rests, History* history) {
  // The newest ranking is read without a rest, while it is in memory.
  rests_ = 0;
  Facts facts;
  facts.portfolio = portfolio;
  facts.chain_position = history->chain_position;
  facts.chain_hash = history->chain_hash;
  absl::StatusOr<scoring::v1::Ranking> newest = Newest(portfolio);
  if (!newest.ok()) return newest.status();
  facts.newest = *std::move(newest);
  if (facts.newest.number() < history->ranking) return NotTheirs(portfolio);
  absl::Status status = CheckChainGoesOn(*history, portfolio);
  ChainVerifier chain(history->chain_position, history->chain_hash);
  // The newest ranking first, while it is in memory. The sources after the
  // ranking that has seen them; disputes after the ledger's decisions, receipts
  // after both, and what was answered in between last.
  if (status.ok()) status = ReadRanked(history, &facts);
  rests_ = rests;
  if (status.ok()) status = ReadRankings(*history, &facts);
  if (status.ok()) status = ReadBacklog(history, &facts);
  if (status.ok()) status = ReadRoadmap(history, &facts);
  if (status.ok()) status = ReadStandings(history, &facts);
  if (status.ok()) status = ReadCrossings(history, &facts);
  if (status.ok()) status = ReadLedger(false, &chain, history, &facts);
  if (status.ok()) status = ReadAgreements(&facts);
  for (ReviewFact& review : facts.reviews) {
    if (status.ok()) status = ReadBaseline(&review);
  }
  if (status.ok()) status = ReadWeaves(&facts);
  if (status.ok()) status = ReadReceipts(history, &facts);
  if (status.ok()) status = ReadLedger(true, &chain, history, &facts);
  if (!status.ok()) return status;
  facts.broken_chain = chain.broken();
  return facts;
}

absl::Status Collector::ReadRankings(const History& history, Facts* facts) {
  scoring::v1::ListRankingsRequest request;
  request.set_parent(facts->portfolio);
  return AskPages(
      *scoring_, &scoring::v1::ScoringService::Stub::ListRankings, request,
      [&](const scoring::v1::ListRankingsResponse& page) {
        for (const scoring::v1::Ranking& ranking : page.rankings()) {
          if (ranking.number() <= history.ranking) return false;
          if (ranking.number() <= facts->newest.number())
            AddRanking(ranking, facts);
        }
        return true;
      });
}

absl::Status Collector::ReadRanked(History* history, Facts* facts) {
  scoring::v1::ListRankedItemsRequest request;
  request.set_parent(facts->newest.name());
  return AskPages(
      *scoring_, &scoring::v1::ScoringService::Stub::ListRankedItems, request,
      [&](const scoring::v1::ListRankedItemsResponse& page) {
        for (const scoring::v1::RankedItem& ranked : page.ranked_items())
          AddRanked(ranked, history, facts);
        return true;
      });
}

namespace {

// Reads a watch from the history's end until it has brought `wanted`, or all
// that is there. `stream` is open.
template <typename Response, typename Take, typename Pause>
absl::Status ReadWatch(grpc::ClientContext* context,
                       std::unique_ptr<grpc::ClientReader<Response>> stream,
                       int64_t after, int64_t epoch, int64_t wanted,
                       const std::string& portfolio, SourceFacts* source,
                       Take take, Pause pause) {
  Response message;
  int64_t reached = after;
  bool theirs = true;
  bool ended = false;
  while (theirs && !ended && stream->Read(&message)) {
    source->epoch = message.epoch();
    theirs = after == 0 || message.epoch() == epoch;
    if (message.has_commit() && theirs) {
      take(message.commit());
      reached = message.commit().revision();
      pause();
    }
    source->to_the_end = message.live();
    ended = message.live() || reached >= wanted;
  }
  if (!ended || !theirs) {
    // One that is over says why only if it is not cancelled.
    if (!theirs) context->TryCancel();
    absl::Status status = FromGrpc(stream->Finish());
    if (!theirs || status.code() == absl::StatusCode::kOutOfRange)
      return NotTheirs(portfolio);
    return status.ok() ? absl::UnavailableError("a watch ended") : status;
  }
  context->TryCancel();
  (void)stream->Finish();
  return absl::OkStatus();
}

template <typename Request>
Request WatchFrom(const std::string& portfolio, int64_t revision,
                  int64_t epoch) {
  Request request;
  request.set_parent(portfolio);
  if (revision == 0) return request;
  roadmap::v1::Cursor* cursor = request.add_cursors();
  cursor->set_portfolio(portfolio);
  cursor->set_revision(revision);
  cursor->set_epoch(epoch);
  return request;
}

}  // namespace

absl::Status Collector::ReadBacklog(History* history, Facts* facts) {
  // A backlog that nobody has written to need not know the portfolio yet.
  if (facts->newest.revisions().backlog() == 0) return absl::OkStatus();
  Call call(this, limits_.stream);
  return ReadWatch<backlog::v1::WatchItemsResponse>(
      call.context(),
      backlog_->WatchItems(
          call.context(),
          WatchFrom<backlog::v1::WatchItemsRequest>(
              facts->portfolio, history->backlog, history->backlog_epoch)),
      history->backlog, history->backlog_epoch,
      facts->newest.revisions().backlog(), facts->portfolio, &facts->backlog,
      [&](const backlog::v1::ItemCommit& commit) {
        AddItemCommit(commit, history, facts);
      },
      Pauses());
}

absl::Status Collector::ReadRoadmap(History* history, Facts* facts) {
  Call call(this, limits_.stream);
  return ReadWatch<roadmap::v1::WatchRoadmapResponse>(
      call.context(),
      roadmap_->WatchRoadmap(
          call.context(),
          WatchFrom<roadmap::v1::WatchRoadmapRequest>(
              facts->portfolio, history->roadmap, history->roadmap_epoch)),
      history->roadmap, history->roadmap_epoch,
      facts->newest.revisions().roadmap(), facts->portfolio, &facts->roadmap,
      [&](const roadmap::v1::RoadmapCommit& commit) {
        AddRoadmapCommit(commit, history, facts);
      },
      Pauses());
}

absl::Status Collector::ReadStandings(History* history, Facts* facts) {
  scoring::v1::ListStandingsRequest request;
  request.set_parent(facts->portfolio);
  request.set_after_ranking(history->ranking);
  return AskPages(
      *scoring_, &scoring::v1::ScoringService::Stub::ListStandings, request,
      [&](const scoring::v1::ListStandingsResponse& page) {
        for (const scoring::v1::StoredStanding& stored : page.standings()) {
          if (stored.ranking() > facts->newest.number()) return false;
          AddStanding(stored, history, facts);
        }
        return true;
      });
}

absl::Status Collector::ReadCrossings(History* history, Facts* facts) {
  scoring::v1::ListLineCrossingsRequest request;
  request.set_parent(facts->portfolio);
  return AskPages(
      *scoring_, &scoring::v1::ScoringService::Stub::ListLineCrossings, request,
      [&](const scoring::v1::ListLineCrossingsResponse& page) {
        for (const scoring::v1::LineCrossing& crossing : page.crossings()) {
          const int64_t number = RankingNumber(crossing.ranking());
          if (number <= history->ranking) return false;
          if (number <= facts->newest.number())
            AddCrossing(crossing, history, facts);
        }
        return true;
      });
}

absl::Status Collector::ReadReceipts(History* history, Facts* facts) {
  scoring::v1::ListReceiptsRequest request;
  request.set_parent(facts->portfolio);
  return AskPages(*scoring_, &scoring::v1::ScoringService::Stub::ListReceipts,
                  request, [&](const scoring::v1::ListReceiptsResponse& page) {
                    for (const scoring::v1::Receipt& receipt : page.receipts())
                      AddReceipt(receipt, history, facts);
                    return true;
                  });
}

absl::Status Collector::ReadAgreements(Facts* facts) {
  scoring::v1::ListScoringModelsRequest models;
  models.set_parent(facts->portfolio);
  absl::Status status = AskPages(
      *scoring_, &scoring::v1::ScoringService::Stub::ListScoringModels, models,
      [&](scoring::v1::ListScoringModelsResponse& page) {
        for (scoring::v1::ScoringModel& model : *page.mutable_models()) {
          // What would have crossed says nothing about who signed.
          model.mutable_proposal()->clear_crossings();
          facts->models.push_back(std::move(model));
        }
        return true;
      });
  if (!status.ok()) return status;
  scoring::v1::ListDisputesRequest disputes;
  disputes.set_parent(facts->portfolio);
  return AskPages(*scoring_, &scoring::v1::ScoringService::Stub::ListDisputes,
                  disputes, [&](const scoring::v1::ListDisputesResponse& page) {
                    facts->disputes.insert(facts->disputes.end(),
                                           page.disputes().begin(),
                                           page.disputes().end());
                    return true;
                  });
}

absl::Status Collector::ReadBaseline(ReviewFact* review) {
  scoring::v1::GetBaselineRequest request;
  request.set_name(review->baseline);
  scoring::v1::Baseline baseline;
  absl::Status status =
      Ask(*scoring_, &scoring::v1::ScoringService::Stub::GetBaseline, request,
          &baseline);
  if (absl::IsNotFound(status)) return absl::OkStatus();
  if (!status.ok()) return status;
  review->has_baseline = true;
  scoring::v1::ListRankedItemsRequest above;
  above.set_parent(baseline.ranking());
  above.set_filter("standing = ABOVE OR standing = RIDING");
  return AskPages(
      *scoring_, &scoring::v1::ScoringService::Stub::ListRankedItems, above,
      [&](const scoring::v1::ListRankedItemsResponse& page) {
        for (const scoring::v1::RankedItem& item : page.ranked_items())
          review->shown.push_back(item.item());
        return true;
      });
}

absl::Status Collector::ReadWeaves(Facts* facts) {
  const Histories histories{
      [this](const auto& request, auto* page) {
        return Ask(*backlog_,
                   &backlog::v1::BacklogService::Stub::ListItemChanges, request,
                   page);
      },
      [this](const auto& request, auto* page) {
        return Ask(*roadmap_,
                   &roadmap::v1::RoadmapService::Stub::ListRoadmapChanges,
                   request, page);
      },
      limits_.page_size};
  for (WeaveFact& weave : facts->weaves) {
    absl::Status status = AddWhoMayAgree(histories, facts->portfolio, &weave);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Collector::ReadLedger(bool late, ChainVerifier* chain,
                                   History* history, Facts* facts) {
  // A chain that is broken is read once.
  if (late && !chain->broken().empty()) return absl::OkStatus();
  scoring::v1::ListLedgerEntriesRequest request;
  request.set_parent(facts->portfolio);
  request.set_after_position(chain->position());
  return AskPages(
      *scoring_, &scoring::v1::ScoringService::Stub::ListLedgerEntries, request,
      [&](const scoring::v1::ListLedgerEntriesResponse& page) {
        for (const scoring::v1::LedgerEntry& entry : page.entries()) {
          const bool was_before = facts->chain_position == chain->position();
          chain->Add({entry.position(), entry.kind(), entry.key(),
                      entry.content(), entry.previous_hash(), entry.hash()});
          AddEntry(entry, late, history, facts);
          // The next audit goes on before the first entry of a later ranking.
          if (was_before &&
              ((entry.kind() != "ranking" && entry.kind() != "crossing") ||
               RankingNumber(entry.key()) <= facts->newest.number())) {
            facts->chain_position = chain->position();
            facts->chain_hash = chain->hash();
          }
        }
        return true;
      });
}

// The last entry that was checked is still there, with its hash.
absl::Status Collector::CheckChainGoesOn(const History& history,
                                         const std::string& portfolio) {
  if (history.chain_position == 0) return absl::OkStatus();
  scoring::v1::ListLedgerEntriesRequest request;
  request.set_parent(portfolio);
  request.set_page_size(1);
  request.set_after_position(history.chain_position - 1);
  scoring::v1::ListLedgerEntriesResponse page;
  absl::Status status =
      Ask(*scoring_, &scoring::v1::ScoringService::Stub::ListLedgerEntries,
          request, &page);
  if (!status.ok()) return status;
  const bool there = page.entries_size() == 1 &&
                     page.entries(0).position() == history.chain_position &&
                     page.entries(0).hash() == history.chain_hash;
  return there ? absl::OkStatus() : NotTheirs(portfolio);
}

}  // namespace lifeline::audit

#include "services/scoring/publisher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/common/names.h"
#include "services/common/status.h"
#include "services/scoring/scoring_reads.h"

namespace lifeline::scoring {
namespace {

constexpr size_t Index(Source source) { return static_cast<size_t>(source); }

absl::string_view PortfolioOf(const InputCommit& commit) {
  return LastId(commit.items != nullptr ? commit.items->portfolio()
                                        : commit.roadmap->portfolio());
}

absl::Status Stopping() {
  return Error(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
               "the server is stopping; call again in a moment");
}

// The names of everything that a restored source has told.
std::set<std::string> ToldBy(const InputBatch& batch, Source source,
                             int64_t epoch) {
  std::set<std::string> told;
  for (const InputCommit& commit : batch.commits) {
    if (commit.source != source || commit.epoch != epoch) continue;
    if (commit.items != nullptr) {
      for (const auto& change : commit.items->changes())
        if (change.has_after()) told.insert(change.name());
    } else {
      for (const auto& change : commit.roadmap->changes())
        if (change.has_after()) told.insert(change.name());
    }
  }
  return told;
}

}  // namespace

Publisher::Publisher(const PlanningContext* context, PublisherOptions options)
    : context_(context), options_(options) {}

Publisher::~Publisher() { Stop(); }

absl::Status Publisher::Start() {
  std::vector<Head> heads;
  {
    absl::StatusOr<lifeline::Snapshot> reader =
        context_->store->database()->Read();
    if (!reader.ok()) return reader.status();
    absl::StatusOr<std::vector<Head>> read = ReadHeads(*reader);
    if (!read.ok()) return read.status();
    heads = *std::move(read);
  }
  absl::MutexLock lock(&mutex_);
  for (const Head& head : heads) {
    absl::StatusOr<std::unique_ptr<Planning>> planning =
        Planning::Load(context_, head);
    if (!planning.ok()) return planning.status();
    auto box = std::make_unique<Box>();
    box->planning = *std::move(planning);
    box->revision = {head.seen.backlog, head.seen.roadmap};
    box->epoch = {head.seen.backlog_epoch, head.seen.roadmap_epoch};
    // Days may have passed, a model may have been activated.
    box->again = true;
    boxes_[head.portfolio] = std::move(box);
  }
  started_ = absl::Now();
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

void Publisher::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return;
    stopping_ = true;
    changed_.SignalAll();
  }
  if (thread_.joinable()) thread_.join();
  std::map<std::string, std::unique_ptr<Box>> boxes;
  {
    absl::MutexLock lock(&mutex_);
    boxes.swap(boxes_);
  }
  for (auto& [portfolio, box] : boxes) {
    for (auto& done : box->done) done();
    for (auto& copy : box->copies) copy(Stopping());
  }
}

absl::Status Publisher::Offer(InputCommit commit) {
  const size_t q = Index(commit.source);
  const std::string portfolio(PortfolioOf(commit));
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &Publisher::HasRoom));
  if (stopping_) return Stopping();
  std::unique_ptr<Box>& box = boxes_[portfolio];
  if (box == nullptr) box = std::make_unique<Box>();
  if (box->epoch[q] != commit.epoch) {
    if (box->epoch[q] != 0) {
      BeginRestore(*box, q, commit.epoch);
    } else {
      box->epoch[q] = commit.epoch;
      box->revision[q] = 0;
    }
  }
  if (commit.revision <= box->revision[q]) return absl::OkStatus();
  if (commit.revision != box->revision[q] + 1) {
    return Error(absl::StatusCode::kOutOfRange, "REVISION_GAP",
                 absl::StrCat("revision ", commit.revision, " of ", portfolio,
                              " does not follow ", box->revision[q]));
  }
  box->revision[q] = commit.revision;
  box->inbox.Add(std::move(commit), context_->clock());
  ++waiting_;
  changed_.Signal();
  return absl::OkStatus();
}

std::vector<roadmap::v1::Cursor> Publisher::Cursors(Source source) const {
  const size_t q = Index(source);
  std::vector<roadmap::v1::Cursor> cursors;
  absl::MutexLock lock(&mutex_);
  for (const auto& [portfolio, box] : boxes_) {
    if (box->epoch[q] == 0) continue;
    roadmap::v1::Cursor& cursor = cursors.emplace_back();
    cursor.set_portfolio(PortfolioName(portfolio));
    cursor.set_epoch(box->epoch[q]);
    cursor.set_revision(box->revision[q]);
  }
  return cursors;
}

void Publisher::StreamOpened(Source source) {
  absl::MutexLock lock(&mutex_);
  SourceState& state = sources_[Index(source)];
  state.open = true;
  state.live = false;
  state.since = absl::Now();
}

void Publisher::StreamIsLive(Source source, int64_t epoch) {
  const size_t q = Index(source);
  absl::MutexLock lock(&mutex_);
  SourceState& state = sources_[q];
  if (state.live && state.live_epoch == epoch) return;
  state.live = state.was_live = true;
  state.live_epoch = epoch;
  if (epoch != 0) {
    for (auto& [portfolio, box] : boxes_) {
      if (box->epoch[q] == 0 || box->epoch[q] == epoch) continue;
      BeginRestore(*box, q, epoch);
    }
  }
  changed_.Signal();
}

void Publisher::StreamEnded(Source source) {
  absl::MutexLock lock(&mutex_);
  sources_[Index(source)].open = false;
  sources_[Index(source)].live = false;
  changed_.Signal();
}

void Publisher::PlanAgain(absl::string_view portfolio,
                          const std::vector<std::string>& actors,
                          absl::AnyInvocable<void()> done) {
  {
    absl::MutexLock lock(&mutex_);
    const auto found = boxes_.find(std::string(portfolio));
    if (!stopping_ && found != boxes_.end()) {
      Box& box = *found->second;
      box.again = true;
      box.actors.insert(box.actors.end(), actors.begin(), actors.end());
      if (done) box.done.push_back(std::move(done));
      changed_.Signal();
      return;
    }
  }
  if (done) done();
}

void Publisher::RedactGone(absl::string_view portfolio, const std::string& name,
                           const RedactedTexts& redacted) {
  absl::MutexLock lock(&mutex_);
  const auto found = boxes_.find(std::string(portfolio));
  if (found == boxes_.end()) return;
  found->second->again = true;
  found->second->redacted[name] = redacted;
  changed_.Signal();
}

void Publisher::CopyState(
    absl::string_view portfolio,
    absl::AnyInvocable<void(absl::StatusOr<PlannedState>)> use) {
  {
    absl::MutexLock lock(&mutex_);
    const auto found = boxes_.find(std::string(portfolio));
    if (!stopping_ && found != boxes_.end()) {
      found->second->copies.push_back(std::move(use));
      changed_.Signal();
      return;
    }
  }
  use(Stopping());
}

void Publisher::Tick() {
  absl::MutexLock lock(&mutex_);
  for (auto& [portfolio, box] : boxes_) box->again = true;
  changed_.Signal();
}

absl::Status Publisher::health() const {
  absl::MutexLock lock(&mutex_);
  return health_;
}

bool Publisher::HoldsBack() const {
  if (waiting_ >= options_.inbox_limit && restoring_ == 0) return false;
  const absl::Time now = absl::Now();
  bool all_known = true;
  for (const SourceState& state : sources_) {
    if (state.open && !state.live &&
        now < state.since + options_.longest_catch_up)
      return true;
    all_known = all_known && state.was_live;
  }
  return !all_known && now < started_ + options_.start_grace;
}

// A restored source's new commits wait until the stream is live; then they and
// the silence about the rest are taken together.
std::array<int64_t, 2> Publisher::KnownEpochs(const Box& box) const {
  std::array<int64_t, 2> known{};
  if (box.planning == nullptr) return known;
  const SeenRevisions& seen = box.planning->seen();
  const std::array<int64_t, 2> applied = {seen.backlog_epoch,
                                          seen.roadmap_epoch};
  for (size_t q = 0; q < known.size(); ++q) {
    const SourceState& state = sources_[q];
    if (box.restoring[q] && !(state.live && state.live_epoch == box.epoch[q]))
      known[q] = applied[q];
  }
  return known;
}

void Publisher::BeginRestore(Box& box, size_t source, int64_t epoch) {
  if (!std::exchange(box.restoring[source], true)) ++restoring_;
  box.epoch[source] = epoch;
  box.revision[source] = 0;
}

void Publisher::TakeRestores(Box& box, Turn* turn) {
  if (box.planning == nullptr) return;
  for (size_t q = 0; q < box.restoring.size(); ++q) {
    const SourceState& state = sources_[q];
    if (!box.restoring[q] || !state.live || state.live_epoch != box.epoch[q])
      continue;
    turn->restored[q] = true;
    turn->restored_epoch[q] = box.epoch[q];
    box.restoring[q] = false;
    --restoring_;
  }
}

bool Publisher::TakeTurn(const std::string& portfolio, Box& box, Turn* turn) {
  const bool asked = !box.done.empty();
  const bool may_plan =
      asked || (!HoldsBack() && absl::Now() >= box.not_before);
  const std::array<int64_t, 2> known = KnownEpochs(box);
  const absl::Time now = context_->clock();
  *turn = Turn();
  turn->box = &box;
  turn->portfolio = portfolio;
  if (may_plan) {
    TakeRestores(box, turn);
    const bool restored = turn->restored[0] || turn->restored[1];
    // What a restored source tells is taken whole, whatever parts it has.
    const absl::Time patience = restored ? absl::InfiniteFuture() : now;
    // A backlog may be heard of before its portfolio is.
    const bool known_portfolio =
        box.planning != nullptr || box.epoch[Index(Source::kRoadmap)] != 0;
    if (known_portfolio) turn->batch = box.inbox.Take(patience, known);
    waiting_ -= turn->batch.commits.size();
    if (restored || !turn->batch.commits.empty()) box.again = true;
  }
  const bool plans = may_plan && box.again &&
                     (box.planning != nullptr || !turn->batch.commits.empty());
  if (plans) turn->actors.swap(box.actors);
  if (plans) turn->redacted.swap(box.redacted);
  if (plans || box.planning == nullptr) turn->done.swap(box.done);
  if (!plans) turn->batch = {};
  turn->copies.swap(box.copies);
  turn->plans = plans;
  if (plans) box.again = false;
  return plans || !turn->done.empty() || !turn->copies.empty();
}

bool Publisher::NextTurn(Turn* turn) {
  // Round robin: from the one after the last.
  auto next = boxes_.upper_bound(last_turn_);
  for (size_t i = 0; i < boxes_.size(); ++i, ++next) {
    if (next == boxes_.end()) next = boxes_.begin();
    if (!TakeTurn(next->first, *next->second, turn)) continue;
    last_turn_ = next->first;
    return true;
  }
  return false;
}

void Publisher::LookAtTheDay() {
  for (auto& [portfolio, box] : boxes_) {
    if (box->planning == nullptr || !box->planning->DayHasPassed()) continue;
    if (!box->again) {
      LogEvent(options_.log, LogLevel::kInfo, "a day has passed",
               {{"portfolio", absl::string_view(portfolio)}});
    }
    box->again = true;
  }
}

void Publisher::EndTurn(const Turn& turn, const absl::Status& status,
                        absl::Time begin) {
  const absl::Time end = absl::Now();
  if (turn.plans) {
    // Once, not at each of the tries that follow.
    const std::string reason = ReasonOf(status);
    if (!status.ok() && reason != ReasonOf(health_)) {
      LogEvent(options_.log, LogLevel::kError,
               "a ranking was not published and is tried again",
               {{"portfolio", absl::string_view(turn.portfolio)},
                {"code", CodeName(status.code())},
                {"reason", absl::string_view(reason)}});
    }
    if (status.ok() && options_.plan_seconds != nullptr)
      options_.plan_seconds->Observe(absl::ToDoubleSeconds(end - begin));
    health_ = status;
  }
  if (!status.ok()) {
    turn.box->again = true;
    turn.box->not_before = end + options_.retry;
  } else if (turn.batch.commits.size() >= options_.rush) {
    turn.box->not_before =
        end + std::min(options_.rest * (end - begin), options_.longest_rest);
  }
}

void Publisher::Run() {
  absl::Time next_tick = absl::Now();
  absl::MutexLock lock(&mutex_);
  while (!stopping_) {
    if (absl::Now() >= next_tick) {
      next_tick = absl::Now() + options_.tick;
      LookAtTheDay();
    }
    Turn turn;
    if (!NextTurn(&turn)) {
      // Short waits while something is held back, which no event may end.
      bool held = HoldsBack();
      for (const auto& [portfolio, box] : boxes_)
        held = held || box->again || box->inbox.size() > 0;
      changed_.WaitWithTimeout(
          &mutex_, held ? absl::Milliseconds(10) : next_tick - absl::Now());
      continue;
    }
    mutex_.Unlock();
    const absl::Time begin = absl::Now();
    const absl::Status status = DoTurn(turn);
    mutex_.Lock();
    EndTurn(turn, status, begin);
    mutex_.Unlock();
    for (auto& done : turn.done) done();
    mutex_.Lock();
  }
}

void Publisher::ApplyTurn(Turn& turn) {
  Planning& planning = *turn.box->planning;
  planning.Apply(turn.batch);
  for (Source source : kSources) {
    const size_t q = Index(source);
    if (!turn.restored[q]) continue;
    planning.Restore(source, turn.restored_epoch[q],
                     ToldBy(turn.batch, source, turn.restored_epoch[q]));
  }
  for (const auto& [name, redacted] : turn.redacted)
    planning.RedactGone(name, redacted);
  for (const std::string& actor : turn.actors) planning.AddActor(actor);
}

absl::Status Publisher::DoTurn(Turn& turn) {
  Box& box = *turn.box;
  absl::Status status;
  if (turn.plans) {
    if (box.planning == nullptr) {
      absl::StatusOr<std::unique_ptr<Planning>> begun =
          Planning::Begin(context_, turn.portfolio);
      if (!begun.ok()) return begun.status();
      box.planning = *std::move(begun);
    }
    ApplyTurn(turn);
    status = box.planning->Plan();
    if (ReasonOf(status) == "RANKING_TAKEN") {
      absl::StatusOr<std::unique_ptr<Planning>> again =
          box.planning->LoadAgain();
      if (!again.ok()) return again.status();
      box.planning = *std::move(again);
      status = box.planning->Plan();
    }
  }
  for (auto& copy : turn.copies) {
    const std::shared_ptr<PortfolioState> state =
        context_->registry->Find(turn.portfolio);
    const RankingPtr latest = state == nullptr ? nullptr : state->Latest();
    if (!status.ok()) {
      // What was taken in is in no ranking yet: not a pair.
      copy(status);
    } else if (latest == nullptr || box.planning == nullptr) {
      copy(Error(absl::StatusCode::kUnavailable, "NOT_RANKED_YET",
                 absl::StrCat(turn.portfolio,
                              " has no ranking yet; call again in a moment")));
    } else {
      copy(PlannedState{box.planning->builder(), latest});
    }
  }
  return status;
}

}  // namespace lifeline::scoring

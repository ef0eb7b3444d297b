#ifndef LIFELINE_SERVICES_SCORING_PUBLISHER_H_
#define LIFELINE_SERVICES_SCORING_PUBLISHER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/log.h"
#include "services/common/metrics.h"
#include "services/scoring/inbox.h"
#include "services/scoring/planning.h"
#include "services/scoring/portfolio_state.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

struct PublisherOptions {
  // How long the first plans after the start wait for both sources to have told
  // what is new: after downtime there is to be one ranking, not many.
  absl::Duration start_grace = absl::Seconds(2);
  // A source that is catching up is waited for, but no longer than this.
  absl::Duration longest_catch_up = absl::Seconds(60);
  // After a failed publication.
  absl::Duration retry = absl::Milliseconds(500);
  // When so many commits have made one ranking, more are on their way: the
  // next one is made after a rest of `rest` times what this one took, at most
  // `longest_rest`, so that whoever submits gets the machine meanwhile.
  size_t rush = 16;
  int rest = 3;
  absl::Duration longest_rest = absl::Milliseconds(500);
  // How often the day is looked at.
  absl::Duration tick = absl::Seconds(1);
  // Commits that may wait in all portfolios together; the followers wait then.
  size_t inbox_limit = 20'000;
  // Where failures and passing days are said; null for nowhere.
  const Log* log = nullptr;
  // How long each ranking took, from inputs to visible; may be null.
  Histogram* plan_seconds = nullptr;
};

// A consistent pair: the inputs as the planning thread has them, and the
// ranking that they gave.
struct PlannedState {
  WorldBuilder builder;
  RankingPtr ranking;
};

// The planning thread. It takes the portfolios in turn; whatever has come in
// for one of them becomes one ranking, and the next is planned when that is
// durable. Thread safe.
class Publisher {
 public:
  // `context` must outlive it.
  explicit Publisher(const PlanningContext* context,
                     PublisherOptions options = {});
  // Stops it.
  ~Publisher();

  // Loads every portfolio, so that it can be read, and begins. Once.
  absl::Status Start() ABSL_LOCKS_EXCLUDED(mutex_);
  // Ends after the plan under way; nothing that was acknowledged is lost.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  // Takes a commit in; blocks while too many wait. A repeated one is ignored.
  // OUT_OF_RANGE, reason REVISION_GAP, if it does not follow the one before:
  // the stream must begin anew from Cursors.
  absl::Status Offer(InputCommit commit) ABSL_LOCKS_EXCLUDED(mutex_);
  // Where a stream of this source goes on.
  std::vector<roadmap::v1::Cursor> Cursors(Source source) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // A stream has opened; until it is live, its commits are waited for.
  void StreamOpened(Source source) ABSL_LOCKS_EXCLUDED(mutex_);
  // Everything that was there when the stream opened has been offered. An epoch
  // that is not the one before means that a backup was restored.
  void StreamIsLive(Source source, int64_t epoch) ABSL_LOCKS_EXCLUDED(mutex_);
  void StreamEnded(Source source) ABSL_LOCKS_EXCLUDED(mutex_);

  // Plans the portfolio once more; `actors` are who changed the model. `done`
  // is called when everything that had come in by now is planned and visible,
  // or could not be.
  void PlanAgain(absl::string_view portfolio,
                 const std::vector<std::string>& actors,
                 absl::AnyInvocable<void()> done) ABSL_LOCKS_EXCLUDED(mutex_);

  // The texts of what is gone are redacted in the store (Planning::RedactGone).
  // Never blocks; nothing if the portfolio is not known.
  void RedactGone(absl::string_view portfolio, const std::string& name,
                  const RedactedTexts& redacted) ABSL_LOCKS_EXCLUDED(mutex_);

  // Calls `use` with a copy of the portfolio's inputs between two plans, on the
  // planning thread: hand the work on. UNAVAILABLE, reason SERVER_STOPPING; or
  // why the last plan could not be published.
  void CopyState(absl::string_view portfolio,
                 absl::AnyInvocable<void(absl::StatusOr<PlannedState>)> use)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Looks at the clock now instead of at the next tick.
  void Tick() ABSL_LOCKS_EXCLUDED(mutex_);

  // What the last publication met; health is told by this.
  absl::Status health() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // What has come in for one portfolio.
  struct Box {
    Inbox inbox;
    // The newest commit offered, by source.
    std::array<int64_t, 2> revision{};
    std::array<int64_t, 2> epoch{};
    // A restored source is being told anew.
    std::array<bool, 2> restoring{};
    bool again = false;
    std::vector<std::string> actors;
    // By name.
    std::map<std::string, RedactedTexts> redacted;
    std::vector<absl::AnyInvocable<void()>> done;
    std::vector<absl::AnyInvocable<void(absl::StatusOr<PlannedState>)>> copies;
    // Null until the roadmap has told of it. The thread's own.
    std::unique_ptr<Planning> planning;
    // After a failure, or in a rush.
    absl::Time not_before = absl::InfinitePast();
  };
  struct SourceState {
    bool open = false;
    bool live = false;
    bool was_live = false;
    absl::Time since = absl::InfiniteFuture();
    int64_t live_epoch = 0;
  };
  // One turn of one portfolio, taken out of its box.
  struct Turn {
    Box* box = nullptr;
    std::string portfolio;
    bool plans = false;
    InputBatch batch;
    std::array<bool, 2> restored{};
    std::array<int64_t, 2> restored_epoch{};
    std::vector<std::string> actors;
    std::map<std::string, RedactedTexts> redacted;
    std::vector<absl::AnyInvocable<void()>> done;
    std::vector<absl::AnyInvocable<void(absl::StatusOr<PlannedState>)>> copies;
  };

  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  bool NextTurn(Turn* turn) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool TakeTurn(const std::string& portfolio, Box& box, Turn* turn)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void BeginRestore(Box& box, size_t source, int64_t epoch)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeRestores(Box& box, Turn* turn) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HoldsBack() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // What a restored source tells is taken whole, however much that is: to wait
  // for room would be to wait for oneself.
  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || restoring_ > 0 || waiting_ < options_.inbox_limit;
  }
  std::array<int64_t, 2> KnownEpochs(const Box& box) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // What a turn that began then has met.
  void EndTurn(const Turn& turn, const absl::Status& status, absl::Time begin)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void LookAtTheDay() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The thread's part, without the lock.
  absl::Status DoTurn(Turn& turn);
  void ApplyTurn(Turn& turn);

  const PlanningContext* const context_;
  const PublisherOptions options_;
  mutable absl::Mutex mutex_;
  absl::CondVar changed_;
  std::map<std::string, std::unique_ptr<Box>> boxes_ ABSL_GUARDED_BY(mutex_);
  std::string last_turn_ ABSL_GUARDED_BY(mutex_);
  std::array<SourceState, 2> sources_ ABSL_GUARDED_BY(mutex_);
  size_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  // Sources of boxes that are being told anew.
  size_t restoring_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time started_ ABSL_GUARDED_BY(mutex_);
  absl::Status health_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PUBLISHER_H_

#ifndef LIFELINE_SERVICES_COMMON_WATCH_H_
#define LIFELINE_SERVICES_COMMON_WATCH_H_

#include <grpcpp/alarm.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/callers.h"
#include "services/common/executor.h"
#include "services/common/limits.h"

namespace lifeline {

// One open stream as the hub sees it.
class WatchStream {
 public:
  virtual ~WatchStream() = default;
  // There may be something new. Quick; any thread.
  virtual void Wake() = 0;
  // Ends the stream with this status as soon as the message under way is out.
  // Any thread.
  virtual void End(absl::Status status) = 0;
};

struct WatchOptions {
  // A stream on which nothing was sent for so long sends a heartbeat.
  absl::Duration heartbeat = absl::Seconds(10);
  // Open streams at one time; one more is refused with RESOURCE_EXHAUSTED,
  // reason TOO_MANY_STREAMS.
  size_t max_streams = ServerLimits().streams;
};

// Knows the open streams of a service and wakes those that a commit concerns.
// Thread safe; must outlive its streams, which it does if the server was shut
// down before.
class WatchHub {
 public:
  explicit WatchHub(Executor* executor, WatchOptions options = {});

  // Wakes the streams of this scope and those of all scopes.
  void Notify(absl::string_view scope) ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends every stream with UNAVAILABLE, reason SERVER_STOPPING, and refuses new
  // ones likewise.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  size_t streams() const ABSL_LOCKS_EXCLUDED(mutex_);

  Executor* executor() const { return executor_; }
  const WatchOptions& options() const { return options_; }

  // For streams: `scope` empty is all scopes.
  absl::Status Enter(absl::string_view scope,
                     std::shared_ptr<WatchStream> stream)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave(absl::string_view scope,
             const std::shared_ptr<WatchStream>& stream)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  Executor* const executor_;
  const WatchOptions options_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string,
                      absl::flat_hash_set<std::shared_ptr<WatchStream>>>
      streams_ ABSL_GUARDED_BY(mutex_);
  size_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

// Everything after a cursor, then live, with heartbeats. `pull` keeps the
// cursor: each call returns the next messages in order, a bounded number of
// them, or none if the caller has all; it runs on the executor, never twice at
// once, and an error of it ends the stream. It is asked again only when
// everything it returned is written, so a slow client holds back its own cursor
// and nothing else.
template <typename Response>
class WatchReactor
    : public grpc::ServerWriteReactor<Response>,
      public WatchStream,
      public std::enable_shared_from_this<WatchReactor<Response>> {
 public:
  using Pull = std::function<absl::StatusOr<std::vector<Response>>()>;
  using Heartbeat = std::function<Response()>;

  // `place` is what EnterStream gave: kept until the stream ends, and its error
  // ends the stream at once. `scope` empty follows all scopes. The heartbeat is
  // made on gRPC's thread or the executor, never at the same time as `pull`
  // runs.
  static grpc::ServerWriteReactor<Response>* Start(
      WatchHub* hub, absl::StatusOr<StreamPlace> place, absl::string_view scope,
      Pull pull, Heartbeat heartbeat);

  void Wake() override ABSL_LOCKS_EXCLUDED(mutex_);
  void End(absl::Status status) override ABSL_LOCKS_EXCLUDED(mutex_);

  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCancel() override;
  void OnDone() override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  enum class State { kIdle, kPulling, kWriting, kFinished };

  WatchReactor(WatchHub* hub, absl::string_view scope, Pull pull,
               Heartbeat heartbeat)
      : hub_(hub),
        scope_(scope),
        pull_(std::move(pull)),
        heartbeat_(std::move(heartbeat)) {}

  void PostPull() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RunPull() ABSL_LOCKS_EXCLUDED(mutex_);
  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GoOn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FinishWith(const absl::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ArmHeartbeat() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnAlarm(bool ok) ABSL_LOCKS_EXCLUDED(mutex_);

  WatchHub* const hub_;
  const std::string scope_;
  StreamPlace place_;  // Given back by OnDone.
  Pull pull_;
  Heartbeat heartbeat_;

  absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_) = State::kIdle;
  // Woken while busy: pull once more before idling.
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  // Set by End; the stream is finished at the next step.
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  std::vector<Response> batch_ ABSL_GUARDED_BY(mutex_);
  size_t written_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time last_write_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // When the token of the caller ends; once it has, never.
  absl::Time known_until_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  bool armed_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::Alarm alarm_ ABSL_GUARDED_BY(mutex_);
  // gRPC holds a bare pointer until OnDone.
  std::shared_ptr<WatchReactor> self_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lifeline

#include "services/common/watch_reactor.h"  // The bodies of the template.

#endif  // LIFELINE_SERVICES_COMMON_WATCH_H_

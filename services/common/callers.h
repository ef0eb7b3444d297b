#ifndef LIFELINE_SERVICES_COMMON_CALLERS_H_
#define LIFELINE_SERVICES_COMMON_CALLERS_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/limits.h"

namespace lifeline {

class Callers;

// The place of one open stream of a caller; given back when it ends. One that
// was made by default belongs to nobody.
class StreamPlace {
 public:
  StreamPlace() = default;
  StreamPlace(StreamPlace&& other) noexcept;
  StreamPlace& operator=(StreamPlace&& other) noexcept;
  ~StreamPlace();

  // When the stream has to end, because its caller is not known any longer.
  absl::Time until() const { return until_; }
  void set_until(absl::Time until) { until_ = until; }

 private:
  friend class Callers;
  StreamPlace(Callers* callers, absl::string_view caller)
      : callers_(callers), caller_(caller) {}
  Callers* callers_ = nullptr;
  std::string caller_;
  absl::Time until_ = absl::InfiniteFuture();
};

// How much each caller may still ask of this process: a bucket of calls that
// refills with time, and places for streams. A caller is whom the call claims
// to be, so on loopback this keeps a program that runs wild from others, not
// one that lies. Thread safe; outlives its streams.
class Callers {
 public:
  explicit Callers(ServerLimits limits) : limits_(limits) {}

  // Takes one call out of the caller's bucket. RESOURCE_EXHAUSTED, reason
  // RATE_LIMITED, with google.rpc.RetryInfo, if it is empty; UNAVAILABLE,
  // SERVER_STOPPING, after Stop.
  absl::Status TakeCall(absl::string_view caller, absl::Time now)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // The same, and a place for a stream: RESOURCE_EXHAUSTED, reason
  // TOO_MANY_STREAMS, if the caller has all it may have.
  absl::StatusOr<StreamPlace> TakeStream(absl::string_view caller,
                                         absl::Time now)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // From now on nobody gets anything: a server stops.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  // Callers that are remembered.
  size_t size() const ABSL_LOCKS_EXCLUDED(mutex_);
  const ServerLimits& limits() const { return limits_; }

 private:
  friend class StreamPlace;
  struct Caller {
    std::string name;
    double calls = 0;
    absl::Time filled;
    int64_t streams = 0;
  };

  Caller& Find(absl::string_view name, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Take(Caller& caller, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ForgetTheQuietest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveBack(absl::string_view name) ABSL_LOCKS_EXCLUDED(mutex_);

  const ServerLimits limits_;
  mutable absl::Mutex mutex_;
  // The last to call first.
  std::list<Caller> callers_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<absl::string_view, std::list<Caller>::iterator> by_name_
      ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_CALLERS_H_

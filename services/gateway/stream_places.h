#ifndef LIFELINE_SERVICES_GATEWAY_STREAM_PLACES_H_
#define LIFELINE_SERVICES_GATEWAY_STREAM_PLACES_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/gateway/limits.h"

namespace lifeline::gateway {

// How many streams are open, and whose they are. Thread safe; outlives its
// places.
class StreamPlaces {
 public:
  // Given back when it goes.
  class Place {
   public:
    Place(Place&& other) noexcept
        : places_(std::exchange(other.places_, nullptr)),
          caller_(std::move(other.caller_)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (places_ != nullptr) places_->GiveBack(caller_);
    }

   private:
    friend class StreamPlaces;
    Place(StreamPlaces* places, std::string caller)
        : places_(places), caller_(std::move(caller)) {}
    StreamPlaces* places_;
    std::string caller_;
  };

  explicit StreamPlaces(const GatewayLimits& limits) : limits_(limits) {}

  // RESOURCE_EXHAUSTED, reason TOO_MANY_STREAMS.
  absl::StatusOr<Place> Take(const std::string& caller)
      ABSL_LOCKS_EXCLUDED(mutex_);
  int64_t open() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void GiveBack(const std::string& caller) ABSL_LOCKS_EXCLUDED(mutex_);

  const GatewayLimits limits_;
  mutable absl::Mutex mutex_;
  int64_t open_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, int64_t> by_caller_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_STREAM_PLACES_H_

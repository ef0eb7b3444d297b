#ifndef LIFELINE_SERVICES_SCORING_TIMESTAMPS_H_
#define LIFELINE_SERVICES_SCORING_TIMESTAMPS_H_

#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace lifeline::scoring {

// Times as messages and as the microseconds that are stored. Pure functions.

inline google::protobuf::Timestamp TimestampOfMicros(int64_t micros) {
  // Nanoseconds count forward, before 1970 too.
  const int64_t part = (micros % 1'000'000 + 1'000'000) % 1'000'000;
  google::protobuf::Timestamp stamp;
  stamp.set_seconds((micros - part) / 1'000'000);
  stamp.set_nanos(static_cast<int32_t>(part * 1'000));
  return stamp;
}

inline google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  return TimestampOfMicros(absl::ToUnixMicros(time));
}

inline int64_t MicrosOf(const google::protobuf::Timestamp& stamp) {
  return stamp.seconds() * 1'000'000 + stamp.nanos() / 1'000;
}

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_TIMESTAMPS_H_

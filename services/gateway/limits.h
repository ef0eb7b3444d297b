#ifndef LIFELINE_SERVICES_GATEWAY_LIMITS_H_
#define LIFELINE_SERVICES_GATEWAY_LIMITS_H_

#include <cstdint>

#include "absl/time/time.h"

namespace lifeline::gateway {

// What the HTTP door takes. Each number is the largest that is still accepted.
// Tests hand in smaller ones.
struct GatewayLimits {
  // Bytes of a body, as it comes and once it is unpacked: what a service takes
  // as one message.
  int64_t body_bytes = int64_t{16} << 20;
  // Bytes of the request line and the headers together; a token alone may have
  // 8 KiB.
  int64_t header_bytes = int64_t{24} << 10;
  // What a client may take from the first byte of a request to its last.
  absl::Duration read_time = absl::Seconds(30);
  // How long a connection may be open without a request on it.
  absl::Duration idle_time = absl::Seconds(75);
  // What a client may take to receive one answer, or one message of a stream.
  absl::Duration write_time = absl::Seconds(30);
  // A call without a timeout of its own, or with a longer one, gets this one;
  // streams have none.
  absl::Duration call_time = absl::Minutes(10);
  // Connections that are open at one time; one more is closed at once.
  int64_t connections = 4'000;
  // The same from one address. A login proxy brings everybody from its own, and
  // on one machine all are one.
  int64_t connections_per_address = 2'000;
  // Streams that are open at one time.
  int64_t streams = 2'000;
  // Streams of one caller: its tabs and dashboards. Who sends neither a claim
  // nor a token is one caller together.
  int64_t streams_per_caller = 1'000;
  // How long the link to the board may be opened, once.
  absl::Duration link_time = absl::Minutes(10);
  // How long a browser that opened it may ask.
  absl::Duration session_time = absl::Hours(24 * 7);
  // Browsers that may ask at one time; of one more the oldest may not.
  int64_t sessions = 1'000;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_LIMITS_H_

#ifndef LIFELINE_SERVICES_COMMON_LIMITS_H_
#define LIFELINE_SERVICES_COMMON_LIMITS_H_

#include <cstdint>

#include "absl/time/time.h"

namespace lifeline {

// What one process takes, whatever service it is, and what a request may hold
// in each of them; the rest is in each service's limits.h. Each number is the
// largest that is still accepted. Tests hand in smaller ones.
struct ServerLimits {
  // Bytes of one message that comes in. What goes out is as large as the page
  // or the portfolio that it tells of.
  int64_t message_bytes = int64_t{16} << 20;
  // Bytes of the metadata of one call, as HTTP/2 counts them (each entry costs
  // 32 more than its letters).
  int64_t metadata_bytes = int64_t{16} << 10;
  // Characters of who acts: an address (254) and a scheme before it.
  int64_t actor_characters = 300;
  // Bytes of a token, which travels in the metadata.
  int64_t token_bytes = int64_t{8} << 10;
  // Tokens that were verified and are remembered, so that the next call with
  // one costs no signature. The one that was used longest ago is forgotten.
  int64_t remembered_tokens = 10'000;
  // Bytes of a file of keys (JWKS).
  int64_t key_file_bytes = int64_t{1} << 20;
  // A deadline later than this is taken for this one, so that what waits for a
  // revision that never comes goes some day.
  absl::Duration longest_call = absl::Minutes(10);
  // Calls that one caller may begin at once after a pause: a large import.
  int64_t calls_burst = 10'000;
  // Calls that one caller may begin in a second for ever; 16 callers of this
  // kind are what a disk takes.
  int64_t calls_per_second = 1'000;
  // Watches that one caller may have open: tabs, dashboards and bots of one
  // person.
  int64_t streams_per_caller = 100;
  // Watches of one service that are open at one time, those of all callers.
  int64_t streams = 1'000;
  // Callers that are remembered. The one that was quiet for longest is
  // forgotten first, and comes back with a full allowance.
  int64_t callers = 10'000;
  // Watches of health that are open at one time.
  int64_t health_watches = 1'000;
  // Lines that the log takes in a second; the rest is counted, and the next
  // line says how many were left out.
  int64_t log_lines_per_second = 200;
  // Connections of the metrics door that are served at one time.
  int64_t metrics_connections = 4;
  // Bytes of a body that is sent to it; a scrape has none.
  int64_t metrics_body_bytes = 1'024;
  // Changes that may wait for the disk.
  int64_t queued_changes = 8'192;

  // Characters of an id, the last part of a name.
  int64_t id_characters = 63;
  // Characters of a request id.
  int64_t request_id_characters = 100;
  // Bytes of a page token; ours have some hundred.
  int64_t page_token_bytes = 4'000;
  // Violations that are told of one request; the rest is counted.
  int64_t violations = 1'000;
  // Bytes of the filter of a list.
  int64_t filter_bytes = 2'000;
  // Parentheses and NOTs of a filter that stand within one another.
  int64_t filter_depth = 20;
  // Objects and lists of a token, or of a file of keys, within one another.
  int64_t json_depth = 8;
  // Bits of an RSA key: a verification with more would hold up the thread that
  // does it.
  int64_t rsa_bits = 8'192;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_LIMITS_H_

#ifndef LIFELINE_SERVICES_GATEWAY_COMPRESSION_H_
#define LIFELINE_SERVICES_GATEWAY_COMPRESSION_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lifeline::gateway {

// An answer of fewer bytes is not packed: that would cost more than it saves.
inline constexpr size_t kWorthPacking = 4096;

// As gzip, quickly rather than small.
std::string Gzip(absl::string_view bytes);

// What gzip has packed. INVALID_ARGUMENT, reason BODY_INVALID, if it is not
// that; RESOURCE_EXHAUSTED, reason BODY_TOO_LARGE, if more than `limit` bytes
// come out, of which no more are unpacked.
absl::StatusOr<std::string> Gunzip(absl::string_view bytes, int64_t limit);

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_COMPRESSION_H_

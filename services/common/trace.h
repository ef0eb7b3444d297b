#ifndef LIFELINE_SERVICES_COMMON_TRACE_H_
#define LIFELINE_SERVICES_COMMON_TRACE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace lifeline {

// W3C Trace Context (https://www.w3.org/TR/trace-context/): what ties the calls
// that one question causes together, over processes and logs. Pure, but for the
// random ids.

// The metadata key.
inline constexpr char kTraceparent[] = "traceparent";

struct TraceContext {
  // 32 lower-case hexadecimal digits, not all zero.
  std::string trace_id;
  // 16 of them: the call itself.
  std::string span_id;
};

// What a caller sent; nothing if it is not valid. A later version than 00 may
// have more fields, which are not looked at.
std::optional<TraceContext> ParseTraceparent(absl::string_view header);

// "00-<trace id>-<span id>-00"; the flags say that nobody samples.
std::string FormatTraceparent(const TraceContext& trace);

// A trace of its own, with its first span.
TraceContext NewTrace();
// 16 random hexadecimal digits.
std::string NewSpanId();

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_TRACE_H_

#include "services/common/trace.h"

#include <openssl/rand.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace lifeline {
namespace {

constexpr size_t kTraceDigits = 32;
constexpr size_t kSpanDigits = 16;
constexpr size_t kLength = 2 + 1 + kTraceDigits + 1 + kSpanDigits + 1 + 2;

bool IsHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

bool IsId(absl::string_view text) {
  return IsHex(text) && text.find_first_not_of('0') != absl::string_view::npos;
}

std::string RandomDigits(size_t digits) {
  std::string bytes(digits / 2, '\0');
  // An id that is not random ties the wrong calls together in a log, no more:
  // nothing is decided by it.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(bytes.size())) != 1) {
    bytes.back() = 1;
  }
  return absl::BytesToHexString(bytes);
}

}  // namespace

std::optional<TraceContext> ParseTraceparent(absl::string_view header) {
  if (header.size() < kLength) return std::nullopt;
  const absl::string_view version = header.substr(0, 2);
  const absl::string_view trace = header.substr(3, kTraceDigits);
  const absl::string_view span = header.substr(36, kSpanDigits);
  const absl::string_view flags = header.substr(53, 2);
  const bool shape =
      header[2] == '-' && header[35] == '-' && header[52] == '-' &&
      (header.size() == kLength || (version != "00" && header[kLength] == '-'));
  if (!shape || !IsHex(version) || version == "ff" || !IsHex(flags) ||
      !IsId(trace) || !IsId(span)) {
    return std::nullopt;
  }
  return TraceContext{std::string(trace), std::string(span)};
}

std::string FormatTraceparent(const TraceContext& trace) {
  return absl::StrCat("00-", trace.trace_id, "-", trace.span_id, "-00");
}

TraceContext NewTrace() {
  return TraceContext{RandomDigits(kTraceDigits), NewSpanId()};
}

std::string NewSpanId() { return RandomDigits(kSpanDigits); }

}  // namespace lifeline

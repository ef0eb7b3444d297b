#ifndef LIFELINE_SERVICES_COMMON_VALIDATE_H_
#define LIFELINE_SERVICES_COMMON_VALIDATE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "services/common/status.h"

namespace lifeline {

// Checks that fields of all services share. Each adds at most one violation,
// with the limit and the way out in its description. Pure functions.

struct TextRule {
  // Lengths are Unicode characters, as people count them.
  int64_t min_length = 0;
  int64_t max_length = 0;
  // Line breaks and tabs are fine in a description and wrong in a title. Other
  // control characters never are.
  bool multiline = false;
};

// "ratings[3]": where an entry of a repeated field stands.
std::string EntryPath(absl::string_view path, int index);

// Number of Unicode characters of well-formed UTF-8; -1 if it is not
// well-formed.
int64_t CharacterCount(absl::string_view text);

void CheckText(absl::string_view value, const TextRule& rule,
               absl::string_view field, Violations* violations);

// Both ends are allowed. `unit` ("days") is put into the description, may be
// empty.
void CheckRange(int64_t value, int64_t lowest, int64_t highest,
                absl::string_view unit, absl::string_view field,
                Violations* violations);

// A repeated field's number of entries.
void CheckCount(int64_t count, int64_t highest, absl::string_view field,
                Violations* violations);

// request_id: empty, or 1 to ServerLimits::request_id_characters printable
// ASCII characters without space; a UUID is the usual choice.
void CheckRequestId(absl::string_view request_id, Violations* violations);

// page_size: 0 means `fallback`, above `highest` is cut to it (AIP-158),
// negative is a violation. Returns the size to use.
int32_t CheckPageSize(int32_t page_size, int32_t fallback, int32_t highest,
                      Violations* violations);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_VALIDATE_H_

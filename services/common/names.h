#ifndef LIFELINE_SERVICES_COMMON_NAMES_H_
#define LIFELINE_SERVICES_COMMON_NAMES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/common/status.h"

namespace lifeline {

// Resource names (AIP-122). Pure functions.
//
// A pattern is a name with `*` where an id stands ("portfolios/*/items/*");
// `*|-` also takes the wildcard "-", which means all of them.

// Ids that clients choose: [a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?
bool IsClientId(absl::string_view id);

// Ids that may come from another tool, such as SHOP-100: 1 to 63 of letters,
// digits, `-`, `_`, `.`, starting and ending with a letter or digit. Every
// client id is one. This is what `*` in a pattern takes.
bool IsExternalId(absl::string_view id);

// The ids at the stars of `pattern`, in order. INVALID_ARGUMENT, reason
// NAME_INVALID, if `name` does not fit.
absl::StatusOr<std::vector<std::string>> ParseName(absl::string_view pattern,
                                                   absl::string_view name);

// The same for a field of a request: a name that does not fit, or is empty,
// becomes a violation of `field`.
std::optional<std::vector<std::string>> ParseName(absl::string_view pattern,
                                                  absl::string_view name,
                                                  absl::string_view field,
                                                  Violations* violations);

// Adds a violation unless `id` is a client id (or, with `external`, an external
// one).
void CheckId(absl::string_view id, absl::string_view field, bool external,
             Violations* violations);

// The pattern with its stars replaced by `ids`, which must be as many.
std::string FormatName(absl::string_view pattern,
                       absl::Span<const absl::string_view> ids);

// What follows the last slash; the whole name if there is none.
absl::string_view LastId(absl::string_view name);
// The same as a string of its own.
std::string IdOf(absl::string_view name);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_NAMES_H_

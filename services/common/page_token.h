#ifndef LIFELINE_SERVICES_COMMON_PAGE_TOKEN_H_
#define LIFELINE_SERVICES_COMMON_PAGE_TOKEN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lifeline {

// Page tokens (AIP-158): opaque text that says where the next page begins and
// belongs to one call only. Pure functions.

// `position` is what the caller needs to go on (any number of fields, any
// bytes). `arguments` are the call's other arguments in any stable form, for
// example the method's name and the request serialized with page_token and
// page_size cleared: a token made with other arguments is refused.
std::string EncodePageToken(absl::Span<const std::string> position,
                            absl::string_view arguments);

// The position. INVALID_ARGUMENT, reason PAGE_TOKEN_INVALID, if the token is
// not one of ours, was changed, is longer than ours are, or belongs to other
// arguments. An empty token is the first page and must not be passed.
absl::StatusOr<std::vector<std::string>> DecodePageToken(
    absl::string_view token, absl::string_view arguments);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_PAGE_TOKEN_H_

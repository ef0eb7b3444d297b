#ifndef LIFELINE_SERVICES_SCORING_PUBLIC_ADDRESS_H_
#define LIFELINE_SERVICES_SCORING_PUBLIC_ADDRESS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lifeline::scoring {

// Which addresses belong to the public internet, after the special-purpose
// registries of IANA (RFC 6890). Everything else - this machine, the own
// network, carriers' networks, documentation, multicast, and what only stands
// for an IPv4 address of that kind - may answer to those who must not ask it.
// Pure functions.

// 4 or 16 bytes in network order; false for any other number of them.
bool IsPublicAddress(absl::Span<const uint8_t> bytes);

// An address in digits that is not public, or "localhost" and what ends so.
// What is a name otherwise is not known by its letters.
bool IsPrivateLiteral(absl::string_view host);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PUBLIC_ADDRESS_H_

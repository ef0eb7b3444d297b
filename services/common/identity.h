#ifndef LIFELINE_SERVICES_COMMON_IDENTITY_H_
#define LIFELINE_SERVICES_COMMON_IDENTITY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace lifeline {

// Who calls, and how that is known. A plain value.
struct Identity {
  enum class Kind {
    // The caller says so, on this machine only.
    kClaimed,
    // A signed token says so.
    kToken,
    // A client certificate says so: one of our own services.
    kService,
  };

  Kind kind = Kind::kClaimed;
  // Whom the members of a portfolio are asked for: the claim, the token's
  // subject, or the service's name ("scoring").
  std::string name;
  // What a token may be used for, as written in it ("planner"): it takes away
  // from what the member may do and never adds to it. nullopt is everything.
  std::optional<std::vector<std::string>> roles = std::nullopt;
  // When the token stops to say so, and a watch that began with it ends.
  absl::Time until = absl::InfiniteFuture();
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_IDENTITY_H_

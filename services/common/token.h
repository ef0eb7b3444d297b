#ifndef LIFELINE_SERVICES_COMMON_TOKEN_H_
#define LIFELINE_SERVICES_COMMON_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/common/identity.h"
#include "services/common/jwks.h"

namespace lifeline {

// What a token must say.
struct TokenRules {
  // `iss`, letter by letter.
  std::string issuer;
  // One of `aud`.
  std::string audience;
  // The claim that names the member. `email` counts only with `email_verified`
  // true: an address that nobody has verified could be anybody's.
  std::string claim = "sub";
};

// How far the clocks of issuer and service may be apart.
inline constexpr absl::Duration kTokenLeeway = absl::Seconds(30);

// Verifies a JWT (RFC 7519 in the form of RFC 7515, section 3.1) at `now`. The
// key decides the algorithm; the header has to agree. `jwk`, `jku`, `x5c` and
// `x5u` of a header are not looked at. UNAUTHENTICATED, reason TOKEN_INVALID,
// says what is wrong, and about the claims only of a token whose signature
// holds. `until` is its end with the leeway. Pure.
absl::StatusOr<Identity> VerifyToken(absl::string_view token,
                                     const KeySet& keys,
                                     const TokenRules& rules, absl::Time now);

// The error of a token with this wrong with it.
absl::Status TokenInvalid(absl::string_view what);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_TOKEN_H_

#ifndef LIFELINE_CLIENTS_CLI_TOKEN_ISSUE_H_
#define LIFELINE_CLIENTS_CLI_TOKEN_ISSUE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lifeline::cli {

// A key that tokens are signed with.
struct IssuerKey {
  // PKCS #8 in PEM, without a passphrase. Secret.
  std::string private_pem;
  // The JWKS with its public part.
  std::string jwks;
};

// Makes a new one. `type` is "es256" or "ed25519".
absl::StatusOr<IssuerKey> NewIssuerKey(absl::string_view type);

// What a token says.
struct TokenSpec {
  std::string subject;
  std::string issuer;
  std::string audience;
  // nullopt is all that the member may do.
  std::optional<std::vector<std::string>> roles;
  absl::Time now;
  absl::Duration lifetime;
};

// A JWT (at+jwt) signed with the key of this PEM: P-256 or Ed25519. Its `kid`
// is the key's thumbprint (RFC 7638), as NewIssuerKey writes it.
// INVALID_ARGUMENT if the PEM holds no such key.
absl::StatusOr<std::string> IssueToken(const std::string& private_pem,
                                       const TokenSpec& spec);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_TOKEN_ISSUE_H_

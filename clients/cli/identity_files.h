#ifndef LIFELINE_CLIENTS_CLI_IDENTITY_FILES_H_
#define LIFELINE_CLIENTS_CLI_IDENTITY_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lifeline::cli {

// The whole file. INVALID_ARGUMENT names the option.
absl::StatusOr<std::string> ReadIdentityFile(absl::string_view option,
                                             const std::string& path);

// Makes a file that is not there yet, with these permissions from its first
// moment, and syncs it. ALREADY_EXISTS if it is there.
absl::Status WriteNewFile(const std::string& path, const std::string& text,
                          unsigned mode);

// Whether an address can only be of this machine. Pure.
bool IsThisMachine(absl::string_view address);

// Whom a token names, for the command line's own questions; whether it is true
// the service decides. Its `email`, if the issuer says that it is verified and
// `sub` is no address; else `sub`; "" if it is no token. Pure.
std::string SubjectOfToken(absl::string_view token);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_IDENTITY_FILES_H_

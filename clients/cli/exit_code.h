#ifndef LIFELINE_CLIENTS_CLI_EXIT_CODE_H_
#define LIFELINE_CLIENTS_CLI_EXIT_CODE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lifeline::cli {

// What `lifeline` exits with, for scripts. These numbers never change.
enum class ExitCode : int {
  kOk = 0,
  // Also a ledger that does not hold, and an audit that found something.
  kFailure = 1,
  // A wrong command line, a broken document, fields that are not right.
  kUsage = 2,
  kNotFound = 3,
  kNotAllowed = 4,
  // Somebody was faster, the name is taken, or the state does not allow it.
  kConflict = 5,
  // The service cannot be reached, or did not answer in time.
  kUnavailable = 6,
  // With --check: somebody dropped and has not answered.
  kUnanswered = 7,
};

inline constexpr absl::string_view kExitCodeHelp =
    "Exit codes: 0 ok, 1 failure (also a broken ledger, or findings of an "
    "audit), 2 usage\n(also a broken document), 3 not found, 4 not allowed, 5 "
    "conflict, 6 unavailable,\n7 somebody dropped and has not answered (only "
    "with --check).";

// The exit code that a status means. Pure.
inline ExitCode ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return ExitCode::kUsage;
    case absl::StatusCode::kNotFound:
      return ExitCode::kNotFound;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return ExitCode::kNotAllowed;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
      return ExitCode::kConflict;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kFailure;
  }
}

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_EXIT_CODE_H_

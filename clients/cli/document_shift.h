#ifndef LIFELINE_CLIENTS_CLI_DOCUMENT_SHIFT_H_
#define LIFELINE_CLIENTS_CLI_DOCUMENT_SHIFT_H_

#include "absl/status/status.h"
#include "clients/cli/document.h"
#include "services/common/dates.h"

namespace lifeline::cli {

// Moves every date of the document by whole weeks, so that weekdays stay, and
// by so many that its `as_of` comes to `day` or at most six days before it: how
// a sample of last year is tried today. INVALID_ARGUMENT, reason
// DOCUMENT_INVALID, if the document has no `as_of`. Pure.
absl::Status ShiftDates(EpochDay day, Document* document);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_DOCUMENT_SHIFT_H_

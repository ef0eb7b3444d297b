#ifndef LIFELINE_CLIENTS_CLI_RECEIPTS_H_
#define LIFELINE_CLIENTS_CLI_RECEIPTS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/table.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::cli {

// The filter of receipts that wait for an answer.
inline constexpr char kOwedReceipts[] = "state = OWED";

// Every receipt of the portfolio that the filter lets through, oldest first.
absl::StatusOr<std::vector<scoring::v1::Receipt>> FetchReceipts(
    Context& context, const std::string& portfolio, const std::string& filter);

// When something that is owed is due: its clock starts with a digest.
std::string DueText(bool owed, const google::protobuf::Timestamp& due,
                    Language language);
// Who is asked for what is overdue; empty if it is not.
std::string AskedText(scoring::v1::Rung rung, const std::string& asked,
                      Language language);

Table ReceiptTable(const std::vector<scoring::v1::Receipt>& receipts,
                   Language language);

// For --check: sets the exit code kUnanswered, and says who, if somebody of the
// portfolio dropped and has not answered.
absl::Status CheckAnswered(Context& context, const std::string& portfolio);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_RECEIPTS_H_

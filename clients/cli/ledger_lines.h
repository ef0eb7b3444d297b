#ifndef LIFELINE_CLIENTS_CLI_LEDGER_LINES_H_
#define LIFELINE_CLIENTS_CLI_LEDGER_LINES_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/audit/chain.h"

namespace lifeline::cli {

// An exported ledger: one JSON object a line, as deploy/ledger-format.md has
// it. Pure.

// The line of an entry, without its end.
std::string LedgerLine(absl::string_view portfolio,
                       const scoring::v1::LedgerEntry& entry);

struct ExportedEntry {
  // `portfolios/{portfolio}`.
  std::string portfolio;
  audit::ChainEntry entry;
};
// INVALID_ARGUMENT, saying what is wrong, if it is no such line.
absl::StatusOr<ExportedEntry> ParseLedgerLine(absl::string_view line);

audit::ChainEntry ToChainEntry(const scoring::v1::LedgerEntry& entry);

// The chains of an export, one for each portfolio.
class ExportedChains {
 public:
  // `end`: a hash that was noted before, in hexadecimal, or nothing.
  explicit ExportedChains(absl::string_view end);

  struct Chain {
    audit::ChainVerifier verifier;
    // Entries in the export, also those after one that does not fit.
    int64_t entries = 0;
    // Where the noted hash was found; 0 if it was not.
    int64_t end_position = 0;
  };

  void Add(const std::string& portfolio, const audit::ChainEntry& entry);
  // A portfolio is there even if it has no entry.
  Chain& Of(const std::string& portfolio) { return chains_[portfolio]; }
  const std::map<std::string, Chain>& chains() const { return chains_; }

  // Whether there is any entry, every chain holds, and what was noted is there.
  bool holds() const;
  bool FoundEnd() const;

 private:
  const std::string end_;
  std::map<std::string, Chain> chains_;
};

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_LEDGER_LINES_H_

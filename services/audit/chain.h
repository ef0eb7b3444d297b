#ifndef LIFELINE_SERVICES_AUDIT_CHAIN_H_
#define LIFELINE_SERVICES_AUDIT_CHAIN_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace lifeline::audit {

// The chain of a ledger, checked as an auditor would who has nothing but
// deploy/ledger-format.md: this was written from that page and shares no code
// with what writes the ledger. Pure, apart from SHA-256.

// One entry as it is exported; content and hashes are bytes.
struct ChainEntry {
  int64_t position = 0;
  std::string kind;
  std::string key;
  std::string content;
  std::string previous_hash;
  std::string hash;
};

// What the first entry has as the hash before it: 32 zero bytes.
std::string ChainBegin();

// SHA-256 over the hash before and the fields kind, key and content, each with
// its length before it.
std::string EntryHash(absl::string_view previous_hash, absl::string_view kind,
                      absl::string_view key, absl::string_view content);

// Follows a chain entry by entry until one does not fit. Not thread safe.
class ChainVerifier {
 public:
  // From the first entry on.
  ChainVerifier() : hash_(ChainBegin()) {}
  // From the one after `position`, whose hash is known.
  ChainVerifier(int64_t position, std::string hash)
      : position_(position), hash_(std::move(hash)) {}

  // Whether it follows. After the first that does not, nothing does.
  bool Add(const ChainEntry& entry);

  // Position and hash of the last entry that fits.
  int64_t position() const { return position_; }
  const std::string& hash() const { return hash_; }

  // Which entry does not fit, and why, in one sentence; empty while all do.
  const std::string& broken() const { return broken_; }

 private:
  int64_t position_ = 0;
  std::string hash_;
  std::string broken_;
};

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_CHAIN_H_

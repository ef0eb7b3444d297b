#ifndef LIFELINE_SERVICES_SCORING_LEDGER_H_
#define LIFELINE_SERVICES_SCORING_LEDGER_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::scoring {

// What stands in the ledger, byte for byte, and how its entries are chained, so
// that anybody can check an export with nothing but SHA-256. Pure functions.
//
// A field is its length as four bytes, big endian, and then its bytes. A number
// is a field of eight bytes, two's complement, big endian; a list is its number
// of entries and then their fields. The content of an entry begins with the
// name of its format; the fields follow in the order of the functions below.
// Members are named by their resource name, texts by a salted hash; names,
// addresses and texts themselves never stand here.

enum class LedgerKind {
  kRanking,
  kCrossing,
  kAnswer,
  kSignature,
  kPosition,
  kDecision,
  kMinutes
};

// "ranking", "crossing", "answer", "signature", "position", "decision",
// "minutes".
absl::string_view LedgerKindName(LedgerKind kind);

// An entry before it is chained. `key` is the full resource name of what it
// records.
struct LedgerEntry {
  LedgerKind kind = LedgerKind::kRanking;
  std::string key;
  std::string content;
};

// What the first entry of a portfolio has as the hash before it: 32 zero bytes.
std::string GenesisHash();

// SHA-256 over `previous_hash` and the fields kind, key and content.
std::string LedgerHash(absl::string_view previous_hash, absl::string_view kind,
                       absl::string_view key, absl::string_view content);

// SHA-256 over salt and text as fields. Without the salt nobody can tell what
// the text was.
std::string SaltedHash(absl::string_view salt, absl::string_view text);

// 16 random bytes.
std::string NewSalt();

// name, as_of as days since 1970, model, fill, revisions, counts by standing,
// item count, engine version, digest, incomplete change.
LedgerEntry RankingEntry(const v1::Ranking& ranking);

// name, item, kind, from, from_period, to, to_period, causes, approximate,
// actors, receipt, hash of the reason and of what the causes refer to.
LedgerEntry CrossingEntry(const v1::LineCrossing& crossing,
                          absl::string_view salt);

// crossing, state, answered_by, time in microseconds, displaced item, period,
// hash of the text. `step` is 1 for the answer, 2 for the arbiter's word on an
// appeal.
LedgerEntry AnswerEntry(const v1::Receipt& receipt, int step,
                        absl::string_view salt);

// model, digest, role, signer, time. `number` counts the signatures of the
// model.
LedgerEntry SignatureEntry(absl::string_view model, int64_t number,
                           const v1::Proposal::Signature& signature);

// dispute, role, member, whether it grants, time, hash of the text. `number`
// counts the positions of the dispute.
LedgerEntry PositionEntry(absl::string_view dispute, int64_t number,
                          const v1::Dispute::Position& position,
                          absl::string_view salt);

// dispute, what it is about (crossing or model), state, who decided, time,
// mandate, digest, hash of the reason.
LedgerEntry DecisionEntry(const v1::Dispute& dispute, absl::string_view digest,
                          absl::string_view salt);

// review, baseline, when it was closed, its decisions (who, about which item),
// hash of their texts and reasons.
LedgerEntry MinutesEntry(const roadmap::v1::Review& review,
                         absl::string_view salt);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_LEDGER_H_

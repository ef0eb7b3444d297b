#ifndef LIFELINE_SERVICES_AUDIT_ENTRY_H_
#define LIFELINE_SERVICES_AUDIT_ENTRY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::audit {

// What entries of the ledger must say of what the API shows, byte for byte, as
// deploy/ledger-format.md has it. Pure functions.

// The whole content of a ranking's entry.
std::string RankingContent(const scoring::v1::Ranking& ranking);

// The content of a crossing's entry, up to the salted hash of its texts, which
// nobody can compute from outside.
std::string CrossingContent(const scoring::v1::LineCrossing& crossing);

// The same for the first answer to a receipt.
std::string AnswerContent(const scoring::v1::Receipt& receipt);

// The whole content of a signature's entry; the contents of the entries of a
// position and of a decision, up to the salted hash of their texts. `digest` is
// that of the model that a decision is about, empty for an appeal's.
std::string SignatureContent(const std::string& model,
                             const scoring::v1::Proposal::Signature& signature);
std::string PositionContent(const std::string& dispute,
                            const scoring::v1::Dispute::Position& position);
std::string DecisionContent(const scoring::v1::Dispute& dispute,
                            const std::string& digest);

// The same for the minutes of a closed review.
std::string MinutesContent(const roadmap::v1::Review& review);

// Whether it names a signature, position, decision or minutes of `portfolio`.
bool IsAgreementKey(absl::string_view portfolio, absl::string_view kind,
                    absl::string_view key);

// A content without the salted hash that it ends with; empty if it has none.
absl::string_view WithoutSaltedHash(absl::string_view content);

// The state that an answer's content gives the receipt; 0 if it is none.
int StateOfAnswer(absl::string_view content);

// What an entry's key names.
struct EntryKey {
  int64_t ranking = 0;
  // By id; empty for a ranking itself.
  std::string item;
  // 1 or 2 of an answer, else 0.
  int step = 0;
};
// nullopt if it is no name of something of this kind in `portfolio`
// (`portfolios/{portfolio}`).
std::optional<EntryKey> ParseEntryKey(absl::string_view portfolio,
                                      absl::string_view kind,
                                      absl::string_view key);

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_ENTRY_H_

#ifndef LIFELINE_SERVICES_SCORING_ERASURE_STORE_H_
#define LIFELINE_SERVICES_SCORING_ERASURE_STORE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

// How personal data goes out of scoring's tables. No hash, number, digest or
// order depends on what goes. Functions without state.

// What was taken away, by whom and when; the other tables' triggers let go of
// nothing else.
extern const Migration kErasureSchema;
// The reasons of models and scenarios can go, too.
extern const Migration kReasonsSchema;

// An item that the backlog has redacted: the same texts go from every stored
// version of it and from scenarios, and what was answered with them. Nothing
// that is recorded already is done again. False if there was no such text.
absl::StatusOr<bool> RedactStoredItem(Transaction& transaction,
                                      absl::string_view portfolio,
                                      const ItemInput& item);

// The same for a resource that the roadmap has redacted.
absl::StatusOr<bool> RedactStoredResource(Transaction& transaction,
                                          absl::string_view portfolio,
                                          const RoadmapInput& resource);

// A member who was erased in the roadmap, before the newer body is stored: what
// scenarios would write of the member goes, and the address that is known from
// them and from the requests.
absl::Status ForgetStoredMember(Transaction& transaction,
                                absl::string_view portfolio,
                                absl::string_view name, int64_t time_us);

// The texts of a receipt's answers with their salts, or the reason of a paused
// task (`subject.task` says which). False if there is none, or none any more.
absl::StatusOr<bool> RedactAnswers(Transaction& transaction,
                                   absl::string_view portfolio,
                                   const CrossingKey& key,
                                   const v1::Redaction& redaction);
absl::StatusOr<bool> RedactPause(Transaction& transaction,
                                 absl::string_view portfolio,
                                 absl::string_view item, int64_t number,
                                 const v1::Redaction& redaction);

// What was said in a dispute, with the salts: positions, decision, and why the
// arbiter was called. An appeal's own text goes with its receipt.
absl::StatusOr<bool> RedactDispute(Transaction& transaction,
                                   absl::string_view portfolio, int64_t dispute,
                                   const v1::Redaction& redaction);

// Why a version was made, and why it was proposed and given up, in every
// proposal of it.
absl::StatusOr<bool> RedactModel(Transaction& transaction,
                                 absl::string_view portfolio, int64_t version,
                                 const v1::Redaction& redaction);

// Why a scenario was closed, and the texts of what it would write.
absl::StatusOr<bool> RedactScenario(Transaction& transaction,
                                    absl::string_view portfolio,
                                    absl::string_view scenario,
                                    const v1::Redaction& redaction);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_ERASURE_STORE_H_

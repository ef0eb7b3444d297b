#ifndef LIFELINE_SERVICES_COMMON_REQUESTS_H_
#define LIFELINE_SERVICES_COMMON_REQUESTS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/database.h"
#include "services/common/writer.h"

namespace lifeline {

// The table of answered requests (AIP-155): what makes a repeat harmless. Put
// it into a service's migrations.
extern const Migration kRequestsSchema;

// How long a request id is remembered, and how often a service looks for those
// that are remembered for longer.
inline constexpr absl::Duration kRequestRetention = absl::Hours(24 * 30);
inline constexpr absl::Duration kRetentionEvery = absl::Hours(1);

// Who asks for what. An empty request_id is never remembered.
struct RequestKey {
  std::string actor;
  std::string request_id;
  // The full gRPC name ("/lifeline.backlog.v1.BacklogService/CreateItem").
  std::string method;
  // Of the whole request (MessageDigest).
  std::string digest;
};

// The stored answer if the same actor has asked the same under this id; nullopt
// if the id is new. INVALID_ARGUMENT, reason REQUEST_ID_REUSED, if the id stood
// for another method or other content.
absl::StatusOr<std::optional<std::string>> FindAnswer(const Reader& reader,
                                                      const RequestKey& key);

// Remembers the answer, in the transaction of the change, and forgets a few
// that are older than kRequestRetention.
absl::Status KeepAnswer(Transaction& transaction, const RequestKey& key,
                        absl::string_view answer, absl::Time now);

// Forgets all that are older than kRequestRetention, which nobody may come to
// ask for: a few in each transaction, and nothing is written if there are none.
// A log that is still to be emptied (Writer::EmptyLogIfOwed) is tried, too, for
// this is called now and then. Not on a thread of the writer. The errors of
// reading and of Writer::Run.
absl::Status ForgetOldRequests(Database* database, Writer* writer,
                               absl::Time now);

// For texts that must go: takes away what the requests said and were answered
// whose answer, an encoded message, contains `text` (a resource's name) or the
// name of something in it; of a portfolio only itself. They stay known as
// carried out; a repeat is refused, FAILED_PRECONDITION, reason ANSWER_ERASED.
absl::Status EraseAnswers(Transaction& transaction, absl::string_view text);

// For addresses that must go: forgets the requests of who claimed to be
// `address`, whatever its case, to be the member of that address, or the login
// name before "@localhost".
absl::Status ForgetActor(Transaction& transaction, absl::string_view address);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_REQUESTS_H_

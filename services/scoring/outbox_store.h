#ifndef LIFELINE_SERVICES_SCORING_OUTBOX_STORE_H_
#define LIFELINE_SERVICES_SCORING_OUTBOX_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/common/dates.h"
#include "services/scoring/outbox.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

// What leaves the house, a row for each notice and recipient, written in the
// transaction of what it tells. A row holds ids only: what is said is made when
// it is sent, from what is stored then. Portfolios, items, members and webhooks
// are ids.

// The tables of endpoints and deliveries, and their guards.
extern const Migration kOutboxSchema;

// What a delivery carries.
struct Carried {
  // The crossing of `item` in ranking `number`, else the digest `number`.
  bool crossing = false;
  int64_t number = 0;
  std::string item = {};
  // A digest: how many things it had told when this was written. One that tells
  // more afterwards goes out once more.
  int64_t entries = 0;
};

// Where it goes.
struct Recipient {
  Channel channel = Channel::kMail;
  std::string id;
};

// Writes the row, unless it is there; due at once.
absl::Status QueueDelivery(Transaction& transaction,
                           absl::string_view portfolio, const Carried& carried,
                           const Recipient& recipient, absl::Time now);

// A digest has told all that it tells, and its deliveries are written.
absl::Status WriteDigestOut(Transaction& transaction,
                            absl::string_view portfolio, int64_t digest);
// Digests of earlier days that have not gone out: whoever wrote them was
// stopped.
absl::StatusOr<std::vector<int64_t>> ReadDigestsCutOff(
    const Reader& reader, absl::string_view portfolio, EpochDay before);

struct OutgoingDelivery {
  std::string portfolio;
  int64_t number = 0;
  Carried carried;
  Recipient recipient;
  int32_t attempts = 0;
  absl::Time create_time;
};

// What is to be tried at `now`: of each recipient the oldest that waits, if it
// is due, so that nobody hears of things in another order. Nothing of disabled
// endpoints; mail only if `mails`.
absl::StatusOr<std::vector<OutgoingDelivery>> ReadDueDeliveries(
    const Reader& reader, bool mails, absl::Time now, int64_t limit);

// What came of an attempt. Nothing, if the row has ended meanwhile.
absl::Status WriteAttempt(Transaction& transaction,
                          const OutgoingDelivery& delivery,
                          const Verdict& verdict, absl::Time now);

// Everything that waits for this endpoint is due now, or given up.
absl::Status TryAllNow(Transaction& transaction, absl::string_view portfolio,
                       absl::string_view webhook, absl::Time now);
absl::Status GiveUpAll(Transaction& transaction, absl::string_view portfolio,
                       absl::string_view webhook, absl::string_view reason);

std::string DeliveryName(absl::string_view portfolio, int64_t number);

// Newest first, from before number `before` on (0: from the newest); false ends
// the reading.
absl::Status ForEachDelivery(
    const Reader& reader, absl::string_view portfolio, int64_t before,
    absl::FunctionRef<bool(v1::Delivery, int64_t number)> on_delivery);

// How much waits, by portfolio and channel, and since when the oldest does.
struct WaitingDeliveries {
  std::string portfolio;
  Channel channel = Channel::kMail;
  int64_t count = 0;
  absl::Time oldest;
};
absl::StatusOr<std::vector<WaitingDeliveries>> CountWaitingDeliveries(
    const Reader& reader);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_OUTBOX_STORE_H_

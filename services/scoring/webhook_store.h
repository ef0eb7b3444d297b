#ifndef LIFELINE_SERVICES_SCORING_WEBHOOK_STORE_H_
#define LIFELINE_SERVICES_SCORING_WEBHOOK_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"

namespace lifeline::scoring {

// The endpoints of a portfolio. Portfolios and webhooks are ids; messages come
// without their secrets.

struct StoredWebhook {
  v1::Webhook webhook;
  // 32 bytes, to sign with; empty once it is removed.
  std::string secret;
  // It stays known, so that its id never stands for another one.
  bool removed = false;
  std::optional<absl::Time> failing_since;
};

// nullopt if there was never one of that id.
absl::StatusOr<std::optional<StoredWebhook>> ReadWebhook(
    const Reader& reader, absl::string_view portfolio, absl::string_view id);

// By id, after `after_id` (empty: from the first), without removed ones.
absl::StatusOr<std::vector<v1::Webhook>> ListWebhooks(
    const Reader& reader, absl::string_view portfolio,
    absl::string_view after_id, int64_t limit);

absl::StatusOr<int64_t> CountWebhooks(const Reader& reader,
                                      absl::string_view portfolio);

// The ids of those, disabled ones with them, that hear of crossings or of
// digests.
enum class Hears { kCrossings, kDigests };
absl::StatusOr<std::vector<std::string>> WebhooksHearing(
    const Reader& reader, absl::string_view portfolio, Hears of);

// A new one, ACTIVE. ALREADY_EXISTS, UNIQUE_VIOLATED, if the id is taken.
absl::Status InsertWebhook(Transaction& transaction,
                           absl::string_view portfolio,
                           const v1::Webhook& webhook,
                           absl::string_view secret);

// ACTIVE again, as if it had never failed.
absl::Status EnableWebhook(Transaction& transaction,
                           absl::string_view portfolio, absl::string_view id);
// It hears nothing until it is enabled. Nothing if it is not ACTIVE.
absl::Status DisableWebhook(Transaction& transaction,
                            absl::string_view portfolio, absl::string_view id,
                            absl::string_view reason);
// With its secret and its address; what waits for it must be given up before.
absl::Status RemoveWebhook(Transaction& transaction,
                           absl::string_view portfolio, absl::string_view id);

// It fails since `since`, or does not (nullopt).
absl::Status WriteFailingSince(Transaction& transaction,
                               absl::string_view portfolio,
                               absl::string_view id,
                               std::optional<absl::Time> since);

// Disabled endpoints, by portfolio.
struct DisabledWebhooks {
  std::string portfolio;
  int64_t count = 0;
};
absl::StatusOr<std::vector<DisabledWebhooks>> CountDisabledWebhooks(
    const Reader& reader);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_WEBHOOK_STORE_H_

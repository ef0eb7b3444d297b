#ifndef LIFELINE_SERVICES_SCORING_OUTBOX_FLAGS_H_
#define LIFELINE_SERVICES_SCORING_OUTBOX_FLAGS_H_

#include "absl/status/statusor.h"
#include "services/scoring/outbox.h"

namespace lifeline::scoring {

// The flags of whoever lets notices leave the house: --smtp_url, --smtp_from,
// --smtp_user, --smtp_password_file, --smtp_ca, --link_base and
// --webhook_private_addresses. For mains only. The errors of CheckOutbox;
// NOT_FOUND if there is no file with a password.
absl::StatusOr<OutboxOptions> OutboxFromFlags();

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_OUTBOX_FLAGS_H_

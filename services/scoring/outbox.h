#ifndef LIFELINE_SERVICES_SCORING_OUTBOX_H_
#define LIFELINE_SERVICES_SCORING_OUTBOX_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/limits.h"

namespace lifeline::scoring {

// How notices leave the house: when an attempt is made again, when one is given
// up, and when an endpoint is left alone. Pure functions.

// How a notice goes out; the numbers are stored.
enum class Channel { kMail = 1, kWebhook = 2 };
// "mail" or "webhook", as metrics and the log say it.
absl::string_view ChannelWord(Channel channel);

// The mail server that digests are handed to.
struct MailServer {
  // `smtp://host:port` or `smtps://host:port`; empty for no mail at all.
  std::string url;
  // The address that mail comes from.
  std::string from;
  // Empty where the server asks for none.
  std::string user;
  std::string password;
  // File with who signs the server's certificate; empty for those that the
  // machine trusts.
  std::string ca_file;
};

struct OutboxOptions {
  MailServer mail;
  // What links in notices begin with; empty for none.
  std::string link_base;
  // Whether endpoints may lie in the own network, and speak without TLS.
  bool private_addresses = false;
};
// INVALID_ARGUMENT, which says what is wrong with which flag.
absl::Status CheckOutbox(const OutboxOptions& options);

// Whether mail to this server may go without TLS: only within this machine, and
// unless somebody named who signs its certificate.
bool MayMailPlainly(const MailServer& server);

// Whether something can be sent to this address: ASCII, one "@", nothing that
// could end a line or begin another address.
bool IsMailAddress(absl::string_view address);

// What came of one attempt.
struct Outcome {
  // The other side took it.
  bool taken = false;
  // HTTP or SMTP, as it answered; 0 if it said nothing.
  int code = 0;
  // Why it was not taken, in words without anybody's data.
  std::string error;
  // It could not be reached, which says nothing about this notice.
  bool unreachable = false;
};

// How long after the attempt number `attempts` (from 1) the next one comes: as
// Standard Webhooks recommends, over three days, and once a day from then on.
absl::Duration RetryDelay(int32_t attempts);
inline constexpr int32_t kMailAttempts = Limits().mail_attempts;
inline constexpr absl::Duration kEndpointPatience = Limits().endpoint_patience;

// What follows from an attempt.
struct Verdict {
  v1::Delivery::State state = v1::Delivery::STATE_WAITING;
  // WAITING: when it is tried again.
  absl::Time next;
  // Empty if it was taken.
  std::string error;
  // Not empty: the endpoint is disabled, for this reason.
  std::string disable;
};
// Attempt number `attempts` at `now`. `failing_since` is when the endpoint
// began to fail, if it did.
Verdict Judge(Channel channel, const Outcome& outcome, int32_t attempts,
              std::optional<absl::Time> failing_since, absl::Time now);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_OUTBOX_H_

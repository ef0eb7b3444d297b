#ifndef LIFELINE_SERVICES_SCORING_WEBHOOK_EVENT_H_
#define LIFELINE_SERVICES_SCORING_WEBHOOK_EVENT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

namespace lifeline::scoring {

// What an endpoint is sent: a CloudEvents 1.0 event in structured JSON
// (cloudevents.io), signed as Standard Webhooks 1.0 says
// (standardwebhooks.com). Pure functions.

// The types of events.
inline constexpr absl::string_view kCrossingEvent = "dev.lifeline.crossing";
inline constexpr absl::string_view kDigestEvent = "dev.lifeline.digest";

struct WebhookEvent {
  // The delivery's name: a repeat has the same.
  std::string id;
  absl::string_view type;
  // A URI reference of where it happened.
  std::string source;
  // The name of what it tells.
  std::string subject;
  absl::Time time;
};

// The event with `data`, which goes as its proto's JSON.
std::string EventJson(const WebhookEvent& event,
                      const google::protobuf::Message& data);

// The headers of one attempt at `now`: content type, webhook-id,
// webhook-timestamp and webhook-signature. `secret` is the key itself.
std::vector<std::pair<std::string, std::string>> EventHeaders(
    absl::string_view id, absl::string_view body, absl::string_view secret,
    absl::Time now);

// `whsec_` and the key in base64, as receivers take it.
std::string SecretText(absl::string_view secret);

// Why nothing can be sent to this URL, to follow its field's name; empty if
// something can. Where only its name tells, the address is looked at when it is
// connected to.
std::string WrongUrl(absl::string_view url, bool private_addresses);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_WEBHOOK_EVENT_H_

#ifndef LIFELINE_SERVICES_SCORING_TRANSPORT_H_
#define LIFELINE_SERVICES_SCORING_TRANSPORT_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "services/scoring/outbox.h"

namespace lifeline::scoring {

// The one door to the outside: requests to endpoints, and mail. The only file
// that sees libcurl is transport.cc. Both calls block for at most some twenty
// seconds, and return sooner once `stop` says so; an outcome never quotes what
// the other side wrote. Thread safe.

struct WebRequest {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // Whether it may go to addresses that are not public. What is checked is the
  // address that is connected to, whatever its name says.
  bool private_addresses = false;
};

// A whole message with its headers (RFC 5322).
struct Mail {
  std::string to;
  std::string message;
};

struct Transport {
  // POST. Redirects are not followed, and no proxy is used.
  std::function<Outcome(const WebRequest& request,
                        const std::function<bool()>& stop)>
      post;
  // Over TLS, unless MayMailPlainly.
  std::function<Outcome(const MailServer& server, const Mail& mail,
                        const std::function<bool()>& stop)>
      mail;
};

// The real one.
Transport OverTheNetwork();

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_TRANSPORT_H_

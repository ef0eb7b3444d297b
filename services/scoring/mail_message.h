#ifndef LIFELINE_SERVICES_SCORING_MAIL_MESSAGE_H_
#define LIFELINE_SERVICES_SCORING_MAIL_MESSAGE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lifeline::scoring {

// A message of plain text as mail servers take it (RFC 5322, MIME). Whatever
// people have typed cannot begin a header or an address in it. Pure.
struct MailMessage {
  // IsMailAddress, both.
  std::string from;
  std::string to;
  std::string subject;
  // UTF-8, lines end with "\n".
  std::string text;
  // BCP 47.
  std::string language;
  // Letters, digits, dots and hyphens: the same at each attempt.
  std::string id;
  absl::Time date;
};
std::string MessageText(const MailMessage& message);

// A header's text in encoded words (RFC 2047) where it is not plain ASCII; line
// breaks and other control characters become spaces.
std::string HeaderText(absl::string_view text);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_MAIL_MESSAGE_H_

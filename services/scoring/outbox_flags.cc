#include "services/scoring/outbox_flags.h"

#include <fstream>
#include <string>

#include "absl/flags/flag.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

ABSL_FLAG(std::string, smtp_url, "",
          "smtp://HOST:PORT or smtps://HOST:PORT of the mail server that "
          "digests are handed to, over TLS unless it is on this machine. "
          "Without it there is no mail.");
ABSL_FLAG(std::string, smtp_from, "", "The address that digests come from.");
ABSL_FLAG(std::string, smtp_user, "", "Who logs in at the mail server.");
ABSL_FLAG(std::string, smtp_password_file, "",
          "File with the password of --smtp_user.");
ABSL_FLAG(std::string, smtp_ca, "",
          "File with who signs the mail server's certificate; by default those "
          "that the machine trusts.");
ABSL_FLAG(std::string, link_base, "",
          "What links in notices begin with, such as "
          "https://lifeline.example.com.");
ABSL_FLAG(bool, webhook_private_addresses, false,
          "Whether webhooks may lie on this machine or in private networks, "
          "and use http://.");

namespace lifeline::scoring {

absl::StatusOr<OutboxOptions> OutboxFromFlags() {
  OutboxOptions options;
  options.mail.url = absl::GetFlag(FLAGS_smtp_url);
  options.mail.from = absl::GetFlag(FLAGS_smtp_from);
  options.mail.user = absl::GetFlag(FLAGS_smtp_user);
  options.mail.ca_file = absl::GetFlag(FLAGS_smtp_ca);
  options.link_base = absl::GetFlag(FLAGS_link_base);
  if (absl::EndsWith(options.link_base, "/")) options.link_base.pop_back();
  options.private_addresses = absl::GetFlag(FLAGS_webhook_private_addresses);
  const std::string file = absl::GetFlag(FLAGS_smtp_password_file);
  if (!file.empty()) {
    std::ifstream in(file);
    if (!std::getline(in, options.mail.password)) {
      return absl::NotFoundError(absl::StrCat("--smtp_password_file: ", file,
                                              " cannot be read or is empty"));
    }
    absl::StripTrailingAsciiWhitespace(&options.mail.password);
  }
  if (absl::Status checked = CheckOutbox(options); !checked.ok())
    return checked;
  return options;
}

}  // namespace lifeline::scoring

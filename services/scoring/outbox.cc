#include "services/scoring/outbox.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace lifeline::scoring {
namespace {

// After the first attempt, which is made at once.
constexpr absl::Duration kDelays[] = {
    absl::Seconds(5), absl::Minutes(5), absl::Minutes(30),
    absl::Hours(2),   absl::Hours(5),   absl::Hours(10),
    absl::Hours(14),  absl::Hours(20),  absl::Hours(24)};

constexpr int kGone = 410;
// From here on a mail server means this mail and not itself.
constexpr int kMailRefused = 550;

// The host of "smtp://host:port/...".
absl::string_view HostOf(absl::string_view url) {
  url.remove_prefix(std::min(url.size(), url.find("://") + 3));
  url = url.substr(0, url.find('/'));
  if (absl::StartsWith(url, "[")) return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

}  // namespace

absl::string_view ChannelWord(Channel channel) {
  switch (channel) {
    case Channel::kMail:
      return "mail";
    case Channel::kWebhook:
      return "webhook";
  }
  return "";
}

absl::Status CheckOutbox(const OutboxOptions& options) {
  const MailServer& mail = options.mail;
  if (!options.link_base.empty() &&
      !absl::StartsWith(options.link_base, "https://") &&
      !absl::StartsWith(options.link_base, "http://")) {
    return absl::InvalidArgumentError(
        "--link_base must begin with https:// or http://");
  }
  if (mail.url.empty()) {
    if (mail.from.empty() && mail.user.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(
        "--smtp_from and --smtp_user say nothing without --smtp_url");
  }
  if (!absl::StartsWith(mail.url, "smtp://") &&
      !absl::StartsWith(mail.url, "smtps://")) {
    return absl::InvalidArgumentError(
        "--smtp_url must be smtp://HOST:PORT or smtps://HOST:PORT");
  }
  if (absl::StrContains(mail.url, '@')) {
    return absl::InvalidArgumentError(
        "--smtp_url must not name a user; use --smtp_user and "
        "--smtp_password_file");
  }
  if (!IsMailAddress(mail.from)) {
    return absl::InvalidArgumentError(
        "--smtp_from must be the address that notices come from, such as "
        "lifeline@example.com");
  }
  if (mail.user.empty() != mail.password.empty()) {
    return absl::InvalidArgumentError(
        "--smtp_user and --smtp_password_file are given both or not at all");
  }
  return absl::OkStatus();
}

bool MayMailPlainly(const MailServer& server) {
  if (absl::StartsWith(server.url, "smtps://") || !server.ca_file.empty())
    return false;
  const absl::string_view host = HostOf(server.url);
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

bool IsMailAddress(absl::string_view address) {
  const size_t at = address.find('@');
  if (at == absl::string_view::npos || at == 0 || at + 1 == address.size() ||
      address.size() > 254) {
    return false;
  }
  return std::count(address.begin(), address.end(), '@') == 1 &&
         std::all_of(address.begin(), address.end(), [](char c) {
           return c > ' ' && c < 0x7f && !absl::StrContains("<>()[],;:\\\"", c);
         });
}

absl::Duration RetryDelay(int32_t attempts) {
  const int32_t last = static_cast<int32_t>(std::size(kDelays)) - 1;
  return kDelays[std::clamp(attempts - 1, 0, last)];
}

Verdict Judge(Channel channel, const Outcome& outcome, int32_t attempts,
              std::optional<absl::Time> failing_since, absl::Time now) {
  Verdict verdict;
  if (outcome.taken) {
    verdict.state = v1::Delivery::STATE_DELIVERED;
    return verdict;
  }
  verdict.error = outcome.error;
  verdict.next = now + RetryDelay(attempts);
  switch (channel) {
    case Channel::kMail:
      if (outcome.code >= kMailRefused) {
        verdict.state = v1::Delivery::STATE_FAILED;
        verdict.error = absl::StrCat("given up: ", outcome.error);
      } else if (attempts >= kMailAttempts) {
        verdict.state = v1::Delivery::STATE_FAILED;
        verdict.error = absl::StrCat("given up after ", attempts,
                                     " attempts: ", outcome.error);
      }
      break;
    case Channel::kWebhook:
      // What waits for an endpoint waits until somebody enables or removes it.
      if (outcome.code == kGone) {
        verdict.disable = "it answered 410: it wants to hear nothing more";
      } else if (failing_since && now - *failing_since >= kEndpointPatience) {
        verdict.disable = absl::StrCat(
            "it failed for three days on end; last: ", outcome.error);
      }
      break;
  }
  return verdict;
}

}  // namespace lifeline::scoring

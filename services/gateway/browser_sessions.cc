#include "services/gateway/browser_sessions.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "services/common/digest.h"

namespace lifeline::gateway {
namespace {

std::string NewSecret() {
  std::array<unsigned char, 16> bytes;
  // Without randomness every link could be guessed.
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) std::abort();
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

void ForgetEnded(absl::Time now,
                 std::map<std::string, absl::Time, std::less<>>* secrets) {
  for (auto it = secrets->begin(); it != secrets->end();)
    it = it->second <= now ? secrets->erase(it) : std::next(it);
}

}  // namespace

std::string BrowserSessions::NewLink(absl::Time now) {
  const std::string secret = NewSecret();
  absl::MutexLock lock(&mutex_);
  ForgetEnded(now, &links_);
  links_[Sha256(secret)] = now + limits_.link_time;
  return secret;
}

std::optional<std::string> BrowserSessions::Redeem(absl::string_view link,
                                                   absl::Time now) {
  absl::MutexLock lock(&mutex_);
  ForgetEnded(now, &links_);
  if (links_.erase(Sha256(link)) == 0) return std::nullopt;
  ForgetEnded(now, &sessions_);
  if (static_cast<int64_t>(sessions_.size()) >= limits_.sessions) {
    sessions_.erase(std::min_element(
        sessions_.begin(), sessions_.end(),
        [](const auto& a, const auto& b) { return a.second < b.second; }));
  }
  std::string secret = NewSecret();
  sessions_[Sha256(secret)] = now + limits_.session_time;
  return secret;
}

bool BrowserSessions::Holds(absl::string_view session, absl::Time now) const {
  absl::MutexLock lock(&mutex_);
  const auto found = sessions_.find(Sha256(session));
  return found != sessions_.end() && now < found->second;
}

absl::string_view CookieOf(absl::string_view cookies, absl::string_view name) {
  for (const absl::string_view each : absl::StrSplit(cookies, ';')) {
    const std::pair<absl::string_view, absl::string_view> cookie =
        absl::StrSplit(absl::StripAsciiWhitespace(each),
                       absl::MaxSplits('=', 1));
    if (cookie.first == name) return cookie.second;
  }
  return "";
}

}  // namespace lifeline::gateway

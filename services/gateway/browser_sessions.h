#ifndef LIFELINE_SERVICES_GATEWAY_BROWSER_SESSIONS_H_
#define LIFELINE_SERVICES_GATEWAY_BROWSER_SESSIONS_H_

#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/gateway/limits.h"

namespace lifeline::gateway {

// The browsers that may ask, where callers are believed: a secret link makes a
// session, once. Secrets are 128 random bits, kept as digests in memory only,
// so a restart forgets every session. Thread safe.
class BrowserSessions {
 public:
  explicit BrowserSessions(const GatewayLimits& limits) : limits_(limits) {}

  // The secret of a new link, good once and for GatewayLimits::link_time.
  std::string NewLink(absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

  // The secret of a new session for that of a link; nothing if there is no such
  // link (any more). Of too many sessions the oldest ends.
  std::optional<std::string> Redeem(absl::string_view link, absl::Time now)
      ABSL_LOCKS_EXCLUDED(mutex_);

  bool Holds(absl::string_view session, absl::Time now) const
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // When each ends, by the digest of its secret.
  using Secrets = std::map<std::string, absl::Time, std::less<>>;

  const GatewayLimits limits_;
  mutable absl::Mutex mutex_;
  Secrets links_ ABSL_GUARDED_BY(mutex_);
  Secrets sessions_ ABSL_GUARDED_BY(mutex_);
};

// The value of a cookie in a Cookie header; empty if it is not there.
absl::string_view CookieOf(absl::string_view cookies, absl::string_view name);

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_BROWSER_SESSIONS_H_

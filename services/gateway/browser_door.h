#ifndef LIFELINE_SERVICES_GATEWAY_BROWSER_DOOR_H_
#define LIFELINE_SERVICES_GATEWAY_BROWSER_DOOR_H_

#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/gateway/browser_sessions.h"
#include "services/gateway/http.h"
#include "services/gateway/limits.h"

namespace lifeline::gateway {

struct BrowserDoorOptions {
  // "http://127.0.0.1:4480".
  std::string url;
  // HOST:PORT of the same.
  std::string address;
  // Callers are known by token; then a browser needs no session, and whoever
  // brings no token is refused by the services.
  bool identity = false;
  // Where the link to the board is kept current; empty for nowhere.
  std::string link_file;
  std::function<absl::Time()> clock;
};

// Who may come in with a browser. Programs on this machine say who acts, as
// they do over gRPC; a browser also shows pages of others, so it shows first
// that its person can read a file of this machine. Thread safe.
class BrowserDoor {
 public:
  BrowserDoor(BrowserDoorOptions options, const GatewayLimits& limits)
      : options_(std::move(options)), limits_(limits), sessions_(limits) {}

  // Whether anything is answered at all: the errors of CheckHost.
  absl::Status Enter(const HttpRequest& request) const;
  // Whether the API is: the errors of CheckSite, and UNAUTHENTICATED, reason
  // SESSION_REQUIRED, to a browser that has no session.
  absl::Status Admit(const HttpRequest& request) const;

  // GET /login?token=...: a session for who brings a link's secret, and on to
  // the board.
  HttpResponse Login(const HttpRequest& request);
  // GET /session: how callers are known here, and whether this browser may ask.
  HttpResponse Describe(const HttpRequest& request) const;

  // A new link to the board.
  std::string NewLink();
  // Writes one into the file if the one there is getting old. Called every now
  // and then. FAILED_PRECONDITION, reason LINK_FILE_UNWRITABLE.
  absl::Status KeepLink() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  bool HasSession(const HttpRequest& request) const;
  std::string CookieName() const;

  const BrowserDoorOptions options_;
  const GatewayLimits limits_;
  BrowserSessions sessions_;
  absl::Mutex mutex_;
  // When the link in the file is replaced.
  absl::Time renew_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_BROWSER_DOOR_H_

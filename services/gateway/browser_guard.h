#ifndef LIFELINE_SERVICES_GATEWAY_BROWSER_GUARD_H_
#define LIFELINE_SERVICES_GATEWAY_BROWSER_GUARD_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/gateway/http.h"

namespace lifeline::gateway {

// What keeps the pages of others away from a door that a browser can reach.
// Pure.

// Whether a page sent it: programs send neither Origin nor Sec-Fetch headers.
bool FromBrowser(const HttpRequest& request);

// Where callers are believed, a page of somebody else's name that leads to this
// machine (DNS rebinding) must not reach them: PERMISSION_DENIED, reason
// HOST_UNKNOWN, unless `host` is localhost, 127.0.0.1 or [::1] with the port of
// `address`.
absl::Status CheckHost(absl::string_view host, absl::string_view address);

// PERMISSION_DENIED, reason CROSS_SITE, if a page of another site sent it, by
// what the browser says of that (CSRF).
absl::Status CheckSite(const HttpRequest& request);

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_BROWSER_GUARD_H_

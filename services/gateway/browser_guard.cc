#include "services/gateway/browser_guard.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/status.h"

namespace lifeline::gateway {

bool FromBrowser(const HttpRequest& request) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [](const auto& header) {
                       return header.first == "origin" ||
                              absl::StartsWith(header.first, "sec-fetch-");
                     });
}

absl::Status CheckHost(absl::string_view host, absl::string_view address) {
  const absl::string_view port = address.substr(address.rfind(':'));
  absl::string_view name = host;
  // A browser leaves out the port of its scheme.
  if (!absl::ConsumeSuffix(&name, port) && port != ":80" && port != ":443")
    name = "";
  if (name == "127.0.0.1" || name == "[::1]" ||
      absl::EqualsIgnoreCase(name, "localhost") ||
      name == address.substr(0, address.rfind(':')))
    return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "HOST_UNKNOWN",
               absl::StrCat("Host: this door is http://127.0.0.1", port,
                            " or http://localhost", port,
                            ", and answers to no other name"));
}

absl::Status CheckSite(const HttpRequest& request) {
  const absl::string_view site = request.Header("sec-fetch-site");
  absl::string_view origin = request.Header("origin");
  const bool told = !site.empty();
  bool own = site == "same-origin" || site == "none";
  if (!told) {
    // A proxy may have ended TLS, so the scheme may be another.
    if (!absl::ConsumePrefix(&origin, "https://"))
      absl::ConsumePrefix(&origin, "http://");
    own = origin.empty() || origin == request.Header("host");
  }
  if (own) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "CROSS_SITE",
               "a page of another site has sent this; only the board's own "
               "pages and programs may call");
}

}  // namespace lifeline::gateway

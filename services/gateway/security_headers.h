#ifndef LIFELINE_SERVICES_GATEWAY_SECURITY_HEADERS_H_
#define LIFELINE_SERVICES_GATEWAY_SECURITY_HEADERS_H_

#include "absl/strings/string_view.h"

namespace lifeline::gateway {

// Goes with every answer. A page runs scripts and styles of this door only, is
// framed by nobody, sends forms and calls nowhere else, and tells no other site
// where it was; nobody else's page may read or embed what is answered. There is
// no CORS.
inline constexpr absl::string_view kSecurityHeaders =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; "
    "style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_SECURITY_HEADERS_H_

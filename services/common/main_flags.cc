#include "services/common/main_flags.h"

#include <utility>

#include "absl/flags/flag.h"

ABSL_FLAG(std::string, metrics, "",
          "HOST:PORT on this machine for /metrics (Prometheus) and /healthz; "
          "port 0 takes a free one, which the log says. Off by default.");
ABSL_FLAG(std::string, log, "trouble",
          "What the log on stderr says of calls: trouble (errors of the "
          "server's, and what took longer than a second) or calls (all).");
ABSL_FLAG(int64_t, calls_per_second, lifeline::ServerLimits().calls_per_second,
          "Calls that one caller may make in a second for ever.");
ABSL_FLAG(int64_t, calls_burst, lifeline::ServerLimits().calls_burst,
          "Calls that one caller may make at once after a pause.");

ABSL_FLAG(std::string, jwks, "",
          "File with the public keys (JWKS) of who issues tokens, read again "
          "when it changes. With it callers are known by token only.");
ABSL_FLAG(std::string, token_issuer, "", "The `iss` of tokens.");
ABSL_FLAG(std::string, token_audience, "",
          "What tokens for Lifeline name in `aud`.");
ABSL_FLAG(std::string, token_claim, "sub",
          "The claim of a token that names a member: sub, or email, which "
          "counts only with email_verified.");
ABSL_FLAG(std::string, tls_certificate, "",
          "File with the certificate and its chain (PEM), read again when it "
          "changes; also shown to the services that this one calls.");
ABSL_FLAG(std::string, tls_key, "", "File with the key of the certificate.");
ABSL_FLAG(std::string, tls_client_ca, "",
          "File with who signs the certificates of services that call.");
ABSL_FLAG(std::string, tls_ca, "",
          "File with who signs the certificates of the services that this one "
          "calls; without it they are called without TLS.");
ABSL_FLAG(std::string, trust_domain, "",
          "Services that call are spiffe://TRUST_DOMAIN/lifeline/SERVICE.");

namespace lifeline {

OperationOptions OperationFromFlags(const std::string& service,
                                    std::function<absl::Time()> clock) {
  OperationOptions options;
  options.service = service;
  options.clock = std::move(clock);
  options.metrics_address = absl::GetFlag(FLAGS_metrics);
  options.log_calls = absl::GetFlag(FLAGS_log) == "calls";
  options.limits.calls_per_second = absl::GetFlag(FLAGS_calls_per_second);
  options.limits.calls_burst = absl::GetFlag(FLAGS_calls_burst);
  SecurityOptions& security = options.security;
  security.jwks_file = absl::GetFlag(FLAGS_jwks);
  security.rules.issuer = absl::GetFlag(FLAGS_token_issuer);
  security.rules.audience = absl::GetFlag(FLAGS_token_audience);
  security.rules.claim = absl::GetFlag(FLAGS_token_claim);
  security.trust_domain = absl::GetFlag(FLAGS_trust_domain);
  security.tls = {
      absl::GetFlag(FLAGS_tls_certificate), absl::GetFlag(FLAGS_tls_key),
      absl::GetFlag(FLAGS_tls_client_ca), absl::GetFlag(FLAGS_tls_ca)};
  return options;
}

}  // namespace lifeline

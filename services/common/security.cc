#include "services/common/security.h"

#include <utility>

#include "services/common/status.h"

namespace lifeline {
namespace {

// A flag alone would look like protection and be none.
absl::Status CheckComplete(const SecurityOptions& options) {
  Violations violations;
  const bool tokens = !options.jwks_file.empty();
  const TlsOptions& tls = options.tls;
  const bool serves_tls =
      !tls.certificate_file.empty() || !tls.key_file.empty();
  const auto demand = [&](bool wanted, const std::string& value,
                          absl::string_view flag, absl::string_view why) {
    if (wanted && value.empty()) violations.Add(flag, why);
  };
  demand(tokens, options.rules.issuer, "--token_issuer",
         "is required with --jwks: the `iss` of the tokens");
  demand(tokens, options.rules.audience, "--token_audience",
         "is required with --jwks: the `aud` that stands for Lifeline");
  demand(tokens, options.rules.claim, "--token_claim",
         "names the claim by which members are known, `sub` or `email`");
  demand(!options.rules.issuer.empty() || !options.rules.audience.empty(),
         options.jwks_file, "--jwks",
         "is required with --token_issuer and --token_audience: the file of "
         "the issuer's keys");
  demand(serves_tls, tls.certificate_file, "--tls_certificate",
         "is required with --tls_key");
  demand(serves_tls, tls.key_file, "--tls_key",
         "is required with --tls_certificate");
  demand(!tls.client_ca_file.empty(), tls.certificate_file, "--tls_certificate",
         "is required with --tls_client_ca");
  demand(!tls.client_ca_file.empty(), options.trust_domain, "--trust_domain",
         "is required with --tls_client_ca: whose services are taken");
  demand(!options.trust_domain.empty(), tls.client_ca_file, "--tls_client_ca",
         "is required with --trust_domain: who signs its certificates");
  return violations.ToStatus("SECURITY_INCOMPLETE");
}

void AddSecurityMetrics(Metrics* metrics, const Authenticator* authenticator,
                        const TlsFiles* tls, bool serves_tls) {
  if (metrics == nullptr) return;
  constexpr char kCurrent[] = "lifeline_security_files_current";
  constexpr char kCurrentHelp[] =
      "1 while what the files hold is what counts; 0 if they were replaced by "
      "something that cannot be used, and the old ones count.";
  if (authenticator != nullptr) {
    metrics->AddGauge(
        kCurrent, kCurrentHelp,
        [authenticator] { return authenticator->keys_current() ? 1.0 : 0.0; },
        {{"of", "keys"}});
    metrics->AddGauge("lifeline_tokens_remembered",
                      "Tokens that were verified and cost no signature again.",
                      [authenticator] {
                        return static_cast<double>(authenticator->remembered());
                      });
  }
  if (!serves_tls) return;
  metrics->AddGauge(kCurrent, kCurrentHelp,
                    [tls] { return tls->current() ? 1.0 : 0.0; },
                    {{"of", "certificates"}});
  metrics->AddGauge(
      "lifeline_certificate_expiry_time_seconds",
      "When the certificate that is shown expires, since the epoch.", [tls] {
        return static_cast<double>(absl::ToUnixSeconds(tls->expiry()));
      });
}

}  // namespace

absl::StatusOr<std::unique_ptr<Security>> Security::Make(
    const SecurityOptions& options, const ServerLimits& limits, const Log* log,
    Metrics* metrics) {
  if (absl::Status complete = CheckComplete(options); !complete.ok())
    return complete;
  std::unique_ptr<Security> security(new Security());
  auto tls = TlsFiles::Open(options.tls, log);
  if (!tls.ok()) return tls.status();
  security->tls_ = *std::move(tls);
  if (!options.jwks_file.empty() || !options.trust_domain.empty()) {
    auto authenticator = Authenticator::Make(
        {options.jwks_file, options.rules, options.trust_domain, limits, log});
    if (!authenticator.ok()) return authenticator.status();
    security->authenticator_ = *std::move(authenticator);
  }
  AddSecurityMetrics(metrics, security->authenticator(), security->tls_.get(),
                     !options.tls.certificate_file.empty());
  return security;
}

absl::Status Security::Refresh() {
  const absl::Status keys =
      authenticator_ == nullptr ? absl::OkStatus() : authenticator_->Refresh();
  const absl::Status certificates = tls_->Refresh();
  return keys.ok() ? certificates : keys;
}

ServerSecurity Security::ForServer() {
  ServerSecurity server;
  server.credentials = tls_->ForServer();
  server.identity = authenticator_ != nullptr;
  if (server.identity || server.credentials != nullptr)
    server.refresh = [this] { return Refresh(); };
  return server;
}

}  // namespace lifeline

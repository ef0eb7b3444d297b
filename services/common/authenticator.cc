#include "services/common/authenticator.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/digest.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

constexpr absl::string_view kBearer = "bearer ";
// A label of DNS.
constexpr size_t kServiceCharacters = 63;

std::string RandomSecret() {
  unsigned char bytes[32];
  // Without randomness anybody could guess it.
  if (RAND_bytes(bytes, sizeof bytes) != 1) std::abort();
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes), sizeof bytes));
}

bool IsServiceName(absl::string_view name) {
  if (name.empty() || name.size() > kServiceCharacters) return false;
  for (const char letter : name) {
    if (!absl::ascii_islower(static_cast<unsigned char>(letter)) &&
        !absl::ascii_isdigit(static_cast<unsigned char>(letter)) &&
        letter != '-') {
      return false;
    }
  }
  return true;
}

absl::Status Refuse(absl::string_view reason, absl::string_view what) {
  return Error(absl::StatusCode::kUnauthenticated, reason, what);
}

absl::Status ClaimRefused() {
  return Refuse("CLAIMS_REFUSED",
                "lifeline-as: who acts is not taken from a claim here; leave "
                "it out, and send a token instead: lifeline --token-file FILE "
                "or LIFELINE_TOKEN");
}

Identity Service(absl::string_view name) {
  Identity identity;
  identity.kind = Identity::Kind::kService;
  identity.name = std::string(name);
  return identity;
}

// A service may say its own name, and no other.
absl::StatusOr<Identity> WithClaim(Identity service, absl::string_view claim) {
  if (!claim.empty() && claim != ServiceActor(service.name))
    return ClaimRefused();
  return service;
}

}  // namespace

std::string ServiceActor(absl::string_view service) {
  return absl::StrCat("service:", service);
}

Authenticator::Authenticator(const AuthenticatorOptions& options)
    : options_(options), secret_(RandomSecret()) {}

absl::StatusOr<std::unique_ptr<Authenticator>> Authenticator::Make(
    const AuthenticatorOptions& options) {
  std::unique_ptr<Authenticator> made(new Authenticator(options));
  if (absl::Status read = made->Refresh(); !read.ok()) return read;
  return made;
}

std::string Authenticator::InProcessCredential(
    absl::string_view service) const {
  return absl::StrCat(service, " ", secret_);
}

absl::StatusOr<Identity> Authenticator::Identify(const Credentials& credentials,
                                                 absl::Time now) {
  if (!credentials.in_process.empty()) {
    const absl::string_view sent = credentials.in_process;
    const size_t space = std::min(sent.find(' '), sent.size());
    const absl::string_view secret = absl::StripPrefix(sent.substr(space), " ");
    if (secret.size() != secret_.size() ||
        CRYPTO_memcmp(secret.data(), secret_.data(), secret_.size()) != 0) {
      return ClaimRefused();
    }
    return WithClaim(Service(sent.substr(0, space)), credentials.claim);
  }
  if (!credentials.authorizations.empty())
    return IdentifyToken(credentials, now);
  absl::StatusOr<Identity> service = IdentifyCertificate(credentials);
  if (service.ok()) return WithClaim(*std::move(service), credentials.claim);
  if (!credentials.claim.empty()) return ClaimRefused();
  return service;
}

absl::StatusOr<Identity> Authenticator::IdentifyToken(
    const Credentials& credentials, absl::Time now) {
  if (!credentials.claim.empty()) return ClaimRefused();
  if (credentials.authorizations.size() > 1)
    return TokenInvalid("there is more than one `authorization`");
  const absl::string_view authorization = credentials.authorizations[0];
  if (!absl::StartsWithIgnoreCase(authorization, kBearer)) {
    return TokenInvalid("`authorization` is not of the form `Bearer TOKEN`");
  }
  const absl::string_view token = authorization.substr(kBearer.size());
  if (static_cast<int64_t>(token.size()) > options_.limits.token_bytes) {
    return TokenInvalid(absl::StrCat("it has ", token.size(),
                                     " bytes; at most ",
                                     options_.limits.token_bytes, " are read"));
  }
  const std::string digest = Sha256(token);
  std::shared_ptr<const KeySet> keys;
  {
    absl::MutexLock lock(&mutex_);
    keys = keys_;
    const auto found = by_digest_.find(digest);
    if (found != by_digest_.end() && now < found->second->identity.until) {
      tokens_.splice(tokens_.begin(), tokens_, found->second);
      return found->second->identity;
    }
  }
  if (keys == nullptr) {
    return TokenInvalid(
        "none is taken here, because no issuer is configured (--jwks)");
  }
  absl::StatusOr<Identity> verified =
      VerifyToken(token, *keys, options_.rules, now);
  if (!verified.ok()) return verified.status();
  if (static_cast<int64_t>(verified->name.size()) >
      options_.limits.actor_characters) {
    return TokenInvalid(
        absl::StrCat("it names somebody with ", verified->name.size(),
                     " characters; at most ", options_.limits.actor_characters,
                     " say who acts"));
  }
  absl::MutexLock lock(&mutex_);
  ++verified_;
  // What keys verified that have been replaced meanwhile is not kept.
  if (keys == keys_) Remember(digest, *verified);
  return verified;
}

absl::StatusOr<Identity> Authenticator::IdentifyCertificate(
    const Credentials& credentials) const {
  if (credentials.certificates.empty() || options_.trust_domain.empty()) {
    return Refuse("TOKEN_REQUIRED",
                  "who calls is not known; send a token as metadata "
                  "`authorization: Bearer TOKEN` (lifeline --token-file FILE "
                  "or LIFELINE_TOKEN); services show a client certificate");
  }
  const std::string prefix =
      absl::StrCat("spiffe://", options_.trust_domain, "/lifeline/");
  absl::string_view name = credentials.certificates[0];
  if (credentials.certificates.size() > 1 ||
      !absl::ConsumePrefix(&name, prefix) || !IsServiceName(name)) {
    return Refuse("CERTIFICATE_INVALID",
                  absl::StrCat("the client certificate names ",
                               absl::CHexEscape(
                                   credentials.certificates[0].substr(0, 200)),
                               "; services are called ", prefix,
                               "SERVICE, and everybody else sends a token"));
  }
  return Service(name);
}

void Authenticator::Remember(const std::string& digest,
                             const Identity& identity) {
  const auto old = by_digest_.find(digest);
  if (old != by_digest_.end()) {
    const auto entry = old->second;
    by_digest_.erase(old);
    tokens_.erase(entry);
  }
  tokens_.push_front({digest, identity});
  by_digest_[tokens_.front().digest] = tokens_.begin();
  if (static_cast<int64_t>(tokens_.size()) <=
      options_.limits.remembered_tokens) {
    return;
  }
  by_digest_.erase(tokens_.back().digest);
  tokens_.pop_back();
}

absl::StatusOr<std::string> Authenticator::ReadKeys() const {
  std::ifstream file(options_.jwks_file, std::ios::binary);
  std::string text(static_cast<size_t>(options_.limits.key_file_bytes) + 1,
                   '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.empty() || file.bad()) {
    return Error(absl::StatusCode::kFailedPrecondition, "JWKS_UNREADABLE",
                 absl::StrCat("--jwks: ", options_.jwks_file,
                              " cannot be read, or is empty"));
  }
  if (static_cast<int64_t>(text.size()) > options_.limits.key_file_bytes) {
    return Error(absl::StatusCode::kInvalidArgument, "JWKS_INVALID",
                 absl::StrCat("--jwks: ", options_.jwks_file, " has more than ",
                              options_.limits.key_file_bytes, " bytes"));
  }
  return text;
}

absl::Status Authenticator::Refresh() {
  if (options_.jwks_file.empty()) return absl::OkStatus();
  absl::StatusOr<std::string> text = ReadKeys();
  absl::Status state = text.status();
  std::shared_ptr<const KeySet> keys;
  if (text.ok()) {
    {
      absl::MutexLock lock(&mutex_);
      if (*text == read_) return state_;
    }
    absl::StatusOr<KeySet> parsed = KeySet::Parse(*text);
    state = parsed.status();
    if (parsed.ok()) keys = std::make_shared<KeySet>(*std::move(parsed));
  }
  absl::MutexLock lock(&mutex_);
  const bool known = ReasonOf(state) == ReasonOf(state_) && keys == nullptr;
  read_ = text.ok() ? *std::move(text) : std::string();
  state_ = state;
  if (keys != nullptr) {
    LogEvent(options_.log, LogLevel::kInfo, "keys of tokens were read",
             {{"keys", static_cast<int64_t>(keys->keys().size())}});
    keys_ = std::move(keys);
    by_digest_.clear();
    tokens_.clear();
  } else if (!known && keys_ != nullptr) {
    const std::string reason = ReasonOf(state);
    LogEvent(options_.log, LogLevel::kError,
             "keys of tokens cannot be used; the old ones stay",
             {{"reason", absl::string_view(reason)}});
  }
  return state;
}

size_t Authenticator::remembered() const {
  absl::MutexLock lock(&mutex_);
  return tokens_.size();
}

int64_t Authenticator::verified() const {
  absl::MutexLock lock(&mutex_);
  return verified_;
}

bool Authenticator::keys_current() const {
  absl::MutexLock lock(&mutex_);
  return state_.ok();
}

}  // namespace lifeline

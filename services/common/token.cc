#include "services/common/token.h"

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/common/digest.h"
#include "services/common/status.h"
#include "services/common/strict_json.h"

namespace lifeline {
namespace {

// The latest second that absl can format, which is far enough.
constexpr double kLatestSecond = 253402300799.0;

// What the caller wrote, fit for a sentence.
std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::CHexEscape(text.substr(0, 100)), "\"");
}

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

// A NumericDate; nullopt for what is none.
std::optional<absl::Time> TimeMember(const nlohmann::json& claims,
                                     const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  const double seconds = found->get<double>();
  if (!std::isfinite(seconds) || seconds < 0 || seconds > kLatestSecond)
    return std::nullopt;
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

bool IsFor(const nlohmann::json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (found->is_string()) return *found == audience;
  if (!found->is_array()) return false;
  for (const nlohmann::json& one : *found)
    if (one.is_string() && one == audience) return true;
  return false;
}

// Whether the header is one that `key` may have made.
absl::Status CheckHeader(const nlohmann::json& header,
                         const VerificationKey& key) {
  const std::string algorithm = TextMember(header, "alg").value_or("");
  if (algorithm != key.algorithm_name()) {
    return TokenInvalid(absl::StrCat("its header says ", Quoted(algorithm),
                                     ", and its key is for ",
                                     key.algorithm_name(), " only"));
  }
  // An extension that must be understood, and none is.
  if (header.contains("crit"))
    return TokenInvalid("its header has `crit`, which is not understood here");
  if (!header.contains("typ")) return absl::OkStatus();
  const std::string type =
      absl::AsciiStrToLower(TextMember(header, "typ").value_or(""));
  if (type == "jwt" || type == "at+jwt" || type == "application/at+jwt")
    return absl::OkStatus();
  return TokenInvalid(absl::StrCat("its header says that it is a ",
                                   Quoted(type), ", not a JWT or at+jwt"));
}

absl::Status CheckTimes(const nlohmann::json& claims, absl::Time now,
                        absl::Time* expiry) {
  const std::optional<absl::Time> expires = TimeMember(claims, "exp");
  if (!expires.has_value())
    return TokenInvalid("it does not say when it expires (`exp`)");
  *expiry = *expires + kTokenLeeway;
  if (now >= *expiry) {
    return TokenInvalid(
        absl::StrCat("it expired at ", TimeText(*expires), "; get a new one"));
  }
  if (!claims.contains("nbf")) return absl::OkStatus();
  const std::optional<absl::Time> begins = TimeMember(claims, "nbf");
  if (!begins.has_value()) return TokenInvalid("its `nbf` is no time");
  if (now < *begins - kTokenLeeway) {
    return TokenInvalid(
        absl::StrCat("it is not valid before ", TimeText(*begins)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> NameIn(const nlohmann::json& claims,
                                   const std::string& claim) {
  if (TextMember(claims, "sub").value_or("").empty())
    return TokenInvalid("it names no subject (`sub`)");
  const std::string name = TextMember(claims, claim.c_str()).value_or("");
  if (name.empty()) {
    return TokenInvalid(absl::StrCat("it has no ", Quoted(claim),
                                     ", by which members are known here"));
  }
  const auto verified = claims.find("email_verified");
  if (claim == "email" && (verified == claims.end() || *verified != true)) {
    return TokenInvalid(
        "its issuer has not verified the address (`email_verified` is not "
        "true)");
  }
  // Names with these beginnings are given by this house itself.
  if (absl::StartsWith(name, "service:") || absl::StartsWith(name, "local:"))
    return TokenInvalid(absl::StrCat("nobody is called ", Quoted(name)));
  for (const char letter : name) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(letter)))
      return TokenInvalid("it names somebody with a control character");
  }
  return name;
}

absl::StatusOr<std::optional<std::vector<std::string>>> RolesIn(
    const nlohmann::json& claims) {
  const auto found = claims.find("roles");
  if (found == claims.end()) return std::nullopt;
  // Taken for everything, a mistake here would give what was to be taken away.
  if (!found->is_array())
    return TokenInvalid("its `roles` are no array of names");
  std::vector<std::string> roles;
  for (const nlohmann::json& role : *found) {
    if (!role.is_string())
      return TokenInvalid("its `roles` are no array of names");
    roles.push_back(role.get<std::string>());
  }
  return roles;
}

absl::StatusOr<Identity> ReadClaims(const nlohmann::json& claims,
                                    const TokenRules& rules, absl::Time now) {
  const std::string issuer = TextMember(claims, "iss").value_or("");
  if (issuer != rules.issuer) {
    return TokenInvalid(absl::StrCat("it was issued by ", Quoted(issuer),
                                     ", not by ", Quoted(rules.issuer)));
  }
  if (!IsFor(claims, rules.audience)) {
    return TokenInvalid(absl::StrCat("it is for another audience, not for ",
                                     Quoted(rules.audience)));
  }
  Identity identity;
  absl::Status times = CheckTimes(claims, now, &identity.until);
  if (!times.ok()) return times;
  absl::StatusOr<std::string> name = NameIn(claims, rules.claim);
  if (!name.ok()) return name.status();
  auto roles = RolesIn(claims);
  if (!roles.ok()) return roles.status();
  identity.kind = Identity::Kind::kToken;
  identity.name = *std::move(name);
  identity.roles = *std::move(roles);
  return identity;
}

}  // namespace

absl::Status TokenInvalid(absl::string_view what) {
  return Error(absl::StatusCode::kUnauthenticated, "TOKEN_INVALID",
               absl::StrCat("token: ", what));
}

absl::StatusOr<Identity> VerifyToken(absl::string_view token,
                                     const KeySet& keys,
                                     const TokenRules& rules, absl::Time now) {
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) {
    return TokenInvalid(absl::StrCat(
        "it has ", parts.size(), " parts between dots, and a JWT has three"));
  }
  const auto header_text = Base64UrlDecode(parts[0]);
  const auto claims_text = Base64UrlDecode(parts[1]);
  const auto signature = Base64UrlDecode(parts[2]);
  if (!header_text.has_value() || !claims_text.has_value() ||
      !signature.has_value()) {
    return TokenInvalid("a part of it is not base64url without padding");
  }
  const auto header = ParseStrictObject(*header_text);
  if (!header.has_value()) {
    return TokenInvalid(
        "its header is no JSON object in which each name occurs once");
  }
  if (header->contains("kid") && !TextMember(*header, "kid").has_value())
    return TokenInvalid("its header has a `kid` that is no text");
  const std::string id = TextMember(*header, "kid").value_or("");
  const VerificationKey* key = keys.Find(id);
  if (key == nullptr) {
    return TokenInvalid(absl::StrCat("it is signed with the key ", Quoted(id),
                                     ", which is not among those known here"));
  }
  if (absl::Status header_ok = CheckHeader(*header, *key); !header_ok.ok())
    return header_ok;
  const absl::string_view signed_part =
      token.substr(0, parts[0].size() + 1 + parts[1].size());
  if (!key->Verifies(signed_part, *signature))
    return TokenInvalid("its signature does not belong to it");
  const auto claims = ParseStrictObject(*claims_text);
  if (!claims.has_value()) {
    return TokenInvalid(
        "its claims are no JSON object in which each name occurs once");
  }
  return ReadClaims(*claims, rules, now);
}

}  // namespace lifeline

#include "services/scoring/webhook_event.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "services/scoring/public_address.h"

namespace lifeline::scoring {
namespace {

std::string HmacSha256(absl::string_view key, absl::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest,
       &size);
  return std::string(reinterpret_cast<const char*>(digest), size);
}

}  // namespace

std::string EventJson(const WebhookEvent& event,
                      const google::protobuf::Message& data) {
  std::string json;
  // Our own messages hold nothing that has no JSON.
  const auto status = google::protobuf::util::MessageToJsonString(data, &json);
  nlohmann::ordered_json made = {
      {"specversion", "1.0"},
      {"id", event.id},
      {"source", event.source},
      {"type", std::string(event.type)},
      {"time", absl::FormatTime("%E4Y-%m-%dT%H:%M:%E6SZ", event.time,
                                absl::UTCTimeZone())},
      {"subject", event.subject},
      {"datacontenttype", "application/json"}};
  made["data"] = status.ok() ? nlohmann::ordered_json::parse(json)
                             : nlohmann::ordered_json::object();
  return made.dump();
}

std::vector<std::pair<std::string, std::string>> EventHeaders(
    absl::string_view id, absl::string_view body, absl::string_view secret,
    absl::Time now) {
  const std::string timestamp = absl::StrCat(absl::ToUnixSeconds(now));
  const std::string signature = absl::Base64Escape(
      HmacSha256(secret, absl::StrCat(id, ".", timestamp, ".", body)));
  return {{"content-type", "application/cloudevents+json; charset=utf-8"},
          {"webhook-id", std::string(id)},
          {"webhook-timestamp", timestamp},
          {"webhook-signature", absl::StrCat("v1,", signature)}};
}

std::string SecretText(absl::string_view secret) {
  return absl::StrCat("whsec_", absl::Base64Escape(secret));
}

std::string WrongUrl(absl::string_view url, bool private_addresses) {
  const bool plain = absl::StartsWith(url, "http://");
  if (!plain && !absl::StartsWith(url, "https://"))
    return "must begin with https://";
  if (plain && !private_addresses) {
    return "must begin with https://; http:// is for installations that run "
           "with --webhook_private_addresses";
  }
  const bool clean = std::all_of(url.begin(), url.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '\\' && c != '#';
  });
  if (!clean) {
    return "must be ASCII without spaces, backslashes and fragment; write "
           "other characters in percent";
  }
  absl::string_view host = url.substr(url.find("//") + 2);
  host = host.substr(0, host.find_first_of("/?"));
  if (absl::StrContains(host, '@')) {
    return "must not name a user; what is sent is signed, which is enough to "
           "know who sends it";
  }
  host = absl::StartsWith(host, "[")
             ? host.substr(1, host.find(']') == absl::string_view::npos
                                  ? absl::string_view::npos
                                  : host.find(']') - 1)
             : host.substr(0, host.find(':'));
  if (host.empty()) return "must name a host";
  if (!private_addresses && IsPrivateLiteral(host)) {
    return "must not be an address of this machine or a private network; the "
           "installation allows that with --webhook_private_addresses";
  }
  return "";
}

}  // namespace lifeline::scoring

#include "services/scoring/transport.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "services/scoring/public_address.h"

namespace lifeline::scoring {
namespace {

constexpr long kConnectMilliseconds = 5'000;  // NOLINT: libcurl's type
constexpr long kTotalMilliseconds = 20'000;   // NOLINT
// What an endpoint says is not looked at; more of it ends the call.
constexpr size_t kAnswerBytes = 64 << 10;

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Lines = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

// One call, and what its callbacks remember.
struct Call {
  const std::function<bool()>* stop = nullptr;
  bool private_addresses = false;
  bool refused_address = false;
  size_t answered = 0;
  absl::string_view unsent;
};

bool IsPublic(const curl_sockaddr& address) {
  const auto bytes = [](const void* from, size_t size) {
    return absl::MakeConstSpan(static_cast<const uint8_t*>(from), size);
  };
  if (address.family == AF_INET) {
    sockaddr_in in;
    std::memcpy(&in, &address.addr, sizeof(in));
    return IsPublicAddress(bytes(&in.sin_addr, 4));
  }
  if (address.family == AF_INET6 && address.addrlen >= sizeof(sockaddr_in6)) {
    // The bytes that libcurl has beyond what it declares.
    sockaddr_in6 in;
    std::memcpy(&in, static_cast<const void*>(&address.addr), sizeof(in));
    return IsPublicAddress(bytes(&in.sin6_addr, 16));
  }
  return false;
}

// The address of each connection comes by here, after names are resolved.
curl_socket_t OpenSocket(void* data, curlsocktype, curl_sockaddr* address) {
  Call* call = static_cast<Call*>(data);
  if (!call->private_addresses && !IsPublic(*address)) {
    call->refused_address = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC,
                address->protocol);
}

size_t TakeAnswer(char*, size_t size, size_t count, void* data) {
  Call* call = static_cast<Call*>(data);
  call->answered += size * count;
  return call->answered > kAnswerBytes ? 0 : size * count;
}

size_t GiveMessage(char* into, size_t size, size_t count, void* data) {
  Call* call = static_cast<Call*>(data);
  const size_t given = std::min(size * count, call->unsent.size());
  std::memcpy(into, call->unsent.data(), given);
  call->unsent.remove_prefix(given);
  return given;
}

int GoOn(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return (*static_cast<Call*>(data)->stop)() ? 1 : 0;
}

template <typename Value>
void Set(const Curl& curl, CURLoption option, Value value) {
  curl_easy_setopt(curl.get(), option, value);
}

// What requests and mail have in common.
Curl Begin(Call* call) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  Curl curl(ready == CURLE_OK ? curl_easy_init() : nullptr, curl_easy_cleanup);
  if (curl == nullptr) return curl;
  Set(curl, CURLOPT_NOSIGNAL, 1L);
  Set(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
  Set(curl, CURLOPT_TIMEOUT_MS, kTotalMilliseconds);
  Set(curl, CURLOPT_OPENSOCKETFUNCTION, OpenSocket);
  Set(curl, CURLOPT_OPENSOCKETDATA, call);
  Set(curl, CURLOPT_WRITEFUNCTION, TakeAnswer);
  Set(curl, CURLOPT_WRITEDATA, call);
  Set(curl, CURLOPT_XFERINFOFUNCTION, GoOn);
  Set(curl, CURLOPT_XFERINFODATA, call);
  Set(curl, CURLOPT_NOPROGRESS, 0L);
  // A proxy of the environment would connect where we may not.
  Set(curl, CURLOPT_PROXY, "");
  return curl;
}

Outcome Unreachable(std::string error) {
  Outcome outcome;
  outcome.error = std::move(error);
  outcome.unreachable = true;
  return outcome;
}

// What went wrong before anybody answered.
Outcome FailureOf(CURLcode code, const Call& call) {
  if (call.refused_address) {
    return Unreachable(
        "its address is not public; --webhook_private_addresses allows that");
  }
  return Unreachable(curl_easy_strerror(code));
}

Outcome Post(const WebRequest& request, const std::function<bool()>& stop) {
  Call call;
  call.stop = &stop;
  call.private_addresses = request.private_addresses;
  const Curl curl = Begin(&call);
  if (curl == nullptr) return Unreachable("libcurl does not start");
  Lines headers(nullptr, curl_slist_free_all);
  // "Expect" would wait for an answer before the body is sent.
  const auto add = [&headers](const std::string& line) {
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
  };
  add("expect:");
  for (const auto& [name, value] : request.headers)
    add(absl::StrCat(name, ": ", value));
  Set(curl, CURLOPT_URL, request.url.c_str());
  Set(curl, CURLOPT_PROTOCOLS_STR,
      request.private_addresses ? "http,https" : "https");
  Set(curl, CURLOPT_FOLLOWLOCATION, 0L);
  Set(curl, CURLOPT_USERAGENT, "Lifeline");
  Set(curl, CURLOPT_HTTPHEADER, headers.get());
  Set(curl, CURLOPT_POSTFIELDS, request.body.data());
  Set(curl, CURLOPT_POSTFIELDSIZE_LARGE,
      static_cast<curl_off_t>(request.body.size()));
  const CURLcode code = curl_easy_perform(curl.get());
  long answered = 0;  // NOLINT: libcurl's type
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answered);
  // Whoever has answered with a status has heard it, whatever follows.
  if (answered == 0) return FailureOf(code, call);
  Outcome outcome;
  outcome.code = static_cast<int>(answered);
  outcome.taken = answered >= 200 && answered < 300;
  if (!outcome.taken) {
    outcome.error = absl::StrCat("it answered ", answered);
    if (answered >= 300 && answered < 400)
      absl::StrAppend(&outcome.error, "; redirects are not followed");
  }
  return outcome;
}

Outcome SendMail(const MailServer& server, const Mail& mail,
                 const std::function<bool()>& stop) {
  Call call;
  call.stop = &stop;
  // Whoever runs the installation has named the server.
  call.private_addresses = true;
  call.unsent = mail.message;
  const Curl curl = Begin(&call);
  if (curl == nullptr) return Unreachable("libcurl does not start");
  const std::string from = absl::StrCat("<", server.from, ">");
  const Lines to(
      curl_slist_append(nullptr, absl::StrCat("<", mail.to, ">").c_str()),
      curl_slist_free_all);
  Set(curl, CURLOPT_URL, server.url.c_str());
  Set(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  Set(curl, CURLOPT_USE_SSL,
      static_cast<long>(MayMailPlainly(server)  // NOLINT: libcurl's type
                            ? CURLUSESSL_NONE
                            : CURLUSESSL_ALL));
  if (!server.ca_file.empty())
    Set(curl, CURLOPT_CAINFO, server.ca_file.c_str());
  if (!server.user.empty()) {
    Set(curl, CURLOPT_USERNAME, server.user.c_str());
    Set(curl, CURLOPT_PASSWORD, server.password.c_str());
  }
  Set(curl, CURLOPT_MAIL_FROM, from.c_str());
  Set(curl, CURLOPT_MAIL_RCPT, to.get());
  Set(curl, CURLOPT_UPLOAD, 1L);
  Set(curl, CURLOPT_READFUNCTION, GiveMessage);
  Set(curl, CURLOPT_READDATA, &call);
  const CURLcode code = curl_easy_perform(curl.get());
  long answered = 0;  // NOLINT: libcurl's type
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answered);
  Outcome outcome;
  outcome.taken = code == CURLE_OK;
  if (outcome.taken) return outcome;
  // Only what it said about this sender, recipient or message counts.
  const bool spoke = code == CURLE_SEND_ERROR ||
                     code == CURLE_WEIRD_SERVER_REPLY ||
                     code == CURLE_RECV_ERROR;
  if (!spoke || answered < 400) return FailureOf(code, call);
  outcome.code = static_cast<int>(answered);
  outcome.error = absl::StrCat("the mail server answered ", answered);
  return outcome;
}

}  // namespace

Transport OverTheNetwork() { return {Post, SendMail}; }

}  // namespace lifeline::scoring

#include "services/gateway/browser_door.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/gateway/browser_guard.h"

namespace lifeline::gateway {
namespace {

// Whole or not at all, and for its owner only.
bool WriteSecretFile(const std::string& path, const std::string& text) {
  const std::string fresh = path + ".new";
  unlink(fresh.c_str());
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                        S_IRUSR | S_IWUSR);
  if (file < 0) return false;
  const bool written = write(file, text.data(), text.size()) ==
                       static_cast<ssize_t>(text.size());
  return close(file) == 0 && written &&
         rename(fresh.c_str(), path.c_str()) == 0;
}

HttpResponse LinkIsOver(const std::string& link_file) {
  return {403,
          {{"Content-Type", "text/html; charset=utf-8"},
           {"Cache-Control", "no-store"}},
          absl::StrCat(
              "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
              "<title>Lifeline</title><h1>This link is over</h1><p>A link to "
              "the board works once and for a few minutes. ",
              link_file.empty()
                  ? "Start the gateway again for a new one."
                  : "A new one is in the file that the services keep for it "
                    "(board-link, in the folder of their data).",
              "</p></html>\n")};
}

}  // namespace

std::string BrowserDoor::CookieName() const {
  // Cookies do not know ports: two doors of one machine must not overwrite one
  // another's.
  return absl::StrCat("lifeline_",
                      options_.address.substr(options_.address.rfind(':') + 1));
}

bool BrowserDoor::HasSession(const HttpRequest& request) const {
  for (const auto& [name, value] : request.headers) {
    if (name == "cookie" &&
        sessions_.Holds(CookieOf(value, CookieName()), options_.clock()))
      return true;
  }
  return false;
}

absl::Status BrowserDoor::Enter(const HttpRequest& request) const {
  if (options_.identity) return absl::OkStatus();
  return CheckHost(request.Header("host"), options_.address);
}

absl::Status BrowserDoor::Admit(const HttpRequest& request) const {
  if (!FromBrowser(request)) return absl::OkStatus();
  if (absl::Status site = CheckSite(request); !site.ok()) return site;
  if (options_.identity || HasSession(request)) return absl::OkStatus();
  return Error(absl::StatusCode::kUnauthenticated, "SESSION_REQUIRED",
               "this browser has no session here (any more); open the link to "
               "the board that the quickstart shows, or that stands in the "
               "file board-link beside the data");
}

HttpResponse BrowserDoor::Login(const HttpRequest& request) {
  HttpResponse board = {
      303, {{"Location", "/"}, {"Cache-Control", "no-store"}}, ""};
  if (options_.identity || HasSession(request)) return board;
  Headers parameters;
  std::string secret;
  if (ParseQuery(request.query, &parameters) && parameters.size() == 1 &&
      parameters[0].first == "token")
    secret = parameters[0].second;
  // What only looks ahead does not use the link up.
  const bool looks_ahead =
      request.method != "GET" ||
      absl::StrContains(request.Header("sec-purpose"), "prefetch");
  const std::optional<std::string> session =
      looks_ahead ? std::nullopt : sessions_.Redeem(secret, options_.clock());
  if (!session.has_value()) return LinkIsOver(options_.link_file);
  {
    absl::MutexLock lock(&mutex_);
    renew_ = absl::InfinitePast();
  }
  // The next who wants in finds a fresh one; a disk that does not take it is
  // said by the next call that keeps it.
  KeepLink().IgnoreError();
  board.headers.emplace_back(
      "Set-Cookie",
      absl::StrCat(CookieName(), "=", *session,
                   "; Path=/; HttpOnly; SameSite=Strict; Max-Age=",
                   absl::ToInt64Seconds(limits_.session_time),
                   absl::StartsWith(options_.url, "https:") ? "; Secure" : ""));
  return board;
}

HttpResponse BrowserDoor::Describe(const HttpRequest& request) const {
  const bool may_ask = options_.identity || HasSession(request);
  return {
      200,
      {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
      absl::StrCat("{\"identity\":\"", options_.identity ? "token" : "claimed",
                   "\",\"session\":", may_ask ? "true" : "false", "}")};
}

std::string BrowserDoor::NewLink() {
  return absl::StrCat(options_.url,
                      "/login?token=", sessions_.NewLink(options_.clock()));
}

absl::Status BrowserDoor::KeepLink() {
  if (options_.link_file.empty() || options_.identity) return absl::OkStatus();
  const absl::Time now = options_.clock();
  absl::MutexLock lock(&mutex_);
  if (now < renew_) return absl::OkStatus();
  if (!WriteSecretFile(options_.link_file, NewLink() + "\n")) {
    return Error(absl::StatusCode::kFailedPrecondition, "LINK_FILE_UNWRITABLE",
                 absl::StrCat("the link to the board cannot be written to ",
                              options_.link_file));
  }
  // Whoever reads it has at least half of its time left.
  renew_ = now + limits_.link_time / 2;
  return absl::OkStatus();
}

}  // namespace lifeline::gateway

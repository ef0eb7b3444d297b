#ifndef LIFELINE_SERVICES_GATEWAY_HTTP_H_
#define LIFELINE_SERVICES_GATEWAY_HTTP_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/gateway/asio.h"

namespace lifeline::gateway {

using Headers = std::vector<std::pair<std::string, std::string>>;

// A request as it came, checked for its form only.
struct HttpRequest {
  std::string method;
  // As it was sent, still percent-encoded; without the query.
  std::string path;
  // What follows the first `?`.
  std::string query;
  // Names in small letters.
  Headers headers;
  std::string body;
  // Who connects ("127.0.0.1").
  std::string peer;
  bool keep_alive = true;
  // HTTP/1.1 knows chunks, HTTP/1.0 does not.
  bool chunks = true;

  // The first header of this name (in small letters); empty if there is none.
  absl::string_view Header(absl::string_view name) const;
  // How often it occurs.
  int Count(absl::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  Headers headers = {};
  std::string body = {};
};

// 405, with the methods that there are: "GET, HEAD".
HttpResponse MethodNotAllowed(absl::string_view methods);

// One request and the way back to who sent it. Each method says false once the
// client has gone; then nothing more need be sent. On the strand of the
// connection only.
class Exchange {
 public:
  virtual ~Exchange() = default;

  // A whole answer.
  virtual Task<bool> Send(HttpResponse response) = 0;

  // An answer in pieces: its head, then as many as there are, then the end.
  virtual Task<bool> Begin(HttpResponse head) = 0;
  virtual Task<bool> Piece(std::string bytes) = 0;
  virtual Task<bool> End() = 0;
  // Instead of the end: the connection closes, so that nobody takes the pieces
  // for a whole.
  virtual void Break() = 0;

  // Called when the client goes, or is cut, while this request is served.
  virtual void OnGone(std::function<void()> hook) = 0;
  // Called when the door closes: what would never end by itself ends now.
  virtual void OnStop(std::function<void()> hook) = 0;
};

// Serves one request: sends exactly one answer.
using HttpHandler =
    std::function<Task<void>(const HttpRequest& request, Exchange& exchange)>;

// The reason that follows a status code ("Not Found").
absl::string_view StatusText(int status);

// A path or a value of a query without its percent signs; a plus is a space in
// a query only. False if what follows a percent sign is no number.
bool Unescape(absl::string_view text, bool query, std::string* out);

// `a=b&c=d`, unescaped, in the order of the text. False as Unescape.
bool ParseQuery(absl::string_view query, Headers* parameters);

// Whether If-None-Match names this version; a tag is strong, with its quotes.
bool NamesTag(absl::string_view if_none_match, absl::string_view etag);

// Whether a list of encodings (Accept-Encoding) takes gzip.
bool AcceptsGzip(absl::string_view encodings);

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_HTTP_H_

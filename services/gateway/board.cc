#include "services/gateway/board.h"

#include <cstdint>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/gateway/compression.h"

namespace lifeline::gateway {
namespace {

constexpr absl::string_view kFirstPage = "/index.html";
// Below it names change with what the files hold.
constexpr absl::string_view kHashed = "/assets/";
constexpr absl::string_view kNoBoard =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width\">"
    "<title>Lifeline</title><h1>Lifeline</h1><p>The services run, and this "
    "door serves their API.</p><p>The board is not part of this build. To get "
    "it, run <code>deploy/board</code> and build again; it needs npm. The "
    "command line <code>lifeline</code> shows everything that the board "
    "does.</p></html>\n";

}  // namespace

Board::Board(absl::Span<const Asset> assets) {
  for (const Asset& asset : assets) assets_[asset.path] = &asset;
}

HttpResponse Board::Serve(const HttpRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD")
    return MethodNotAllowed("GET, HEAD");
  auto found = assets_.find(request.path);
  const bool hashed = absl::StartsWith(request.path, kHashed);
  if (found == assets_.end() && hashed)
    return {404, {{"Content-Type", "text/plain"}}, "there is no such file\n"};
  if (found == assets_.end()) found = assets_.find(kFirstPage);
  if (found == assets_.end()) {
    return {200,
            {{"Content-Type", "text/html; charset=utf-8"},
             {"Cache-Control", "no-cache"}},
            std::string(kNoBoard)};
  }
  const Asset& asset = *found->second;
  HttpResponse response = {
      200,
      {{"ETag", absl::StrCat("W/", asset.etag)},
       {"Cache-Control",
        hashed ? "public, max-age=31536000, immutable" : "no-cache"},
       {"Vary", "Accept-Encoding"}},
      ""};
  if (NamesTag(request.Header("if-none-match"), asset.etag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type",
                                std::string(asset.content_type));
  if (asset.packed && AcceptsGzip(request.Header("accept-encoding"))) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = std::string(asset.bytes);
  } else if (asset.packed) {
    // Hardly anybody; it was packed by the build, so it unpacks.
    response.body =
        Gunzip(asset.bytes, std::numeric_limits<int64_t>::max()).value_or("");
  } else {
    response.body = std::string(asset.bytes);
  }
  return response;
}

}  // namespace lifeline::gateway

#include "services/gateway/rest_ranking.h"

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/common/digest.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/gateway/compression.h"
#include "services/gateway/connect_protocol.h"
#include "services/gateway/rest_sheet.h"
#include "services/gateway/upstream.h"

namespace lifeline::gateway {
namespace {

using scoring::v1::ListRankedItemsRequest;
using scoring::v1::ListRankedItemsResponse;

constexpr char kGetRanking[] = "/lifeline.scoring.v1.ScoringService/GetRanking";
constexpr char kListItems[] =
    "/lifeline.scoring.v1.ScoringService/ListRankedItems";
// The most that the service gives at once.
constexpr int kWholePage = 1000;

// The first type that is both wanted and there; JSON for who does not care.
bool WantsCsv(absl::string_view accept) {
  for (const absl::string_view each : absl::StrSplit(accept, ',')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(each, absl::MaxSplits(';', 1));
    const absl::string_view type = absl::StripAsciiWhitespace(parts.first);
    if (absl::EqualsIgnoreCase(type, "text/csv")) return true;
    if (absl::EqualsIgnoreCase(type, "application/json")) return false;
  }
  return false;
}

// Over what the service said, because a title may change, and a text be erased,
// without a new ranking; and over how it is written.
std::string EtagOf(absl::string_view message, absl::string_view type,
                   const HttpRequest& request) {
  const bool gzip = AcceptsGzip(request.Header("accept-encoding"));
  const std::string digest = absl::BytesToHexString(
      Sha256(absl::StrCat(type, gzip ? " gzip\n" : "\n", message)));
  return absl::StrCat("\"", digest.substr(0, 32), "\"");
}

// What changes with who asks must not be kept for others.
Headers HeadersOf(absl::string_view type) {
  return {{"Content-Type", std::string(type)},
          {"Cache-Control", "private, no-cache"},
          {"Vary", "Accept, Accept-Encoding, Authorization, Lifeline-As"}};
}

constexpr absl::string_view kJson = "application/json";
constexpr absl::string_view kCsv = "text/csv; charset=utf-8; header=present";

}  // namespace

HttpResponse RestRanking::Refusal(const absl::Status& status) const {
  return ErrorResponse(Explained(ToGrpc(status), scoring_), transcoder_);
}

Task<absl::StatusOr<std::string>> RestRanking::Ask(const HttpRequest& request,
                                                   const char* method,
                                                   const std::string& message,
                                                   Exchange& exchange) const {
  const absl::StatusOr<CallerMetadata> caller = CallerOf(request);
  if (!caller.ok()) co_return caller.status();
  auto call = std::make_shared<UpstreamCall>(scoring_.channel, method, *caller,
                                             limits_.call_time,
                                             co_await net::this_coro::executor);
  exchange.OnGone([call] { call->Cancel(); });
  UpstreamAnswer answer = co_await call->Unary(message);
  if (!answer.status.ok())
    co_return FromGrpc(Explained(answer.status, scoring_));
  co_return std::move(answer.message);
}

Task<int> RestRanking::Send(const HttpRequest& request, HttpResponse response,
                            Exchange& exchange) const {
  const int status = response.status;
  if (response.body.size() >= kWorthPacking &&
      AcceptsGzip(request.Header("accept-encoding"))) {
    response.body = Gzip(response.body);
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  co_await exchange.Send(std::move(response));
  co_return status;
}

Task<int> RestRanking::Serve(const HttpRequest& request,
                             Exchange& exchange) const {
  const std::optional<RestPath> path = ParseRestPath(request.path);
  if (!path.has_value()) {
    HttpResponse unknown = Refusal(Error(
        absl::StatusCode::kNotFound, "ADDRESS_UNKNOWN",
        "there are /v1/portfolios/{portfolio}/rankings/{latest or number}, and "
        "the same with /items"));
    co_return co_await Send(request, std::move(unknown), exchange);
  }
  if (request.method != "GET" && request.method != "HEAD") {
    co_return co_await Send(request, MethodNotAllowed("GET, HEAD"), exchange);
  }
  Headers parameters;
  if (!ParseQuery(request.query, &parameters)) {
    HttpResponse broken = Refusal(
        Error(absl::StatusCode::kInvalidArgument, "QUERY_INVALID",
              "the query has a percent sign without two hexadecimal digits"));
    co_return co_await Send(request, std::move(broken), exchange);
  }
  if (path->items)
    co_return co_await ServeItems(*path, parameters, request, exchange);
  co_return co_await ServeRanking(*path, request, exchange);
}

Task<int> RestRanking::ServeRanking(const RestPath& path,
                                    const HttpRequest& request,
                                    Exchange& exchange) const {
  scoring::v1::GetRankingRequest get;
  get.set_name(path.ranking);
  const absl::StatusOr<std::string> ranking =
      co_await Ask(request, kGetRanking, get.SerializeAsString(), exchange);
  if (!ranking.ok())
    co_return co_await Send(request, Refusal(ranking.status()), exchange);
  HttpResponse response = {200, HeadersOf(kJson), ""};
  const std::string etag = EtagOf(*ranking, kJson, request);
  response.headers.emplace_back("ETag", etag);
  if (NamesTag(request.Header("if-none-match"), etag)) {
    response.status = 304;
    co_return co_await Send(request, std::move(response), exchange);
  }
  absl::StatusOr<std::string> json =
      transcoder_.ToJson(*scoring::v1::Ranking::descriptor(), *ranking);
  if (!json.ok())
    co_return co_await Send(request, Refusal(json.status()), exchange);
  response.body = *std::move(json);
  co_return co_await Send(request, std::move(response), exchange);
}

Task<int> RestRanking::ServeItems(const RestPath& path,
                                  const Headers& parameters,
                                  const HttpRequest& request,
                                  Exchange& exchange) const {
  const absl::StatusOr<ListRankedItemsRequest> list =
      ParseItemsQuery(path.ranking, parameters);
  if (!list.ok())
    co_return co_await Send(request, Refusal(list.status()), exchange);
  const bool csv = WantsCsv(request.Header("accept"));
  if (csv && list->page_size() == 0 && list->page_token().empty())
    co_return co_await ServeSheet(*list, request, exchange);
  const absl::StatusOr<std::string> page =
      co_await Ask(request, kListItems, list->SerializeAsString(), exchange);
  ListRankedItemsResponse items;
  if (!page.ok() || !items.ParseFromString(*page))
    co_return co_await Send(request, Refusal(page.status()), exchange);
  const absl::string_view type = csv ? kCsv : kJson;
  HttpResponse response = {200, HeadersOf(type), ""};
  const std::string etag = EtagOf(*page, type, request);
  response.headers.emplace_back("ETag", etag);
  if (!items.next_page_token().empty()) {
    response.headers.emplace_back(
        "Link", absl::StrCat("<",
                             AddressOfPage(request.path, parameters,
                                           items.next_page_token()),
                             ">; rel=\"next\""));
  }
  if (NamesTag(request.Header("if-none-match"), etag)) {
    response.status = 304;
  } else if (csv) {
    response.body = SheetHeader();
    for (const auto& item : items.ranked_items())
      response.body += SheetRow(item);
  } else {
    absl::StatusOr<std::string> json =
        transcoder_.ToJson(*ListRankedItemsResponse::descriptor(), *page);
    if (!json.ok())
      co_return co_await Send(request, Refusal(json.status()), exchange);
    response.body = *std::move(json);
  }
  co_return co_await Send(request, std::move(response), exchange);
}

// Every page of one ranking, one after the other, so that a long list is in no
// memory as a whole.
Task<int> RestRanking::ServeSheet(ListRankedItemsRequest list,
                                  const HttpRequest& request,
                                  Exchange& exchange) const {
  list.set_page_size(kWholePage);
  bool there = true;
  bool begun = false;
  while (there) {
    const absl::StatusOr<std::string> page =
        co_await Ask(request, kListItems, list.SerializeAsString(), exchange);
    ListRankedItemsResponse items;
    if (!page.ok() || !items.ParseFromString(*page)) {
      // What breaks off in the middle must not look whole: the connection is
      // closed without the end.
      if (begun) exchange.Break();
      if (!begun)
        co_return co_await Send(request, Refusal(page.status()), exchange);
      co_return 503;
    }
    std::string rows = begun ? "" : SheetHeader();
    for (const auto& item : items.ranked_items()) rows += SheetRow(item);
    if (!begun) {
      HttpResponse head = {200, HeadersOf(kCsv), ""};
      there = co_await exchange.Begin(std::move(head));
    }
    begun = true;
    if (there) there = co_await exchange.Piece(std::move(rows));
    if (items.next_page_token().empty()) break;
    list.set_page_token(items.next_page_token());
  }
  if (there) co_await exchange.End();
  co_return 200;
}

}  // namespace lifeline::gateway

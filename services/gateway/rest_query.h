#ifndef LIFELINE_SERVICES_GATEWAY_REST_QUERY_H_
#define LIFELINE_SERVICES_GATEWAY_REST_QUERY_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/gateway/http.h"

namespace lifeline::gateway {

// The addresses of REST, read. Pure.

// What a path below /v1/ names.
struct RestPath {
  // `portfolios/{portfolio}/rankings/{number}`, or `latest` for the number.
  std::string ranking;
  // Its items are asked for, not itself.
  bool items = false;
};
// Nothing if the path is none of these.
std::optional<RestPath> ParseRestPath(absl::string_view path);

// The request that the parameters of a list stand for. `team`, `period`,
// `standing` and `category` may occur more than once, or hold several values
// between commas: any of them will do; `filter` is as in the API, and all of
// these together must hold. INVALID_ARGUMENT with a violation for each
// parameter that is not known or does not fit.
absl::StatusOr<scoring::v1::ListRankedItemsRequest> ParseItemsQuery(
    const std::string& ranking, const Headers& parameters);

// The same address for another page.
std::string AddressOfPage(absl::string_view path, const Headers& parameters,
                          absl::string_view page_token);

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_REST_QUERY_H_

#ifndef LIFELINE_SERVICES_GATEWAY_REST_RANKING_H_
#define LIFELINE_SERVICES_GATEWAY_REST_RANKING_H_

#include <string>

#include "services/gateway/backend.h"
#include "services/gateway/caller.h"
#include "services/gateway/http.h"
#include "services/gateway/limits.h"
#include "services/gateway/rest_query.h"
#include "services/gateway/transcoder.h"

namespace lifeline::gateway {

// Ranked lists by plain GET, for tools that speak nothing else:
//
//   /v1/portfolios/{portfolio}/rankings/{latest or number}
//   /v1/portfolios/{portfolio}/rankings/{latest or number}/items
//
// as the API's messages in JSON, or the items as CSV. A page says where the
// next is (Link), of the same ranking however many there are meanwhile. Thread
// safe.
class RestRanking {
 public:
  RestRanking(const Backend* scoring, const Transcoder* transcoder,
              const GatewayLimits& limits)
      : scoring_(*scoring), transcoder_(*transcoder), limits_(limits) {}

  // Sends the answer; its HTTP status.
  Task<int> Serve(const HttpRequest& request, Exchange& exchange) const;

 private:
  Task<absl::StatusOr<std::string>> Ask(const HttpRequest& request,
                                        const char* method,
                                        const std::string& message,
                                        Exchange& exchange) const;
  Task<int> ServeRanking(const RestPath& path, const HttpRequest& request,
                         Exchange& exchange) const;
  Task<int> ServeItems(const RestPath& path, const Headers& parameters,
                       const HttpRequest& request, Exchange& exchange) const;
  Task<int> ServeSheet(scoring::v1::ListRankedItemsRequest list,
                       const HttpRequest& request, Exchange& exchange) const;
  Task<int> Send(const HttpRequest& request, HttpResponse response,
                 Exchange& exchange) const;
  HttpResponse Refusal(const absl::Status& status) const;

  const Backend& scoring_;
  const Transcoder& transcoder_;
  const GatewayLimits limits_;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_REST_RANKING_H_

#include "services/gateway/health_page.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "grpc/health/v1/health.pb.h"
#include "services/gateway/upstream.h"

namespace lifeline::gateway {
namespace {

constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr absl::Duration kPatience = absl::Seconds(2);

Task<std::string> HealthOf(const Backend& backend) {
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(backend.api->service(0)->full_name());
  auto call = std::make_shared<UpstreamCall>(backend.channel, kCheck,
                                             CallerMetadata(), kPatience,
                                             co_await net::this_coro::executor);
  const UpstreamAnswer answer =
      co_await call->Unary(request.SerializeAsString());
  grpc::health::v1::HealthCheckResponse response;
  if (!answer.status.ok() || !response.ParseFromString(answer.message))
    co_return "UNREACHABLE";
  co_return grpc::health::v1::HealthCheckResponse::ServingStatus_Name(
      response.status());
}

}  // namespace

Task<HttpResponse> HealthPage(const std::vector<Backend>& backends) {
  bool all = true;
  std::string services;
  for (const Backend& backend : backends) {
    const std::string health = co_await HealthOf(backend);
    all = all && health == "SERVING";
    absl::StrAppend(&services, services.empty() ? "" : ",", "\"", backend.name,
                    "\":\"", health, "\"");
  }
  co_return HttpResponse{
      all ? 200 : 503,
      {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
      absl::StrCat("{\"status\":\"", all ? "SERVING" : "NOT_SERVING",
                   "\",\"services\":{", services, "}}\n")};
}

}  // namespace lifeline::gateway

#include <string>

#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

class Health : public Conformance {
 protected:
  grpc::health::v1::HealthCheckResponse::ServingStatus Check(
      const std::string& service, const std::string& name) {
    auto stub = grpc::health::v1::Health::NewStub(grpc::CreateChannel(
        deployment().address(service), grpc::InsecureChannelCredentials()));
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(name);
    grpc::health::v1::HealthCheckResponse response;
    grpc::ClientContext context;
    shop().Prepare(&context);
    grpc::Status status = stub->Check(&context, request, &response);
    return status.ok() ? response.status()
                       : grpc::health::v1::HealthCheckResponse::UNKNOWN;
  }
};

TEST_P(Health, EachServiceIsServingByItsName) {
  using grpc::health::v1::HealthCheckResponse;
  EXPECT_EQ(Check("roadmap", "lifeline.roadmap.v1.RoadmapService"),
            HealthCheckResponse::SERVING);
  EXPECT_EQ(Check("backlog", "lifeline.backlog.v1.BacklogService"),
            HealthCheckResponse::SERVING);
  EXPECT_EQ(Check("scoring", "lifeline.scoring.v1.ScoringService"),
            HealthCheckResponse::SERVING);
  for (const char* service : {"roadmap", "backlog", "scoring"}) {
    EXPECT_EQ(Check(service, "lifeline.storage.v1.StorageService"),
              HealthCheckResponse::SERVING)
        << service;
  }
  EXPECT_EQ(Check("scoring", ""), HealthCheckResponse::SERVING);
}

LIFELINE_RUN_AGAINST_BOTH(Health);

}  // namespace
}  // namespace lifeline::testing

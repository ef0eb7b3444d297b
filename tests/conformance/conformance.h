#ifndef LIFELINE_TESTS_CONFORMANCE_CONFORMANCE_H_
#define LIFELINE_TESTS_CONFORMANCE_CONFORMANCE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "tests/support/deployment.h"
#include "tests/support/shop.h"

namespace lifeline::testing {

// A test that speaks the API only, run against the suite and against three
// processes. Each test has a deployment of its own, with an open shop in it.
class Conformance : public ::testing::TestWithParam<Deployment::Kind> {
 protected:
  static constexpr int kCapacityDays = 10;

  void SetUp() override {
    absl::StatusOr<std::unique_ptr<Deployment>> deployment =
        Deployment::Start(GetParam());
    ASSERT_TRUE(deployment.ok()) << deployment.status();
    deployment_ = *std::move(deployment);
    shop_ = std::make_unique<Shop>(stubs(), "shop");
    ASSERT_EQ(shop_->Open(kCapacityDays), absl::OkStatus());
  }

  Stubs stubs() {
    return Stubs{&deployment_->roadmap(), &deployment_->backlog(),
                 &deployment_->scoring()};
  }
  Shop& shop() { return *shop_; }
  Deployment& deployment() { return *deployment_; }

  // Nobody named: as whom the shop was opened.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      Stub* stub,
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request, const std::string& as = "") {
    Response response;
    grpc::ClientContext context;
    shop().Prepare(&context, as);
    const absl::Status status =
        FromGrpc((stub->*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

 private:
  std::unique_ptr<Deployment> deployment_;
  std::unique_ptr<Shop> shop_;
};

inline std::string DeploymentName(
    const ::testing::TestParamInfo<Deployment::Kind>& info) {
  return info.param == Deployment::Kind::kSuite ? "Suite" : "ThreeProcesses";
}

}  // namespace lifeline::testing

// To be put at the end of a file of such tests.
#define LIFELINE_RUN_AGAINST_BOTH(suite)                           \
  INSTANTIATE_TEST_SUITE_P(                                        \
      , suite,                                                     \
      ::testing::Values(                                           \
          ::lifeline::testing::Deployment::Kind::kSuite,           \
          ::lifeline::testing::Deployment::Kind::kThreeProcesses), \
      ::lifeline::testing::DeploymentName)

#endif  // LIFELINE_TESTS_CONFORMANCE_CONFORMANCE_H_

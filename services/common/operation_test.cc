#include "services/common/operation.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

using ::grpc::health::v1::HealthCheckResponse;
using ::testing::HasSubstr;

class OperationTest : public ::testing::Test {
 protected:
  std::unique_ptr<Operation> Make(const std::string& metrics_address) {
    OperationOptions options;
    options.service = "test";
    options.clock = [] { return absl::Now(); };
    options.metrics_address = metrics_address;
    options.log_sink = [this](absl::string_view line) {
      absl::MutexLock lock(&mutex_);
      lines_.push_back(nlohmann::json::parse(line.begin(), line.end()));
    };
    return std::make_unique<Operation>(std::move(options));
  }

  // The field of the newest line with this message; empty if there is none.
  std::string Said(const std::string& message, const std::string& field) {
    absl::MutexLock lock(&mutex_);
    for (auto line = lines_.rbegin(); line != lines_.rend(); ++line)
      if ((*line)["message"] == message) return line->value(field, "");
    return "";
  }

  absl::Mutex mutex_;
  std::vector<nlohmann::json> lines_;
};

TEST_F(OperationTest, TheDoorShowsMetricsAndHealth) {
  const auto operation = Make("127.0.0.1:0");
  absl::Status health;
  auto server = Server::Start(operation->Listen("127.0.0.1:0").value(),
                              {NamedService{"lifeline.x.v1.X", nullptr,
                                            [&health] { return health; }}})
                    .value();
  ASSERT_EQ(operation->Serve(server.get()), absl::OkStatus());
  EXPECT_EQ(Said("started", "address"), server->address());
  httplib::Client client("http://" + Said("metrics are served", "address"));

  auto answer = client.Get("/metrics");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_THAT(answer->get_header_value("Content-Type"),
              HasSubstr("version=0.0.4"));
  EXPECT_THAT(answer->body, HasSubstr("lifeline_build_info"));
  EXPECT_THAT(answer->body, HasSubstr("grpc_server_started_total"));

  EXPECT_EQ(client.Get("/healthz")->status, 200);
  health = Error(absl::StatusCode::kResourceExhausted, "DISK_FULL", "full");
  server->CheckHealth();
  EXPECT_EQ(client.Get("/healthz")->status, 503);
  EXPECT_EQ(Said("not serving", "reason"), "DISK_FULL");
  EXPECT_EQ(server->health().Of("lifeline.x.v1.X"),
            HealthCheckResponse::NOT_SERVING);
  health = absl::OkStatus();
  server->CheckHealth();
  EXPECT_EQ(client.Get("/healthz")->status, 200);
  EXPECT_EQ(Said("serving again", "of"), "lifeline.x.v1.X");

  EXPECT_EQ(client.Get("/")->status, 404);
  EXPECT_EQ(client.Post("/metrics")->status, 404);
  operation->Stop(server.get());
  EXPECT_FALSE(client.Get("/healthz"));
  EXPECT_EQ(Said("stopped", "service"), "test");
}

TEST_F(OperationTest, TheDoorOpensOnThisMachineOnly) {
  Metrics metrics;
  const auto healthy = [] { return true; };
  const auto reason = [&](const std::string& address) {
    return ReasonOf(MetricsDoor::Open(address, &metrics, healthy).status());
  };
  EXPECT_EQ(reason("0.0.0.0:0"), "IDENTITY_REQUIRED");
  EXPECT_EQ(reason("192.0.2.1:9440"), "IDENTITY_REQUIRED");
  EXPECT_EQ(reason("unix:/tmp/x"), "ADDRESS_INVALID");
  EXPECT_EQ(reason("9440"), "ADDRESS_INVALID");
  const auto door = MetricsDoor::Open("127.0.0.1:0", &metrics, healthy).value();
  EXPECT_EQ(reason(door->address()), "ADDRESS_IN_USE");
}

TEST_F(OperationTest, WithoutAnAddressThereIsNoDoor) {
  const auto operation = Make("");
  auto server =
      Server::Start(operation->Listen("127.0.0.1:0").value(), {}).value();
  EXPECT_EQ(operation->Serve(server.get()), absl::OkStatus());
  EXPECT_EQ(Said("metrics are served", "address"), "");
  operation->Stop(server.get());
}

}  // namespace
}  // namespace lifeline

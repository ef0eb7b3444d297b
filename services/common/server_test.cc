#include "services/common/server.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"

namespace lifeline {
namespace {

using ::grpc::health::v1::Health;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;

absl::StatusOr<HealthCheckResponse::ServingStatus> Check(
    const std::shared_ptr<grpc::Channel>& channel, const std::string& service) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(20));
  HealthCheckRequest request;
  request.set_service(service);
  HealthCheckResponse response;
  const grpc::Status status =
      Health::NewStub(channel)->Check(&context, request, &response);
  if (!status.ok()) return FromGrpc(status);
  return response.status();
}

std::shared_ptr<grpc::Channel> Connect(const Server& server) {
  return grpc::CreateChannel(server.address(),
                             grpc::InsecureChannelCredentials());
}

TEST(ListenAddress, MustBeOfThisMachine) {
  for (const char* address : {"127.0.0.1:0", "127.0.0.2:4440", "localhost:4440",
                              "[::1]:4440", "unix:/tmp/x"}) {
    EXPECT_TRUE(CheckListenAddress(address).ok()) << address;
  }
  for (const char* address : {"0.0.0.0:4440", "[::]:4440", "192.168.1.2:4440",
                              "example.com:4440", "128.0.0.1:1"}) {
    EXPECT_EQ(ReasonOf(CheckListenAddress(address)), "IDENTITY_REQUIRED")
        << address;
  }
  for (const char* address : {"", "127.0.0.1", ":4440",
                              "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536"}) {
    EXPECT_EQ(ReasonOf(CheckListenAddress(address)), "ADDRESS_INVALID")
        << address;
  }
}

TEST(ListenAddress, ANameThatOnlyBeginsLikeLoopbackIsNotLoopback) {
  EXPECT_EQ(ReasonOf(CheckListenAddress("127.example.com:4440")),
            "IDENTITY_REQUIRED");
  EXPECT_EQ(ReasonOf(CheckListenAddress("127.0.0.1.example.com:4440")),
            "IDENTITY_REQUIRED");
}

TEST(Server, SaysThatItServes) {
  auto server = Server::Start({}, {}).value();
  EXPECT_EQ(Check(Connect(*server), "").value(), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check(Connect(*server), "grpc.health.v1.Health").value(),
            HealthCheckResponse::SERVING);
  EXPECT_EQ(ReasonOf(Check(Connect(*server), "no.such.Service").status()),
            "SERVICE_UNKNOWN");
  server->health().Set("lifeline.x.v1.X", HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(Check(Connect(*server), "lifeline.x.v1.X").value(),
            HealthCheckResponse::NOT_SERVING);
}

TEST(Server, CanBeReachedWithoutASocket) {
  auto server = Server::Start({.in_process_only = true}, {}).value();
  EXPECT_EQ(server->address(), "");
  EXPECT_EQ(Check(server->InProcessChannel(), "").value(),
            HealthCheckResponse::SERVING);
}

TEST(Server, APortThatIsTakenIsAnError) {
  auto server = Server::Start({}, {}).value();
  EXPECT_EQ(
      ReasonOf(
          Server::Start({.listen_address = server->address()}, {}).status()),
      "ADDRESS_IN_USE");
  EXPECT_EQ(
      ReasonOf(Server::Start({.listen_address = "0.0.0.0:0"}, {}).status()),
      "IDENTITY_REQUIRED");
}

TEST(Server, WatchersOfHealthSeeEveryChangeAndTheEnd) {
  auto server = Server::Start({}, {}).value();
  const auto stub = Health::NewStub(Connect(*server));
  grpc::ClientContext context;
  HealthCheckRequest request;
  request.set_service("lifeline.x.v1.X");
  const auto reader = stub->Watch(&context, request);
  HealthCheckResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVICE_UNKNOWN);
  server->health().Set("lifeline.x.v1.X", HealthCheckResponse::SERVING);
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  bool hook_ran = false;
  server->OnStop([&] { hook_ran = true; });
  server->Stop();
  EXPECT_TRUE(hook_ran);
  // NOT_SERVING may be overtaken by the end of the stream, which says the same.
  while (reader->Read(&response))
    EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(ReasonOf(FromGrpc(reader->Finish())), "SERVER_STOPPING");
}

TEST(ServerDeathTest, ASignalEndsTheWaitAndNotTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        PrepareProcess();
        auto server = Server::Start({}, {}).value();
        kill(getpid(), SIGTERM);
        const int number = RunUntilSignal();
        server->Stop();
        _exit(number == SIGTERM ? 7 : 1);
      },
      ::testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace lifeline

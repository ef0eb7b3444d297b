#include "services/common/follower.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "services/common/server.h"

namespace lifeline {
namespace {

using roadmap::v1::RoadmapService;
using roadmap::v1::WatchRoadmapRequest;
using roadmap::v1::WatchRoadmapResponse;

constexpr char kName[] = "lifeline.roadmap.v1.RoadmapService";

// Counts up to three after the cursor on each stream, then ends it or holds it
// open. Any watch would do; this one is at hand.
class Counting final : public RoadmapService::Service {
 public:
  grpc::Status WatchRoadmap(
      grpc::ServerContext* context, const WatchRoadmapRequest* request,
      grpc::ServerWriter<WatchRoadmapResponse>* writer) override {
    ++streams;
    const int64_t after =
        request->cursors().empty() ? 0 : request->cursors(0).revision();
    for (int64_t i = after + 1; i <= after + 3; ++i) {
      WatchRoadmapResponse message;
      message.mutable_commit()->set_revision(i);
      message.set_live(i == after + 3);
      if (!writer->Write(message)) break;
    }
    while (holds && !context->IsCancelled()) {
      absl::SleepFor(absl::Milliseconds(1));
    }
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "ended");
  }

  std::atomic<bool> holds{false};
  std::atomic<int> streams{0};
};

bool Eventually(const std::function<bool()>& condition) {
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (absl::Now() < deadline) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return false;
}

FollowerOptions Quick() {
  return FollowerOptions{absl::Milliseconds(1), absl::Milliseconds(20), 1};
}

// Follows a channel and remembers what came.
class Recorder {
 public:
  explicit Recorder(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(RoadmapService::NewStub(channel)),
        follower_(FollowStream<WatchRoadmapResponse>(
                      [this](grpc::ClientContext* context) {
                        WatchRoadmapRequest request;
                        request.add_cursors()->set_revision(seen);
                        return stub_->WatchRoadmap(context, request);
                      },
                      [this](const WatchRoadmapResponse& message) {
                        return Take(message);
                      }),
                  Quick()) {}

  Follower& follower() { return follower_; }

  std::atomic<int64_t> seen{0};
  std::atomic<bool> gapless{true};
  // Refuses this revision once.
  std::atomic<int64_t> refuse{0};

 private:
  absl::Status Take(const WatchRoadmapResponse& message) {
    const int64_t revision = message.commit().revision();
    if (refuse == revision) {
      refuse = 0;
      return absl::DataLossError("refused by the test");
    }
    if (revision != seen + 1) gapless = false;
    seen = revision;
    return absl::OkStatus();
  }

  std::unique_ptr<RoadmapService::Stub> stub_;
  Follower follower_;
};

std::unique_ptr<Server> Serve(Counting* service, bool in_process,
                              const std::string& address = "127.0.0.1:0") {
  ServerOptions options;
  options.in_process_only = in_process;
  options.listen_address = address;
  options.drain = absl::Milliseconds(10);
  auto server = Server::Start(options, {NamedService{kName, service}});
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

TEST(Follower, OpensTheStreamAgainFromWhereItWas) {
  for (const bool in_process : {true, false}) {
    Counting service;
    const std::unique_ptr<Server> server = Serve(&service, in_process);
    Recorder recorder(in_process ? server->InProcessChannel()
                                 : FollowerChannel(server->address()));
    recorder.follower().Start();
    EXPECT_TRUE(Eventually([&] { return recorder.seen >= 9; }));
    recorder.follower().Stop();
    EXPECT_TRUE(recorder.gapless);
    EXPECT_GE(service.streams, 3);
  }
}

TEST(Follower, TellsWhetherItIsConnectedAndLive) {
  Counting service;
  service.holds = true;
  const std::unique_ptr<Server> server = Serve(&service, true);
  Recorder recorder(server->InProcessChannel());
  EXPECT_FALSE(recorder.follower().state().connected);
  recorder.follower().Start();
  EXPECT_TRUE(Eventually([&] { return recorder.follower().state().live; }));
  EXPECT_TRUE(recorder.follower().state().connected);
  EXPECT_EQ(recorder.follower().state().streams, 1);
  service.holds = false;
  EXPECT_TRUE(
      Eventually([&] { return !recorder.follower().state().last_error.ok(); }));
}

TEST(Follower, AnErrorOfTheCallbackOpensTheStreamAnew) {
  Counting service;
  service.holds = true;
  const std::unique_ptr<Server> server = Serve(&service, true);
  Recorder recorder(server->InProcessChannel());
  recorder.refuse = 2;
  recorder.follower().Start();
  EXPECT_TRUE(Eventually([&] { return recorder.seen >= 4; }));
  EXPECT_EQ(recorder.follower().state().last_error.code(),
            absl::StatusCode::kDataLoss);
  recorder.follower().Stop();
  EXPECT_TRUE(recorder.gapless);
}

TEST(Follower, StopsAtOnceInTheMiddleOfAStream) {
  Counting service;
  service.holds = true;
  const std::unique_ptr<Server> server = Serve(&service, false);
  Recorder recorder(FollowerChannel(server->address()));
  recorder.follower().Start();
  EXPECT_TRUE(Eventually([&] { return recorder.seen == 3; }));
  recorder.follower().Stop();
  recorder.follower().Stop();
  EXPECT_FALSE(recorder.follower().state().connected);
}

TEST(Follower, StopsWhileNobodyListens) {
  Recorder recorder(FollowerChannel("127.0.0.1:1"));
  recorder.follower().Start();
  EXPECT_TRUE(
      Eventually([&] { return recorder.follower().state().streams >= 1; }));
  recorder.follower().Stop();
  EXPECT_EQ(recorder.seen, 0);
}

TEST(Follower, FindsAServiceThatComesBack) {
  std::string address;
  Counting first;
  Counting second;
  std::unique_ptr<Server> server = Serve(&first, false);
  address = server->address();
  first.holds = true;
  Recorder recorder(FollowerChannel(address));
  recorder.follower().Start();
  EXPECT_TRUE(Eventually([&] { return recorder.seen >= 3; }));
  server->Stop();
  server = Serve(&second, false, address);
  EXPECT_TRUE(Eventually([&] { return second.streams >= 1; }));
  EXPECT_TRUE(Eventually([&] { return recorder.seen >= 6; }));
  recorder.follower().Stop();
  EXPECT_TRUE(recorder.gapless);
}

TEST(Follower, ASlowCallbackHoldsBackTheSender) {
  Counting service;
  service.holds = true;
  const std::unique_ptr<Server> server = Serve(&service, true);
  const std::unique_ptr<RoadmapService::Stub> stub =
      RoadmapService::NewStub(server->InProcessChannel());
  absl::Notification go_on;
  std::atomic<int> taken{0};
  Follower follower(FollowStream<WatchRoadmapResponse>(
                        [&](grpc::ClientContext* context) {
                          return stub->WatchRoadmap(context,
                                                    WatchRoadmapRequest());
                        },
                        [&](const WatchRoadmapResponse&) {
                          ++taken;
                          go_on.WaitForNotification();
                          return absl::OkStatus();
                        }),
                    Quick());
  follower.Start();
  EXPECT_TRUE(Eventually([&] { return taken == 1; }));
  EXPECT_FALSE(follower.state().connected) << "nothing is taken yet";
  go_on.Notify();
  EXPECT_TRUE(Eventually([&] { return taken == 3; }));
  follower.Stop();
}

}  // namespace
}  // namespace lifeline

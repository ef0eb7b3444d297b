// What one process takes: each limit at its maximum and one past it. Buckets
// and streams of callers, whose arithmetic callers_test.cc has, are tried here
// through a server, as a caller meets them.

#include "services/common/limits.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "lifeline/storage/v1/storage.grpc.pb.h"
#include "services/common/metrics_door.h"
#include "services/common/rpc.h"
#include "services/common/server.h"
#include "services/common/status.h"
#include "services/common/watch.h"
#include "services/common/writer.h"

namespace lifeline {
namespace {

using ::grpc::health::v1::Health;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;

// Answers and streams through the same doors as every service.
class Guarded : public Health::CallbackService {
 public:
  Guarded(const RpcOptions& options, WatchHub* hub)
      : options_(options), hub_(hub) {}

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context,
                                  const HealthCheckRequest* request,
                                  HealthCheckResponse* response) override {
    return UnaryInline(
        options_, context, "/grpc.health.v1.Health/Check", request, response,
        [this](const CallContext& call, const HealthCheckRequest&)
            -> absl::StatusOr<HealthCheckResponse> {
          absl::MutexLock lock(&mutex_);
          deadline_ = call.deadline;
          return HealthCheckResponse();
        });
  }
  grpc::ServerWriteReactor<HealthCheckResponse>* Watch(
      grpc::CallbackServerContext* context,
      const HealthCheckRequest*) override {
    return WatchReactor<HealthCheckResponse>::Start(
        hub_, EnterStream(options_, *context), "",
        [this]() -> absl::StatusOr<std::vector<HealthCheckResponse>> {
          absl::MutexLock lock(&mutex_);
          std::vector<HealthCheckResponse> first;
          if (told_ < hub_->streams()) {
            ++told_;
            first.emplace_back();
          }
          return first;
        },
        [] { return HealthCheckResponse(); });
  }

  absl::Time deadline() {
    absl::MutexLock lock(&mutex_);
    return deadline_;
  }

 private:
  const RpcOptions options_;
  WatchHub* const hub_;
  absl::Mutex mutex_;
  absl::Time deadline_;
  size_t told_ = 0;
};

class ServerLimitsTest : public ::testing::Test {
 protected:
  ~ServerLimitsTest() override { Stop(); }

  void Serve(const ServerLimits& limits) {
    callers_ = std::make_unique<Callers>(limits);
    RpcOptions rpc{&executor_, [] { return absl::Now(); }, "local:anna"};
    rpc.callers = callers_.get();
    WatchOptions watch;
    watch.heartbeat = absl::Milliseconds(5);
    hub_ = std::make_unique<WatchHub>(&executor_, watch);
    service_ = std::make_unique<Guarded>(rpc, hub_.get());
    grpc::ServerBuilder builder;
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    stub_ = Health::NewStub(server_->InProcessChannel({}));
  }
  void Stop() {
    if (server_ == nullptr) return;
    hub_->Stop();
    server_->Shutdown();
    server_.reset();
  }

  absl::Status Call(const std::string& as = "",
                    absl::Duration timeout = absl::Seconds(20)) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    if (!as.empty()) context.AddMetadata(kCallerMetadata, as);
    HealthCheckResponse response;
    return FromGrpc(stub_->Check(&context, HealthCheckRequest(), &response));
  }

  // A watch that has begun, or the reason why it was refused.
  struct Stream {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> reader;
    std::string refused;
  };
  std::unique_ptr<Stream> Open(Health::Stub& stub, const std::string& as) {
    auto stream = std::make_unique<Stream>();
    stream->context.AddMetadata(kCallerMetadata, as);
    stream->reader = stub.Watch(&stream->context, HealthCheckRequest());
    HealthCheckResponse response;
    if (!stream->reader->Read(&response))
      stream->refused = ReasonOf(FromGrpc(stream->reader->Finish()));
    return stream;
  }
  // The client's end is not the server's: it hears of it a little later.
  static void Close(Stream* stream) {
    stream->context.TryCancel();
    HealthCheckResponse response;
    while (stream->reader->Read(&response)) {
    }
    stream->reader->Finish();
  }

  Executor executor_{2};
  std::unique_ptr<Callers> callers_;
  std::unique_ptr<WatchHub> hub_;
  std::unique_ptr<Guarded> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Health::Stub> stub_;
};

TEST_F(ServerLimitsTest, CallsOfOneCaller) {
  ServerLimits limits;
  limits.calls_burst = 3;
  limits.calls_per_second = 0;
  Serve(limits);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Call("anna"), absl::OkStatus()) << i;
  const absl::Status refused = Call("anna");
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "RATE_LIMITED");
  EXPECT_EQ(Call("ben"), absl::OkStatus());
  // Who claims nothing is one caller, too.
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Call(), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Call()), "RATE_LIMITED");
}

// The doors look at the clock of the machine, so this is tried behind them.
TEST(CallersLimits, CallsOfOneCallerInASecond) {
  ServerLimits limits;
  limits.calls_burst = 4;
  limits.calls_per_second = 2;
  Callers callers(limits);
  absl::Time now = absl::UnixEpoch();
  const auto take = [&] { return ReasonOf(callers.TakeCall("anna", now)); };
  for (int i = 0; i < 4; ++i) EXPECT_EQ(take(), "");
  for (int second = 1; second < 4; ++second) {
    now += absl::Seconds(1);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(take(), "") << second;
    EXPECT_EQ(take(), "RATE_LIMITED") << second;
  }
}

TEST_F(ServerLimitsTest, LettersOfWhoActs) {
  ServerLimits limits;
  limits.actor_characters = 10;
  Serve(limits);
  EXPECT_EQ(Call(std::string(10, 'a')), absl::OkStatus());
  const absl::Status refused = Call(std::string(11, 'a'));
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(refused), "ACTOR_INVALID");
  // Refused before it is remembered.
  EXPECT_EQ(callers_->size(), 1);
}

TEST_F(ServerLimitsTest, CallersThatAreRemembered) {
  ServerLimits limits;
  limits.callers = 2;
  Serve(limits);
  for (const char* caller : {"a", "b"}) EXPECT_TRUE(Call(caller).ok());
  EXPECT_EQ(callers_->size(), 2);
  EXPECT_TRUE(Call("c").ok());
  EXPECT_EQ(callers_->size(), 2);
}

TEST_F(ServerLimitsTest, TheTimeThatACallMayTake) {
  ServerLimits limits;
  limits.longest_call = absl::Seconds(30);
  Serve(limits);
  const absl::Time before = absl::Now();
  ASSERT_TRUE(Call("", absl::Seconds(20)).ok());
  EXPECT_GT(service_->deadline(), before + absl::Seconds(19));
  EXPECT_LT(service_->deadline(), before + absl::Seconds(21));
  ASSERT_TRUE(Call("", absl::Hours(1)).ok());
  EXPECT_GE(service_->deadline(), before + absl::Seconds(30));
  EXPECT_LE(service_->deadline(), absl::Now() + absl::Seconds(30));
}

TEST_F(ServerLimitsTest, StreamsOfOneCallerAlsoWhenTheyAreCancelled) {
  ServerLimits limits;
  limits.streams_per_caller = 2;
  Serve(limits);
  const auto first = Open(*stub_, "anna");
  const auto second = Open(*stub_, "anna");
  EXPECT_EQ(first->refused, "");
  EXPECT_EQ(second->refused, "");
  EXPECT_EQ(Open(*stub_, "anna")->refused, "TOO_MANY_STREAMS");
  const auto other = Open(*stub_, "ben");
  EXPECT_EQ(other->refused, "");
  // Fifty that come and go leave nothing behind.
  Close(first.get());
  for (int i = 0; i < 50;) {
    const auto next = Open(*stub_, "anna");
    if (next->refused == "TOO_MANY_STREAMS") continue;  // Not heard of it yet.
    ASSERT_EQ(next->refused, "");
    Close(next.get());
    ++i;
  }
  Close(second.get());
  Close(other.get());
}

TEST_F(ServerLimitsTest, BytesOfAMessage) {
  ServerOptions options;
  options.limits.message_bytes = 1000;
  const auto server = Server::Start(options, {}).value();
  const auto stub = Health::NewStub(grpc::CreateChannel(
      server->address(), grpc::InsecureChannelCredentials()));
  const auto call = [&](size_t bytes) {
    HealthCheckRequest request;
    // A tag and two bytes of length.
    request.set_service(std::string(bytes - 3, 'x'));
    EXPECT_EQ(request.ByteSizeLong(), bytes);
    grpc::ClientContext context;
    HealthCheckResponse response;
    return stub->Check(&context, request, &response).error_code();
  };
  EXPECT_EQ(call(1000), grpc::NOT_FOUND);
  EXPECT_EQ(call(1001), grpc::RESOURCE_EXHAUSTED);
}

// Answers with so many bytes.
class Talkative : public storage::v1::StorageService::CallbackService {
 public:
  explicit Talkative(size_t bytes) : bytes_(bytes) {}

  grpc::ServerUnaryReactor* ListDatabases(
      grpc::CallbackServerContext* context,
      const storage::v1::ListDatabasesRequest*,
      storage::v1::ListDatabasesResponse* response) override {
    // A tag and two bytes of length.
    response->set_program_version(std::string(bytes_ - 3, 'x'));
    EXPECT_EQ(response->ByteSizeLong(), bytes_);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const size_t bytes_;
};

TEST_F(ServerLimitsTest, AnAnswerIsAsLargeAsItIs) {
  ServerOptions options;
  options.limits.message_bytes = 1000;
  Talkative service(1001);
  const auto server =
      Server::Start(options, {NamedService{"lifeline.storage.v1.StorageService",
                                           &service}})
          .value();
  for (const auto& channel :
       {grpc::CreateChannel(server->address(),
                            grpc::InsecureChannelCredentials()),
        server->InProcessChannel()}) {
    grpc::ClientContext context;
    storage::v1::ListDatabasesResponse response;
    EXPECT_TRUE(storage::v1::StorageService::NewStub(channel)
                    ->ListDatabases(&context,
                                    storage::v1::ListDatabasesRequest(),
                                    &response)
                    .ok());
  }
}

TEST_F(ServerLimitsTest, BytesOfMetadata) {
  ServerOptions options;
  options.limits.metadata_bytes = 2000;
  const auto server = Server::Start(options, {}).value();
  const auto taken = [&](int letters) {
    // What a refused call leaves in the tables of its connection is not the
    // next one's.
    grpc::ChannelArguments own;
    own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    const auto stub = Health::NewStub(grpc::CreateCustomChannel(
        server->address(), grpc::InsecureChannelCredentials(), own));
    grpc::ClientContext context;
    context.AddMetadata("x", std::string(letters, 'x'));
    HealthCheckResponse response;
    return stub->Check(&context, HealthCheckRequest(), &response).ok();
  };
  // gRPC adds entries of its own (the path, the user agent), so the last that
  // is taken is looked for.
  int most = 0;
  for (int step = 1024; step > 0; step /= 2)
    if (taken(most + step)) most += step;
  EXPECT_TRUE(taken(most));
  EXPECT_FALSE(taken(most + 1));
  EXPECT_GT(most, 1000);
  EXPECT_LT(most, 2000 - 32);
}

TEST_F(ServerLimitsTest, WatchesOfHealth) {
  ServerOptions options;
  options.limits.health_watches = 2;
  const auto server = Server::Start(options, {}).value();
  const auto stub = Health::NewStub(server->InProcessChannel());
  const auto first = Open(*stub, "anna");
  const auto second = Open(*stub, "ben");
  EXPECT_EQ(first->refused, "");
  EXPECT_EQ(second->refused, "");
  EXPECT_EQ(Open(*stub, "carla")->refused, "TOO_MANY_STREAMS");
  Close(first.get());
  std::string refused;
  do {
    const auto next = Open(*stub, "carla");
    refused = next->refused;
    if (refused.empty()) Close(next.get());
  } while (refused == "TOO_MANY_STREAMS");
  EXPECT_EQ(refused, "");
  Close(second.get());
}

// Sleeps through everything.
class Sleeper : public WatchStream {
 public:
  void Wake() override {}
  void End(absl::Status) override {}
};

TEST(WatchLimits, StreamsOfAllCallers) {
  Executor executor(1);
  WatchHub hub(&executor);
  for (int64_t i = 0; i < ServerLimits().streams; ++i)
    ASSERT_EQ(hub.Enter("", std::make_shared<Sleeper>()), absl::OkStatus());
  EXPECT_EQ(ReasonOf(hub.Enter("", std::make_shared<Sleeper>())),
            "TOO_MANY_STREAMS");
}

TEST(WriterLimits, ChangesThatWait) {
  auto database = Database::Temporary({}).value();
  std::atomic<int64_t> done = 0;
  std::atomic<int64_t> refused = 0;
  absl::Notification begun;
  absl::Notification goes_on;
  {
    Writer writer(database.get());
    const auto submit = [&] {
      writer.Submit([](Transaction&) { return absl::OkStatus(); },
                    [&](const absl::Status& status) {
                      ++(status.ok() ? done : refused);
                    });
    };
    writer.Submit(
        [&](Transaction&) {
          begun.Notify();
          goes_on.WaitForNotification();
          return absl::OkStatus();
        },
        [](const absl::Status&) {});
    begun.WaitForNotification();
    for (int64_t i = 0; i < ServerLimits().queued_changes; ++i) submit();
    EXPECT_EQ(refused, 0);
    submit();
    EXPECT_EQ(refused, 1);
    goes_on.Notify();
  }
  EXPECT_EQ(done, ServerLimits().queued_changes);
}

TEST(MetricsDoorLimits, BytesOfABody) {
  Metrics metrics;
  const auto door =
      MetricsDoor::Open("127.0.0.1:0", &metrics, [] { return true; }).value();
  const auto post = [&](int64_t bytes) {
    const auto answer = httplib::Client("http://" + door->address())
                            .Post("/metrics", std::string(bytes, 'x'), "x/x");
    return answer ? answer->status : 0;
  };
  // Nothing is posted there, which is said once the body is taken.
  EXPECT_EQ(post(ServerLimits().metrics_body_bytes), 404);
  EXPECT_EQ(post(ServerLimits().metrics_body_bytes + 1), 413);
}

TEST(MetricsDoorLimits, ConnectionsAtOneTime) {
  const auto most = static_cast<int>(ServerLimits().metrics_connections);
  absl::Mutex mutex;
  int running = 0;
  int highest = 0;
  Metrics metrics;
  metrics.AddGauge("busy", "Scrapes that are read now.", [&] {
    absl::MutexLock lock(&mutex);
    highest = std::max(highest, ++running);
    // As many as may come in at all are let in before the first goes out.
    const auto all_in = [&] { return highest >= most; };
    mutex.Await(absl::Condition(&all_in));
    return static_cast<double>(running--);
  });
  const auto door =
      MetricsDoor::Open("127.0.0.1:0", &metrics, [] { return true; }).value();
  std::vector<std::thread> clients;
  std::atomic<int> answered{0};
  for (int i = 0; i < most + 1; ++i) {
    clients.emplace_back([&] {
      httplib::Client client("http://" + door->address());
      const auto answer = client.Get("/metrics");
      answered += answer && answer->status == 200 ? 1 : 0;
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(highest, most);
  EXPECT_EQ(answered, most + 1);
}

TEST(LogLimits, LinesInASecond) {
  ServerLimits limits;
  limits.log_lines_per_second = 2;
  int lines = 0;
  const Log log(
      "test", [] { return absl::UnixEpoch(); },
      [&](absl::string_view) { ++lines; }, limits.log_lines_per_second);
  for (int i = 0; i < 3; ++i) log.Write(LogLevel::kInfo, "again");
  EXPECT_EQ(lines, 2);
}

}  // namespace
}  // namespace lifeline

#include "services/common/watch.h"

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "services/common/journal.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"

namespace lifeline {
namespace {

using ::grpc::health::v1::Health;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;
using Reactor = WatchReactor<HealthCheckResponse>;

constexpr int kHeartbeat = -1;

HealthCheckResponse Numbered(int number) {
  HealthCheckResponse response;
  response.set_status(static_cast<HealthCheckResponse::ServingStatus>(number));
  return response;
}

// Streams the revisions of the scope "shop" after the one that the request's
// text names.
class Revisions : public Health::CallbackService {
 public:
  Revisions(Journal* journal, WatchHub* hub) : journal_(journal), hub_(hub) {}

  grpc::ServerWriteReactor<HealthCheckResponse>* Watch(
      grpc::CallbackServerContext*,
      const HealthCheckRequest* request) override {
    auto cursor = std::make_shared<int64_t>(0);
    if (!absl::SimpleAtoi(request->service(), cursor.get())) *cursor = 0;
    return Reactor::Start(
        hub_, StreamPlace(), "shop",
        [this, cursor]() -> absl::StatusOr<std::vector<HealthCheckResponse>> {
          absl::StatusOr<JournalSnapshot> snapshot = journal_->Read();
          if (!snapshot.ok()) return snapshot.status();
          absl::StatusOr<std::vector<Commit>> commits =
              snapshot->ReadCommits("shop", *cursor, {.max_commits = 3});
          if (!commits.ok()) return commits.status();
          std::vector<HealthCheckResponse> messages;
          for (const Commit& commit : *commits) {
            *cursor = commit.info.revision;
            messages.push_back(
                Numbered(static_cast<int>(commit.info.revision)));
          }
          return messages;
        },
        [] { return Numbered(kHeartbeat); });
  }

 private:
  Journal* const journal_;
  WatchHub* const hub_;
};

class WatchTest : public ::testing::Test {
 protected:
  WatchTest() { Serve({}); }
  ~WatchTest() override { Stop(); }

  void Serve(WatchOptions options) {
    Stop();
    writer_.reset();
    database_ =
        Database::Temporary({{kRequestsSchema, kJournalSchema, kRewriteSchema}})
            .value();
    writer_ = std::make_unique<Writer>(database_.get());
    journal_ = Journal::Make(database_.get(), writer_.get()).value();
    hub_ = std::make_unique<WatchHub>(&executor_, options);
    journal_->Listen(
        [this](absl::string_view scope, int64_t) { hub_->Notify(scope); });
    service_ = std::make_unique<Revisions>(journal_.get(), hub_.get());
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    stub_ = Health::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials()));
  }

  void Stop() {
    if (server_ == nullptr) return;
    hub_->Stop();
    server_->Shutdown();
    server_->Wait();
    server_.reset();
  }

  void Commit(int count) {
    for (int i = 0; i < count; ++i) {
      Mutation change;
      change.scope = "shop";
      change.now = absl::Now();
      ASSERT_TRUE(
          journal_
              ->MutateAndWait(
                  change,
                  [](JournalTransaction& t) -> absl::StatusOr<std::string> {
                    return t.Put("item", "a", absl::StrCat(t.next_revision()))
                        ->body;
                  })
              .ok());
    }
  }

  // One open stream of a client.
  class Client {
   public:
    Client(Health::Stub& stub, int64_t after) {
      context_.set_deadline(std::chrono::system_clock::now() +
                            std::chrono::seconds(60));
      HealthCheckRequest request;
      request.set_service(absl::StrCat(after));
      reader_ = stub.Watch(&context_, request);
    }
    // kHeartbeat - 1 at the end of the stream.
    int Next() {
      HealthCheckResponse response;
      return reader_->Read(&response) ? static_cast<int>(response.status())
                                      : kHeartbeat - 1;
    }
    absl::Status Finish() { return FromGrpc(reader_->Finish()); }
    void Cancel() { context_.TryCancel(); }

   private:
    grpc::ClientContext context_;
    std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> reader_;
  };

  void WaitForStreams(size_t count) {
    const absl::Time deadline = absl::Now() + absl::Seconds(20);
    while (hub_->streams() != count && absl::Now() < deadline)
      absl::SleepFor(absl::Milliseconds(1));
    EXPECT_EQ(hub_->streams(), count);
  }

  Executor executor_{2};
  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<WatchHub> hub_;
  std::unique_ptr<Revisions> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Health::Stub> stub_;
};

TEST_F(WatchTest, GivesWhatWasAndThenWhatComes) {
  Commit(10);
  Client client(*stub_, 4);
  for (int i = 5; i <= 10; ++i) EXPECT_EQ(client.Next(), i);
  Commit(2);
  EXPECT_EQ(client.Next(), 11);
  EXPECT_EQ(client.Next(), 12);
}

TEST_F(WatchTest, ResumesWithoutLossOrRepetitionWhileCommitsGoOn) {
  constexpr int kCommits = 400;
  std::thread commits([this] { Commit(kCommits); });
  int last = 0;
  while (last < kCommits) {
    Client client(*stub_, last);
    for (int i = 0; i < 37 && last < kCommits; ++i) {
      const int next = client.Next();
      ASSERT_EQ(next, last + 1);
      last = next;
    }
    client.Cancel();
  }
  commits.join();
  WaitForStreams(0);
}

TEST_F(WatchTest, ManyWatchersSeeTheSame) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 20; ++i)
    clients.push_back(std::make_unique<Client>(*stub_, 0));
  Commit(50);
  for (const auto& client : clients) {
    for (int i = 1; i <= 50; ++i) ASSERT_EQ(client->Next(), i);
  }
}

TEST_F(WatchTest, AQuietStreamBeats) {
  Serve({.heartbeat = absl::Milliseconds(20)});
  Client client(*stub_, 0);
  EXPECT_EQ(client.Next(), kHeartbeat);
  EXPECT_EQ(client.Next(), kHeartbeat);
  Commit(1);
  int next = client.Next();
  while (next == kHeartbeat) next = client.Next();
  EXPECT_EQ(next, 1);
  EXPECT_EQ(client.Next(), kHeartbeat);
}

TEST_F(WatchTest, StoppingEndsStreamsAndRefusesNewOnes) {
  Client client(*stub_, 0);
  Commit(1);
  EXPECT_EQ(client.Next(), 1);
  hub_->Stop();
  EXPECT_EQ(client.Next(), kHeartbeat - 1);
  const absl::Status status = client.Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), "SERVER_STOPPING");
  Client late(*stub_, 0);
  EXPECT_EQ(late.Next(), kHeartbeat - 1);
  EXPECT_EQ(ReasonOf(late.Finish()), "SERVER_STOPPING");
  WaitForStreams(0);
}

TEST_F(WatchTest, OneStreamTooManyIsRefused) {
  Serve({.max_streams = 2});
  Client a(*stub_, 0), b(*stub_, 0);
  WaitForStreams(2);
  Client c(*stub_, 0);
  EXPECT_EQ(c.Next(), kHeartbeat - 1);
  const absl::Status status = c.Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), "TOO_MANY_STREAMS");
  a.Cancel();
  WaitForStreams(1);
  Client d(*stub_, 0);
  Commit(1);
  EXPECT_EQ(d.Next(), 1);
}

TEST_F(WatchTest, AnErrorOfThePullEndsTheStream) {
  Stop();
  class Failing : public Health::CallbackService {
   public:
    explicit Failing(WatchHub* hub) : hub_(hub) {}
    grpc::ServerWriteReactor<HealthCheckResponse>* Watch(
        grpc::CallbackServerContext*, const HealthCheckRequest*) override {
      return Reactor::Start(
          hub_, StreamPlace(), "shop",
          []() -> absl::StatusOr<std::vector<HealthCheckResponse>> {
            return Error(absl::StatusCode::kFailedPrecondition, "EPOCH_CHANGED",
                         "list everything again");
          },
          [] { return Numbered(kHeartbeat); });
    }
    WatchHub* hub_;
  };
  WatchHub hub(&executor_);
  Failing service(&hub);
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  const auto stub = Health::NewStub(server->InProcessChannel({}));
  Client client(*stub, 0);
  EXPECT_EQ(client.Next(), kHeartbeat - 1);
  EXPECT_EQ(ReasonOf(client.Finish()), "EPOCH_CHANGED");
  server->Shutdown();
}

TEST_F(WatchTest, AWatchEndsWithTheTokenItBeganWith) {
  class Brief : public Health::CallbackService {
   public:
    explicit Brief(WatchHub* hub) : hub_(hub) {}
    grpc::ServerWriteReactor<HealthCheckResponse>* Watch(
        grpc::CallbackServerContext*, const HealthCheckRequest*) override {
      StreamPlace place;
      place.set_until(absl::Now() + absl::Milliseconds(50));
      return Reactor::Start(
          hub_, std::move(place), "shop",
          []() -> absl::StatusOr<std::vector<HealthCheckResponse>> {
            return std::vector<HealthCheckResponse>();
          },
          [] { return Numbered(kHeartbeat); });
    }
    WatchHub* hub_;
  };
  WatchHub hub(&executor_);
  Brief service(&hub);
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  const auto stub = Health::NewStub(server->InProcessChannel({}));
  Client client(*stub, 0);
  EXPECT_EQ(client.Next(), kHeartbeat - 1);
  EXPECT_EQ(ReasonOf(client.Finish()), "TOKEN_INVALID");
  server->Shutdown();
}

}  // namespace
}  // namespace lifeline

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/status.h"
#include "services/gateway/browser_sessions.h"
#include "services/gateway/compression.h"
#include "services/gateway/connect_handler.h"
#include "services/gateway/http_client_testing.h"
#include "services/gateway/http_server.h"
#include "services/gateway/http_testing.h"
#include "services/gateway/limits.h"
#include "services/gateway/stream_places.h"

namespace lifeline::gateway {
namespace {

constexpr absl::Time kStart = absl::FromUnixSeconds(1'800'000'000);
constexpr absl::Duration kShort = absl::Milliseconds(50);

class GatewayLimitsTest : public ::testing::Test {
 protected:
  void Start(HttpHandler handler = [](const HttpRequest&,
                                      Exchange& exchange) -> Task<void> {
    co_await exchange.Send(Plain("ok"));
  }) {
    HttpServerOptions options;
    options.listen_address = "127.0.0.1:0";
    options.tick = absl::Milliseconds(10);
    options.limits = limits_;
    server_ = HttpServer::Open(std::move(options), std::move(handler)).value();
    server_->Run();
  }
  std::string address() const { return server_->address(); }

  GatewayLimits limits_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(GatewayLimitsTest, ABodyHasAMost) {
  limits_.body_bytes = 1000;
  Start();
  TestClient client(address());
  EXPECT_EQ(client.Call("POST", "/", {}, std::string(1000, 'x')).status, 200);
  EXPECT_EQ(client.Call("POST", "/", {}, std::string(1001, 'x')).status, 413);
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(GatewayLimitsTest, ABodyThatDoesNotSayHowLongItIsHasTheSameMost) {
  limits_.body_bytes = 1000;
  Start();
  const auto chunked = [](int bytes) {
    return absl::StrCat(
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        absl::Hex(bytes), "\r\n", std::string(bytes, 'x'), "\r\n0\r\n\r\n");
  };
  TestClient client(address());
  client.Send(chunked(1000));
  EXPECT_EQ(client.Read().status, 200);
  client.Send(chunked(1001));
  EXPECT_EQ(client.Read().status, 413);
}

TEST_F(GatewayLimitsTest, HeadersHaveAMostTogether) {
  limits_.header_bytes = 1000;
  Start();
  const auto head = [](size_t bytes) {
    std::string text = "GET / HTTP/1.1\r\nHost: x\r\nX-Long: ";
    text.append(bytes - text.size() - 4, 'x');
    return text + "\r\n\r\n";
  };
  TestClient client(address());
  client.Send(head(1000));
  EXPECT_EQ(client.Read().status, 200);
  client.Send(head(1001));
  EXPECT_EQ(client.Read().status, 431);
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(GatewayLimitsTest, WhoDoesNotFinishARequestInTimeIsClosed) {
  limits_.read_time = kShort;
  Start();
  const std::unique_ptr<HttpServer> impatient = std::move(server_);
  limits_.read_time = absl::Seconds(30);
  Start();
  TestClient slow(impatient->address());
  TestClient in_time(address());
  in_time.Send("GET / HTTP/1.1\r\nHo");
  slow.Send("GET / HTTP/1.1\r\nHo");
  // What is too long a pause for one is none for the other.
  EXPECT_TRUE(slow.IsClosed());
  in_time.Send("st: x\r\n\r\n");
  EXPECT_EQ(in_time.Read().status, 200);
}

TEST_F(GatewayLimitsTest, AConnectionWithoutARequestIsClosedAfterAWhile) {
  limits_.idle_time = kShort;
  limits_.read_time = absl::Minutes(10);
  Start();
  TestClient client(address());
  EXPECT_EQ(client.Call("GET", "/").status, 200);
  EXPECT_TRUE(client.IsClosed());
  TestClient unused(address());
  EXPECT_TRUE(unused.IsClosed());
}

TEST_F(GatewayLimitsTest, WhoDoesNotTakeAnAnswerInTimeIsClosed) {
  limits_.write_time = kShort;
  absl::Notification gone;
  Start([&gone](const HttpRequest& request, Exchange& exchange) -> Task<void> {
    const size_t size = request.path == "/large" ? size_t{64} << 20 : 10;
    if (!co_await exchange.Send(Plain(std::string(size, 'x')))) gone.Notify();
  });
  TestClient client(address());
  EXPECT_EQ(client.Call("GET", "/small").body.size(), 10u);
  client.Ask("GET", "/large");
  EXPECT_TRUE(gone.WaitForNotificationWithTimeout(absl::Seconds(20)));
  server_->Stop();
}

TEST_F(GatewayLimitsTest, OneConnectionTooManyIsClosedAtOnce) {
  limits_.connections = 2;
  Start();
  TestClient first(address()), second(address());
  EXPECT_EQ(first.Call("GET", "/").status, 200);
  EXPECT_EQ(second.Call("GET", "/").status, 200);
  TestClient third(address());
  EXPECT_TRUE(third.IsClosed());
  EXPECT_EQ(server_->refused(), 1);
}

TEST_F(GatewayLimitsTest, OneConnectionTooManyOfAnAddressIsClosedAtOnce) {
  limits_.connections_per_address = 1;
  Start();
  TestClient first(address());
  EXPECT_EQ(first.Call("GET", "/").status, 200);
  TestClient second(address());
  EXPECT_TRUE(second.IsClosed());
  EXPECT_EQ(server_->refused(), 1);
}

TEST_F(GatewayLimitsTest, StreamsHaveAMostAllTogether) {
  limits_.streams = 2;
  StreamPlaces places(limits_);
  absl::StatusOr<StreamPlaces::Place> first = places.Take("anna");
  {
    const absl::StatusOr<StreamPlaces::Place> second = places.Take("ben");
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_EQ(ReasonOf(places.Take("eva").status()), "TOO_MANY_STREAMS");
    EXPECT_EQ(places.open(), 2);
  }
  EXPECT_TRUE(places.Take("eva").ok());
}

TEST_F(GatewayLimitsTest, StreamsHaveAMostForEachCaller) {
  limits_.streams_per_caller = 1;
  StreamPlaces places(limits_);
  const absl::StatusOr<StreamPlaces::Place> first = places.Take("anna");
  EXPECT_TRUE(first.ok());
  EXPECT_EQ(ReasonOf(places.Take("anna").status()), "TOO_MANY_STREAMS");
  EXPECT_TRUE(places.Take("ben").ok());
}

// What a handler sends, kept.
class KeptExchange : public Exchange {
 public:
  Task<bool> Send(HttpResponse response) override {
    sent = std::move(response);
    co_return true;
  }
  Task<bool> Begin(HttpResponse) override { co_return false; }
  Task<bool> Piece(std::string) override { co_return false; }
  Task<bool> End() override { co_return false; }
  void Break() override {}
  void OnGone(std::function<void()>) override {}
  void OnStop(std::function<void()>) override {}

  HttpResponse sent;
};

// A service that takes every call, and answers it at once or never.
class AtOnceOrNever : public grpc::CallbackGenericService {
 public:
  explicit AtOnceOrNever(bool answers) : answers_(answers) {
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
  }
  std::shared_ptr<grpc::Channel> Channel() {
    return server_->InProcessChannel({});
  }
  // What the last call had left.
  absl::Duration left() const { return left_; }

 private:
  class Call : public grpc::ServerGenericBidiReactor {
   public:
    explicit Call(bool answers) : answers_(answers) {
      if (answers_) Finish(grpc::Status(grpc::StatusCode::NOT_FOUND, "none"));
    }
    void OnCancel() override {
      if (!answers_) Finish(grpc::Status::CANCELLED);
    }
    void OnDone() override { delete this; }

   private:
    const bool answers_;
  };
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    left_ = absl::FromChrono(context->deadline()) - absl::Now();
    return new Call(answers_);
  }

  const bool answers_;
  absl::Duration left_;
  std::unique_ptr<grpc::Server> server_;
};

struct Answer {
  grpc::StatusCode code = grpc::UNKNOWN;
  int http = 0;
};

// The answer to a call with this header and this body, through a door with
// these limits.
Answer AnswerOf(AtOnceOrNever* service, const GatewayLimits& limits,
                const std::string& name, const std::string& value,
                const std::string& body = "") {
  const Transcoder transcoder;
  StreamPlaces places(limits);
  const ConnectHandler handler(&transcoder, &places, limits);
  const std::vector<Backend> backends =
      BackendsOf({{service->Channel()}, {}, {}, {}});
  const Methods methods(backends);
  const Method& method =
      *methods.Find("/lifeline.roadmap.v1.RoadmapService/GetPortfolio");
  HttpRequest request;
  request.method = "POST";
  request.headers = {{"content-type", "application/proto"}, {name, value}};
  request.body = body;
  KeptExchange exchange;
  net::io_context io;
  const auto keeps = net::make_work_guard(io);
  Answer answer;
  net::co_spawn(
      io,
      [&]() -> Task<void> {
        answer.code = co_await handler.Serve(method, request, exchange);
        io.stop();
      },
      net::detached);
  io.run_for(std::chrono::seconds(20));
  answer.http = exchange.sent.status;
  return answer;
}

TEST_F(GatewayLimitsTest, ACallHasALongestTime) {
  AtOnceOrNever service(true);
  limits_.call_time = absl::Minutes(5);
  // As long as it asks for up to the most, and longer is cut. Deadlines travel
  // in whole seconds.
  for (const int64_t wanted : {200, 300, 301, 600}) {
    EXPECT_EQ(AnswerOf(&service, limits_, "connect-timeout-ms",
                       absl::StrCat(wanted * 1000))
                  .http,
              404);
    const absl::Duration given =
        std::min(limits_.call_time, absl::Seconds(wanted));
    EXPECT_LE(service.left(), given + absl::Seconds(1)) << wanted;
    EXPECT_GT(service.left(), given - absl::Seconds(20)) << wanted;
  }
}

TEST_F(GatewayLimitsTest, ACallEndsWhenItsLongestTimeIsOver) {
  limits_.call_time = kShort;
  AtOnceOrNever service(false);
  const Answer answer =
      AnswerOf(&service, limits_, "connect-timeout-ms", "600000");
  EXPECT_EQ(answer.code, grpc::DEADLINE_EXCEEDED);
  EXPECT_EQ(answer.http, 504);
}

TEST_F(GatewayLimitsTest, APackedBodyHasTheSameMostOnceItIsUnpacked) {
  limits_.body_bytes = 1000;
  AtOnceOrNever service(true);
  const auto call = [&](size_t bytes) {
    return AnswerOf(&service, limits_, "content-encoding", "gzip",
                    Gzip(std::string(bytes, 'x')));
  };
  EXPECT_EQ(call(1000).code, grpc::NOT_FOUND);
  const Answer refused = call(1001);
  EXPECT_EQ(refused.code, grpc::RESOURCE_EXHAUSTED);
  EXPECT_EQ(refused.http, 429);
}

TEST_F(GatewayLimitsTest, ALinkIsGoodForAWhile) {
  limits_.link_time = absl::Minutes(1);
  BrowserSessions sessions(limits_);
  const std::string last = sessions.NewLink(kStart);
  const std::string late = sessions.NewLink(kStart);
  EXPECT_TRUE(
      sessions.Redeem(last, kStart + limits_.link_time - absl::Nanoseconds(1))
          .has_value());
  EXPECT_FALSE(sessions.Redeem(late, kStart + limits_.link_time).has_value());
}

TEST_F(GatewayLimitsTest, ASessionIsGoodForAWhile) {
  limits_.session_time = absl::Hours(1);
  BrowserSessions sessions(limits_);
  const std::string session =
      sessions.Redeem(sessions.NewLink(kStart), kStart).value();
  EXPECT_TRUE(sessions.Holds(
      session, kStart + limits_.session_time - absl::Nanoseconds(1)));
  EXPECT_FALSE(sessions.Holds(session, kStart + limits_.session_time));
}

TEST_F(GatewayLimitsTest, OfTooManySessionsTheOldestEnds) {
  limits_.sessions = 2;
  BrowserSessions sessions(limits_);
  std::vector<std::string> each;
  for (int i = 0; i < 3; ++i) {
    const absl::Time at = kStart + absl::Seconds(i);
    if (i == 2) {
      EXPECT_TRUE(sessions.Holds(each[0], at));
    }
    each.push_back(sessions.Redeem(sessions.NewLink(at), at).value());
  }
  EXPECT_FALSE(sessions.Holds(each[0], kStart));
  EXPECT_TRUE(sessions.Holds(each[1], kStart));
  EXPECT_TRUE(sessions.Holds(each[2], kStart));
}

}  // namespace
}  // namespace lifeline::gateway

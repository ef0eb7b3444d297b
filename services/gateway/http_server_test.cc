#include "services/gateway/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "services/common/status.h"
#include "services/gateway/http_client_testing.h"
#include "services/gateway/http_testing.h"

namespace lifeline::gateway {
namespace {

using ::testing::HasSubstr;

// Says what it was asked.
Task<void> Echo(const HttpRequest& request, Exchange& exchange) {
  co_await exchange.Send(
      Plain(absl::StrCat(request.method, " ", request.path, "?", request.query,
                         " ", request.body)));
}

class HttpServerTest : public ::testing::Test {
 protected:
  void Start(HttpHandler handler = Echo, HttpServerOptions options = {}) {
    options.listen_address = "127.0.0.1:0";
    options.tick = absl::Milliseconds(10);
    absl::StatusOr<std::unique_ptr<HttpServer>> server =
        HttpServer::Open(std::move(options), std::move(handler));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    server_->Run();
  }

  // Counted into until the server is gone.
  Counter received_;
  Counter sent_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, AConnectionServesOneRequestAfterTheOther) {
  Start();
  TestClient client(server_->address());
  EXPECT_EQ(client.Call("GET", "/a?b=c").body, "GET /a?b=c ");
  EXPECT_EQ(client.Call("POST", "/d", {}, "body").body, "POST /d? body");
  EXPECT_EQ(server_->connections(), 1);
}

TEST_F(HttpServerTest, WhatIsSentAheadWaitsItsTurn) {
  Start();
  TestClient client(server_->address());
  client.Send(
      "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\n"
      "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
      "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.Read().body, "GET /1? ");
  EXPECT_EQ(client.Read().body, "POST /2? abcde");
  EXPECT_EQ(client.Read().body, "GET /3? ");
}

TEST_F(HttpServerTest, AnAnswerIsInOnePieceHoweverLargeItIs) {
  const std::string large(3'000'000, 'x');
  Start([&large](const HttpRequest&, Exchange& exchange) -> Task<void> {
    co_await exchange.Send(Plain(large));
  });
  TestClient client(server_->address());
  EXPECT_TRUE(client.Call("GET", "/").body == large);
  EXPECT_EQ(client.Call("HEAD", "/").Header("Content-Length"), "3000000");
  EXPECT_EQ(client.Call("HEAD", "/").status, 200);
}

TEST_F(HttpServerTest, PiecesComeAsTheyAreSent) {
  Start([](const HttpRequest&, Exchange& exchange) -> Task<void> {
    co_await exchange.Begin(Plain(""));
    co_await exchange.Piece("one");
    co_await exchange.Piece("");
    co_await exchange.Piece("two");
    co_await exchange.End();
  });
  TestClient client(server_->address());
  client.Ask("GET", "/");
  EXPECT_EQ(client.ReadHead().Header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(client.ReadChunk(), "one");
  EXPECT_EQ(client.ReadChunk(), "two");
  EXPECT_EQ(client.ReadChunk(), "");
  EXPECT_EQ(client.Call("GET", "/").body, "onetwo");
  EXPECT_EQ(client.Call("HEAD", "/").status, 200);
  EXPECT_EQ(client.Call("GET", "/").body, "onetwo");
}

TEST_F(HttpServerTest, AClientOfHttp10GetsNoChunks) {
  Start([](const HttpRequest&, Exchange& exchange) -> Task<void> {
    co_await exchange.Begin(Plain(""));
    co_await exchange.Piece("one");
    co_await exchange.End();
  });
  TestClient client(server_->address());
  client.Send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(client.ReadHead().Header("Transfer-Encoding"), "");
}

TEST_F(HttpServerTest, WhatBreaksOffDoesNotLookWhole) {
  Start([](const HttpRequest&, Exchange& exchange) -> Task<void> {
    co_await exchange.Begin(Plain(""));
    co_await exchange.Piece("one");
    exchange.Break();
  });
  TestClient client(server_->address());
  client.Ask("GET", "/");
  client.ReadHead();
  EXPECT_EQ(client.ReadChunk(), "one");
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(HttpServerTest, WhoWaitsForLeaveToSendABodyGetsIt) {
  Start();
  TestClient client(server_->address());
  client.Send(
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
      "Content-Length: 4\r\n\r\n");
  EXPECT_EQ(client.ReadHead().status, 100);
  client.Send("body");
  EXPECT_EQ(client.Read().body, "POST /? body");
}

TEST_F(HttpServerTest, WhatIsNoRequestIsRefusedAndTheConnectionClosed) {
  Start();
  for (const char* nonsense :
       {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\nBroken header\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n"}) {
    TestClient client(server_->address());
    client.Send(nonsense);
    const TestAnswer refused = client.Read();
    EXPECT_EQ(refused.status, 400) << nonsense;
    EXPECT_EQ(refused.Header("Connection"), "close");
    EXPECT_TRUE(client.IsClosed());
  }
}

TEST_F(HttpServerTest, EveryAnswerHasTheHeadersThatKeepPagesSafe) {
  Start();
  TestClient client(server_->address());
  client.Send("nonsense\r\n\r\n");
  const TestAnswer refused = client.Read();
  TestClient other(server_->address());
  for (const TestAnswer& answer : {refused, other.Call("GET", "/")}) {
    EXPECT_THAT(answer.Header("Content-Security-Policy"),
                HasSubstr("default-src 'none'; script-src 'self'"));
    EXPECT_EQ(answer.Header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.Header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(answer.Header("Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_EQ(answer.Header("Cross-Origin-Resource-Policy"), "same-origin");
    EXPECT_EQ(answer.Header("Access-Control-Allow-Origin"), "");
  }
}

// A handler that waits until it is told that nobody waits for it any more. The
// server is stopped before this goes.
class Waiting {
 public:
  HttpHandler Handler() {
    return [this](const HttpRequest&, Exchange& exchange) -> Task<void> {
      net::steady_timer timer(co_await net::this_coro::executor);
      timer.expires_at(net::steady_timer::time_point::max());
      exchange.OnGone([&] {
        gone_.Notify();
        timer.cancel();
      });
      exchange.OnStop([&] {
        stopped_ = true;
        timer.cancel();
      });
      co_await exchange.Begin(Plain(""));
      begun_.Notify();
      boost::system::error_code ignored;
      co_await timer.async_wait(
          net::redirect_error(net::use_awaitable, ignored));
      if (co_await exchange.Piece("stopped")) co_await exchange.End();
    };
  }
  void WaitUntilBegun() { begun_.WaitForNotification(); }
  bool WaitUntilGone() {
    return gone_.WaitForNotificationWithTimeout(absl::Seconds(20));
  }
  bool stopped() const { return stopped_; }

 private:
  absl::Notification begun_;
  absl::Notification gone_;
  std::atomic<bool> stopped_{false};
};

TEST_F(HttpServerTest, WhoGoesIsNoticedWhileNothingIsSent) {
  Waiting waiting;
  Start(waiting.Handler());
  {
    TestClient client(server_->address());
    client.Ask("GET", "/");
    waiting.WaitUntilBegun();
  }
  EXPECT_TRUE(waiting.WaitUntilGone());
  server_->Stop();
}

TEST_F(HttpServerTest, WhoGoesIsNoticedBehindWhatItSentAhead) {
  Waiting waiting;
  Start(waiting.Handler());
  {
    TestClient client(server_->address());
    client.Ask("GET", "/");
    waiting.WaitUntilBegun();
    client.Ask("GET", "/more");
  }
  EXPECT_TRUE(waiting.WaitUntilGone());
  server_->Stop();
}

TEST_F(HttpServerTest, AStopEndsWhatWouldNeverEndAndClosesWhatIsIdle) {
  Waiting waiting;
  Start(waiting.Handler());
  TestClient idle(server_->address());
  TestClient client(server_->address());
  client.Ask("GET", "/");
  waiting.WaitUntilBegun();
  server_->Stop();
  EXPECT_TRUE(waiting.stopped());
  client.ReadHead();
  EXPECT_EQ(client.ReadChunk(), "stopped");
  EXPECT_EQ(client.ReadChunk(), "");
  EXPECT_TRUE(client.IsClosed());
  EXPECT_TRUE(idle.IsClosed());
  EXPECT_EQ(server_->connections(), 0);
}

TEST_F(HttpServerTest, AStopCutsWhatDoesNotEnd) {
  absl::Notification begun;
  HttpServerOptions options;
  options.drain = absl::Milliseconds(20);
  Start(
      [&begun](const HttpRequest&, Exchange& exchange) -> Task<void> {
        net::steady_timer timer(co_await net::this_coro::executor);
        timer.expires_at(net::steady_timer::time_point::max());
        exchange.OnGone([&timer] { timer.cancel(); });
        begun.Notify();
        boost::system::error_code ignored;
        co_await timer.async_wait(
            net::redirect_error(net::use_awaitable, ignored));
      },
      options);
  TestClient client(server_->address());
  client.Ask("GET", "/");
  begun.WaitForNotification();
  server_->Stop();
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(HttpServerTest, AnAddressThatIsTakenOrNoneIsSaid) {
  Start();
  HttpServerOptions options;
  options.listen_address = server_->address();
  EXPECT_EQ(ReasonOf(HttpServer::Open(options, Echo).status()),
            "ADDRESS_IN_USE");
  for (const char* address :
       {"", "127.0.0.1", "nowhere.example:80", "127.0.0.1:99999", ":80"}) {
    options.listen_address = address;
    EXPECT_EQ(ReasonOf(HttpServer::Open(options, Echo).status()),
              "ADDRESS_INVALID")
        << address;
  }
}

TEST_F(HttpServerTest, BytesAreCounted) {
  HttpServerOptions options;
  options.received = &received_;
  options.sent = &sent_;
  Start(Echo, options);
  TestClient client(server_->address());
  client.Call("GET", "/");
  EXPECT_GT(received_.value(), 20u);
  EXPECT_GT(sent_.value(), 400u);
}

}  // namespace
}  // namespace lifeline::gateway

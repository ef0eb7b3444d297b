#include "services/gateway/tls.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/synchronization/notification.h"
#include "services/common/certificate_testing.h"
#include "services/common/status.h"
#include "services/gateway/http_server.h"
#include "services/gateway/http_testing.h"

namespace lifeline::gateway {
namespace {

using boost::system::error_code;

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "lifeline_tls_XXXXXX")
            .string();
    folder_ = mkdtemp(pattern.data());
    options_.certificate_file = folder_ + "/tls.pem";
    options_.key_file = folder_ + "/tls.key";
    Write(MakeCertificate(authority_, "DNS:localhost"));
  }
  ~TlsTest() override {
    server_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  void Write(const TestCertificate& certificate) {
    std::ofstream(options_.certificate_file) << certificate.certificate;
    std::ofstream(options_.key_file) << certificate.key;
  }

  void Start(HttpHandler handler) {
    HttpServerOptions options;
    options.listen_address = "127.0.0.1:0";
    options.tick = absl::Milliseconds(10);
    options.tls = options_;
    auto server = HttpServer::Open(options, std::move(handler));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    server_->Run();
  }
  void StartHello() {
    Start([](const HttpRequest&, Exchange& exchange) -> Task<void> {
      co_await exchange.Send(Plain("hello"));
    });
  }

  // A connection by who trusts this authority; null if there is none.
  using Stream = net::ssl::stream<tcp::socket>;
  std::unique_ptr<Stream> Connect(
      const TestCertificate& authority,
      net::ssl::context::method method = net::ssl::context::tls_client) {
    context_ = std::make_unique<net::ssl::context>(method);
    context_->add_certificate_authority(net::buffer(authority.certificate));
    context_->set_verify_mode(net::ssl::verify_peer);
    auto stream = std::make_unique<Stream>(io_, *context_);
    const std::string port =
        server_->address().substr(server_->address().rfind(':') + 1);
    stream->next_layer().connect({net::ip::make_address("127.0.0.1"),
                                  static_cast<uint16_t>(std::stoi(port))});
    error_code error;
    stream->handshake(Stream::client, error);
    return error ? nullptr : std::move(stream);
  }
  static std::string Get(Stream& stream) {
    net::write(stream, net::buffer(std::string("GET / HTTP/1.1\r\nHost: x\r\n"
                                               "Connection: close\r\n\r\n")));
    std::string text;
    error_code error;
    while (!error) {
      char bytes[4096];
      text.append(bytes, stream.read_some(net::buffer(bytes), error));
    }
    return text;
  }

  const TestCertificate authority_ = MakeAuthority("authority");
  std::string folder_;
  TlsOptions options_;
  net::io_context io_;
  std::unique_ptr<net::ssl::context> context_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(TlsTest, AnAnswerGoesThroughIt) {
  StartHello();
  const std::unique_ptr<Stream> stream = Connect(authority_);
  ASSERT_NE(stream, nullptr);
  EXPECT_TRUE(absl::EndsWith(Get(*stream), "\r\n\r\nhello"));
}

TEST_F(TlsTest, WhatHasBeenBrokenSinceIsNotSpoken) {
  StartHello();
  EXPECT_EQ(Connect(authority_, net::ssl::context::tlsv11_client), nullptr);
  EXPECT_NE(Connect(authority_, net::ssl::context::tlsv12_client), nullptr);
  EXPECT_NE(Connect(authority_, net::ssl::context::tlsv13_client), nullptr);
}

TEST_F(TlsTest, ANewCertificateIsTakenWhileItServes) {
  StartHello();
  const TestCertificate next = MakeAuthority("next");
  ASSERT_EQ(Connect(next), nullptr);
  Write(MakeCertificate(next, "DNS:localhost"));
  while (Connect(next) == nullptr) {
  }
  EXPECT_EQ(Connect(authority_), nullptr);
}

TEST_F(TlsTest, WhatCannotBeUsedLeavesTheOldOne) {
  StartHello();
  std::ofstream(options_.certificate_file) << "nonsense";
  EXPECT_NE(Connect(authority_), nullptr);
  absl::StatusOr<TlsDoor> door = TlsDoor::Open(options_);
  EXPECT_EQ(ReasonOf(door.status()), "TLS_INVALID");
  std::filesystem::remove(options_.key_file);
  EXPECT_EQ(ReasonOf(TlsDoor::Open(options_).status()), "TLS_UNREADABLE");
}

TEST_F(TlsTest, WhoGoesIsNoticedToo) {
  absl::Notification begun, gone;
  Start([&](const HttpRequest&, Exchange& exchange) -> Task<void> {
    net::steady_timer timer(co_await net::this_coro::executor);
    timer.expires_at(net::steady_timer::time_point::max());
    exchange.OnGone([&] {
      gone.Notify();
      timer.cancel();
    });
    begun.Notify();
    error_code ignored;
    co_await timer.async_wait(net::redirect_error(net::use_awaitable, ignored));
  });
  {
    const std::unique_ptr<Stream> stream = Connect(authority_);
    ASSERT_NE(stream, nullptr);
    net::write(*stream,
               net::buffer(std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n")));
    begun.WaitForNotification();
  }
  EXPECT_TRUE(gone.WaitForNotificationWithTimeout(absl::Seconds(20)));
  server_->Stop();
}

TEST_F(TlsTest, WithoutACertificateTheDoorIsPlain) {
  EXPECT_EQ(TlsDoor::Open({}).value().context(), nullptr);
}

}  // namespace
}  // namespace lifeline::gateway

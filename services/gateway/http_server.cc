#include "services/gateway/http_server.h"

#include <sys/resource.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline::gateway {
namespace {

using boost::system::error_code;

constexpr int kThreads = 2;
// Before accepting is tried again where no file can be opened any more.
constexpr absl::Duration kAcceptPause = absl::Milliseconds(100);

// How many connections may be open. Each takes a file, and whatever else the
// process does needs some too: as many as are allowed are asked for, and half
// of what there is is taken.
int64_t RoomFor(int64_t connections) {
  rlimit files = {};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return connections;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  getrlimit(RLIMIT_NOFILE, &files);
  return static_cast<int64_t>(
      std::min<rlim_t>(files.rlim_cur / 2, static_cast<rlim_t>(connections)));
}

absl::Status InUse(absl::string_view address) {
  return Error(absl::StatusCode::kUnavailable, "ADDRESS_IN_USE",
               absl::StrCat("HTTP address: cannot listen on ", address,
                            "; another program may have it, choose another "
                            "port (0 takes a free one)"));
}

// HOST:PORT, [::1]:PORT or localhost:PORT.
absl::StatusOr<tcp::endpoint> EndpointOf(const std::string& address) {
  const size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  int port = -1;
  error_code error;
  if (host == "localhost") host = "127.0.0.1";
  if (host.size() > 2 && host.front() == '[')
    host = host.substr(1, host.size() - 2);
  const net::ip::address ip = net::ip::make_address(host, error);
  if (colon == std::string::npos || error ||
      !absl::SimpleAtoi(address.substr(colon + 1), &port) || port < 0 ||
      port > 65535) {
    return Error(absl::StatusCode::kInvalidArgument, "ADDRESS_INVALID",
                 absl::StrCat("HTTP address: \"", address,
                              "\" is not HOST:PORT with an IP address or "
                              "localhost; write for example 127.0.0.1:4480"));
  }
  return tcp::endpoint(ip, static_cast<uint16_t>(port));
}

}  // namespace

HttpServer::HttpServer(HttpServerOptions options, HttpHandler handler)
    : options_(std::move(options)),
      handler_(std::move(handler)),
      room_(RoomFor(options_.limits.connections)),
      io_(kThreads),
      work_(net::make_work_guard(io_)),
      strand_(net::make_strand(io_)),
      acceptor_(strand_),
      timer_(strand_),
      tls_(TlsDoor::None()) {}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Open(
    HttpServerOptions options, HttpHandler handler) {
  std::unique_ptr<HttpServer> server(
      new HttpServer(std::move(options), std::move(handler)));
  absl::StatusOr<TlsDoor> tls = TlsDoor::Open(server->options_.tls);
  if (!tls.ok()) return tls.status();
  server->tls_ = *std::move(tls);
  if (absl::Status listens = server->Listen(); !listens.ok()) return listens;
  return server;
}

void HttpServer::Run() {
  net::co_spawn(strand_, Accept(), net::detached);
  net::co_spawn(strand_, Ticks(), net::detached);
  for (int i = 0; i < kThreads; ++i) {
    threads_.emplace_back([this] { io_.run(); });
  }
}

absl::Status HttpServer::Listen() {
  const absl::StatusOr<tcp::endpoint> endpoint =
      EndpointOf(options_.listen_address);
  if (!endpoint.ok()) return endpoint.status();
  error_code error;
  acceptor_.open(endpoint->protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(*endpoint, error);
  if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return InUse(options_.listen_address);
  const std::string& given = options_.listen_address;
  address_ = absl::StrCat(given.substr(0, given.rfind(':')), ":",
                          acceptor_.local_endpoint(error).port());
  return absl::OkStatus();
}

Task<void> HttpServer::Accept() {
  while (!stopping_) {
    error_code error;
    tcp::socket socket = co_await acceptor_.async_accept(
        net::any_io_executor(net::make_strand(io_)),
        net::redirect_error(net::use_awaitable, error));
    if (stopping_) co_return;
    if (error) {
      net::steady_timer pause(strand_);
      pause.expires_after(absl::ToChronoMilliseconds(kAcceptPause));
      co_await pause.async_wait(net::redirect_error(net::use_awaitable, error));
      continue;
    }
    const net::any_io_executor executor = socket.get_executor();
    auto session = std::make_shared<Session>(
        Connection::Make(std::move(socket), tls_.context(),
                         {options_.received, options_.sent}),
        options_.limits, handler_, stopping_);
    if (!Admit(session)) {
      ++refused_;
      continue;
    }
    net::co_spawn(executor, session->Run(),
                  [this, session](std::exception_ptr thrown) {
                    if (thrown != nullptr) {
                      LogEvent(options_.log, LogLevel::kError,
                               "a connection was given up");
                    }
                    Leave(session);
                  });
  }
}

bool HttpServer::Admit(const std::shared_ptr<Session>& session) {
  absl::MutexLock lock(&mutex_);
  int64_t& of_address = by_address_[session->peer()];
  if (stopping_ || static_cast<int64_t>(sessions_.size()) >= room_ ||
      of_address >= options_.limits.connections_per_address) {
    if (of_address == 0) by_address_.erase(session->peer());
    return false;
  }
  ++of_address;
  sessions_[session.get()] = session;
  return true;
}

void HttpServer::Leave(const std::shared_ptr<Session>& session) {
  absl::MutexLock lock(&mutex_);
  sessions_.erase(session.get());
  if (--by_address_[session->peer()] == 0) by_address_.erase(session->peer());
}

void HttpServer::Tell(void (Session::*method)()) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [key, session] : sessions_) {
    net::post(session->executor(),
              [session = session, method] { (session.get()->*method)(); });
  }
}

Task<void> HttpServer::Ticks() {
  while (!stopping_) {
    error_code ignored;
    timer_.expires_after(absl::ToChronoNanoseconds(options_.tick));
    co_await timer_.async_wait(
        net::redirect_error(net::use_awaitable, ignored));
    Tell(&Session::Tick);
    TakeNewCertificate();
    if (options_.on_tick) options_.on_tick();
  }
}

void HttpServer::TakeNewCertificate() {
  const absl::Status state = tls_.Refresh();
  const std::string reason = ReasonOf(state);
  if (!state.ok() && ReasonOf(tls_state_) != reason) {
    LogEvent(options_.log, LogLevel::kError,
             "certificates cannot be used; the old ones stay",
             {{"reason", absl::string_view(reason)}});
  }
  tls_state_ = state;
}

int64_t HttpServer::connections() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int64_t>(sessions_.size());
}

void HttpServer::Stop() {
  if (threads_.empty()) return;
  const auto none = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return sessions_.empty();
  };
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  net::post(strand_, [this] {
    error_code ignored;
    acceptor_.close(ignored);
    timer_.cancel();
  });
  Tell(&Session::Drain);
  bool drained = false;
  {
    absl::MutexLock lock(&mutex_);
    drained = mutex_.AwaitWithTimeout(absl::Condition(&none), options_.drain);
  }
  if (!drained) {
    Tell(&Session::Cut);
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&none));
  }
  work_.reset();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace lifeline::gateway

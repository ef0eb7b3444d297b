#include "services/gateway/connection.h"

#include <poll.h>

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace lifeline::gateway {
namespace {

using boost::system::error_code;

class PlainConnection : public Connection {
 public:
  PlainConnection(tcp::socket socket, WireCounters counters)
      : Connection(counters), socket_(std::move(socket)) {}

  Task<bool> Begin() override { co_return true; }
  Task<size_t> ReadSome(net::mutable_buffer into) override {
    error_code error;
    const size_t read = co_await socket_.async_read_some(
        into, net::redirect_error(net::use_awaitable, error));
    co_return error ? 0 : read;
  }
  Task<bool> WriteAll(std::vector<net::const_buffer> bytes) override {
    error_code error;
    co_await net::async_write(socket_, bytes,
                              net::redirect_error(net::use_awaitable, error));
    co_return !error;
  }
  Task<void> ShutDown() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }

 private:
  tcp::socket& socket() override { return socket_; }
  tcp::socket socket_;
};

class TlsConnection : public Connection {
 public:
  TlsConnection(tcp::socket socket, TlsContext context, WireCounters counters)
      : Connection(counters),
        context_(std::move(context)),
        stream_(std::move(socket), *context_) {}

  Task<bool> Begin() override {
    error_code error;
    co_await stream_.async_handshake(
        net::ssl::stream_base::server,
        net::redirect_error(net::use_awaitable, error));
    co_return !error;
  }
  Task<size_t> ReadSome(net::mutable_buffer into) override {
    error_code error;
    const size_t read = co_await stream_.async_read_some(
        into, net::redirect_error(net::use_awaitable, error));
    co_return error ? 0 : read;
  }
  Task<bool> WriteAll(std::vector<net::const_buffer> bytes) override {
    error_code error;
    co_await net::async_write(stream_, bytes,
                              net::redirect_error(net::use_awaitable, error));
    co_return !error;
  }
  Task<void> ShutDown() override {
    error_code ignored;
    co_await stream_.async_shutdown(
        net::redirect_error(net::use_awaitable, ignored));
  }

 private:
  tcp::socket& socket() override { return stream_.next_layer(); }
  // Of the time of the handshake, as long as the stream lives.
  const TlsContext context_;
  net::ssl::stream<tcp::socket> stream_;
};

}  // namespace

std::unique_ptr<Connection> Connection::Make(tcp::socket socket,
                                             const TlsContext& tls,
                                             WireCounters counters) {
  error_code ignored;
  // An answer waits for nobody's acknowledgement.
  socket.set_option(tcp::no_delay(true), ignored);
  if (tls == nullptr)
    return std::make_unique<PlainConnection>(std::move(socket), counters);
  return std::make_unique<TlsConnection>(std::move(socket), tls, counters);
}

Task<size_t> Connection::Read(net::mutable_buffer into) {
  const size_t read = co_await ReadSome(into);
  if (counters_.received != nullptr) counters_.received->Add(read);
  co_return read;
}

Task<bool> Connection::Write(std::vector<net::const_buffer> bytes) {
  if (counters_.sent != nullptr) counters_.sent->Add(net::buffer_size(bytes));
  co_return co_await WriteAll(std::move(bytes));
}

std::string Connection::Peer() {
  error_code error;
  const tcp::endpoint peer = socket().remote_endpoint(error);
  return error ? std::string() : peer.address().to_string();
}

void Connection::Close() {
  error_code ignored;
  socket().close(ignored);
}

bool Connection::PeerGone() {
  if (!socket().is_open()) return true;
  pollfd state = {socket().native_handle(), POLLRDHUP, 0};
  return poll(&state, 1, 0) > 0 &&
         (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void Connection::Allow(absl::Duration time) {
  latest_ = time == absl::InfiniteDuration()
                ? Clock::time_point::max()
                : Clock::now() + absl::ToChronoNanoseconds(time);
}

}  // namespace lifeline::gateway

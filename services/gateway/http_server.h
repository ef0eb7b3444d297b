#ifndef LIFELINE_SERVICES_GATEWAY_HTTP_SERVER_H_
#define LIFELINE_SERVICES_GATEWAY_HTTP_SERVER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/log.h"
#include "services/common/metrics.h"
#include "services/gateway/asio.h"
#include "services/gateway/http.h"
#include "services/gateway/limits.h"
#include "services/gateway/session.h"
#include "services/gateway/tls.h"

namespace lifeline::gateway {

struct HttpServerOptions {
  // HOST:PORT; port 0 takes a free one. Whether it may be listened on has been
  // asked already.
  std::string listen_address;
  GatewayLimits limits = {};
  TlsOptions tls = {};
  // How often connections are looked at: who has gone is noticed by then.
  absl::Duration tick = absl::Milliseconds(500);
  // What calls under way may still take when it stops.
  absl::Duration drain = absl::Seconds(5);
  const Log* log = nullptr;
  // Count bytes; null for nobody.
  Counter* received = nullptr;
  Counter* sent = nullptr;
  // Called with each tick; empty for nothing.
  std::function<void()> on_tick = {};
};

// Listens, and serves each connection on a strand of a few threads. Run and
// Stop belong to one thread, the rest to any.
class HttpServer {
 public:
  // UNAVAILABLE, reason ADDRESS_IN_USE; INVALID_ARGUMENT, reason
  // ADDRESS_INVALID; the errors of TlsDoor::Open.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Open(
      HttpServerOptions options, HttpHandler handler);
  // From now on it serves; connections that came before have waited.
  void Run();
  ~HttpServer() { Stop(); }

  // Where it listens, with the port it got.
  const std::string& address() const { return address_; }

  // Connections that are open.
  int64_t connections() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Those that were closed at once because there were too many.
  int64_t refused() const { return refused_; }

  // Listens no more, lets what is under way end, and then cuts it. A second
  // call does nothing.
  void Stop();

 private:
  HttpServer(HttpServerOptions options, HttpHandler handler);
  absl::Status Listen();
  Task<void> Accept();
  Task<void> Ticks();
  bool Admit(const std::shared_ptr<Session>& session)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave(const std::shared_ptr<Session>& session)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Calls `method` of each session on its strand.
  void Tell(void (Session::*method)()) ABSL_LOCKS_EXCLUDED(mutex_);
  void TakeNewCertificate();

  const HttpServerOptions options_;
  const HttpHandler handler_;
  const int64_t room_;
  net::io_context io_;
  // Threads stay until it is let go: who waits for a service is no work of
  // Asio's.
  net::executor_work_guard<net::io_context::executor_type> work_;
  // Its own strand: accepting, ticking and the certificate.
  const net::strand<net::io_context::executor_type> strand_;
  tcp::acceptor acceptor_;
  net::steady_timer timer_;
  TlsDoor tls_;
  absl::Status tls_state_;
  std::string address_;
  std::atomic<bool> stopping_{false};
  std::atomic<int64_t> refused_{0};
  mutable absl::Mutex mutex_;
  std::map<Session*, std::shared_ptr<Session>> sessions_
      ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int64_t> by_address_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_HTTP_SERVER_H_

#ifndef LIFELINE_SERVICES_GATEWAY_SESSION_H_
#define LIFELINE_SERVICES_GATEWAY_SESSION_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/gateway/connection.h"
#include "services/gateway/http.h"
#include "services/gateway/http_reader.h"
#include "services/gateway/limits.h"

namespace lifeline::gateway {

// One connection with its requests, one after the other. On the strand of the
// connection only, but for Stopping.
class Session : public Exchange {
 public:
  // All of these outlive it. `stopping` is set once the door closes: what is
  // under way is answered, and then the connection is closed.
  Session(std::unique_ptr<Connection> connection, const GatewayLimits& limits,
          const HttpHandler& handler, const std::atomic<bool>& stopping);

  // Until the client has gone or the connection is closed.
  Task<void> Run();

  // Looks whether the client is still there and in time.
  void Tick();
  // The door closes: what waits for a request is closed, and what is under way
  // has its hook called (streams end).
  void Drain();
  // Whatever is under way is cut.
  void Cut();

  const std::string& peer() const { return peer_; }
  net::any_io_executor executor() { return connection_->executor(); }

  Task<bool> Send(HttpResponse response) override;
  Task<bool> Begin(HttpResponse head) override;
  Task<bool> Piece(std::string bytes) override;
  Task<bool> End() override;
  void Break() override { Cut(); }
  void OnGone(std::function<void()> hook) override {
    on_gone_ = std::move(hook);
  }
  void OnStop(std::function<void()> hook) override {
    on_stop_ = std::move(hook);
  }

 private:
  Task<bool> Write(absl::string_view first, absl::string_view second = "");
  Task<bool> WritePiece(std::vector<net::const_buffer> piece);
  std::string HeadOf(const HttpResponse& response, bool whole) const;
  Task<void> Refuse(const ReadResult& refused);
  Task<void> Linger();

  const std::unique_ptr<Connection> connection_;
  const GatewayLimits& limits_;
  const HttpHandler& handler_;
  const std::atomic<bool>& stopping_;
  const std::string peer_;
  HttpReader reader_;
  // The request that is served; null between two.
  const HttpRequest* request_ = nullptr;
  bool keep_alive_ = true;
  bool gone_ = false;
  std::function<void()> on_gone_;
  std::function<void()> on_stop_;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_SESSION_H_

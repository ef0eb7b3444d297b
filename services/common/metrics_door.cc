#include "services/common/metrics_door.h"

#include <httplib.h>

#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/common/limits.h"
#include "services/common/server.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

constexpr char kTextFormat[] = "text/plain; version=0.0.4; charset=utf-8";
constexpr int kSeconds = 5;

class HttpDoor : public MetricsDoor {
 public:
  HttpDoor(const Metrics* metrics, std::function<bool()> healthy)
      : metrics_(metrics), healthy_(std::move(healthy)) {
    server_.new_task_queue = [] {
      return new httplib::ThreadPool(ServerLimits().metrics_connections);
    };
    // Without SO_REUSEPORT, by which two processes would share a port and each
    // answer some of the scrapes.
    server_.set_socket_options([](socket_t socket) {
      int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    server_.set_payload_max_length(ServerLimits().metrics_body_bytes);
    server_.set_read_timeout(kSeconds);
    server_.set_write_timeout(kSeconds);
    server_.set_keep_alive_timeout(kSeconds);
    server_.Get("/metrics",
                [this](const httplib::Request&, httplib::Response& response) {
                  response.set_content(metrics_->Text(), kTextFormat);
                });
    server_.Get("/healthz",
                [this](const httplib::Request&, httplib::Response& response) {
                  const bool healthy = healthy_();
                  response.status = healthy ? 200 : 503;
                  response.set_content(healthy ? "SERVING\n" : "NOT_SERVING\n",
                                       "text/plain");
                });
  }
  ~HttpDoor() override {
    if (!thread_.joinable()) return;
    // Before it runs there is nothing that stop would end.
    while (!server_.is_running()) std::this_thread::yield();
    server_.stop();
    thread_.join();
  }

  // False if the address cannot be had.
  bool Listen(const std::string& host, int port) {
    const bool brackets = host.front() == '[';
    const std::string bare = brackets ? host.substr(1, host.size() - 2) : host;
    if (port == 0) {
      port = server_.bind_to_any_port(bare);
      if (port <= 0) return false;
    } else if (!server_.bind_to_port(bare, port)) {
      return false;
    }
    address_ = absl::StrCat(host, ":", port);
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    return true;
  }

  const std::string& address() const override { return address_; }

 private:
  const Metrics* const metrics_;
  const std::function<bool()> healthy_;
  httplib::Server server_;
  std::string address_;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsDoor>> MetricsDoor::Open(
    absl::string_view address, const Metrics* metrics,
    std::function<bool()> healthy) {
  absl::Status allowed = CheckListenAddress(address);
  if (!allowed.ok()) return allowed;
  const size_t colon = address.rfind(':');
  int port = -1;
  if (!absl::SimpleAtoi(address.substr(colon + 1), &port)) {
    return Error(absl::StatusCode::kInvalidArgument, "ADDRESS_INVALID",
                 absl::StrCat("metrics: \"", address,
                              "\" is not HOST:PORT; write for example "
                              "127.0.0.1:9440"));
  }
  auto door = std::make_unique<HttpDoor>(metrics, std::move(healthy));
  if (!door->Listen(std::string(address.substr(0, colon)), port)) {
    return Error(absl::StatusCode::kUnavailable, "ADDRESS_IN_USE",
                 absl::StrCat("metrics: cannot listen on ", address,
                              "; another program may have it, choose another "
                              "port (0 takes a free one)"));
  }
  return door;
}

}  // namespace lifeline

#include "services/common/operation.h"

#include <limits>
#include <utility>

namespace lifeline {
namespace {

constexpr absl::string_view kVersion = "0.1.0";

// Whoever asks for every call wants every call.
int64_t LinesPerSecond(const OperationOptions& options) {
  return options.log_calls ? std::numeric_limits<int64_t>::max()
                           : options.limits.log_lines_per_second;
}

}  // namespace

Operation::Operation(OperationOptions options)
    : options_(std::move(options)),
      log_(options_.service, options_.clock, options_.log_sink,
           LinesPerSecond(options_)),
      callers_(options_.limits),
      security_(Security::Make(options_.security, options_.limits, &log_,
                               &metrics_)) {
  AddProcessMetrics(&metrics_, kVersion);
}

RpcOptions Operation::Rpc(Executor* executor, absl::string_view default_actor) {
  RpcOptions rpc{executor,  options_.clock, std::string(default_actor),
                 &callers_, &log_,          &metrics_};
  if (security_.ok()) rpc.authenticator = (*security_)->authenticator();
  return rpc;
}

std::shared_ptr<grpc::ChannelCredentials> Operation::CallCredentials() const {
  return security_.ok() ? (*security_)->ForCalls() : nullptr;
}

std::string Operation::InProcessCredential(absl::string_view service) const {
  const bool known = security_.ok() && (*security_)->authenticator() != nullptr;
  return known ? (*security_)->authenticator()->InProcessCredential(service)
               : std::string();
}

absl::StatusOr<ServerOptions> Operation::Listen(absl::string_view address) {
  if (!security_.ok()) return security_.status();
  ServerOptions server;
  server.listen_address = std::string(address);
  server.limits = options_.limits;
  server.log = &log_;
  server.log_calls = options_.log_calls;
  server.metrics = &metrics_;
  server.security = (*security_)->ForServer();
  return server;
}

absl::Status Operation::Serve(Server* server) {
  if (!options_.metrics_address.empty()) {
    absl::StatusOr<std::unique_ptr<MetricsDoor>> door =
        MetricsDoor::Open(options_.metrics_address, &metrics_, [server] {
          return server->health().Of("") ==
                 grpc::health::v1::HealthCheckResponse::SERVING;
        });
    if (!door.ok()) return door.status();
    door_ = *std::move(door);
    log_.Write(LogLevel::kInfo, "metrics are served",
               {{"address", absl::string_view(door_->address())}});
  }
  log_.Write(LogLevel::kInfo, "started",
             {{"address", absl::string_view(server->address())},
              {"version", kVersion}});
  return absl::OkStatus();
}

void Operation::Stop(Server* server) {
  log_.Write(LogLevel::kInfo, "stopping");
  callers_.Stop();
  server->Stop();
  door_.reset();
  log_.Write(LogLevel::kInfo, "stopped");
}

}  // namespace lifeline

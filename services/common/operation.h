#ifndef LIFELINE_SERVICES_COMMON_OPERATION_H_
#define LIFELINE_SERVICES_COMMON_OPERATION_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/common/callers.h"
#include "services/common/executor.h"
#include "services/common/limits.h"
#include "services/common/log.h"
#include "services/common/metrics.h"
#include "services/common/metrics_door.h"
#include "services/common/rpc.h"
#include "services/common/security.h"
#include "services/common/server.h"

namespace lifeline {

struct OperationOptions {
  // "suite", "backlog": what the log calls this process.
  std::string service;
  std::function<absl::Time()> clock;
  // Where metrics are served; empty for nowhere.
  std::string metrics_address = {};
  // A line for every call, not only for trouble.
  bool log_calls = false;
  ServerLimits limits = {};
  // Empty is stderr.
  Log::Sink log_sink = {};
  SecurityOptions security = {};
};

// What a serving process has beside its services: its log, its metrics and the
// door to them, and what it allows each caller. A main makes it first and lets
// it go last, as it is used by everything else. Thread safe, but Serve and
// Stopped are for the owner.
class Operation {
 public:
  explicit Operation(OperationOptions options);

  const Log* log() const { return &log_; }
  Metrics* metrics() { return &metrics_; }
  Callers* callers() { return &callers_; }

  // What handlers need; the executor must outlive them.
  RpcOptions Rpc(Executor* executor, absl::string_view default_actor);
  // What a server needs to listen on this address; the errors of
  // Security::Make.
  absl::StatusOr<ServerOptions> Listen(absl::string_view address);

  // How this process calls other services; null is without TLS.
  std::shared_ptr<grpc::ChannelCredentials> CallCredentials() const;
  // How its parts call one another in it ("scoring").
  std::string InProcessCredential(absl::string_view service) const;

  // The server serves: says so in the log and opens the door, if there is to be
  // one. The errors of MetricsDoor::Open.
  absl::Status Serve(Server* server);
  // Stops the server, then closes the door, through which one sees meanwhile
  // that it does not serve any more. Before what the metrics read goes.
  void Stop(Server* server);

 private:
  const OperationOptions options_;
  const Log log_;
  Metrics metrics_;
  Callers callers_;
  // Before Listen nobody calls, so an error is told there.
  const absl::StatusOr<std::unique_ptr<Security>> security_;
  std::unique_ptr<MetricsDoor> door_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_OPERATION_H_

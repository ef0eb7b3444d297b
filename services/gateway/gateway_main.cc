// The HTTP door as a process of its own: flags to options to serve.

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/time/clock.h"
#include "services/common/main_flags.h"
#include "services/common/metrics_door.h"
#include "services/common/server.h"
#include "services/common/status.h"
#include "services/gateway/asset.h"
#include "services/gateway/gateway.h"
#include "services/gateway/upstream.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:4480",
          "HOST:PORT of HTTP, on this machine unless tokens and TLS are "
          "configured; port 0 takes a free one.");
ABSL_FLAG(std::string, backend, "127.0.0.1:4440",
          "HOST:PORT of the services, where they are one suite.");
ABSL_FLAG(std::string, roadmap, "",
          "HOST:PORT of the roadmap service; --backend without it.");
ABSL_FLAG(std::string, backlog, "",
          "HOST:PORT of the backlog service; --backend without it.");
ABSL_FLAG(std::string, scoring, "",
          "HOST:PORT of the scoring service; --backend without it.");
ABSL_FLAG(std::string, audit, "",
          "HOST:PORT of the audit; --backend without it.");
ABSL_FLAG(std::string, linkfile, "",
          "File that keeps a current link to the board, for this user only; "
          "without it one link is printed, for the first minutes.");
ABSL_FLAG(std::string, portfile, "",
          "File that gets the address once the door is open, for scripts.");

namespace lifeline::gateway {
namespace {

Channels::Way WayTo(const std::string& address,
                    const OperationOptions& options) {
  const std::string there =
      address.empty() ? absl::GetFlag(FLAGS_backend) : address;
  return {
      BackendChannel(there, BackendCredentials(options.security.tls.ca_file)),
      there};
}

absl::Status Serve() {
  OperationOptions flags =
      OperationFromFlags("gateway", [] { return absl::Now(); });
  Operation operation(flags);
  const absl::StatusOr<ServerOptions> listen =
      operation.Listen(absl::GetFlag(FLAGS_listen));
  if (!listen.ok()) return listen.status();
  GatewayOptions options;
  options.listen_address = listen->listen_address;
  options.security = listen->security;
  options.tls = flags.security.tls;
  options.clock = flags.clock;
  options.link_file = absl::GetFlag(FLAGS_linkfile);
  options.board = BuiltInBoard();
  options.log = operation.log();
  options.log_calls = flags.log_calls;
  options.metrics = operation.metrics();
  Channels channels;
  channels.roadmap = WayTo(absl::GetFlag(FLAGS_roadmap), flags);
  channels.backlog = WayTo(absl::GetFlag(FLAGS_backlog), flags);
  channels.scoring = WayTo(absl::GetFlag(FLAGS_scoring), flags);
  channels.audit = WayTo(absl::GetFlag(FLAGS_audit), flags);
  absl::StatusOr<std::unique_ptr<Gateway>> gateway =
      Gateway::Start(options, channels);
  if (!gateway.ok()) return gateway.status();
  // As every program has it; the door of the board shows them too.
  std::unique_ptr<MetricsDoor> metrics;
  if (!flags.metrics_address.empty()) {
    absl::StatusOr<std::unique_ptr<MetricsDoor>> door = MetricsDoor::Open(
        flags.metrics_address, operation.metrics(), [] { return true; });
    if (!door.ok()) return door.status();
    metrics = *std::move(door);
    operation.log()->Write(
        LogLevel::kInfo, "metrics are served",
        {{"address", absl::string_view(metrics->address())}});
  }
  const std::string portfile = absl::GetFlag(FLAGS_portfile);
  if (!portfile.empty()) {
    std::ofstream out(portfile);
    out << (*gateway)->address() << "\n";
    out.close();
    if (!out) {
      return Error(absl::StatusCode::kInvalidArgument, "PORTFILE_INVALID",
                   "--portfile cannot be written: " + portfile);
    }
  }
  std::printf("gateway listening on %s\n", (*gateway)->url().c_str());
  if (options.link_file.empty() && !options.security.identity) {
    std::printf("board, once and for ten minutes: %s\n",
                (*gateway)->NewLink().c_str());
  }
  std::fflush(stdout);
  operation.log()->Write(
      LogLevel::kInfo, "started",
      {{"address", absl::string_view((*gateway)->address())}});
  RunUntilSignal();
  operation.log()->Write(LogLevel::kInfo, "stopping");
  (*gateway)->Stop();
  operation.log()->Write(LogLevel::kInfo, "stopped");
  return absl::OkStatus();
}

}  // namespace
}  // namespace lifeline::gateway

int main(int argc, char** argv) {
  lifeline::PrepareProcess();
  absl::SetProgramUsageMessage(
      "The HTTP door of Lifeline.\n"
      "  lifeline-gateway --listen=127.0.0.1:4480 --backend=127.0.0.1:4440");
  absl::ParseCommandLine(argc, argv);
  const absl::Status status = lifeline::gateway::Serve();
  if (status.ok()) return 0;
  std::fprintf(stderr, "lifeline-gateway: %s\n",
               std::string(status.message()).c_str());
  return 1;
}

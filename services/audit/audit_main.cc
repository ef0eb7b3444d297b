// The audit as a process of its own: flags to options to serve.

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/time/clock.h"
#include "services/audit/audit_rpc.h"
#include "services/common/follower.h"
#include "services/common/login.h"
#include "services/common/main_flags.h"
#include "services/common/server.h"

ABSL_FLAG(
    std::string, listen, "127.0.0.1:4444",
    "HOST:PORT, on this machine unless tokens and TLS are configured; port "
    "0 takes a free one.");
ABSL_FLAG(std::string, roadmap, "127.0.0.1:4441",
          "HOST:PORT of the roadmap service.");
ABSL_FLAG(std::string, backlog, "127.0.0.1:4442",
          "HOST:PORT of the backlog service.");
ABSL_FLAG(std::string, scoring, "127.0.0.1:4443",
          "HOST:PORT of the scoring service.");
ABSL_FLAG(absl::Duration, every, absl::Minutes(10),
          "How long it rests between two audits of its own.");

namespace lifeline::audit {
namespace {

absl::Status Serve() {
  AuditOptions options;
  Operation operation(OperationFromFlags("audit", [] { return absl::Now(); }));
  options.rpc = operation.Rpc(nullptr, LoginName());
  options.every = absl::GetFlag(FLAGS_every);
  AuditServer audit(std::move(options));
  const absl::StatusOr<ServerOptions> listen =
      operation.Listen(absl::GetFlag(FLAGS_listen));
  if (!listen.ok()) return listen.status();
  absl::StatusOr<std::unique_ptr<Server>> server =
      Server::Start(*listen, {audit.named_service()});
  if (!server.ok()) return server.status();
  (*server)->OnStop([&audit] { audit.Stop(); });
  const auto way_to = [&](const std::string& address) {
    return FollowerChannel(address, operation.CallCredentials());
  };
  const auto roadmap = way_to(absl::GetFlag(FLAGS_roadmap));
  // A token counts before our certificate, so callers can use the same way.
  audit.Start({roadmap, way_to(absl::GetFlag(FLAGS_backlog)),
               way_to(absl::GetFlag(FLAGS_scoring)), roadmap},
              &(*server)->health());
  if (absl::Status serves = operation.Serve(server->get()); !serves.ok())
    return serves;
  std::printf("audit listening on %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  RunUntilSignal();
  operation.Stop(server->get());
  // The server ends before what it serves.
  server->reset();
  return absl::OkStatus();
}

}  // namespace
}  // namespace lifeline::audit

int main(int argc, char** argv) {
  lifeline::PrepareProcess();
  absl::SetProgramUsageMessage(
      "Compares roadmap, backlog and scoring from outside.\n"
      "  lifeline-audit --roadmap=127.0.0.1:4441 --backlog=127.0.0.1:4442 "
      "--scoring=127.0.0.1:4443");
  absl::ParseCommandLine(argc, argv);
  const absl::Status status = lifeline::audit::Serve();
  if (status.ok()) return 0;
  std::fprintf(stderr, "lifeline-audit: %s\n",
               std::string(status.message()).c_str());
  return 1;
}

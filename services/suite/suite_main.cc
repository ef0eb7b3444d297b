// The three services in one process: flags to options to serve.

#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/common/login.h"
#include "services/common/main_flags.h"
#include "services/gateway/asset.h"
#include "services/gateway/gateway.h"
#include "services/scoring/outbox_flags.h"
#include "services/suite/suite.h"

ABSL_FLAG(std::string, data_dir, "",
          "Folder of the databases, made if it is not there. Required.");
ABSL_FLAG(
    std::string, listen, "127.0.0.1:4440",
    "HOST:PORT, on this machine unless tokens and TLS are configured; port "
    "0 takes a free one.");
ABSL_FLAG(std::string, http, "",
          "HOST:PORT of the HTTP door (Connect, REST and the board), with the "
          "same conditions as --listen; empty for none.");
ABSL_FLAG(std::string, http_linkfile, "",
          "File that keeps a current link to the board, for this user only; "
          "board-link in --data_dir without it.");
ABSL_FLAG(std::string, http_portfile, "",
          "File that gets the address of the HTTP door, for scripts.");
ABSL_FLAG(std::string, portfile, "",
          "File that gets the address once the suite serves, for scripts.");

namespace lifeline {
namespace {

int Fail(absl::string_view why) {
  std::fprintf(stderr, "lifeline-suite: %s\n", std::string(why).c_str());
  return 1;
}

bool WriteAddress(const std::string& file, absl::string_view address) {
  if (file.empty()) return true;
  std::ofstream out(file);
  out << address << "\n";
  out.close();
  return !out.fail();
}

std::optional<gateway::GatewayOptions> DoorFromFlags(
    const OperationOptions& flags, Operation* operation,
    const ServerOptions& server) {
  if (absl::GetFlag(FLAGS_http).empty()) return std::nullopt;
  gateway::GatewayOptions door;
  door.listen_address = absl::GetFlag(FLAGS_http);
  door.security = server.security;
  door.tls = flags.security.tls;
  door.clock = flags.clock;
  door.link_file = absl::GetFlag(FLAGS_http_linkfile);
  if (door.link_file.empty())
    door.link_file = absl::StrCat(absl::GetFlag(FLAGS_data_dir), "/board-link");
  door.board = gateway::BuiltInBoard();
  door.log = operation->log();
  door.log_calls = flags.log_calls;
  door.metrics = operation->metrics();
  return door;
}

int Serve() {
  const OperationOptions flags =
      OperationFromFlags("suite", [] { return absl::Now(); });
  Operation operation(flags);
  SuiteOptions options;
  options.data_dir = absl::GetFlag(FLAGS_data_dir);
  if (options.data_dir.empty()) {
    return Fail("--data_dir is required: the folder where the data is kept");
  }
  absl::StatusOr<ServerOptions> listen =
      operation.Listen(absl::GetFlag(FLAGS_listen));
  if (!listen.ok()) return Fail(listen.status().message());
  options.server = *std::move(listen);
  const RpcOptions rpc = operation.Rpc(nullptr, LoginName());
  options.clock = rpc.clock;
  options.default_actor = rpc.default_actor;
  options.operation = &operation;
  absl::StatusOr<scoring::OutboxOptions> outbox = scoring::OutboxFromFlags();
  if (!outbox.ok()) return Fail(outbox.status().message());
  options.outbox = *std::move(outbox);
  options.door = DoorFromFlags(flags, &operation, options.server);
  absl::StatusOr<std::unique_ptr<Suite>> suite = Suite::Start(options);
  if (!suite.ok()) return Fail(suite.status().message());
  if (!WriteAddress(absl::GetFlag(FLAGS_portfile), (*suite)->address()))
    return Fail("--portfile cannot be written");
  if ((*suite)->door() != nullptr &&
      !WriteAddress(absl::GetFlag(FLAGS_http_portfile),
                    (*suite)->door()->address()))
    return Fail("--http_portfile cannot be written");
  Server* const server = &(*suite)->server();
  if (absl::Status serves = operation.Serve(server); !serves.ok())
    return Fail(serves.message());
  std::printf("suite listening on %s\n", (*suite)->address().c_str());
  if ((*suite)->door() != nullptr) {
    std::printf("HTTP on %s\n", (*suite)->door()->url().c_str());
  }
  std::fflush(stdout);
  RunUntilSignal();
  operation.Stop(server);
  return 0;
}

}  // namespace
}  // namespace lifeline

int main(int argc, char** argv) {
  lifeline::PrepareProcess();
  absl::SetProgramUsageMessage(
      "Lifeline in one process: roadmap, backlog and scoring.\n"
      "  lifeline-suite --data_dir=/var/lib/lifeline");
  absl::ParseCommandLine(argc, argv);
  return lifeline::Serve();
}

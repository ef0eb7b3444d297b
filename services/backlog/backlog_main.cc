// The backlog as a process of its own: flags to options to serve.

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/backlog/backlog_rpc.h"
#include "services/common/data_dir.h"
#include "services/common/executor.h"
#include "services/common/follower.h"
#include "services/common/login.h"
#include "services/common/main_flags.h"
#include "services/common/server.h"
#include "services/common/storage_service.h"
#include "services/rights/admission.h"

ABSL_FLAG(std::string, data_dir, "",
          "Folder of the database, made if it is not there. Required.");
ABSL_FLAG(
    std::string, listen, "127.0.0.1:4442",
    "HOST:PORT, on this machine unless tokens and TLS are configured; port "
    "0 takes a free one.");
ABSL_FLAG(std::string, roadmap, "127.0.0.1:4441",
          "HOST:PORT of the roadmap service.");

namespace lifeline::backlog {
namespace {

constexpr int kExecutorThreads = 2;

absl::Status Serve() {
  const std::string data_dir = absl::GetFlag(FLAGS_data_dir);
  if (data_dir.empty()) {
    return absl::InvalidArgumentError("--data_dir is required");
  }
  absl::Status made = MakeDataDir(data_dir);
  if (!made.ok()) return made;
  Operation operation(
      OperationFromFlags("backlog", [] { return absl::Now(); }));
  KeepBallast(data_dir, operation.log());
  Executor executor(kExecutorThreads);
  BacklogOptions options;
  options.database_path = absl::StrCat(data_dir, "/backlog.db");
  options.rpc = operation.Rpc(&executor, LoginName());
  absl::StatusOr<std::unique_ptr<BacklogServer>> backlog =
      BacklogServer::Make(std::move(options));
  if (!backlog.ok()) return backlog.status();
  StorageService storage(
      {{"backlog", (*backlog)->database(), (*backlog)->journal()->epoch()}},
      rights::ForOperators(operation.Rpc(nullptr, LoginName())));
  const absl::StatusOr<ServerOptions> listen =
      operation.Listen(absl::GetFlag(FLAGS_listen));
  if (!listen.ok()) return listen.status();
  absl::StatusOr<std::unique_ptr<Server>> server =
      Server::Start(*listen, {(*backlog)->named_service(), storage.service()});
  if (!server.ok()) return server.status();
  (*server)->OnStop([&backlog, &storage] {
    storage.Stop();
    (*backlog)->Stop();
  });
  (*backlog)->Start(FollowerChannel(absl::GetFlag(FLAGS_roadmap),
                                    operation.CallCredentials()));
  if (absl::Status serves = operation.Serve(server->get()); !serves.ok())
    return serves;
  std::printf("backlog listening on %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  RunUntilSignal();
  operation.Stop(server->get());
  // The server ends before what it serves.
  server->reset();
  return absl::OkStatus();
}

}  // namespace
}  // namespace lifeline::backlog

int main(int argc, char** argv) {
  lifeline::PrepareProcess();
  absl::SetProgramUsageMessage(
      "Keeps items, their ratings, estimates and history.\n"
      "  lifeline-backlog --data_dir=DIR --roadmap=127.0.0.1:4441");
  absl::ParseCommandLine(argc, argv);
  const absl::Status status = lifeline::backlog::Serve();
  if (status.ok()) return 0;
  std::fprintf(stderr, "lifeline-backlog: %s\n",
               std::string(status.message()).c_str());
  return 1;
}

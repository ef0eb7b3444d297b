// Scoring as a process of its own: flags to options to serve.

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/common/data_dir.h"
#include "services/common/executor.h"
#include "services/common/follower.h"
#include "services/common/login.h"
#include "services/common/main_flags.h"
#include "services/common/server.h"
#include "services/common/storage_service.h"
#include "services/rights/admission.h"
#include "services/scoring/outbox_flags.h"
#include "services/scoring/scoring_rpc.h"

ABSL_FLAG(std::string, data_dir, "",
          "Folder of scoring.db, made if it is not there. Required.");
ABSL_FLAG(
    std::string, listen, "127.0.0.1:4443",
    "HOST:PORT, on this machine unless tokens and TLS are configured; port "
    "0 takes a free one.");
ABSL_FLAG(std::string, roadmap, "127.0.0.1:4441",
          "HOST:PORT of the roadmap service.");
ABSL_FLAG(std::string, backlog, "127.0.0.1:4442",
          "HOST:PORT of the backlog service.");

namespace lifeline::scoring {
namespace {

constexpr int kExecutorThreads = 4;

absl::Status Serve() {
  const std::string data_dir = absl::GetFlag(FLAGS_data_dir);
  if (data_dir.empty()) {
    return absl::InvalidArgumentError(
        "--data_dir is required: the folder where scoring.db is kept");
  }
  if (absl::Status made = MakeDataDir(data_dir); !made.ok()) return made;
  Operation operation(
      OperationFromFlags("scoring", [] { return absl::Now(); }));
  KeepBallast(data_dir, operation.log());
  Executor executor(kExecutorThreads);
  ScoringOptions options;
  options.database_path = absl::StrCat(data_dir, "/scoring.db");
  options.rpc = operation.Rpc(&executor, LoginName());
  absl::StatusOr<OutboxOptions> outbox = OutboxFromFlags();
  if (!outbox.ok()) return outbox.status();
  options.outbox = *std::move(outbox);
  absl::StatusOr<std::unique_ptr<ScoringServer>> scoring =
      ScoringServer::Make(std::move(options));
  if (!scoring.ok()) return scoring.status();
  StorageService storage(
      {{"scoring", (*scoring)->database()}},
      rights::ForOperators(operation.Rpc(nullptr, LoginName())));
  const absl::StatusOr<ServerOptions> listen =
      operation.Listen(absl::GetFlag(FLAGS_listen));
  if (!listen.ok()) return listen.status();
  absl::StatusOr<std::unique_ptr<Server>> server =
      Server::Start(*listen, {(*scoring)->named_service(), storage.service()});
  if (!server.ok()) return server.status();
  (*server)->OnStop([&scoring, &storage] {
    storage.Stop();
    (*scoring)->Stop();
  });
  (*scoring)->Start(FollowerChannel(absl::GetFlag(FLAGS_backlog),
                                    operation.CallCredentials()),
                    FollowerChannel(absl::GetFlag(FLAGS_roadmap),
                                    operation.CallCredentials()));
  if (absl::Status serves = operation.Serve(server->get()); !serves.ok())
    return serves;
  std::printf("scoring listening on %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  RunUntilSignal();
  operation.Stop(server->get());
  // The server ends before what it serves.
  server->reset();
  return absl::OkStatus();
}

}  // namespace
}  // namespace lifeline::scoring

int main(int argc, char** argv) {
  lifeline::PrepareProcess();
  absl::SetProgramUsageMessage(
      "Ranks, draws the line and keeps the ledger.\n"
      "  lifeline-scoring --data_dir=DIR --roadmap=127.0.0.1:4441 "
      "--backlog=127.0.0.1:4442");
  absl::ParseCommandLine(argc, argv);
  const absl::Status status = lifeline::scoring::Serve();
  if (status.ok()) return 0;
  std::fprintf(stderr, "lifeline-scoring: %s\n",
               std::string(status.message()).c_str());
  return 1;
}

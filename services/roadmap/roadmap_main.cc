#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/time/clock.h"
#include "services/common/data_dir.h"
#include "services/common/executor.h"
#include "services/common/login.h"
#include "services/common/main_flags.h"
#include "services/common/server.h"
#include "services/common/storage_service.h"
#include "services/rights/admission.h"
#include "services/roadmap/roadmap_rpc.h"

ABSL_FLAG(std::string, data_dir, "",
          "Folder of roadmap.db; made if it is not there. Required.");
ABSL_FLAG(
    std::string, listen, "127.0.0.1:4441",
    "HOST:PORT, on this machine unless tokens and TLS are configured; port "
    "0 takes a free one.");
ABSL_FLAG(int, threads, 4, "Threads for reads and watches.");

namespace {

int Fail(const absl::Status& status) {
  std::cerr << "lifeline-roadmap: " << status.message() << std::endl;
  return 1;
}

int Serve() {
  const std::string data_dir = absl::GetFlag(FLAGS_data_dir);
  if (data_dir.empty()) {
    std::cerr << "lifeline-roadmap: --data_dir is required: the folder where "
                 "roadmap.db is kept\n";
    return 2;
  }
  lifeline::Operation operation(
      lifeline::OperationFromFlags("roadmap", [] { return absl::Now(); }));
  lifeline::Executor executor(absl::GetFlag(FLAGS_threads));
  lifeline::roadmap::RoadmapOptions options;
  options.data_dir = data_dir;
  options.rpc = operation.Rpc(&executor, lifeline::LoginName());
  auto roadmap = lifeline::roadmap::RoadmapServer::Open(std::move(options));
  if (!roadmap.ok()) return Fail(roadmap.status());
  lifeline::KeepBallast(data_dir, operation.log());
  lifeline::StorageService storage(
      {{"roadmap", (*roadmap)->database(), (*roadmap)->journal()->epoch()}},
      lifeline::rights::ForOperators(
          operation.Rpc(nullptr, lifeline::LoginName())));
  const auto listen = operation.Listen(absl::GetFlag(FLAGS_listen));
  if (!listen.ok()) return Fail(listen.status());
  auto server = lifeline::Server::Start(
      *listen, {(*roadmap)->service(), storage.service()});
  if (!server.ok()) return Fail(server.status());
  (*server)->OnStop([&roadmap, &storage] {
    storage.Stop();
    (*roadmap)->Stop();
  });
  if (absl::Status serves = operation.Serve(server->get()); !serves.ok())
    return Fail(serves);
  std::cout << "roadmap listening on " << (*server)->address() << std::endl;
  lifeline::RunUntilSignal();
  operation.Stop(server->get());
  server->reset();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  lifeline::PrepareProcess();
  absl::SetProgramUsageMessage(
      "Keeps portfolios, members, teams, periods, capacities, commitments, "
      "mandates, weaves, reviews and indicators.\n"
      "  lifeline-roadmap --data_dir=/var/lib/lifeline");
  absl::ParseCommandLine(argc, argv);
  return Serve();
}

#ifndef LIFELINE_TESTS_SUPPORT_DEPLOYMENT_H_
#define LIFELINE_TESTS_SUPPORT_DEPLOYMENT_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/grpcpp.h"
#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"

namespace lifeline::testing {

// One of our executables as a child process. Not thread safe.
class Process {
 public:
  // Starts `bin/<name>` with `flags` and returns once it has printed that it
  // listens.
  static absl::StatusOr<std::unique_ptr<Process>> Start(
      const std::string& name, const std::vector<std::string>& flags);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  // Asks it to stop and waits.
  ~Process();

  // kill -9, and waits until it is gone. INTERNAL if that was not its end: it
  // had crashed or left by itself.
  absl::Status Kill();
  // SIGTERM; the exit code.
  int Stop();

  // What it printed after "listening on ".
  const std::string& address() const { return address_; }

 private:
  Process(pid_t pid, int output) : pid_(pid), output_(output) {}
  pid_t pid_;
  int output_;
  std::string address_;
};

// Where an executable of ours lies: beside the tests or one folder up.
std::string BinaryPath(const std::string& name);

// A port that nobody listens on now.
int FreePort();

// A running Lifeline on a data folder of its own: the suite, or three
// processes. Not thread safe, but its stubs are.
class Deployment {
 public:
  enum class Kind { kSuite, kThreeProcesses };

  // On a new folder, or on one that is there, which it removes at its end.
  // `more_flags` go to every process.
  static absl::StatusOr<std::unique_ptr<Deployment>> Start(
      Kind kind, const std::string& data_dir = "",
      const std::vector<std::string>& more_flags = {});
  ~Deployment();

  roadmap::v1::RoadmapService::Stub& roadmap() { return *roadmap_; }
  backlog::v1::BacklogService::Stub& backlog() { return *backlog_; }
  scoring::v1::ScoringService::Stub& scoring() { return *scoring_; }

  // "roadmap", "backlog" or "scoring"; in the suite all three are one process.
  // INTERNAL if it was gone before, and not by a kill.
  absl::Status Kill(const std::string& service);
  absl::Status Restart(const std::string& service);
  // All of it, as one stops it to restore a backup: SIGTERM.
  void StopAll();
  absl::Status RestartAll();

  std::string address(const std::string& service) const;
  const std::string& data_dir() const { return data_dir_; }

 private:
  struct Part {
    std::string service;
    std::string binary;
    std::vector<std::string> flags;
    // Any free port, until it has one.
    std::string listen = "127.0.0.1:0";
    std::unique_ptr<Process> process = nullptr;
  };
  explicit Deployment(Kind kind) : kind_(kind) {}
  Part& PartOf(const std::string& service);

  const Kind kind_;
  std::string data_dir_;
  std::vector<Part> parts_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  std::unique_ptr<roadmap::v1::RoadmapService::Stub> roadmap_;
  std::unique_ptr<backlog::v1::BacklogService::Stub> backlog_;
  std::unique_ptr<scoring::v1::ScoringService::Stub> scoring_;
};

}  // namespace lifeline::testing

#endif  // LIFELINE_TESTS_SUPPORT_DEPLOYMENT_H_

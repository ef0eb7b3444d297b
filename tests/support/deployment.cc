#include "tests/support/deployment.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace lifeline::testing {
namespace {

constexpr absl::Duration kStartTimeout = absl::Seconds(30);
constexpr char kListening[] = "listening on ";

// The child's output up to the line that says where it listens; empty if it
// ended or took too long.
std::string ReadAddress(int fd) {
  std::string text;
  const absl::Time deadline = absl::Now() + kStartTimeout;
  while (absl::Now() < deadline) {
    pollfd waiting{fd, POLLIN, 0};
    if (poll(&waiting, 1, 100) <= 0) continue;
    char buffer[512];
    const ssize_t got = read(fd, buffer, sizeof buffer);
    if (got <= 0) return "";
    text.append(buffer, static_cast<size_t>(got));
    const size_t at = text.find(kListening);
    if (at == std::string::npos) continue;
    const size_t end = text.find('\n', at);
    if (end != std::string::npos) {
      const size_t begin = at + sizeof kListening - 1;
      return text.substr(begin, end - begin);
    }
  }
  return "";
}

}  // namespace

std::string BinaryPath(const std::string& name) {
  const std::filesystem::path self =
      std::filesystem::read_symlink("/proc/self/exe").parent_path();
  for (const std::filesystem::path& folder : {self, self.parent_path()}) {
    if (std::filesystem::exists(folder / name)) return (folder / name).string();
  }
  return (self.parent_path() / name).string();
}

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  int port = 0;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    port = ntohs(address.sin_port);
  }
  close(fd);
  return port;
}

absl::StatusOr<std::unique_ptr<Process>> Process::Start(
    const std::string& name, const std::vector<std::string>& flags) {
  const std::string path = BinaryPath(name);
  std::vector<char*> arguments{const_cast<char*>(path.c_str())};
  for (const std::string& flag : flags)
    arguments.push_back(const_cast<char*>(flag.c_str()));
  arguments.push_back(nullptr);
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return absl::InternalError("no pipe");
  const pid_t pid = fork();
  if (pid < 0) return absl::InternalError("no process");
  if (pid == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    execv(path.c_str(), arguments.data());
    _exit(127);
  }
  close(pipe_ends[1]);
  std::unique_ptr<Process> process(new Process(pid, pipe_ends[0]));
  process->address_ = ReadAddress(pipe_ends[0]);
  if (process->address_.empty()) {
    return absl::UnavailableError(
        absl::StrCat(path, " did not start; ", process->Kill().message()));
  }
  return process;
}

Process::~Process() { Stop(); }

absl::Status Process::Kill() {
  if (pid_ <= 0) return absl::OkStatus();
  kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  close(output_);
  pid_ = 0;
  if (WIFEXITED(status)) {
    return absl::InternalError(
        absl::StrCat("it left by itself with ", WEXITSTATUS(status)));
  }
  if (WTERMSIG(status) != SIGKILL) {
    return absl::InternalError(
        absl::StrCat("it died by itself of signal ", WTERMSIG(status)));
  }
  return absl::OkStatus();
}

int Process::Stop() {
  if (pid_ <= 0) return -1;
  kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
  close(output_);
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

absl::StatusOr<std::unique_ptr<Deployment>> Deployment::Start(
    Kind kind, const std::string& data_dir,
    const std::vector<std::string>& more_flags) {
  // An idle client of gRPC looks at its connections every five seconds only,
  // and a server that stops waits so long for it to let go.
  setenv("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "100", 0);
  std::unique_ptr<Deployment> deployment(new Deployment(kind));
  std::string folder =
      (std::filesystem::temp_directory_path() / "lifeline-test-XXXXXX")
          .string();
  if (!data_dir.empty()) {
    folder = data_dir;
  } else if (mkdtemp(folder.data()) == nullptr) {
    return absl::InternalError("no temporary folder");
  }
  deployment->data_dir_ = folder;

  const auto start = [&](const std::string& service, const std::string& binary,
                         std::vector<std::string> flags) {
    flags.push_back(absl::StrCat("--data_dir=", folder));
    flags.insert(flags.end(), more_flags.begin(), more_flags.end());
    deployment->parts_.push_back({service, binary, std::move(flags)});
    return deployment->Restart(service);
  };
  absl::Status started;
  if (kind == Kind::kSuite) {
    started = start("suite", "lifeline-suite", {});
  } else {
    const auto at = [&](const std::string& service) {
      return absl::StrCat("--", service, "=", deployment->address(service));
    };
    started = start("roadmap", "lifeline-roadmap", {});
    if (started.ok()) {
      started = start("backlog", "lifeline-backlog", {at("roadmap")});
    }
    if (started.ok()) {
      started =
          start("scoring", "lifeline-scoring", {at("roadmap"), at("backlog")});
    }
  }
  if (!started.ok()) return started;
  const auto channel = [&](const std::string& service) {
    grpc::ChannelArguments arguments;
    // A killed service is asked again soon, not after gRPC's usual minute of
    // back-off.
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    deployment->channels_.push_back(grpc::CreateCustomChannel(
        deployment->address(service), grpc::InsecureChannelCredentials(),
        arguments));
    return deployment->channels_.back();
  };
  deployment->roadmap_ =
      roadmap::v1::RoadmapService::NewStub(channel("roadmap"));
  deployment->backlog_ =
      backlog::v1::BacklogService::NewStub(channel("backlog"));
  deployment->scoring_ =
      scoring::v1::ScoringService::NewStub(channel("scoring"));
  return deployment;
}

Deployment::~Deployment() {
  while (!parts_.empty()) parts_.pop_back();
  std::error_code ignored;
  std::filesystem::remove_all(data_dir_, ignored);
}

Deployment::Part& Deployment::PartOf(const std::string& service) {
  for (Part& part : parts_) {
    if (part.service == service) return part;
  }
  return parts_.front();
}

absl::Status Deployment::Kill(const std::string& service) {
  Part& part = PartOf(service);
  return part.process == nullptr ? absl::OkStatus() : part.process->Kill();
}

absl::Status Deployment::Restart(const std::string& service) {
  Part& part = PartOf(service);
  std::vector<std::string> flags = part.flags;
  flags.push_back("--listen=" + part.listen);
  absl::StatusOr<std::unique_ptr<Process>> process =
      Process::Start(part.binary, flags);
  if (!process.ok()) return process.status();
  part.process = *std::move(process);
  // Others know it by that address by now.
  part.listen = part.process->address();
  return absl::OkStatus();
}

void Deployment::StopAll() {
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part)
    part->process.reset();
  // A call on a connection that nobody has noticed to be cut would fail.
  const absl::Time end = absl::Now() + absl::Seconds(5);
  for (const auto& channel : channels_) {
    while (channel->GetState(false) == GRPC_CHANNEL_READY && absl::Now() < end)
      absl::SleepFor(absl::Milliseconds(5));
  }
}

absl::Status Deployment::RestartAll() {
  for (Part& part : parts_) {
    absl::Status started = Restart(part.service);
    if (!started.ok()) return started;
  }
  return absl::OkStatus();
}

std::string Deployment::address(const std::string& service) const {
  return const_cast<Deployment*>(this)->PartOf(service).process->address();
}

}  // namespace lifeline::testing

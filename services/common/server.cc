#include "services/common/server.h"

#include <arpa/inet.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <signal.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

constexpr absl::string_view kHealthName = "grpc.health.v1.Health";

// Both plugins are process-wide switches of gRPC, to be set before any server
// is built.
void PrepareGrpc() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(false);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

absl::Status InvalidAddress(absl::string_view address) {
  return Error(
      absl::StatusCode::kInvalidArgument, "ADDRESS_INVALID",
      absl::StrCat("listen address: \"", address,
                   "\" is not HOST:PORT; write for example 127.0.0.1:4440"));
}

// Names other than localhost would be looked up, and nobody here knows where
// they lead.
bool IsLoopbackHost(absl::string_view host) {
  in_addr ipv4;
  if (host == "localhost" || host == "[::1]") return true;
  // All of 127.0.0.0/8 is this machine.
  return inet_pton(AF_INET, std::string(host).c_str(), &ipv4) == 1 &&
         (ntohl(ipv4.s_addr) >> 24) == 127;
}

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

absl::Status CheckListenAddress(absl::string_view address) {
  if (absl::StartsWith(address, "unix:")) return absl::OkStatus();
  const size_t colon = address.rfind(':');
  int port = -1;
  if (colon == absl::string_view::npos || colon == 0 ||
      !absl::SimpleAtoi(address.substr(colon + 1), &port) || port < 0 ||
      port > 65535) {
    return InvalidAddress(address);
  }
  if (IsLoopbackHost(address.substr(0, colon))) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "IDENTITY_REQUIRED",
               absl::StrCat("listen address: ", address,
                            " can be reached from other machines, and whoever "
                            "reaches it could act as anybody, "
                            "because neither identity nor TLS is configured; "
                            "listen on 127.0.0.1 or [::1]"),
               {{"address", address}});
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options, absl::Span<const NamedService> services) {
  PrepareGrpc();
  if (!options.in_process_only) {
    absl::Status address = CheckListenAddress(options.listen_address);
    if (!address.ok()) return address;
  }
  std::unique_ptr<Server> server(new Server());
  server->options_ = options;
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(options.max_message_bytes);
  builder.SetMaxSendMessageSize(options.max_message_bytes);
  // Two processes on one port would share the calls between them without a
  // word.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  int port = 0;
  if (!options.in_process_only) {
    builder.AddListeningPort(options.listen_address,
                             grpc::InsecureServerCredentials(), &port);
  }
  builder.RegisterService(&server->health_);
  for (const NamedService& service : services) {
    builder.RegisterService(service.service);
    server->health_.Set(service.name,
                        grpc::health::v1::HealthCheckResponse::SERVING);
  }
  server->health_.Set(kHealthName,
                      grpc::health::v1::HealthCheckResponse::SERVING);
  server->health_.Set("", grpc::health::v1::HealthCheckResponse::SERVING);
  server->server_ = builder.BuildAndStart();
  const bool unix_socket = absl::StartsWith(options.listen_address, "unix:");
  if (server->server_ == nullptr ||
      (!options.in_process_only && port == 0 && !unix_socket)) {
    return Error(absl::StatusCode::kUnavailable, "ADDRESS_IN_USE",
                 absl::StrCat("listen address: cannot listen on ",
                              options.listen_address,
                              "; another program may have it, choose another "
                              "port (0 takes a free one)"));
  }
  if (unix_socket && !options.in_process_only) {
    server->address_ = options.listen_address;
  } else if (!options.in_process_only) {
    server->address_ = absl::StrCat(
        options.listen_address.substr(0, options.listen_address.rfind(':')),
        ":", port);
  }
  return server;
}

Server::~Server() { Stop(); }

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(options_.max_message_bytes);
  arguments.SetMaxSendMessageSize(options_.max_message_bytes);
  return server_->InProcessChannel(arguments);
}

void Server::Stop() {
  if (server_ == nullptr || std::exchange(stopped_, true)) return;
  health_.Stop();
  for (const std::function<void()>& hook : hooks_) hook();
  health_.EndWatches();
  server_->Shutdown(std::chrono::system_clock::now() +
                    absl::ToChronoMilliseconds(options_.drain));
  server_->Wait();
}

void PrepareProcess() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  // Debian builds abseil with it, for debugging; it costs at every lock, and
  // gRPC takes many.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
}

int RunUntilSignal() {
  const sigset_t signals = StopSignals();
  int number = 0;
  while (sigwait(&signals, &number) != 0) {
  }
  return number;
}

}  // namespace lifeline

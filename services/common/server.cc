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
#include "absl/time/clock.h"
#include "services/common/call_observer.h"
#include "services/common/in_process.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

constexpr absl::string_view kHealthName = "grpc.health.v1.Health";
constexpr absl::string_view kReflectionName =
    "grpc.reflection.v1alpha.ServerReflection";
// How often a server that stops looks whether everything has ended.
constexpr absl::Duration kDrainTick = absl::Milliseconds(2);

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

absl::Status CheckListenAddress(absl::string_view address,
                                const ServerSecurity& security) {
  if (absl::StartsWith(address, "unix:")) return absl::OkStatus();
  const size_t colon = address.rfind(':');
  int port = -1;
  if (colon == absl::string_view::npos || colon == 0 ||
      !absl::SimpleAtoi(address.substr(colon + 1), &port) || port < 0 ||
      port > 65535) {
    return InvalidAddress(address);
  }
  if (IsLoopbackHost(address.substr(0, colon))) return absl::OkStatus();
  const bool tls = security.credentials != nullptr;
  if (security.identity && tls) return absl::OkStatus();
  const absl::string_view missing =
      security.identity ? "whoever stands in between could read and use the "
                          "tokens, because TLS is not configured; give "
                          "--tls_certificate and --tls_key"
      : tls ? "whoever reaches it could act as anybody, because identity is "
              "not configured; give --jwks, --token_issuer and "
              "--token_audience"
            : "whoever reaches it could act as anybody, because neither "
              "identity nor TLS is configured; give --jwks, --token_issuer, "
              "--token_audience, --tls_certificate and --tls_key";
  return Error(absl::StatusCode::kFailedPrecondition, "IDENTITY_REQUIRED",
               absl::StrCat("listen address: ", address,
                            " can be reached from other machines, and ",
                            missing, ", or listen on 127.0.0.1 or [::1]"),
               {{"address", address}});
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options, absl::Span<const NamedService> services) {
  PrepareGrpc();
  if (!options.in_process_only) {
    absl::Status address =
        CheckListenAddress(options.listen_address, options.security);
    if (!address.ok()) return address;
  }
  std::unique_ptr<Server> server(new Server());
  server->options_ = options;
  server->services_.assign(services.begin(), services.end());
  if (options.security.refresh)
    server->services_.push_back(
        {kSecurityName, nullptr, options.security.refresh});
  server->reasons_.resize(server->services_.size());
  const ServerLimits& limits = options.limits;
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(static_cast<int>(limits.message_bytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE,
                             static_cast<int>(limits.metadata_bytes));
  server->health_.SetLimit(limits.health_watches);
  builder.experimental().SetInterceptorCreators(server->Observers());
  // Two processes on one port would share the calls between them without a
  // word.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  int port = 0;
  if (!options.in_process_only) {
    builder.AddListeningPort(options.listen_address,
                             options.security.credentials != nullptr
                                 ? options.security.credentials
                                 : grpc::InsecureServerCredentials(),
                             &port);
  }
  builder.RegisterService(&server->health_);
  for (const NamedService& service : server->services_) {
    if (service.service != nullptr) builder.RegisterService(service.service);
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
  server->CheckHealth();
  server->health_thread_ =
      std::thread([server = server.get()] { server->KeepAskingForHealth(); });
  return server;
}

Server::~Server() { Stop(); }

std::shared_ptr<grpc::Channel> Server::InProcessChannel(
    const std::string& credential) {
  grpc::ChannelArguments arguments;
  // Our own answers: they are as large as they are.
  arguments.SetMaxReceiveMessageSize(-1);
  return server_->experimental().InProcessChannelWithInterceptors(
      arguments, SendingCredential(credential));
}

void Server::Stop() {
  if (server_ == nullptr || std::exchange(stopped_, true)) return;
  health_.Stop();
  for (const std::function<void()>& hook : hooks_) hook();
  health_.EndWatches();
  {
    absl::MutexLock lock(&mutex_);
    ends_ = true;
  }
  health_thread_.join();
  Drain();
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
}

// gRPC would wait for the connections of idle callers too, who look at them
// every five seconds only. With nothing under way there is nothing to wait for.
void Server::Drain() {
  const absl::Time latest = absl::Now() + options_.drain;
  while (under_way_.load(std::memory_order_acquire) > 0 && absl::Now() < latest)
    absl::SleepFor(kDrainTick);
}

std::vector<
    std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
Server::Observers() {
  std::vector<std::string> names = {std::string(kHealthName),
                                    std::string(kReflectionName)};
  for (const NamedService& service : services_) names.push_back(service.name);
  std::vector<
      std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
      observers;
  observers.push_back(std::make_unique<CallObserver>(
      names, options_.metrics, options_.log, options_.log_calls, &under_way_));
  return observers;
}

void Server::CheckHealth() {
  absl::MutexLock lock(&mutex_);
  if (ends_) return;
  bool all = true;
  for (size_t i = 0; i < services_.size(); ++i) {
    const absl::Status health =
        services_[i].health ? services_[i].health() : absl::OkStatus();
    all = all && health.ok();
    const std::string reason = ReasonOf(WithErrorInfo(health));
    if (reason == reasons_[i]) continue;
    reasons_[i] = reason;
    health_.Set(services_[i].name,
                health.ok()
                    ? grpc::health::v1::HealthCheckResponse::SERVING
                    : grpc::health::v1::HealthCheckResponse::NOT_SERVING);
    LogEvent(options_.log, health.ok() ? LogLevel::kInfo : LogLevel::kError,
             health.ok() ? "serving again" : "not serving",
             {{"of", absl::string_view(services_[i].name)},
              {"reason", absl::string_view(reason)}});
  }
  health_.Set("", all ? grpc::health::v1::HealthCheckResponse::SERVING
                      : grpc::health::v1::HealthCheckResponse::NOT_SERVING);
}

void Server::KeepAskingForHealth() {
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&ends_),
                                  options_.health_tick))
        return;
    }
    CheckHealth();
  }
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

#include "services/common/call_observer.h"

#include <grpcpp/server_context.h>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/common/trace.h"

namespace lifeline {
namespace {

using grpc::experimental::InterceptionHookPoints;
using Clock = std::chrono::steady_clock;

// A call that takes longer has a line in the log.
constexpr double kSlowSeconds = 1;

// Fewer bounds than elsewhere: each method has its own.
std::vector<double> CallBounds() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5};
}

// Codes that are the server's trouble, not the caller's.
std::optional<LogLevel> TroubleOf(grpc::StatusCode code) {
  switch (code) {
    case grpc::INTERNAL:
    case grpc::DATA_LOSS:
    case grpc::UNKNOWN:
      return LogLevel::kError;
    case grpc::UNAVAILABLE:
    case grpc::RESOURCE_EXHAUSTED:
      return LogLevel::kWarning;
    default:
      return std::nullopt;
  }
}

// The names of codes as grpc-ecosystem writes them in grpc_code.
constexpr std::array<absl::string_view, 17> kCodes = {"OK",
                                                      "Canceled",
                                                      "Unknown",
                                                      "InvalidArgument",
                                                      "DeadlineExceeded",
                                                      "NotFound",
                                                      "AlreadyExists",
                                                      "PermissionDenied",
                                                      "ResourceExhausted",
                                                      "FailedPrecondition",
                                                      "Aborted",
                                                      "OutOfRange",
                                                      "Unimplemented",
                                                      "Internal",
                                                      "Unavailable",
                                                      "DataLoss",
                                                      "Unauthenticated"};

size_t IndexOf(grpc::StatusCode code) {
  const int index = code;
  return index >= 0 && index < 17 ? index : grpc::UNKNOWN;
}

// The trace that the caller sent, or one that begins here.
TraceContext TraceOf(const grpc::ServerContextBase& context) {
  const auto header = context.client_metadata().find(kTraceparent);
  if (header != context.client_metadata().end()) {
    std::optional<TraceContext> sent = ParseTraceparent(
        absl::string_view(header->second.data(), header->second.size()));
    if (sent.has_value()) return {std::move(sent->trace_id), NewSpanId()};
  }
  return NewTrace();
}

// The status with the trace id, by which somebody who was told of the error
// finds its line.
grpc::Status WithTrace(const grpc::Status& status, const std::string& id) {
  google::rpc::Status wire;
  if (!wire.ParseFromString(status.error_details()) || wire.code() == 0) {
    wire.set_code(status.error_code());
    wire.set_message(status.error_message());
  }
  google::rpc::RequestInfo info;
  info.set_request_id(id);
  wire.add_details()->PackFrom(info);
  return grpc::Status(status.error_code(), status.error_message(),
                      wire.SerializeAsString());
}

}  // namespace

// One call on its way. gRPC runs the hooks of a call one after the other.
class CallObserver::Call : public grpc::experimental::Interceptor {
 public:
  Call(const CallObserver* observer, Method* method,
       const grpc::ServerContextBase* context)
      : observer_(observer),
        method_(method),
        context_(context),
        begin_(Clock::now()) {
    observer_->under_way_->fetch_add(1, std::memory_order_relaxed);
    if (method_->started != nullptr) method_->started->Add();
  }
  ~Call() override {
    observer_->under_way_->fetch_sub(1, std::memory_order_release);
  }

  void Intercept(
      grpc::experimental::InterceptorBatchMethods* methods) override {
    if (method_->received != nullptr) {
      if (methods->QueryInterceptionHookPoint(
              InterceptionHookPoints::POST_RECV_MESSAGE) &&
          methods->GetRecvMessage() != nullptr)
        method_->received->Add();
      if (methods->QueryInterceptionHookPoint(
              InterceptionHookPoints::PRE_SEND_MESSAGE))
        method_->sent->Add();
    }
    if (methods->QueryInterceptionHookPoint(
            InterceptionHookPoints::PRE_SEND_STATUS))
      End(methods);
    methods->Proceed();
  }

 private:
  void End(grpc::experimental::InterceptorBatchMethods* methods) const {
    const double seconds =
        std::chrono::duration<double>(Clock::now() - begin_).count();
    const grpc::Status status = methods->GetSendStatus();
    observer_->CountEnd(*method_, status.error_code(), seconds);
    const std::optional<LogLevel> trouble = TroubleOf(status.error_code());
    const bool slow = method_->unary && seconds > kSlowSeconds;
    const bool has_line = observer_->log_ != nullptr &&
                          (trouble.has_value() || slow || observer_->log_all_);
    if (status.ok() && !has_line) return;
    const TraceContext trace = TraceOf(*context_);
    if (!status.ok())
      methods->ModifySendStatus(WithTrace(status, trace.trace_id));
    if (!has_line) return;
    const std::string reason = ReasonOf(FromGrpc(status));
    observer_->log_->Write(
        trouble.value_or(LogLevel::kInfo), slow ? "a slow call" : "a call",
        {{"method", absl::string_view(method_->name)},
         {"code", CodeName(static_cast<absl::StatusCode>(status.error_code()))},
         {"reason", absl::string_view(reason)},
         {"duration_ms", seconds * 1000},
         {"trace_id", absl::string_view(trace.trace_id)},
         {"span_id", absl::string_view(trace.span_id)}});
  }

  const CallObserver* const observer_;
  Method* const method_;
  const grpc::ServerContextBase* const context_;
  const Clock::time_point begin_;
};

CallObserver::CallObserver(absl::Span<const std::string> services,
                           Metrics* metrics, const Log* log, bool log_all,
                           std::atomic<int64_t>* under_way)
    : metrics_(metrics), log_(log), log_all_(log_all), under_way_(under_way) {
  other_.name = "other";
  other_.unary = false;
  for (const std::string& service : services) AddMethods(service);
}

void CallObserver::AddMethods(const std::string& service) {
  const auto* known =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          service);
  for (int i = 0; known != nullptr && i < known->method_count(); ++i) {
    const auto& rpc = *known->method(i);
    auto method = std::make_unique<Method>();
    method->name = absl::StrCat("/", service, "/", rpc.name());
    method->unary = !rpc.server_streaming() && !rpc.client_streaming();
    method->labels = {{"grpc_type", method->unary            ? "unary"
                                    : rpc.client_streaming() ? "bidi_stream"
                                                             : "server_stream"},
                      {"grpc_service", service},
                      {"grpc_method", std::string(rpc.name())}};
    if (metrics_ != nullptr) {
      method->started =
          metrics_->AddCounter("grpc_server_started_total",
                               "Calls that have begun.", method->labels);
      method->received = metrics_->AddCounter("grpc_server_msg_received_total",
                                              "Messages received from callers.",
                                              method->labels);
      method->sent =
          metrics_->AddCounter("grpc_server_msg_sent_total",
                               "Messages sent to callers.", method->labels);
      method->seconds =
          metrics_->AddHistogram("grpc_server_handling_seconds",
                                 "Seconds from a call's arrival to its status.",
                                 CallBounds(), method->labels);
    }
    methods_.emplace(method->name, std::move(method));
  }
}

void CallObserver::CountEnd(Method& method, grpc::StatusCode code,
                            double seconds) const {
  if (method.seconds == nullptr) return;
  method.seconds->Observe(seconds);
  std::atomic<Counter*>& kept = method.handled[IndexOf(code)];
  Counter* handled = kept.load(std::memory_order_acquire);
  if (handled == nullptr) {
    // Two calls that meet here get the same series.
    MetricLabels labels = method.labels;
    labels.emplace_back("grpc_code", std::string(kCodes[IndexOf(code)]));
    handled =
        metrics_->AddCounter("grpc_server_handled_total",
                             "Calls that have ended, by status code.", labels);
    kept.store(handled, std::memory_order_release);
  }
  handled->Add();
}

grpc::experimental::Interceptor* CallObserver::CreateServerInterceptor(
    grpc::experimental::ServerRpcInfo* info) {
  const auto found = methods_.find(absl::string_view(info->method()));
  return new Call(this, found == methods_.end() ? &other_ : found->second.get(),
                  info->server_context());
}

}  // namespace lifeline

#include "services/gateway/upstream.h"

#include <grpc/support/time.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <grpcpp/support/slice.h>

#include <functional>
#include <utility>
#include <vector>

#include "services/common/rpc.h"
#include "services/common/trace.h"

namespace lifeline::gateway {
namespace {

constexpr int kReconnectMilliseconds = 1000;
constexpr int kFirstReconnectMilliseconds = 100;

grpc::ByteBuffer BufferOf(absl::string_view bytes) {
  const grpc::Slice slice(bytes.data(), bytes.size());
  return grpc::ByteBuffer(&slice, 1);
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices)
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

gpr_timespec DeadlineIn(absl::Duration timeout) {
  return gpr_time_add(
      gpr_now(GPR_CLOCK_MONOTONIC),
      gpr_time_from_nanos(absl::ToInt64Nanoseconds(timeout), GPR_TIMESPAN));
}

// A place where one coroutine waits for something that happens on a thread of
// gRPC's, before or after it begins to wait.
template <typename T>
class Happening {
 public:
  explicit Happening(net::any_io_executor executor) : executor_(executor) {}

  // From any thread, once for each Wait.
  void Tell(T value) {
    // Whoever is woken may let this object go before post has returned.
    const net::any_io_executor executor = executor_;
    net::post(executor, [this, value = std::move(value)]() mutable {
      value_ = std::move(value);
      if (wake_) std::exchange(wake_, nullptr)();
    });
  }

  // On the executor.
  Task<T> Wait() {
    if (!value_.has_value()) {
      co_await net::async_initiate<decltype(net::use_awaitable), void()>(
          [this](auto handler) {
            auto shared =
                std::make_shared<decltype(handler)>(std::move(handler));
            wake_ = [shared] { (*shared)(); };
          },
          net::use_awaitable);
    }
    T value = *std::move(value_);
    value_.reset();
    co_return value;
  }

 private:
  const net::any_io_executor executor_;
  std::optional<T> value_;
  std::function<void()> wake_;
};

}  // namespace

std::shared_ptr<grpc::ChannelCredentials> BackendCredentials(
    const std::string& ca_file) {
  if (ca_file.empty()) return nullptr;
  constexpr unsigned kSeconds = 1;
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          ca_file, kSeconds));
  options.watch_root_certs();
  return grpc::experimental::TlsCredentials(options);
}

std::shared_ptr<grpc::Channel> BackendChannel(
    const std::string& address,
    std::shared_ptr<grpc::ChannelCredentials> credentials) {
  grpc::ChannelArguments arguments;
  // What a service answers it has bounded itself.
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS,
                   kFirstReconnectMilliseconds);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectMilliseconds);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMilliseconds);
  if (credentials == nullptr) credentials = grpc::InsecureChannelCredentials();
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

// What gRPC tells of a stream, for who waits in Next and Finish.
class UpstreamCall::Reader
    : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit Reader(std::shared_ptr<UpstreamCall> call)
      : call_(std::move(call)),
        read_(call_->executor_),
        done_(call_->executor_) {}

  void Begin() {
    call_->stub_.PrepareBidiStreamingCall(&call_->context_, call_->method_, {},
                                          this);
    // Reads are begun from outside, one after the other.
    AddHold();
    StartWriteLast(&call_->request_, grpc::WriteOptions());
    StartCall();
  }

  Task<bool> Read() {
    StartRead(&call_->response_);
    const bool more = co_await read_.Wait();
    if (!more) RemoveHold();
    co_return more;
  }
  Task<grpc::Status> Done() { co_return co_await done_.Wait(); }

  void OnReadDone(bool ok) override { read_.Tell(ok); }
  void OnDone(const grpc::Status& status) override { done_.Tell(status); }

 private:
  const std::shared_ptr<UpstreamCall> call_;
  Happening<bool> read_;
  Happening<grpc::Status> done_;
};

UpstreamCall::UpstreamCall(std::shared_ptr<grpc::Channel> channel,
                           std::string method, const CallerMetadata& caller,
                           absl::Duration timeout,
                           net::any_io_executor executor)
    : channel_(std::move(channel)),
      stub_(channel_),
      method_(std::move(method)),
      executor_(std::move(executor)) {
  if (timeout != absl::InfiniteDuration())
    context_.set_deadline(DeadlineIn(timeout));
  if (!caller.claim.empty())
    context_.AddMetadata(kCallerMetadata, caller.claim);
  if (!caller.authorization.empty())
    context_.AddMetadata("authorization", caller.authorization);
  if (!caller.traceparent.empty())
    context_.AddMetadata(kTraceparent, caller.traceparent);
}

Task<UpstreamAnswer> UpstreamCall::Unary(absl::string_view request) {
  request_ = BufferOf(request);
  // The call outlives a coroutine that is given up.
  auto answered = std::make_shared<Happening<grpc::Status>>(executor_);
  stub_.UnaryCall(&context_, method_, {}, &request_, &response_,
                  [self = shared_from_this(), answered](grpc::Status status) {
                    answered->Tell(std::move(status));
                  });
  UpstreamAnswer answer;
  answer.status = co_await answered->Wait();
  if (answer.status.ok()) answer.message = BytesOf(response_);
  co_return answer;
}

void UpstreamCall::Start(absl::string_view request) {
  request_ = BufferOf(request);
  reader_ = new Reader(shared_from_this());
  reader_->Begin();
}

Task<std::optional<std::string>> UpstreamCall::Next() {
  if (!co_await reader_->Read()) co_return std::nullopt;
  std::string message = BytesOf(response_);
  response_.Clear();
  co_return message;
}

Task<grpc::Status> UpstreamCall::Finish() {
  const std::unique_ptr<Reader> reader(std::exchange(reader_, nullptr));
  co_return co_await reader->Done();
}

}  // namespace lifeline::gateway

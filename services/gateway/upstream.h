#ifndef LIFELINE_SERVICES_GATEWAY_UPSTREAM_H_
#define LIFELINE_SERVICES_GATEWAY_UPSTREAM_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/client_callback.h>
#include <grpcpp/support/status.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/gateway/asio.h"

namespace lifeline::gateway {

// What goes along with a call: what its caller sent, and nothing else. The
// gateway has no identity of its own.
struct CallerMetadata {
  std::string claim;
  std::string authorization;
  std::string traceparent;
};

struct UpstreamAnswer {
  grpc::Status status;
  std::string message;
};

// TLS to the services, with the authorities in this file, which is read again
// when it changes; null without one. No certificate of our own is shown: with
// one a caller who brings no token would be taken for a service.
std::shared_ptr<grpc::ChannelCredentials> BackendCredentials(
    const std::string& ca_file);

// A channel to a service that may be down: it is tried again every second.
std::shared_ptr<grpc::Channel> BackendChannel(
    const std::string& address,
    std::shared_ptr<grpc::ChannelCredentials> credentials);

// One call to a service, in bytes, awaited without a thread. Made for one call
// each; used on the strand of its connection.
class UpstreamCall : public std::enable_shared_from_this<UpstreamCall> {
 public:
  UpstreamCall(std::shared_ptr<grpc::Channel> channel, std::string method,
               const CallerMetadata& caller, absl::Duration timeout,
               net::any_io_executor executor);

  // The whole of a unary call.
  Task<UpstreamAnswer> Unary(absl::string_view request);

  // Begins a call whose answer streams.
  void Start(absl::string_view request);
  // Its next message; nothing at the end. Messages are fetched one at a time,
  // so a slow reader slows the service and fills no memory here.
  Task<std::optional<std::string>> Next();
  // After the last message.
  Task<grpc::Status> Finish();

  // The client has gone: the service hears of it. From any thread.
  void Cancel() { context_.TryCancel(); }

 private:
  class Reader;

  const std::shared_ptr<grpc::Channel> channel_;
  grpc::GenericStub stub_;
  const std::string method_;
  const net::any_io_executor executor_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  // Deletes itself once gRPC has done with it.
  Reader* reader_ = nullptr;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_UPSTREAM_H_

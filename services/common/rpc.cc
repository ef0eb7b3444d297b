#include "services/common/rpc.h"

#include <chrono>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline {

CallContext MakeCallContext(const RpcOptions& options,
                            const grpc::CallbackServerContext& context,
                            absl::string_view method) {
  CallContext call;
  const auto claim = context.client_metadata().find(kCallerMetadata);
  if (claim != context.client_metadata().end()) {
    call.caller_claim.assign(claim->second.data(), claim->second.size());
  }
  call.actor =
      call.caller_claim.empty() ? options.default_actor : call.caller_claim;
  const std::chrono::system_clock::time_point deadline = context.deadline();
  call.deadline = deadline == std::chrono::system_clock::time_point::max()
                      ? absl::InfiniteFuture()
                      : absl::FromChrono(deadline);
  call.now = options.clock();
  call.method = std::string(method);
  call.server_context = &context;
  return call;
}

absl::Status StillWanted(const CallContext& call) {
  if (call.server_context != nullptr && call.server_context->IsCancelled()) {
    return Error(absl::StatusCode::kCancelled, "CANCELLED",
                 "the caller has gone; nothing was done");
  }
  if (call.deadline < absl::Now()) {
    return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                 "the deadline passed before the call was begun; nothing was "
                 "done, call again with more time");
  }
  return absl::OkStatus();
}

absl::Duration TimeLeft(const CallContext& call) {
  return call.deadline - absl::Now();
}

RequestKey MakeRequestKey(const CallContext& call, const MutationSpec& spec,
                          const google::protobuf::MessageLite& request) {
  // A preview is not stored and finds no stored answer: the real request may
  // follow under the same id.
  if (spec.request_id.empty() || spec.validate_only)
    return RequestKey{call.actor, "", call.method, ""};
  return RequestKey{call.actor, spec.request_id, call.method,
                    MessageDigest(request)};
}

grpc::Status RestoreAnswer(const absl::Status& status, bool repeated,
                           const std::string& answer,
                           google::protobuf::MessageLite* response) {
  if (!status.ok()) return ToGrpc(status);
  if (repeated && !response->ParseFromString(answer)) {
    return ToGrpc(Error(absl::StatusCode::kInternal, "ANSWER_UNREADABLE",
                        "request_id: the stored answer cannot be read any "
                        "more; read the resource instead"));
  }
  return grpc::Status::OK;
}

}  // namespace lifeline

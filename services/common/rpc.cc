#include "services/common/rpc.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/authenticator.h"
#include "services/common/in_process.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

// Who the call claims to come from; empty if it claims nothing.
absl::StatusOr<absl::string_view> ClaimOf(
    const RpcOptions& options, const grpc::CallbackServerContext& context) {
  const auto claim = context.client_metadata().find(kCallerMetadata);
  if (claim == context.client_metadata().end()) return absl::string_view();
  const absl::string_view text(claim->second.data(), claim->second.size());
  const ServerLimits limits =
      options.callers == nullptr ? ServerLimits() : options.callers->limits();
  if (static_cast<int64_t>(text.size()) > limits.actor_characters) {
    return Error(absl::StatusCode::kInvalidArgument, "ACTOR_INVALID",
                 absl::StrCat(kCallerMetadata, ": has ", text.size(),
                              " characters; at most ", limits.actor_characters,
                              " say who acts"));
  }
  return text;
}

absl::string_view ViewOf(const grpc::string_ref& text) {
  return absl::string_view(text.data(), text.size());
}

// What the call says about its caller, wherever it says so.
Credentials CredentialsOf(const grpc::CallbackServerContext& context,
                          absl::string_view claim) {
  Credentials credentials;
  credentials.claim = claim;
  const auto& metadata = context.client_metadata();
  const auto [first, last] = metadata.equal_range("authorization");
  for (auto it = first; it != last; ++it)
    credentials.authorizations.push_back(ViewOf(it->second));
  const auto in_process = metadata.find(kInProcessMetadata);
  if (in_process != metadata.end())
    credentials.in_process = ViewOf(in_process->second);
  if (const auto transport = context.auth_context(); transport != nullptr) {
    const std::vector<grpc::string_ref> names =
        transport->FindPropertyValues(GRPC_PEER_SPIFFE_ID_PROPERTY_NAME);
    for (const grpc::string_ref& name : names)
      credentials.certificates.emplace_back(name.data(), name.size());
  }
  return credentials;
}

// Fills in the claim, the actor and the identity.
absl::Status IdentifyCaller(const RpcOptions& options,
                            const grpc::CallbackServerContext& context,
                            CallContext* call) {
  const absl::StatusOr<absl::string_view> claim = ClaimOf(options, context);
  if (!claim.ok()) return claim.status();
  call->caller_claim = std::string(*claim);
  if (options.authenticator == nullptr) {
    call->actor = claim->empty() ? options.default_actor : call->caller_claim;
    call->identity.name = call->actor;
    return absl::OkStatus();
  }
  absl::StatusOr<Identity> identity = options.authenticator->Identify(
      CredentialsOf(context, *claim), options.clock());
  if (!identity.ok()) return identity.status();
  call->identity = *std::move(identity);
  call->actor = call->identity.kind == Identity::Kind::kService
                    ? ServiceActor(call->identity.name)
                    : call->identity.name;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CallContext> EnterCall(
    const RpcOptions& options, const grpc::CallbackServerContext& context,
    absl::string_view method) {
  CallContext call;
  absl::Status identified = IdentifyCaller(options, context, &call);
  if (!identified.ok()) return identified;
  const std::chrono::system_clock::time_point deadline = context.deadline();
  call.deadline = deadline == std::chrono::system_clock::time_point::max()
                      ? absl::InfiniteFuture()
                      : absl::FromChrono(deadline);
  if (options.callers != nullptr) {
    const absl::Time now = absl::Now();
    absl::Status taken = options.callers->TakeCall(call.actor, now);
    if (!taken.ok()) return taken;
    // Without a deadline each wait has a longest of its own.
    if (call.deadline != absl::InfiniteFuture()) {
      call.deadline =
          std::min(call.deadline, now + options.callers->limits().longest_call);
    }
  }
  call.now = options.clock();
  call.method = std::string(method);
  call.server_context = &context;
  return call;
}

absl::Status Admitted(const RpcOptions& options, const CallContext& call,
                      const google::protobuf::Message& request) {
  return options.admit ? options.admit(call, request) : absl::OkStatus();
}

std::function<absl::Status()> StreamAdmission(
    const RpcOptions& options, const grpc::CallbackServerContext& context,
    absl::string_view method, const google::protobuf::Message& request) {
  if (!options.admit) return [] { return absl::OkStatus(); };
  CallContext call;
  // EnterStream has said the same already.
  absl::Status identified = IdentifyCaller(options, context, &call);
  if (!identified.ok()) return [identified] { return identified; };
  call.method = std::string(method);
  std::shared_ptr<google::protobuf::Message> asked(request.New());
  asked->CopyFrom(request);
  return [admit = options.admit, call = std::move(call), asked] {
    return admit(call, *asked);
  };
}

absl::StatusOr<StreamPlace> EnterStream(
    const RpcOptions& options, const grpc::CallbackServerContext& context) {
  CallContext call;
  absl::Status identified = IdentifyCaller(options, context, &call);
  if (!identified.ok()) return identified;
  absl::StatusOr<StreamPlace> place =
      options.callers == nullptr
          ? StreamPlace()
          : options.callers->TakeStream(call.actor, absl::Now());
  if (place.ok()) place->set_until(call.identity.until);
  return place;
}

WriterOptions WriterOptionsOf(const RpcOptions& options,
                              absl::string_view part) {
  WriterOptions writer;
  writer.log = options.log;
  if (options.metrics != nullptr) {
    writer.batch_sizes = options.metrics->AddHistogram(
        "lifeline_commit_batch_size", "Changes that one commit made durable.",
        {1, 2, 4, 8, 16, 32, 64, 128, 256}, {{"part", std::string(part)}});
  }
  return writer;
}

void AddWriterMetrics(const RpcOptions& options, absl::string_view part,
                      const Writer* writer) {
  if (options.metrics == nullptr) return;
  options.metrics->AddGauge(
      "lifeline_writer_queue", "Changes that wait to be written.",
      [writer] { return static_cast<double>(writer->waiting()); },
      {{"part", std::string(part)}});
}

void AddLag(const RpcOptions& options, absl::string_view part,
            absl::string_view source, std::function<absl::Duration()> lag) {
  if (options.metrics == nullptr) return;
  options.metrics->AddGauge(
      "lifeline_follower_lag_seconds",
      "Seconds since the source last said that everything was told; up to "
      "its heartbeat of ten seconds is usual.",
      [lag = std::move(lag)] { return absl::ToDoubleSeconds(lag()); },
      {{"part", std::string(part)}, {"source", std::string(source)}});
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

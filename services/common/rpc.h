#ifndef LIFELINE_SERVICES_COMMON_RPC_H_
#define LIFELINE_SERVICES_COMMON_RPC_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "google/protobuf/message_lite.h"
#include "services/common/callers.h"
#include "services/common/digest.h"
#include "services/common/executor.h"
#include "services/common/identity.h"
#include "services/common/journal.h"
#include "services/common/log.h"
#include "services/common/metrics.h"
#include "services/common/requests.h"
#include "services/common/status_grpc.h"
#include "services/common/writer.h"

namespace lifeline {

class Authenticator;

// Glue that makes each RPC's gRPC override one line around a function that
// returns absl::StatusOr<Response>. No gRPC thread ever waits: work goes to the
// writer or to an executor, and the call is finished from there.

// The metadata key of the claim who acts.
inline constexpr char kCallerMetadata[] = "lifeline-as";

// Who calls, until when, and what time it is.
struct CallContext {
  // What the caller claims to be, as written in the metadata; empty if it
  // claims nothing.
  std::string caller_claim;
  // Who acts: the claim, or RpcOptions::default_actor without one; with an
  // authenticator what the token names, or `service:scoring`.
  std::string actor;
  // How that is known; its name is the actor, without `service:`.
  Identity identity;
  // InfiniteFuture if the caller set none.
  absl::Time deadline;
  absl::Time now;
  // The full name ("/lifeline.backlog.v1.BacklogService/GetItem").
  std::string method;
  // To ask whether the caller is still there. Valid until the call is finished.
  // May be null in tests.
  const grpc::CallbackServerContext* server_context = nullptr;
};

// Whether a call may be served, which its request says; asked wherever it runs,
// so that it may read the disk there.
using AdmitCall = std::function<absl::Status(
    const CallContext& call, const google::protobuf::Message& request)>;

// What the glue needs; outlives all calls.
struct RpcOptions {
  Executor* executor = nullptr;
  std::function<absl::Time()> clock = {};
  // Acts where the caller claims nothing, for example "local:anna".
  std::string default_actor = {};
  // What each caller is allowed; null allows everything, in tests.
  Callers* callers = nullptr;
  // Where events and figures go; null for nowhere.
  const Log* log = nullptr;
  Metrics* metrics = nullptr;
  // Knows callers by token or certificate; null believes what they claim, on
  // this machine.
  Authenticator* authenticator = nullptr;
  // Asked before every call that only reads, and for each batch of a stream;
  // null allows everything. What is written asks in its transaction.
  AdmitCall admit = {};
};

// The one place where a caller is known, whatever the transport, and where it
// is asked whether it may call: every handler begins with this.
// INVALID_ARGUMENT, reason ACTOR_INVALID; the errors of Authenticator::Identify
// and of Callers::TakeCall.
absl::StatusOr<CallContext> EnterCall(
    const RpcOptions& options, const grpc::CallbackServerContext& context,
    absl::string_view method);

// The same for a watch, which keeps the place until it ends.
absl::StatusOr<StreamPlace> EnterStream(
    const RpcOptions& options, const grpc::CallbackServerContext& context);

// What RpcOptions::admit says; OK without one. Calls that the glue does not ask
// for, because it does not know when their work begins, ask by this.
absl::Status Admitted(const RpcOptions& options, const CallContext& call,
                      const google::protobuf::Message& request);

// The same for a stream, to be asked as often as wanted.
std::function<absl::Status()> StreamAdmission(
    const RpcOptions& options, const grpc::CallbackServerContext& context,
    absl::string_view method, const google::protobuf::Message& request);

// `pull` of a watch that goes on only as long as `admitted` says so.
template <typename Pull>
auto PullIfAdmitted(std::function<absl::Status()> admitted, Pull pull) {
  return [admitted = std::move(admitted),
          pull = std::move(pull)]() -> decltype(pull()) {
    absl::Status may = admitted();
    if (!may.ok()) return may;
    return pull();
  };
}

// How a writer of the database of `part` ("backlog") tells of itself.
WriterOptions WriterOptionsOf(const RpcOptions& options,
                              absl::string_view part);
// Shows how far `part` is behind `source`, whom it follows.
void AddLag(const RpcOptions& options, absl::string_view part,
            absl::string_view source, std::function<absl::Duration()> lag);
// Shows the queue of that writer, which must outlive the door of the metrics.
void AddWriterMetrics(const RpcOptions& options, absl::string_view part,
                      const Writer* writer);

// CANCELLED or DEADLINE_EXCEEDED if nobody waits for the answer any more; asked
// before work that was queued begins.
absl::Status StillWanted(const CallContext& call);

// How long the caller still waits; InfiniteDuration if it set no deadline.
// Deadlines are the system's, whatever clock the calls are told.
absl::Duration TimeLeft(const CallContext& call);

// What a mutating request says about itself. The glue adds actor, method,
// digest and time.
struct MutationSpec {
  std::string scope = {};
  std::string request_id = {};
  bool validate_only = false;
  std::string reason = {};
  std::string change_id = {};
  int32_t change_parts = 0;
};

template <typename Response>
void FinishCall(grpc::ServerUnaryReactor* reactor, Response* response,
                absl::StatusOr<Response> result) {
  if (result.ok()) *response = *std::move(result);
  reactor->Finish(ToGrpc(result.status()));
}

// Memory only: `function` is `absl::StatusOr<Response>(const CallContext&,
// const Request&)` and runs at once on gRPC's thread. It must not touch the
// disk, wait, or compute for more than a millisecond.
template <typename Request, typename Response, typename Function>
grpc::ServerUnaryReactor* UnaryInline(const RpcOptions& options,
                                      grpc::CallbackServerContext* context,
                                      absl::string_view method,
                                      const Request* request,
                                      Response* response, Function function) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<CallContext> call = EnterCall(options, *context, method);
  const absl::Status may =
      call.ok() ? Admitted(options, *call, *request) : call.status();
  FinishCall<Response>(
      reactor, response,
      may.ok() ? absl::StatusOr<Response>(function(*call, *request)) : may);
  return reactor;
}

// Reads that touch the database or compute: the same function, run by the
// executor.
template <typename Request, typename Response, typename Function>
grpc::ServerUnaryReactor* UnaryOnExecutor(const RpcOptions& options,
                                          grpc::CallbackServerContext* context,
                                          absl::string_view method,
                                          const Request* request,
                                          Response* response,
                                          Function function) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<CallContext> entered = EnterCall(options, *context, method);
  if (!entered.ok()) {
    reactor->Finish(ToGrpc(entered.status()));
    return reactor;
  }
  options.executor->Post([&options, reactor, request, response,
                          function = std::move(function),
                          call = *std::move(entered)]() mutable {
    absl::Status wanted = StillWanted(call);
    if (wanted.ok()) wanted = Admitted(options, call, *request);
    FinishCall<Response>(
        reactor, response,
        wanted.ok() ? absl::StatusOr<Response>(function(call, *request))
                    : wanted);
  });
  return reactor;
}

// For answers that come later: `function` is `void(const CallContext&, const
// Request&, Answer)` with `Answer =
// std::function<void(absl::StatusOr<Response>)>`, runs at once on gRPC's
// thread, and calls Answer exactly once, from any thread. The request lives
// until then; the CallContext must be copied. What only reads asks Admitted.
template <typename Request, typename Response, typename Function>
grpc::ServerUnaryReactor* UnaryAsync(const RpcOptions& options,
                                     grpc::CallbackServerContext* context,
                                     absl::string_view method,
                                     const Request* request, Response* response,
                                     Function function) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<CallContext> call = EnterCall(options, *context, method);
  if (!call.ok()) {
    reactor->Finish(ToGrpc(call.status()));
    return reactor;
  }
  function(*call, *request,
           std::function<void(absl::StatusOr<Response>)>(
               [reactor, response](absl::StatusOr<Response> result) {
                 FinishCall<Response>(reactor, response, std::move(result));
               }));
  return reactor;
}

RequestKey MakeRequestKey(const CallContext& call, const MutationSpec& spec,
                          const google::protobuf::MessageLite& request);

// Finishes a call whose answer may be a stored one: `fresh` is already in
// `response`, else `answer` is parsed into it.
grpc::Status RestoreAnswer(const absl::Status& status, bool repeated,
                           const std::string& answer,
                           google::protobuf::MessageLite* response);

// Mutations of a journal: `function` is
// `absl::StatusOr<Response>(JournalTransaction&, const CallContext&, const
// Request&)`, runs on the writer's thread, and is answered after the commit.
// `spec` may be an error, which is the answer then. A repeated request is
// answered with the first answer, without running `function`.
template <typename Request, typename Response, typename Function>
grpc::ServerUnaryReactor* UnaryOnJournal(
    const RpcOptions& options, Journal* journal,
    grpc::CallbackServerContext* context, absl::string_view method,
    const Request* request, Response* response,
    absl::StatusOr<MutationSpec> spec, Function function) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<CallContext> entered = EnterCall(options, *context, method);
  if (!entered.ok() || !spec.ok()) {
    reactor->Finish(ToGrpc(entered.ok() ? spec.status() : entered.status()));
    return reactor;
  }
  CallContext call = *std::move(entered);
  Mutation mutation{spec->scope,
                    MakeRequestKey(call, *spec, *request),
                    spec->reason,
                    spec->change_id,
                    spec->change_parts,
                    spec->validate_only,
                    call.now};
  const bool keeps = !spec->request_id.empty() && !spec->validate_only;
  journal->Mutate(
      std::move(mutation),
      [request, response, keeps, call = std::move(call),
       function = std::move(function)](JournalTransaction& transaction) mutable
      -> absl::StatusOr<std::string> {
        if (absl::Status wanted = StillWanted(call); !wanted.ok())
          return wanted;
        absl::StatusOr<Response> result =
            function(transaction, std::as_const(call), *request);
        if (!result.ok()) return result.status();
        *response = *std::move(result);
        return keeps ? response->SerializeAsString() : std::string();
      },
      [reactor, response](absl::StatusOr<MutationResult> result) {
        reactor->Finish(result.ok()
                            ? RestoreAnswer(absl::OkStatus(), result->repeated,
                                            result->answer, response)
                            : ToGrpc(result.status()));
      });
  return reactor;
}

// Mutations of a service's own tables (which must contain kRequestsSchema):
// `function` is `absl::StatusOr<Response>(Transaction&, const CallContext&,
// const Request&)`; otherwise as UnaryOnJournal. spec.scope, reason and change
// are not looked at.
template <typename Request, typename Response, typename Function>
grpc::ServerUnaryReactor* UnaryOnWriter(
    const RpcOptions& options, Writer* writer,
    grpc::CallbackServerContext* context, absl::string_view method,
    const Request* request, Response* response,
    absl::StatusOr<MutationSpec> spec, Function function) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<CallContext> entered = EnterCall(options, *context, method);
  if (!entered.ok() || !spec.ok()) {
    reactor->Finish(ToGrpc(entered.ok() ? spec.status() : entered.status()));
    return reactor;
  }
  struct State {
    CallContext call;
    RequestKey key;
    bool validate_only;
    Function function;
    bool repeated = false;
    std::string answer;
  };
  CallContext call = *std::move(entered);
  RequestKey key = MakeRequestKey(call, *spec, *request);
  auto state = std::make_shared<State>(State{std::move(call),
                                             std::move(key),
                                             spec->validate_only,
                                             std::move(function),
                                             false,
                                             {}});
  writer->Submit(
      [state, request, response](Transaction& transaction) -> absl::Status {
        if (absl::Status wanted = StillWanted(state->call); !wanted.ok())
          return wanted;
        absl::StatusOr<std::optional<std::string>> known =
            FindAnswer(transaction, state->key);
        if (!known.ok()) return known.status();
        if (known->has_value()) {
          state->repeated = true;
          state->answer = **std::move(known);
          return absl::OkStatus();
        }
        absl::StatusOr<Response> result =
            state->function(transaction, std::as_const(state->call), *request);
        if (!result.ok()) return result.status();
        *response = *std::move(result);
        if (state->validate_only) {
          transaction.Discard();
          return absl::OkStatus();
        }
        return KeepAnswer(transaction, state->key,
                          response->SerializeAsString(), state->call.now);
      },
      [state, reactor, response](absl::Status status) {
        reactor->Finish(
            RestoreAnswer(status, state->repeated, state->answer, response));
      });
  return reactor;
}

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_RPC_H_

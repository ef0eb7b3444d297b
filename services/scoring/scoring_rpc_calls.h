#ifndef LIFELINE_SERVICES_SCORING_SCORING_RPC_CALLS_H_
#define LIFELINE_SERVICES_SCORING_SCORING_RPC_CALLS_H_

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/common/status.h"
#include "services/scoring/reasons.h"
#include "services/scoring/scoring_calls.h"
#include "services/scoring/scoring_rpc.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {

// The ways that a call of scoring goes: which thread answers it, and what it
// waits for. Thread safe.
class ScoringServer::Calls {
 public:
  explicit Calls(ScoringServer* server) : owner_(server) {}

 protected:
  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;

  // Calls `go_on` once the minimum is reached, at once if it is, with whether
  // the caller may; `waited` says whether it was not, and `go_on` runs on a
  // thread that must not be held up. Every call but a watch comes by here.
  template <typename Request>
  void Wait(const CallContext& call, const Request& request,
            std::function<void(absl::Status, bool waited)> go_on) {
    // Only now is known who the members are.
    const auto then = [this, call, &request, go_on = std::move(go_on)](
                          absl::Status status, bool waited) {
      if (status.ok()) status = Admitted(owner_->options_.rpc, call, request);
      go_on(std::move(status), waited);
    };
    const std::shared_ptr<Waiters> waiters = owner_->waiters();
    if (waiters == nullptr) {
      then(Error(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
                 "the server is stopping; call again in a moment"),
           false);
      return;
    }
    Waiters::Minimum minimum = MinimumOf(request);
    bool reached = true;
    for (const auto& [source, revision] : minimum)
      reached = reached && waiters->Reached(source) >= revision;
    if (reached) {
      then(absl::OkStatus(), false);
      return;
    }
    const absl::Time deadline = owner_->WaitsUntil(call);
    waiters->WaitFor(std::move(minimum), deadline, [then](absl::Status status) {
      then(std::move(status), true);
    });
  }

  template <typename Response>
  void Post(const CallContext& call,
            std::function<absl::StatusOr<Response>()> work,
            Answer<Response> answer) {
    owner_->options_.rpc.executor->Post(
        [call, work = std::move(work), answer = std::move(answer)] {
          absl::Status wanted = StillWanted(call);
          answer(wanted.ok() ? work() : absl::StatusOr<Response>(wanted));
        });
  }

  template <typename Request, typename Response>
  Unary* FromMemory(Context* context, const char* method,
                    const Request* request, Response* response,
                    absl::StatusOr<Response> (*handler)(const Scoring&, Where,
                                                        const Request&)) {
    return UnaryAsync(
        owner_->options_.rpc, context, method, request, response,
        [this, handler](const CallContext& call, const Request& asked,
                        Answer<Response> answer) {
          Wait(call, asked,
               [this, call, &asked, handler, answer](absl::Status status,
                                                     bool waited) {
                 if (!status.ok()) return answer(status);
                 if (!waited) {
                   absl::StatusOr<Response> found =
                       handler(owner_->scoring_, Where::kMemory, asked);
                   if (!IsNeedsDisk(found.status()))
                     return answer(std::move(found));
                 }
                 Post<Response>(
                     call,
                     [this, &asked, handler] {
                       return handler(owner_->scoring_, Where::kMemoryAndDisk,
                                      asked);
                     },
                     answer);
               });
        });
  }

  template <typename Request, typename Response>
  Unary* FromDisk(Context* context, const char* method, const Request* request,
                  Response* response,
                  absl::StatusOr<Response> (*handler)(const Scoring&,
                                                      const Request&)) {
    return Read(context, method, request, response,
                [this, handler](const CallContext&, const Request& asked) {
                  return handler(owner_->scoring_, asked);
                });
  }

  // For what depends on the time of the call.
  template <typename Request, typename Response>
  Unary* FromDiskNow(Context* context, const char* method,
                     const Request* request, Response* response,
                     absl::StatusOr<Response> (*handler)(const Scoring&,
                                                         const CallContext&,
                                                         const Request&)) {
    return Read(context, method, request, response,
                [this, handler](const CallContext& call, const Request& asked) {
                  return handler(owner_->scoring_, call, asked);
                });
  }

  template <typename Request, typename Response, typename Work>
  Unary* Read(Context* context, const char* method, const Request* request,
              Response* response, Work work) {
    return UnaryAsync(
        owner_->options_.rpc, context, method, request, response,
        [this, work](const CallContext& call, const Request& asked,
                     Answer<Response> answer) {
          Wait(call, asked,
               [this, call, &asked, work, answer](absl::Status status, bool) {
                 if (!status.ok()) return answer(status);
                 Post<Response>(
                     call, [call, &asked, work] { return work(call, asked); },
                     answer);
               });
        });
  }

  // Questions that are long to answer wait for one another, on a thread of
  // their own: reading goes on meanwhile.
  template <typename Response>
  void Question(const CallContext& call,
                std::function<absl::StatusOr<Response>()> work,
                Answer<Response> answer) {
    const int32_t limit = owner_->options_.limits.questions;
    if (owner_->questions_.fetch_add(1) >= limit) {
      --owner_->questions_;
      return answer(Error(absl::StatusCode::kResourceExhausted,
                          kTooManyQuestions,
                          absl::StrCat(limit,
                                       " questions are waiting already; "
                                       "call again in a moment")));
    }
    owner_->analyst_.Post([this, call, work, answer] {
      absl::Status wanted = StillWanted(call);
      absl::StatusOr<Response> result =
          wanted.ok() ? work() : absl::StatusOr<Response>(wanted);
      // Before it is answered, so that whoever is may ask the next one.
      --owner_->questions_;
      answer(std::move(result));
    });
  }

  template <typename Request, typename Response>
  Unary* Ask(Context* context, const char* method, const Request* request,
             Response* response,
             absl::StatusOr<Response> (*handler)(const Scoring&,
                                                 const CallContext&,
                                                 const Request&)) {
    return UnaryAsync(
        owner_->options_.rpc, context, method, request, response,
        [this, handler](const CallContext& call, const Request& asked,
                        Answer<Response> answer) {
          Wait(
              call, asked,
              [this, call, &asked, handler, answer](absl::Status status, bool) {
                if (!status.ok()) return answer(status);
                Question<Response>(
                    call,
                    [this, call, &asked, handler] {
                      return handler(owner_->scoring_, call, asked);
                    },
                    answer);
              });
        });
  }

  template <typename Request, typename Response>
  Unary* Mutate(Context* context, const char* method, const Request* request,
                Response* response,
                absl::StatusOr<Response> (*handler)(const Scoring&,
                                                    Transaction&,
                                                    const CallContext&,
                                                    const Request&)) {
    return UnaryAsync(
        owner_->options_.rpc, context, method, request, response,
        [this, handler](const CallContext& call, const Request& asked,
                        Answer<Response> answer) {
          absl::StatusOr<MutationSpec> spec = Check(owner_->scoring_, asked);
          if (!spec.ok()) return answer(spec.status());
          Wait(call, asked,
               [this, call, &asked, handler, spec = *std::move(spec), answer](
                   absl::Status status, bool) {
                 if (!status.ok()) return answer(status);
                 MutateOnWriter<Request, Response>(
                     owner_->scoring_, call, spec, asked, handler,
                     AfterRanking(call, spec, answer));
               });
        });
  }

  // What activates a model is answered when the ranking by it is there;
  // everything else at once.
  template <typename Response>
  Answer<Response> AfterRanking(const CallContext& call,
                                const MutationSpec& spec,
                                Answer<Response> answer) {
    if constexpr (!std::is_same_v<Response, v1::ScoringModel> &&
                  !std::is_same_v<Response, v1::Dispute>) {
      return answer;
    } else {
      return [this, call, spec, answer](absl::StatusOr<Response> made) {
        const std::string model = made.ok() ? ActivatedBy(*made) : "";
        if (model.empty() || spec.validate_only) return answer(std::move(made));
        owner_->publisher_->PlanAgain(
            spec.scope, WhoActivated(owner_->scoring_, call, model),
            [answer, made = std::move(made)] { answer(made); });
      };
    }
  }

  // Calls `use` with the state of the portfolio that `name` is of; NOT_FOUND,
  // PORTFOLIO_NOT_FOUND.
  void Copy(const CallContext&, const std::string& name,
            std::function<void(absl::StatusOr<PlannedState>)> use) {
    const std::vector<std::string> parts = absl::StrSplit(name, '/');
    const std::string portfolio = parts.size() > 1 ? parts[1] : "";
    absl::StatusOr<std::shared_ptr<PortfolioState>> known =
        FindPortfolio(owner_->scoring_, portfolio);
    if (!known.ok()) return use(known.status());
    owner_->publisher_->CopyState(portfolio, std::move(use));
  }

  ScoringServer* const owner_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SCORING_RPC_CALLS_H_

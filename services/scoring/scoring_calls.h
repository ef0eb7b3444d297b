#ifndef LIFELINE_SERVICES_SCORING_SCORING_CALLS_H_
#define LIFELINE_SERVICES_SCORING_SCORING_CALLS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/requests.h"
#include "services/common/rpc.h"
#include "services/common/waiters.h"
#include "services/common/writer.h"
#include "services/scoring/scoring_service.h"

namespace lifeline::scoring {

// How the calls of scoring wait and where they run, apart from gRPC's face.

template <typename Response>
using Answer = std::function<void(absl::StatusOr<Response>)>;

// The source that a call waits for, of any epoch, or of that one.
inline std::string SourceName(absl::string_view service,
                              absl::string_view portfolio, int64_t epoch) {
  return epoch == 0 ? absl::StrCat(service, "/", portfolio)
                    : absl::StrCat(service, "/", portfolio, "@", epoch);
}

// What `request` must wait for; nothing if it does not say, or names no
// portfolio (which its handler will refuse).
template <typename Request>
Waiters::Minimum MinimumOf(const Request& request) {
  Waiters::Minimum minimum;
  if constexpr (requires { request.min_revisions(); }) {
    std::string name;
    if constexpr (requires { request.parent(); }) {
      name = request.parent();
    } else {
      name = request.name();
    }
    const std::vector<std::string> parts = absl::StrSplit(name, '/');
    if (parts.size() < 2 || parts[0] != "portfolios") return minimum;
    const v1::Revisions& wanted = request.min_revisions();
    if (wanted.backlog() > 0) {
      minimum.emplace_back(
          SourceName("backlog", parts[1], wanted.backlog_epoch()),
          wanted.backlog());
    }
    if (wanted.roadmap() > 0) {
      minimum.emplace_back(
          SourceName("roadmap", parts[1], wanted.roadmap_epoch()),
          wanted.roadmap());
    }
  }
  return minimum;
}

// The model that a call has made active, by name; empty if it did not.
inline std::string ActivatedBy(const v1::ScoringModel& made) {
  return made.state() == v1::ScoringModel::STATE_ACTIVE ? made.name() : "";
}
inline std::string ActivatedBy(const v1::Dispute& made) {
  return made.state() == v1::Dispute::STATE_GRANTED ? made.model() : "";
}

// Whose doing it is that a model became active: who called, who proposed it,
// and who signed. Reads the database.
std::vector<std::string> WhoActivated(const Scoring& scoring,
                                      const CallContext& call,
                                      const std::string& model);

// What is kept of an answer for a repeat: a secret is shown once.
template <typename Response>
std::string KeptAnswer(const Response& response) {
  if constexpr (std::is_same_v<Response, v1::Webhook>) {
    v1::Webhook kept = response;
    kept.clear_secret();
    return kept.SerializeAsString();
  } else {
    return response.SerializeAsString();
  }
}

// A mutation as UnaryOnWriter does it, for a call that may have been waiting,
// and whose answer may have to wait again. `request` must live until the
// answer. `handler` is `absl::StatusOr<Response>(const Scoring&, Transaction&,
// const CallContext&, const Request&)`.
template <typename Request, typename Response, typename Handler>
void MutateOnWriter(const Scoring& scoring, const CallContext& call,
                    const MutationSpec& spec, const Request& request,
                    Handler handler, Answer<Response> answer) {
  struct State {
    Response response;
    bool repeated = false;
    std::string stored;
  };
  auto state = std::make_shared<State>();
  scoring.store->writer()->Submit(
      [&scoring, call, spec, &request, handler,
       state](Transaction& transaction) -> absl::Status {
        absl::Status wanted = StillWanted(call);
        if (!wanted.ok()) return wanted;
        const RequestKey key = MakeRequestKey(call, spec, request);
        absl::StatusOr<std::optional<std::string>> known =
            FindAnswer(transaction, key);
        if (!known.ok()) return known.status();
        if (known->has_value()) {
          state->repeated = true;
          state->stored = **std::move(known);
          return absl::OkStatus();
        }
        absl::StatusOr<Response> made =
            handler(scoring, transaction, call, request);
        if (!made.ok()) return made.status();
        state->response = *std::move(made);
        if (spec.validate_only) {
          transaction.Discard();
          return absl::OkStatus();
        }
        return KeepAnswer(transaction, key, KeptAnswer(state->response),
                          call.now);
      },
      [state, answer = std::move(answer)](absl::Status status) {
        if (!status.ok()) {
          answer(status);
        } else if (state->repeated &&
                   !state->response.ParseFromString(state->stored)) {
          answer(absl::InternalError("the stored answer cannot be read"));
        } else {
          answer(std::move(state->response));
        }
      });
}

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SCORING_CALLS_H_

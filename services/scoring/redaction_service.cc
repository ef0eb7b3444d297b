#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/validate.h"
#include "services/scoring/erasure_store.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/task_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

constexpr absl::string_view kReceiptPattern =
    "portfolios/*/rankings/*/crossings/*/receipt";

// Whose texts must go: a receipt or a decision that was paused.
struct Subjects {
  std::optional<CrossingRef> receipt;
  std::optional<TaskRef> task;

  std::string portfolio() const {
    if (receipt) return receipt->portfolio;
    return task ? task->portfolio : std::string();
  }
};

Subjects ParseSubject(absl::string_view name, Violations* violations) {
  Subjects subjects;
  if (absl::StrContains(name, "/tasks/")) {
    subjects.task = ParseDecision(name, violations);
  } else {
    subjects.receipt =
        ParseCrossingName(kReceiptPattern, name, "name", violations);
  }
  return subjects;
}

absl::Status NothingThere(absl::string_view name) {
  return Error(absl::StatusCode::kFailedPrecondition, kNothingToRedact,
               absl::StrCat(name,
                            " has no text: it was not answered or paused, or "
                            "its text was removed before"),
               {{"name", name}});
}

}  // namespace

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::RedactTextRequest& request) {
  Violations violations;
  MutationSpec spec;
  spec.scope = ParseSubject(request.name(), &violations).portfolio();
  CheckText(request.reason(), {1, scoring.limits.reason, true}, "reason",
            &violations);
  CheckRequestId(request.request_id(), &violations);
  if (!violations.empty()) return violations.ToStatus();
  spec.request_id = request.request_id();
  return spec;
}

absl::StatusOr<v1::Redaction> RedactText(const Scoring& scoring,
                                         Transaction& transaction,
                                         const CallContext& call,
                                         const v1::RedactTextRequest& request) {
  Violations violations;
  const Subjects subjects = ParseSubject(request.name(), &violations);
  if (!violations.empty()) return violations.ToStatus();
  const std::string portfolio = subjects.portfolio();
  absl::StatusOr<std::string> actor =
      RequireActorAlsoArchived(scoring, portfolio, call);
  if (!actor.ok()) return actor.status();
  v1::Redaction redaction;
  redaction.set_name(request.name());
  redaction.set_redacted_by(*actor);
  *redaction.mutable_redact_time() = ToTimestamp(call.now);
  redaction.set_reason(request.reason());
  absl::StatusOr<bool> done =
      subjects.receipt
          ? RedactAnswers(transaction, portfolio, subjects.receipt->key,
                          redaction)
          : RedactPause(transaction, portfolio, subjects.task->subject.item,
                        subjects.task->subject.number, redaction);
  if (!done.ok()) return done.status();
  if (!*done) return NothingThere(request.name());
  return redaction;
}

}  // namespace lifeline::scoring

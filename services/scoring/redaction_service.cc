#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/scoring/dispute_service_parts.h"
#include "services/scoring/erasure_store.h"
#include "services/scoring/model_service_parts.h"
#include "services/scoring/model_store.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/task_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

constexpr absl::string_view kReceiptPattern =
    "portfolios/*/rankings/*/crossings/*/receipt";

constexpr absl::string_view kScenarioPattern = "portfolios/*/scenarios/*";

struct ScenarioRef {
  std::string portfolio;
  std::string id;
};

// Whose texts must go: one of a receipt, a decision that was paused, a dispute,
// a model and a scenario.
struct Subjects {
  std::optional<CrossingRef> receipt;
  std::optional<TaskRef> task;
  std::optional<DisputeRef> dispute;
  std::optional<ModelRef> model;
  std::optional<ScenarioRef> scenario;

  std::string portfolio() const {
    if (receipt) return receipt->portfolio;
    if (task) return task->portfolio;
    if (dispute) return dispute->portfolio;
    if (scenario) return scenario->portfolio;
    return model ? model->portfolio : std::string();
  }
};

Subjects ParseSubject(absl::string_view name, Violations* violations) {
  Subjects subjects;
  if (absl::StrContains(name, "/tasks/")) {
    subjects.task = ParseDecision(name, violations);
  } else if (absl::StrContains(name, "/disputes/")) {
    subjects.dispute = ParseDisputeName(name, violations);
  } else if (absl::StrContains(name, "/scenarios/")) {
    const auto ids = ParseName(kScenarioPattern, name, "name", violations);
    if (ids) subjects.scenario = {(*ids)[0], (*ids)[1]};
  } else if (absl::StrContains(name, "/models/")) {
    subjects.model = ParseModelName(name, violations);
    if (subjects.model && subjects.model->version == 0)
      violations->Add("name", "names a version, as in joint@2");
  } else {
    subjects.receipt =
        ParseCrossingName(kReceiptPattern, name, "name", violations);
  }
  return subjects;
}

// False if there was nothing to go.
absl::StatusOr<bool> Redact(Transaction& transaction, const Subjects& subjects,
                            const v1::Redaction& redaction) {
  const std::string portfolio = subjects.portfolio();
  if (subjects.receipt) {
    return RedactAnswers(transaction, portfolio, subjects.receipt->key,
                         redaction);
  }
  if (subjects.dispute) {
    return RedactDispute(transaction, portfolio, subjects.dispute->number,
                         redaction);
  }
  if (subjects.model) {
    const int64_t version = subjects.model->version;
    absl::StatusOr<std::optional<v1::ScoringModel>> model =
        ReadModel(transaction, portfolio, version);
    if (!model.ok()) return model.status();
    if (!model->has_value() || (*model)->name() != redaction.name())
      return NoModel(redaction.name());
    return RedactModel(transaction, portfolio, version, redaction);
  }
  if (subjects.scenario) {
    return RedactScenario(transaction, portfolio, subjects.scenario->id,
                          redaction);
  }
  return RedactPause(transaction, portfolio, subjects.task->subject.item,
                     subjects.task->subject.number, redaction);
}

absl::Status NothingThere(absl::string_view name) {
  return Error(absl::StatusCode::kFailedPrecondition, kNothingToRedact,
               absl::StrCat(name,
                            " has no text: nothing was said about it, or what "
                            "was is removed already"),
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
  absl::StatusOr<bool> done = Redact(transaction, subjects, redaction);
  if (!done.ok()) return done.status();
  if (!*done) return NothingThere(request.name());
  return redaction;
}

}  // namespace lifeline::scoring

#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/redact.h"
#include "services/common/validate.h"
#include "services/scoring/dispute_service_parts.h"
#include "services/scoring/erasure_store.h"
#include "services/scoring/model_service_parts.h"
#include "services/scoring/model_store.h"
#include "services/scoring/publisher.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/task_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

constexpr absl::string_view kReceiptPattern =
    "portfolios/*/rankings/*/crossings/*/receipt";

constexpr absl::string_view kScenarioPattern = "portfolios/*/scenarios/*";
constexpr absl::string_view kItemPattern = "portfolios/*/items/*";
// What of the roadmap is stored here with texts.
constexpr absl::string_view kMandatePattern = "portfolios/*/mandates/*";
constexpr absl::string_view kCapacityPattern =
    "portfolios/*/periods/*/capacities/*";

struct ScenarioRef {
  std::string portfolio;
  std::string id;
};

// What a restore took away from the backlog or the roadmap, so that it can be
// redacted here only.
struct GoneRef {
  std::string portfolio;
  // Of an item; empty for a resource of the roadmap.
  std::string item;
};

// Whose texts must go: one of a receipt, a decision that was paused, a dispute,
// a model, a scenario, and what is gone elsewhere.
struct Subjects {
  std::optional<CrossingRef> receipt;
  std::optional<TaskRef> task;
  std::optional<DisputeRef> dispute;
  std::optional<ModelRef> model;
  std::optional<ScenarioRef> scenario;
  std::optional<GoneRef> gone;

  std::string portfolio() const {
    if (receipt) return receipt->portfolio;
    if (task) return task->portfolio;
    if (dispute) return dispute->portfolio;
    if (scenario) return scenario->portfolio;
    if (gone) return gone->portfolio;
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
  } else if (absl::StrContains(name, "/items/")) {
    const auto ids = ParseName(kItemPattern, name, "name", violations);
    if (ids) subjects.gone = {(*ids)[0], (*ids)[1]};
  } else if (absl::StrContains(name, "/mandates/") ||
             absl::StrContains(name, "/capacities/")) {
    const bool mandate = absl::StrContains(name, "/mandates/");
    const auto ids = ParseName(mandate ? kMandatePattern : kCapacityPattern,
                               name, "name", violations);
    if (ids) subjects.gone = {(*ids)[0], ""};
  } else {
    subjects.receipt =
        ParseCrossingName(kReceiptPattern, name, "name", violations);
  }
  return subjects;
}

absl::Status CheckGone(const absl::StatusOr<int64_t>& gone,
                       absl::string_view name, absl::string_view way_out) {
  if (!gone.ok() || *gone != 0) return gone.status();
  return Error(absl::StatusCode::kFailedPrecondition, kRedactedElsewhere,
               absl::StrCat(name, " is still there: ", way_out,
                            "; here goes only what a restore has taken away"),
               {{"name", name}});
}

absl::StatusOr<bool> RedactGone(const Scoring& scoring,
                                Transaction& transaction, const GoneRef& ref,
                                const v1::Redaction& redaction) {
  const std::string& name = redaction.name();
  const bool item = !ref.item.empty();
  absl::StatusOr<int64_t> gone =
      item ? transaction.QueryInt(
                 "SELECT lost FROM input_item WHERE portfolio = ? AND item = ? "
                 "ORDER BY from_ranking DESC LIMIT 1",
                 {ref.portfolio, ref.item})
           : transaction.QueryInt(
                 "SELECT removed FROM input_roadmap WHERE portfolio = ? AND "
                 "name = ? ORDER BY from_ranking DESC LIMIT 1",
                 {ref.portfolio, name});
  if (absl::IsNotFound(gone.status())) return false;
  absl::Status status =
      CheckGone(gone, name,
                item ? "the backlog redacts it (RedactItem, lifeline item "
                       "redact)"
                     : "the roadmap redacts it (RedactResource, lifeline "
                       "redact)");
  if (!status.ok()) return status;
  const auto paths = item ? ItemTexts() : RoadmapTexts();
  const RedactedTexts texts{{paths.begin(), paths.end()},
                            MicrosOf(redaction.redact_time()),
                            redaction.redacted_by(),
                            redaction.reason()};
  status = item ? RedactStoredItem(transaction, ref.portfolio,
                                   {ref.item, /*lost=*/true, "", {texts}})
                : RedactStoredResource(transaction, ref.portfolio,
                                       {name, /*removed=*/true, "", {texts}});
  if (!status.ok()) return status;
  transaction.OnCommit(
      [publisher = scoring.publisher, portfolio = ref.portfolio, name, texts] {
        publisher->RedactGone(portfolio, name, texts);
      });
  return true;
}

// False if there was nothing to go.
absl::StatusOr<bool> Redact(const Scoring& scoring, Transaction& transaction,
                            const Subjects& subjects,
                            const v1::Redaction& redaction) {
  const std::string portfolio = subjects.portfolio();
  if (subjects.gone) {
    return RedactGone(scoring, transaction, *subjects.gone, redaction);
  }
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
  absl::StatusOr<bool> done = Redact(scoring, transaction, subjects, redaction);
  if (!done.ok()) return done.status();
  if (!*done) return NothingThere(request.name());
  return redaction;
}

}  // namespace lifeline::scoring

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"
#include "services/common/names.h"
#include "services/common/redact.h"
#include "services/common/validate.h"
#include "services/scoring/dispute_service_parts.h"
#include "services/scoring/erasure_store.h"
#include "services/scoring/model_service_parts.h"
#include "services/scoring/model_store.h"
#include "services/scoring/publisher.h"
#include "services/scoring/reasons.h"
#include "services/scoring/scoring_reads.h"
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
  std::string name;
  // The id of an item; empty for a resource of the roadmap.
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
  const auto gone = [&](absl::string_view pattern) {
    const auto ids = ParseName(pattern, name, "name", violations);
    if (!ids) return;
    const bool item = pattern == kItemPattern;
    subjects.gone = {(*ids)[0], std::string(name), item ? (*ids)[1] : ""};
  };
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  const absl::string_view kind = parts.size() > 2 ? parts[2] : "";
  if (kind == "tasks") {
    subjects.task = ParseDecision(name, violations);
  } else if (kind == "disputes") {
    subjects.dispute = ParseDisputeName(name, violations);
  } else if (kind == "scenarios") {
    const auto ids = ParseName(kScenarioPattern, name, "name", violations);
    if (ids) subjects.scenario = {(*ids)[0], (*ids)[1]};
  } else if (kind == "models") {
    subjects.model = ParseModelName(name, violations);
    if (subjects.model && subjects.model->version == 0)
      violations->Add("name", "names a version, as in joint@2");
  } else if (kind == "items") {
    gone(kItemPattern);
  } else if (kind == "mandates") {
    gone(kMandatePattern);
  } else if (kind == "periods") {
    gone(kCapacityPattern);
  } else {
    subjects.receipt =
        ParseCrossingName(kReceiptPattern, name, "name", violations);
  }
  return subjects;
}

absl::Status CheckGone(bool gone, absl::string_view name,
                       absl::string_view way_out) {
  if (gone) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, kRedactedElsewhere,
               absl::StrCat(name, " is still there: ", way_out,
                            "; here goes only what a restore has taken away"),
               {{"name", name}});
}

absl::Status NotKept(absl::string_view name) {
  return Error(absl::StatusCode::kNotFound, kNotKept,
               absl::StrCat(name, " is not kept here, and never was"),
               {{"name", name}});
}

RedactedTexts TextsOf(absl::Span<const absl::string_view> paths,
                      const v1::Redaction& redaction) {
  return {{paths.begin(), paths.end()},
          MicrosOf(redaction.redact_time()),
          redaction.redacted_by(),
          redaction.reason()};
}

absl::StatusOr<bool> RedactGoneItem(Transaction& transaction,
                                    const GoneRef& ref,
                                    const RedactedTexts& texts) {
  absl::StatusOr<std::optional<ItemInput>> kept =
      ReadNewestItem(transaction, ref.portfolio, ref.item);
  if (!kept.ok()) return kept.status();
  if (!kept->has_value()) return NotKept(ref.name);
  absl::Status gone =
      CheckGone((*kept)->lost, ref.name,
                "the backlog redacts it (RedactItem, lifeline item redact)");
  if (!gone.ok()) return gone;
  (*kept)->redacted = {texts};
  return RedactStoredItem(transaction, ref.portfolio, **kept);
}

absl::StatusOr<bool> RedactGoneResource(Transaction& transaction,
                                        const GoneRef& ref,
                                        const RedactedTexts& texts) {
  absl::StatusOr<std::optional<RoadmapInput>> kept =
      ReadNewestResource(transaction, ref.portfolio, ref.name);
  if (!kept.ok()) return kept.status();
  if (!kept->has_value()) return NotKept(ref.name);
  absl::Status gone =
      CheckGone((*kept)->removed, ref.name,
                "the roadmap redacts it (RedactResource, lifeline redact)");
  if (!gone.ok()) return gone;
  (*kept)->redacted = {texts};
  return RedactStoredResource(transaction, ref.portfolio, **kept);
}

absl::StatusOr<bool> RedactGone(const Scoring& scoring,
                                Transaction& transaction, const GoneRef& ref,
                                const v1::Redaction& redaction) {
  const RedactedTexts texts =
      TextsOf(ref.item.empty() ? RoadmapTexts() : ItemTexts(), redaction);
  absl::StatusOr<bool> done = ref.item.empty()
                                  ? RedactGoneResource(transaction, ref, texts)
                                  : RedactGoneItem(transaction, ref, texts);
  if (!done.ok() || !*done) return done;
  transaction.OnCommit([publisher = scoring.publisher, ref, texts] {
    publisher->RedactGone(ref.portfolio, ref.name, texts);
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

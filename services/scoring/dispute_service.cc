#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/scoring/dispute.h"
#include "services/scoring/dispute_service_parts.h"
#include "services/scoring/model_service_parts.h"
#include "services/scoring/model_store.h"
#include "services/scoring/proposal.h"
#include "services/scoring/proposal_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

using v1::Dispute;

template <typename Request>
MutationSpec SpecOf(const Request& request, std::string portfolio) {
  MutationSpec spec;
  spec.scope = std::move(portfolio);
  spec.request_id = request.request_id();
  spec.validate_only = request.validate_only();
  return spec;
}

// Who acts on which dispute.
struct Called {
  Acting acting;
  DisputeRef ref;
  StoredDispute stored;
};

absl::StatusOr<Called> FindCalled(const Scoring& scoring, const Reader& reader,
                                  const std::string& name,
                                  const CallContext& call) {
  Violations violations;
  const std::optional<DisputeRef> ref = ParseDisputeName(name, &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<Acting> acting = RequirePerson(scoring, ref->portfolio, call);
  if (!acting.ok()) return acting.status();
  absl::StatusOr<StoredDispute> stored =
      FindDispute(reader, *acting->latest, *ref);
  if (!stored.ok()) return stored.status();
  return Called{*std::move(acting), *ref, *std::move(stored)};
}

// The newest proposal of the model that a dispute is about.
struct Disputed {
  v1::ScoringModel model;
  StoredProposal stored;
};

absl::StatusOr<Disputed> FindDisputed(const Scoring& scoring,
                                      const Reader& reader,
                                      const std::string& name) {
  Violations violations;
  const std::optional<ModelRef> ref = ParseModelName(name, &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<v1::ScoringModel> model =
      FindModel(scoring, reader, *ref, name);
  if (!model.ok()) return model.status();
  absl::StatusOr<std::optional<StoredProposal>> stored =
      ReadProposal(reader, ref->portfolio, model->version());
  if (!stored.ok()) return stored.status();
  if (model->state() == v1::ScoringModel::STATE_PROPOSED &&
      stored->has_value()) {
    absl::Status fresh = CheckUpToDate(*model, (*stored)->outdated);
    if (!fresh.ok()) return fresh;
    return Disputed{*std::move(model), **std::move(stored)};
  }
  return Error(absl::StatusCode::kFailedPrecondition, kModelNotProposed,
               absl::StrCat(name,
                            " waits for no key: only about what is PROPOSED "
                            "the arbiter is called"),
               {{"model", name}});
}

// The decision stands in `called.stored.dispute`: it is written, and the
// receipt answered with it.
absl::Status EndAppeal(Transaction& transaction, const Called& called) {
  const Dispute& dispute = called.stored.dispute;
  const std::string& portfolio = called.ref.portfolio;
  absl::Status written =
      WriteDecision(transaction, portfolio, called.stored, "");
  if (!written.ok()) return written;
  v1::Receipt receipt;
  receipt.set_crossing(dispute.crossing());
  receipt.set_state(dispute.state() == Dispute::STATE_GRANTED
                        ? v1::Receipt::STATE_GRANTED
                        : v1::Receipt::STATE_REFUSED);
  receipt.set_answered_by(dispute.decided_by());
  *receipt.mutable_answer_time() = dispute.decide_time();
  return WriteAnswer(transaction, portfolio, called.stored.receipt, receipt,
                     /*step=*/2);
}

// Whether it is this one's turn among all that wait for the arbiter.
absl::Status CheckTurn(const Reader& reader, const Called& called) {
  absl::StatusOr<std::vector<StoredDispute>> stored =
      AllDisputes(reader, *called.acting.latest, called.ref.portfolio);
  if (!stored.ok()) return stored.status();
  std::vector<Dispute> all;
  for (StoredDispute& one : *stored) all.push_back(std::move(one.dispute));
  return CheckArbitersTurn(called.acting.facts(), all, called.stored.dispute);
}

void SetDecision(Dispute::State state, const std::string& reason,
                 const std::string& mandate, const CallContext& call,
                 Called* called) {
  Dispute& dispute = called->stored.dispute;
  dispute.set_state(state);
  dispute.set_decided_by(called->acting.member->name());
  *dispute.mutable_decide_time() = ToTimestamp(call.now);
  dispute.set_decision_reason(reason);
  if (state == Dispute::STATE_GRANTED) dispute.set_mandate(mandate);
}

absl::StatusOr<Dispute> CallAboutModel(const Scoring& scoring,
                                       Transaction& transaction,
                                       const CallContext& call,
                                       const v1::CallArbiterRequest& request) {
  Violations violations;
  const std::optional<ModelRef> ref =
      ParseModelName(request.name(), &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<Acting> acting = RequirePerson(scoring, ref->portfolio, call);
  if (!acting.ok()) return acting.status();
  absl::StatusOr<Disputed> disputed =
      FindDisputed(scoring, transaction, request.name());
  if (!disputed.ok()) return disputed.status();
  const v1::Proposal& proposal = disputed->stored.proposal;
  if (!proposal.dispute().empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, kBeforeTheArbiter,
                 absl::StrCat(proposal.dispute(), " is before the arbiter"),
                 {{"dispute", proposal.dispute()}});
  }
  absl::Status may =
      CheckCall(acting->facts(), *acting->member,
                absl::FromUnixMicros(MicrosOf(proposal.arbiter_time())),
                TakingPart(proposal), call.now);
  if (!may.ok()) return may;
  StoredDispute stored;
  stored.version = disputed->model.version();
  stored.proposal = disputed->stored.number;
  Dispute& dispute = stored.dispute;
  dispute.set_kind(Dispute::KIND_MODEL);
  dispute.set_state(Dispute::STATE_ARBITER);
  dispute.set_opened_by(acting->member->name());
  dispute.set_called_by(acting->member->name());
  *dispute.mutable_open_time() = ToTimestamp(call.now);
  *dispute.mutable_call_time() = ToTimestamp(call.now);
  *dispute.mutable_arbiter_time() = proposal.arbiter_time();
  absl::Status opened =
      OpenDispute(transaction, ref->portfolio, request.text(), &stored);
  if (!opened.ok()) return opened;
  absl::StatusOr<StoredDispute> found = FindDispute(
      transaction, *acting->latest, {ref->portfolio, stored.number});
  if (!found.ok()) return found.status();
  return std::move(found->dispute);
}

absl::Status DecideModel(const Scoring& scoring, Transaction& transaction,
                         const CallContext& call,
                         const v1::DecideDisputeRequest& request,
                         Called* called) {
  absl::StatusOr<Disputed> disputed =
      FindDisputed(scoring, transaction, called->stored.dispute.model());
  if (!disputed.ok()) return disputed.status();
  const v1::ScoringModel& model = disputed->model;
  const v1::Proposal& proposal = disputed->stored.proposal;
  std::set<std::string> taking_part = TakingPart(called->stored.dispute);
  taking_part.merge(TakingPart(proposal));
  absl::Status may =
      CheckDecider(called->acting.facts(), *called->acting.member, taking_part,
                   called->stored.dispute);
  if (may.ok()) may = CheckTurn(transaction, *called);
  if (!may.ok()) return may;
  const bool grants = request.decision() == Dispute::STATE_GRANTED;
  if (grants) {
    absl::Status same = CheckDigest(model, request.digest(), proposal);
    if (!same.ok()) return same;
  }
  SetDecision(request.decision(), request.reason(), "", call, called);
  const std::string& portfolio = called->ref.portfolio;
  absl::Status written =
      WriteDecision(transaction, portfolio, called->stored, proposal.digest());
  if (!written.ok()) return written;
  if (!grants) {
    return WriteRejection(transaction, portfolio, model.version(),
                          disputed->stored.number, "");
  }
  v1::Proposal::Signature signature;
  signature.set_role(roadmap::v1::ROLE_ARBITER);
  signature.set_signer(called->acting.member->name());
  *signature.mutable_sign_time() = ToTimestamp(call.now);
  signature.set_digest(request.digest());
  written = WriteSignature(transaction, portfolio, model,
                           disputed->stored.number, signature);
  if (!written.ok()) return written;
  return ActivateModel(transaction, portfolio, model.version(),
                       signature.signer(), call.now);
}

absl::Status DecideAppeal(Transaction& transaction, const CallContext& call,
                          const v1::DecideDisputeRequest& request,
                          Called* called) {
  const Dispute& dispute = called->stored.dispute;
  absl::Status may =
      CheckDecider(called->acting.facts(), *called->acting.member,
                   TakingPart(dispute), dispute);
  if (may.ok()) may = CheckTurn(transaction, *called);
  if (!may.ok()) return may;
  if (request.decision() == Dispute::STATE_GRANTED) {
    absl::Status placed =
        CheckMandate(*called->acting.latest->view, dispute, request.mandate());
    if (!placed.ok()) return placed;
  }
  SetDecision(request.decision(), request.reason(), request.mandate(), call,
              called);
  return EndAppeal(transaction, *called);
}

}  // namespace

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::StatePositionRequest& request) {
  Violations violations;
  const std::optional<DisputeRef> ref =
      ParseDisputeName(request.name(), &violations);
  CheckText(request.text(), {1, scoring.limits.answer_text, true}, "text",
            &violations);
  if (!request.grants() && !request.mandate().empty())
    violations.Add("mandate",
                   "belongs to a position that grants; leave it out");
  CheckRequestId(request.request_id(), &violations);
  if (!violations.empty()) return violations.ToStatus();
  return SpecOf(request, ref->portfolio);
}

absl::StatusOr<Dispute> StatePosition(const Scoring& scoring,
                                      Transaction& transaction,
                                      const CallContext& call,
                                      const v1::StatePositionRequest& request) {
  absl::StatusOr<Called> called =
      FindCalled(scoring, transaction, request.name(), call);
  if (!called.ok()) return called.status();
  const std::string& portfolio = called->ref.portfolio;
  absl::Status open = CheckOpen(called->stored.dispute);
  if (!open.ok()) return open;
  absl::StatusOr<roadmap::v1::Role> side = SideSpokenFor(
      *called->acting.member, request.role(), called->stored.dispute);
  if (!side.ok()) return side.status();
  Dispute::Position position;
  position.set_role(*side);
  position.set_member(called->acting.member->name());
  position.set_grants(request.grants());
  position.set_text(request.text());
  *position.mutable_state_time() = ToTimestamp(call.now);
  absl::Status written =
      WritePosition(transaction, portfolio, called->stored.number, position);
  if (!written.ok()) return written;
  absl::StatusOr<StoredDispute> stated =
      FindDispute(transaction, *called->acting.latest, called->ref);
  if (!stated.ok()) return stated.status();
  called->stored = *std::move(stated);
  Dispute& dispute = called->stored.dispute;
  const Dispute::State next = StateByPositions(dispute, called->acting.facts());
  if (next == dispute.state()) return std::move(dispute);
  if (next == Dispute::STATE_ARBITER) {
    *dispute.mutable_call_time() = ToTimestamp(call.now);
    written = WriteCall(transaction, portfolio, called->stored, "");
    dispute.set_state(next);
  } else {
    if (next == Dispute::STATE_GRANTED) {
      absl::Status placed = CheckMandate(*called->acting.latest->view, dispute,
                                         request.mandate());
      if (!placed.ok()) return placed;
    }
    SetDecision(next, request.text(), request.mandate(), call, &*called);
    written = EndAppeal(transaction, *called);
  }
  if (!written.ok()) return written;
  return std::move(dispute);
}

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::CallArbiterRequest& request) {
  Violations violations;
  std::string portfolio;
  if (absl::StrContains(request.name(), "/models/")) {
    const std::optional<ModelRef> ref =
        ParseModelName(request.name(), &violations);
    if (ref) portfolio = ref->portfolio;
  } else {
    const std::optional<DisputeRef> ref =
        ParseDisputeName(request.name(), &violations);
    if (ref) portfolio = ref->portfolio;
  }
  CheckText(request.text(), {1, scoring.limits.answer_text, true}, "text",
            &violations);
  CheckRequestId(request.request_id(), &violations);
  if (!violations.empty()) return violations.ToStatus();
  return SpecOf(request, std::move(portfolio));
}

absl::StatusOr<Dispute> CallArbiter(const Scoring& scoring,
                                    Transaction& transaction,
                                    const CallContext& call,
                                    const v1::CallArbiterRequest& request) {
  if (absl::StrContains(request.name(), "/models/"))
    return CallAboutModel(scoring, transaction, call, request);
  absl::StatusOr<Called> called =
      FindCalled(scoring, transaction, request.name(), call);
  if (!called.ok()) return called.status();
  Dispute& dispute = called->stored.dispute;
  absl::Status open = CheckOpen(dispute);
  if (!open.ok()) return open;
  if (dispute.state() == Dispute::STATE_ARBITER) {
    return Error(absl::StatusCode::kFailedPrecondition, kBeforeTheArbiter,
                 absl::StrCat(dispute.name(), " is before the arbiter"),
                 {{"dispute", dispute.name()}});
  }
  absl::Status may =
      CheckCall(called->acting.facts(), *called->acting.member,
                absl::FromUnixMicros(MicrosOf(dispute.arbiter_time())),
                TakingPart(dispute), call.now);
  if (!may.ok()) return may;
  dispute.set_called_by(called->acting.member->name());
  *dispute.mutable_call_time() = ToTimestamp(call.now);
  absl::Status written = WriteCall(transaction, called->ref.portfolio,
                                   called->stored, request.text());
  if (!written.ok()) return written;
  absl::StatusOr<StoredDispute> found =
      FindDispute(transaction, *called->acting.latest, called->ref);
  if (!found.ok()) return found.status();
  return std::move(found->dispute);
}

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::DecideDisputeRequest& request) {
  Violations violations;
  const std::optional<DisputeRef> ref =
      ParseDisputeName(request.name(), &violations);
  const bool grants = request.decision() == Dispute::STATE_GRANTED;
  if (!grants && request.decision() != Dispute::STATE_REFUSED)
    violations.Add("decision", "must be GRANTED or REFUSED");
  if (!grants && !request.mandate().empty())
    violations.Add("mandate", "belongs to GRANTED; leave it out");
  CheckText(request.reason(), {1, scoring.limits.answer_text, true}, "reason",
            &violations);
  CheckRequestId(request.request_id(), &violations);
  if (!violations.empty()) return violations.ToStatus();
  return SpecOf(request, ref->portfolio);
}

absl::StatusOr<Dispute> DecideDispute(const Scoring& scoring,
                                      Transaction& transaction,
                                      const CallContext& call,
                                      const v1::DecideDisputeRequest& request) {
  absl::StatusOr<Called> called =
      FindCalled(scoring, transaction, request.name(), call);
  if (!called.ok()) return called.status();
  absl::Status decided = CheckOpen(called->stored.dispute);
  if (decided.ok()) {
    decided = called->stored.dispute.kind() == Dispute::KIND_MODEL
                  ? DecideModel(scoring, transaction, call, request, &*called)
                  : DecideAppeal(transaction, call, request, &*called);
  }
  if (!decided.ok()) return decided;
  return std::move(called->stored.dispute);
}

}  // namespace lifeline::scoring

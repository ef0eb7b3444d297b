#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/validate.h"
#include "services/scoring/ledger.h"
#include "services/scoring/model_service_parts.h"
#include "services/scoring/model_store.h"
#include "services/scoring/proposal.h"
#include "services/scoring/proposal_store.h"
#include "services/scoring/reasons.h"
#include "services/scoring/scoring_calls.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

std::string StateWord(const v1::ScoringModel& model) {
  return std::string(
      absl::StripPrefix(v1::ScoringModel::State_Name(model.state()), "STATE_"));
}

absl::Status NotProposed(const v1::ScoringModel& model) {
  return Error(
      absl::StatusCode::kFailedPrecondition, kModelNotProposed,
      absl::StrCat(model.name(), " is ", StateWord(model),
                   "; only what is PROPOSED is signed or given up: "
                   "ProposeScoringModel (lifeline model propose) first"),
      {{"model", model.name()}});
}

// What all three mutations of a proposal begin with.
template <typename Request>
absl::StatusOr<MutationSpec> CheckCommon(const Request& request,
                                         Violations* violations) {
  const std::optional<ModelRef> ref =
      ParseModelName(request.name(), violations);
  if (ref && ref->version == 0)
    violations->Add("name",
                    "names a version, as in joint@2: the active one "
                    "is signed, or works without");
  CheckRequestId(request.request_id(), violations);
  if (!violations->empty()) return violations->ToStatus();
  MutationSpec spec;
  spec.scope = ref->portfolio;
  spec.request_id = request.request_id();
  spec.validate_only = request.validate_only();
  return spec;
}

// A model that was proposed, as it is stored.
struct Proposed {
  ModelRef ref;
  v1::ScoringModel model;
  StoredProposal stored;
};

absl::StatusOr<Proposed> FindProposed(const Scoring& scoring,
                                      const Reader& reader,
                                      const std::string& name) {
  Violations violations;
  const std::optional<ModelRef> ref = ParseModelName(name, &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<v1::ScoringModel> model =
      FindModel(scoring, reader, *ref, name);
  if (!model.ok()) return model.status();
  if (model->state() != v1::ScoringModel::STATE_PROPOSED)
    return NotProposed(*model);
  absl::StatusOr<std::optional<StoredProposal>> stored =
      ReadProposal(reader, ref->portfolio, model->version());
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return NotProposed(*model);
  return Proposed{*ref, *std::move(model), **std::move(stored)};
}

}  // namespace

absl::StatusOr<MutationSpec> Check(
    const Scoring& scoring, const v1::ProposeScoringModelRequest& request) {
  Violations violations;
  CheckText(request.reason(), {1, scoring.limits.reason, true}, "reason",
            &violations);
  return CheckCommon(request, &violations);
}

absl::StatusOr<ShownModel> ShowModel(
    const Scoring& scoring, PlannedState state, absl::Time now,
    const v1::ProposeScoringModelRequest& request) {
  Violations violations;
  const std::optional<ModelRef> ref =
      ParseModelName(request.name(), &violations);
  if (!ref) return violations.ToStatus();
  v1::PreviewChangesRequest changes;
  changes.set_parent(PortfolioName(ref->portfolio));
  changes.set_language(request.language());
  {
    absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
    if (!reader.ok()) return reader.status();
    absl::StatusOr<std::optional<v1::ScoringModel>> model =
        ReadModel(*reader, ref->portfolio, ref->version);
    if (!model.ok()) return model.status();
    if (!model->has_value()) return NoModel(request.name());
    *changes.mutable_model() = **std::move(model);
  }
  ShownModel shown;
  shown.active = state.ranking->ranking.model();
  absl::StatusOr<v1::PreviewChangesResponse> preview =
      PreviewChanges(scoring, std::move(state), now, changes);
  if (!preview.ok()) return preview.status();
  shown.preview = *std::move(preview);
  return shown;
}

absl::StatusOr<v1::ScoringModel> ProposeScoringModel(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::ProposeScoringModelRequest& request,
    const absl::StatusOr<ShownModel>& shown) {
  Violations violations;
  const std::optional<ModelRef> ref =
      ParseModelName(request.name(), &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<Acting> acting = RequirePerson(scoring, ref->portfolio, call);
  if (!acting.ok()) return acting.status();
  absl::StatusOr<v1::ScoringModel> model =
      FindModel(scoring, transaction, *ref, request.name());
  if (!model.ok()) return model.status();
  if (model->state() != v1::ScoringModel::STATE_DRAFT &&
      model->state() != v1::ScoringModel::STATE_PROPOSED) {
    return Error(absl::StatusCode::kFailedPrecondition, kModelNotProposable,
                 absl::StrCat(model->name(), " is ", StateWord(*model),
                              "; only a DRAFT is proposed. Create a new "
                              "version of that content, and propose it"),
                 {{"model", model->name()}});
  }
  if (!shown.ok()) return shown.status();
  absl::StatusOr<std::optional<v1::ScoringModel>> active =
      ActiveModel(transaction, ref->portfolio);
  if (!active.ok()) return active.status();
  if (!active->has_value() || (*active)->name() != shown->active) {
    return Error(absl::StatusCode::kAborted, kProposalOutdated,
                 "another model became active just now, so what was looked at "
                 "is not what would be; propose it again",
                 {{"model", model->name()}});
  }
  StoredProposal stored;
  v1::Proposal& proposal = stored.proposal;
  proposal.set_base_ranking(shown->preview.base_ranking());
  *proposal.mutable_crossings() = shown->preview.crossings();
  proposal.set_money_change_hundredths(
      shown->preview.money_change_hundredths());
  stored.money_moved = shown->preview.money_rising_hundredths() +
                       shown->preview.money_leaving_hundredths();
  proposal.set_proposer(acting->member->name());
  *proposal.mutable_propose_time() = ToTimestamp(call.now);
  const roadmap::v1::Portfolio& portfolio = acting->facts().portfolio;
  *proposal.mutable_arbiter_time() =
      ToTimestamp(DueTime(call.now, SlaOf(portfolio).sign_days(), portfolio));
  proposal.set_reason(request.reason());
  const std::string salt = NewSalt();
  proposal.set_digest(
      ProposalDigest(*model, proposal, SaltedHash(salt, request.reason())));
  absl::Status written = WriteProposal(transaction, ref->portfolio,
                                       model->version(), stored, salt);
  if (!written.ok()) return written;
  return FindModel(scoring, transaction, *ref, request.name());
}

absl::StatusOr<MutationSpec> Check(const Scoring&,
                                   const v1::SignScoringModelRequest& request) {
  Violations violations;
  if (request.digest().empty())
    violations.Add("digest",
                   "is required: that of what you have looked at "
                   "(GetScoringModel, lifeline model show)");
  return CheckCommon(request, &violations);
}

absl::StatusOr<v1::ScoringModel> SignScoringModel(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::SignScoringModelRequest& request) {
  Violations violations;
  const std::optional<ModelRef> name =
      ParseModelName(request.name(), &violations);
  if (!name) return violations.ToStatus();
  absl::StatusOr<Acting> acting = RequirePerson(scoring, name->portfolio, call);
  if (!acting.ok()) return acting.status();
  absl::StatusOr<Proposed> proposed =
      FindProposed(scoring, transaction, request.name());
  if (!proposed.ok()) return proposed.status();
  absl::StatusOr<roadmap::v1::Role> key =
      KeyOf(acting->facts(), *acting->member, request.role(),
            proposed->stored.proposal);
  if (!key.ok()) return key.status();
  absl::Status same = CheckUpToDate(proposed->model, proposed->stored.outdated);
  if (same.ok())
    same = CheckDigest(proposed->model, request.digest(),
                       proposed->stored.proposal);
  if (!same.ok()) return same;
  v1::Proposal::Signature signature;
  signature.set_role(*key);
  signature.set_signer(acting->member->name());
  *signature.mutable_sign_time() = ToTimestamp(call.now);
  signature.set_digest(request.digest());
  absl::Status written =
      WriteSignature(transaction, name->portfolio, proposed->model,
                     proposed->stored.number, signature);
  if (!written.ok()) return written;
  *proposed->stored.proposal.add_signatures() = signature;
  if (IsSigned(proposed->stored.proposal)) {
    absl::Status activated =
        ActivateModel(transaction, name->portfolio, proposed->model.version(),
                      signature.signer(), call.now);
    if (!activated.ok()) return activated;
  }
  return FindModel(scoring, transaction, *name, request.name());
}

absl::StatusOr<MutationSpec> Check(
    const Scoring& scoring, const v1::RejectScoringModelRequest& request) {
  Violations violations;
  CheckText(request.reason(), {1, scoring.limits.reason, true}, "reason",
            &violations);
  return CheckCommon(request, &violations);
}

absl::StatusOr<v1::ScoringModel> RejectScoringModel(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::RejectScoringModelRequest& request) {
  Violations violations;
  const std::optional<ModelRef> name =
      ParseModelName(request.name(), &violations);
  if (!name) return violations.ToStatus();
  absl::StatusOr<Acting> acting = RequirePerson(scoring, name->portfolio, call);
  if (!acting.ok()) return acting.status();
  absl::StatusOr<Proposed> proposed =
      FindProposed(scoring, transaction, request.name());
  if (!proposed.ok()) return proposed.status();
  const std::string& proposer = proposed->stored.proposal.proposer();
  if (acting->member->name() != proposer &&
      acting->member->name() != proposed->model.creator()) {
    return Error(absl::StatusCode::kPermissionDenied, kNotYourProposal,
                 absl::StrCat(proposer, " proposed ", proposed->model.name(),
                              " and gives it up; a lead who does not want it "
                              "does not sign it"),
                 {{"proposer", proposer}});
  }
  absl::Status written =
      WriteRejection(transaction, name->portfolio, proposed->model.version(),
                     proposed->stored.number, request.reason());
  if (!written.ok()) return written;
  return FindModel(scoring, transaction, *name, request.name());
}

std::vector<std::string> WhoActivated(const Scoring& scoring,
                                      const CallContext& call,
                                      const std::string& model) {
  std::vector<std::string> members;
  v1::GetScoringModelRequest request;
  request.set_name(model);
  const absl::StatusOr<v1::ScoringModel> found =
      GetScoringModel(scoring, request);
  if (found.ok() && found->has_proposal()) {
    members.push_back(found->proposal().proposer());
    for (const auto& signature : found->proposal().signatures())
      members.push_back(signature.signer());
  }
  Violations unused;
  const std::optional<ModelRef> ref = ParseModelName(model, &unused);
  const absl::StatusOr<std::string> actor =
      RequireActor(scoring, ref ? ref->portfolio : "", call);
  if (actor.ok()) members.push_back(*actor);
  return members;
}

}  // namespace lifeline::scoring

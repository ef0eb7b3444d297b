#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/scoring/model.h"
#include "services/scoring/model_service_parts.h"
#include "services/scoring/model_store.h"
#include "services/scoring/presets.h"
#include "services/scoring/proposal.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

constexpr absl::string_view kPresetPrefix = "presets/";

// The model as it will be, or all that is wrong with it, under `model.`.
absl::StatusOr<v1::ScoringModel> CompleteFor(const RoadmapFacts& facts,
                                             const v1::ScoringModel& given,
                                             const Limits& limits) {
  ModelContext context;
  context.categories = CategoriesOf(facts.portfolio);
  context.language = facts.portfolio.locale();
  context.limits = limits;
  absl::StatusOr<v1::ScoringModel> model = CompleteModel(given, context);
  google::rpc::BadRequest wrong;
  if (model.ok() || !ReadDetail(model.status(), &wrong)) return model;
  Violations part;
  for (const auto& violation : wrong.field_violations())
    part.Add(violation.field(), violation.description());
  Violations whole;
  whole.AddAll("model", part);
  return whole.ToStatus();
}

// Without signatures a model works only while none was ever signed.
absl::Status CheckUnsigned(const Reader& reader, absl::string_view portfolio) {
  absl::StatusOr<bool> is_signed = WasEverSigned(reader, portfolio);
  if (!is_signed.ok()) return is_signed.status();
  if (!*is_signed) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, kTwoKeysRequired,
               absl::StrCat("the weights of ", PortfolioName(portfolio),
                            " are signed, so another model needs the keys of "
                            "both leads: keep it as a draft, then "
                            "ProposeScoringModel (lifeline model propose)"),
               {{"portfolio", PortfolioName(portfolio)}});
}

absl::Status CheckRoomForModel(const Reader& reader,
                               absl::string_view portfolio,
                               const Limits& limits) {
  absl::StatusOr<int64_t> count = CountModels(reader, portfolio);
  if (!count.ok()) return count.status();
  if (*count < limits.models) return absl::OkStatus();
  return Error(
      absl::StatusCode::kResourceExhausted, kTooManyModels,
      absl::StrCat("a portfolio keeps at most ", limits.models,
                   " versions of models, retired ones with them; take a draft "
                   "that is there (ListScoringModels), or use "
                   "PreviewChanges, which keeps nothing"));
}

}  // namespace

absl::StatusOr<v1::ScoringModel> GetScoringModel(
    const Scoring& scoring, const v1::GetScoringModelRequest& request) {
  if (absl::StartsWith(request.name(), kPresetPrefix)) {
    std::optional<v1::ScoringModel> preset = Preset(
        request.name().substr(kPresetPrefix.size()), request.language_code());
    if (!preset) return NoModel(request.name());
    return *std::move(preset);
  }
  Violations violations;
  const std::optional<ModelRef> ref =
      ParseModelName(request.name(), &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, ref->portfolio);
  if (!state.ok()) return state.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  return FindModel(scoring, *reader, *ref, request.name());
}

absl::StatusOr<v1::ListScoringModelsResponse> ListScoringModels(
    const Scoring& scoring, const v1::ListScoringModelsRequest& request) {
  Violations violations;
  const bool presets = request.parent() == "presets";
  const std::string portfolio =
      presets ? "" : ParseParent(request.parent(), &violations);
  const int32_t size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  const std::string arguments = PageArguments(request);
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 1, arguments);
  if (!position.ok()) return position.status();
  v1::ListScoringModelsResponse response;
  if (presets) {
    for (const std::string& id : PresetIds()) {
      if (!position->empty() && id <= position->front()) continue;
      if (response.models_size() == size) {
        response.set_next_page_token(EncodePageToken(
            {std::string(LastId(response.models(size - 1).name()))},
            arguments));
        break;
      }
      *response.add_models() = *Preset(id, "en");
    }
    return response;
  }
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::vector<v1::ScoringModel>> models =
      ListModels(*reader, portfolio,
                 position->empty() ? 0 : PageNumber(position->front()), size);
  if (!models.ok()) return models.status();
  PageRoom room{size, scoring.limits.page_bytes};
  int32_t last = 0;
  for (v1::ScoringModel& model : *models) {
    if (room.Full()) break;
    absl::Status proposed = AddProposal(scoring, *reader, portfolio, &model);
    if (!proposed.ok()) return proposed;
    room.Take(model);
    last = model.version();
    *response.add_models() = std::move(model);
  }
  if (room.Full() && last > 1) {
    response.set_next_page_token(
        EncodePageToken({absl::StrCat(last)}, arguments));
  }
  return response;
}

absl::StatusOr<MutationSpec> Check(
    const Scoring& scoring, const v1::CreateScoringModelRequest& request) {
  Violations violations;
  MutationSpec spec;
  spec.scope = ParseParent(request.parent(), &violations);
  CheckRequestId(request.request_id(), &violations);
  CheckText(request.reason(), {0, scoring.limits.reason, true}, "reason",
            &violations);
  if (!request.model_id().empty()) {
    CheckId(request.model_id(), "model_id", /*external=*/false, &violations);
    if (request.model_id() == "active")
      violations.Add("model_id",
                     "\"active\" names the one that is active; "
                     "choose another");
  }
  if (!request.has_model())
    violations.Add("model",
                   "is required; a preset is enough, for example "
                   "{preset: \"joint-default\"}");
  if (!violations.empty()) return violations.ToStatus();
  spec.request_id = request.request_id();
  spec.validate_only = request.validate_only();
  spec.reason = request.reason();
  return spec;
}

absl::StatusOr<v1::ScoringModel> CreateScoringModel(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::CreateScoringModelRequest& request) {
  const std::string portfolio(LastId(request.parent()));
  absl::StatusOr<std::string> actor = RequireActor(scoring, portfolio, call);
  if (!actor.ok()) return actor.status();
  const RankingPtr latest = scoring.registry->Find(portfolio)->Latest();
  absl::StatusOr<v1::ScoringModel> model = CompleteFor(
      *latest->view->snapshot().roadmap, request.model(), scoring.limits);
  if (!model.ok()) return model.status();
  absl::StatusOr<std::optional<v1::ScoringModel>> active =
      ActiveModel(transaction, portfolio);
  if (!active.ok()) return active.status();
  if (request.activate() && active->has_value() &&
      SameContent(**active, *model))
    return **std::move(active);
  if (request.activate()) {
    absl::Status free = CheckUnsigned(transaction, portfolio);
    if (!free.ok()) return free;
  }
  absl::Status room = CheckRoomForModel(transaction, portfolio, scoring.limits);
  if (!room.ok()) return room;
  std::string id = request.model_id();
  if (id.empty()) id = model->preset().empty() ? "joint" : model->preset();
  model->clear_proposal();
  model->set_creator(*actor);
  model->set_reason(request.reason());
  absl::StatusOr<v1::ScoringModel> added =
      AddModel(transaction, portfolio, id, *std::move(model), call.now);
  if (!added.ok() || !request.activate()) return added;
  absl::Status activated =
      ActivateModel(transaction, portfolio, added->version(), *actor, call.now);
  if (!activated.ok()) return activated;
  return FindModel(scoring, transaction, {portfolio, id, added->version()},
                   added->name());
}

absl::StatusOr<MutationSpec> Check(
    const Scoring& scoring, const v1::ActivateScoringModelRequest& request) {
  Violations violations;
  MutationSpec spec;
  const std::optional<ModelRef> ref =
      ParseModelName(request.name(), &violations);
  CheckRequestId(request.request_id(), &violations);
  CheckText(request.reason(), {0, scoring.limits.reason, true}, "reason",
            &violations);
  if (!violations.empty()) return violations.ToStatus();
  spec.scope = ref->portfolio;
  spec.request_id = request.request_id();
  spec.validate_only = request.validate_only();
  spec.reason = request.reason();
  return spec;
}

absl::StatusOr<v1::ScoringModel> ActivateScoringModel(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::ActivateScoringModelRequest& request) {
  Violations violations;
  const std::optional<ModelRef> ref =
      ParseModelName(request.name(), &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<std::string> actor =
      RequireActor(scoring, ref->portfolio, call);
  if (!actor.ok()) return actor.status();
  absl::StatusOr<v1::ScoringModel> model =
      FindModel(scoring, transaction, *ref, request.name());
  if (!model.ok()) return model.status();
  absl::Status free = CheckUnsigned(transaction, ref->portfolio);
  if (!free.ok()) return free;
  if (model->state() != v1::ScoringModel::STATE_DRAFT) {
    const std::string state = v1::ScoringModel::State_Name(model->state());
    return Error(
        absl::StatusCode::kFailedPrecondition, kModelNotDraft,
        absl::StrCat(model->name(), " is ", state.substr(6),
                     "; only a DRAFT can be activated. To go back to its "
                     "content, create a new version from it"),
        {{"model", model->name()}});
  }
  absl::Status activated = ActivateModel(transaction, ref->portfolio,
                                         model->version(), *actor, call.now);
  if (!activated.ok()) return activated;
  return FindModel(scoring, transaction, *ref, request.name());
}

}  // namespace lifeline::scoring

#include "services/scoring/model_service_parts.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/scoring/model_store.h"
#include "services/scoring/proposal_store.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {

absl::Status NoModel(absl::string_view name) {
  return Error(absl::StatusCode::kNotFound, kModelNotFound,
               absl::StrCat(name,
                            " does not exist; see ListScoringModels, of the "
                            "portfolio or of `presets`"),
               {{"model", name}});
}

std::optional<ModelRef> ParseModelName(absl::string_view name,
                                       Violations* violations) {
  const size_t at = name.rfind('@');
  const absl::string_view before = name.substr(0, at);
  const std::optional<std::vector<std::string>> ids =
      ParseName("portfolios/*/models/*", before, "name", violations);
  if (!ids) return std::nullopt;
  ModelRef ref{(*ids)[0], (*ids)[1], 0};
  if (at == absl::string_view::npos) {
    if (ref.id == "active") return ref;
  } else if (absl::SimpleAtoi(name.substr(at + 1), &ref.version) &&
             ref.version > 0) {
    return ref;
  }
  violations->Add("name",
                  "names a version, as in portfolios/shop/models/joint@2, or "
                  "portfolios/shop/models/active");
  return std::nullopt;
}

absl::Status AddProposal(const Scoring& scoring, const Reader& reader,
                         absl::string_view portfolio, v1::ScoringModel* model) {
  absl::StatusOr<std::optional<StoredProposal>> stored =
      ReadProposal(reader, portfolio, model->version());
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return absl::OkStatus();
  *model->mutable_proposal() = std::move((*stored)->proposal);
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  const RankingPtr latest = (*state)->Latest();
  for (auto& crossing : *model->mutable_proposal()->mutable_crossings())
    crossing.set_title(TitleOf(*latest, crossing.item()));
  return absl::OkStatus();
}

absl::StatusOr<v1::ScoringModel> FindModel(const Scoring& scoring,
                                           const Reader& reader,
                                           const ModelRef& ref,
                                           absl::string_view name) {
  absl::StatusOr<std::optional<v1::ScoringModel>> model =
      ref.version == 0 ? ActiveModel(reader, ref.portfolio)
                       : ReadModel(reader, ref.portfolio, ref.version);
  if (!model.ok()) return model.status();
  if (!model->has_value() || (ref.version != 0 && (*model)->name() != name))
    return NoModel(name);
  absl::Status proposed = AddProposal(scoring, reader, ref.portfolio, &**model);
  if (!proposed.ok()) return proposed;
  return **std::move(model);
}

}  // namespace lifeline::scoring

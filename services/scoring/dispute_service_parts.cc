#include "services/scoring/dispute_service_parts.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/scoring/model_store.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

// The title, and an appeal's money.
absl::Status AddTitle(const Reader& reader, const PublishedRanking& latest,
                      absl::string_view portfolio, StoredDispute* stored) {
  v1::Dispute& dispute = stored->dispute;
  if (dispute.kind() == v1::Dispute::KIND_APPEAL) {
    dispute.set_title(TitleOf(latest, dispute.item()));
    if (const auto item = latest.view->FindItem(dispute.item())) {
      dispute.set_money_hundredths(
          latest.view->snapshot().items[*item]->money().amount_hundredths());
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<v1::ScoringModel>> model =
      ReadModel(reader, portfolio, stored->version);
  if (!model.ok()) return model.status();
  if (model->has_value()) dispute.set_title((*model)->title());
  return absl::OkStatus();
}

}  // namespace

std::optional<DisputeRef> ParseDisputeName(absl::string_view name,
                                           Violations* violations) {
  const std::optional<std::vector<std::string>> ids =
      ParseName("portfolios/*/disputes/*", name, "name", violations);
  if (!ids) return std::nullopt;
  DisputeRef ref{(*ids)[0], 0};
  if (absl::SimpleAtoi((*ids)[1], &ref.number) && ref.number > 0 &&
      absl::StrCat(ref.number) == (*ids)[1])
    return ref;
  violations->Add("name",
                  "names a dispute by its number, as in "
                  "portfolios/shop/disputes/3; see ListDisputes");
  return std::nullopt;
}

absl::StatusOr<StoredDispute> FindDispute(const Reader& reader,
                                          const PublishedRanking& latest,
                                          const DisputeRef& ref) {
  absl::StatusOr<std::optional<StoredDispute>> stored =
      ReadDispute(reader, ref.portfolio, ref.number);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) {
    const std::string name =
        absl::StrCat(PortfolioName(ref.portfolio), "/disputes/", ref.number);
    return Error(absl::StatusCode::kNotFound, kDisputeNotFound,
                 absl::StrCat(name,
                              " does not exist; see ListDisputes "
                              "(lifeline dispute list)"),
                 {{"dispute", name}});
  }
  absl::Status titled = AddTitle(reader, latest, ref.portfolio, &**stored);
  if (!titled.ok()) return titled;
  return **std::move(stored);
}

absl::StatusOr<std::vector<StoredDispute>> AllDisputes(
    const Reader& reader, const PublishedRanking& latest,
    absl::string_view portfolio) {
  absl::StatusOr<std::vector<StoredDispute>> stored =
      ReadDisputes(reader, portfolio);
  if (!stored.ok()) return stored.status();
  for (StoredDispute& one : *stored) {
    absl::Status titled = AddTitle(reader, latest, portfolio, &one);
    if (!titled.ok()) return titled;
  }
  return stored;
}

}  // namespace lifeline::scoring

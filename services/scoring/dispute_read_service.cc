#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/filter.h"
#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/scoring/crossing.h"
#include "services/scoring/dispute.h"
#include "services/scoring/dispute_service_parts.h"
#include "services/scoring/model_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

using v1::Dispute;

// How long a mandate that is only looked at would hold.
constexpr int kPreviewDays = 365;

// What granting it would do to the portfolio.
v1::PreviewChangesRequest ChangesOf(const Dispute& dispute,
                                    const PublishedRanking& latest) {
  v1::PreviewChangesRequest changes;
  const Snapshot& snapshot = latest.view->snapshot();
  changes.set_parent(snapshot.portfolio());
  auto* mandate =
      changes.add_roadmap_upserts()->mutable_resource()->mutable_mandate();
  mandate->set_name(
      absl::StrCat(changes.parent(), "/mandates/", LastId(dispute.item())));
  mandate->set_item(dispute.item());
  *mandate->mutable_until() =
      ToDate(ToDay(latest.ranking.as_of()) + kPreviewDays);
  return changes;
}

absl::Status AddCrossings(const Scoring& scoring, PlannedState state,
                          absl::Time now, v1::PreviewChangesRequest changes,
                          Dispute::Facts* facts) {
  absl::StatusOr<v1::PreviewChangesResponse> preview =
      PreviewChanges(scoring, std::move(state), now, changes);
  if (!preview.ok()) return preview.status();
  *facts->mutable_crossings() = std::move(*preview->mutable_crossings());
  return absl::OkStatus();
}

void AddRankedItem(const PublishedRanking& latest, const std::string& item,
                   Language language, v1::RankedItem* ranked) {
  if (const auto index = latest.view->FindItem(item))
    latest.view->FillRankedItem(*index, v1::VIEW_FULL, language, ranked);
}

absl::Status AddAppealFacts(const Scoring& scoring, const Reader& reader,
                            PlannedState state, const CallContext& call,
                            const v1::GetDisputeRequest& request,
                            const DisputeRef& ref, StoredDispute* stored) {
  const RankingPtr latest = state.ranking;
  const Language language = LanguageOf(request.language());
  Dispute& dispute = stored->dispute;
  Dispute::Facts* facts = dispute.mutable_facts();
  AddRankedItem(*latest, dispute.item(), language, facts->mutable_item());
  AddRankedItem(*latest, dispute.displaces_item(), language,
                facts->mutable_displaced());
  absl::StatusOr<std::optional<v1::LineCrossing>> crossing =
      ReadCrossing(reader, ref.portfolio, stored->receipt);
  if (!crossing.ok()) return crossing.status();
  if (crossing->has_value()) {
    *facts->mutable_crossing() = **std::move(crossing);
    SayIn(language, *latest->view, facts->mutable_crossing());
    facts->mutable_crossing()->set_title(dispute.title());
  }
  // Nothing is asked any more of what is decided.
  if (!IsOpen(dispute)) return absl::OkStatus();
  if (!latest->view->StandsAbove(dispute.item()) &&
      latest->view->FindItem(dispute.item())) {
    v1::ExplainLiftRequest lift;
    lift.set_name(absl::StrCat(latest->ranking.name(), "/items/",
                               LastId(dispute.item())));
    lift.set_language(request.language());
    absl::StatusOr<v1::ExplainLiftResponse> lifts =
        ExplainLift(scoring, call, lift);
    if (!lifts.ok()) return lifts.status();
    *facts->mutable_lifts() = std::move(*lifts->mutable_lifts());
  }
  v1::PreviewChangesRequest changes = ChangesOf(dispute, *latest);
  changes.set_language(request.language());
  return AddCrossings(scoring, std::move(state), call.now, std::move(changes),
                      facts);
}

absl::Status AddModelFacts(const Scoring& scoring, const Reader& reader,
                           PlannedState state, const CallContext& call,
                           const v1::GetDisputeRequest& request,
                           const DisputeRef& ref, StoredDispute* stored) {
  if (!IsOpen(stored->dispute)) return absl::OkStatus();
  absl::StatusOr<std::optional<v1::ScoringModel>> model =
      ReadModel(reader, ref.portfolio, stored->version);
  if (!model.ok()) return model.status();
  v1::PreviewChangesRequest changes;
  changes.set_parent(PortfolioName(ref.portfolio));
  changes.set_language(request.language());
  if (model->has_value()) *changes.mutable_model() = **std::move(model);
  return AddCrossings(scoring, std::move(state), call.now, std::move(changes),
                      stored->dispute.mutable_facts());
}

// Where it stands in a list: who must act first, what is at stake, how new.
using Place = std::tuple<int, int64_t, int64_t>;

Place PlaceOf(const StoredDispute& stored) {
  const int group = stored.dispute.state() == Dispute::STATE_ARBITER ? 0
                    : stored.dispute.state() == Dispute::STATE_LEADS ? 1
                                                                     : 2;
  const int64_t money = group == 2 ? 0 : stored.dispute.money_hundredths();
  return {group, -money, -stored.number};
}

std::vector<FilterField> DisputeFields() {
  std::vector<std::string> states;
  for (int i = Dispute::STATE_LEADS; i <= Dispute::State_MAX; ++i) {
    states.emplace_back(absl::StripPrefix(
        Dispute::State_Name(static_cast<Dispute::State>(i)), "STATE_"));
  }
  return {{"state", std::move(states)},
          {"kind", {"APPEAL", "MODEL"}},
          {"item", {}}};
}

std::vector<std::string> DisputeValues(const Dispute& dispute,
                                       absl::string_view field) {
  if (field == "state") {
    return {std::string(
        absl::StripPrefix(Dispute::State_Name(dispute.state()), "STATE_"))};
  }
  if (field == "kind") {
    return {std::string(
        absl::StripPrefix(Dispute::Kind_Name(dispute.kind()), "KIND_"))};
  }
  return {std::string(LastId(dispute.item()))};
}

}  // namespace

absl::StatusOr<Dispute> GetDispute(const Scoring& scoring, PlannedState state,
                                   const CallContext& call,
                                   const v1::GetDisputeRequest& request) {
  Violations violations;
  const std::optional<DisputeRef> ref =
      ParseDisputeName(request.name(), &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<StoredDispute> stored =
      FindDispute(*reader, *state.ranking, *ref);
  if (!stored.ok()) return stored.status();
  stored->dispute.mutable_facts()->set_ranking(state.ranking->ranking.name());
  absl::Status added = stored->dispute.kind() == Dispute::KIND_APPEAL
                           ? AddAppealFacts(scoring, *reader, std::move(state),
                                            call, request, *ref, &*stored)
                           : AddModelFacts(scoring, *reader, std::move(state),
                                           call, request, *ref, &*stored);
  if (!added.ok()) return added;
  return std::move(stored->dispute);
}

absl::StatusOr<v1::ListDisputesResponse> ListDisputes(
    const Scoring& scoring, const v1::ListDisputesRequest& request) {
  Violations violations;
  const std::string portfolio = ParseParent(request.parent(), &violations);
  const int32_t size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<Filter> parsed =
      Filter::Parse(request.filter(), DisputeFields());
  if (!parsed.ok()) return parsed.status();
  const Filter filter =
      parsed->WithValues([](absl::string_view field, absl::string_view value) {
        return std::string(field == "item" ? LastId(value) : value);
      });
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  const RankingPtr latest = (*state)->Latest();
  const std::string arguments = PageArguments(request);
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 3, arguments);
  if (!position.ok()) return position.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::vector<StoredDispute>> disputes =
      AllDisputes(*reader, *latest, portfolio);
  if (!disputes.ok()) return disputes.status();
  std::sort(disputes->begin(), disputes->end(),
            [](const StoredDispute& a, const StoredDispute& b) {
              return PlaceOf(a) < PlaceOf(b);
            });
  v1::ListDisputesResponse response;
  PageRoom room{size, scoring.limits.page_bytes};
  Place last{-1, 0, 0};
  if (!position->empty()) {
    last = {static_cast<int>(PageNumber((*position)[0])),
            PageNumber((*position)[1]), PageNumber((*position)[2])};
  }
  for (StoredDispute& stored : *disputes) {
    const Place place = PlaceOf(stored);
    if (place <= last || !filter.Matches([&](absl::string_view field) {
          return DisputeValues(stored.dispute, field);
        }))
      continue;
    if (room.Full()) {
      response.set_next_page_token(EncodePageToken(
          {absl::StrCat(std::get<0>(last)), absl::StrCat(std::get<1>(last)),
           absl::StrCat(std::get<2>(last))},
          arguments));
      break;
    }
    last = place;
    room.Take(stored.dispute);
    *response.add_disputes() = std::move(stored.dispute);
  }
  return response;
}

}  // namespace lifeline::scoring

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/crossing.h"
#include "services/scoring/history.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

// Two rankings over one set of tables.
struct Pair {
  RankingPtr before;
  RankingPtr after;
};

// Two that are in memory since they were made share the live tables; others are
// made again, over one builder.
absl::StatusOr<Pair> LoadPair(const Scoring& scoring,
                              const PortfolioState& state,
                              const RankingRef& before,
                              const RankingRef& after) {
  Pair pair{state.FindRecent(before.number), state.FindRecent(after.number)};
  if (pair.before != nullptr && pair.after != nullptr) return pair;
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  WorldBuilder builder(PortfolioName(before.portfolio));
  for (auto [ref, ranking] :
       {std::pair(&before, &pair.before), std::pair(&after, &pair.after)}) {
    absl::StatusOr<PublishedRanking> rebuilt =
        Rebuild(*reader, ref->portfolio, ref->number, &builder);
    if (!rebuilt.ok()) return rebuilt.status();
    *ranking = std::make_shared<const PublishedRanking>(*std::move(rebuilt));
  }
  return pair;
}

// Why an item's rank changed, in a few words.
struct MoveWords {
  const char* en;
  const char* de;
};
constexpr MoveWords kCameIn = {"came in", "kam dazu"};
constexpr MoveWords kLeftOrder = {"is not ranked any more",
                                  "wird nicht mehr gereiht"};
constexpr MoveWords kOwnFigures = {"its own figures changed",
                                   "eigene Angaben haben sich geändert"};
constexpr MoveWords kOtherModel = {"the scoring model changed",
                                   "das Bewertungsmodell hat sich geändert"};
constexpr MoveWords kOwnAndModel = {
    "its own figures and the scoring model changed",
    "eigene Angaben und das Bewertungsmodell haben sich geändert"};
constexpr MoveWords kDaysPassed = {"days passed", "Tage vergingen"};
constexpr MoveWords kOthersPassed = {"others passed it",
                                     "andere sind vorbeigezogen"};
constexpr MoveWords kOthersFell = {"others fell behind it",
                                   "andere sind zurückgefallen"};

MoveWords WordsOf(const RankingView& before, const RankingView& after,
                  engine::ItemIndex item, int32_t from) {
  const size_t i = static_cast<size_t>(item);
  const int32_t to = after.plan().rank[i];
  if (from == 0) return kCameIn;
  if (to == 0) return kLeftOrder;
  const bool own =
      before.snapshot().world.items[i] != after.snapshot().world.items[i];
  const bool same_score = before.plan().results[i].score_micros ==
                          after.plan().results[i].score_micros;
  const bool model =
      before.snapshot().world.model != after.snapshot().world.model;
  if (same_score && !own) return to > from ? kOthersPassed : kOthersFell;
  if (own && model) return kOwnAndModel;
  if (own) return kOwnFigures;
  return model ? kOtherModel : kDaysPassed;
}

void AddMoves(const RankingView& before, const RankingView& after,
              Language language, v1::CompareRankingsResponse* response) {
  const engine::Plan& old_plan = before.plan();
  const engine::Plan& new_plan = after.plan();
  for (engine::ItemIndex item : *after.snapshot().by_id) {
    const size_t i = static_cast<size_t>(item);
    if (after.snapshot().items[i] == nullptr) continue;
    const bool was =
        i < old_plan.results.size() && before.snapshot().items[i] != nullptr;
    const int32_t from = was ? old_plan.rank[i] : 0;
    const int64_t old_score = was && old_plan.results[i].scored
                                  ? old_plan.results[i].score_micros
                                  : 0;
    const int64_t new_score =
        new_plan.results[i].scored ? new_plan.results[i].score_micros : 0;
    if (from == new_plan.rank[i] && old_score == new_score) continue;
    v1::RankMove* move = response->add_moves();
    move->set_item(after.snapshot().ItemName(item));
    move->set_from_rank(from);
    move->set_to_rank(new_plan.rank[i]);
    move->set_score_change_micros(new_score - old_score);
    const MoveWords words = WordsOf(before, after, item, from);
    move->set_sentence(language == Language::kGerman ? words.de : words.en);
  }
}

}  // namespace

absl::StatusOr<v1::CompareRankingsResponse> CompareRankings(
    const Scoring& scoring, const v1::CompareRankingsRequest& request) {
  Violations violations;
  std::optional<RankingRef> before = ParseRankingName(
      "portfolios/*/rankings/*", request.before(), "before", &violations);
  std::optional<RankingRef> after = ParseRankingName(
      "portfolios/*/rankings/*", request.after(), "after", &violations);
  if (before && after && before->portfolio != after->portfolio) {
    violations.Add(
        "after", absl::StrCat("is of another portfolio than ", request.before(),
                              "; compare two of one"));
  }
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, before->portfolio);
  if (!state.ok()) return state.status();
  const int64_t newest = (*state)->Latest()->ranking.number();
  for (RankingRef* ref : {&*before, &*after})
    if (ref->number == 0) ref->number = newest;
  if (before->number > after->number) std::swap(before, after);

  absl::StatusOr<Pair> pair = LoadPair(scoring, **state, *before, *after);
  if (!pair.ok()) return pair.status();
  absl::Status reproduced = CheckReproduced(*pair->before);
  if (reproduced.ok()) reproduced = CheckReproduced(*pair->after);
  if (!reproduced.ok()) return reproduced;
  const RankingView& old_view = *pair->before->view;
  const RankingView& new_view = *pair->after->view;
  v1::CompareRankingsResponse response;
  response.set_before(pair->before->ranking.name());
  response.set_after(pair->after->ranking.name());
  const Language language = LanguageOf(request.language());
  for (v1::LineCrossing& crossing :
       CompareViews(old_view, new_view,
                    AdvancePast(pair->before->past, old_view, new_view), {})) {
    // It is a move over the whole distance, not the crossing of one ranking.
    crossing.clear_name();
    SayIn(language, new_view, &crossing);
    *response.add_crossings() = std::move(crossing);
  }
  AddMoves(old_view, new_view, language, &response);
  return response;
}

}  // namespace lifeline::scoring

#include "services/scoring/ranking_watch.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "services/scoring/cause_text.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

// Rankings that one pull reads.
constexpr int64_t kBatch = 16;

}  // namespace

RankingWatch::RankingWatch(const Scoring* scoring,
                           const v1::WatchRankingsRequest& request)
    : scoring_(scoring),
      language_(LanguageOf(request.language())),
      number_(request.after_number()) {
  Violations violations;
  portfolio_ = ParseParent(request.parent(), &violations);
  if (request.after_number() < 0)
    violations.Add("after_number", "is negative; 0 begins with the newest");
  if (!violations.empty()) wrong_ = violations.ToStatus();
  // The empty scope would follow all portfolios.
  if (portfolio_.empty()) portfolio_ = std::string(1, '?');
}

void RankingWatch::Say(v1::WatchRankingsResponse* response) const {
  for (v1::LineCrossing& crossing : *response->mutable_crossings())
    AddSentence(language_, &crossing);
}

absl::StatusOr<v1::WatchRankingsResponse> RankingWatch::Read(
    const PortfolioState& state, int64_t number) const {
  v1::WatchRankingsResponse response;
  if (const RankingPtr ranking = state.Find(number)) {
    *response.mutable_ranking() = WithSeen(*ranking, state);
    response.mutable_crossings()->Assign(ranking->crossings.begin(),
                                         ranking->crossings.end());
    Say(&response);
    return response;
  }
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(*scoring_);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::optional<v1::Ranking>> ranking =
      ReadRanking(*reader, portfolio_, number);
  if (!ranking.ok()) return ranking.status();
  if (ranking->has_value()) *response.mutable_ranking() = **std::move(ranking);
  const RankingPtr latest = state.Latest();
  absl::Status crossings = ForEachCrossing(
      *reader, portfolio_, number, {}, [&](v1::LineCrossing crossing) {
        crossing.set_title(TitleOf(*latest, crossing.item()));
        *response.add_crossings() = std::move(crossing);
        return true;
      });
  if (!crossings.ok()) return crossings;
  Say(&response);
  return response;
}

absl::StatusOr<std::vector<v1::WatchRankingsResponse>> RankingWatch::Pull() {
  if (!wrong_.ok()) return wrong_;
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(*scoring_, portfolio_);
  if (!state.ok()) return state.status();
  const int64_t newest = (*state)->Latest()->ranking.number();
  if (number_ == 0) number_ = newest - 1;
  std::vector<v1::WatchRankingsResponse> responses;
  const int64_t end = std::min(newest, number_ + kBatch);
  while (number_ < end) {
    absl::StatusOr<v1::WatchRankingsResponse> response =
        Read(**state, number_ + 1);
    if (!response.ok()) return response.status();
    responses.push_back(*std::move(response));
    ++number_;
  }
  return responses;
}

}  // namespace lifeline::scoring

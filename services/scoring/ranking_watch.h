#ifndef LIFELINE_SERVICES_SCORING_RANKING_WATCH_H_
#define LIFELINE_SERVICES_SCORING_RANKING_WATCH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/reason_text.h"
#include "services/scoring/scoring_service.h"

namespace lifeline::scoring {

// One caller of WatchRankings: which ranking it has seen last. Used by one
// thread at a time.
class RankingWatch {
 public:
  // What is wrong with the request is the first Pull's answer.
  RankingWatch(const Scoring* scoring, const v1::WatchRankingsRequest& request);

  // The portfolio's id; "?" if the request names none.
  const std::string& portfolio() const { return portfolio_; }

  // The next rankings with their crossings, in order; none if all were sent.
  // INVALID_ARGUMENT; NOT_FOUND, PORTFOLIO_NOT_FOUND.
  absl::StatusOr<std::vector<v1::WatchRankingsResponse>> Pull();

 private:
  void Say(v1::WatchRankingsResponse* response) const;
  absl::StatusOr<v1::WatchRankingsResponse> Read(const PortfolioState& state,
                                                 int64_t number) const;

  const Scoring* const scoring_;
  const Language language_;
  absl::Status wrong_;
  std::string portfolio_;
  // The last one sent; 0 before the first of a watch that begins with the
  // newest.
  int64_t number_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_RANKING_WATCH_H_

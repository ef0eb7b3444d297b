#ifndef LIFELINE_SERVICES_SCORING_REVIEW_REPORT_H_
#define LIFELINE_SERVICES_SCORING_REVIEW_REPORT_H_

#include <string>
#include <vector>

#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/limits.h"
#include "services/scoring/ranking_view.h"
#include "services/scoring/reason_text.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// What a review looks at, from what is known. Pure functions.

inline constexpr int kReviewDecisions = Limits().review_decisions;

struct ReviewFacts {
  // The ranking that the review's baseline froze.
  const RankingView* frozen = nullptr;
  // That of the review before; null if this is the first.
  const RankingView* previous = nullptr;
  // Every move between the two.
  std::vector<v1::LineCrossing> moves = {};
  // The newest ranking: what is owed, promised and done is as of today.
  const RankingView* today = nullptr;
  // What each side owes.
  std::vector<v1::PromiseReport::SideFigures> sides = {};
  // Receipts whose answer is overdue.
  std::vector<v1::Receipt> overdue = {};
  // Open tasks of all kinds.
  std::vector<v1::Task> tasks = {};
  // Disputes before the arbiter and before the leads.
  std::vector<v1::Dispute> disputes = {};
  // Models that wait for a key.
  std::vector<v1::ScoringModel> proposed = {};
  Language language = Language::kEnglish;
};

// The report without its names: figures, causes, decisions, promises and
// capacity outside the list.
v1::ReviewReport MakeReviewReport(const ReviewFacts& facts);

// The cause that weighs most in a move down; what says most where no causes
// are kept; unspecified for a move up.
v1::Cause::Group LargestCause(const v1::LineCrossing& move);

// Whether somebody lost by it: dropped, closed, entered below, slipped.
bool IsDown(v1::LineCrossing::Kind kind);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_REVIEW_REPORT_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/scoring/reasons.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/review_report.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

using roadmap::v1::Review;

std::pair<int64_t, int32_t> OpenTimeOf(const Review& review) {
  return {review.open_time().seconds(), review.open_time().nanos()};
}

// The newest review with a baseline that was opened before this one; null if
// there is none.
const Review* ReviewBefore(const RoadmapFacts& facts, const Review& review) {
  const Review* before = nullptr;
  for (const auto& [name, other] : facts.reviews) {
    if (other.baseline().empty() || OpenTimeOf(other) >= OpenTimeOf(review))
      continue;
    if (before == nullptr || OpenTimeOf(*before) < OpenTimeOf(other))
      before = &other;
  }
  return before;
}

absl::Status NoReview(absl::string_view name, absl::string_view why) {
  return Error(absl::StatusCode::kNotFound, kReviewNotFound,
               absl::StrCat(name, why), {{"review", name}});
}

// The ranking that a review's baseline froze.
absl::StatusOr<RankingPtr> FrozenBy(const Scoring& scoring,
                                    const Review& review) {
  v1::GetBaselineRequest request;
  request.set_name(review.baseline());
  const absl::StatusOr<v1::Baseline> baseline = GetBaseline(scoring, request);
  if (!baseline.ok()) return baseline.status();
  Violations unused;
  const std::optional<RankingRef> ref = ParseRankingName(
      "portfolios/*/rankings/*", baseline->ranking(), "ranking", &unused);
  return FindReplayable(scoring, *ref);
}

// Every page of a list; `field` takes the elements out of a response.
template <typename Element, typename Request, typename Response>
absl::Status ReadAll(
    const Scoring& scoring, Request request,
    absl::StatusOr<Response> (*list)(const Scoring&, const Request&),
    google::protobuf::RepeatedPtrField<Element>* (Response::*field)(),
    std::vector<Element>* all) {
  request.set_page_size(scoring.limits.page_size);
  do {
    absl::StatusOr<Response> page = list(scoring, request);
    if (!page.ok()) return page.status();
    for (Element& element : *((*page).*field)())
      all->push_back(std::move(element));
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

// What waits for a decision: tasks, disputes, and models without their keys.
absl::Status ReadWaiting(const Scoring& scoring, const std::string& parent,
                         ReviewFacts* facts) {
  v1::ListTasksRequest tasks;
  tasks.set_parent(parent);
  absl::Status read =
      ReadAll(scoring, tasks, &ListTasks, &v1::ListTasksResponse::mutable_tasks,
              &facts->tasks);
  if (!read.ok()) return read;
  v1::ListReceiptsRequest overdue;
  overdue.set_parent(parent);
  overdue.set_filter("state = OWED AND rung = OVERDUE");
  read = ReadAll(scoring, overdue, &ListReceipts,
                 &v1::ListReceiptsResponse::mutable_receipts, &facts->overdue);
  if (!read.ok()) return read;
  v1::ListDisputesRequest disputes;
  disputes.set_parent(parent);
  disputes.set_filter("state = ARBITER OR state = LEADS");
  read = ReadAll(scoring, disputes, &ListDisputes,
                 &v1::ListDisputesResponse::mutable_disputes, &facts->disputes);
  if (!read.ok()) return read;
  v1::ListScoringModelsRequest models;
  models.set_parent(parent);
  std::vector<v1::ScoringModel> all;
  read = ReadAll(scoring, models, &ListScoringModels,
                 &v1::ListScoringModelsResponse::mutable_models, &all);
  for (v1::ScoringModel& model : all) {
    if (model.state() == v1::ScoringModel::STATE_PROPOSED)
      facts->proposed.push_back(std::move(model));
  }
  return read;
}

}  // namespace

absl::StatusOr<v1::ReviewReport> GetReviewReport(
    const Scoring& scoring, const CallContext& call,
    const v1::GetReviewReportRequest& request) {
  Violations violations;
  const std::optional<std::vector<std::string>> ids =
      ParseName("portfolios/*/reviews/*", request.name(), "name", &violations);
  if (!ids) return violations.ToStatus();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, (*ids)[0]);
  if (!state.ok()) return state.status();
  const RankingPtr today = (*state)->Latest();
  const RoadmapFacts& roadmap = *today->view->snapshot().roadmap;
  const auto found = roadmap.reviews.find(request.name());
  if (found == roadmap.reviews.end())
    return NoReview(request.name(),
                    " is not known here; see ListReviews, and "
                    "pass the revision of a new one as "
                    "min_revisions");
  const Review& review = found->second;
  if (review.baseline().empty())
    return NoReview(request.name(),
                    " names no baseline, so there is nothing "
                    "to look at; open one that does");

  ReviewFacts facts;
  facts.language = LanguageOf(request.language());
  facts.today = today->view.get();
  absl::StatusOr<RankingPtr> frozen = FrozenBy(scoring, review);
  if (!frozen.ok()) return frozen.status();
  facts.frozen = (*frozen)->view.get();
  RankingPtr previous;
  const Review* const before = ReviewBefore(roadmap, review);
  if (before != nullptr) {
    absl::StatusOr<RankingPtr> loaded = FrozenBy(scoring, *before);
    if (!loaded.ok()) return loaded.status();
    previous = *std::move(loaded);
    facts.previous = previous->view.get();
    v1::CompareRankingsRequest compare;
    compare.set_before(previous->ranking.name());
    compare.set_after((*frozen)->ranking.name());
    compare.set_language(request.language());
    absl::StatusOr<v1::CompareRankingsResponse> moves =
        CompareRankings(scoring, compare);
    if (!moves.ok()) return moves.status();
    facts.moves.assign(moves->crossings().begin(), moves->crossings().end());
  }
  v1::GetPromiseReportRequest owed;
  owed.set_name(absl::StrCat(PortfolioName((*ids)[0]), "/promiseReport"));
  absl::StatusOr<v1::PromiseReport> sides =
      GetPromiseReport(scoring, call, owed);
  if (!sides.ok()) return sides.status();
  facts.sides.assign(sides->sides().begin(), sides->sides().end());
  absl::Status waiting = ReadWaiting(scoring, PortfolioName((*ids)[0]), &facts);
  if (!waiting.ok()) return waiting;

  v1::ReviewReport report = MakeReviewReport(facts);
  report.set_name(request.name());
  report.set_title(review.title());
  report.set_ranking((*frozen)->ranking.name());
  if (before != nullptr) {
    report.set_previous_baseline(before->baseline());
    report.set_previous_ranking(previous->ranking.name());
  }
  return report;
}

}  // namespace lifeline::scoring

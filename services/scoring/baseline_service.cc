#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/scoring/reasons.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

absl::Status CheckRoomForBaseline(const Reader& reader,
                                  absl::string_view portfolio,
                                  const Limits& limits) {
  absl::StatusOr<int64_t> count = CountBaselines(reader, portfolio);
  if (!count.ok()) return count.status();
  if (*count < limits.baselines) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, kTooManyBaselines,
               absl::StrCat("a portfolio keeps at most ", limits.baselines,
                            " baselines; compare rankings by their numbers "
                            "(CompareRankings), which needs none"));
}

}  // namespace

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::CreateBaselineRequest& request) {
  Violations violations;
  MutationSpec spec;
  spec.scope = ParseParent(request.parent(), &violations);
  CheckRequestId(request.request_id(), &violations);
  CheckId(request.baseline_id(), "baseline_id", /*external=*/false,
          &violations);
  if (request.baseline_id() == "latest")
    violations.Add("baseline_id",
                   "\"latest\" names the newest; choose another");
  CheckText(request.baseline().title(), {1, scoring.limits.title, false},
            "baseline.title", &violations);
  if (!request.baseline().ranking().empty()) {
    const std::optional<RankingRef> ref = ParseRankingName(
        "portfolios/*/rankings/*", request.baseline().ranking(),
        "baseline.ranking", &violations);
    if (ref && ref->portfolio != spec.scope)
      violations.Add("baseline.ranking", "is of another portfolio");
  }
  if (!violations.empty()) return violations.ToStatus();
  spec.request_id = request.request_id();
  return spec;
}

absl::StatusOr<v1::Baseline> CreateBaseline(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::CreateBaselineRequest& request) {
  const std::string portfolio(LastId(request.parent()));
  absl::StatusOr<std::string> actor = RequireActor(scoring, portfolio, call);
  if (!actor.ok()) return actor.status();
  const int64_t newest =
      scoring.registry->Find(portfolio)->Latest()->ranking.number();
  Violations unused;
  const std::optional<RankingRef> ref =
      ParseRankingName("portfolios/*/rankings/*", request.baseline().ranking(),
                       "baseline.ranking", &unused);
  const int64_t number = ref && ref->number != 0 ? ref->number : newest;
  if (number > newest) {
    return Error(
        absl::StatusCode::kNotFound, kRankingNotFound,
        absl::StrCat("baseline.ranking: ", RankingName(portfolio, number),
                     " does not exist; the newest is ",
                     RankingName(portfolio, newest)));
  }
  v1::Baseline baseline;
  baseline.set_name(absl::StrCat(PortfolioName(portfolio), "/baselines/",
                                 request.baseline_id()));
  baseline.set_title(request.baseline().title());
  baseline.set_ranking(RankingName(portfolio, number));
  baseline.set_creator(*actor);
  *baseline.mutable_create_time() = ToTimestamp(call.now);
  absl::StatusOr<std::optional<v1::Baseline>> taken =
      ReadBaseline(transaction, portfolio, request.baseline_id());
  if (!taken.ok()) return taken.status();
  if (taken->has_value()) {
    return Error(absl::StatusCode::kAlreadyExists, kBaselineExists,
                 absl::StrCat("baseline_id: ", baseline.name(),
                              " is there "
                              "already, of ",
                              (*taken)->ranking(),
                              "; a baseline is frozen, so choose another id"),
                 {{"baseline", baseline.name()}});
  }
  absl::Status room =
      CheckRoomForBaseline(transaction, portfolio, scoring.limits);
  if (!room.ok()) return room;
  absl::Status written =
      WriteBaseline(transaction, portfolio, number, baseline);
  if (!written.ok()) return written;
  return baseline;
}

absl::StatusOr<v1::Baseline> GetBaseline(
    const Scoring& scoring, const v1::GetBaselineRequest& request) {
  Violations violations;
  const std::optional<std::vector<std::string>> ids = ParseName(
      "portfolios/*/baselines/*", request.name(), "name", &violations);
  if (!ids) return violations.ToStatus();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, (*ids)[0]);
  if (!state.ok()) return state.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::optional<v1::Baseline>> baseline =
      ReadBaseline(*reader, (*ids)[0], (*ids)[1]);
  if (!baseline.ok()) return baseline.status();
  if (!baseline->has_value()) {
    return Error(
        absl::StatusCode::kNotFound, kBaselineNotFound,
        absl::StrCat(request.name(), " does not exist; see ListBaselines"),
        {{"baseline", request.name()}});
  }
  return **std::move(baseline);
}

absl::StatusOr<v1::ListBaselinesResponse> ListBaselines(
    const Scoring& scoring, const v1::ListBaselinesRequest& request) {
  Violations violations;
  const std::string portfolio = ParseParent(request.parent(), &violations);
  const int32_t size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  const std::string arguments = PageArguments(request);
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 1, arguments);
  if (!position.ok()) return position.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::vector<StoredBaseline>> baselines = ListBaselines(
      *reader, portfolio, position->empty() ? 0 : PageNumber(position->front()),
      size);
  if (!baselines.ok()) return baselines.status();
  v1::ListBaselinesResponse response;
  for (StoredBaseline& stored : *baselines)
    *response.add_baselines() = std::move(stored.baseline);
  if (response.baselines_size() == size && baselines->back().sequence > 1) {
    response.set_next_page_token(
        EncodePageToken({absl::StrCat(baselines->back().sequence)}, arguments));
  }
  return response;
}

}  // namespace lifeline::scoring

#include "services/roadmap/commitment.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/names.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

using v1::Commitment;

std::string StateName(Commitment::State state) {
  return std::string(
      absl::StripPrefix(Commitment::State_Name(state), "STATE_"));
}

void DecidePeriodOf(const Occasion& occasion, const Commitment& after,
                    Objections* objections) {
  const auto place = ParsePlace(v1::RoadmapResource::kPeriod, after.period());
  if (!place.has_value()) return;  // Its form was objected to already.
  const v1::PlanningPeriod* period =
      place->portfolio == occasion.portfolio
          ? occasion.Find<v1::PlanningPeriod>(place->id)
          : nullptr;
  if (period == nullptr) {
    objections->Field("period",
                      absl::StrCat("\"", after.period(), "\" is no period of ",
                                   occasion.portfolio,
                                   "; create it first, or choose one of "
                                   "ListPlanningPeriods"));
  } else if (period->state() == v1::PlanningPeriod::STATE_CLOSED &&
             after.state() != Commitment::STATE_DELIVERED) {
    objections->State("period", kPeriodClosed,
                      absl::StrCat(place->id,
                                   " is CLOSED; choose a period that is OPEN "
                                   "or DRAFT"));
  }
}

// The newest review that says what stood above the line; nullptr if there is
// none.
const v1::Review* LatestBaseline(const Occasion& occasion) {
  std::string newest;
  std::pair<int64_t, int32_t> opened{-1, 0};
  occasion.view->ForEach(
      v1::RoadmapResource::kReview,
      [&](const std::string& id, const v1::RoadmapResource& resource) {
        const v1::Review& review = resource.review();
        const std::pair<int64_t, int32_t> time{review.open_time().seconds(),
                                               review.open_time().nanos()};
        if (review.above_items().empty() || time <= opened) return;
        newest = id;
        opened = time;
      });
  return newest.empty() ? nullptr : occasion.Find<v1::Review>(newest);
}

// There is no side door: what the last review saw below the line is not
// promised, it takes a mandate. What was delivered is a fact.
void DecidePromise(const Occasion& occasion, const Commitment& after,
                   Objections* objections) {
  if (after.state() == Commitment::STATE_DELIVERED) return;
  if (occasion.Find<v1::Mandate>(LastId(after.item())) != nullptr) return;
  const v1::Review* review = LatestBaseline(occasion);
  if (review == nullptr ||
      std::binary_search(review->above_items().begin(),
                         review->above_items().end(), after.item())) {
    return;
  }
  objections->State(
      "item", kNotInBaseline,
      absl::StrCat(LastId(after.item()), " did not stand above the line in ",
                   review->baseline(),
                   "; wait for the next review, or ask a lead for a mandate"));
}

}  // namespace

void CheckCommitment(const Commitment& commitment, const Limits& limits,
                     Objections* objections) {
  ParsePlace(v1::RoadmapResource::kPeriod, commitment.period(), "period",
             objections->fields());
  if (commitment.state() == Commitment::STATE_UNSPECIFIED ||
      !Commitment::State_IsValid(commitment.state())) {
    objections->Field("state",
                      "is required; choose STATE_PROMISED, STATE_STARTED or "
                      "STATE_DELIVERED");
  }
  CheckEffortForm(commitment.remaining(), limits, "remaining", objections);
}

void DecideCommitment(const Occasion& occasion, const Commitment* before,
                      const Commitment& after, Objections* objections) {
  const std::optional<std::string> item =
      CheckItem(after.item(), occasion.portfolio, "item", objections);
  if (item.has_value() && *item != LastId(after.name())) {
    objections->Field(
        "item",
        absl::StrCat("is ", *item, ", but the commitment is of ",
                     LastId(after.name()), "; it is named after its item"));
  }
  if (before != nullptr && after.state() < before->state()) {
    objections->State(
        "state", kCommitmentBackwards,
        absl::StrCat("is ", StateName(before->state()), " and cannot become ",
                     StateName(after.state()),
                     " again; DeleteCommitment gives it up, "
                     "with a reason"));
  }
  if (before == nullptr) DecidePromise(occasion, after, objections);
  DecidePeriodOf(occasion, after, objections);
  CheckTeams(occasion, after.remaining(), "remaining", objections);
}

}  // namespace lifeline::roadmap

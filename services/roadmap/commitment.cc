#include "services/roadmap/commitment.h"

#include <optional>
#include <string>

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
  DecidePeriodOf(occasion, after, objections);
  CheckTeams(occasion, after.remaining(), "remaining", objections);
}

}  // namespace lifeline::roadmap

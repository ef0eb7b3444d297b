#include "services/roadmap/period.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

using v1::PlanningPeriod;
using Decisions = google::protobuf::RepeatedPtrField<v1::CommitmentDecision>;

bool IsClosed(const PlanningPeriod& period) {
  return period.state() == PlanningPeriod::STATE_CLOSED;
}

std::string StateName(const PlanningPeriod& period) {
  return std::string(
      absl::StripPrefix(PlanningPeriod::State_Name(period.state()), "STATE_"));
}

std::string Days(const PlanningPeriod& period) {
  return absl::StrCat(FormatDay(ToDay(period.first_day()).value_or(0)), " to ",
                      FormatDay(ToDay(period.last_day()).value_or(0)));
}

bool Overlap(const PlanningPeriod& a, const PlanningPeriod& b) {
  return ToDay(a.first_day()) <= ToDay(b.last_day()) &&
         ToDay(b.first_day()) <= ToDay(a.last_day());
}

void DecideOthers(const Occasion& occasion, const PlanningPeriod& after,
                  Objections* objections) {
  if (IsClosed(after)) return;
  std::vector<std::string> overlapping;
  int64_t unclosed = 0;
  occasion.view->ForEach(
      v1::RoadmapResource::kPeriod,
      [&](const std::string& id, const v1::RoadmapResource& resource) {
        const PlanningPeriod& other = resource.period();
        if (IsClosed(other)) return;
        ++unclosed;
        if (id != LastId(after.name()) && Overlap(after, other)) {
          overlapping.push_back(
              absl::StrCat(id, " (", Days(other), ", ", StateName(other), ")"));
        }
      });
  std::sort(overlapping.begin(), overlapping.end());
  if (!overlapping.empty()) {
    objections->State("first_day", kPeriodsOverlap,
                      absl::StrCat(Days(after), " overlaps ",
                                   absl::StrJoin(overlapping, ", "),
                                   "; periods that are not CLOSED must not "
                                   "share days"));
  }
  if (unclosed > occasion.limits->open_periods) {
    objections->State(
        "state", kLimitReached,
        absl::StrCat("would be period ", unclosed,
                     " that is not CLOSED; there can be ",
                     occasion.limits->open_periods, ", close one first"));
  }
}

void DecideState(const Occasion& occasion, const PlanningPeriod& before,
                 const PlanningPeriod& after, Objections* objections) {
  if (after.state() < before.state()) {
    objections->State(
        "state", kPeriodBackwards,
        absl::StrCat("is ", StateName(before), " and cannot become ",
                     StateName(after), " again; create another period"));
  }
  if (IsClosed(before) || !IsClosed(after)) return;
  const auto undelivered = UndeliveredIn(occasion, after.name());
  if (undelivered.empty()) return;
  objections->State(
      "state", kCommitmentsUndecided,
      absl::StrCat("cannot become CLOSED with ", undelivered.size(),
                   " commitments that are not DELIVERED; close it by "
                   "ClosePlanningPeriod, with a decision for each"));
}

void CheckDecision(const Occasion& occasion,
                   const v1::CommitmentDecision& decision,
                   const std::string& period, const std::string& field,
                   Objections* objections) {
  CheckReason(decision.reason(), *occasion.limits, field + ".reason",
              objections);
  if (decision.move_to_period().empty()) return;
  const std::string target = field + ".move_to_period";
  const auto place =
      ParsePlace(v1::RoadmapResource::kPeriod, decision.move_to_period(),
                 target, objections->fields());
  if (!place.has_value()) return;
  const PlanningPeriod* to = place->portfolio == occasion.portfolio
                                 ? occasion.Find<PlanningPeriod>(place->id)
                                 : nullptr;
  if (to == nullptr) {
    objections->Field(
        target,
        absl::StrCat("\"", place->id, "\" is no period of ", occasion.portfolio,
                     "; choose one of "
                     "ListPlanningPeriods"));
  } else if (decision.move_to_period() == period) {
    objections->Field(target,
                      "is the period that closes; choose another, or leave it "
                      "empty to give the commitment up");
  } else if (IsClosed(*to)) {
    objections->State(target, kPeriodClosed,
                      absl::StrCat(place->id,
                                   " is CLOSED; choose a period "
                                   "that is OPEN or DRAFT"));
  }
}

}  // namespace

void CompletePeriod(PlanningPeriod* period) {
  if (period->title().empty()) {
    period->set_title(std::string(LastId(period->name())));
  }
  if (period->state() == PlanningPeriod::STATE_UNSPECIFIED) {
    period->set_state(PlanningPeriod::STATE_DRAFT);
  }
}

void CheckPeriod(const PlanningPeriod& period, const Limits& limits,
                 Objections* objections) {
  CheckText(period.title(), {0, limits.title_characters, false}, "title",
            objections->fields());
  const auto first = CheckDay(period.has_first_day(), period.first_day(),
                              "first_day", objections);
  const auto last = CheckDay(period.has_last_day(), period.last_day(),
                             "last_day", objections);
  if (first.has_value() && last.has_value()) {
    if (*last < *first) {
      objections->Field("last_day",
                        "is before first_day; it must be the same day or one "
                        "after it");
    } else if (*last - *first + 1 > limits.period_days) {
      objections->Field(
          "last_day",
          absl::StrCat("makes the period ", *last - *first + 1,
                       " days long; it can have at most ", limits.period_days));
    }
  }
  if (!PlanningPeriod::State_IsValid(period.state())) {
    objections->Field("state",
                      "is not known; choose STATE_DRAFT or "
                      "STATE_OPEN");
  }
}

void DecidePeriod(const Occasion& occasion, const PlanningPeriod* before,
                  const PlanningPeriod& after, Objections* objections) {
  if (before == nullptr) {
    if (!occasion.apply && IsClosed(after)) {
      objections->Field("state",
                        "is CLOSED; a new period is DRAFT or OPEN, and closed "
                        "by ClosePlanningPeriod");
    }
  } else if (IsClosed(*before)) {
    objections->State("", kPeriodClosed,
                      "is CLOSED and cannot be changed any more; create "
                      "another period");
    return;
  } else {
    DecideState(occasion, *before, after, objections);
  }
  DecideOthers(occasion, after, objections);
}

void OpenPeriod(PlanningPeriod* period, Objections* objections) {
  if (period->state() == PlanningPeriod::STATE_DRAFT) {
    period->set_state(PlanningPeriod::STATE_OPEN);
    return;
  }
  objections->State("name", IsClosed(*period) ? kPeriodClosed : kPeriodOpen,
                    absl::StrCat(period->name(), " is ", StateName(*period),
                                 "; only a DRAFT can be opened"));
}

std::vector<const v1::Commitment*> UndeliveredIn(const Occasion& occasion,
                                                 const std::string& period) {
  std::vector<const v1::Commitment*> undelivered;
  occasion.view->ForEach(
      v1::RoadmapResource::kCommitment,
      [&](const std::string&, const v1::RoadmapResource& resource) {
        const v1::Commitment& commitment = resource.commitment();
        if (commitment.period() == period &&
            commitment.state() != v1::Commitment::STATE_DELIVERED) {
          undelivered.push_back(&commitment);
        }
      });
  std::sort(undelivered.begin(), undelivered.end(),
            [](const v1::Commitment* a, const v1::Commitment* b) {
              return a->name() < b->name();
            });
  return undelivered;
}

void ClosePeriod(const Occasion& occasion,
                 const std::vector<const v1::Commitment*>& undelivered,
                 const Decisions& decisions, PlanningPeriod* period,
                 Objections* objections) {
  if (period->state() != PlanningPeriod::STATE_OPEN) {
    objections->State("name", IsClosed(*period) ? kPeriodClosed : kPeriodDraft,
                      absl::StrCat(period->name(), " is ", StateName(*period),
                                   "; only an OPEN period can be closed"));
    return;
  }
  std::set<std::string> open;
  for (const v1::Commitment* commitment : undelivered) {
    open.insert(commitment->name());
  }
  std::set<std::string> decided;
  for (int i = 0; i < decisions.size(); ++i) {
    const std::string field = absl::StrCat("decisions[", i, "]");
    CheckDecision(occasion, decisions[i], period->name(), field, objections);
    if (open.count(decisions[i].commitment()) == 0) {
      objections->Field(field + ".commitment",
                        absl::StrCat("\"", decisions[i].commitment(),
                                     "\" is no undelivered commitment of ",
                                     period->name(), "; leave it out"));
    } else if (!decided.insert(decisions[i].commitment()).second) {
      objections->Field(field + ".commitment",
                        "is decided twice; keep one decision");
    }
  }
  std::vector<std::string> missing;
  std::set_difference(open.begin(), open.end(), decided.begin(), decided.end(),
                      std::back_inserter(missing));
  if (!missing.empty()) {
    objections->State(
        "decisions", kCommitmentsUndecided,
        absl::StrCat("are missing for ", absl::StrJoin(missing, ", "),
                     "; move each to another period, or give it "
                     "up"));
  }
  period->set_state(PlanningPeriod::STATE_CLOSED);
}

}  // namespace lifeline::roadmap

#include "services/roadmap/capacity.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/common/validate.h"
#include "services/roadmap/reasons.h"

namespace lifeline::roadmap {

void CheckCapacity(const v1::Capacity& capacity, const Limits& limits,
                   Objections* objections) {
  const size_t before = objections->size();
  CheckRange(capacity.gross_hundredths(), 0, limits.amount_hundredths,
             "hundredths", "gross_hundredths", objections->fields());
  CheckCount(capacity.withheld_size(), limits.withheld, "withheld",
             objections->fields());
  if (capacity.withheld_size() > limits.withheld) return;
  int64_t withheld = 0;
  for (int i = 0; i < capacity.withheld_size(); ++i) {
    const std::string field = absl::StrCat("withheld[", i, "]");
    const v1::Capacity::Withheld& entry = capacity.withheld(i);
    CheckRange(entry.amount_hundredths(), 0, limits.amount_hundredths,
               "hundredths", field + ".amount_hundredths",
               objections->fields());
    CheckText(entry.reason(), {1, limits.title_characters, false},
              field + ".reason", objections->fields());
    if (entry.amount_hundredths() <= limits.amount_hundredths) {
      withheld += entry.amount_hundredths();
    }
  }
  if (objections->size() == before && withheld > capacity.gross_hundredths()) {
    objections->Field(
        "withheld",
        absl::StrCat("adds up to ", withheld, " hundredths, more than the ",
                     capacity.gross_hundredths(),
                     " of gross_hundredths; withhold less or raise the gross"));
  }
}

void DecideCapacity(const Occasion& occasion, absl::string_view id,
                    const v1::Capacity* before, Objections* objections) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(id, absl::MaxSplits('/', 1));
  const v1::PlanningPeriod* period =
      occasion.Find<v1::PlanningPeriod>(parts.first);
  if (period == nullptr) {
    objections->Field("name",
                      absl::StrCat("\"", parts.first, "\" is no period of ",
                                   occasion.portfolio,
                                   "; create it first, or choose one "
                                   "of ListPlanningPeriods"));
  } else if (period->state() == v1::PlanningPeriod::STATE_CLOSED &&
             !(occasion.apply && before == nullptr)) {
    objections->State("name", kPeriodClosed,
                      absl::StrCat(parts.first,
                                   " is CLOSED; capacity can be "
                                   "changed while a period is "
                                   "DRAFT or OPEN"));
  }
  if (occasion.Find<v1::Team>(parts.second) == nullptr) {
    objections->Field("name",
                      absl::StrCat("\"", parts.second, "\" is no team of ",
                                   occasion.portfolio,
                                   "; create it first, or choose one of "
                                   "ListTeams"));
  }
}

}  // namespace lifeline::roadmap

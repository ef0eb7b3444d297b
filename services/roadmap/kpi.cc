#include "services/roadmap/kpi.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/common/validate.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {

void CheckKpi(const v1::Kpi& kpi, const Limits& limits,
              Objections* objections) {
  CheckTitle(kpi.title(), limits, "title", objections);
  CheckText(kpi.unit(), {1, limits.kpi_unit_characters, false}, "unit",
            objections->fields());
}

void DecideKpi(const Occasion& occasion, const v1::Kpi& after,
               Objections* objections) {
  if (after.category().empty()) return;
  const v1::Portfolio* portfolio =
      occasion.Find<v1::Portfolio>(occasion.portfolio);
  if (portfolio == nullptr) return;
  std::vector<std::string> ids;
  for (const v1::Category& category : portfolio->categories()) {
    ids.push_back(category.id());
  }
  if (std::find(ids.begin(), ids.end(), after.category()) != ids.end()) return;
  objections->Field("category",
                    absl::StrCat("is no category of ", occasion.portfolio,
                                 "; choose one of ", absl::StrJoin(ids, ", ")));
}

void CheckKpiPoints(
    const google::protobuf::RepeatedPtrField<v1::KpiPoint>& points,
    const Limits& limits, Objections* objections) {
  if (points.empty()) {
    objections->Field("points", absl::StrCat("is required; send 1 to ",
                                             limits.points_per_call));
  }
  CheckCount(points.size(), limits.points_per_call, "points",
             objections->fields());
  if (points.size() > limits.points_per_call) return;
  std::set<EpochDay> days;
  for (int i = 0; i < points.size(); ++i) {
    const std::string field = absl::StrCat("points[", i, "]");
    const std::optional<EpochDay> day = CheckDay(
        points[i].has_day(), points[i].day(), field + ".day", objections);
    if (day.has_value() && !days.insert(*day).second) {
      objections->Field(field + ".day", "is there twice; keep one value");
    }
    CheckRange(points[i].value_hundredths(), -limits.kpi_value_hundredths,
               limits.kpi_value_hundredths, "hundredths",
               field + ".value_hundredths", objections->fields());
    CheckText(points[i].note(), {0, limits.note_characters, false},
              field + ".note", objections->fields());
  }
}

}  // namespace lifeline::roadmap

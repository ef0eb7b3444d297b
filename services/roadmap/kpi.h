#ifndef LIFELINE_SERVICES_ROADMAP_KPI_H_
#define LIFELINE_SERVICES_ROADMAP_KPI_H_

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// The rules of an indicator and its data points. Pure functions.

// What is wrong with it by itself.
void CheckKpi(const v1::Kpi& kpi, const Limits& limits, Objections* objections);

// Its category is one of the portfolio's, and so are those whom its rule names;
// its breach follows (JudgeKpi).
void DecideKpi(const Occasion& occasion, absl::string_view id,
               const v1::Kpi* before, v1::Kpi* after, Objections* objections);

// Sets the breach of an indicator to what its rule says of its newest value: a
// new one begins if none lasts, and the one that lasts ends if the value keeps
// the rule.
void JudgeKpi(const Occasion& occasion, absl::string_view id, v1::Kpi* kpi);

// At least one point, each on a day of its own.
void CheckKpiPoints(
    const google::protobuf::RepeatedPtrField<v1::KpiPoint>& points,
    const Limits& limits, Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_KPI_H_

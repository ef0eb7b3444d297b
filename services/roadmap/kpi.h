#ifndef LIFELINE_SERVICES_ROADMAP_KPI_H_
#define LIFELINE_SERVICES_ROADMAP_KPI_H_

#include "google/protobuf/repeated_ptr_field.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// The rules of an indicator and its data points. Pure functions.

// What is wrong with it by itself.
void CheckKpi(const v1::Kpi& kpi, const Limits& limits, Objections* objections);

// Its category is one of the portfolio's.
void DecideKpi(const Occasion& occasion, const v1::Kpi& after,
               Objections* objections);

// At least one point, each on a day of its own.
void CheckKpiPoints(
    const google::protobuf::RepeatedPtrField<v1::KpiPoint>& points,
    const Limits& limits, Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_KPI_H_

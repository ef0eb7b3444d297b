#ifndef LIFELINE_SERVICES_VALIDATION_READINESS_H_
#define LIFELINE_SERVICES_VALIDATION_READINESS_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/dates.h"
#include "services/validation/opinions.h"

namespace lifeline::validation {

// What an item lacks on its way to READY. Pure functions.

using Kind = backlog::v1::Readiness::Kind;

// What the readiness check misses, in this order: `problem`, `outcome`,
// `measure`, `evidence`. Nothing where nobody checks; a study needs the first
// two only.
std::vector<std::string> MissingToPrepare(const backlog::v1::Item& item,
                                          const roadmap::v1::Validation& how);

// What to add, in one line; empty if nothing is missing.
std::string Advice(const std::vector<std::string>& missing);

// The same for one field: "by what will one see that it worked?".
std::string Question(absl::string_view field);

// Whether the item is a joint study that still holds back the steps of what it
// is about: it is open, and its last day has not passed.
bool HoldsBack(const backlog::v1::Item& item, EpochDay today);
EpochDay LastDayOf(const backlog::v1::Study& study);

// What must be said, and nobody has.
struct Needs {
  // Criteria and `money` that the side of value rates.
  std::vector<std::string> value;
  // Criteria that the side of effort rates.
  std::vector<std::string> risk;
  bool effort = false;
  // A study about the item is under way.
  bool studied = false;
};

struct Step {
  Kind kind = backlog::v1::Readiness::KIND_UNSPECIFIED;
  // Of RATE, ESTIMATE and SETTLE.
  Side side = Side::kValue;
  std::vector<std::string> missing;

  bool operator==(const Step& other) const = default;
};

// Everything that is owed, in this order: PREPARE, STUDY, RATE and ESTIMATE,
// SETTLE; VALIDATE if nothing else is. An item that is READY owes ratings and
// estimates only. `side_of` says whose a criterion is.
std::vector<Step> StepsToReady(
    const backlog::v1::Item& item, const roadmap::v1::Validation& how,
    const Needs& needs, absl::FunctionRef<Side(absl::string_view)> side_of);

// Those whose turn it is: what the requester still prepares, and what a study
// still finds out, is waited for before anybody's time is spent.
std::vector<Step> StepsNow(std::vector<Step> steps);

}  // namespace lifeline::validation

#endif  // LIFELINE_SERVICES_VALIDATION_READINESS_H_

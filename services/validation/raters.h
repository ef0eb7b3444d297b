#ifndef LIFELINE_SERVICES_VALIDATION_RATERS_H_
#define LIFELINE_SERVICES_VALIDATION_RATERS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"

namespace lifeline::validation {

// Who judges items, by what a portfolio says of it. Pure functions.

enum class Side { kValue, kEffort };

// Who has one of these judges for the side.
absl::Span<const roadmap::v1::Role> RolesOf(Side side);

// How many opinions this side gives, at least 1.
int OpinionsWanted(const roadmap::v1::Validation& how, Side side);

// The members who judge for a side; empty for all who have the right.
const google::protobuf::RepeatedPtrField<std::string>& RatersOf(
    const roadmap::v1::Validation& how, Side side);
bool IsRater(const roadmap::v1::Validation& how, Side side,
             absl::string_view member);

}  // namespace lifeline::validation

#endif  // LIFELINE_SERVICES_VALIDATION_RATERS_H_

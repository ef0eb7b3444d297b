#include "services/validation/raters.h"

#include <algorithm>

#include "absl/algorithm/container.h"

namespace lifeline::validation {

absl::Span<const roadmap::v1::Role> RolesOf(Side side) {
  static constexpr roadmap::v1::Role kValueRoles[] = {
      roadmap::v1::ROLE_VALUE_RATER, roadmap::v1::ROLE_PRODUCT_OWNER,
      roadmap::v1::ROLE_MARKETING_LEAD};
  static constexpr roadmap::v1::Role kEffortRoles[] = {
      roadmap::v1::ROLE_EFFORT_RATER, roadmap::v1::ROLE_IT_LEAD};
  if (side == Side::kValue) return kValueRoles;
  return kEffortRoles;
}

int OpinionsWanted(const roadmap::v1::Validation& how, Side side) {
  return std::max(
      1, side == Side::kValue ? how.value_opinions() : how.effort_opinions());
}

const google::protobuf::RepeatedPtrField<std::string>& RatersOf(
    const roadmap::v1::Validation& how, Side side) {
  return side == Side::kValue ? how.value_raters() : how.effort_raters();
}

bool IsRater(const roadmap::v1::Validation& how, Side side,
             absl::string_view member) {
  const auto& raters = RatersOf(how, side);
  return raters.empty() || absl::c_linear_search(raters, member);
}

}  // namespace lifeline::validation

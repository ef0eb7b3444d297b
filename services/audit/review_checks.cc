#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/audit/checks.h"

namespace lifeline::audit {
namespace {

constexpr CheckId kReviewsCheck = CheckId::kReviewsSayWhatStoodAbove;

std::vector<std::string> Sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

// What `names` has and `others` has not.
std::vector<std::string> Without(const std::vector<std::string>& names,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> rest;
  std::set_difference(names.begin(), names.end(), others.begin(), others.end(),
                      std::back_inserter(rest));
  return rest;
}

}  // namespace

// The roadmap takes a review's word for what may be promised, because it knows
// no rankings; here it is compared with them.
void CheckReviews(const Facts& facts, Findings* findings) {
  for (const ReviewFact& review : facts.reviews) {
    findings->Looked(kReviewsCheck);
    if (!review.has_baseline) {
      findings->Found(kReviewsCheck,
                      absl::StrCat(review.name, " names ", review.baseline,
                                   ", which is not there"));
      continue;
    }
    const std::vector<std::string> claimed = Sorted(review.claimed);
    const std::vector<std::string> shown = Sorted(review.shown);
    for (const std::string& item : Without(claimed, shown)) {
      findings->Found(kReviewsCheck,
                      absl::StrCat(review.name, " says that ", item,
                                   " stood above the line in ", review.baseline,
                                   "; it did not"));
    }
    for (const std::string& item : Without(shown, claimed)) {
      findings->Found(
          kReviewsCheck,
          absl::StrCat(review.name, " leaves out ", item,
                       ", which stood above the line in ", review.baseline));
    }
  }
}

}  // namespace lifeline::audit

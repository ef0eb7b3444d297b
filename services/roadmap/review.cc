#include "services/roadmap/review.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

bool SameAbove(const v1::Review& before, const v1::Review& after) {
  return std::equal(before.above_items().begin(), before.above_items().end(),
                    after.above_items().begin(), after.above_items().end());
}

}  // namespace

void CompleteReview(absl::Time now, v1::Review* review) {
  if (review->state() != v1::Review::STATE_UNSPECIFIED) return;
  review->set_state(v1::Review::STATE_OPEN);
  *review->mutable_open_time() = ToTimestamp(now);
}

void CheckReview(const v1::Review& review, const Limits& limits,
                 Objections* objections) {
  CheckTitle(review.title(), limits, "title", objections);
  const int64_t highest = limits.review_above_items;
  CheckCount(review.above_items_size(), highest, "above_items",
             objections->fields());
  if (review.above_items_size() > 0 && review.baseline().empty()) {
    objections->Field("baseline",
                      "is required with above_items: name the "
                      "baseline in which they stood above");
  }
}

void DecideReview(const Occasion& occasion, const v1::Review* before,
                  v1::Review* after, Objections* objections) {
  if (before != nullptr && before->state() == v1::Review::STATE_CLOSED) {
    objections->State("", kReviewClosed,
                      "is CLOSED, its minutes stand; open another review");
    return;
  }
  if (before != nullptr && !SameAbove(*before, *after)) {
    objections->Field("above_items",
                      "cannot be changed once the review is open");
  }
  for (int i = 0; i < after->above_items_size(); ++i) {
    if (!CheckItem(after->above_items(i), occasion.portfolio,
                   absl::StrCat("above_items[", i, "]"), objections))
      break;
  }
  // In order, so that one is found fast.
  std::sort(after->mutable_above_items()->begin(),
            after->mutable_above_items()->end());
  if (after->baseline().empty()) return;
  const auto ids = ParseName("portfolios/*/baselines/*", after->baseline(),
                             "baseline", objections->fields());
  if (ids.has_value() && (*ids)[0] != occasion.portfolio) {
    objections->Field("baseline", absl::StrCat("is one of ", (*ids)[0],
                                               "; name one of this portfolio"));
  }
}

void CloseReviewWith(
    const Occasion& occasion,
    const google::protobuf::RepeatedPtrField<v1::Review::Decision>& decisions,
    v1::Review* review, Objections* objections) {
  if (review->state() != v1::Review::STATE_OPEN) {
    objections->State("name", kReviewClosed,
                      absl::StrCat(review->name(),
                                   " is CLOSED, its minutes stand; open "
                                   "another review"));
    return;
  }
  const int64_t highest = occasion.limits->review_decisions;
  CheckCount(decisions.size(), highest, "decisions", objections->fields());
  if (decisions.size() > highest) return;
  *review->mutable_decisions() = decisions;
  for (int i = 0; i < decisions.size(); ++i) {
    const std::string field = absl::StrCat("decisions[", i, "]");
    v1::Review::Decision* decision = review->mutable_decisions(i);
    CheckReason(decision->text(), *occasion.limits, field + ".text",
                objections);
    CheckReason(decision->reason(), *occasion.limits, field + ".reason",
                objections);
    ResolveMember(occasion, decision->mutable_decided_by(),
                  field + ".decided_by", objections);
    if (!decision->item().empty()) {
      CheckItem(decision->item(), occasion.portfolio, field + ".item",
                objections);
    }
  }
  review->set_state(v1::Review::STATE_CLOSED);
  *review->mutable_close_time() = ToTimestamp(occasion.now);
}

}  // namespace lifeline::roadmap

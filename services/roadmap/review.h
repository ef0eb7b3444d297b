#ifndef LIFELINE_SERVICES_ROADMAP_REVIEW_H_
#define LIFELINE_SERVICES_ROADMAP_REVIEW_H_

#include "absl/time/time.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// The rules of a review. Pure functions.

// A new review is OPEN from now on.
void CompleteReview(absl::Time now, v1::Review* review);

// What is wrong with it by itself.
void CheckReview(const v1::Review& review, const Limits& limits,
                 Objections* objections);

// The baseline is one of this portfolio (scoring knows whether it is there),
// the items above it are put in order and stay, and a CLOSED review stays as it
// is.
void DecideReview(const Occasion& occasion, const v1::Review* before,
                  v1::Review* after, Objections* objections);

// OPEN to CLOSED, with its minutes; who decided is written with the member's
// id.
void CloseReviewWith(
    const Occasion& occasion,
    const google::protobuf::RepeatedPtrField<v1::Review::Decision>& decisions,
    v1::Review* review, Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_REVIEW_H_

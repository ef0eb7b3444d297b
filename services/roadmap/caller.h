#ifndef LIFELINE_SERVICES_ROADMAP_CALLER_H_
#define LIFELINE_SERVICES_ROADMAP_CALLER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// Finds the member who is claimed to act: by address, by id, by name, or, for a
// local login, by login@localhost. Pure function.
//   UNAUTHENTICATED, CALLER_UNKNOWN       nobody is claimed
//   PERMISSION_DENIED, NOT_A_MEMBER       the portfolio knows nobody like that
//   PERMISSION_DENIED, MEMBER_INACTIVE    the member has left
absl::StatusOr<const v1::Member*> ResolveCaller(const RoadmapView& view,
                                                absl::string_view portfolio,
                                                absl::string_view claim);

// UNAUTHENTICATED, CALLER_UNKNOWN: the claim is empty.
absl::Status CallerUnknown();

// The member who was found for a claim, or the error above that says why nobody
// was; null if there is none.
absl::StatusOr<const v1::Member*> CheckCaller(const v1::Member* found,
                                              absl::string_view portfolio,
                                              absl::string_view claim);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_CALLER_H_

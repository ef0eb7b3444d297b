#include "services/roadmap/caller.h"

#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/roadmap/member.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

std::optional<std::string> FindCaller(const RoadmapView& view,
                                      absl::string_view portfolio,
                                      absl::string_view claim) {
  if (absl::StartsWith(claim, "portfolios/")) {
    const std::optional<Place> place = ParseMemberName(claim);
    if (!place.has_value() || place->portfolio != portfolio) {
      return std::nullopt;
    }
    return FindMember(view, place->id);
  }
  if (auto id = FindMember(view, claim)) return id;
  return FindMember(view, AddressOfClaim(claim));
}

}  // namespace

absl::Status CallerUnknown() {
  return Error(absl::StatusCode::kUnauthenticated, kCallerUnknown,
               "nobody is said to act; say who you are, for example lifeline "
               "--as anna@example.com");
}

absl::StatusOr<const v1::Member*> CheckCaller(const v1::Member* found,
                                              absl::string_view portfolio,
                                              absl::string_view claim) {
  if (claim.empty()) return CallerUnknown();
  if (found == nullptr) {
    return Error(
        absl::StatusCode::kPermissionDenied, kNotAMember,
        absl::StrCat(claim, " is no member of ", portfolio,
                     "; ask an admin of ", portfolio, ": lifeline member add ",
                     portfolio, " --address ", AddressOfClaim(claim)),
        {{"caller", claim}, {"portfolio", portfolio}});
  }
  if (found->inactive()) {
    return Error(
        absl::StatusCode::kPermissionDenied, kMemberInactive,
        absl::StrCat(claim, " has left ", portfolio, "; ask an admin of ",
                     portfolio, " to make the member active again"),
        {{"caller", claim}, {"portfolio", portfolio}});
  }
  return found;
}

absl::StatusOr<const v1::Member*> ResolveCaller(const RoadmapView& view,
                                                absl::string_view portfolio,
                                                absl::string_view claim) {
  const std::optional<std::string> id = FindCaller(view, portfolio, claim);
  const v1::RoadmapResource* found =
      id.has_value() ? view.Find(v1::RoadmapResource::kMember, *id) : nullptr;
  return CheckCaller(found == nullptr ? nullptr : &found->member(), portfolio,
                     claim);
}

}  // namespace lifeline::roadmap

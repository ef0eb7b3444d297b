#ifndef LIFELINE_SERVICES_SCORING_MEMBERS_H_
#define LIFELINE_SERVICES_SCORING_MEMBERS_H_

#include <optional>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// Who of a portfolio's people can be asked for what. Pure functions; members
// are named by their resource name.

// Null if there is no such member.
const roadmap::v1::Member* MemberNamed(const RoadmapFacts& facts,
                                       absl::string_view name);

// A person who has not left.
bool CanAnswer(const RoadmapFacts& facts, absl::string_view name);

bool HasRole(const roadmap::v1::Member& member, roadmap::v1::Role role);

// The first by name, of those who can answer.
std::optional<std::string> FirstWithRole(const RoadmapFacts& facts,
                                         roadmap::v1::Role role);

// The same but for these, who cannot decide about themselves.
std::optional<std::string> FirstWithRole(const RoadmapFacts& facts,
                                         roadmap::v1::Role role,
                                         const std::set<std::string>& but);

// Whether `member` stands in for `of`, absent or not.
bool IsDeputyOf(absl::string_view member, absl::string_view of,
                const RoadmapFacts& facts);

// Whether the tasks of a side are the member's, too: by role.
bool IsOfSide(const roadmap::v1::Member& member, v1::Task::Side side);

// The one side that a member's answers are counted for: EFFORT for those who
// estimate or lead IT, else VALUE for those who rate or lead marketing, else
// PLANNING for those who only plan, decide or administer; VALUE for all others
// and for who is not known.
v1::Task::Side SideOf(const RoadmapFacts& facts, absl::string_view member);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_MEMBERS_H_

#include "services/scoring/members.h"

#include <algorithm>

namespace lifeline::scoring {
namespace {

using roadmap::v1::Member;
using v1::Task;

bool CanAnswer(const Member& member) {
  return !member.inactive() && member.kind() != Member::KIND_TOOL;
}

}  // namespace

bool HasRole(const Member& member, roadmap::v1::Role role) {
  return std::find(member.roles().begin(), member.roles().end(), role) !=
         member.roles().end();
}

const Member* MemberNamed(const RoadmapFacts& facts, absl::string_view name) {
  const auto found = facts.members.find(std::string(name));
  return found == facts.members.end() ? nullptr : &found->second;
}

bool CanAnswer(const RoadmapFacts& facts, absl::string_view name) {
  const Member* member = MemberNamed(facts, name);
  return member != nullptr && CanAnswer(*member);
}

std::optional<std::string> FirstWithRole(const RoadmapFacts& facts,
                                         roadmap::v1::Role role) {
  return FirstWithRole(facts, role, {});
}

std::optional<std::string> FirstWithRole(const RoadmapFacts& facts,
                                         roadmap::v1::Role role,
                                         const std::set<std::string>& but) {
  for (const auto& [name, member] : facts.members) {
    if (CanAnswer(member) && HasRole(member, role) && but.count(name) == 0)
      return name;
  }
  return std::nullopt;
}

bool IsDeputyOf(absl::string_view member, absl::string_view of,
                const RoadmapFacts& facts) {
  const Member* absent = MemberNamed(facts, of);
  return absent != nullptr && !member.empty() && absent->deputy() == member;
}

bool IsOfSide(const Member& member, Task::Side side) {
  switch (side) {
    case Task::SIDE_VALUE:
      return HasRole(member, roadmap::v1::ROLE_VALUE_RATER) ||
             HasRole(member, roadmap::v1::ROLE_PRODUCT_OWNER) ||
             HasRole(member, roadmap::v1::ROLE_MARKETING_LEAD);
    case Task::SIDE_EFFORT:
      return HasRole(member, roadmap::v1::ROLE_EFFORT_RATER) ||
             HasRole(member, roadmap::v1::ROLE_IT_LEAD);
    case Task::SIDE_PLANNING:
      return HasRole(member, roadmap::v1::ROLE_PLANNER) ||
             HasRole(member, roadmap::v1::ROLE_MARKETING_LEAD) ||
             HasRole(member, roadmap::v1::ROLE_IT_LEAD);
    default:
      return false;
  }
}

Task::Side SideOf(const RoadmapFacts& facts, absl::string_view name) {
  const Member* member = MemberNamed(facts, name);
  if (member == nullptr) return Task::SIDE_VALUE;
  if (IsOfSide(*member, Task::SIDE_EFFORT)) return Task::SIDE_EFFORT;
  if (IsOfSide(*member, Task::SIDE_VALUE)) return Task::SIDE_VALUE;
  for (const auto role : {roadmap::v1::ROLE_PLANNER, roadmap::v1::ROLE_ARBITER,
                          roadmap::v1::ROLE_ADMIN}) {
    if (HasRole(*member, role)) return Task::SIDE_PLANNING;
  }
  return Task::SIDE_VALUE;
}

}  // namespace lifeline::scoring

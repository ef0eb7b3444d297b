#ifndef LIFELINE_SERVICES_RIGHTS_RIGHTS_H_
#define LIFELINE_SERVICES_RIGHTS_RIGHTS_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"

namespace lifeline::rights {

// Who may call what: one table, a row for each RPC, and nothing is allowed that
// has no row. Pure functions; asker.h applies them to somebody.

using roadmap::v1::Role;

// A set of roles. A plain value.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ |= Bit(role);
  }
  static constexpr Roles OfBits(uint32_t bits) {
    Roles roles;
    roles.bits_ = bits;
    return roles;
  }
  // Roles as a member has them; what is no role is left out.
  static Roles Of(const google::protobuf::RepeatedField<int>& roles);

  constexpr bool Has(Role role) const { return (bits_ & Bit(role)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  // For keeping them.
  constexpr uint32_t bits() const { return bits_; }
  // In the order of the enum.
  std::vector<Role> List() const;

  friend constexpr Roles operator&(Roles a, Roles b) {
    return OfBits(a.bits_ & b.bits_);
  }
  friend constexpr Roles operator|(Roles a, Roles b) {
    return OfBits(a.bits_ | b.bits_);
  }
  friend constexpr bool operator==(Roles a, Roles b) {
    return a.bits_ == b.bits_;
  }

 private:
  static constexpr uint32_t Bit(Role role) {
    return uint32_t{1} << static_cast<uint32_t>(role);
  }
  uint32_t bits_ = 0;
};

// "marketing-lead", as the command line and tokens write it.
std::string RoleWord(Role role);
// Also takes "MARKETING_LEAD" and the like; nullopt if it is no role.
std::optional<Role> ParseRole(absl::string_view word);

// Those roles; for somebody who has none the least that somebody in a portfolio
// is: a requester, or a reader if it is a tool.
Roles OrTheLeast(Roles roles, bool tool);

// Everybody who takes part: all roles but those of tools.
Roles TakingPart();
// Every role there is.
Roles EveryRole();

// What kind of callers a row is about.
enum class Who {
  // Any member of the portfolio; one who operates the installation if all
  // portfolios are asked for.
  kReads,
  // Anybody, who is shown what he or she may read.
  kIsShownOwn,
  // Members with one of the row's roles.
  kHasRole,
  // The same, and each part of the request needs the right of its own method.
  kHasRoleForEachPart,
  // Whoever begins a portfolio: anybody on this machine; a token that says
  // admin, or is for everything, otherwise.
  kFounds,
  // Whoever runs the installation: anybody on this machine, a token that says
  // admin otherwise, and our own services.
  kOperates,
  // The same without tokens: a copy of a database holds everything of
  // everybody, so no member's token is enough for it, whatever its roles.
  kHasCertificate,
};

struct Rule {
  // "lifeline.backlog.v1.BacklogService/CreateItem", or a field:
  // "lifeline.backlog.v1.Item.money".
  std::string name;
  // What it is, after "may" and "may not".
  std::string verb;
  Who who = Who::kHasRole;
  Roles roles = {};
  // Also whoever takes part and is the item's requester or owner, or the member
  // that is changed.
  bool own = false;
  // Never a tool, whatever its roles.
  bool persons_only = false;
};

// A row for every RPC of Lifeline, by service.
absl::Span<const Rule> Methods();

// Fields that need a right of their own, whichever method writes them.
absl::Span<const Rule> Fields();

// The row of a method, written with or without a slash before it, or of a
// field; null if it has none.
const Rule* FindRule(absl::string_view name);

// Whether somebody with these roles may, as the owner of what it is about
// (`own`) or not. Kinds of callers that are no matter of roles: true.
bool Allows(const Rule& rule, Roles roles, bool tool, bool own);

// The table for people, in Markdown: what deploy/rights.md says between its
// marks, and `lifeline member rights` shows.
std::string TableInMarkdown();

// Who may, in words: "planner, it-lead", "any member".
std::string WhoInWords(const Rule& rule);

}  // namespace lifeline::rights

#endif  // LIFELINE_SERVICES_RIGHTS_RIGHTS_H_

#ifndef LIFELINE_SERVICES_RIGHTS_ASKER_H_
#define LIFELINE_SERVICES_RIGHTS_ASKER_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "services/common/identity.h"
#include "services/common/status.h"
#include "services/rights/rights.h"

namespace lifeline::rights {

// The reason of every error here but those of membership.
inline constexpr char kRoleMissing[] = "ROLE_MISSING";
// A caller known by a token asks about a portfolio that he or she is not in.
inline constexpr char kNotAMember[] = "NOT_A_MEMBER";
inline constexpr char kMemberInactive[] = "MEMBER_INACTIVE";

// A member as far as rights go.
struct Member {
  // As errors name him or her: display name or id.
  std::string called;
  Roles roles = {};
  bool tool = false;
  bool active = true;
};

// The member's, or the least there is.
Roles RolesOf(const Member& member);

// Those less what a token takes away.
Roles EffectiveRoles(const Member& member, const Identity& identity);

// Calls its argument with each member of a portfolio.
using Everybody =
    std::function<void(absl::FunctionRef<void(const Member& member)>)>;

// What is refused of one request, so that the caller sees all of it at once.
class Refusals {
 public:
  // `why` is what Asker::WhyNot said; nothing is added if it said nothing.
  void Add(absl::string_view field, const std::optional<std::string>& why);
  bool empty() const { return violations_.empty(); }
  // OK, or PERMISSION_DENIED, reason ROLE_MISSING, with google.rpc.BadRequest.
  absl::Status ToStatus() const;

 private:
  Violations violations_;
};

// A member who acts in a portfolio, and what he or she may. A plain value.
class Asker {
 public:
  // Nobody: may nothing.
  Asker() = default;
  Asker(const Identity& identity, absl::string_view portfolio, Member member,
        Everybody everybody);

  // Whether what is asked for belongs to the asker.
  enum class Own { kNo, kYes };

  // What the member may be here: less than he or she has, with a token for
  // less.
  Roles roles() const { return roles_; }

  // OK, or PERMISSION_DENIED, reason ROLE_MISSING, which names the roles that
  // are missing, and up to three members who have them. A method without a rule
  // is refused to everybody.
  absl::Status CheckCall(absl::string_view method, Own own = Own::kNo) const;

  // The same for a method or field, as a sentence; nullopt if it is allowed.
  std::optional<std::string> WhyNot(absl::string_view name,
                                    Own own = Own::kNo) const;

 private:
  std::string WhoCould(const Rule& rule) const;

  std::string portfolio_;
  Member member_;
  // What a token leaves.
  Roles roles_;
  bool service_ = false;
  Everybody everybody_;
};

// The portfolios that a request is about, by id: "-" for all of them.
std::vector<std::string> PortfoliosOf(const google::protobuf::Message& request);

// The member of a portfolio that the caller is; nullopt if there is none. Its
// errors are answered.
using FindCaller = absl::FunctionRef<absl::StatusOr<std::optional<Member>>(
    const std::string& portfolio)>;

// Decides about all that is not decided where it is written: who may read, and
// who operates. On one machine, where callers are what they claim to be, all of
// it is open to everybody, because a claim keeps nobody out; known callers read
// the portfolios that they are members of, and our own services read all.
// Methods that write are OK here.
//   PERMISSION_DENIED, ROLE_MISSING       no rule, or not one who operates
//   PERMISSION_DENIED, NOT_A_MEMBER, MEMBER_INACTIVE
//   PERMISSION_DENIED, CERTIFICATE_REQUIRED   a token for a whole database
//   INVALID_ARGUMENT, PORTFOLIO_UNNAMED   the request names no portfolio
absl::Status Admit(const Identity& identity, absl::string_view method,
                   const google::protobuf::Message& request, FindCaller find);

// The same where no portfolio is kept: for what one who operates may.
absl::Status AdmitOperator(const Identity& identity, absl::string_view method);

// Whether the caller operates the installation, or may begin a portfolio.
bool Operates(const Identity& identity);
absl::Status CheckFounds(const Identity& identity);

}  // namespace lifeline::rights

#endif  // LIFELINE_SERVICES_RIGHTS_ASKER_H_

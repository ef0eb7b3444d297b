#ifndef LIFELINE_SERVICES_ROADMAP_MEMBER_H_
#define LIFELINE_SERVICES_ROADMAP_MEMBER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// The rules of a member. Pure functions.

// The form in which addresses are compared.
std::string AddressKey(absl::string_view address);

// The address of a caller who claims something else than an address: local
// people have none of their own.
std::string AddressOfClaim(absl::string_view claim);

// Every role there is, for the first member of a portfolio.
void GiveEveryRole(v1::Member* member);

// Adds the roles of `before` that `after` does not name: in a document, what is
// absent stays.
void KeepRoles(const v1::Member& before, v1::Member* after);

// A member is a person unless it says TOOL; roles are kept once each, in the
// order of their numbers.
void CompleteMember(v1::Member* member);

// What is wrong with it by itself, once it is complete.
void CheckMember(const v1::Member& member, const Limits& limits,
                 Objections* objections);

// Takes away everything that says who a member is.
void ForgetPerson(v1::Member* member);

// The member as it is after an erasure: nobody, inactive, for good.
v1::Member Erased(v1::Member member);

// Whether a member, unchanged since `changed`, is erased by the portfolio's
// `retention_days`.
bool RetentionIsOver(const v1::Member& member, absl::Time changed,
                     int32_t retention_days, absl::Time now);

// `actor` erases somebody else. FAILED_PRECONDITION, ERASES_SELF.
absl::Status CheckErases(const v1::Member& actor, absl::string_view member);

// Who was erased stays so; the address is nobody else's, the deputy exists (and
// is written with its id), and an active admin remains.
void DecideMember(const Occasion& occasion, const v1::Member* before,
                  v1::Member* after, Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_MEMBER_H_

#include "services/roadmap/member.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/status.h"
#include "services/common/validate.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

void SetRoles(const std::set<int>& roles, v1::Member* member) {
  member->clear_roles();
  for (int role : roles) member->add_roles(static_cast<v1::Role>(role));
}

std::set<int> RolesOf(const v1::Member& member) {
  return {member.roles().begin(), member.roles().end()};
}

bool IsActiveAdmin(const v1::Member& member) {
  return !member.inactive() && RolesOf(member).count(v1::ROLE_ADMIN) > 0;
}

bool IsAddress(absl::string_view address) {
  const size_t at = address.find('@');
  if (at == absl::string_view::npos || at == 0 || at + 1 == address.size() ||
      address.find('@', at + 1) != absl::string_view::npos) {
    return false;
  }
  return std::none_of(address.begin(), address.end(), [](char c) {
    return absl::ascii_isspace(c) || absl::ascii_iscntrl(c) || c == '/';
  });
}

void CheckAddress(const v1::Member& member, const Limits& limits,
                  Objections* objections) {
  if (member.address().empty()) return;
  const int64_t length = CharacterCount(member.address());
  if (length < 0 || length > limits.address_characters ||
      !IsAddress(member.address())) {
    objections->Field("address", absl::StrCat("is no address of at most ",
                                              limits.address_characters,
                                              " characters; write it like "
                                              "anna@example.com"));
  }
}

void CheckRoles(const v1::Member& member, Objections* objections) {
  CheckCount(member.roles_size(), v1::Role_MAX, "roles", objections->fields());
  if (member.roles_size() > v1::Role_MAX) return;
  for (int i = 0; i < member.roles_size(); ++i) {
    if (member.roles(i) == v1::ROLE_UNSPECIFIED ||
        !v1::Role_IsValid(member.roles(i))) {
      objections->Field(absl::StrCat("roles[", i, "]"),
                        "is not known; choose one of Role, for example "
                        "ROLE_REQUESTER");
    }
  }
}

void DecideAddress(const Occasion& occasion, const v1::Member& after,
                   Objections* objections) {
  if (after.address().empty()) return;
  const std::optional<std::string> holder =
      occasion.view->MemberByAddress(after.address());
  if (!holder.has_value() || *holder == LastId(after.name())) return;
  objections->State(
      "address", kAddressUsed,
      absl::StrCat(after.address(), " is the address of member ", *holder,
                   "; change that member, or choose another address"));
}

void DecideAdmins(const Occasion& occasion, const v1::Member* before,
                  const v1::Member& after, Objections* objections) {
  if (before == nullptr || !IsActiveAdmin(*before) || IsActiveAdmin(after)) {
    return;
  }
  bool remains = false;
  occasion.view->ForEach(
      v1::RoadmapResource::kMember,
      [&remains](const std::string&, const v1::RoadmapResource& resource) {
        remains = remains || IsActiveAdmin(resource.member());
      });
  if (remains) return;
  objections->State(
      after.inactive() ? "inactive" : "roles", kLastAdmin,
      absl::StrCat(LastId(after.name()),
                   " is the last active admin; make somebody else admin "
                   "first"));
}

}  // namespace

std::string AddressKey(absl::string_view address) {
  return absl::AsciiStrToLower(address);
}

std::string AddressOfClaim(absl::string_view claim) {
  return absl::StrContains(claim, '@') ? std::string(claim)
                                       : absl::StrCat(claim, "@localhost");
}

void GiveEveryRole(v1::Member* member) {
  std::set<int> roles;
  for (int role = v1::Role_MIN; role <= v1::Role_MAX; ++role) {
    if (v1::Role_IsValid(role) && role != v1::ROLE_UNSPECIFIED) {
      roles.insert(role);
    }
  }
  SetRoles(roles, member);
}

void KeepRoles(const v1::Member& before, v1::Member* after) {
  for (int role : before.roles()) after->add_roles(static_cast<v1::Role>(role));
}

void CompleteMember(v1::Member* member) {
  if (member->kind() == v1::Member::KIND_UNSPECIFIED) {
    member->set_kind(v1::Member::KIND_PERSON);
  }
  SetRoles(RolesOf(*member), member);
}

void CheckMember(const v1::Member& member, const Limits& limits,
                 Objections* objections) {
  CheckText(member.display_name(), {0, limits.title_characters, false},
            "display_name", objections->fields());
  CheckAddress(member, limits, objections);
  CheckLanguage(member.language_code(), limits, "language_code", objections);
  CheckRoles(member, objections);
  if (member.has_absent_until()) {
    CheckDay(true, member.absent_until(), "absent_until", objections);
  }
  if (!v1::Member::Kind_IsValid(member.kind())) {
    objections->Field("kind", "is not known; choose KIND_PERSON or KIND_TOOL");
  }
}

void ForgetPerson(v1::Member* member) {
  member->clear_display_name();
  member->clear_address();
  member->clear_language_code();
  member->clear_deputy();
  member->clear_absent_until();
}

v1::Member Erased(v1::Member member) {
  ForgetPerson(&member);
  member.set_inactive(true);
  member.set_erased(true);
  return member;
}

bool RetentionIsOver(const v1::Member& member, absl::Time changed,
                     int32_t retention_days, absl::Time now) {
  return retention_days > 0 && member.inactive() && !member.erased() &&
         changed + retention_days * absl::Hours(24) <= now;
}

absl::Status CheckErases(const v1::Member& actor, absl::string_view member) {
  if (LastId(actor.name()) != member) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, kErasesSelf,
               absl::StrCat(member,
                            " cannot erase himself or herself; another admin "
                            "does it"),
               {{"member", actor.name()}});
}

void DecideMember(const Occasion& occasion, const v1::Member* before,
                  v1::Member* after, Objections* objections) {
  if (before != nullptr && before->erased()) {
    objections->State("name", kMemberErased,
                      absl::StrCat(LastId(after->name()),
                                   " was erased and stays so; add the person "
                                   "as a new member"));
    return;
  }
  DecideAddress(occasion, *after, objections);
  DecideAdmins(occasion, before, *after, objections);
  if (after->deputy().empty()) return;
  const v1::Member* deputy =
      ResolveMember(occasion, after->mutable_deputy(), "deputy", objections);
  if (deputy != nullptr && after->deputy() == after->name()) {
    objections->Field("deputy", "is the member; name somebody else");
  }
}

}  // namespace lifeline::roadmap

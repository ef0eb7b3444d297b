#include "services/scoring/proposal.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/digest.h"
#include "services/common/names.h"
#include "services/common/status.h"
#include "services/scoring/members.h"
#include "services/scoring/model.h"

namespace lifeline::scoring {
namespace {

using roadmap::v1::Member;
using roadmap::v1::Role;

constexpr Role kKeys[] = {roadmap::v1::ROLE_MARKETING_LEAD,
                          roadmap::v1::ROLE_IT_LEAD, roadmap::v1::ROLE_ARBITER};

bool IsKey(Role role) {
  for (Role key : kKeys)
    if (key == role) return true;
  return false;
}

absl::Status NotYours(const Member& member, Role role,
                      absl::string_view way_out) {
  return Error(absl::StatusCode::kPermissionDenied, kNotYourKey,
               absl::StrCat(LastId(member.name()), " does not hold the key of ",
                            RoleWord(role), "; ", way_out),
               {{"member", member.name()}, {"role", RoleWord(role)}});
}

// The arbiter's key counts as the second only, and only where the other lead is
// missing, or is the one who signed first.
absl::Status CheckArbitersKey(const RoadmapFacts& facts, const Member& member,
                              const v1::Proposal& proposal) {
  const Role arbiter = roadmap::v1::ROLE_ARBITER;
  if (proposal.signatures().empty())
    return NotYours(member, arbiter,
                    "the arbiter signs second, where one person leads both "
                    "sides or a side has no lead");
  const auto& first = proposal.signatures(0);
  const Role missing = OtherLead(first.role());
  const std::optional<std::string> lead =
      FirstWithRole(facts, missing, {first.signer()});
  if (!lead) return absl::OkStatus();
  return NotYours(
      member, arbiter,
      absl::StrCat("it waits for ", LastId(*lead), ", ", RoleWord(missing),
                   "; after the agreed time either lead may call the "
                   "arbiter (CallArbiter, lifeline dispute call-arbiter)"));
}

// What the member could sign with, as things stand.
std::vector<Role> Keys(const RoadmapFacts& facts, const Member& member,
                       const v1::Proposal& proposal) {
  std::vector<Role> keys;
  for (Role role : kKeys) {
    if (!HasRole(member, role)) continue;
    if (role == roadmap::v1::ROLE_ARBITER &&
        !CheckArbitersKey(facts, member, proposal).ok())
      continue;
    keys.push_back(role);
  }
  return keys;
}

absl::StatusOr<Role> OnlyKey(const RoadmapFacts& facts, const Member& member,
                             const v1::Proposal& proposal) {
  const std::vector<Role> keys = Keys(facts, member, proposal);
  if (keys.size() == 1) return keys.front();
  if (keys.size() > 1) {
    Violations violations;
    violations.Add("role",
                   absl::StrCat("you hold more than one key; say ",
                                RoleWord(keys[0]), " or ", RoleWord(keys[1])));
    return violations.ToStatus();
  }
  if (HasRole(member, roadmap::v1::ROLE_ARBITER))
    return CheckArbitersKey(facts, member, proposal);
  return NotYours(member, roadmap::v1::ROLE_MARKETING_LEAD,
                  "nor that of IT_LEAD: only the two leads sign a model, and "
                  "the arbiter where they cannot");
}

}  // namespace

std::string RoleWord(Role role) {
  return std::string(absl::StripPrefix(roadmap::v1::Role_Name(role), "ROLE_"));
}

Role OtherLead(Role lead) {
  return lead == roadmap::v1::ROLE_MARKETING_LEAD
             ? roadmap::v1::ROLE_IT_LEAD
             : roadmap::v1::ROLE_MARKETING_LEAD;
}

std::string ProposalDigest(const v1::ScoringModel& model, v1::Proposal shown,
                           absl::string_view reason_hash) {
  shown.clear_digest();
  shown.clear_reason();
  shown.clear_signatures();
  shown.clear_dispute();
  for (v1::LineCrossing& crossing : *shown.mutable_crossings())
    crossing.clear_title();
  std::string bytes;
  for (const std::string& part :
       {model.name(), ContentOnly(model).SerializeAsString(),
        shown.SerializeAsString(), std::string(reason_hash)})
    absl::StrAppend(&bytes, part.size(), ":", part);
  return Sha256Hex(bytes);
}

absl::Status CheckPerson(const Member& member) {
  if (member.kind() != Member::KIND_TOOL) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, kToolsDoNotDecide,
               absl::StrCat(LastId(member.name()),
                            " is a tool, and only a person proposes, signs, "
                            "states a position or decides"),
               {{"member", member.name()}});
}

absl::StatusOr<Role> KeyOf(const RoadmapFacts& facts, const Member& member,
                           Role asked, const v1::Proposal& proposal) {
  if (asked != roadmap::v1::ROLE_UNSPECIFIED && !IsKey(asked)) {
    Violations violations;
    violations.Add("role", "must be MARKETING_LEAD, IT_LEAD or ARBITER");
    return violations.ToStatus();
  }
  if (absl::Status person = CheckPerson(member); !person.ok()) return person;
  for (const auto& signature : proposal.signatures()) {
    if (signature.signer() != member.name()) continue;
    return Error(absl::StatusCode::kFailedPrecondition, kAlreadySigned,
                 absl::StrCat(LastId(member.name()), " has signed as ",
                              RoleWord(signature.role()),
                              "; the second key is somebody else's"),
                 {{"member", member.name()}});
  }
  absl::StatusOr<Role> key = asked;
  if (asked == roadmap::v1::ROLE_UNSPECIFIED) {
    key = OnlyKey(facts, member, proposal);
    if (!key.ok()) return key;
  } else if (!HasRole(member, asked)) {
    return NotYours(member, asked, "nobody signs for the other side");
  } else if (asked == roadmap::v1::ROLE_ARBITER) {
    absl::Status second = CheckArbitersKey(facts, member, proposal);
    if (!second.ok()) return second;
  }
  for (const auto& signature : proposal.signatures()) {
    if (signature.role() != *key) continue;
    return Error(absl::StatusCode::kFailedPrecondition, kAlreadySigned,
                 absl::StrCat(LastId(signature.signer()), " has signed as ",
                              RoleWord(*key), " already; it waits for ",
                              RoleWord(OtherLead(*key))),
                 {{"member", signature.signer()}});
  }
  return key;
}

absl::Status CheckUpToDate(const v1::ScoringModel& model, bool outdated) {
  if (!outdated) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, kProposalOutdated,
               absl::StrCat("another model became active since ", model.name(),
                            " was proposed, so it would do something else "
                            "now, and its signatures are void; propose it "
                            "again (lifeline model propose)"),
               {{"model", model.name()}});
}

absl::Status CheckDigest(const v1::ScoringModel& model,
                         absl::string_view digest,
                         const v1::Proposal& proposal) {
  if (digest == proposal.digest()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, kDigestMismatch,
               absl::StrCat("digest: is not that of what ", model.name(),
                            " would do as it is proposed now; look at it again "
                            "(GetScoringModel, lifeline model show) and name "
                            "the digest that stands there"),
               {{"model", model.name()}, {"digest", proposal.digest()}});
}

std::set<std::string> TakingPart(const v1::Proposal& proposal) {
  std::set<std::string> members = {proposal.proposer()};
  for (const auto& signature : proposal.signatures())
    members.insert(signature.signer());
  return members;
}

bool IsSigned(const v1::Proposal& proposal) {
  return proposal.signatures_size() >= 2;
}

}  // namespace lifeline::scoring

#include "services/scoring/dispute.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "services/common/names.h"
#include "services/common/status.h"
#include "services/scoring/members.h"
#include "services/scoring/proposal.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

using roadmap::v1::Member;
using roadmap::v1::Role;
using v1::Dispute;

constexpr Role kLeads[] = {roadmap::v1::ROLE_MARKETING_LEAD,
                           roadmap::v1::ROLE_IT_LEAD};

bool IsLead(Role role) { return role == kLeads[0] || role == kLeads[1]; }

absl::Status NotYourSide(const Member& member, absl::string_view why) {
  return Error(absl::StatusCode::kPermissionDenied, kNotYourSide,
               absl::StrCat(LastId(member.name()), " ", why),
               {{"member", member.name()}});
}

absl::Status NoArbiter(const RoadmapFacts& facts) {
  return Error(absl::StatusCode::kFailedPrecondition, kNoArbiter,
               absl::StrCat("nobody who did not take part is arbiter of ",
                            facts.portfolio.name(),
                            "; an admin gives a person the role: lifeline "
                            "member update ... --role arbiter"),
               {{"portfolio", facts.portfolio.name()}});
}

}  // namespace

bool IsOpen(const Dispute& dispute) {
  return dispute.state() == Dispute::STATE_LEADS ||
         dispute.state() == Dispute::STATE_ARBITER;
}

absl::Status CheckOpen(const Dispute& dispute) {
  if (IsOpen(dispute)) return absl::OkStatus();
  const std::string state(
      absl::StripPrefix(Dispute::State_Name(dispute.state()), "STATE_"));
  return Error(absl::StatusCode::kFailedPrecondition, kDisputeClosed,
               absl::StrCat(dispute.name(), " is ", state,
                            ", and that stays; a new drop, or a new proposal, "
                            "can be disputed anew"),
               {{"dispute", dispute.name()}});
}

Dispute AppealOf(const v1::Receipt& answered, const RoadmapFacts& facts,
                 absl::Time now) {
  Dispute dispute;
  dispute.set_kind(Dispute::KIND_APPEAL);
  dispute.set_crossing(answered.crossing());
  dispute.set_item(answered.item());
  dispute.set_displaces_item(answered.displaces_item());
  dispute.set_opened_by(answered.answered_by());
  *dispute.mutable_open_time() = ToTimestamp(now);
  *dispute.mutable_arbiter_time() = ToTimestamp(
      DueTime(now, SlaOf(facts.portfolio).sign_days(), facts.portfolio));
  const bool has_lead =
      FirstWithRole(facts, kLeads[0]) || FirstWithRole(facts, kLeads[1]);
  dispute.set_state(has_lead ? Dispute::STATE_LEADS : Dispute::STATE_ARBITER);
  if (!has_lead) *dispute.mutable_call_time() = dispute.open_time();
  return dispute;
}

absl::StatusOr<Role> SideSpokenFor(const Member& member, Role asked,
                                   const Dispute& dispute) {
  if (absl::Status person = CheckPerson(member); !person.ok()) return person;
  Violations violations;
  if (asked != roadmap::v1::ROLE_UNSPECIFIED && !IsLead(asked)) {
    violations.Add("role", "must be MARKETING_LEAD or IT_LEAD");
    return violations.ToStatus();
  }
  Role side = asked;
  if (asked == roadmap::v1::ROLE_UNSPECIFIED) {
    const bool marketing = HasRole(member, kLeads[0]);
    if (marketing && HasRole(member, kLeads[1])) {
      violations.Add("role",
                     "you lead both sides; say which one you speak for, "
                     "MARKETING_LEAD or IT_LEAD");
      return violations.ToStatus();
    }
    side = marketing ? kLeads[0] : kLeads[1];
  }
  if (!HasRole(member, side)) {
    return NotYourSide(member,
                       asked == roadmap::v1::ROLE_UNSPECIFIED
                           ? "leads neither marketing nor IT, and only the two "
                             "leads state a position"
                           : absl::StrCat("is not ", RoleWord(side),
                                          ": nobody speaks for the other "
                                          "side"));
  }
  for (const Dispute::Position& position : dispute.positions()) {
    if (position.member() == member.name() && position.role() != side)
      return NotYourSide(
          member, absl::StrCat("has spoken for ", RoleWord(position.role()),
                               ": nobody speaks for both sides"));
  }
  return side;
}

Dispute::State StateByPositions(const Dispute& dispute,
                                const RoadmapFacts& facts) {
  if (dispute.kind() != Dispute::KIND_APPEAL || dispute.positions().empty())
    return dispute.state();
  const Dispute::Position& one = dispute.positions(0);
  if (dispute.positions_size() > 1) {
    if (one.grants() != dispute.positions(1).grants())
      return Dispute::STATE_ARBITER;
    return one.grants() ? Dispute::STATE_GRANTED : Dispute::STATE_REFUSED;
  }
  return FirstWithRole(facts, OtherLead(one.role()), {one.member()})
             ? dispute.state()
             : Dispute::STATE_ARBITER;
}

absl::Status CheckCall(const RoadmapFacts& facts, const Member& member,
                       absl::Time arbiter_time,
                       const std::set<std::string>& taking_part,
                       absl::Time now) {
  if (absl::Status person = CheckPerson(member); !person.ok()) return person;
  if (!HasRole(member, kLeads[0]) && !HasRole(member, kLeads[1])) {
    return NotYourSide(member,
                       "leads neither marketing nor IT, and only the two leads "
                       "call the arbiter");
  }
  if (now < arbiter_time) {
    const std::string until = absl::FormatTime("%Y-%m-%d %H:%M", arbiter_time,
                                               ZoneOf(facts.portfolio));
    return Error(absl::StatusCode::kFailedPrecondition, kArbiterNotYet,
                 absl::StrCat("the leads have until ", until,
                              " to agree; then either may call the arbiter"),
                 {{"arbiter_time", until}});
  }
  std::set<std::string> all = taking_part;
  all.insert(member.name());
  return FirstWithRole(facts, roadmap::v1::ROLE_ARBITER, all)
             ? absl::OkStatus()
             : NoArbiter(facts);
}

std::set<std::string> TakingPart(const Dispute& dispute) {
  std::set<std::string> members = {dispute.opened_by(), dispute.called_by()};
  for (const Dispute::Position& position : dispute.positions())
    members.insert(position.member());
  return members;
}

absl::Status CheckDecider(const RoadmapFacts& facts, const Member& member,
                          const std::set<std::string>& taking_part,
                          const Dispute& dispute) {
  if (absl::Status person = CheckPerson(member); !person.ok()) return person;
  const auto arbiter =
      FirstWithRole(facts, roadmap::v1::ROLE_ARBITER, taking_part);
  if (!HasRole(member, roadmap::v1::ROLE_ARBITER)) {
    if (!arbiter) return NoArbiter(facts);
    return Error(absl::StatusCode::kPermissionDenied, kNotNeutral,
                 absl::StrCat(LastId(member.name()), " is no arbiter; ",
                              LastId(*arbiter), " decides"),
                 {{"member", member.name()}});
  }
  if (taking_part.count(member.name()) > 0) {
    if (!arbiter) return NoArbiter(facts);
    return Error(absl::StatusCode::kPermissionDenied, kNotNeutral,
                 absl::StrCat(LastId(member.name()),
                              " took part in this and is not neutral; ",
                              LastId(*arbiter), " decides"),
                 {{"member", member.name()}});
  }
  if (dispute.state() == Dispute::STATE_ARBITER) return absl::OkStatus();
  return Error(
      absl::StatusCode::kFailedPrecondition, kBeforeTheLeads,
      absl::StrCat(dispute.name(),
                   " is before the leads; it comes to the arbiter "
                   "when they differ, or one of them calls (after ",
                   absl::FormatTime(
                       "%Y-%m-%d %H:%M",
                       absl::FromUnixMicros(MicrosOf(dispute.arbiter_time())),
                       ZoneOf(facts.portfolio)),
                   ")"),
      {{"dispute", dispute.name()}});
}

absl::Status CheckArbitersTurn(const RoadmapFacts& facts,
                               const std::vector<Dispute>& all,
                               const Dispute& dispute) {
  const roadmap::v1::Review* review = nullptr;
  for (const auto& [name, one] : facts.reviews) {
    if (review == nullptr ||
        MicrosOf(review->open_time()) < MicrosOf(one.open_time()))
      review = &one;
  }
  if (review == nullptr) return absl::OkStatus();
  size_t decided = 0;
  // By money; of the same, the older first.
  const auto place_of = [](const Dispute& one) {
    return std::pair(-one.money_hundredths(), MicrosOf(one.call_time()));
  };
  std::vector<std::string> larger;
  for (const Dispute& one : all) {
    const bool by_arbiter = one.has_call_time() && !IsOpen(one) &&
                            one.state() != Dispute::STATE_SETTLED;
    decided += by_arbiter &&
               MicrosOf(one.decide_time()) >= MicrosOf(review->open_time());
    if (one.state() == Dispute::STATE_ARBITER && one.name() != dispute.name() &&
        place_of(one) < place_of(dispute))
      larger.push_back(one.name());
  }
  if (decided >= kArbiterDecisions) {
    return Error(
        absl::StatusCode::kFailedPrecondition, kEnoughDecided,
        absl::StrCat("since ", review->name(), " was opened the arbiter has ",
                     "decided ", decided,
                     " disputes, as many as one review may ask for; open the "
                     "next review, or let the leads agree"),
        {{"review", review->name()}});
  }
  if (larger.size() < kArbiterDecisions - decided) return absl::OkStatus();
  return Error(
      absl::StatusCode::kFailedPrecondition, kLargerFirst,
      absl::StrCat("the arbiter has ", kArbiterDecisions - decided,
                   " decisions left until the next review, and more "
                   "money is at stake in ",
                   absl::StrJoin(larger, ", "), "; decide those first"),
      {{"dispute", dispute.name()}});
}

absl::Status CheckMandate(const RankingView& now, const Dispute& dispute,
                          const std::string& mandate) {
  const std::string item(LastId(dispute.item()));
  const std::string wanted =
      absl::StrCat(now.snapshot().portfolio(), "/mandates/", item);
  if (mandate != wanted) {
    Violations violations;
    violations.Add("mandate",
                   absl::StrCat(mandate.empty() ? "is required to grant this: "
                                                : "is not of the item: name ",
                                wanted, " (lifeline mandate add)"));
    return violations.ToStatus();
  }
  const auto& mandates = now.snapshot().roadmap->mandates;
  if (mandates.find(mandate) == mandates.end()) {
    return Error(absl::StatusCode::kFailedPrecondition, kMandateMissing,
                 absl::StrCat("there is no ", mandate, " in ", now.name(),
                              "; make it first (lifeline mandate add), and "
                              "pass the revision that it has as "
                              "min_revisions"),
                 {{"mandate", mandate}});
  }
  const auto index = now.FindItem(dispute.item());
  if (index &&
      now.plan().results[*index].standing == engine::Standing::kAbove &&
      ToProto(now.plan().results[*index].rule) == v1::RULE_BY_MANDATE)
    return absl::OkStatus();
  return Error(
      absl::StatusCode::kFailedPrecondition, kMandateWithoutRoom,
      absl::StrCat(item, " does not stand above the line by its mandate in ",
                   now.name(),
                   ": it is over the cap on mandates, has no room, or its "
                   "last day has passed; lifeline ranking explain says which"),
      {{"mandate", mandate}});
}

}  // namespace lifeline::scoring

#include "services/roadmap/weave.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/common/dates.h"
#include "services/common/names.h"
#include "services/roadmap/portfolio.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

constexpr size_t kNamedAtMost = 3;

void DecideChain(const Occasion& occasion, const v1::Weave& after,
                 const std::string& carrier, Objections* objections) {
  if (const v1::Weave* above = occasion.Find<v1::Weave>(carrier)) {
    objections->State(
        "carrier", kWeaveChain,
        absl::StrCat(carrier, " rides in ", LastId(above->carrier()),
                     " itself; a rider carries nothing, choose "
                     "that carrier"));
  }
  if (const auto below = occasion.view->RiderOf(after.rider())) {
    objections->State("rider", kWeaveChain,
                      absl::StrCat(LastId(after.rider()), " carries ", *below,
                                   "; a carrier does not ride, take that "
                                   "weave back first"));
  }
}

void DecideItems(const Occasion& occasion, const v1::Weave& after,
                 Objections* objections) {
  const std::optional<std::string> rider =
      CheckItem(after.rider(), occasion.portfolio, "rider", objections);
  const std::optional<std::string> carrier =
      CheckItem(after.carrier(), occasion.portfolio, "carrier", objections);
  if (rider.has_value() && *rider != LastId(after.name())) {
    objections->Field(
        "rider",
        absl::StrCat("is ", *rider, ", but the weave is of ",
                     LastId(after.name()), "; it is named after its rider"));
  }
  CheckTeams(occasion, after.marginal_efforts(), "marginal_efforts",
             objections);
  if (!rider.has_value() || !carrier.has_value()) return;
  if (*rider == *carrier) {
    objections->Field("carrier",
                      "is the rider; an item cannot ride in itself, choose "
                      "another carrier");
    return;
  }
  DecideChain(occasion, after, *carrier, objections);
}

std::string Called(const v1::Member& member) {
  return member.display_name().empty() ? std::string(LastId(member.name()))
                                       : member.display_name();
}

bool IsActivePerson(const v1::Member* member) {
  return member != nullptr && !member->inactive() &&
         member->kind() != v1::Member::KIND_TOOL;
}

bool LeadsIt(const v1::Member& member) {
  return std::find(member.roles().begin(), member.roles().end(),
                   v1::ROLE_IT_LEAD) != member.roles().end();
}

// Empty if the member is here.
std::string AwayUntil(const Occasion& occasion, const v1::Member& member) {
  const v1::Portfolio* portfolio =
      occasion.Find<v1::Portfolio>(occasion.portfolio);
  const std::optional<EpochDay> back = ToDay(member.absent_until());
  if (portfolio == nullptr || !back.has_value() ||
      TodayOf(*portfolio, occasion.now) >= *back) {
    return "";
  }
  return FormatDay(*back);
}

std::string ItLeads(const Occasion& occasion) {
  std::vector<std::string> names;
  occasion.view->ForEach(
      v1::RoadmapResource::kMember,
      [&](const std::string&, const v1::RoadmapResource& resource) {
        const v1::Member& member = resource.member();
        if (IsActivePerson(&member) && LeadsIt(member))
          names.push_back(Called(member));
      });
  if (names.empty()) return "an admin for an IT lead, there is none";
  std::sort(names.begin(), names.end());
  names.resize(std::min(names.size(), kNamedAtMost));
  return absl::StrJoin(names, " or ");
}

// Why the actor may not agree to a weave, and who may; nullopt if it is the
// actor.
std::optional<std::string> WhyNotAgree(const Occasion& occasion,
                                       const v1::Weave& weave) {
  if (weave.carrier_owner().empty()) {
    return "names no carrier_owner, who would have to agree; take it back and "
           "propose it again with one";
  }
  const v1::Member* actor = occasion.Find<v1::Member>(LastId(occasion.actor));
  const v1::Member* owner =
      occasion.Find<v1::Member>(LastId(weave.carrier_owner()));
  const std::string carrier(LastId(weave.carrier()));
  const bool person = IsActivePerson(actor);
  if (!IsActivePerson(owner)) {
    if (person && LeadsIt(*actor)) return std::nullopt;
    return absl::StrCat("the owner of ", carrier,
                        " has left, so an IT lead agrees; ask ",
                        ItLeads(occasion));
  }
  if (person && actor->name() == owner->name()) return std::nullopt;
  const std::string away = AwayUntil(occasion, *owner);
  if (away.empty()) {
    return absl::StrCat(Called(*owner), " owns ", carrier, " and agrees; ask ",
                        Called(*owner));
  }
  const v1::Member* deputy = occasion.Find<v1::Member>(LastId(owner->deputy()));
  if (!IsActivePerson(deputy)) {
    return absl::StrCat(Called(*owner), " owns ", carrier, ", is absent until ",
                        away,
                        " and has no deputy; wait, or ask an admin to name a "
                        "deputy");
  }
  if (person && actor->name() == deputy->name()) return std::nullopt;
  return absl::StrCat(Called(*owner), " owns ", carrier,
                      " and is absent until ", away, "; ask the deputy, ",
                      Called(*deputy));
}

void SayYes(const Occasion& occasion, v1::Weave* weave) {
  weave->set_state(v1::Weave::STATE_AGREED);
  weave->set_agreed_by(occasion.actor);
  *weave->mutable_agree_time() = ToTimestamp(occasion.now);
}

// Whether a yes to one of them is a yes to the other.
bool SaysTheSame(v1::Weave one, v1::Weave other) {
  for (v1::Weave* weave : {&one, &other}) {
    weave->clear_state();
    weave->clear_agreed_by();
    weave->clear_agree_time();
    weave->clear_revision();
    weave->clear_etag();
  }
  return one.SerializeAsString() == other.SerializeAsString();
}

// Who has left may be named: it is the owner that counts.
void DecideOwner(const Occasion& occasion, const v1::Weave* before,
                 v1::Weave* after, Objections* objections) {
  if (after->carrier_owner().empty()) {
    // Weaves from before owners were named stay as they are.
    if (before != nullptr && SaysTheSame(*before, *after)) return;
    objections->Field("carrier_owner",
                      "is required; name the member who owns the carrier and "
                      "must agree");
    return;
  }
  const v1::Member* owner = ResolveMember(
      occasion, after->mutable_carrier_owner(), "carrier_owner", objections);
  if (owner == nullptr || owner->kind() != v1::Member::KIND_TOOL) return;
  objections->Field("carrier_owner",
                    "is a tool; a person answers for a carrier");
}

// An agreed weave from before owners were named, that only gets one now.
bool OnlyNamesOwner(const v1::Weave* before, v1::Weave after) {
  if (before == nullptr || !before->carrier_owner().empty()) return false;
  after.clear_carrier_owner();
  return before->state() == v1::Weave::STATE_AGREED &&
         SaysTheSame(*before, after);
}

void DecideState(const Occasion& occasion, const v1::Weave* before,
                 v1::Weave* after) {
  if (before != nullptr && before->state() == v1::Weave::STATE_AGREED &&
      SaysTheSame(*before, *after)) {
    return;
  }
  if (!WhyNotAgree(occasion, *after).has_value()) {
    SayYes(occasion, after);
  } else if (OnlyNamesOwner(before, *after)) {
    // The old yes holds until somebody who may gives another.
    after->clear_carrier_owner();
  } else {
    after->set_state(v1::Weave::STATE_PROPOSED);
    after->clear_agreed_by();
    after->clear_agree_time();
  }
}

}  // namespace

void CompleteWeave(v1::Weave* weave) {
  if (weave->state() == v1::Weave::STATE_UNSPECIFIED) {
    weave->set_state(v1::Weave::STATE_PROPOSED);
  }
}

void CheckWeave(const v1::Weave& weave, const Limits& limits,
                Objections* objections) {
  if (weave.marginal_efforts().empty()) {
    objections->Field("marginal_efforts",
                      "is required; say per team what the rider costs inside "
                      "the carrier, 0 if nothing");
  }
  CheckEffortForm(weave.marginal_efforts(), limits, "marginal_efforts",
                  objections);
}

void DecideWeave(const Occasion& occasion, const v1::Weave* before,
                 v1::Weave* after, Objections* objections) {
  DecideOwner(occasion, before, after, objections);
  DecideState(occasion, before, after);
  DecideItems(occasion, *after, objections);
}

void AgreeToWeave(const Occasion& occasion, v1::Weave* weave,
                  Objections* objections) {
  if (weave->state() == v1::Weave::STATE_AGREED) {
    objections->State(
        "name", kWeaveAgreed,
        absl::StrCat(weave->name(), " was agreed by ", weave->agreed_by(),
                     " already; only a PROPOSED weave waits for "
                     "a yes"));
    return;
  }
  if (const auto why = WhyNotAgree(occasion, *weave)) {
    objections->State("name", kNotTheCarriersOwner, *why);
    return;
  }
  SayYes(occasion, weave);
}

}  // namespace lifeline::roadmap

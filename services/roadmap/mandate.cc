#include "services/roadmap/mandate.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/common/dates.h"
#include "services/common/names.h"
#include "services/roadmap/portfolio.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

bool IsIncident(const v1::Mandate& mandate) {
  return mandate.kind() == v1::Mandate::KIND_INCIDENT;
}

void DecideApprover(const Occasion& occasion, const v1::Mandate* before,
                    v1::Mandate* after, Objections* objections) {
  if (IsIncident(*after) && before == nullptr) {
    if (after->approver().empty()) return;
    objections->Field("approver",
                      "is whoever says yes to an incident mandate afterwards; "
                      "leave it out");
    return;
  }
  if (before != nullptr && before->approver() == after->approver()) return;
  const v1::Member* approver = ResolveMember(
      occasion, after->mutable_approver(), "approver", objections);
  if (approver == nullptr) return;
  if (before != nullptr && before->approver() == after->approver()) return;
  if (approver->inactive()) {
    objections->Field("approver",
                      "has left the portfolio; name an active member");
  } else if (approver->kind() == v1::Member::KIND_TOOL) {
    objections->Field("approver", "is a tool; a person answers for a mandate");
  } else if (!DecidesMandates(*approver)) {
    objections->Field("approver",
                      "is neither a lead nor the arbiter; one of them answers "
                      "for a mandate");
  }
}

// Whoever makes an ordinary mandate decides about them.
void DecideMaker(const Occasion& occasion, Objections* objections) {
  const v1::Member* actor = occasion.Find<v1::Member>(LastId(occasion.actor));
  if (actor == nullptr || DecidesMandates(*actor)) return;
  objections->State("kind", kNotALead,
                    "takes a lead or the arbiter; if something is broken now, "
                    "make an INCIDENT mandate and ask one of them to approve "
                    "it");
}

void DecideKind(const Occasion& occasion, const v1::Mandate* before,
                v1::Mandate* after, Objections* objections) {
  if (before != nullptr) {
    // What a document does not say stays.
    if (after->kind() == v1::Mandate::KIND_UNSPECIFIED)
      after->set_kind(before->kind());
    if (IsIncident(*before) != IsIncident(*after))
      objections->Field("kind", "cannot be changed; end it and make another");
    return;
  }
  const v1::Portfolio* portfolio =
      occasion.Find<v1::Portfolio>(occasion.portfolio);
  if (!IsIncident(*after)) return DecideMaker(occasion, objections);
  if (portfolio == nullptr) return;
  const absl::CivilDay last =
      ToCivilDay(NextWorkday(*portfolio, TodayOf(*portfolio, occasion.now)));
  after->mutable_approve_until()->set_year(static_cast<int32_t>(last.year()));
  after->mutable_approve_until()->set_month(last.month());
  after->mutable_approve_until()->set_day(last.day());
}

void DecideUntil(const Occasion& occasion, const v1::Mandate* before,
                 const v1::Mandate& after, Objections* objections) {
  const std::optional<EpochDay> until = ToDay(after.until());
  if (!until.has_value()) return;  // Its form was objected to already.
  if (before != nullptr && ToDay(before->until()) == until) return;
  const v1::Portfolio* portfolio =
      occasion.Find<v1::Portfolio>(occasion.portfolio);
  if (portfolio == nullptr) return;
  const EpochDay today = TodayOf(*portfolio, occasion.now);
  if (*until >= today) return;
  objections->Field("until", absl::StrCat("is ", FormatDay(*until),
                                          ", which is past; choose ",
                                          FormatDay(today), " or later"));
}

}  // namespace

void CheckMandate(const v1::Mandate& mandate, const Limits& limits,
                  Objections* objections) {
  CheckReason(mandate.reason(), limits, "reason", objections);
  if (!v1::Mandate::Kind_IsValid(mandate.kind()))
    objections->Field("kind", "must be STANDARD or INCIDENT");
  CheckDay(mandate.has_until(), mandate.until(), "until", objections);
}

void DecideMandate(const Occasion& occasion, const v1::Mandate* before,
                   v1::Mandate* after, Objections* objections) {
  const std::optional<std::string> item =
      CheckItem(after->item(), occasion.portfolio, "item", objections);
  if (item.has_value() && *item != LastId(after->name())) {
    objections->Field(
        "item",
        absl::StrCat("is ", *item, ", but the mandate is of ",
                     LastId(after->name()), "; it is named after its item"));
  }
  DecideKind(occasion, before, after, objections);
  DecideApprover(occasion, before, after, objections);
  DecideUntil(occasion, before, *after, objections);
}

bool DecidesMandates(const v1::Member& member) {
  if (member.inactive() || member.kind() == v1::Member::KIND_TOOL) return false;
  for (const int role : member.roles()) {
    if (role == v1::ROLE_MARKETING_LEAD || role == v1::ROLE_IT_LEAD ||
        role == v1::ROLE_ARBITER) {
      return true;
    }
  }
  return false;
}

void ApproveMandate(const Occasion& occasion, v1::Mandate* mandate,
                    Objections* objections) {
  const v1::Member* actor = occasion.Find<v1::Member>(LastId(occasion.actor));
  const v1::Portfolio* portfolio =
      occasion.Find<v1::Portfolio>(occasion.portfolio);
  if (actor == nullptr || portfolio == nullptr) return;
  if (!DecidesMandates(*actor)) {
    objections->State(
        "name", kNotALead,
        "takes the yes of a lead or the arbiter; ask one of them");
    return;
  }
  if (!mandate->has_approve_until()) {
    objections->State(
        "name", kMandateApproved,
        absl::StrCat(mandate->name(), " was approved by ", mandate->approver(),
                     " already; only an incident mandate waits for a yes"));
    return;
  }
  const std::optional<EpochDay> last = ToDay(mandate->approve_until());
  if (last.has_value() && *last < TodayOf(*portfolio, occasion.now)) {
    objections->State(
        "name", kMandateEnded,
        absl::StrCat(mandate->name(), " ended on ", FormatDay(*last),
                     ", because nobody had approved it; end it, and make "
                     "another if the item still needs one"));
    return;
  }
  mandate->set_approver(occasion.actor);
  mandate->clear_approve_until();
}

}  // namespace lifeline::roadmap

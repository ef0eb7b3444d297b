#include "services/roadmap/mandate.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/roadmap/portfolio.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

void DecideApprover(const Occasion& occasion, const v1::Mandate* before,
                    v1::Mandate* after, Objections* objections) {
  const v1::Member* approver = ResolveMember(
      occasion, after->mutable_approver(), "approver", objections);
  if (approver == nullptr) return;
  if (before != nullptr && before->approver() == after->approver()) return;
  if (approver->inactive()) {
    objections->Field("approver",
                      "has left the portfolio; name an active member");
  } else if (approver->kind() == v1::Member::KIND_TOOL) {
    objections->Field("approver", "is a tool; a person answers for a mandate");
  }
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
  DecideApprover(occasion, before, after, objections);
  DecideUntil(occasion, before, *after, objections);
}

}  // namespace lifeline::roadmap

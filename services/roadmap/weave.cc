#include "services/roadmap/weave.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

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

void DecideWeave(const Occasion& occasion, const v1::Weave& after,
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

void AgreeToWeave(const std::string& member, absl::Time now, v1::Weave* weave,
                  Objections* objections) {
  if (weave->state() == v1::Weave::STATE_AGREED) {
    objections->State(
        "name", kWeaveAgreed,
        absl::StrCat(weave->name(), " was agreed by ", weave->agreed_by(),
                     " already; only a PROPOSED weave waits for "
                     "a yes"));
    return;
  }
  weave->set_state(v1::Weave::STATE_AGREED);
  weave->set_agreed_by(member);
  *weave->mutable_agree_time() = ToTimestamp(now);
}

}  // namespace lifeline::roadmap

#ifndef LIFELINE_SERVICES_ROADMAP_REFERENCES_H_
#define LIFELINE_SERVICES_ROADMAP_REFERENCES_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/type/date.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/dates.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// Fields that several kinds of resources have: days, amounts, languages, and
// references to other resources. Pure functions; each adds what is wrong.

// nullopt if there is no such day; years 1900 to 9999.
std::optional<EpochDay> ToDay(const google::type::Date& date);

// A required day.
std::optional<EpochDay> CheckDay(bool is_set, const google::type::Date& date,
                                 absl::string_view field,
                                 Objections* objections);

// A required title on one line.
void CheckTitle(absl::string_view title, const Limits& limits,
                absl::string_view field, Objections* objections);

// A required reason, or text of a decision.
void CheckReason(absl::string_view reason, const Limits& limits,
                 absl::string_view field, Objections* objections);

// A language tag after BCP 47; empty is allowed.
void CheckLanguage(absl::string_view tag, const Limits& limits,
                   absl::string_view field, Objections* objections);

// `portfolios/{portfolio}/items/{item}` of this portfolio; the item's id. The
// item itself is not looked for: items are the backlog's, and one that is not
// there yet is reported by scoring.
std::optional<std::string> CheckItem(absl::string_view name,
                                     absl::string_view portfolio,
                                     absl::string_view field,
                                     Objections* objections);

// The form of efforts per team, without looking for the teams.
void CheckEffortForm(
    const google::protobuf::RepeatedPtrField<v1::TeamEffort>& efforts,
    const Limits& limits, absl::string_view field, Objections* objections);

// The teams are this portfolio's.
void CheckTeams(
    const Occasion& occasion,
    const google::protobuf::RepeatedPtrField<v1::TeamEffort>& efforts,
    absl::string_view field, Objections* objections);

// The portfolio's id and the id or address in
// `portfolios/{portfolio}/members/{id or address}`; nullopt if it is no such
// name.
std::optional<Place> ParseMemberName(absl::string_view name);

// The id of the member that an id or an address means; nullopt if there is
// none.
std::optional<std::string> FindMember(const RoadmapView& view,
                                      absl::string_view id_or_address);

// Finds the member that `name` means and writes its name with the id in place
// of an address. nullptr, with an objection, if there is none.
const v1::Member* ResolveMember(const Occasion& occasion, std::string* name,
                                absl::string_view field,
                                Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_REFERENCES_H_

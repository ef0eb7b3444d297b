#include "services/roadmap/references.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "services/common/names.h"
#include "services/common/validate.h"

namespace lifeline::roadmap {
namespace {

using Efforts = google::protobuf::RepeatedPtrField<v1::TeamEffort>;

bool IsLanguageTag(absl::string_view tag) {
  bool first = true;
  for (absl::string_view part : absl::StrSplit(tag, '-')) {
    if (part.empty() || part.size() > 8 || (first && part.size() < 2)) {
      return false;
    }
    for (char c : part) {
      if (!(first ? absl::ascii_isalpha(c) : absl::ascii_isalnum(c))) {
        return false;
      }
    }
    first = false;
  }
  return true;
}

std::string Indexed(absl::string_view field, int index,
                    absl::string_view part) {
  return absl::StrCat(field, "[", index, "].", part);
}

}  // namespace

std::optional<EpochDay> ToDay(const google::type::Date& date) {
  if (date.year() < 1900 || date.year() > 9999) return std::nullopt;
  const absl::CivilDay day(date.year(), date.month(), date.day());
  if (day.year() != date.year() || day.month() != date.month() ||
      day.day() != date.day()) {
    return std::nullopt;
  }
  return ToEpochDay(day);
}

std::optional<EpochDay> CheckDay(bool is_set, const google::type::Date& date,
                                 absl::string_view field,
                                 Objections* objections) {
  const std::optional<EpochDay> day = is_set ? ToDay(date) : std::nullopt;
  if (!is_set) {
    objections->Field(field, "is required: year, month and day");
  } else if (!day.has_value()) {
    objections->Field(
        field, absl::StrCat(date.year(), "-", date.month(), "-", date.day(),
                            " is no day; give year (1900 to "
                            "9999), month and day"));
  }
  return day;
}

void CheckTitle(absl::string_view title, const Limits& limits,
                absl::string_view field, Objections* objections) {
  CheckText(title, {1, limits.title_characters, false}, field,
            objections->fields());
}

void CheckReason(absl::string_view reason, const Limits& limits,
                 absl::string_view field, Objections* objections) {
  CheckText(reason, {1, limits.reason_characters, true}, field,
            objections->fields());
}

void CheckLanguage(absl::string_view tag, const Limits& limits,
                   absl::string_view field, Objections* objections) {
  if (tag.empty()) return;
  if (static_cast<int64_t>(tag.size()) > limits.language_characters ||
      !IsLanguageTag(tag)) {
    objections->Field(field, absl::StrCat("is no language tag of at most ",
                                          limits.language_characters,
                                          " characters; write it after BCP "
                                          "47, for example de-DE"));
  }
}

std::optional<std::string> CheckItem(absl::string_view name,
                                     absl::string_view portfolio,
                                     absl::string_view field,
                                     Objections* objections) {
  auto ids =
      ParseName("portfolios/*/items/*", name, field, objections->fields());
  if (!ids.has_value()) return std::nullopt;
  if ((*ids)[0] != portfolio) {
    objections->Field(field,
                      absl::StrCat("names an item of ", (*ids)[0],
                                   "; name one of this portfolio: portfolios/",
                                   portfolio, "/items/{item}"));
    return std::nullopt;
  }
  return (*ids)[1];
}

void CheckEffortForm(const Efforts& efforts, const Limits& limits,
                     absl::string_view field, Objections* objections) {
  CheckCount(efforts.size(), limits.teams, field, objections->fields());
  if (efforts.size() > limits.teams) return;
  std::set<absl::string_view> seen;
  for (int i = 0; i < efforts.size(); ++i) {
    const v1::TeamEffort& effort = efforts[i];
    ParsePlace(v1::RoadmapResource::kTeam, effort.team(),
               Indexed(field, i, "team"), objections->fields());
    if (!seen.insert(effort.team()).second) {
      objections->Field(Indexed(field, i, "team"),
                        "is there twice; add its efforts up");
    }
    CheckRange(effort.effort_hundredths(), 0, limits.amount_hundredths,
               "hundredths", Indexed(field, i, "effort_hundredths"),
               objections->fields());
  }
}

void CheckTeams(const Occasion& occasion, const Efforts& efforts,
                absl::string_view field, Objections* objections) {
  for (int i = 0; i < efforts.size(); ++i) {
    auto place = ParsePlace(v1::RoadmapResource::kTeam, efforts[i].team());
    if (!place.has_value()) continue;  // Its form was objected to already.
    if (place->portfolio == occasion.portfolio &&
        occasion.Find<v1::Team>(place->id) != nullptr) {
      continue;
    }
    objections->Field(
        Indexed(field, i, "team"),
        absl::StrCat("\"", efforts[i].team(), "\" is no team of ",
                     occasion.portfolio,
                     "; create it first, or choose one of ListTeams"));
  }
}

std::optional<Place> ParseMemberName(absl::string_view name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() != 4 || parts[0] != "portfolios" || parts[2] != "members" ||
      !IsExternalId(parts[1]) || parts[3].empty()) {
    return std::nullopt;
  }
  if (!IsExternalId(parts[3]) && !absl::StrContains(parts[3], '@')) {
    return std::nullopt;
  }
  return Place{parts[1], parts[3]};
}

std::optional<std::string> FindMember(const RoadmapView& view,
                                      absl::string_view id_or_address) {
  if (absl::StrContains(id_or_address, '@')) {
    return view.MemberByAddress(id_or_address);
  }
  if (view.Find(v1::RoadmapResource::kMember, id_or_address) == nullptr) {
    return std::nullopt;
  }
  return std::string(id_or_address);
}

const v1::Member* ResolveMember(const Occasion& occasion, std::string* name,
                                absl::string_view field,
                                Objections* objections) {
  const std::optional<Place> place = ParseMemberName(*name);
  if (!place.has_value()) {
    objections->Field(
        field, absl::StrCat("is no member's name; write it as portfolios/",
                            occasion.portfolio, "/members/{id or address}"));
    return nullptr;
  }
  const std::optional<std::string> id =
      place->portfolio == occasion.portfolio
          ? FindMember(*occasion.view, place->id)
          : std::nullopt;
  if (!id.has_value()) {
    objections->Field(
        field,
        absl::StrCat("\"", place->id, "\" is no member of ", occasion.portfolio,
                     "; make them one first: lifeline member add ",
                     occasion.portfolio, " --address ..."));
    return nullptr;
  }
  *name = FormatPlace(v1::RoadmapResource::kMember, occasion.portfolio, *id);
  return occasion.Find<v1::Member>(*id);
}

}  // namespace lifeline::roadmap

#include "services/roadmap/kpi.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "services/common/dates.h"
#include "services/common/validate.h"
#include "services/roadmap/portfolio.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

void DecideCategory(const Occasion& occasion, const v1::Kpi& after,
                    Objections* objections) {
  const v1::Portfolio* portfolio =
      occasion.Find<v1::Portfolio>(occasion.portfolio);
  if (portfolio == nullptr) return;
  std::vector<std::string> ids;
  for (const v1::Category& category : portfolio->categories()) {
    ids.push_back(category.id());
  }
  if (after.category().empty() && after.has_rule()) {
    objections->Field("category",
                      absl::StrCat("is required with a rule, for the items "
                                   "that it opens; choose one of ",
                                   absl::StrJoin(ids, ", ")));
  }
  if (after.category().empty() ||
      std::find(ids.begin(), ids.end(), after.category()) != ids.end())
    return;
  objections->Field("category",
                    absl::StrCat("is no category of ", occasion.portfolio,
                                 "; choose one of ", absl::StrJoin(ids, ", ")));
}

// A person who is there to act; a member who was named already may have left.
void DecideRuleMember(const Occasion& occasion, const std::string& before,
                      absl::string_view field, std::string* after,
                      Objections* objections) {
  const v1::Member* member = ResolveMember(occasion, after, field, objections);
  if (member == nullptr || *after == before) return;
  if (member->inactive()) {
    objections->Field(field, "has left the portfolio; name an active member");
  } else if (member->kind() == v1::Member::KIND_TOOL) {
    objections->Field(field, "is a tool; a person answers for an item");
  }
}

void DecideRule(const Occasion& occasion, const v1::VisibilityRule& before,
                v1::VisibilityRule* after, Objections* objections) {
  const std::optional<Place> team =
      ParsePlace(v1::RoadmapResource::kTeam, after->team());
  if (!team.has_value() || team->portfolio != occasion.portfolio ||
      occasion.Find<v1::Team>(team->id) == nullptr) {
    objections->Field("rule.team",
                      absl::StrCat("is no team of ", occasion.portfolio,
                                   "; write it as portfolios/",
                                   occasion.portfolio, "/teams/{team}"));
  }
  DecideRuleMember(occasion, before.owner(), "rule.owner",
                   after->mutable_owner(), objections);
  if (after->requester().empty()) return after->set_requester(after->owner());
  DecideRuleMember(occasion, before.requester(), "rule.requester",
                   after->mutable_requester(), objections);
}

bool Breaks(const v1::Kpi& kpi, int64_t value_hundredths) {
  return kpi.lower_is_better()
             ? value_hundredths > kpi.rule().limit_hundredths()
             : value_hundredths < kpi.rule().limit_hundredths();
}

}  // namespace

void CheckKpi(const v1::Kpi& kpi, const Limits& limits,
              Objections* objections) {
  CheckTitle(kpi.title(), limits, "title", objections);
  CheckText(kpi.unit(), {1, limits.kpi_unit_characters, false}, "unit",
            objections->fields());
  if (!kpi.has_rule()) return;
  CheckRange(kpi.rule().limit_hundredths(), -limits.kpi_value_hundredths,
             limits.kpi_value_hundredths, "hundredths", "rule.limit_hundredths",
             objections->fields());
  CheckRange(kpi.rule().react_days(), 0, limits.sla_days, "working days",
             "rule.react_days", objections->fields());
}

void DecideKpi(const Occasion& occasion, absl::string_view id,
               const v1::Kpi* before, v1::Kpi* after, Objections* objections) {
  DecideCategory(occasion, *after, objections);
  if (after->has_rule()) {
    DecideRule(occasion,
               before == nullptr ? v1::VisibilityRule() : before->rule(),
               after->mutable_rule(), objections);
  }
  JudgeKpi(occasion, id, after);
}

void JudgeKpi(const Occasion& occasion, absl::string_view id, v1::Kpi* kpi) {
  if (!kpi->has_rule() && !kpi->has_breach()) return;
  const std::optional<v1::KpiPoint> newest = occasion.view->NewestPoint(id);
  if (!kpi->has_rule() || !newest.has_value() ||
      !Breaks(*kpi, newest->value_hundredths())) {
    if (kpi->has_breach()) kpi->mutable_breach()->set_lasts(false);
    return;
  }
  const v1::Portfolio* portfolio =
      occasion.Find<v1::Portfolio>(occasion.portfolio);
  if (kpi->breach().lasts() || portfolio == nullptr) return;
  v1::KpiBreach& breach = *kpi->mutable_breach();
  breach.set_number(breach.number() + 1);
  *breach.mutable_day() = newest->day();
  breach.set_value_hundredths(newest->value_hundredths());
  const absl::CivilDay due = ToCivilDay(WorkdaysAfter(
      *portfolio, TodayOf(*portfolio, occasion.now), kpi->rule().react_days()));
  breach.mutable_due_date()->set_year(static_cast<int32_t>(due.year()));
  breach.mutable_due_date()->set_month(due.month());
  breach.mutable_due_date()->set_day(due.day());
  breach.set_lasts(true);
}

void CheckKpiPoints(
    const google::protobuf::RepeatedPtrField<v1::KpiPoint>& points,
    const Limits& limits, Objections* objections) {
  if (points.empty()) {
    objections->Field("points", absl::StrCat("is required; send 1 to ",
                                             limits.points_per_call));
  }
  CheckCount(points.size(), limits.points_per_call, "points",
             objections->fields());
  if (points.size() > limits.points_per_call) return;
  std::set<EpochDay> days;
  for (int i = 0; i < points.size(); ++i) {
    const std::string field = absl::StrCat("points[", i, "]");
    const std::optional<EpochDay> day = CheckDay(
        points[i].has_day(), points[i].day(), field + ".day", objections);
    if (day.has_value() && !days.insert(*day).second) {
      objections->Field(field + ".day", "is there twice; keep one value");
    }
    CheckRange(points[i].value_hundredths(), -limits.kpi_value_hundredths,
               limits.kpi_value_hundredths, "hundredths",
               field + ".value_hundredths", objections->fields());
    CheckText(points[i].note(), {0, limits.note_characters, false},
              field + ".note", objections->fields());
  }
}

}  // namespace lifeline::roadmap

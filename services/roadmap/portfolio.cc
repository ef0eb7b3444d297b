#include "services/roadmap/portfolio.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/references.h"
#include "services/validation/raters.h"

namespace lifeline::roadmap {
namespace {

const v1::Category* FindCategory(const v1::Portfolio& portfolio,
                                 absl::string_view id) {
  for (const v1::Category& category : portfolio.categories()) {
    if (category.id() == id) return &category;
  }
  return nullptr;
}

void AddCategory(absl::string_view id, absl::string_view title,
                 v1::Portfolio* portfolio) {
  v1::Category* category = portfolio->add_categories();
  category->set_id(std::string(id));
  category->set_title(std::string(title));
}

void CompleteSla(v1::VisibilitySla* sla) {
  if (sla->answer_drop_days() == 0) sla->set_answer_drop_days(5);
  if (sla->triage_days() == 0) sla->set_triage_days(3);
  if (sla->estimate_days() == 0) sla->set_estimate_days(10);
  if (sla->escalate_after_days() == 0) sla->set_escalate_after_days(5);
  if (sla->decide_after_reviews() == 0) sla->set_decide_after_reviews(3);
  if (sla->sign_days() == 0) sla->set_sign_days(5);
}

void CheckSla(const v1::VisibilitySla& sla, const Limits& limits,
              Objections* objections) {
  const auto check = [&](int32_t value, absl::string_view field,
                         absl::string_view unit) {
    CheckRange(value, 0, limits.sla_days, unit,
               absl::StrCat("visibility_sla.", field), objections->fields());
  };
  check(sla.answer_drop_days(), "answer_drop_days", "working days");
  check(sla.triage_days(), "triage_days", "working days");
  check(sla.estimate_days(), "estimate_days", "working days");
  check(sla.escalate_after_days(), "escalate_after_days", "working days");
  check(sla.decide_after_reviews(), "decide_after_reviews", "reviews");
  check(sla.sign_days(), "sign_days", "working days");
}

void CheckCategories(const v1::Portfolio& portfolio, const Limits& limits,
                     Objections* objections) {
  CheckCount(portfolio.categories_size(), limits.categories, "categories",
             objections->fields());
  if (portfolio.categories_size() > limits.categories) return;
  std::set<std::string> seen;
  for (int i = 0; i < portfolio.categories_size(); ++i) {
    const v1::Category& category = portfolio.categories(i);
    const std::string field = absl::StrCat("categories[", i, "]");
    CheckId(category.id(), field + ".id", /*external=*/false,
            objections->fields());
    CheckTitle(category.title(), limits, field + ".title", objections);
    if (!seen.insert(category.id()).second) {
      objections->Field(field + ".id", "is there twice; keep one");
    }
  }
}

void CheckSizes(const v1::Portfolio& portfolio, const Limits& limits,
                Objections* objections) {
  CheckCount(portfolio.sizes_size(), limits.sizes, "sizes",
             objections->fields());
  if (portfolio.sizes_size() > limits.sizes) return;
  std::set<std::string> seen;
  for (int i = 0; i < portfolio.sizes_size(); ++i) {
    const v1::Size& size = portfolio.sizes(i);
    const std::string field = absl::StrCat("sizes[", i, "]");
    CheckText(size.letter(), {1, limits.size_letter_characters, false},
              field + ".letter", objections->fields());
    CheckRange(size.effort_hundredths(), 0, limits.amount_hundredths,
               "hundredths", field + ".effort_hundredths",
               objections->fields());
    if (!seen.insert(size.letter()).second) {
      objections->Field(field + ".letter", "is there twice; keep one");
    }
  }
}

void CheckWeekdays(const v1::Portfolio& portfolio, Objections* objections) {
  CheckCount(portfolio.working_weekdays_size(), 7, "working_weekdays",
             objections->fields());
  if (portfolio.working_weekdays_size() > 7) return;
  std::set<int32_t> weekdays;
  for (int i = 0; i < portfolio.working_weekdays_size(); ++i) {
    const std::string field = absl::StrCat("working_weekdays[", i, "]");
    CheckRange(portfolio.working_weekdays(i), 1, 7, "(1 is Monday)", field,
               objections->fields());
    if (!weekdays.insert(portfolio.working_weekdays(i)).second) {
      objections->Field(field, "is there twice; keep one");
    }
  }
}

void CheckHolidays(const v1::Portfolio& portfolio, const Limits& limits,
                   Objections* objections) {
  CheckCount(portfolio.holidays_size(), limits.holidays, "holidays",
             objections->fields());
  if (portfolio.holidays_size() > limits.holidays) return;
  for (int i = 0; i < portfolio.holidays_size(); ++i) {
    CheckDay(true, portfolio.holidays(i), absl::StrCat("holidays[", i, "]"),
             objections);
  }
}

void CheckRaters(const google::protobuf::RepeatedPtrField<std::string>& raters,
                 int32_t opinions, absl::string_view side, const Limits& limits,
                 Objections* objections) {
  const std::string field = absl::StrCat("validation.", side, "_raters");
  CheckCount(raters.size(), limits.raters, field, objections->fields());
  const std::string count = absl::StrCat("validation.", side, "_opinions");
  CheckRange(opinions, 0, limits.opinions, "members", count,
             objections->fields());
  if (!raters.empty() && raters.size() < opinions) {
    objections->Field(
        count, absl::StrCat("is ", opinions, ", but only ", raters.size(),
                            " members are named; name more of them in ", field,
                            ", or want fewer opinions"));
  }
}

// A person who rates or estimates by role.
void DecideRater(const Occasion& occasion, const std::string& field,
                 absl::Span<const v1::Role> roles, std::string* name,
                 Objections* objections) {
  const v1::Member* member = ResolveMember(occasion, name, field, objections);
  if (member == nullptr) return;
  if (member->kind() == v1::Member::KIND_TOOL || member->inactive()) {
    objections->Field(field,
                      absl::StrCat("\"", LastId(*name), "\" is ",
                                   member->inactive() ? "inactive" : "a tool",
                                   "; name a person who takes part"));
    return;
  }
  const bool may =
      std::any_of(member->roles().begin(), member->roles().end(), [&](int r) {
        return std::find(roles.begin(), roles.end(), r) != roles.end();
      });
  if (may) return;
  objections->Field(
      field, absl::StrCat("\"", LastId(*name), "\" has no role for it: one of ",
                          absl::StrJoin(roles, ", ",
                                        [](std::string* out, v1::Role role) {
                                          absl::StrAppend(out,
                                                          v1::Role_Name(role));
                                        }),
                          " is needed; give it first: lifeline member update"));
}

// Those who were named before stay, whatever became of their roles: otherwise
// nothing of the portfolio could be changed.
void DecideRaters(const Occasion& occasion, absl::string_view side,
                  absl::Span<const v1::Role> roles,
                  const google::protobuf::RepeatedPtrField<std::string>& before,
                  google::protobuf::RepeatedPtrField<std::string>* after,
                  Objections* objections) {
  std::set<std::string> seen;
  for (int i = 0; i < after->size(); ++i) {
    std::string* name = after->Mutable(i);
    const std::string field =
        absl::StrCat("validation.", side, "_raters[", i, "]");
    if (std::find(before.begin(), before.end(), *name) == before.end()) {
      DecideRater(occasion, field, roles, name, objections);
    }
    if (!seen.insert(*name).second) {
      objections->Field(field, "is there twice; name each member once");
    }
  }
}

bool IsCurrency(absl::string_view code) {
  return code.size() == 3 && std::all_of(code.begin(), code.end(), [](char c) {
           return absl::ascii_isupper(c);
         });
}

}  // namespace

void CompletePortfolio(v1::Portfolio* portfolio) {
  if (portfolio->categories().empty()) {
    AddCategory("seo", "SEO", portfolio);
    AddCategory("performance", "Performance", portfolio);
    AddCategory("it", "IT", portfolio);
  }
  if (portfolio->unit() == v1::UNIT_UNSPECIFIED) {
    portfolio->set_unit(v1::UNIT_PERSON_DAYS);
  }
  if (portfolio->currency_code().empty()) portfolio->set_currency_code("EUR");
  if (portfolio->locale().empty()) portfolio->set_locale("en-US");
  if (portfolio->time_zone().empty()) portfolio->set_time_zone("UTC");
  if (portfolio->working_weekdays().empty()) {
    for (int day = 1; day <= 5; ++day) portfolio->add_working_weekdays(day);
  }
  CompleteSla(portfolio->mutable_visibility_sla());
  if (portfolio->has_validation()) {
    v1::Validation& validation = *portfolio->mutable_validation();
    if (validation.value_opinions() == 0) validation.set_value_opinions(1);
    if (validation.effort_opinions() == 0) validation.set_effort_opinions(1);
  }
  if (portfolio->state() == v1::Portfolio::STATE_UNSPECIFIED) {
    portfolio->set_state(v1::Portfolio::STATE_ACTIVE);
  }
}

void CheckPortfolio(const v1::Portfolio& portfolio, const Limits& limits,
                    Objections* objections) {
  CheckTitle(portfolio.title(), limits, "title", objections);
  CheckCategories(portfolio, limits, objections);
  if (!v1::Unit_IsValid(portfolio.unit())) {
    objections->Field("unit",
                      "is not known; choose UNIT_PERSON_DAYS or "
                      "UNIT_POINTS");
  }
  if (!IsCurrency(portfolio.currency_code())) {
    objections->Field("currency_code",
                      "is no currency; write three capitals after ISO 4217, "
                      "for example EUR");
  }
  CheckLanguage(portfolio.locale(), limits, "locale", objections);
  if (!LoadTimeZone(portfolio.time_zone()).ok()) {
    objections->Field("time_zone",
                      "is not known here; write an IANA name, for example "
                      "Europe/Berlin");
  }
  CheckWeekdays(portfolio, objections);
  CheckHolidays(portfolio, limits, objections);
  CheckSla(portfolio.visibility_sla(), limits, objections);
  CheckSizes(portfolio, limits, objections);
  CheckRange(portfolio.retention_days(), 0, limits.retention_days, "days",
             "retention_days", objections->fields());
  const v1::Validation& how = portfolio.validation();
  CheckRaters(how.value_raters(), how.value_opinions(), "value", limits,
              objections);
  CheckRaters(how.effort_raters(), how.effort_opinions(), "effort", limits,
              objections);
}

void KeepCategories(const v1::Portfolio& before, v1::Portfolio* after) {
  google::protobuf::RepeatedPtrField<v1::Category> all = before.categories();
  for (v1::Category& category : all) {
    const v1::Category* newer = FindCategory(*after, category.id());
    if (newer != nullptr) category = *newer;
  }
  for (const v1::Category& category : after->categories()) {
    if (FindCategory(before, category.id()) == nullptr) *all.Add() = category;
  }
  *after->mutable_categories() = all;
}

void DecidePortfolio(const Occasion& occasion, const v1::Portfolio* before,
                     v1::Portfolio* changed, Objections* objections) {
  const v1::Portfolio& after = *changed;
  const v1::Validation none;
  const v1::Validation& was = before == nullptr ? none : before->validation();
  if (after.has_validation()) {
    v1::Validation& how = *changed->mutable_validation();
    DecideRaters(occasion, "value",
                 validation::RolesOf(validation::Side::kValue),
                 was.value_raters(), how.mutable_value_raters(), objections);
    DecideRaters(occasion, "effort",
                 validation::RolesOf(validation::Side::kEffort),
                 was.effort_raters(), how.mutable_effort_raters(), objections);
  }
  if (before == nullptr) return;
  for (const v1::Category& category : before->categories()) {
    if (FindCategory(after, category.id()) != nullptr) continue;
    objections->State(
        "categories", kCategoryRemoved,
        absl::StrCat("leaves out ", category.id(),
                     "; a category is never removed, list it with retired"));
  }
}

EpochDay TodayOf(const v1::Portfolio& portfolio, absl::Time now) {
  return Today(
      now, LoadTimeZone(portfolio.time_zone()).value_or(absl::UTCTimeZone()));
}

EpochDay WorkdaysAfter(const v1::Portfolio& portfolio, EpochDay start,
                       int32_t days) {
  WorkCalendar calendar;
  calendar.weekday_mask = 0;
  for (int32_t weekday : portfolio.working_weekdays())
    calendar.weekday_mask |= static_cast<uint8_t>(1 << (weekday - 1));
  for (const google::type::Date& date : portfolio.holidays()) {
    if (const auto holiday = ToDay(date)) calendar.holidays.push_back(*holiday);
  }
  std::sort(calendar.holidays.begin(), calendar.holidays.end());
  return AddWorkdays(start, days, calendar).value_or(start + days);
}

EpochDay NextWorkday(const v1::Portfolio& portfolio, EpochDay day) {
  return WorkdaysAfter(portfolio, day + 1, 0);
}

}  // namespace lifeline::roadmap

#include "services/backlog/breach_item.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "services/common/names.h"

namespace lifeline::backlog {
namespace {

constexpr absl::string_view kSystem = "lifeline-kpi";

std::string FormatDate(const google::type::Date& date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(),
                         date.day());
}

// "87", "0.08", "-2.5".
std::string FormatValue(int64_t hundredths) {
  const uint64_t size = hundredths < 0 ? -static_cast<uint64_t>(hundredths)
                                       : static_cast<uint64_t>(hundredths);
  std::string text = absl::StrCat(hundredths < 0 ? "-" : "", size / 100);
  if (size % 100 == 0) return text;
  absl::StrAppendFormat(&text, ".%02d", size % 100);
  if (text.back() == '0') text.pop_back();
  return text;
}

}  // namespace

std::string BreachKey(const roadmap::v1::Kpi& kpi) {
  return absl::StrCat(LastId(kpi.name()), "/", kpi.breach().number(), "/",
                      FormatDate(kpi.breach().day()));
}

v1::Item ItemOfBreach(const roadmap::v1::Kpi& kpi) {
  const roadmap::v1::VisibilityRule& rule = kpi.rule();
  const absl::string_view team = LastId(rule.team());
  const std::string value = FormatValue(kpi.breach().value_hundredths());
  const std::string limit =
      absl::StrCat(FormatValue(rule.limit_hundredths()), " ", kpi.unit());
  const std::string day = FormatDate(kpi.breach().day());
  const std::string kept = absl::StrCat(
      kpi.title(), kpi.lower_is_better() ? ": at most " : ": at least ", limit);
  v1::Item item;
  item.set_title(absl::StrCat(kpi.title(), ": ", value,
                              kpi.lower_is_better() ? " > " : " < ", limit));
  item.set_problem(absl::StrCat(
      kpi.title(), " was ", value, " ", kpi.unit(), " on ", day,
      ". Its visibility rule says ",
      kpi.lower_is_better() ? "at most " : "at least ", limit, "."));
  item.set_outcome(kept);
  item.set_measure(kept);
  item.set_category(kpi.category());
  item.set_requester(rule.requester());
  item.set_owner(rule.owner());
  item.add_labels(std::string(team));
  *item.mutable_due_date() = kpi.breach().due_date();
  item.set_due_basis(absl::StrCat("visibility rule of ", LastId(kpi.name()),
                                  ": team ", team, " within ",
                                  rule.react_days(), " working days"));
  v1::Evidence& evidence = *item.add_evidence();
  evidence.set_id("indicator");
  evidence.set_grade(v1::Evidence::GRADE_FIELD_DATA);
  evidence.set_title(
      absl::StrCat(kpi.title(), ", ", day, ": ", value, " ", kpi.unit()));
  v1::ExternalReference& reference = *item.add_external_references();
  reference.set_system(std::string(kSystem));
  reference.set_key(BreachKey(kpi));
  return item;
}

}  // namespace lifeline::backlog

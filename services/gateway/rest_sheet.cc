#include "services/gateway/rest_sheet.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/gateway/csv.h"

namespace lifeline::gateway {
namespace {

using scoring::v1::RankedItem;

std::string LastId(absl::string_view name) {
  return std::string(name.substr(name.rfind('/') + 1));
}

std::string Hundredths(int64_t value) {
  return absl::StrFormat("%d.%02d", value / 100, value % 100);
}

std::string WithoutPrefix(absl::string_view name, absl::string_view prefix) {
  return std::string(absl::StripPrefix(name, prefix));
}

std::string Efforts(const RankedItem& item) {
  return absl::StrJoin(
      item.efforts(), " ", [](std::string* out, const auto& effort) {
        absl::StrAppend(out, LastId(effort.team()), "=",
                        Hundredths(effort.effort_hundredths()));
      });
}

std::string Keys(const RankedItem& item) {
  return absl::StrJoin(item.external_references(), " ",
                       [](std::string* out, const auto& reference) {
                         absl::StrAppend(out, reference.system(), ":",
                                         reference.key());
                       });
}

}  // namespace

std::string SheetHeader() {
  return CsvLine({"rank", "item", "title", "category", "standing", "period",
                  "carrier", "at_risk", "score", "effort", "money_a_month",
                  "state", "reason_code", "reason", "requester", "owner",
                  "external_keys"});
}

std::string SheetRow(const RankedItem& item) {
  return CsvLine(
      {item.rank() == 0 ? "" : absl::StrCat(item.rank()), LastId(item.item()),
       HarmlessText(item.title()), HarmlessText(item.category()),
       WithoutPrefix(scoring::v1::Standing_Name(item.standing()), "STANDING_"),
       LastId(item.period()), LastId(item.carrier()),
       item.at_risk() ? "true" : "false",
       item.scored() ? absl::StrFormat("%d.%06d", item.score_micros() / 1000000,
                                       item.score_micros() % 1000000)
                     : "",
       HarmlessText(Efforts(item)),
       item.money_hundredths() == 0 ? "" : Hundredths(item.money_hundredths()),
       WithoutPrefix(backlog::v1::Item::State_Name(item.state()), "STATE_"),
       item.reason_code(), HarmlessText(item.reason()),
       LastId(item.requester()), LastId(item.owner()),
       HarmlessText(Keys(item))});
}

}  // namespace lifeline::gateway

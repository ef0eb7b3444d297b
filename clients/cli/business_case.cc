#include "clients/cli/business_case.h"

#include <algorithm>
#include <map>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/document_writer.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::BusinessCase;
using backlog::v1::Item;
using backlog::v1::RealisedMoney;
using Range = BusinessCase::Range;

std::string Amount(int64_t hundredths, Language language) {
  const bool german = language == Language::kGerman;
  return FormatAmount(hundredths, german ? '.' : ',', german ? ',' : '.');
}

// Between two ends; "to" alone is German "nach" elsewhere.
std::string Until(Language language) {
  return language == Language::kGerman ? "bis" : "to";
}

// A price has two places, always.
std::string Price(int64_t hundredths, Language language) {
  const std::string cents = absl::StrCat(100 + hundredths % 100).substr(1);
  return absl::StrCat(Amount(hundredths / 100 * 100, language),
                      language == Language::kGerman ? "," : ".", cents);
}

std::string Percent(int64_t ppm, Language language) {
  std::string places = absl::StrCat(10'000 + ppm % 10'000).substr(1);
  while (!places.empty() && places.back() == '0') places.pop_back();
  return absl::StrCat(
      ppm / 10'000,
      places.empty() ? "" : (language == Language::kGerman ? "," : "."), places,
      " %");
}

// The portfolio's items together may be more than 64 bits hold; nobody's are.
int64_t Shown(absl::int128 sum) {
  constexpr int64_t kMost = INT64_MAX;
  if (sum > kMost) return kMost;
  return sum < -kMost ? -kMost : static_cast<int64_t>(sum);
}

struct Outcomes {
  std::vector<const Item*> items;
  int measured = 0;
  absl::int128 planned = 0;
  absl::int128 realised = 0;
};

std::map<std::string, Outcomes> ByCategory(const std::vector<Item>& items) {
  std::map<std::string, Outcomes> categories;
  for (const Item& item : items) {
    Outcomes& outcomes = categories[item.category()];
    outcomes.items.push_back(&item);
    if (!item.has_realised()) continue;
    ++outcomes.measured;
    outcomes.planned += item.realised().planned_hundredths();
    outcomes.realised += item.realised().amount_hundredths();
  }
  return categories;
}

std::vector<std::string> OutcomeRow(const Item& item, Language language) {
  const std::string id(LastId(item.name()));
  if (!item.has_realised()) {
    return {item.category(),
            id,
            item.title(),
            item.has_money()
                ? FormatHundredths(item.money().amount_hundredths())
                : "",
            "",
            "",
            Translated("not measured", language)};
  }
  const RealisedMoney& realised = item.realised();
  return {item.category(),
          id,
          item.title(),
          FormatHundredths(realised.planned_hundredths()),
          FormatHundredths(realised.amount_hundredths()),
          FormatHundredths(realised.amount_hundredths() -
                           realised.planned_hundredths()),
          absl::StrCat(FormatDate(realised.first_day()), " ", Until(language),
                       " ", FormatDate(realised.last_day()))};
}

}  // namespace

std::string CaseText(const BusinessCase& c, Language language) {
  const auto t = [language](absl::string_view text) {
    return Translated(text, language);
  };
  const Range& money = c.money_hundredths();
  std::string text;
  if (c.method() == BusinessCase::METHOD_COST_AVOIDED) {
    text = t("cost avoided");
  } else {
    text = absl::StrCat(
        Amount(c.volume().likely() * 100, language), " ",
        t(c.method() == BusinessCase::METHOD_LEADS ? "leads" : "sessions"),
        " x ", Percent(c.conversion_ppm().likely(), language), " x ",
        Price(c.margin_hundredths().likely(), language));
  }
  absl::StrAppend(&text, " = ", Amount(money.likely(), language), " ",
                  t("a month"));
  if (money.low() == money.high()) return text;
  absl::StrAppend(&text, " (", Amount(money.low(), language), " ",
                  Until(language), " ", Amount(money.high(), language), ")");
  return text;
}

std::string RealisedText(const RealisedMoney& realised, Language language) {
  const auto t = [language](absl::string_view text) {
    return Translated(text, language);
  };
  return absl::StrCat(
      Amount(realised.amount_hundredths(), language), " ", t("a month"), ", ",
      FormatDate(realised.first_day()), " ", Until(language), " ",
      FormatDate(realised.last_day()), ", ", t("planned"), " ",
      Amount(realised.planned_hundredths(), language), ": ", realised.basis());
}

Table OutcomesTable(const std::vector<Item>& items, Language language) {
  const auto t = [language](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("category")},
               {t("item")},
               {t("title"), false, /*flexible=*/true, 16},
               {t("planned"), /*right=*/true},
               {t("realised"), /*right=*/true},
               {t("difference"), /*right=*/true},
               {t("measured")}});
  for (const auto& [category, outcomes] : ByCategory(items)) {
    for (const Item* item : outcomes.items) {
      table.AddRow(OutcomeRow(*item, language));
    }
    const bool none = outcomes.measured == 0;
    const auto sum = [none](absl::int128 value) {
      return none ? "" : FormatHundredths(Shown(value));
    };
    table.AddRow(
        {category, "", t("together"), sum(outcomes.planned),
         sum(outcomes.realised), sum(outcomes.realised - outcomes.planned),
         absl::StrCat(outcomes.measured, " ", t("of"), " ",
                      outcomes.items.size())},
        Style::kStrong);
  }
  return table;
}

nlohmann::ordered_json OutcomesJson(const std::vector<Item>& items) {
  nlohmann::ordered_json json = {
      {"items", nlohmann::ordered_json::array()},
      {"categories", nlohmann::ordered_json::array()}};
  for (const auto& [category, outcomes] : ByCategory(items)) {
    for (const Item* item : outcomes.items) {
      nlohmann::ordered_json row = {{"item", std::string(LastId(item->name()))},
                                    {"category", category}};
      const RealisedMoney& realised = item->realised();
      row["planned"] =
          JsonDecimal(item->has_realised() ? realised.planned_hundredths()
                                           : item->money().amount_hundredths());
      if (item->has_realised()) {
        row["realised"] = JsonDecimal(realised.amount_hundredths());
        row["firstDay"] = FormatDate(realised.first_day());
        row["lastDay"] = FormatDate(realised.last_day());
        row["basis"] = realised.basis();
      }
      json["items"].push_back(std::move(row));
    }
    json["categories"].push_back(
        {{"category", category},
         {"done", outcomes.items.size()},
         {"measured", outcomes.measured},
         {"planned", JsonDecimal(Shown(outcomes.planned))},
         {"realised", JsonDecimal(Shown(outcomes.realised))}});
  }
  return json;
}

}  // namespace lifeline::cli

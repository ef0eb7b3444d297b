#include "clients/cli/business_case.h"

#include <algorithm>
#include <map>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/document_writer.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::BusinessCase;
using backlog::v1::Item;
using backlog::v1::RealisedMoney;
using Range = BusinessCase::Range;
using Parse = absl::StatusOr<int64_t> (*)(absl::string_view);

constexpr size_t kMostDigits = 15;

absl::StatusOr<int64_t> ParseCount(absl::string_view text) {
  int64_t count = 0;
  if (text.empty() || text.size() > kMostDigits ||
      !std::all_of(text.begin(), text.end(),
                   [](char c) { return absl::ascii_isdigit(c); }) ||
      !absl::SimpleAtoi(text, &count)) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", text, "` is not a whole number, such as 1200"));
  }
  return count;
}

// Percent with at most four decimal places, in millionths of the whole.
absl::StatusOr<int64_t> ParsePercent(absl::string_view text) {
  const absl::string_view number =
      absl::StripTrailingAsciiWhitespace(absl::StripSuffix(text, "%"));
  const size_t point = number.find('.');
  std::string places(
      point == absl::string_view::npos ? "0" : number.substr(point + 1));
  const size_t typed = places.size();
  places.resize(4, '0');
  const absl::StatusOr<int64_t> whole = ParseCount(number.substr(0, point));
  const absl::StatusOr<int64_t> fraction = ParseCount(places);
  if (!whole.ok() || !fraction.ok() || typed == 0 || typed > 4 ||
      *whole > 1'000'000) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", text,
                     "` is no percentage; write at most four decimal places "
                     "after a point, such as 2% or 0.25%"));
  }
  return *whole * 10'000 + *fraction;
}

absl::Status ReadRange(absl::string_view option, absl::string_view example,
                       const std::string& text, Parse parse, Range* range) {
  std::vector<std::string> figures = absl::StrSplit(text, ':');
  if (figures.size() == 1) figures.resize(3, figures[0]);
  if (figures.size() != 3) {
    return absl::InvalidArgumentError(
        absl::StrCat(option, ": `", text,
                     "` is not complete; write low, likely and high as ",
                     example, ", or one figure for all three"));
  }
  int64_t values[3];
  for (int i = 0; i < 3; ++i) {
    const absl::StatusOr<int64_t> value = parse(figures[i]);
    if (!value.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(option, ": ", value.status().message()));
    }
    values[i] = *value;
  }
  range->set_low(values[0]);
  range->set_likely(values[1]);
  range->set_high(values[2]);
  return absl::OkStatus();
}

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

absl::StatusOr<BusinessCase> CaseOf(const CaseOptions& options) {
  BusinessCase c;
  absl::Status read;
  const auto range = [&read](absl::string_view option,
                             absl::string_view example, const std::string& text,
                             Parse parse, Range* (BusinessCase::*into)(),
                             BusinessCase* of) {
    if (text.empty() || !read.ok()) return false;
    read = ReadRange(option, example, text, parse, (of->*into)());
    return true;
  };
  if (range("--leads", "900:1200:1500", options.leads, &ParseCount,
            &BusinessCase::mutable_volume, &c)) {
    c.set_method(BusinessCase::METHOD_LEADS);
  }
  if (range("--sessions", "9000:12000:15000", options.sessions, &ParseCount,
            &BusinessCase::mutable_volume, &c)) {
    c.set_method(BusinessCase::METHOD_SESSIONS);
  }
  if (range("--cost-avoided", "1000:1200:1500", options.cost_avoided,
            &ParseHundredths, &BusinessCase::mutable_cost_hundredths, &c)) {
    c.set_method(BusinessCase::METHOD_COST_AVOIDED);
  }
  range("--conversion", "1%:2%:3%", options.conversion, &ParsePercent,
        &BusinessCase::mutable_conversion_ppm, &c);
  range("--margin", "70:80:90", options.margin, &ParseHundredths,
        &BusinessCase::mutable_margin_hundredths, &c);
  if (!read.ok()) return read;
  if (c.method() == BusinessCase::METHOD_UNSPECIFIED) {
    return absl::InvalidArgumentError(
        "a business case begins with what is counted: give --leads, "
        "--sessions or --cost-avoided");
  }
  return c;
}

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

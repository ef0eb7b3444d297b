#include "clients/cli/case_figures.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/numbers.h"

namespace lifeline::cli {
namespace {

using backlog::v1::BusinessCase;
using Range = BusinessCase::Range;
using Parse = absl::StatusOr<int64_t> (*)(absl::string_view);

constexpr size_t kMostCountDigits = 15;

absl::StatusOr<int64_t> ParseCount(absl::string_view text) {
  int64_t count = 0;
  if (text.empty() || text.size() > kMostCountDigits ||
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

// Without a sign: "0.25".
std::string FormatPercent(int64_t ppm) {
  std::string places = absl::StrCat(10'000 + ppm % 10'000).substr(1);
  while (!places.empty() && places.back() == '0') places.pop_back();
  return absl::StrCat(ppm / 10'000, places.empty() ? "" : ".", places);
}

std::string FormatCount(int64_t count) { return absl::StrCat(count); }

std::string FormatRange(const Range& range, std::string (*format)(int64_t)) {
  return absl::StrCat(format(range.low()), ":", format(range.likely()), ":",
                      format(range.high()));
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

CaseOptions FiguresOf(const BusinessCase& c) {
  CaseOptions figures;
  switch (c.method()) {
    case BusinessCase::METHOD_LEADS:
      figures.leads = FormatRange(c.volume(), &FormatCount);
      break;
    case BusinessCase::METHOD_SESSIONS:
      figures.sessions = FormatRange(c.volume(), &FormatCount);
      break;
    case BusinessCase::METHOD_COST_AVOIDED:
      figures.cost_avoided =
          FormatRange(c.cost_hundredths(), &FormatHundredths);
      break;
    default:
      break;
  }
  if (c.has_conversion_ppm())
    figures.conversion = FormatRange(c.conversion_ppm(), &FormatPercent);
  if (c.has_margin_hundredths())
    figures.margin = FormatRange(c.margin_hundredths(), &FormatHundredths);
  return figures;
}

}  // namespace lifeline::cli

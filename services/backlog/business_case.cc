#include "services/backlog/business_case.h"

#include <cstdint>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/common/validate.h"

namespace lifeline::backlog {
namespace {

using Case = v1::BusinessCase;
using Range = v1::BusinessCase::Range;

constexpr int64_t kMillion = 1'000'000;

// "1920.00", as the texts of errors write hundredths.
std::string Written(int64_t hundredths) {
  return absl::StrFormat("%d.%02d", hundredths / 100, hundredths % 100);
}

bool Multiplies(Case::Method method) {
  return method == Case::METHOD_LEADS || method == Case::METHOD_SESSIONS;
}

// Whether low, likely and high lie in 0 to `highest`, in this order.
bool CheckFigures(const Range& range, int64_t highest, absl::string_view unit,
                  absl::string_view path, Violations* violations) {
  const size_t told = violations->list().size();
  const auto check = [&](int64_t value, absl::string_view name) {
    CheckRange(value, 0, highest, unit, absl::StrCat(path, ".", name),
               violations);
  };
  check(range.low(), "low");
  check(range.likely(), "likely");
  check(range.high(), "high");
  if (range.low() > range.likely() || range.likely() > range.high()) {
    violations->Add(path,
                    absl::StrCat("says low ", range.low(), ", likely ",
                                 range.likely(), " and high ", range.high(),
                                 "; give them in this order of size"));
  }
  return violations->list().size() == told;
}

// One range: it is there if the method multiplies it, and only then.
void CheckOne(bool there, bool needed, const Range& range, int64_t highest,
              absl::string_view unit, absl::string_view path,
              absl::string_view methods, Violations* violations) {
  if (there && needed) {
    CheckFigures(range, highest, unit, path, violations);
  } else if (needed) {
    violations->Add(path, "is required; give low, likely and high");
  } else if (there) {
    violations->Add(path,
                    absl::StrCat("belongs to ", methods,
                                 "; leave it out, or choose another method"));
  }
}

absl::uint128 Product(int64_t volume, int64_t conversion, int64_t margin) {
  return absl::uint128(static_cast<uint64_t>(volume)) *
         static_cast<uint64_t>(conversion) * static_cast<uint64_t>(margin) /
         kMillion;
}

// The figures are within their limits: the largest product is 1e26.
absl::uint128 MoneyOf(const Case& c, int64_t (Range::*figure)() const) {
  if (c.method() == Case::METHOD_COST_AVOIDED) {
    return static_cast<uint64_t>((c.cost_hundredths().*figure)());
  }
  return Product((c.volume().*figure)(), (c.conversion_ppm().*figure)(),
                 (c.margin_hundredths().*figure)());
}

void CheckParts(const Case& c, const Limits& limits, absl::string_view path,
                Violations* violations) {
  const auto at = [path](absl::string_view name) {
    return absl::StrCat(path, ".", name);
  };
  const bool multiplies = Multiplies(c.method());
  constexpr absl::string_view kCounted = "LEADS and SESSIONS";
  CheckOne(c.has_volume(), multiplies, c.volume(), limits.case_volume,
           "a month", at("volume"), kCounted, violations);
  CheckOne(c.has_conversion_ppm(), multiplies, c.conversion_ppm(), kMillion,
           "of a million", at("conversion_ppm"), kCounted, violations);
  CheckOne(c.has_margin_hundredths(), multiplies, c.margin_hundredths(),
           limits.case_margin_hundredths, "hundredths", at("margin_hundredths"),
           kCounted, violations);
  CheckOne(c.has_cost_hundredths(), !multiplies, c.cost_hundredths(),
           limits.money_hundredths, "hundredths", at("cost_hundredths"),
           "COST_AVOIDED", violations);
}

void CheckMoneyFits(const Case& c, const Limits& limits, absl::string_view path,
                    Violations* violations) {
  // High is the largest of the three.
  const absl::uint128 high = MoneyOf(c, &Range::high);
  if (high <= absl::uint128(static_cast<uint64_t>(limits.money_hundredths))) {
    return;
  }
  violations->Add(absl::StrCat(path, ".money_hundredths.high"),
                  absl::StrCat("would be ", absl::StrFormat("%d", high),
                               " hundredths a month, which is more than ",
                               limits.money_hundredths, "; check the figures"));
}

}  // namespace

void CheckBusinessCase(const Case& c, const Limits& limits,
                       absl::string_view path, Violations* violations) {
  if (c.method() == Case::METHOD_UNSPECIFIED ||
      !Case::Method_IsValid(c.method())) {
    violations->Add(absl::StrCat(path, ".method"),
                    "is required; it is LEADS, SESSIONS or COST_AVOIDED");
    return;
  }
  const size_t told = violations->list().size();
  CheckParts(c, limits, path, violations);
  if (violations->list().size() == told) {
    CheckMoneyFits(c, limits, path, violations);
  }
}

void CheckMoneyAgrees(const v1::MonthlyMoney& money, const Case& c,
                      const Limits& limits, absl::string_view path,
                      Violations* violations) {
  const std::optional<Range> reckoned = ReckonMoney(c, limits);
  if (!reckoned.has_value() ||
      reckoned->likely() == money.amount_hundredths()) {
    return;
  }
  violations->Add(
      absl::StrCat(path, ".amount_hundredths"),
      absl::StrCat("is ", Written(money.amount_hundredths()),
                   ", but the business case reckons ",
                   Written(reckoned->likely()),
                   " a month; leave the money out, or leave out the case"));
}

std::optional<Range> ReckonMoney(const Case& c, const Limits& limits) {
  Violations violations;
  CheckBusinessCase(c, limits, "business_case", &violations);
  if (!violations.empty()) return std::nullopt;
  const auto money = [&c](int64_t (Range::*figure)() const) {
    return static_cast<int64_t>(absl::Uint128Low64(MoneyOf(c, figure)));
  };
  Range range;
  range.set_low(money(&Range::low));
  range.set_likely(money(&Range::likely));
  range.set_high(money(&Range::high));
  return range;
}

void SettleMoney(bool case_written, const Limits& limits, v1::Item* item) {
  if (!item->has_business_case()) return;
  Case& c = *item->mutable_business_case();
  if (!case_written) {
    if (!item->has_money() ||
        item->money().amount_hundredths() != c.money_hundredths().likely()) {
      item->clear_business_case();
    }
    return;
  }
  const std::optional<Range> reckoned = ReckonMoney(c, limits);
  if (!reckoned.has_value()) return;
  *c.mutable_money_hundredths() = *reckoned;
  item->mutable_money()->set_amount_hundredths(reckoned->likely());
}

}  // namespace lifeline::backlog

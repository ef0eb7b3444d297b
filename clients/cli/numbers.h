#ifndef LIFELINE_CLIENTS_CLI_NUMBERS_H_
#define LIFELINE_CLIENTS_CLI_NUMBERS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/type/date.pb.h"
#include "services/common/dates.h"

namespace lifeline::cli {

// Numbers and days as people type and read them. Pure functions.

// A decimal with at most two places ("3", "-0.5", "12000.25") in hundredths.
// INVALID_ARGUMENT, with a sentence that says what a number looks like, for
// anything else: three places, a thousands separator, an exponent, more than 15
// digits before the point.
absl::StatusOr<int64_t> ParseHundredths(absl::string_view text);

// The decimal without trailing zeros: 4650 is "46.5", 300 is "3".
std::string FormatHundredths(int64_t hundredths);

// A whole number of at most nine digits; INVALID_ARGUMENT otherwise.
absl::StatusOr<int32_t> ParseWhole(absl::string_view text);

// A score written out, always with six places: 4521000 is "4.521000".
std::string FormatMicros(int64_t micros);

// Amounts with a thin structure for people: groups of three digits, separated
// by `group`, and `point` as the decimal mark.
std::string FormatAmount(int64_t hundredths, char group, char point);

// Days between the forms they are kept and typed in. A date that is not set is
// "".
google::type::Date ToDate(EpochDay day);
std::string FormatDate(const google::type::Date& date);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_NUMBERS_H_

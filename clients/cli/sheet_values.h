#ifndef LIFELINE_CLIENTS_CLI_SHEET_VALUES_H_
#define LIFELINE_CLIENTS_CLI_SHEET_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/texts.h"

namespace lifeline::cli {

// Numbers and bands as people type them into a sheet. Pure functions.

// "12000.5", "12,000.50" in English, "12000,5", "12.000,50" in German, in
// hundredths; blanks and a currency (EUR, €, $, ...) around it are dropped.
// INVALID_ARGUMENT, with the way to write it, for anything else: a negative
// number, three decimals, the other language's marks.
absl::StatusOr<int64_t> ParseSheetNumber(absl::string_view text,
                                         Language language);

// The number without grouping: 1250 is "12.5", and "12,5" in German.
std::string FormatSheetNumber(int64_t hundredths, Language language);

// Money a month is often known by its size only. A band stands for about the
// geometric middle of its ends:
//
//   <1k        300      10k-30k    17,000     300k-1M      550,000
//   1k-3k    1,700      30k-100k   55,000     >1M        1,700,000
//   3k-10k   5,500      100k-300k  170,000
//
// In hundredths; blanks, capitals and the kind of dash do not matter, and `Tsd`
// and `Mio` are k and M. nullopt for anything else.
std::optional<int64_t> ParseMoneyBand(absl::string_view text);

// The band that an amount lies in, lower ends included.
std::string MoneyBandOf(int64_t hundredths);

// "<1k, 1k-3k, ..., >1M", for errors and help.
std::string MoneyBandNames();

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_SHEET_VALUES_H_

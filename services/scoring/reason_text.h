#ifndef LIFELINE_SERVICES_SCORING_REASON_TEXT_H_
#define LIFELINE_SERVICES_SCORING_REASON_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// Reasons in words. Pure functions.

enum class Language { kEnglish, kGerman };

// `de`, `de-DE` and the like are German, everything else is English.
Language LanguageOf(absl::string_view bcp47);

// Hundredths as a decimal without trailing zeros: "1.5", in German "1,5".
std::string DecimalText(int64_t hundredths, Language language);

// Stable and UPPER_SNAKE ("TEAM_FULL"); empty for kNone.
absl::string_view ReasonCodeName(engine::ReasonCode code);

// A sentence that names team, period and items by their ids ("web is full in
// 2027-q1: needs 5, 1.5 left; the last of it went to checkout-redesign"); empty
// for kNone.
std::string ReasonText(const engine::Reason& reason, const Snapshot& snapshot,
                       Language language);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_REASON_TEXT_H_

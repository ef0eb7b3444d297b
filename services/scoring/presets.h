#ifndef LIFELINE_SERVICES_SCORING_PRESETS_H_
#define LIFELINE_SERVICES_SCORING_PRESETS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::scoring {

// Scoring models that come with the program, with their published scales. Pure
// functions.

// The preset of a portfolio that has chosen none.
inline constexpr absl::string_view kDefaultPreset = "joint-default";

// In byte order.
std::vector<std::string> PresetIds();

// A complete model named `presets/{id}`, with titles and anchors in that
// language (`de`, `de-AT`; everything else is English). nullopt if there is no
// such preset.
std::optional<v1::ScoringModel> Preset(absl::string_view id,
                                       absl::string_view language);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PRESETS_H_

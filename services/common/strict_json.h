#ifndef LIFELINE_SERVICES_COMMON_STRICT_JSON_H_
#define LIFELINE_SERVICES_COMMON_STRICT_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace lifeline {

// An object of JSON, as signed things are written: no name twice in an object,
// whose readers could each take another one, and nothing deeper than
// ServerLimits::json_depth. nullopt for anything else. Pure.
std::optional<nlohmann::json> ParseStrictObject(absl::string_view text);

// The text of a member; nullopt if it is not there or no text.
std::optional<std::string> TextMember(const nlohmann::json& object,
                                      const char* name);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_STRICT_JSON_H_

#include "services/common/strict_json.h"

#include <set>
#include <utility>
#include <vector>

#include "services/common/limits.h"

namespace lifeline {
namespace {

constexpr int kDeepest = ServerLimits().json_depth;

}  // namespace

std::optional<nlohmann::json> ParseStrictObject(absl::string_view text) {
  using Event = nlohmann::json::parse_event_t;
  std::vector<std::set<std::string>> names;
  bool strict = true;
  nlohmann::json parsed = nlohmann::json::parse(
      text.begin(), text.end(),
      [&](int depth, Event event, nlohmann::json& value) {
        // What begins stands within one more than it is told with.
        const bool begins =
            event == Event::object_start || event == Event::array_start;
        if (depth + (begins ? 1 : 0) > kDeepest) strict = false;
        if (event == Event::object_start) names.emplace_back();
        if (event == Event::object_end) names.pop_back();
        if (event == Event::key &&
            !names.back().insert(value.get<std::string>()).second) {
          strict = false;
        }
        return true;
      },
      /*allow_exceptions=*/false);
  if (!strict || !parsed.is_object()) return std::nullopt;
  return parsed;
}

std::optional<std::string> TextMember(const nlohmann::json& object,
                                      const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

}  // namespace lifeline

#ifndef LIFELINE_SERVICES_SCORING_ENGINE_SKETCH_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_SKETCH_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "absl/types/span.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// What an item needs, roughly, in four bytes: its category modulo 4 and its two
// largest needs, each a team modulo 64 and a size rounded down. Enough to see
// of most items that they have no room, without reading their efforts.
class Sketch {
 public:
  static constexpr int kCategories = 4;
  static constexpr int kTeams = 64;

  Sketch() = default;
  Sketch(CategoryIndex category, absl::Span<const TeamEffort> needs) {
    TeamEffort first{0, 0};
    TeamEffort second{0, 0};
    for (const TeamEffort& need : needs) {
      if (need.effort > first.effort) {
        second = first;
        first = need;
      } else if (need.effort > second.effort) {
        second = need;
      }
    }
    bits_ = static_cast<uint32_t>(category) % kCategories |
            Need(first) << kFirst | Need(second) << kSecond;
  }

  // Sizes of the same order as the amounts, but for those that are nearly the
  // same: eight for each power of two. 0 is for nothing, and less.
  static uint32_t SizeOf(Hundredths amount) {
    if (amount < 8)
      return static_cast<uint32_t>(std::max<Hundredths>(amount, 0));
    const auto value = static_cast<uint64_t>(amount);
    const int shift = static_cast<int>(std::bit_width(value)) - 4;
    return static_cast<uint32_t>(shift) * 8 +
           static_cast<uint32_t>(value >> shift);
  }

  // By category and team, both as in a sketch: the sizes of what there is.
  using Limits = std::array<std::array<uint16_t, kTeams>, kCategories>;

  // A team, modulo 64, of whom the item needs more than there is; kTeams if
  // that cannot be said without looking at its efforts.
  uint8_t LackOf(const Limits& limits) const {
    const auto& most = limits[bits_ % kCategories];
    const uint32_t first = bits_ >> kFirst;
    const uint32_t second = bits_ >> kSecond;
    const uint32_t lack_of_second =
        (second >> kTeamBits) % kSizes > most[second % kTeams] ? second % kTeams
                                                               : kTeams;
    return static_cast<uint8_t>(
        (first >> kTeamBits) % kSizes > most[first % kTeams] ? first % kTeams
                                                             : lack_of_second);
  }

 private:
  static constexpr int kTeamBits = 6;
  static constexpr uint32_t kSizes = 512;
  static constexpr int kFirst = 2;
  static constexpr int kSecond = 17;

  static uint32_t Need(const TeamEffort& need) {
    return static_cast<uint32_t>(need.team) % kTeams |
           std::min(SizeOf(need.effort), kSizes - 1) << kTeamBits;
  }

  uint32_t bits_ = 0;
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_SKETCH_H_

#ifndef LIFELINE_TESTS_PROPERTY_RANDOM_PORTFOLIO_H_
#define LIFELINE_TESTS_PROPERTY_RANDOM_PORTFOLIO_H_

#include <cstdint>
#include <random>

#include "services/scoring/engine/world_builder.h"

namespace lifeline::engine {

// What a random portfolio may contain.
struct Features {
  int max_items = 9;
  int max_teams = 3;
  int max_periods = 3;
  bool requirements = true;
  bool weaves = true;
  bool commitments = true;
  bool mandates = true;
  bool reserves = true;
  bool unready = true;   // items that are not ready, done, declined, ...
  bool unscored = true;  // items without estimate or rating
};

// Small portfolios in which everything is scarce, so that every rule applies
// somewhere. The same seed gives the same portfolios. Used by one thread.
class RandomPortfolio {
 public:
  explicit RandomPortfolio(uint64_t seed) : random_(seed) {}

  WorldBuilder Draw(const Features& features);

  // Changes one to four things: ratings, efforts, states, capacities, weights,
  // reserves, decisions, links, the day, new items.
  void Change(WorldBuilder& builder);

  // A number from `low` to `high`.
  int Number(int low, int high) {
    return low +
           static_cast<int>(random_() % static_cast<uint64_t>(high - low + 1));
  }
  bool Chance(int percent) { return Number(1, 100) <= percent; }

 private:
  void DrawModel(WorldBuilder& builder, const Features& features);
  void DrawItem(WorldBuilder& builder, const Features& features);
  void DrawLinks(WorldBuilder& builder, const Features& features);
  void DrawDecisions(WorldBuilder& builder, const Features& features);
  void ChangeOne(WorldBuilder& builder);
  Item& AnyItem(WorldBuilder& builder) {
    return builder.items[Number(0, static_cast<int>(builder.items.size()) - 1)];
  }

  std::mt19937_64 random_;
};

}  // namespace lifeline::engine

#endif  // LIFELINE_TESTS_PROPERTY_RANDOM_PORTFOLIO_H_

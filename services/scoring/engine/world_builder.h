#ifndef LIFELINE_SERVICES_SCORING_ENGINE_WORLD_BUILDER_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_WORLD_BUILDER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// Writes small worlds in few words, for tests and benchmarks. One criterion
// `value` (0..10, weight 1), formula VALUE: an item's score is its rating, a
// rating of 7 being 7,000,000 micro-points. Efforts and capacities are given in
// whole units. Used by one thread.
class WorldBuilder {
 public:
  WorldBuilder() {
    Criterion criterion;
    criterion.criterion = 0;
    criterion.weight = 1;
    model.criteria.push_back(criterion);
    names.criteria.push_back("value");
  }

  TeamIndex Team(const std::string& name) {
    names.teams.push_back(name);
    return static_cast<TeamIndex>(names.teams.size()) - 1;
  }

  // Periods of 90 days, one after the other, open.
  PeriodIndex Period(const std::string& name) {
    names.periods.push_back(name);
    const PeriodIndex index =
        static_cast<PeriodIndex>(names.periods.size()) - 1;
    roadmap.periods.push_back(
        {index, 1000 + 90 * index, 1089 + 90 * index, true});
    return index;
  }

  void Has(TeamIndex team, PeriodIndex period, int amount) {
    roadmap.capacities.push_back({team, period, amount * 100});
  }

  // A ready item, submitted after the one added before it.
  ItemIndex Ready(const std::string& id, int rating,
                  std::vector<TeamEffort> efforts) {
    Item item;
    item.id = id;
    item.state = ItemState::kReady;
    item.submitted_us = static_cast<int64_t>(items.size()) + 1;
    item.ratings.push_back({0, rating * 100, 100, kNoDay});
    item.estimated = true;
    for (TeamEffort& effort : efforts) effort.effort *= 100;
    item.efforts = std::move(efforts);
    items.push_back(std::move(item));
    return static_cast<ItemIndex>(items.size()) - 1;
  }

  World Make() const {
    World world;
    world.day = day;
    for (const Item& item : items) {
      world.items.push_back(std::make_shared<const Item>(item));
    }
    world.roadmap = std::make_shared<const Roadmap>(roadmap);
    world.model = std::make_shared<const Model>(model);
    world.names = std::make_shared<const NameTables>(names);
    return world;
  }

  Plan Planned() const { return MakePlan(Make()); }

  Day day = 900;
  std::vector<Item> items;
  Roadmap roadmap;
  Model model;
  NameTables names;
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_WORLD_BUILDER_H_

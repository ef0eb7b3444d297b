#ifndef LIFELINE_TESTS_PROPERTY_PLAN_RULES_H_
#define LIFELINE_TESTS_PROPERTY_PLAN_RULES_H_

#include <string>
#include <vector>

#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/world.h"

// What must hold of every plan, computed from the world and the plan alone.
namespace lifeline::engine {

// ABOVE or RIDING.
bool IsUp(const Result& result);

// The weave in which the item rides; null if none.
const Weave* WeaveOf(const World& world, ItemIndex rider);

// All that is wrong with `plan` as a plan of `world`, in words; empty if
// nothing is. The world keeps the promises of world.h ("at most one per ...").
// It looks at: standings and counts; order and rank; the rule of each placement
// and the reason of each other standing, with what the reason must name; use
// and excess of capacities; commitments, the cap of mandates, carriers and
// riders, requirements; the tie at the line.
std::vector<std::string> BrokenRules(const World& world, const Plan& plan);

// What a small world holds that decides a placement, to be read when a property
// fails.
std::string WorldText(const World& world);

}  // namespace lifeline::engine

#endif  // LIFELINE_TESTS_PROPERTY_PLAN_RULES_H_

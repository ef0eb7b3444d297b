// The engine over worlds made of bytes: every plan keeps its rules, a planner
// that has planned before gives the same, and the shares of causes add up.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scoring/engine/causes.h"
#include "services/scoring/engine/planner.h"
#include "tests/fuzz/fuzz_world.h"
#include "tests/property/plan_rules.h"
#include "tests/property/same_plan.h"

namespace lifeline::fuzz {
namespace {

using namespace engine;  // NOLINT: the whole file speaks of worlds

void Must(bool holds, const std::string& what, const World& world) {
  if (holds) return;
  std::fprintf(stderr, "%s\n%s", what.c_str(), WorldText(world).c_str());
  std::abort();
}

void CheckShares(const World& before, const World& after, const Plan& was,
                 const Plan& is) {
  const std::vector<Crossing> crossings =
      Difference(before, was, after, is, {});
  ReplayBudget budget;
  budget.max_plans = 256;
  for (const Causes& causes :
       ExplainCrossings(before, after, crossings, budget)) {
    if (causes.causes.empty()) continue;
    int64_t common = 1;
    for (const Cause& cause : causes.causes) {
      common = std::lcm(common, cause.share.denominator);
    }
    int64_t sum = 0;
    for (const Cause& cause : causes.causes) {
      sum += cause.share.numerator * (common / cause.share.denominator);
    }
    Must(sum == common, "the shares do not add up to one", after);
  }
}

void Run(RandomBytes bytes) {
  const bool wild = bytes.Chance(25);
  WorldBuilder builder = ReadWorld(bytes, wild);
  const World before = builder.Make();
  Planner planner;
  const Plan was = planner.Make(before);
  ChangeWorld(bytes, wild, builder);
  const World after = builder.Make();
  const Plan is = planner.Make(after);
  Must(ToText(is) == ToText(MakePlan(after)), "another plan than MakePlan's",
       after);
  for (const auto& [world, plan] :
       {std::pair<const World&, const Plan&>(before, was), {after, is}}) {
    if (wild) {
      const int sum =
          std::accumulate(plan.counts.begin(), plan.counts.end(), 0);
      Must(sum == static_cast<int>(world.items.size()), "the counts", world);
      continue;
    }
    const std::vector<std::string> broken = BrokenRules(world, plan);
    Must(broken.empty(), absl::StrJoin(broken, "\n"), world);
  }
  CheckShares(before, after, was, is);
}

}  // namespace
}  // namespace lifeline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  lifeline::fuzz::Run(lifeline::fuzz::RandomBytes(data, size));
  return 0;
}

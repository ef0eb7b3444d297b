#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/property/plan_rules.h"

namespace lifeline::engine {

std::string WorldText(const World& world) {
  std::string text = absl::StrCat("day ", world.day, "\n");
  const auto efforts = [](const std::vector<TeamEffort>& all) {
    return absl::StrJoin(all, ",", [](std::string* out, const TeamEffort& e) {
      absl::StrAppend(out, e.team, ":", e.effort);
    });
  };
  if (world.model != nullptr) {
    absl::StrAppend(&text,
                    world.model->fill == FillRule::kStrict ? "STRICT" : "FILL",
                    " cap ", world.model->mandate_cap_percent, " riders ",
                    world.model->rider_cap_percent.value_or(-1));
    for (const Reserve& r : world.model->reserves) {
      absl::StrAppend(&text, " reserve ", r.category, ":", r.percent);
    }
  }
  text += "\n";
  for (size_t i = 0; i < world.items.size(); ++i) {
    if (world.items[i] == nullptr) continue;
    const Item& item = *world.items[i];
    absl::StrAppend(&text, "item ", i, " state ", static_cast<int>(item.state),
                    " category ", item.category, " submitted ",
                    item.submitted_us, item.estimated ? " needs " : " no ",
                    efforts(item.efforts), " requires ",
                    absl::StrJoin(item.requires_items, ","), "\n");
  }
  if (world.roadmap == nullptr) return text;
  for (const Period& p : world.roadmap->periods) {
    absl::StrAppend(&text, "period ", p.period, p.open ? " open " : " closed ",
                    p.first_day, "\n");
  }
  for (const Capacity& c : world.roadmap->capacities) {
    absl::StrAppend(&text, "team ", c.team, " in ", c.period, " has ", c.amount,
                    "\n");
  }
  for (const Commitment& c : world.roadmap->commitments) {
    absl::StrAppend(&text, "committed ", c.item, " in ", c.period, " state ",
                    static_cast<int>(c.state), " remaining ",
                    c.remaining.has_value() ? efforts(*c.remaining) : "-",
                    "\n");
  }
  for (const Mandate& m : world.roadmap->mandates) {
    absl::StrAppend(&text, "mandated ", m.item, " until ", m.until, "\n");
  }
  for (const Weave& w : world.roadmap->weaves) {
    absl::StrAppend(&text, "rider ", w.rider, " on ", w.carrier, " needs ",
                    efforts(w.marginal), "\n");
  }
  return text;
}

}  // namespace lifeline::engine

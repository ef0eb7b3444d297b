#include "tests/property/random_portfolio.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace lifeline::engine {

WorldBuilder RandomPortfolio::Draw(const Features& features) {
  WorldBuilder builder;
  const int teams = Number(1, features.max_teams);
  const int periods = Number(1, features.max_periods);
  for (int t = 0; t < teams; ++t) builder.Team(absl::StrCat("team", t));
  for (int p = 0; p < periods; ++p) {
    const PeriodIndex period = builder.Period(absl::StrCat("p", p));
    for (int t = 0; t < teams; ++t) {
      if (Chance(90)) builder.Has(t, period, Number(1, 12));
    }
  }
  builder.names.categories = {"seo", "performance", "it"};
  builder.day = Number(980, 1030);
  DrawModel(builder, features);
  const int items = Number(2, features.max_items);
  for (int i = 0; i < items; ++i) DrawItem(builder, features);
  DrawLinks(builder, features);
  DrawDecisions(builder, features);
  return builder;
}

void RandomPortfolio::DrawModel(WorldBuilder& builder,
                                const Features& features) {
  Model& model = builder.model;
  model.criteria[0].weight = Number(1, 5);
  Criterion size;
  size.criterion = 1;
  size.weight = Number(0, 4);
  size.direction = Direction::kCost;
  size.source = Source::kEffort;
  size.points = {{100, 0}, {500, 500}, {1500, 1000}};
  model.criteria.push_back(size);
  Criterion money;
  money.criterion = 2;
  money.weight = Number(0, 4);
  money.source = Source::kMoney;
  money.points = {{100, 0}, {10'000, 500}, {100'000, 1000}};
  money.neutral = 300;
  model.criteria.push_back(money);
  Criterion waiting;
  waiting.criterion = 3;
  waiting.weight = Number(0, 2);
  waiting.source = Source::kWaitingDays;
  waiting.points = {{0, 0}, {3'000, 1000}};
  model.criteria.push_back(waiting);
  Criterion risk;
  risk.criterion = 4;
  risk.weight = Number(0, 2);
  risk.direction = Direction::kCost;
  risk.neutral = 300;
  model.criteria.push_back(risk);
  builder.names.criteria = {"value", "size", "money", "waiting", "risk"};
  model.formula = Chance(70) ? Formula::kValue : Formula::kValuePerEffort;
  model.mandate_cap_percent = Number(10, 60);
  if (Chance(70)) model.rider_cap_percent = Number(0, 60);
  if (features.reserves) {
    for (CategoryIndex category = 0; category < 2; ++category) {
      if (Chance(40)) model.reserves.push_back({category, Number(5, 60)});
    }
  }
}

void RandomPortfolio::DrawItem(WorldBuilder& builder,
                               const Features& features) {
  const int teams = static_cast<int>(builder.names.teams.size());
  std::vector<TeamEffort> efforts;
  for (int t = 0; t < teams; ++t) {
    if (Chance(60)) efforts.push_back({t, Number(0, 8)});
  }
  if (efforts.empty()) efforts.push_back({Number(0, teams - 1), Number(1, 8)});
  const ItemIndex index =
      builder.Ready(absl::StrCat("item", builder.items.size()), Number(0, 10),
                    std::move(efforts));
  Item& item = builder.items[index];
  item.category = Number(0, 2);
  item.submitted_us = Number(1, 4);
  item.submitted = Number(960, 980);
  item.ratings[0].confidence = Chance(80) ? 100 : Number(0, 100);
  if (Chance(20)) item.ratings[0].evidence_expires = Number(980, 1035);
  if (Chance(30)) item.ratings.push_back({4, Number(0, 20) * 50, 100, kNoDay});
  if (Chance(50)) item.money = Number(1, 1000) * 100;
  if (Chance(30)) item.due = Number(1000, 1200);
  if (features.unready && Chance(12)) {
    item.state = static_cast<ItemState>(Number(0, 6));
  }
  if (features.unscored && Chance(6)) item.estimated = false;
  if (features.unscored && Chance(4)) item.ratings.clear();
}

void RandomPortfolio::DrawLinks(WorldBuilder& builder,
                                const Features& features) {
  const int n = static_cast<int>(builder.items.size());
  for (int i = 0; i < n && features.requirements; ++i) {
    while (Chance(25)) {
      // Mostly without cycles; a reference to nothing now and then.
      const int required =
          Chance(95) ? Number(0, std::max(i - 1, 0)) : Number(0, n + 1);
      builder.items[i].requires_items.push_back(required);
    }
  }
  std::vector<bool> rides(n);
  for (int w = 0; w < 3 && features.weaves; ++w) {
    const int rider = Number(0, n - 1);
    const int carrier = Number(0, n - 1);
    if (rides[rider] || !Chance(60)) continue;
    rides[rider] = true;
    Weave weave{rider, carrier, {}};
    for (const TeamEffort& effort : builder.items[rider].efforts) {
      if (effort.effort > 0) {
        weave.marginal.push_back(
            {effort.team, effort.effort * Number(0, 5) / 10});
      }
    }
    builder.roadmap.weaves.push_back(std::move(weave));
  }
}

void RandomPortfolio::DrawDecisions(WorldBuilder& builder,
                                    const Features& features) {
  const int n = static_cast<int>(builder.items.size());
  const int periods = static_cast<int>(builder.names.periods.size());
  const int teams = static_cast<int>(builder.names.teams.size());
  for (ItemIndex item = 0; item < n; ++item) {
    if (features.commitments && Chance(8)) {
      Commitment commitment;
      commitment.item = item;
      commitment.period = Number(0, periods - 1);
      commitment.state = static_cast<CommitmentState>(Number(0, 2));
      if (Chance(20))
        commitment.remaining = {{Number(0, teams - 1), Number(0, 400)}};
      builder.roadmap.commitments.push_back(commitment);
    } else if (features.mandates && Chance(10)) {
      builder.roadmap.mandates.push_back(
          {item, Chance(80) ? kNoDay : Number(980, 1030)});
    }
  }
  if (periods > 1 && Chance(15)) builder.roadmap.periods[0].open = false;
}

void RandomPortfolio::Change(WorldBuilder& builder) {
  for (int changes = Number(1, 4); changes > 0; --changes) ChangeOne(builder);
}

void RandomPortfolio::ChangeOne(WorldBuilder& builder) {
  Item& item = AnyItem(builder);
  switch (Number(0, 12)) {
    case 0:
    case 1:
      if (!item.ratings.empty()) item.ratings[0].value = Number(0, 1000);
      break;
    case 2:
      if (!item.efforts.empty()) item.efforts[0].effort = Number(0, 800);
      break;
    case 3:
      item.state = static_cast<ItemState>(Number(0, 6));
      break;
    case 4:
    case 5:
      if (!builder.roadmap.capacities.empty()) {
        const int last =
            static_cast<int>(builder.roadmap.capacities.size()) - 1;
        builder.roadmap.capacities[Number(0, last)].amount = Number(0, 1200);
      }
      break;
    case 6:
      builder.model.criteria[Number(0, 3)].weight = Number(0, 5);
      break;
    case 7:
      builder.model.reserves = {{Number(0, 2), Number(5, 60)}};
      break;
    case 8:
      builder.roadmap.mandates = {
          {Number(0, static_cast<int>(builder.items.size()) - 1), kNoDay}};
      break;
    case 9:
      builder.day += Number(1, 10);
      break;
    case 10:
      DrawItem(builder, Features());
      break;
    case 12:
      builder.roadmap.commitments = {
          {Number(0, static_cast<int>(builder.items.size()) - 1),
           0,
           CommitmentState::kStarted,
           {}}};
      break;
    case 11:
      if (item.requires_items.empty()) {
        item.requires_items = {
            Number(0, static_cast<int>(builder.items.size()) - 1)};
      } else {
        item.requires_items.clear();
      }
      break;
  }
}

}  // namespace lifeline::engine

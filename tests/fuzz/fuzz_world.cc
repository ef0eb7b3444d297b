#include "tests/fuzz/fuzz_world.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace lifeline::fuzz {
namespace {

using namespace engine;  // NOLINT: the whole file speaks of worlds

constexpr int kCriteria = 5;

class WorldReader {
 public:
  WorldReader(RandomBytes& bytes, bool wild) : bytes_(bytes), wild_(wild) {}

  WorldBuilder Read() {
    teams_ = bytes_.Number(1, 3);
    periods_ = bytes_.Number(1, 3);
    items_ = bytes_.Number(1, 12);
    for (int t = 0; t < teams_; ++t) builder_.Team(absl::StrCat("team", t));
    for (int p = 0; p < periods_; ++p) {
      builder_.Period(absl::StrCat("p", p));
      builder_.roadmap.periods[p].open = bytes_.Chance(85);
      for (int t = 0; t < teams_; ++t) {
        if (!bytes_.Chance(90)) continue;
        builder_.roadmap.capacities.push_back({Team(), p, Amount(24)});
      }
    }
    builder_.names.categories = {"seo", "performance", "it"};
    builder_.day = 980 + bytes_.Number(0, 60);
    ReadModel();
    for (int i = 0; i < items_; ++i) {
      builder_.items.push_back(ReadItem(absl::StrCat("item", i)));
    }
    ReadDecisions();
    return std::move(builder_);
  }

  void Change(WorldBuilder& builder) {
    builder_ = std::move(builder);
    teams_ = static_cast<int>(builder_.names.teams.size());
    periods_ = static_cast<int>(builder_.names.periods.size());
    items_ = static_cast<int>(builder_.items.size());
    for (int n = bytes_.Number(1, 4); n > 0; --n) ChangeOne();
    builder = std::move(builder_);
  }

 private:
  // Halves of a unit; anything in a wild world.
  Hundredths Amount(int most) {
    if (wild_ && bytes_.Chance(20)) return bytes_.Any();
    return 50 * bytes_.Number(0, most);
  }
  int Index(int count) {
    return wild_ ? bytes_.Number(-1, count + 2) : bytes_.Number(0, count - 1);
  }
  TeamIndex Team() { return Index(teams_); }

  std::vector<TeamEffort> Efforts(int most) {
    std::vector<TeamEffort> efforts;
    for (int t = 0; t < teams_; ++t) {
      if (!bytes_.Chance(60)) continue;
      efforts.push_back({wild_ ? Team() : t, Amount(most)});
    }
    return efforts;
  }

  void ReadModel() {
    Model& model = builder_.model;
    model.formula = static_cast<Formula>(bytes_.Number(0, 2));
    model.fill = bytes_.Chance(30) ? FillRule::kStrict : FillRule::kFill;
    model.min_confidence = bytes_.Number(0, 100);
    model.mandate_cap_percent = bytes_.Number(0, 100);
    if (bytes_.Chance(50)) model.rider_cap_percent = bytes_.Number(0, 100);
    model.criteria.clear();
    builder_.names.criteria.clear();
    const int count = bytes_.Number(1, kCriteria - 1);
    for (int c = 0; c < count; ++c) {
      Criterion criterion;
      criterion.criterion = c;
      criterion.weight = bytes_.Number(0, 5);
      criterion.direction =
          bytes_.Chance(30) ? Direction::kCost : Direction::kBenefit;
      criterion.source = static_cast<Source>(bytes_.Number(0, 4));
      criterion.points = {{0, 0}, {500, 500}, {2'000, 1000}};
      if (bytes_.Chance(50)) criterion.neutral = 100 * bytes_.Number(0, 10);
      model.criteria.push_back(criterion);
      builder_.names.criteria.push_back(absl::StrCat("c", c));
    }
    for (CategoryIndex category = 0; category < 3; ++category) {
      if (bytes_.Chance(30)) {
        model.reserves.push_back({category, bytes_.Number(0, 100)});
      }
    }
  }

  Item ReadItem(std::string id) {
    Item item;
    item.id = std::move(id);
    item.category = Index(3);
    item.state = bytes_.Chance(80)
                     ? ItemState::kReady
                     : static_cast<ItemState>(bytes_.Number(0, 6));
    item.submitted_us = bytes_.Number(1, 4);
    item.submitted = 960 + bytes_.Number(0, 20);
    if (bytes_.Chance(30)) item.due = 1000 + bytes_.Number(0, 200);
    if (bytes_.Chance(50)) item.money = Amount(200);
    item.confidence = bytes_.Number(0, 100);
    for (int c = 0; c < kCriteria; ++c) {
      if (!bytes_.Chance(70)) continue;
      const CriterionIndex criterion = wild_ ? Index(kCriteria) : c;
      item.ratings.push_back(
          {criterion, Amount(20), bytes_.Number(0, 100),
           bytes_.Chance(20) ? 980 + bytes_.Number(0, 60) : kNoDay});
    }
    item.estimated = bytes_.Chance(90);
    item.efforts = Efforts(16);
    while (bytes_.Chance(20)) item.requires_items.push_back(AnyItem());
    return item;
  }

  // Also one that does not exist.
  ItemIndex AnyItem() { return bytes_.Number(wild_ ? -1 : 0, items_); }

  void ReadDecisions() {
    Roadmap& roadmap = builder_.roadmap;
    std::set<ItemIndex> committed;
    std::set<ItemIndex> mandated;
    std::set<ItemIndex> riding;
    for (int n = bytes_.Number(0, 3); n > 0; --n) {
      const ItemIndex item = AnyItem();
      if (!committed.insert(item).second && !wild_) continue;
      Commitment commitment;
      commitment.item = item;
      commitment.period = Index(periods_);
      commitment.state = static_cast<CommitmentState>(bytes_.Number(0, 2));
      if (bytes_.Chance(30)) commitment.remaining = Efforts(8);
      roadmap.commitments.push_back(std::move(commitment));
    }
    for (int n = bytes_.Number(0, 3); n > 0; --n) {
      const ItemIndex item = AnyItem();
      if (!mandated.insert(item).second && !wild_) continue;
      roadmap.mandates.push_back(
          {item, bytes_.Chance(80) ? kNoDay : 980 + bytes_.Number(0, 60)});
    }
    for (int n = bytes_.Number(0, 4); n > 0; --n) {
      const ItemIndex rider = AnyItem();
      if (!riding.insert(rider).second && !wild_) continue;
      roadmap.weaves.push_back({rider, AnyItem(), Efforts(4)});
    }
  }

  void ChangeOne() {
    Item& item = builder_.items[bytes_.Number(0, items_ - 1)];
    Roadmap& roadmap = builder_.roadmap;
    switch (bytes_.Number(0, 8)) {
      case 0:
        if (!item.ratings.empty()) item.ratings[0].value = Amount(20);
        break;
      case 1:
        item.efforts = Efforts(16);
        break;
      case 2:
        item.state = static_cast<ItemState>(bytes_.Number(0, 6));
        break;
      case 3:
        if (!roadmap.capacities.empty()) {
          roadmap.capacities[0].amount = Amount(24);
        }
        break;
      case 4:
        roadmap.commitments.clear();
        roadmap.mandates.clear();
        roadmap.weaves.clear();
        ReadDecisions();
        break;
      case 5:
        builder_.model.criteria[0].weight = bytes_.Number(0, 5);
        break;
      case 6:
        builder_.model.reserves = {{bytes_.Number(0, 2), bytes_.Number(0, 99)}};
        break;
      case 7:
        builder_.day += bytes_.Number(0, 30);
        break;
      default:
        builder_.items.push_back(ReadItem(absl::StrCat("new", items_++)));
    }
  }

  RandomBytes& bytes_;
  const bool wild_;
  WorldBuilder builder_;
  int teams_ = 0;
  int periods_ = 0;
  int items_ = 0;
};

}  // namespace

WorldBuilder ReadWorld(RandomBytes& bytes, bool wild) {
  return WorldReader(bytes, wild).Read();
}

void ChangeWorld(RandomBytes& bytes, bool wild, WorldBuilder& builder) {
  WorldReader(bytes, wild).Change(builder);
}

}  // namespace lifeline::fuzz

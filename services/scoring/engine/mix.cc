#include "services/scoring/engine/mix.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace lifeline::engine {
namespace {

std::shared_ptr<const Item> At(const World& world, ItemIndex item) {
  return static_cast<size_t>(item) < world.items.size() ? world.items[item]
                                                        : nullptr;
}

// Whether a state takes the item out of the contest for good.
bool IsGone(ItemState state) {
  switch (state) {
    case ItemState::kDeclined:
    case ItemState::kWithdrawn:
    case ItemState::kMerged:
      return true;
    case ItemState::kNotReady:
    case ItemState::kReady:
    case ItemState::kDone:
    case ItemState::kLost:
      return false;
  }
  return false;
}

void TakeRatings(const Item& from, Item& to) {
  to.money = from.money;
  to.money_confidence = from.money_confidence;
  to.money_evidence_expires = from.money_evidence_expires;
  to.confidence = from.confidence;
  to.ratings = from.ratings;
}

void TakeState(const Item& from, Item& to) {
  to.id = from.id;
  to.state = from.state;
  to.category = from.category;
  to.due = from.due;
  to.submitted = from.submitted;
  to.submitted_us = from.submitted_us;
}

std::shared_ptr<const Model> MixModel(const World& before, const World& after,
                                      GroupSet fresh) {
  const bool criteria = (fresh & Bit(Group::kModel)) != 0;
  const bool reserves = (fresh & Bit(Group::kReserves)) != 0;
  if (criteria == reserves || before.model == after.model) {
    return criteria ? after.model : before.model;
  }
  Model model = ModelIn(criteria ? after : before);
  const Model& other = ModelIn(reserves ? after : before);
  model.fill = other.fill;
  model.reserves = other.reserves;
  model.mandate_cap_percent = other.mandate_cap_percent;
  model.rider_cap_percent = other.rider_cap_percent;
  return std::make_shared<const Model>(std::move(model));
}

std::shared_ptr<const Roadmap> MixRoadmap(const World& before,
                                          const World& after, GroupSet fresh) {
  const auto of = [&](Group group) -> const World& {
    return (fresh & Bit(group)) != 0 ? after : before;
  };
  const World& capacity = of(Group::kCapacity);
  const World& decisions = of(Group::kDecisions);
  const World& links = of(Group::kLinks);
  if (before.roadmap == after.roadmap ||
      (&capacity == &decisions && &decisions == &links)) {
    return capacity.roadmap;
  }
  Roadmap roadmap = RoadmapIn(capacity);
  roadmap.commitments = RoadmapIn(decisions).commitments;
  roadmap.mandates = RoadmapIn(decisions).mandates;
  roadmap.weaves = RoadmapIn(links).weaves;
  return std::make_shared<const Roadmap>(std::move(roadmap));
}

}  // namespace

Mixer::Mixer(const World& before, const World& after)
    : before_(before), after_(after), others_by_group_(kGroups) {
  FindChanged();
  FindShared();
}

const Item* Mixer::Before(ItemIndex item) const {
  return At(before_, item).get();
}
const Item* Mixer::After(ItemIndex item) const {
  return At(after_, item).get();
}

void Mixer::FindChanged() {
  const size_t n = std::max(before_.items.size(), after_.items.size());
  is_changed_.assign(n, 0);
  for (size_t i = 0; i < n; ++i) {
    const ItemIndex item = static_cast<ItemIndex>(i);
    const Item* was = Before(item);
    const Item* is = After(item);
    if (was == is) continue;
    Group group;
    const bool differs = GroupAsOther(item, group);
    const bool links =
        was != nullptr && is != nullptr && !SameRequirements(*was, *is);
    if (!differs && !links) continue;
    changed_.push_back(item);
    is_changed_[i] = 1;
    if (differs) ++others_by_group_[static_cast<int>(group)];
    if (links) shared_ |= Bit(Group::kLinks);
  }
}

bool Mixer::GroupAsOther(ItemIndex item, Group& group) const {
  const Item* was = Before(item);
  const Item* is = After(item);
  if (was == is) return false;
  if (was == nullptr) {
    group = Group::kNewItems;
    return true;
  }
  if (is == nullptr) {
    group = Group::kGoneItems;
    return true;
  }
  if (SameRatings(*was, *is) && SameEffort(*was, *is) && SameState(*was, *is)) {
    return false;
  }
  const bool lost_or_back =
      (is->state == ItemState::kLost) != (was->state == ItemState::kLost);
  if (lost_or_back) {
    group = Group::kRestore;
  } else if (IsGone(is->state) && !IsGone(was->state)) {
    group = Group::kGoneItems;
  } else {
    group = Group::kOtherItems;
  }
  return true;
}

void Mixer::FindShared() {
  const Model& old_model = ModelIn(before_);
  const Model& new_model = ModelIn(after_);
  if (&old_model != &new_model) {
    if (!SameCriteria(old_model, new_model)) shared_ |= Bit(Group::kModel);
    if (!SameReserves(old_model, new_model)) shared_ |= Bit(Group::kReserves);
  }
  const Roadmap& old_map = RoadmapIn(before_);
  const Roadmap& new_map = RoadmapIn(after_);
  if (&old_map != &new_map) {
    if (!SameCapacity(old_map, new_map)) shared_ |= Bit(Group::kCapacity);
    if (!SameDecisions(old_map, new_map)) shared_ |= Bit(Group::kDecisions);
    if (!SameWeaves(old_map, new_map)) shared_ |= Bit(Group::kLinks);
  }
  if (TimeMatters()) shared_ |= Bit(Group::kTime);
  if (EvidenceExpires()) shared_ |= Bit(Group::kEvidenceExpired);
}

// A new day is a cause only where something counts days.
bool Mixer::TimeMatters() const {
  if (before_.day == after_.day) return false;
  for (const World* world : {&before_, &after_}) {
    for (const Criterion& criterion : ModelIn(*world).criteria) {
      if (criterion.weight > 0 && (criterion.source == Source::kDueDays ||
                                   criterion.source == Source::kWaitingDays)) {
        return true;
      }
    }
    for (const Mandate& mandate : RoadmapIn(*world).mandates) {
      if ((mandate.until < before_.day) != (mandate.until < after_.day)) {
        return true;
      }
    }
  }
  return false;
}

bool Mixer::EvidenceExpires() const {
  const Day old_day = EvidenceDayIn(before_);
  const Day new_day = EvidenceDayIn(after_);
  if (old_day == new_day) return false;
  const auto expires = [&](Day day) {
    return day != kNoDay && (day <= old_day) != (day <= new_day);
  };
  for (const World* world : {&before_, &after_}) {
    for (const std::shared_ptr<const Item>& item : world->items) {
      if (item == nullptr) continue;
      if (item->money.has_value() && expires(item->money_evidence_expires)) {
        return true;
      }
      for (const Rating& rating : item->ratings) {
        if (expires(rating.evidence_expires)) return true;
      }
    }
  }
  return false;
}

GroupSet Mixer::OwnGroups(ItemIndex item) const {
  const Item* was = Before(item);
  const Item* is = After(item);
  if (was == is) return 0;
  if (was == nullptr || is == nullptr) return Bit(Group::kOwnState);
  GroupSet groups = 0;
  if (!SameRatings(*was, *is)) groups |= Bit(Group::kOwnRatings);
  if (!SameEffort(*was, *is)) groups |= Bit(Group::kOwnEffort);
  if (!SameState(*was, *is)) {
    const bool lost =
        (is->state == ItemState::kLost) != (was->state == ItemState::kLost);
    groups |= Bit(lost ? Group::kRestore : Group::kOwnState);
  }
  return groups;
}

bool Mixer::ChangedItself(ItemIndex item) const {
  return item >= 0 && static_cast<size_t>(item) < is_changed_.size() &&
         is_changed_[item] != 0 && OwnGroups(item) != 0;
}

GroupSet Mixer::GroupsFor(ItemIndex item) const {
  GroupSet groups = shared_;
  Group as_other = Group::kOtherItems;
  const bool counted = ChangedItself(item) && GroupAsOther(item, as_other);
  for (int g = 0; g < kGroups; ++g) {
    const Group group = static_cast<Group>(g);
    const int others =
        others_by_group_[g] - (counted && group == as_other ? 1 : 0);
    if (others > 0) groups |= Bit(group);
  }
  return counted ? groups | OwnGroups(item) : groups;
}

void Mixer::MixInto(GroupSet fresh, ItemIndex item, World& world) const {
  if (world.items.size() != is_changed_.size()) {
    world.items = before_.items;
    world.items.resize(is_changed_.size());
  }
  const bool own = ChangedItself(item);
  for (ItemIndex i : changed_) {
    world.items[i] = own && i == item ? MixOwn(i, fresh) : MixOther(i, fresh);
  }
  world.model = MixModel(before_, after_, fresh);
  world.roadmap = MixRoadmap(before_, after_, fresh);
  world.names = after_.names;
  world.day = (fresh & Bit(Group::kTime)) != 0 ? after_.day : before_.day;
  world.evidence_day = EvidenceDayIn(
      (fresh & Bit(Group::kEvidenceExpired)) != 0 ? after_ : before_);
}

std::shared_ptr<const Item> Mixer::MixOther(ItemIndex i, GroupSet fresh) const {
  const std::shared_ptr<const Item> was = At(before_, i);
  const std::shared_ptr<const Item> is = At(after_, i);
  Group group = Group::kOtherItems;
  const bool differs = GroupAsOther(i, group);
  const bool as_new = differs && (fresh & Bit(group)) != 0;
  if (was == nullptr || is == nullptr) return as_new ? is : was;
  const std::shared_ptr<const Item>& base = as_new || !differs ? is : was;
  const bool new_links = (fresh & Bit(Group::kLinks)) != 0;
  const Item& links = new_links ? *is : *was;
  if (SameRequirements(*base, links)) return base;
  if (!differs) return new_links ? is : was;
  Item item = *base;
  item.requires_items = links.requires_items;
  return std::make_shared<const Item>(std::move(item));
}

std::shared_ptr<const Item> Mixer::MixOwn(ItemIndex i, GroupSet fresh) const {
  const std::shared_ptr<const Item> was = At(before_, i);
  const std::shared_ptr<const Item> is = At(after_, i);
  if (was == nullptr || is == nullptr) {
    return (fresh & Bit(Group::kOwnState)) != 0 ? is : was;
  }
  const GroupSet mine = OwnGroups(i) | Bit(Group::kLinks);
  if ((fresh & mine) == mine) return is;
  if ((fresh & mine) == 0) return was;
  Item item = *was;
  if ((fresh & Bit(Group::kOwnRatings)) != 0) TakeRatings(*is, item);
  if ((fresh & Bit(Group::kOwnEffort)) != 0) {
    item.estimated = is->estimated;
    item.efforts = is->efforts;
  }
  const GroupSet state =
      OwnGroups(i) & (Bit(Group::kOwnState) | Bit(Group::kRestore));
  if ((fresh & state) != 0) TakeState(*is, item);
  if ((fresh & Bit(Group::kLinks)) != 0)
    item.requires_items = is->requires_items;
  return std::make_shared<const Item>(std::move(item));
}

}  // namespace lifeline::engine

#ifndef LIFELINE_SERVICES_SCORING_ENGINE_MIX_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_MIX_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "services/scoring/engine/causes.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

inline constexpr int kGroups = 14;

// A set of groups, a bit per Group.
using GroupSet = uint32_t;
constexpr GroupSet Bit(Group group) {
  return GroupSet{1} << static_cast<int>(group);
}
inline constexpr GroupSet kOwnGroups =
    Bit(Group::kOwnRatings) | Bit(Group::kOwnEffort) | Bit(Group::kOwnState);

// The worlds between two: some groups new, the rest old. What the two have in
// common is shared, not copied. Used by one thread at a time; both worlds must
// outlive it.
class Mixer {
 public:
  Mixer(const World& before, const World& after);

  // The groups in which the two differ for a crossing of `item`. For an item
  // that did not change itself this is the same set for all of them.
  GroupSet GroupsFor(ItemIndex item) const;

  // Whether `item` itself differs in what the OWN_ groups cover (or is lost).
  bool ChangedItself(ItemIndex item) const;

  // The world in which the groups in `fresh` are as after and the others as
  // before, as seen by a crossing of `item`. `world` is empty, or one that this
  // mixer has filled before: then only what differs is written.
  void MixInto(GroupSet fresh, ItemIndex item, World& world) const;

  // Above every item of either world.
  ItemIndex size() const { return static_cast<ItemIndex>(is_changed_.size()); }
  const World& before() const { return before_; }
  const World& after() const { return after_; }
  // The items that differ, ascending.
  const std::vector<ItemIndex>& changed() const { return changed_; }
  const Item* Before(ItemIndex item) const;
  const Item* After(ItemIndex item) const;
  // The group of a changed item as others see it, its requirements left out.
  // False if only those differ.
  bool GroupAsOther(ItemIndex item, Group& group) const;

 private:
  std::shared_ptr<const Item> MixOther(ItemIndex item, GroupSet fresh) const;
  std::shared_ptr<const Item> MixOwn(ItemIndex item, GroupSet fresh) const;
  GroupSet OwnGroups(ItemIndex item) const;
  void FindChanged();
  void FindShared();
  bool TimeMatters() const;
  bool EvidenceExpires() const;

  const World& before_;
  const World& after_;
  std::vector<ItemIndex> changed_;
  std::vector<uint8_t> is_changed_;       // by ItemIndex
  std::vector<int32_t> others_by_group_;  // by Group: how many items
  GroupSet shared_ = 0;                   // differing, but for items' groups
};

// Parts of a world that a group covers.
bool SameRatings(const Item& a, const Item& b);
bool SameEffort(const Item& a, const Item& b);
bool SameRequirements(const Item& a, const Item& b);
bool SameState(const Item& a, const Item& b);
bool SameCriteria(const Model& a, const Model& b);
bool SameReserves(const Model& a, const Model& b);
bool SameCapacity(const Roadmap& a, const Roadmap& b);
bool SameDecisions(const Roadmap& a, const Roadmap& b);
bool SameWeaves(const Roadmap& a, const Roadmap& b);

// What a world says, empty where it says nothing.
const Model& ModelIn(const World& world);
const Roadmap& RoadmapIn(const World& world);
Day EvidenceDayIn(const World& world);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_MIX_H_

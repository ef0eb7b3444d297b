#ifndef LIFELINE_SERVICES_SCORING_ENGINE_REQUIREMENTS_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_REQUIREMENTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "services/scoring/engine/columns.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// What an item is to those that require it.
enum class Role : uint8_t {
  kAbsent,     // unknown here: ignored, and reported as dangling
  kMet,        // done or committed
  kPlaceable,  // has a turn of its own
  kBad,        // declined, withdrawn, not ready, unscored, oversized, ...
};

// Who requires whom, without what is dangling and without what lies on a cycle
// (which is reported, not followed). Built once per plan; used by one thread.
class Requirements {
 public:
  // `roles` is by ItemIndex. Only placeable items are looked at.
  void Build(const Columns& columns, const std::vector<Role>& roles);

  // Whether the item is placeable and requires anything at all.
  bool IsLinked(ItemIndex item) const { return link_of_[item] != kNone; }
  void Prefetch(ItemIndex item) const { __builtin_prefetch(&link_of_[item]); }
  // What a linked item requires and what is met or placeable.
  absl::Span<const ItemIndex> RequiredBy(ItemIndex item) const;
  // The item whose badness blocks this one, directly or through others; the
  // first submitted of them. kNone if not blocked.
  ItemIndex Blocker(ItemIndex item) const {
    return IsLinked(item) ? links_[link_of_[item]].blocker : kNone;
  }
  // The next item on the cycle that this one lies on; kNone if on none.
  ItemIndex CycleVia(ItemIndex item) const {
    return IsLinked(item) ? links_[link_of_[item]].cycle_via : kNone;
  }
  absl::Span<const ItemIndex> linked() const { return linked_; }

  // Fills `members` with all that `root` requires, directly or not, and that
  // `is_open` says is still to be placed, in the fixed order: what is required
  // before what requires it, then by time of submission, then id; the root
  // last.
  template <typename IsOpen>
  void Closure(ItemIndex root, const IsOpen& is_open,
               std::vector<ItemIndex>& members);

 private:
  struct Link {
    ItemIndex item = kNone;
    size_t begin = 0;
    size_t end = 0;
    ItemIndex blocker = kNone;
    ItemIndex cycle_via = kNone;
    // While building: Tarjan's numbers, and the cycle's root.
    int32_t number = -1;
    int32_t low = -1;
    int32_t component = -1;
  };

  // Forgets the last plan's links, for a world of `n` items.
  void Clear(size_t n);
  void FindComponents();
  void Connect(int32_t start);
  void KeepFollowed(const std::vector<Role>& roles);
  void FindBlockers(const std::vector<Role>& roles);
  // Orders `members` (all of a closure) as Closure says.
  void PutInOrder(std::vector<ItemIndex>& members);

  const Columns* columns_ = nullptr;
  std::vector<int32_t> link_of_;  // by ItemIndex, into links_
  std::vector<ItemIndex> linked_;
  std::vector<Link> links_;
  std::vector<ItemIndex> edges_;
  std::vector<int32_t> finished_;  // links, what is required first
  std::vector<int32_t> stack_;
  int32_t counter_ = 0;
  // While a closure is made, by ItemIndex: -1, or members still waited for.
  std::vector<int32_t> waiting_;
};

template <typename IsOpen>
void Requirements::Closure(ItemIndex root, const IsOpen& is_open,
                           std::vector<ItemIndex>& members) {
  members.assign(1, root);
  if (!IsLinked(root)) return;
  waiting_[root] = 0;
  for (size_t next = 0; next < members.size(); ++next) {
    for (ItemIndex required : RequiredBy(members[next])) {
      if (!is_open(required)) continue;
      ++waiting_[members[next]];
      if (waiting_[required] >= 0) continue;
      waiting_[required] = 0;
      members.push_back(required);
    }
  }
  PutInOrder(members);
}

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_REQUIREMENTS_H_

#include "services/scoring/engine/requirements.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace lifeline::engine {

void Requirements::Build(const Columns& columns,
                         const std::vector<Role>& roles) {
  columns_ = &columns;
  Clear(static_cast<size_t>(columns.size()));
  for (ItemIndex i : columns.requiring) {
    if (roles[i] != Role::kPlaceable) continue;
    link_of_[i] = static_cast<int32_t>(links_.size());
    linked_.push_back(i);
    Link link;
    link.item = i;
    link.begin = edges_.size();
    for (ItemIndex required : columns.RequiredBy(i)) {
      if (columns.exists(required)) edges_.push_back(required);
    }
    // The order in which a request lists them must not matter.
    std::sort(edges_.begin() + link.begin, edges_.end(),
              [&](ItemIndex a, ItemIndex b) {
                return columns.submission_rank[a] < columns.submission_rank[b];
              });
    edges_.erase(std::unique(edges_.begin() + link.begin, edges_.end()),
                 edges_.end());
    link.end = edges_.size();
    links_.push_back(link);
  }
  FindComponents();
  FindBlockers(roles);
  KeepFollowed(roles);
}

void Requirements::Clear(size_t n) {
  for (ItemIndex item : linked_) link_of_[item] = kNone;
  link_of_.resize(n, kNone);
  waiting_.resize(n, -1);
  links_.clear();
  linked_.clear();
  edges_.clear();
  finished_.clear();
}

absl::Span<const ItemIndex> Requirements::RequiredBy(ItemIndex item) const {
  if (!IsLinked(item)) return {};
  const Link& link = links_[link_of_[item]];
  return absl::Span<const ItemIndex>(edges_.data() + link.begin,
                                     link.end - link.begin);
}

// Tarjan, "Depth-first search and linear graph algorithms" (1972), without
// recursion: chains of requirements may be long.
void Requirements::FindComponents() {
  counter_ = 0;
  stack_.clear();
  for (size_t start = 0; start < links_.size(); ++start) {
    if (links_[start].number < 0) Connect(static_cast<int32_t>(start));
  }
}

void Requirements::Connect(int32_t start) {
  struct Frame {
    int32_t link;
    size_t edge;
  };
  std::vector<Frame> frames;
  const auto enter = [&](int32_t l) {
    links_[l].number = links_[l].low = counter_++;
    stack_.push_back(l);
    frames.push_back({l, links_[l].begin});
  };
  enter(start);
  while (!frames.empty()) {
    const int32_t l = frames.back().link;
    if (frames.back().edge < links_[l].end) {
      const int32_t to = link_of_[edges_[frames.back().edge++]];
      if (to == kNone || links_[to].component >= 0) continue;
      if (links_[to].number < 0) {
        enter(to);
      } else {
        links_[l].low = std::min(links_[l].low, links_[to].number);
      }
      continue;
    }
    frames.pop_back();
    if (!frames.empty()) {
      Link& parent = links_[frames.back().link];
      parent.low = std::min(parent.low, links_[l].low);
    }
    if (links_[l].low == links_[l].number) {
      int32_t member;
      do {
        member = stack_.back();
        stack_.pop_back();
        links_[member].component = l;
        finished_.push_back(member);
      } while (member != l);
    }
  }
}

void Requirements::FindBlockers(const std::vector<Role>& roles) {
  const auto earlier = [&](ItemIndex a, ItemIndex b) {
    return b == kNone || (a != kNone && columns_->submission_rank[a] <
                                            columns_->submission_rank[b]);
  };
  for (int32_t l : finished_) {
    Link& link = links_[l];
    for (size_t e = link.begin; e < link.end; ++e) {
      const ItemIndex required = edges_[e];
      const int32_t to = link_of_[required];
      if (to != kNone && links_[to].component == link.component) {
        if (link.cycle_via == kNone) link.cycle_via = required;
        continue;
      }
      ItemIndex bad = kNone;
      if (roles[required] == Role::kBad) {
        bad = required;
      } else if (to != kNone) {
        bad = links_[to].blocker;
      }
      if (bad != kNone && earlier(bad, link.blocker)) link.blocker = bad;
    }
  }
}

void Requirements::KeepFollowed(const std::vector<Role>& roles) {
  size_t kept = 0;
  for (Link& link : links_) {
    const size_t begin = kept;
    for (size_t e = link.begin; e < link.end; ++e) {
      const ItemIndex required = edges_[e];
      const int32_t to = link_of_[required];
      const bool on_cycle =
          to != kNone && links_[to].component == link.component;
      if (on_cycle || roles[required] == Role::kBad) continue;
      edges_[kept++] = required;
    }
    link.begin = begin;
    link.end = kept;
  }
  edges_.resize(kept);
}

void Requirements::PutInOrder(std::vector<ItemIndex>& members) {
  // Whom each member holds up: pairs of required and requiring.
  std::vector<std::pair<ItemIndex, ItemIndex>> holds;
  using Turn = std::pair<int32_t, ItemIndex>;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<Turn>> ready;
  for (ItemIndex member : members) {
    for (ItemIndex required : RequiredBy(member)) {
      if (waiting_[required] >= 0) holds.emplace_back(required, member);
    }
    if (waiting_[member] == 0) {
      ready.emplace(columns_->submission_rank[member], member);
    }
  }
  std::sort(holds.begin(), holds.end());
  size_t at = 0;
  while (!ready.empty()) {
    const ItemIndex member = ready.top().second;
    ready.pop();
    members[at++] = member;
    for (auto hold = std::lower_bound(holds.begin(), holds.end(),
                                      std::make_pair(member, ItemIndex{0}));
         hold != holds.end() && hold->first == member; ++hold) {
      if (--waiting_[hold->second] == 0) {
        ready.emplace(columns_->submission_rank[hold->second], hold->second);
      }
    }
  }
  for (ItemIndex member : members) waiting_[member] = -1;
}

}  // namespace lifeline::engine

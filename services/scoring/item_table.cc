#include "services/scoring/item_table.h"

#include <algorithm>
#include <cassert>

namespace lifeline::scoring {

std::optional<engine::ItemIndex> ItemTable::Find(absl::string_view id) const {
  for (const auto* ids : {&settled_, &recent_}) {
    auto found = (*ids)->find(id);
    if (found != (*ids)->end()) return found->second;
  }
  return std::nullopt;
}

engine::ItemIndex ItemTable::Intern(absl::string_view id) {
  if (auto found = Find(id)) return *found;
  const engine::ItemIndex index = size_++;
  if (index % kChunk == 0) chunks_.emplace_back();
  chunks_.back().Mutable().emplace_back(id);
  // Copying `recent_` must stay cheap, and moving it over must stay rare.
  if (recent_->size() >= std::max<size_t>(256, settled_->size() / 16)) {
    Map& settled = settled_.Mutable();
    settled.insert(recent_->begin(), recent_->end());
    recent_.Reset({});
  }
  recent_.Mutable().emplace(id, index);
  return index;
}

absl::string_view ItemTable::IdOf(engine::ItemIndex index) const {
  assert(index >= 0 && index < size_);
  return (*chunks_[index / kChunk])[index % kChunk];
}

}  // namespace lifeline::scoring

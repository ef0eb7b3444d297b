#ifndef LIFELINE_SERVICES_SCORING_ITEM_TABLE_H_
#define LIFELINE_SERVICES_SCORING_ITEM_TABLE_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "services/scoring/engine/world.h"

namespace lifeline::scoring {

// A value that its copies share until one of them is changed. Any thread may
// copy it or read it, one may change it while no other uses it; what Share()
// returns is never changed again.
template <typename T>
class CopyOnWrite {
 public:
  CopyOnWrite() : value_(std::make_shared<T>()) {}
  CopyOnWrite(const CopyOnWrite& other) : value_(other.value_), shared_(true) {
    other.shared_ = true;
  }
  CopyOnWrite& operator=(const CopyOnWrite& other) {
    value_ = other.value_;
    other.shared_ = true;
    shared_ = true;
    return *this;
  }

  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }

  std::shared_ptr<const T> Share() const {
    shared_ = true;
    return value_;
  }

  T& Mutable() {
    if (shared_) {
      value_ = std::make_shared<T>(*value_);
      shared_ = false;
    }
    return *value_;
  }

  void Reset(T value) {
    value_ = std::make_shared<T>(std::move(value));
    shared_ = false;
  }

 private:
  std::shared_ptr<T> value_;
  // Somebody else may hold value_. A flag of our own: the pointer's use_count
  // would not order their last reading before our writing. Atomic, because
  // copies of one snapshot are made by many threads.
  mutable std::atomic<bool> shared_ = false;
};

// Item ids and the positions they have in the worlds of one portfolio. It only
// grows, so a position means the same item for ever; copies are cheap and grow
// apart. Not thread safe to change; a copy that nobody changes may be read by
// any thread.
class ItemTable {
 public:
  // nullopt if the id was never seen.
  std::optional<engine::ItemIndex> Find(absl::string_view id) const;
  // Finds it, or gives it the next position.
  engine::ItemIndex Intern(absl::string_view id);
  // `index` must be one that this table has given.
  absl::string_view IdOf(engine::ItemIndex index) const;
  int size() const { return size_; }

 private:
  static constexpr int kChunk = 1024;
  using Map = absl::flat_hash_map<std::string, engine::ItemIndex>;

  // Most ids stand in `settled_`, the newest in `recent_`, which is small
  // enough to be copied when it is shared.
  CopyOnWrite<Map> settled_;
  CopyOnWrite<Map> recent_;
  std::vector<CopyOnWrite<std::vector<std::string>>> chunks_;
  int size_ = 0;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_ITEM_TABLE_H_

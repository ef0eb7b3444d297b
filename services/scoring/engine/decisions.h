#ifndef LIFELINE_SERVICES_SCORING_ENGINE_DECISIONS_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_DECISIONS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "services/scoring/engine/columns.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// What the roadmap says, by item: commitments, mandates that hold, weaves.
// References to what does not exist are left out and listed. Used by one
// thread; keeps the roadmap it has read.
class Decisions {
 public:
  void Read(const World& world, const Columns& columns);

  const Roadmap& roadmap() const { return *roadmap_; }
  const std::shared_ptr<const Roadmap>& shared_roadmap() const {
    return roadmap_;
  }

  // Null if there is none, or none in a known period.
  const Commitment* CommitmentOf(ItemIndex item) const {
    const int32_t at = commitment_[item];
    return at < 0 ? nullptr : &roadmap_->commitments[at];
  }
  // The agreed weave in which the item rides; null if none.
  const Weave* WeaveOf(ItemIndex rider) const {
    const int32_t at = weave_[rider];
    return at < 0 ? nullptr : &roadmap_->weaves[at];
  }
  // What a rider needs of each team on its carrier: positive efforts only.
  absl::Span<const TeamEffort> Marginal(ItemIndex rider) const {
    return marginals_[weave_[rider]];
  }
  // Whoever may ride on the item, by time of submission.
  absl::Span<const ItemIndex> RidersOf(ItemIndex carrier) const {
    if (!IsCarrier(carrier)) return {};
    const Carrier& riders = carriers_[carrier_[carrier]];
    return absl::Span<const ItemIndex>(by_carrier_.data() + riders.begin,
                                       riders.end - riders.begin);
  }
  // Asks for what is said of the item from memory.
  void Prefetch(ItemIndex item) const {
    __builtin_prefetch(&weave_[item]);
    __builtin_prefetch(&carrier_[item]);
  }
  bool IsCarrier(ItemIndex item) const { return carrier_[item] != kNone; }
  // A carrier's position among the carriers.
  int32_t CarrierAt(ItemIndex item) const { return carrier_[item]; }
  size_t carriers() const { return carriers_.size(); }

  // Each once, in no particular order.
  const std::vector<ItemIndex>& committed() const { return committed_; }
  const std::vector<ItemIndex>& mandated() const { return mandated_; }
  const std::vector<ItemIndex>& riders() const { return riders_; }
  // What commitments, mandates and weaves name and the world does not know.
  const std::vector<ItemIndex>& unknown() const { return unknown_; }
  // Above every team that anything names.
  int32_t teams() const { return teams_; }

 private:
  // Where a carrier's riders stand in by_carrier_.
  struct Carrier {
    ItemIndex item;
    size_t begin;
    size_t end;
  };

  void Clear(size_t n);
  void ReadCommitments(const Columns& columns);
  void ReadMandates(const World& world, const Columns& columns);
  void ReadWeaves(const Columns& columns);
  void FindCarriers(const Columns& columns);
  bool Known(const Columns& columns, ItemIndex item);
  void SeeTeams(const std::vector<TeamEffort>& efforts);

  std::shared_ptr<const Roadmap> roadmap_;
  std::vector<int32_t> commitment_;  // by ItemIndex
  std::vector<int32_t> weave_;       // by ItemIndex
  std::vector<int32_t> carrier_;     // by ItemIndex, into carriers_
  std::vector<Carrier> carriers_;
  std::vector<std::vector<TeamEffort>> marginals_;  // by weave
  std::vector<ItemIndex> committed_;
  std::vector<ItemIndex> mandated_;
  std::vector<ItemIndex> riders_;
  std::vector<ItemIndex> by_carrier_;  // riders, those of one carrier together
  std::vector<ItemIndex> unknown_;
  int32_t teams_ = 0;
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_DECISIONS_H_

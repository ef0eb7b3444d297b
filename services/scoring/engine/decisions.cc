#include "services/scoring/engine/decisions.h"

#include <algorithm>
#include <utility>

namespace lifeline::engine {

void Decisions::Read(const World& world, const Columns& columns) {
  Clear(columns.state.size());
  roadmap_ = world.roadmap != nullptr ? world.roadmap
                                      : std::make_shared<const Roadmap>();
  teams_ = columns.teams;
  for (const Capacity& capacity : roadmap_->capacities) {
    teams_ = std::max(teams_, capacity.team + 1);
  }
  ReadCommitments(columns);
  ReadMandates(world, columns);
  ReadWeaves(columns);
}

void Decisions::Clear(size_t n) {
  for (ItemIndex item : committed_) commitment_[item] = kNone;
  for (ItemIndex item : riders_) weave_[item] = kNone;
  for (const Carrier& carrier : carriers_) carrier_[carrier.item] = kNone;
  commitment_.resize(n, kNone);
  weave_.resize(n, kNone);
  carrier_.resize(n, kNone);
  committed_.clear();
  mandated_.clear();
  riders_.clear();
  carriers_.clear();
  by_carrier_.clear();
  marginals_.clear();
  unknown_.clear();
}

bool Decisions::Known(const Columns& columns, ItemIndex item) {
  if (columns.exists(item)) return true;
  if (item >= 0) unknown_.push_back(item);
  return false;
}

void Decisions::SeeTeams(const std::vector<TeamEffort>& efforts) {
  for (const TeamEffort& effort : efforts) {
    teams_ = std::max(teams_, effort.team + 1);
  }
}

void Decisions::ReadCommitments(const Columns& columns) {
  std::vector<bool> known;
  for (const Period& period : roadmap_->periods) {
    if (period.period < 0) continue;
    known.resize(std::max<size_t>(known.size(), period.period + 1));
    known[period.period] = true;
  }
  for (size_t c = 0; c < roadmap_->commitments.size(); ++c) {
    const Commitment& commitment = roadmap_->commitments[c];
    const PeriodIndex period = commitment.period;
    if (!Known(columns, commitment.item)) continue;
    if (period < 0 || static_cast<size_t>(period) >= known.size() ||
        !known[period] || commitment_[commitment.item] != kNone) {
      continue;
    }
    commitment_[commitment.item] = static_cast<int32_t>(c);
    committed_.push_back(commitment.item);
    if (commitment.remaining.has_value()) SeeTeams(*commitment.remaining);
  }
}

void Decisions::ReadMandates(const World& world, const Columns& columns) {
  for (const Mandate& mandate : roadmap_->mandates) {
    if (!Known(columns, mandate.item) || world.day > mandate.until) continue;
    mandated_.push_back(mandate.item);
  }
  std::sort(mandated_.begin(), mandated_.end());
  mandated_.erase(std::unique(mandated_.begin(), mandated_.end()),
                  mandated_.end());
}

void Decisions::ReadWeaves(const Columns& columns) {
  marginals_.resize(roadmap_->weaves.size());
  for (size_t w = 0; w < roadmap_->weaves.size(); ++w) {
    const Weave& weave = roadmap_->weaves[w];
    const bool has_rider = Known(columns, weave.rider);
    if (!Known(columns, weave.carrier) || !has_rider ||
        weave.rider == weave.carrier || weave_[weave.rider] != kNone) {
      continue;
    }
    weave_[weave.rider] = static_cast<int32_t>(w);
    AppendNeeds(weave.marginal, marginals_[w]);
    SeeTeams(weave.marginal);
    riders_.push_back(weave.rider);
  }
  FindCarriers(columns);
}

void Decisions::FindCarriers(const Columns& columns) {
  const auto carrier_of = [this](ItemIndex rider) {
    return roadmap_->weaves[weave_[rider]].carrier;
  };
  by_carrier_ = riders_;
  std::sort(by_carrier_.begin(), by_carrier_.end(),
            [&](ItemIndex a, ItemIndex b) {
              return std::make_pair(carrier_of(a), columns.submission_rank[a]) <
                     std::make_pair(carrier_of(b), columns.submission_rank[b]);
            });
  for (size_t at = 0; at < by_carrier_.size(); ++at) {
    const ItemIndex carrier = carrier_of(by_carrier_[at]);
    if (carriers_.empty() || carriers_.back().item != carrier) {
      carrier_[carrier] = static_cast<int32_t>(carriers_.size());
      carriers_.push_back({carrier, at, at});
    }
    carriers_.back().end = at + 1;
  }
}

}  // namespace lifeline::engine

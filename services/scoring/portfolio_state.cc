#include "services/scoring/portfolio_state.h"

#include <utility>

namespace lifeline::scoring {

void PortfolioState::Show(RankingPtr ranking, const SeenRevisions& seen) {
  // What goes out of memory goes after the lock: it may be large.
  std::vector<RankingPtr> gone;
  absl::MutexLock lock(&mutex_);
  seen_ = seen;
  if (!recent_.empty() &&
      recent_.back()->ranking.number() == ranking->ranking.number()) {
    recent_items_ -= recent_.back()->ranking.item_count();
    gone.push_back(std::move(recent_.back()));
    recent_.pop_back();
  }
  recent_items_ += ranking->ranking.item_count();
  recent_.push_back(std::move(ranking));
  while (recent_.size() > 1 && (recent_.size() > limits_.recent ||
                                recent_items_ > limits_.recent_items)) {
    recent_items_ -= recent_.front()->ranking.item_count();
    gone.push_back(std::move(recent_.front()));
    recent_.pop_front();
  }
}

RankingPtr PortfolioState::Latest() const {
  absl::MutexLock lock(&mutex_);
  return recent_.empty() ? nullptr : recent_.back();
}

RankingPtr PortfolioState::Find(int64_t number) const {
  absl::MutexLock lock(&mutex_);
  for (const auto* rankings : {&recent_, &rebuilt_})
    for (const RankingPtr& ranking : *rankings)
      if (ranking->ranking.number() == number) return ranking;
  return nullptr;
}

RankingPtr PortfolioState::FindRecent(int64_t number) const {
  absl::MutexLock lock(&mutex_);
  for (const RankingPtr& ranking : recent_)
    if (ranking->ranking.number() == number &&
        ranking->tables == recent_.back()->tables)
      return ranking;
  return nullptr;
}

void PortfolioState::ForgetOlder() {
  // What goes is freed without the lock.
  std::deque<RankingPtr> recent;
  std::deque<RankingPtr> rebuilt;
  absl::MutexLock lock(&mutex_);
  ++times_forgotten_;
  rebuilt.swap(rebuilt_);
  if (recent_.empty()) return;
  recent.swap(recent_);
  recent_.push_back(recent.back());
  recent_items_ = recent_.back()->ranking.item_count();
}

int64_t PortfolioState::times_forgotten() const {
  absl::MutexLock lock(&mutex_);
  return times_forgotten_;
}

void PortfolioState::Keep(RankingPtr rebuilt, int64_t times_forgotten) {
  // Is freed after the lock.
  RankingPtr gone;
  absl::MutexLock lock(&mutex_);
  if (times_forgotten != times_forgotten_) return;
  rebuilt_.push_back(std::move(rebuilt));
  if (rebuilt_.size() <= limits_.rebuilt) return;
  gone = std::move(rebuilt_.front());
  rebuilt_.pop_front();
}

SeenRevisions PortfolioState::seen() const {
  absl::MutexLock lock(&mutex_);
  return seen_;
}

std::shared_ptr<PortfolioState> PortfolioRegistry::Find(
    absl::string_view portfolio) const {
  absl::MutexLock lock(&mutex_);
  const auto found = states_.find(std::string(portfolio));
  return found == states_.end() ? nullptr : found->second;
}

std::shared_ptr<PortfolioState> PortfolioRegistry::FindOrMake(
    absl::string_view portfolio) {
  absl::MutexLock lock(&mutex_);
  std::shared_ptr<PortfolioState>& state = states_[std::string(portfolio)];
  if (state == nullptr) state = std::make_shared<PortfolioState>(limits_);
  return state;
}

std::vector<std::string> PortfolioRegistry::Portfolios() const {
  std::vector<std::string> ids;
  absl::MutexLock lock(&mutex_);
  for (const auto& [id, state] : states_) ids.push_back(id);
  return ids;
}

v1::Revisions ToRevisions(const SeenRevisions& seen) {
  v1::Revisions revisions;
  revisions.set_backlog(seen.backlog);
  revisions.set_backlog_epoch(seen.backlog_epoch);
  revisions.set_roadmap(seen.roadmap);
  revisions.set_roadmap_epoch(seen.roadmap_epoch);
  return revisions;
}

v1::Ranking WithSeen(const PublishedRanking& ranking,
                     const PortfolioState& state) {
  v1::Ranking answer = ranking.ranking;
  const RankingPtr latest = state.Latest();
  if (latest != nullptr && latest->ranking.number() == answer.number())
    *answer.mutable_revisions() = ToRevisions(state.seen());
  return answer;
}

}  // namespace lifeline::scoring

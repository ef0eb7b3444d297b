#ifndef LIFELINE_SERVICES_SCORING_PORTFOLIO_STATE_H_
#define LIFELINE_SERVICES_SCORING_PORTFOLIO_STATE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/engine/causes.h"
#include "services/scoring/ranking_view.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

// A durable ranking as readers get it. Immutable.
struct PublishedRanking {
  std::shared_ptr<const RankingView> view;
  // With everything that only the ledger knows.
  v1::Ranking ranking;
  // What crossed in it, with titles.
  std::vector<v1::LineCrossing> crossings;
  // By ItemIndex: what came before this ranking, and in it.
  std::vector<engine::ItemPast> past;
  // Rankings that share this were planned over one set of tables.
  std::shared_ptr<const int> tables;
  // False if this engine does not reproduce it: then what is shown was stored,
  // and comparing it with another would not tell the truth.
  bool reproduced = true;
};
using RankingPtr = std::shared_ptr<const PublishedRanking>;

struct MemoryLimits {
  // Rankings that stay in memory after a newer one has come.
  size_t recent = 32;
  // The same, counted in items of all of them together.
  size_t recent_items = 2'000'000;
  // Older ones that somebody asked for.
  size_t rebuilt = 4;
};

// What readers see of one portfolio: the newest durable ranking, some before
// it, and how far it has seen the other services. Thread safe.
class PortfolioState {
 public:
  explicit PortfolioState(MemoryLimits limits = {}) : limits_(limits) {}

  // Makes a ranking visible; it must be durable. One of the newest's number
  // takes its place: the same results, made from newer inputs.
  void Show(RankingPtr ranking, const SeenRevisions& seen)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Null before the first.
  RankingPtr Latest() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Null if it is not in memory.
  RankingPtr Find(int64_t number) const ABSL_LOCKS_EXCLUDED(mutex_);
  // The same, but only such as were planned over the tables of the latest, so
  // that positions of items mean the same in both.
  RankingPtr FindRecent(int64_t number) const ABSL_LOCKS_EXCLUDED(mutex_);
  // Keeps the newest only: the others hold texts or names that were taken away,
  // and are rebuilt without when somebody asks.
  void ForgetOlder() ABSL_LOCKS_EXCLUDED(mutex_);
  // How often that was done: to be asked before an older one is read, for Keep.
  int64_t times_forgotten() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Keeps an older one that was rebuilt, in place of the one rebuilt longest
  // ago; unless older ones were forgotten since `times_forgotten`, for it may
  // have been read with what was taken away.
  void Keep(RankingPtr rebuilt, int64_t times_forgotten)
      ABSL_LOCKS_EXCLUDED(mutex_);

  SeenRevisions seen() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const MemoryLimits limits_;
  mutable absl::Mutex mutex_;
  SeenRevisions seen_ ABSL_GUARDED_BY(mutex_);
  // Oldest first; the last is the newest.
  std::deque<RankingPtr> recent_ ABSL_GUARDED_BY(mutex_);
  size_t recent_items_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<RankingPtr> rebuilt_ ABSL_GUARDED_BY(mutex_);
  int64_t times_forgotten_ ABSL_GUARDED_BY(mutex_) = 0;
};

// All portfolios that have a ranking. Thread safe.
class PortfolioRegistry {
 public:
  explicit PortfolioRegistry(MemoryLimits limits = {}) : limits_(limits) {}

  // By id; null if it is not known.
  std::shared_ptr<PortfolioState> Find(absl::string_view portfolio) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  std::shared_ptr<PortfolioState> FindOrMake(absl::string_view portfolio)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Their ids.
  std::vector<std::string> Portfolios() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const MemoryLimits limits_;
  mutable absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<PortfolioState>, std::less<>> states_
      ABSL_GUARDED_BY(mutex_);
};

v1::Revisions ToRevisions(const SeenRevisions& seen);

// The newest ranking's revisions are those that were seen by now; of an older
// one, those that it was made from.
v1::Ranking WithSeen(const PublishedRanking& ranking,
                     const PortfolioState& state);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PORTFOLIO_STATE_H_

#ifndef LIFELINE_SERVICES_SCORING_SCORING_TESTING_H_
#define LIFELINE_SERVICES_SCORING_SCORING_TESTING_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/common/rpc.h"
#include "services/scoring/notifier.h"
#include "services/scoring/publisher.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

// For tests: an hour of 2027, in UTC.
inline absl::Time At(int month, int day, int hour) {
  return absl::FromCivil(absl::CivilHour(2027, month, day, hour),
                         absl::UTCTimeZone());
}

// For tests: the planning thread over a real database, fed by hand instead of
// by followers, with a clock that stands until it is set. The portfolio is
// `shop`. Thread safe as far as the publisher is.
class ScoringRig {
 public:
  // In a folder of its own, which goes with it.
  ScoringRig();
  // In this folder, which is made if it is not there, and stays.
  explicit ScoringRig(const std::string& folder);
  ~ScoringRig();

  // Ends everything but the file, and begins again from it.
  void Restart();

  absl::Time now() const;
  void SetNow(absl::Time now);

  // One commit of the roadmap or the backlog, with the next revision. A
  // resource whose case is not set is the removal of `removed`.
  void CommitRoadmap(std::vector<roadmap::v1::RoadmapResource> resources,
                     absl::string_view actor = "");
  void RemoveRoadmap(const std::string& name);
  void CommitItems(std::vector<backlog::v1::Item> items,
                   absl::string_view actor = "",
                   absl::string_view change_id = "", int parts = 0);
  void OfferRoadmap(roadmap::v1::RoadmapCommit commit);

  // Waits until all that was committed is planned and visible.
  void Settle();

  // Tells and asks whoever is to be told or asked at now(): what the notifier's
  // thread does at a tick. The rig has no such thread.
  void Notify();

  // The newest ranking.
  RankingPtr Latest();
  // The standing of an item in it, by id.
  v1::Standing StandingOf(absl::string_view item);

  // A portfolio, a team `web`, an open period `q1`, its capacity, and a member
  // `m1`: where most tests begin.
  void Begin(int64_t capacity_hundredths);

  Database* database() { return database_.get(); }
  Writer* writer() { return writer_.get(); }
  ScoringStore* store() { return store_.get(); }
  Publisher* publisher() { return publisher_.get(); }
  PortfolioRegistry* registry() { return registry_.get(); }
  int64_t backlog_revision() const { return backlog_; }
  int64_t roadmap_revision() const { return roadmap_; }
  PlanningContext* context() { return &context_; }
  // What handlers are called with: all of it but an executor; and by `actor`,
  // now, without an end to wait for.
  Scoring scoring();
  CallContext As(absl::string_view actor, absl::string_view method) const;
  int64_t epoch = 1;
  // Of what Notify does.
  NotifierOptions notifier;
  // Of the publisher, from the next Restart on.
  size_t inbox_limit = PublisherOptions().inbox_limit;

  // Resources of `shop`.
  static roadmap::v1::RoadmapResource Portfolio();
  static roadmap::v1::RoadmapResource Member(absl::string_view id,
                                             absl::string_view address);
  static roadmap::v1::RoadmapResource Team(absl::string_view id);
  static roadmap::v1::RoadmapResource Period(absl::string_view id,
                                             int32_t first_month,
                                             int32_t last_month);
  static roadmap::v1::RoadmapResource Capacity(absl::string_view team,
                                               absl::string_view period,
                                               int64_t hundredths);
  // READY, of member m1, `money` a month, `effort` of team web.
  static backlog::v1::Item Item(absl::string_view id, int64_t money,
                                int64_t effort_hundredths);

 private:
  void Open();
  void Close();

  std::string dir_;
  bool keeps_dir_ = false;
  mutable absl::Mutex mutex_;
  absl::Time now_;
  int64_t backlog_ = 0;
  int64_t roadmap_ = 0;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<ScoringStore> store_;
  std::unique_ptr<PortfolioRegistry> registry_;
  PlanningContext context_;
  std::unique_ptr<Publisher> publisher_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SCORING_TESTING_H_

#ifndef LIFELINE_SERVICES_SCORING_PLANNING_H_
#define LIFELINE_SERVICES_SCORING_PLANNING_H_

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/scoring/engine/causes.h"
#include "services/scoring/engine/planner.h"
#include "services/scoring/inbox.h"
#include "services/scoring/portfolio_state.h"
#include "services/scoring/scoring_store.h"
#include "services/scoring/task.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// What planning needs; outlives it.
struct PlanningContext {
  ScoringStore* store = nullptr;
  PortfolioRegistry* registry = nullptr;
  std::function<absl::Time()> clock;
  engine::ReplayBudget budget;
  // Called with the portfolio's id after a ranking, or only what it has seen,
  // became visible. Must not block.
  std::function<void(absl::string_view portfolio, const SeenRevisions& seen)>
      on_visible;
};

// One portfolio on its way from ranking to ranking: inputs come in, a plan is
// made, what differs is published, and only then it can be seen. Used by one
// thread.
class Planning {
 public:
  // A portfolio that has no ranking yet. Gives it the preset joint-default as
  // its first model unless it has one.
  static absl::StatusOr<std::unique_ptr<Planning>> Begin(
      const PlanningContext* context, absl::string_view portfolio);

  // A portfolio as it was left: its newest ranking is rebuilt and visible. Call
  // Plan afterwards, because days may have passed and inputs may wait.
  static absl::StatusOr<std::unique_ptr<Planning>> Load(
      const PlanningContext* context, const Head& head);

  // Another process has published in between: the portfolio as that one left
  // it, with everything that this one had taken in and that one had not seen.
  absl::StatusOr<std::unique_ptr<Planning>> LoadAgain() const;

  // Takes commits in. Nothing is planned yet.
  void Apply(const InputBatch& batch);

  // A source has begun a new epoch and told all it has: what the portfolio knew
  // from it and `told` does not name is lost.
  void Restore(Source source, int64_t epoch, const std::set<std::string>& told);

  // Texts of an item that stands LOST, or of a resource of the roadmap that is
  // removed, are redacted: they go from what this holds, and are not stored
  // again.
  void RedactGone(const std::string& name, const RedactedTexts& redacted);

  // Plans, and publishes if anything stored of the ranking differs; otherwise
  // only what was seen advances. After an error nothing is visible of it, and
  // the next call tries all of it again.
  absl::Status Plan();

  // Whether the portfolio's day is later than that of its last plan.
  bool DayHasPassed() const;
  // A model was activated: its creator counts as an actor.
  void AddActor(absl::string_view member);

  const SeenRevisions& seen() const { return seen_; }
  const WorldBuilder& builder() const { return builder_; }
  const std::string& portfolio() const { return portfolio_; }

 private:
  Planning(const PlanningContext* context, absl::string_view portfolio);

  bool HasSeen(const InputCommit& commit) const;
  void ApplyItem(const backlog::v1::Item& item);
  void ApplyRoadmap(const roadmap::v1::RoadmapChange& change);
  void ApplyReview(const roadmap::v1::Review& review);
  // What is to be stored of a resource; an empty body if it is removed.
  void KeepRoadmap(const std::string& name, std::string body);
  void AddRedacted(const google::protobuf::RepeatedPtrField<std::string>& paths,
                   int64_t time_us, std::vector<RedactedTexts>* redacted);
  absl::Status TakeModel();
  absl::Status MakeFirstModel();
  EpochDay Today() const;
  absl::StatusOr<Progress> MakeProgress(const RankingView& after) const;
  absl::StatusOr<TaskChanges> Tasks(const RankingView& after,
                                    absl::Time now) const;
  absl::StatusOr<StepChanges> Steps(const RankingView& after) const;
  absl::Status AddDecisions(const RankingView& after,
                            std::vector<OwedStep>* opened) const;
  std::vector<ResultRow> ChangedRows(
      const RankingView& after,
      const std::vector<engine::ItemPast>& past) const;
  bool HeaderDiffers(const v1::Ranking& ranking) const;
  absl::Status AddCrossings(const RankingView& after,
                            const std::vector<engine::ItemPast>& past,
                            NewRanking* next) const;
  absl::StatusOr<std::vector<CrossingKey>> ClearedBy(
      const RankingView& after,
      const std::vector<NewCrossing>& crossings) const;
  absl::Status PublishNext(std::shared_ptr<const RankingView> view,
                           std::vector<ResultRow> rows,
                           std::vector<engine::ItemPast> past);
  absl::Status AdvanceOnly(const RankingView& view);
  // What was taken in is durable.
  void Forget();
  void Show(RankingPtr ranking);

  const PlanningContext* const context_;
  const std::string portfolio_;
  WorldBuilder builder_;
  engine::Planner planner_;
  // Names the builder's tables.
  const std::shared_ptr<const int> tables_ = std::make_shared<const int>(0);
  // The ranking that stands; number 0, of nothing, before the first.
  RankingPtr latest_;
  SeenRevisions seen_;
  EpochDay as_of_ = 0;
  SeenRevisions stored_seen_;
  EpochDay stored_as_of_ = 0;
  // Inputs that changed no result were stored after the ranking that is shown.
  bool shown_old_inputs_ = false;

  // What is not durable yet, by name.
  std::map<std::string, ItemInput> items_;
  std::map<std::string, RoadmapInput> roadmap_;
  std::map<std::string, MemberInput> members_;
  std::map<std::string, roadmap::v1::Review> closed_reviews_;
  std::set<std::string> actors_;
  std::string incomplete_change_id_;
  // A review has closed, these periods (by name) have opened: decisions may be
  // asked for.
  bool review_closed_ = false;
  std::set<std::string> opened_periods_;
  // Which tasks are open is to be asked of the store: they may have been opened
  // by another program, which had other rules of who owes what.
  bool tasks_are_another_s_ = false;
  // Something personal was taken away: older rankings in memory still show it.
  bool something_went_ = false;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PLANNING_H_

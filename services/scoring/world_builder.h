#ifndef LIFELINE_SERVICES_SCORING_WORLD_BUILDER_H_
#define LIFELINE_SERVICES_SCORING_WORLD_BUILDER_H_

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/engine/world.h"
#include "services/scoring/item_table.h"

namespace lifeline::scoring {

// The name of whichever resource it holds; empty for indicators, of which
// scoring knows nothing.
std::string NameOf(const roadmap::v1::RoadmapResource& resource);

// What scoring knows of a roadmap: the newest messages, by resource name.
// Indicators are not among them. Reviews are in no world: they only say after
// which a decision is asked for.
struct RoadmapFacts {
  roadmap::v1::Portfolio portfolio;
  std::map<std::string, roadmap::v1::Member> members;
  std::map<std::string, roadmap::v1::Team> teams;
  std::map<std::string, roadmap::v1::PlanningPeriod> periods;
  std::map<std::string, roadmap::v1::Capacity> capacities;
  std::map<std::string, roadmap::v1::Commitment> commitments;
  std::map<std::string, roadmap::v1::Mandate> mandates;
  std::map<std::string, roadmap::v1::Weave> weaves;
  std::map<std::string, roadmap::v1::Review> reviews;
};

// The items that are studies about an item. A study stays one whatever becomes
// of it.
using Studies = std::map<engine::ItemIndex, std::set<engine::ItemIndex>>;

// A portfolio at one moment: the engine's world, and the messages it was made
// from. Immutable, so any thread may read it.
struct Snapshot {
  engine::World world;
  // By ItemIndex; null just where the world's item is null.
  std::vector<std::shared_ptr<const backlog::v1::Item>> items;
  // The positions of all ids, in the byte order of the ids; also of ids whose
  // item is null.
  std::shared_ptr<const std::vector<engine::ItemIndex>> by_id;
  ItemTable table;
  std::shared_ptr<const RoadmapFacts> roadmap;
  // The joint studies, by what they are about.
  std::shared_ptr<const Studies> studies;
  // Complete: every default written out (see model.h).
  std::shared_ptr<const v1::ScoringModel> model;

  // `portfolios/{portfolio}`.
  const std::string& portfolio() const { return roadmap->portfolio.name(); }
  // nullopt if there is no such item in this world; `name` is the full name.
  std::optional<engine::ItemIndex> FindItem(absl::string_view name) const;
  std::string ItemName(engine::ItemIndex item) const;
  std::string TeamName(engine::TeamIndex team) const;
  std::string PeriodName(engine::PeriodIndex period) const;
};

// Holds the newest resources of one portfolio and makes worlds of them. What
// did not change keeps its pointers from one Build to the next, so that the
// engine sees what did. Copy it to see what would be; not thread safe.
//
// References by name that do not resolve (yet) get a position without an item:
// the engine ignores and reports them, and they resolve when the item comes.
class WorldBuilder {
 public:
  // `portfolio` is `portfolios/{portfolio}`. Until SetModel the model is the
  // preset joint-default, until SetDay the day is 1970-01-01.
  explicit WorldBuilder(absl::string_view portfolio);

  // Sets a resource to its newest state. A portfolio of another name,
  // indicators and empty messages change nothing.
  void Upsert(const roadmap::v1::RoadmapResource& resource);
  // Does nothing if there is no such resource. A portfolio cannot be removed.
  void RemoveRoadmap(absl::string_view name);

  // Sets an item to its newest state. Drafts, and what was withdrawn or
  // declined without ever having been submitted, are in no world. The same
  // bytes again are no change.
  void Upsert(const backlog::v1::Item& item);
  // It was there before a backup was restored and is not now: it keeps its
  // content and stands LOST until it comes again. Nothing if it is not known.
  void MarkLost(absl::string_view name);
  bool IsLost(absl::string_view name) const;
  // Takes the item out of the world, as if it had never been; for comparing
  // documents. Its position stays its own.
  void RemoveItem(absl::string_view name);

  // `model` must be complete (CompleteModel) and valid.
  void SetModel(const v1::ScoringModel& model);
  void SetDay(engine::Day day);

  // The world as it now is. Takes about 15 ns per item when little changed.
  Snapshot Build();

  const RoadmapFacts& roadmap() const { return *facts_; }
  const v1::ScoringModel& model() const { return *model_message_; }
  engine::Day day() const { return day_; }
  // Full names of the items that are in the world.
  std::vector<std::string> ItemNames() const;
  // Names of all resources of the roadmap but the portfolio.
  std::vector<std::string> RoadmapNames() const;
  // The item's newest message; null if it is not in the world.
  std::shared_ptr<const backlog::v1::Item> FindItem(
      absl::string_view name) const;

 private:
  using Ids = absl::flat_hash_map<std::string, int32_t>;

  int32_t Intern(absl::string_view id, CopyOnWrite<Ids>* ids,
                 std::vector<std::string> engine::NameTables::*table);
  engine::ItemIndex InternItem(absl::string_view id);
  // The id behind `name` if it is of that collection of this portfolio.
  std::optional<absl::string_view> IdIn(absl::string_view collection,
                                        absl::string_view name) const;
  engine::ItemIndex ItemRef(absl::string_view name);
  engine::PeriodIndex PeriodRef(absl::string_view name);
  std::vector<engine::TeamEffort> Efforts(
      const google::protobuf::RepeatedPtrField<roadmap::v1::TeamEffort>&
          efforts);

  void SetPortfolio(const roadmap::v1::Portfolio& portfolio);
  std::shared_ptr<const engine::Item> MakeItem(const backlog::v1::Item& item,
                                               bool lost);
  void FillRatings(const backlog::v1::Item& item, engine::Item* made);
  void FillMoney(const backlog::v1::Item& item, engine::Item* made);
  std::shared_ptr<const engine::Roadmap> MakeRoadmap();
  void AddCapacities(engine::Roadmap* made);
  void AddDecisions(engine::Roadmap* made);
  void AddWeaves(engine::Roadmap* made);
  void SortIds();

  std::string portfolio_;
  absl::TimeZone zone_;
  engine::Day day_ = 0;

  CopyOnWrite<RoadmapFacts> facts_;
  std::shared_ptr<const v1::ScoringModel> model_message_;

  ItemTable table_;
  // The first `sorted_` of them are in order, the newest follow as they came.
  CopyOnWrite<std::vector<engine::ItemIndex>> by_id_;
  size_t sorted_ = 0;
  std::vector<std::shared_ptr<const backlog::v1::Item>> messages_;
  std::vector<std::shared_ptr<const engine::Item>> items_;
  CopyOnWrite<Studies> studies_;

  CopyOnWrite<engine::NameTables> names_;
  CopyOnWrite<Ids> teams_;
  CopyOnWrite<Ids> periods_;
  CopyOnWrite<Ids> categories_;
  CopyOnWrite<Ids> criteria_;

  std::shared_ptr<const engine::Model> model_;
  // Null when something of the roadmap changed since it was made.
  std::shared_ptr<const engine::Roadmap> roadmap_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_WORLD_BUILDER_H_

#ifndef LIFELINE_SERVICES_SCORING_RANKING_VIEW_H_
#define LIFELINE_SERVICES_SCORING_RANKING_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/call_once.h"
#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/filter.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/reason_text.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

v1::Standing ToProto(engine::Standing standing);
v1::Rule ToProto(engine::Rule rule);
// Without their prefixes: "ABOVE", "BY_SCORE"; "" for unspecified.
absl::string_view ShortName(v1::Standing standing);
absl::string_view ShortName(v1::Rule rule);

// A plan with what it was made from, as the API shows it: everything that
// reading a ranking needs, in memory. Immutable; any thread may call anything.
class RankingView {
 public:
  // `number` 0 is a ranking that has none: a preview. It has no name, nor do
  // its items and crossings.
  RankingView(Snapshot snapshot, engine::Plan plan, int64_t number);
  RankingView(const RankingView&) = delete;
  RankingView& operator=(const RankingView&) = delete;

  const Snapshot& snapshot() const { return snapshot_; }
  const engine::Plan& plan() const { return plan_; }
  int64_t number() const { return number_; }
  // `portfolios/{portfolio}/rankings/{number}`; empty without a number.
  const std::string& name() const { return name_; }

  // The ranking without what only the ledger knows: revisions,
  // incomplete_change_id, create_time, digest and the hashes.
  v1::Ranking MakeRanking() const;

  // SHA-256 over the results of all items in the order of their ids, in
  // hexadecimal: the same for the same results, in whatever order the items
  // came. Costs about 60 ns per item.
  std::string ResultsDigest() const;

  // All items: ranked ones in rank order, the others after them by standing
  // and id. Made at the first call.
  const std::vector<engine::ItemIndex>& Listing() const;

  // By the item's full name; nullopt if it is not in this ranking.
  std::optional<engine::ItemIndex> FindItem(absl::string_view name) const {
    return snapshot_.FindItem(name);
  }

  // Whether the item of that full name is ABOVE or RIDING.
  bool StandsAbove(absl::string_view name) const;

  // `item` must be in this ranking. `ranked` must be empty.
  void FillRankedItem(engine::ItemIndex item, v1::View view, Language language,
                      v1::RankedItem* ranked) const;

  // The fields that a filter of ranked items may name: enums by name without
  // prefix, periods and teams by id, members by full name.
  static std::vector<FilterField> FilterFields();
  // What Filter::Matches asks for. An item may have several teams.
  std::vector<std::string> ValuesOf(engine::ItemIndex item,
                                    absl::string_view field) const;

 private:
  void FillPlace(const engine::Result& result, Language language,
                 v1::RankedItem* ranked) const;
  void FillScore(engine::ItemIndex item, v1::View view,
                 v1::RankedItem* ranked) const;
  void FillCapacityUse(v1::Ranking* ranking) const;
  void MakeListing() const;

  const Snapshot snapshot_;
  const engine::Plan plan_;
  const int64_t number_;
  std::string name_;
  // By PeriodIndex; every item above has one.
  std::vector<std::string> period_names_;
  mutable absl::once_flag listed_;
  mutable std::vector<engine::ItemIndex> listing_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_RANKING_VIEW_H_

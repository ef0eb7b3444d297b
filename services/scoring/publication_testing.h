#ifndef LIFELINE_SERVICES_SCORING_PUBLICATION_TESTING_H_
#define LIFELINE_SERVICES_SCORING_PUBLICATION_TESTING_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/scoring_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {

// The portfolio of tests that publish without an engine.
inline constexpr char kShop[] = "shop";

inline ResultRow Stands(absl::string_view item, v1::Standing standing,
                        bool listed = true) {
  ResultRow row;
  row.item = std::string(item);
  row.standing = standing;
  row.scored = true;
  row.score_micros = 1'000'000;
  row.period = standing == v1::STANDING_ABOVE ? "q1" : "";
  row.listed = listed;
  return row;
}

inline void AddCrossing(NewRanking* next, absl::string_view item,
                        v1::LineCrossing::Kind kind, bool receipt = true) {
  NewCrossing entry;
  entry.crossing.set_item(ItemName(kShop, item));
  entry.crossing.set_title("a title");
  entry.crossing.set_kind(kind);
  entry.crossing.set_reason("web is full in q1");
  if (receipt) {
    entry.receipt.emplace();
    entry.receipt->set_owed_by("portfolios/shop/members/m1");
    *entry.receipt->mutable_open_time() = ToTimestamp(next->progress.now);
  }
  next->crossings.push_back(std::move(entry));
}

// Makes rankings of `shop` for ScoringStore::Publish, one after the other. It
// remembers what has been published, because the counts of a ranking follow
// from all before it.
class PublicationsOfAShop {
 public:
  // The ranking after `number` in which these results change.
  NewRanking Next(int64_t number, std::vector<ResultRow> results) const {
    NewRanking next;
    next.progress.portfolio = kShop;
    next.progress.number = number;
    next.progress.seen_before = seen_;
    next.progress.seen = {number + 1, 7, number + 1, 8};
    next.progress.as_of = 20'000;
    next.progress.now = absl::FromUnixSeconds(1'800'000'000 + number);
    next.results = std::move(results);
    std::map<std::string, int> standings = standings_;
    for (const ResultRow& row : next.results) {
      standings[row.item] = row.standing;
      ItemInput input;
      input.item = row.item;
      input.body = absl::StrCat("body of ", row.item, " in ", number + 1);
      next.progress.inputs.items.push_back(input);
    }
    std::map<int, int> counts;
    for (const auto& [item, standing] : standings) ++counts[standing];
    for (const auto& [standing, count] : counts) {
      v1::StandingCount* entry = next.ranking.add_counts();
      entry->set_standing(static_cast<v1::Standing>(standing));
      entry->set_count(count);
    }
    next.ranking.set_item_count(static_cast<int>(standings.size()));
    next.ranking.set_model_version(1);
    next.ranking.set_digest("d");
    return next;
  }

  // The first ranking: a above, b below.
  NewRanking Begin() const {
    NewRanking next = Next(
        0, {Stands("a", v1::STANDING_ABOVE), Stands("b", v1::STANDING_BELOW)});
    AddCrossing(&next, "a", v1::LineCrossing::KIND_ENTERED_ABOVE, false);
    AddCrossing(&next, "b", v1::LineCrossing::KIND_ENTERED_BELOW);
    return next;
  }

  // The next one, in which an item drops or rises.
  NewRanking Move(absl::string_view item, bool up) const {
    NewRanking next = Next(
        number_, {Stands(item, up ? v1::STANDING_ABOVE : v1::STANDING_BELOW)});
    AddCrossing(
        &next, item,
        up ? v1::LineCrossing::KIND_ROSE : v1::LineCrossing::KIND_DROPPED, !up);
    return next;
  }

  // It has been published.
  void Done(const NewRanking& next) {
    number_ = next.progress.number + 1;
    seen_ = next.progress.seen;
    for (const ResultRow& row : next.results) {
      standings_[row.item] = row.standing;
    }
  }

  // Of the newest that was published.
  int64_t number() const { return number_; }
  bool IsAbove(const std::string& item) const {
    return standings_.at(item) == v1::STANDING_ABOVE;
  }

 private:
  int64_t number_ = 0;
  SeenRevisions seen_;
  std::map<std::string, int> standings_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PUBLICATION_TESTING_H_

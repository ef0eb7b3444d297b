#ifndef LIFELINE_TESTS_PROPERTY_PROMISE_ORACLE_H_
#define LIFELINE_TESTS_PROPERTY_PROMISE_ORACLE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/scoring/ledger_store.h"

namespace lifeline::scoring {

inline bool StandsAbove(int standing) {
  return standing == v1::STANDING_ABOVE || standing == v1::STANDING_RIDING;
}

inline bool StandsBelow(int standing) {
  return standing == v1::STANDING_BELOW || standing == v1::STANDING_BLOCKED ||
         standing == v1::STANDING_OVERSIZED;
}

// Ranking, item and kind.
using Crossed = std::tuple<int64_t, std::string, int>;

// Whether the promise held in a database of rankings, from its rows alone: it
// computes what must have happened from the standings, and knows nothing of how
// they came about.
class PromiseOracle {
 public:
  explicit PromiseOracle(const Reader& reader) : reader_(reader) {}

  // Everything that does not hold, in words. `submitted` are the ids of all
  // items that were ever submitted.
  std::vector<std::string> Check(const std::set<std::string>& submitted) {
    ReadRows();
    std::set<std::string> listed;
    for (int64_t number = 1; number <= newest_; ++number) {
      for (const auto& [item, standing] : changes_[number]) {
        const auto before = standings_.find(item);
        Expect(number, item, before == standings_.end() ? 0 : before->second,
               standing, listed.contains(item));
        if (StandsAbove(standing) || StandsBelow(standing)) listed.insert(item);
        standings_[item] = standing;
      }
      CheckCounts(number);
    }
    std::set<std::string> items;
    for (const auto& [item, standing] : standings_) items.insert(item);
    if (items != submitted) {
      Wrong(absl::StrCat("ranked ", items.size(), " items, submitted ",
                         submitted.size()));
    }
    for (const Crossed& crossed : told_)
      if (!expected_.contains(crossed)) Wrong("told, did not happen", crossed);
    if (!VerifyLedger(reader_, "shop").ok()) Wrong("the chain is broken");
    return wrong_;
  }

  int64_t drops() const { return drops_; }
  // In the newest ranking, by item, once it was checked.
  const std::map<std::string, int>& standings() const { return standings_; }

 private:
  void ReadRows() {
    Read("SELECT from_ranking, item, standing FROM result", [&](const Row& r) {
      changes_[r.Int(0)].emplace_back(r.Text(1), static_cast<int>(r.Int(2)));
    });
    Read("SELECT ranking, item, kind FROM line_crossing", [&](const Row& r) {
      const Crossed crossed(r.Int(0), r.Text(1), static_cast<int>(r.Int(2)));
      if (!told_.insert(crossed).second) Wrong("told twice", crossed);
    });
    Read("SELECT ranking, item, kind FROM receipt", [&](const Row& r) {
      receipts_.insert({r.Int(0), r.Text(1), static_cast<int>(r.Int(2))});
    });
    Read("SELECT number, body FROM ranking ORDER BY number", [&](const Row& r) {
      if (r.Int(0) != ++newest_) Wrong("a gap in the numbers");
      const std::string body = r.Text(1);
      v1::Ranking& ranking = rankings_[newest_];
      if (!ranking.ParseFromString(body)) Wrong("a ranking is unreadable");
    });
  }

  template <typename OnRow>
  void Read(absl::string_view sql, OnRow on_row) {
    EXPECT_TRUE(reader_
                    .Query(sql, {},
                           [&](const Row& row) {
                             on_row(row);
                             return absl::OkStatus();
                           })
                    .ok());
  }

  void Expect(int64_t number, const std::string& item, int from, int to,
              bool was_listed) {
    const auto must = [&](v1::LineCrossing::Kind kind) {
      const Crossed crossed(number, item, kind);
      expected_.insert(crossed);
      if (!told_.contains(crossed)) Wrong("happened, not told", crossed);
      if (!receipts_.contains(crossed)) Wrong("no receipt", crossed);
    };
    const auto may = [&](v1::LineCrossing::Kind kind) {
      expected_.insert({number, item, kind});
    };
    const bool closed = to == v1::STANDING_DECLINED ||
                        to == v1::STANDING_MERGED || to == v1::STANDING_LOST;
    if (StandsAbove(from) && !StandsAbove(to) && to != v1::STANDING_DONE) {
      ++drops_;
      return must(v1::LineCrossing::KIND_DROPPED);
    }
    // One that was closed when it was first heard of tells nothing but that.
    if (closed && from != to) return must(v1::LineCrossing::KIND_CLOSED);
    if (to == v1::STANDING_WITHDRAWN && from != to)
      return may(v1::LineCrossing::KIND_CLOSED);
    if (StandsBelow(to) && !was_listed)
      return must(v1::LineCrossing::KIND_ENTERED_BELOW);
    if (StandsAbove(from) && StandsAbove(to)) {
      may(v1::LineCrossing::KIND_SLIPPED);
      return may(v1::LineCrossing::KIND_ADVANCED);
    }
    if (!StandsAbove(to)) return;
    const Crossed crossed(number, item,
                          was_listed ? v1::LineCrossing::KIND_ROSE
                                     : v1::LineCrossing::KIND_ENTERED_ABOVE);
    expected_.insert(crossed);
    if (!told_.contains(crossed)) Wrong("happened, not told", crossed);
  }

  void CheckCounts(int64_t number) {
    std::map<int, int> counts;
    for (const auto& [item, standing] : standings_) ++counts[standing];
    const v1::Ranking& ranking = rankings_[number];
    std::map<int, int> told;
    for (const auto& count : ranking.counts())
      told[count.standing()] = count.count();
    if (told != counts ||
        ranking.item_count() != static_cast<int>(standings_.size()))
      Wrong(absl::StrCat("ranking ", number, " does not count everybody"));
  }

  void Wrong(const std::string& what) { wrong_.push_back(what); }
  void Wrong(const std::string& what, const Crossed& crossed) {
    wrong_.push_back(absl::StrCat(
        what, ": ranking ", std::get<0>(crossed), ", ", std::get<1>(crossed),
        ", ",
        v1::LineCrossing::Kind_Name(
            static_cast<v1::LineCrossing::Kind>(std::get<2>(crossed)))));
  }

  const Reader& reader_;
  int64_t newest_ = 0;
  int64_t drops_ = 0;
  std::map<std::string, int> standings_;
  std::map<int64_t, std::vector<std::pair<std::string, int>>> changes_;
  std::map<int64_t, v1::Ranking> rankings_;
  std::set<Crossed> told_;
  std::set<Crossed> receipts_;
  std::set<Crossed> expected_;
  std::vector<std::string> wrong_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_TESTS_PROPERTY_PROMISE_ORACLE_H_

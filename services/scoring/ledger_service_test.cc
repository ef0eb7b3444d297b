#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/common/names.h"
#include "services/common/status.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/scoring_testing.h"

namespace lifeline::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::SizeIs;

// Three rankings of three items, one of which falls and rises again.
class LedgerService : public testing::Test {
 protected:
  LedgerService() {
    rig_.Begin(900);
    rig_.CommitItems({ScoringRig::Item("rich", 100'000, 400),
                      ScoringRig::Item("poor", 1'000, 400),
                      ScoringRig::Item("tiny", 100, 100)});
    rig_.Settle();
    for (const int64_t capacity : {500, 900}) {
      rig_.CommitRoadmap({ScoringRig::Capacity("web", "q1", capacity)});
      rig_.Settle();
    }
    scoring_ = Scoring{rig_.store(), rig_.registry(), rig_.publisher(), nullptr,
                       Limits()};
  }

  std::vector<v1::LedgerEntry> Entries(int page_size, int64_t after = 0) {
    std::vector<v1::LedgerEntry> all;
    v1::ListLedgerEntriesRequest request;
    request.set_parent("portfolios/shop");
    request.set_page_size(page_size);
    request.set_after_position(after);
    do {
      const auto page = ListLedgerEntries(scoring_, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      all.insert(all.end(), page->entries().begin(), page->entries().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  // "ranking item" of every row.
  std::vector<std::string> Standings(int page_size, int64_t after = 0) {
    std::vector<std::string> all;
    v1::ListStandingsRequest request;
    request.set_parent("portfolios/shop");
    request.set_page_size(page_size);
    request.set_after_ranking(after);
    do {
      const auto page = ListStandings(scoring_, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::StoredStanding& stored : page->standings()) {
        all.push_back(absl::StrCat(stored.ranking(), " ", LastId(stored.item()),
                                   " ", stored.standing()));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  ScoringRig rig_;
  Scoring scoring_;
};

TEST_F(LedgerService, EntriesComeInTheirOrderWhateverThePage) {
  const std::vector<v1::LedgerEntry> entries = Entries(1000);
  ASSERT_THAT(entries, SizeIs(Gt(6)));
  EXPECT_EQ(entries[0].kind(), "ranking");
  EXPECT_EQ(entries[0].name(), "portfolios/shop/ledger/1");
  EXPECT_EQ(entries[0].previous_hash(), std::string(32, '\0'));
  for (size_t i = 1; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].position(), static_cast<int64_t>(i) + 1);
    EXPECT_EQ(entries[i].previous_hash(), entries[i - 1].hash());
  }
  const std::vector<v1::LedgerEntry> paged = Entries(2);
  ASSERT_EQ(paged.size(), entries.size());
  for (size_t i = 0; i < paged.size(); ++i)
    EXPECT_EQ(paged[i].SerializeAsString(), entries[i].SerializeAsString());
  EXPECT_EQ(Entries(2, 5).front().position(), 6);
}

TEST_F(LedgerService, StandingsAreJustWhatEachRankingWrote) {
  const std::vector<std::string> rows = Standings(1000);
  EXPECT_EQ(Standings(1), rows);
  std::vector<std::string> moved;
  for (const std::string& row : rows) {
    if (row[0] > '1') moved.push_back(row.substr(2));
  }
  // tiny fits beside rich all the time.
  EXPECT_THAT(moved, testing::Contains("poor 3"));
  EXPECT_EQ(rows.back().substr(2), "poor 1");
  EXPECT_EQ(Standings(1000, rows.back()[0] - '1'),
            std::vector<std::string>{rows.back()});
}

TEST_F(LedgerService, WhatIsAskedWronglyIsRefused) {
  v1::ListLedgerEntriesRequest entries;
  entries.set_parent("portfolios/shop");
  entries.set_after_position(-1);
  EXPECT_EQ(ListLedgerEntries(scoring_, entries).status().code(),
            absl::StatusCode::kInvalidArgument);
  entries.set_after_position(0);
  entries.set_page_size(1);
  const auto page = ListLedgerEntries(scoring_, entries);
  ASSERT_TRUE(page.ok()) << page.status();
  entries.set_page_token(page->next_page_token());
  entries.set_after_position(3);
  EXPECT_EQ(ReasonOf(ListLedgerEntries(scoring_, entries).status()),
            "PAGE_TOKEN_INVALID");
  v1::ListStandingsRequest standings;
  standings.set_parent("portfolios/nowhere");
  EXPECT_EQ(ListStandings(scoring_, standings).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace lifeline::scoring

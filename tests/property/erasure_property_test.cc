// Taking personal data away, over seeded random histories: whatever is erased
// or redacted, and whenever, the ledger verifies, every ranking is reproduced
// to its digest, and standings and crossings are as they were.

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/redact.h"
#include "services/scoring/erasure_store.h"
#include "services/scoring/history.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/timestamps.h"
#include "tests/property/seeds.h"

namespace lifeline::scoring {
namespace {

constexpr char kSecret[] = "Benjamin Secret";
constexpr int kItems = 6;

// What must stay: each ranking's digest and results, each crossing, the chain.
struct Facts {
  std::map<int64_t, std::string> digests;
  std::vector<std::string> rows;
  std::string chain_end;

  friend bool operator==(const Facts&, const Facts&) = default;
};

class ErasureHistory {
 public:
  explicit ErasureHistory(uint64_t seed) : random_(seed) {
    rig_.Begin(1'000);
    for (int i = 0; i < kItems; ++i) {
      items_.push_back(ScoringRig::Item(absl::StrCat("i", i), 1'000 * (i + 1),
                                        100 + 60 * i));
      items_.back().set_title(kSecret);
      items_.back().set_problem(kSecret);
    }
    rig_.CommitItems(items_);
    rig_.CommitRoadmap({ScoringRig::Member("bo", "bo@secret.example")});
    rig_.Settle();
  }

  // Something that may move items.
  void Live() {
    const int i = Below(kItems);
    if (Below(4) == 0) {
      Mandate(i, kSecret);
    } else if (Below(2) == 0) {
      rig_.CommitRoadmap(
          {ScoringRig::Capacity("web", "q1", 100 * (2 + Below(12)))});
    } else {
      items_[i].mutable_money()->set_amount_hundredths(100'000 * Below(90));
      rig_.CommitItems({items_[i]});
    }
    rig_.Settle();
    if (Below(3) == 0) AnswerOne();
  }

  void TakeAway() {
    rig_.SetNow(rig_.now() + absl::Seconds(1));
    switch (Below(4)) {
      case 3:
        if (!mandates_.empty()) {
          auto mandate = mandates_.begin();
          std::advance(mandate, Below(static_cast<int>(mandates_.size())));
          Mandate(*mandate, kRedacted);
        }
        break;
      case 0: {
        backlog::v1::Item& item = items_[Below(kItems)];
        item.clear_redacted_paths();
        for (const char* path : {"title", "problem"}) {
          if (Below(2) == 0) continue;
          lifeline::RedactText(path, &item);
          item.add_redacted_paths(path);
        }
        *item.mutable_redact_time() = ToTimestamp(rig_.now());
        rig_.CommitItems({item});
        break;
      }
      case 1: {
        auto erased = ScoringRig::Member("bo", "");
        erased.mutable_member()->set_inactive(true);
        erased.mutable_member()->set_erased(true);
        rig_.CommitRoadmap({erased});
        break;
      }
      default:
        RedactAll();
    }
    rig_.Settle();
    if (Below(3) == 0) rig_.Restart();
  }

  Facts Read() {
    const lifeline::Snapshot reader = *rig_.database()->Read();
    Facts facts;
    const auto end = VerifyLedger(reader, "shop");
    EXPECT_TRUE(end.ok()) << end.status();
    if (end.ok()) facts.chain_end = end->hash;
    const int64_t newest = ReadHead(reader, "shop").value()->number;
    for (int64_t number = 1; number <= newest; ++number) {
      WorldBuilder builder("portfolios/shop");
      const auto rebuilt = Rebuild(reader, "shop", number, &builder);
      EXPECT_TRUE(rebuilt.ok()) << rebuilt.status();
      if (!rebuilt.ok()) continue;
      EXPECT_TRUE(rebuilt->reproduced) << "ranking " << number;
      facts.digests[number] = rebuilt->view->ResultsDigest();
      for (v1::LineCrossing crossing : rebuilt->crossings) {
        crossing.clear_title();
        facts.rows.push_back(crossing.SerializeAsString());
      }
    }
    EXPECT_TRUE(reader
                    .Query("SELECT item, from_ranking, standing, score_micros "
                           "FROM result ORDER BY item, from_ranking",
                           {},
                           [&](const Row& row) {
                             facts.rows.push_back(
                                 absl::StrCat(row.Text(0), " ", row.Int(1), " ",
                                              row.Int(2), " ", row.Int(3)));
                             return absl::OkStatus();
                           })
                    .ok());
    return facts;
  }

  int64_t answered() const { return answered_; }

 private:
  int Below(int limit) {
    return static_cast<int>(random_() % static_cast<uint64_t>(limit));
  }

  std::vector<CrossingKey> Receipts(bool owed_only) {
    std::vector<CrossingKey> keys;
    const lifeline::Snapshot reader = *rig_.database()->Read();
    EXPECT_TRUE(ForEachReceipt(reader, "shop", owed_only, {},
                               [&](const v1::Receipt& receipt) {
                                 // portfolios/shop/rankings/N/crossings/I/...
                                 const std::string& name = receipt.name();
                                 CrossingKey key;
                                 key.ranking = std::stoll(name.substr(25));
                                 const size_t at =
                                     name.find("/crossings/") + 11;
                                 key.item =
                                     name.substr(at, name.rfind('/') - at);
                                 keys.push_back(key);
                                 return true;
                               })
                    .ok());
    return keys;
  }

  // Ends it, if it is there and nothing is redacted.
  void Mandate(int i, const std::string& reason) {
    const std::string name = absl::StrCat("portfolios/shop/mandates/i", i);
    roadmap::v1::RoadmapCommit commit;
    *commit.mutable_commit_time() = ToTimestamp(rig_.now());
    auto* change = commit.add_changes();
    change->set_name(name);
    const bool redacts = reason == kRedacted;
    const bool ends = !redacts && holding_.erase(i) > 0;
    if (redacts) change->add_redacted_paths("mandate.reason");
    // Of one that has ended nothing is told but that its text went.
    if (!ends && (!redacts || holding_.contains(i))) {
      roadmap::v1::Mandate& mandate =
          *change->mutable_after()->mutable_mandate();
      mandate.set_name(name);
      mandate.set_item(absl::StrCat("portfolios/shop/items/i", i));
      mandate.set_reason(reason);
      mandate.mutable_until()->set_year(2027);
      mandate.mutable_until()->set_month(12);
      mandate.mutable_until()->set_day(31);
      holding_.insert(i);
      mandates_.insert(i);
    }
    rig_.OfferRoadmap(std::move(commit));
  }

  void AnswerOne() {
    const std::vector<CrossingKey> owed = Receipts(/*owed_only=*/true);
    if (owed.empty()) return;
    const CrossingKey& key = owed[Below(static_cast<int>(owed.size()))];
    EXPECT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
      v1::Receipt receipt = **ReadReceipt(transaction, "shop", key);
      receipt.set_state(v1::Receipt::STATE_ACCEPTED);
      receipt.set_answered_by("portfolios/shop/members/m1");
      *receipt.mutable_answer_time() = ToTimestamp(rig_.now());
      receipt.set_text(kSecret);
      return WriteAnswer(transaction, "shop", key, receipt, 1);
    }),
              absl::OkStatus());
    ++answered_;
  }

  void RedactAll() {
    for (const CrossingKey& key : Receipts(/*owed_only=*/false)) {
      v1::Redaction redaction;
      redaction.set_name(absl::StrCat(
          CrossingName("shop", key.ranking, key.item), "/receipt"));
      *redaction.mutable_redact_time() = ToTimestamp(rig_.now());
      EXPECT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
        return RedactAnswers(transaction, "shop", key, redaction).status();
      }),
                absl::OkStatus());
    }
  }

  std::mt19937_64 random_;
  ScoringRig rig_;
  std::vector<backlog::v1::Item> items_;
  // Those that hold, and those that ever did.
  std::set<int> holding_;
  std::set<int> mandates_;
  int64_t answered_ = 0;
};

TEST(ErasureProperty, NothingThatIsPromisedChanges) {
  int64_t answered = 0;
  engine::ForEachSeed(engine::Cases(12), [&](uint64_t seed) {
    ErasureHistory history(seed);
    for (int round = 0; round < 3; ++round) {
      for (int step = 0; step < 4; ++step) history.Live();
      const Facts before = history.Read();
      for (int step = 0; step < 3; ++step) history.TakeAway();
      EXPECT_TRUE(history.Read() == before);
    }
    answered += history.answered();
  });
  // The cases are about something.
  EXPECT_GT(answered, 0);
}

}  // namespace
}  // namespace lifeline::scoring

// Liveness, over seeded random histories: whoever owes an answer is told by the
// next digest and no sooner, its clock starts then, it climbs by the stored
// times and by nothing else, time never answers, and the last rung stays.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/timestamps.h"
#include "tests/property/attention_oracle.h"
#include "tests/property/seeds.h"

namespace lifeline::scoring {
namespace {

using ::testing::IsEmpty;

constexpr char kAsker[] = "portfolios/shop/members/m1";

class AttentionHistory {
 public:
  explicit AttentionHistory(uint64_t seed) : random_(seed) {
    rig_.Begin(500);
    auto arbiter = ScoringRig::Member("ari", "ari@example.com");
    arbiter.mutable_member()->add_roles(roadmap::v1::ROLE_ARBITER);
    rig_.CommitRoadmap({arbiter});
    for (int i = 0; i < 4; ++i) {
      rig_.CommitItems(
          {ScoringRig::Item(absl::StrCat("i", i), 100 * (i + 1), 300)});
    }
    rig_.Settle();
  }

  void Step() {
    switch (Between(0, 5)) {
      case 0:
        rig_.CommitRoadmap(
            {ScoringRig::Capacity("web", "q1", 100 * Between(1, 13))});
        return rig_.Settle();
      case 1:
        return Answer();
      case 2:
        rig_.Settle();
        return rig_.Restart();
      case 3:
        rig_.SetNow(rig_.now() + absl::Hours(24 * Between(1, 9)));
        return Notify();
      default:
        rig_.SetNow(rig_.now() + absl::Minutes(Between(1, 20 * 60)));
        return Notify();
    }
  }

  void Check() {
    SCOPED_TRACE(absl::FormatTime(rig_.now(), absl::UTCTimeZone()));
    EXPECT_THAT(oracle_.Check(*rig_.database()->Read()), IsEmpty());
  }

  int told() const { return oracle_.told(); }
  int last_rung() const { return oracle_.last_rung(); }

 private:
  int Between(int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random_);
  }

  void Notify() {
    oracle_.WillNotify(*rig_.database()->Read(), rig_.now());
    rig_.Notify();
  }

  void Answer() {
    lifeline::Snapshot reader = *rig_.database()->Read();
    std::vector<v1::Receipt> owed;
    EXPECT_EQ(ForEachReceipt(reader, "shop", /*owed_only=*/true, {},
                             [&](v1::Receipt receipt) {
                               owed.push_back(std::move(receipt));
                               return true;
                             }),
              absl::OkStatus());
    if (owed.empty()) return;
    v1::Receipt receipt = owed[Between(0, static_cast<int>(owed.size()) - 1)];
    receipt.set_state(v1::Receipt::STATE_ACCEPTED);
    oracle_.Answered(receipt.name(), receipt.state());
    receipt.set_answered_by(kAsker);
    *receipt.mutable_answer_time() = ToTimestamp(rig_.now());
    const std::vector<std::string> parts = absl::StrSplit(receipt.name(), '/');
    EXPECT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
      return WriteAnswer(transaction, "shop", {std::stoll(parts[3]), parts[5]},
                         receipt, 1);
    }),
              absl::OkStatus());
  }

  std::mt19937_64 random_;
  ScoringRig rig_;
  AttentionOracle oracle_;
};

TEST(Attention, EverybodyIsToldAndSilenceClimbsByTheStoredTimes) {
  int told = 0;
  int last_rung = 0;
  engine::ForEachSeed(engine::Cases(12), [&](uint64_t seed) {
    AttentionHistory history(seed);
    for (int step = 0; step < 60; ++step) {
      history.Step();
      history.Check();
      if (::testing::Test::HasFailure()) return;
    }
    told += history.told();
    last_rung += history.last_rung();
  });
  EXPECT_GT(told, 0);
  EXPECT_GT(last_rung, 0);
}

}  // namespace
}  // namespace lifeline::scoring

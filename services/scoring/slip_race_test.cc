// A slip from a period of a baseline is owed, whenever the baseline was made:
// before the slip is planned, between its planning and its publication, or
// after it.

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_testing.h"

namespace lifeline::scoring {
namespace {

// An item stands in `q1`; there is room for it in `q2`, too.
class SlipRace : public ::testing::Test {
 protected:
  void SetUp() override { Begin(); }

  void Begin() {
    rig_.emplace();
    rig_->Begin(500);
    rig_->CommitRoadmap({ScoringRig::Period("q2", 4, 6),
                         ScoringRig::Capacity("web", "q2", 500)});
    rig_->CommitItems({ScoringRig::Item("a", 1'000, 400)});
    rig_->Settle();
    before_ = rig_->Latest()->ranking.number();
  }

  absl::Status WriteTheBaseline(Transaction& transaction) const {
    v1::Baseline baseline;
    baseline.set_name("portfolios/shop/baselines/promised");
    return WriteBaseline(transaction, "shop", before_, baseline);
  }

  // Whether the slip was published before it.
  bool MakeTheBaseline() {
    int64_t number = 0;
    EXPECT_EQ(rig_->writer()->Run([&](Transaction& transaction) {
      number = (**ReadHead(transaction, "shop")).number;
      return WriteTheBaseline(transaction);
    }),
              absl::OkStatus());
    return number > before_;
  }

  void CutTheFirstPeriod() {
    rig_->CommitRoadmap({ScoringRig::Capacity("web", "q1", 100)});
  }

  // Whether the one slip that there is has its receipt.
  bool IsOwed() {
    rig_->Settle();
    EXPECT_EQ(rig_->Latest()->ranking.number(), before_ + 1);
    const lifeline::Snapshot reader = *rig_->database()->Read();
    const auto slip = *ReadCrossing(reader, "shop", {before_ + 1, "a"});
    EXPECT_TRUE(slip.has_value());
    if (!slip.has_value()) return false;
    EXPECT_EQ(slip->kind(), v1::LineCrossing::KIND_SLIPPED);
    return ReadReceipt(reader, "shop", {before_ + 1, "a"})->has_value();
  }

  std::optional<ScoringRig> rig_;
  // The ranking before the slip.
  int64_t before_ = 0;
};

TEST_F(SlipRace, ABaselineThatIsThereIsOwed) {
  MakeTheBaseline();
  CutTheFirstPeriod();
  EXPECT_TRUE(IsOwed());
}

TEST_F(SlipRace, ABaselineThatIsMadeWhileTheSlipIsPlannedIsOwed) {
  absl::Notification writing;
  absl::Notification planned;
  std::thread maker([&] {
    EXPECT_EQ(rig_->writer()->Run([&](Transaction& transaction) {
      writing.Notify();
      planned.WaitForNotification();
      return WriteTheBaseline(transaction);
    }),
              absl::OkStatus());
  });
  writing.WaitForNotification();
  CutTheFirstPeriod();
  // Its publication waits for the writer: it was planned without a baseline.
  while (rig_->writer()->waiting() == 0) absl::SleepFor(absl::Milliseconds(1));
  planned.Notify();
  maker.join();
  EXPECT_TRUE(IsOwed());
}

TEST_F(SlipRace, ABaselineThatIsMadeAfterTheSlipIsNot) {
  CutTheFirstPeriod();
  rig_->Settle();
  MakeTheBaseline();
  EXPECT_FALSE(IsOwed());
}

// Whenever the one comes after the other by chance.
TEST_F(SlipRace, WhicheverIsFirstDecidesWhetherItIsOwed) {
  constexpr int kRounds = 20;
  std::mt19937 random(20270104);
  for (int round = 0; round < kRounds; ++round) {
    Begin();
    const absl::Duration pause = absl::Microseconds(random() % 4000);
    bool was_published = false;
    std::thread maker([&] {
      absl::SleepFor(pause);
      was_published = MakeTheBaseline();
    });
    CutTheFirstPeriod();
    maker.join();
    EXPECT_EQ(IsOwed(), !was_published) << "round " << round;
  }
}

}  // namespace
}  // namespace lifeline::scoring

// Liveness, over seeded random histories: whoever owes an answer is told by the
// next digest and no sooner, its clock starts then, it climbs by the stored
// times and by nothing else, time never answers, and the last rung stays. The
// oracle keeps a list of its own of what was opened, told and asked.

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/timestamps.h"
#include "tests/property/seeds.h"

namespace lifeline::scoring {
namespace {

constexpr char kAnna[] = "portfolios/shop/members/m1";
// Nobody but Anna and the arbiter can be asked, so the rungs are these.
constexpr v1::Rung kRungs[] = {v1::RUNG_ASKED, v1::RUNG_OVERDUE,
                               v1::RUNG_ARBITER};

bool IsWorkday(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday;
}

absl::Time StartOf(absl::CivilDay day) {
  return absl::FromCivil(day, absl::UTCTimeZone());
}

// Five working days after the day of `time`, to its end.
absl::Time FiveDaysFrom(absl::Time time) {
  absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
  for (int left = 5; left > 0;) {
    if (IsWorkday(++day)) --left;
  }
  return StartOf(day + 1);
}

// The latest eight o'clock of a working day, up to `now`.
absl::Time LastDigest(absl::Time now) {
  absl::CivilDay day = absl::ToCivilDay(now, absl::UTCTimeZone());
  if (StartOf(day) + absl::Hours(8) > now) --day;
  while (!IsWorkday(day)) --day;
  return StartOf(day) + absl::Hours(8);
}

class History {
 public:
  explicit History(uint64_t seed) : random_(seed) {
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
    lifeline::Snapshot reader = *rig_.database()->Read();
    ASSERT_EQ(ForEachReceipt(reader, "shop", /*owed_only=*/false, {},
                             [&](v1::Receipt receipt) {
                               CheckReceipt(receipt);
                               return true;
                             }),
              absl::OkStatus());
  }

  int told() const { return told_; }
  int last_rung() const { return last_rung_; }

 private:
  // What the oracle knows of a receipt.
  struct Known {
    absl::Time told = absl::InfiniteFuture();
    v1::Rung rung = v1::RUNG_UNSPECIFIED;
    absl::Time next = absl::InfiniteFuture();
    bool answered = false;
  };

  int Between(int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random_);
  }

  // What is owed before the notifier runs is what it goes by.
  void Notify() {
    const absl::Time now = rig_.now();
    const absl::Time cutoff = LastDigest(now);
    lifeline::Snapshot reader = *rig_.database()->Read();
    EXPECT_EQ(ForEachReceipt(
                  reader, "shop", /*owed_only=*/true, {},
                  [&](const v1::Receipt& receipt) {
                    Known& known = known_[receipt.name()];
                    const absl::Time opened =
                        absl::FromUnixMicros(MicrosOf(receipt.open_time()));
                    if (known.rung == v1::RUNG_UNSPECIFIED && opened < cutoff) {
                      known = {now, kRungs[0], FiveDaysFrom(now)};
                      ++told_;
                    }
                    for (size_t i = 0; i + 1 < std::size(kRungs); ++i) {
                      if (known.rung != kRungs[i] || known.next > now) continue;
                      known.rung = kRungs[i + 1];
                      known.next = known.rung == v1::RUNG_ARBITER
                                       ? absl::InfiniteFuture()
                                       : FiveDaysFrom(known.next);
                      if (known.rung == v1::RUNG_ARBITER) ++last_rung_;
                    }
                    return true;
                  }),
              absl::OkStatus());
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
    known_[receipt.name()].answered = true;
    receipt.set_state(v1::Receipt::STATE_ACCEPTED);
    receipt.set_answered_by(kAnna);
    *receipt.mutable_answer_time() = ToTimestamp(rig_.now());
    const std::vector<std::string> parts = absl::StrSplit(receipt.name(), '/');
    EXPECT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
      return WriteAnswer(transaction, "shop", {std::stoll(parts[3]), parts[5]},
                         receipt, 1);
    }),
              absl::OkStatus());
  }

  void CheckReceipt(const v1::Receipt& receipt) {
    SCOPED_TRACE(
        absl::StrCat(receipt.name(), " at ",
                     absl::FormatTime(rig_.now(), absl::UTCTimeZone())));
    const Known& known = known_[receipt.name()];
    EXPECT_EQ(receipt.rung(), known.rung);
    EXPECT_EQ(receipt.has_told_time(), known.rung != v1::RUNG_UNSPECIFIED);
    if (receipt.has_told_time()) {
      EXPECT_EQ(MicrosOf(receipt.told_time()), absl::ToUnixMicros(known.told));
      EXPECT_EQ(MicrosOf(receipt.due_time()),
                absl::ToUnixMicros(FiveDaysFrom(known.told)));
    }
    // Only a person's answer, or a rise, closes it.
    const bool owed = receipt.state() == v1::Receipt::STATE_OPEN;
    EXPECT_EQ(owed,
              !known.answered && receipt.state() != v1::Receipt::STATE_CLEARED);
  }

  std::mt19937_64 random_;
  ScoringRig rig_;
  std::map<std::string, Known> known_;
  int told_ = 0;
  int last_rung_ = 0;
};

TEST(Attention, EverybodyIsToldAndSilenceClimbsByTheStoredTimes) {
  int told = 0;
  int last_rung = 0;
  engine::ForEachSeed(engine::Cases(12), [&](uint64_t seed) {
    History history(seed);
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

#ifndef LIFELINE_TESTS_PROPERTY_ATTENTION_ORACLE_H_
#define LIFELINE_TESTS_PROPERTY_ATTENTION_ORACLE_H_

#include <gtest/gtest.h>

#include <cstddef>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {

// Nobody but Anna and the arbiter can be asked, so the rungs are these.
inline constexpr v1::Rung kRungs[] = {v1::RUNG_ASKED, v1::RUNG_OVERDUE,
                                      v1::RUNG_ARBITER};

inline bool IsWorkday(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday;
}

inline absl::Time StartOf(absl::CivilDay day) {
  return absl::FromCivil(day, absl::UTCTimeZone());
}

// Five working days after the day of `time`, to its end.
inline absl::Time FiveDaysFrom(absl::Time time) {
  absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
  for (int left = 5; left > 0;) {
    if (IsWorkday(++day)) --left;
  }
  return StartOf(day + 1);
}

// The latest eight o'clock of a working day, up to `now`.
inline absl::Time LastDigest(absl::Time now) {
  absl::CivilDay day = absl::ToCivilDay(now, absl::UTCTimeZone());
  if (StartOf(day) + absl::Hours(8) > now) --day;
  while (!IsWorkday(day)) --day;
  return StartOf(day) + absl::Hours(8);
}

// A list of its own of who was told, asked and answered in the portfolio
// `shop`, whose only members with a say are Anna, who owes everything, and an
// arbiter. It hears of every digest and answer, and looks at the receipts.
class AttentionOracle {
 public:
  // Before the notifier runs: what is owed now is what it goes by.
  void WillNotify(const Reader& reader, absl::Time now) {
    const absl::Time cutoff = LastDigest(now);
    ForEach(reader, /*owed_only=*/true, [&](const v1::Receipt& receipt) {
      Known& known = known_[receipt.name()];
      const absl::Time opened =
          absl::FromUnixMicros(MicrosOf(receipt.open_time()));
      if (known.rung == v1::RUNG_UNSPECIFIED && opened < cutoff) {
        known.told = now;
        known.rung = kRungs[0];
        known.next = FiveDaysFrom(now);
        ++told_;
      }
      for (size_t i = 0; i + 1 < std::size(kRungs); ++i) {
        if (known.rung == kRungs[i] && known.next <= now)
          Climb(&known, kRungs[i + 1]);
      }
    });
  }

  // A person saw it, or answered it so.
  void Saw(const std::string& receipt) { known_[receipt].seen = true; }
  void Answered(const std::string& receipt, v1::Receipt::State answer) {
    known_[receipt].answer = answer;
  }

  // Everything that does not hold, in words.
  std::vector<std::string> Check(const Reader& reader) {
    std::vector<std::string> wrong;
    ForEach(reader, /*owed_only=*/false, [&](const v1::Receipt& receipt) {
      const auto expect = [&](bool holds, const char* what) {
        if (!holds) wrong.push_back(absl::StrCat(receipt.name(), ": ", what));
      };
      const Known& known = known_[receipt.name()];
      expect(receipt.rung() == known.rung, "stands on another rung");
      expect(receipt.has_told_time() == (known.rung != v1::RUNG_UNSPECIFIED),
             "is told too soon or too late");
      if (receipt.has_told_time()) {
        expect(MicrosOf(receipt.told_time()) == absl::ToUnixMicros(known.told),
               "was told at another time");
        expect(MicrosOf(receipt.due_time()) ==
                   absl::ToUnixMicros(FiveDaysFrom(known.told)),
               "is due at another time");
      }
      // Only a person's answer closes it, and only a rise clears it.
      const v1::Receipt::State open =
          known.seen ? v1::Receipt::STATE_SEEN : v1::Receipt::STATE_OPEN;
      if (known.answer != v1::Receipt::STATE_UNSPECIFIED) {
        expect(receipt.state() == known.answer, "was answered otherwise");
      } else {
        expect(receipt.state() == open ||
                   receipt.state() == v1::Receipt::STATE_CLEARED,
               "is closed, and nobody answered");
      }
    });
    return wrong;
  }

  int told() const { return told_; }
  int last_rung() const { return last_rung_; }

 private:
  struct Known {
    absl::Time told = absl::InfiniteFuture();
    v1::Rung rung = v1::RUNG_UNSPECIFIED;
    absl::Time next = absl::InfiniteFuture();
    bool seen = false;
    v1::Receipt::State answer = v1::Receipt::STATE_UNSPECIFIED;
  };

  template <typename OnReceipt>
  void ForEach(const Reader& reader, bool owed_only, OnReceipt on_receipt) {
    EXPECT_EQ(ForEachReceipt(reader, "shop", owed_only, {},
                             [&](const v1::Receipt& receipt) {
                               on_receipt(receipt);
                               return true;
                             }),
              absl::OkStatus());
  }

  // From the stored time on, not from now.
  void Climb(Known* known, v1::Rung rung) {
    known->rung = rung;
    known->next = rung == v1::RUNG_ARBITER ? absl::InfiniteFuture()
                                           : FiveDaysFrom(known->next);
    if (rung == v1::RUNG_ARBITER) ++last_rung_;
  }

  std::map<std::string, Known> known_;
  int told_ = 0;
  int last_rung_ = 0;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_TESTS_PROPERTY_ATTENTION_ORACLE_H_

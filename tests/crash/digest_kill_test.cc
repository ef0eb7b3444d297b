// A kill at every operation of a digest, of a step up the rungs, and of what
// goes out of the house: afterwards everybody has been told or nobody, a clock
// runs just when it was told, what goes out is there just when it was told, and
// the next run does what was left, once; what was handed over already may be
// handed over again, under the same name.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/courier.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/outbox_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/timestamps.h"
#include "tests/crash/losing_disk.h"

namespace lifeline::testing {
namespace {

using scoring::ScoringRig;
using scoring::v1::Receipt;
using ::testing::SizeIs;

constexpr char kAnna[] = "portfolios/shop/members/m1";

absl::Time At(int day, int hour) {
  return absl::FromCivil(absl::CivilHour(2027, 1, day, hour),
                         absl::UTCTimeZone());
}

Receipt ReceiptOf(ScoringRig& rig) {
  const Snapshot reader = rig.database()->Read().value();
  return *scoring::ReadReceipt(reader, "shop", {2, "poor"}).value();
}

std::vector<scoring::StoredDigest> DigestsOf(ScoringRig& rig) {
  const Snapshot reader = rig.database()->Read().value();
  return scoring::ReadDigests(reader, "shop", {{kAnna}}, 0, 10, 10).value();
}

std::vector<scoring::v1::Delivery> DeliveriesOf(ScoringRig& rig) {
  std::vector<scoring::v1::Delivery> all;
  const Snapshot reader = rig.database()->Read().value();
  EXPECT_EQ(
      scoring::ForEachDelivery(reader, "shop", 0,
                               [&](scoring::v1::Delivery delivery, int64_t) {
                                 all.push_back(std::move(delivery));
                                 return true;
                               }),
      absl::OkStatus());
  return all;
}

// Mails everything that is due, and keeps what was mailed.
void Carry(ScoringRig& rig, std::vector<std::string>* mailed) {
  scoring::CourierOptions options;
  options.outbox.mail.url = "smtp://localhost";
  options.outbox.mail.from = "lifeline@example.com";
  options.transport.post = [](const scoring::WebRequest&,
                              const std::function<bool()>&) {
    return scoring::Outcome();
  };
  options.transport.mail = [mailed](const scoring::MailServer&,
                                    const scoring::Mail& mail,
                                    const std::function<bool()>&) {
    mailed->push_back(mail.message);
    scoring::Outcome taken;
    taken.taken = true;
    return taken;
  };
  EXPECT_EQ(scoring::Courier(rig.context(), options).RunOnce(),
            absl::OkStatus());
}

class DigestKill : public ::testing::Test {
 protected:
  DigestKill() {
    char folder[] = "/tmp/lifeline-digest-XXXXXX";
    folder_ = mkdtemp(folder);
  }
  ~DigestKill() override { std::filesystem::remove_all(folder_); }

  // Lets `rig` be notified at `now`, and keeps what a kill at operation `point`
  // leaves in the folder Stopped. False if there are fewer operations.
  bool KillAt(ScoringRig& rig, absl::Time now, int point) {
    return KillAt(rig, now, point, [&rig] { rig.Notify(); });
  }
  // The same of anything else that the rig does.
  bool KillAt(ScoringRig& rig, absl::Time now, int point,
              const std::function<void()>& work) {
    int operation = 0;
    bool met = false;
    rig.SetNow(now);
    disk_.SetHook([&](const LosingDisk::Operation&) {
      if (operation++ == point) {
        met = true;
        disk_.KillInto(Running(), Stopped());
      }
      return 0;  // SQLITE_OK: it happens
    });
    work();
    disk_.SetHook({});
    return met;
  }

  void NextFolders() { ++attempt_; }
  std::string Running() const {
    return absl::StrCat(folder_, "/running-", attempt_);
  }
  std::string Stopped() const {
    return absl::StrCat(folder_, "/stopped-", attempt_);
  }

  // One item above, and one below that nobody has been told of.
  static void Begin(ScoringRig& rig) {
    rig.notifier.mails = true;
    rig.Begin(500);
    rig.CommitItems({ScoringRig::Item("rich", 100'000, 400),
                     ScoringRig::Item("poor", 1'000, 400)});
    rig.Settle();
  }

  LosingDisk disk_;

 private:
  std::string folder_;
  int attempt_ = 0;
};

TEST_F(DigestKill, ADigestIsToldOnceAndStartsItsClocksOnce) {
  int point = 0;
  for (bool met = true; met; ++point) {
    NextFolders();
    {
      ScoringRig rig(Running());
      Begin(rig);
      met = KillAt(rig, At(5, 8), point);
      if (!met) break;
    }
    ScoringRig rig(Stopped());
    const bool told = !DigestsOf(rig).empty();
    EXPECT_EQ(ReceiptOf(rig).has_due_time(), told);
    EXPECT_THAT(DeliveriesOf(rig), SizeIs(told ? 1 : 0));
    rig.notifier.mails = true;
    rig.SetNow(At(5, 9));
    rig.Notify();
    EXPECT_THAT(DeliveriesOf(rig), SizeIs(1));
    ASSERT_THAT(DigestsOf(rig), SizeIs(1));
    const scoring::v1::Digest digest = DigestsOf(rig)[0].digest;
    EXPECT_EQ(digest.entries_size(), 1);
    EXPECT_EQ(scoring::MicrosOf(ReceiptOf(rig).told_time()),
              scoring::MicrosOf(digest.create_time()));
    EXPECT_EQ(scoring::MicrosOf(digest.create_time()),
              absl::ToUnixMicros(told ? At(5, 8) : At(5, 9)));
    ASSERT_FALSE(HasFailure()) << "at operation " << point;
  }
  EXPECT_GE(point, 5);
}

TEST_F(DigestKill, AStepUpIsMadeOnceAndTellsWhoIsAsked) {
  int point = 0;
  for (bool met = true; met; ++point) {
    NextFolders();
    {
      ScoringRig rig(Running());
      Begin(rig);
      rig.SetNow(At(5, 8));
      rig.Notify();
      met = KillAt(rig, At(13, 1), point);
      if (!met) break;
    }
    ScoringRig rig(Stopped());
    const bool climbed = ReceiptOf(rig).rung() == scoring::v1::RUNG_OVERDUE;
    EXPECT_EQ(ReceiptOf(rig).rung(),
              climbed ? scoring::v1::RUNG_OVERDUE : scoring::v1::RUNG_ASKED);
    rig.SetNow(At(13, 2));
    rig.Notify();
    EXPECT_EQ(ReceiptOf(rig).rung(), scoring::v1::RUNG_OVERDUE);
    EXPECT_EQ(ReceiptOf(rig).asked(), kAnna);
    rig.SetNow(At(13, 8));
    rig.Notify();
    ASSERT_THAT(DigestsOf(rig), SizeIs(2));
    EXPECT_EQ(DigestsOf(rig)[0].digest.entries_size(), 1);
    EXPECT_EQ(DigestsOf(rig)[0].digest.entries(0).rung(),
              scoring::v1::RUNG_OVERDUE);
    ASSERT_FALSE(HasFailure()) << "at operation " << point;
  }
  EXPECT_GE(point, 3);
}

// Two batches: whoever is killed between them goes on a day later.
TEST_F(DigestKill, ADigestThatWasCutOffGoesOutWithTheNext) {
  int point = 0;
  bool was_cut_off = false;
  for (bool met = true; met; ++point) {
    NextFolders();
    {
      ScoringRig rig(Running());
      rig.notifier.batch = 1;
      Begin(rig);
      rig.CommitItems({ScoringRig::Item("poorer", 900, 400)});
      rig.Settle();
      met = KillAt(rig, At(5, 8), point);
      if (!met) break;
    }
    ScoringRig rig(Stopped());
    rig.notifier.mails = true;
    rig.SetNow(At(6, 8));
    rig.Notify();
    std::set<std::string> sent;
    for (const auto& delivery : DeliveriesOf(rig))
      sent.insert(delivery.subject());
    int entries = 0;
    for (const scoring::StoredDigest& stored : DigestsOf(rig)) {
      entries += stored.digest.entries_size();
      EXPECT_TRUE(
          sent.contains(absl::StrCat(kAnna, "/digests/", stored.number)))
          << stored.number;
    }
    EXPECT_EQ(entries, 2);
    EXPECT_EQ(sent.size(), DigestsOf(rig).size());
    was_cut_off = was_cut_off || sent.size() == 2;
    ASSERT_FALSE(HasFailure()) << "at operation " << point;
  }
  EXPECT_TRUE(was_cut_off);
}

TEST_F(DigestKill, WhatGoesOutIsHandedOverAtLeastOnceAndRecordedOnce) {
  int point = 0;
  for (bool met = true; met; ++point) {
    NextFolders();
    std::vector<std::string> mailed;
    {
      ScoringRig rig(Running());
      Begin(rig);
      rig.SetNow(At(5, 8));
      rig.Notify();
      met = KillAt(rig, At(5, 9), point, [&] { Carry(rig, &mailed); });
      if (!met) break;
    }
    ScoringRig rig(Stopped());
    ASSERT_THAT(DeliveriesOf(rig), SizeIs(1));
    const bool recorded =
        DeliveriesOf(rig)[0].state() == scoring::v1::Delivery::STATE_DELIVERED;
    rig.SetNow(At(5, 10));
    Carry(rig, &mailed);
    EXPECT_THAT(mailed, SizeIs(recorded ? 1 : 2));
    EXPECT_EQ(std::set<std::string>(mailed.begin(), mailed.end()).size(), 1u);
    EXPECT_EQ(DeliveriesOf(rig)[0].state(),
              scoring::v1::Delivery::STATE_DELIVERED);
    EXPECT_EQ(DeliveriesOf(rig)[0].attempts(), 1);
    ASSERT_FALSE(HasFailure()) << "at operation " << point;
  }
  EXPECT_GE(point, 3);
}

}  // namespace
}  // namespace lifeline::testing

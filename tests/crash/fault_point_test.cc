// Every operation of a publication fails once, one after the other: afterwards
// the ranking is there whole or not at all, and it is known which.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/publication_testing.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_schema.h"
#include "tests/crash/losing_disk.h"

namespace lifeline::testing {
namespace {

using scoring::kShop;
using scoring::PublicationsOfAShop;
using scoring::ScoringMigrations;
using scoring::ScoringStore;

enum class Operations { kReads, kChanges, kSyncs };

struct Fault {
  const char* name;
  // What the operation returns; SQLITE_OK is a kill right before it.
  int code;
  Operations meet_it;
  bool for_ever;
};

constexpr Fault kFaults[] = {
    {"FailedReadOnce", SQLITE_IOERR_READ, Operations::kReads, false},
    {"FailedReadForEver", SQLITE_IOERR_READ, Operations::kReads, true},
    {"IoErrorOnce", SQLITE_IOERR_WRITE, Operations::kChanges, false},
    {"IoErrorForEver", SQLITE_IOERR_WRITE, Operations::kChanges, true},
    {"FullDiskOnce", SQLITE_FULL, Operations::kChanges, false},
    {"FullDiskForEver", SQLITE_FULL, Operations::kChanges, true},
    {"FailedSyncOnce", SQLITE_IOERR_FSYNC, Operations::kSyncs, false},
    {"FailedSyncForEver", SQLITE_IOERR_FSYNC, Operations::kSyncs, true},
    {"Kill", SQLITE_OK, Operations::kChanges, false},
};

// A scoring store in a file, with one ranking published: a above, b below.
class Ledger {
 public:
  Ledger(const std::string& folder, absl::AnyInvocable<void()> in_doubt)
      : in_doubt_(std::move(in_doubt)) {
    std::filesystem::create_directories(folder);
    DatabaseOptions options;
    options.min_free_bytes = 0;
    database_ =
        Database::Open(folder + "/scoring.db", ScoringMigrations(), options)
            .value();
    WriterOptions writer_options;
    writer_options.in_doubt = [this](const absl::Status&) { in_doubt_(); };
    writer_ =
        std::make_unique<Writer>(database_.get(), std::move(writer_options));
    store_ = std::make_unique<ScoringStore>(database_.get(), writer_.get());
  }

  absl::Status Publish(const scoring::NewRanking& next) {
    return store_->Publish(next).status();
  }

  // The newest ranking. Fails the test unless all of it is there.
  int64_t Number() {
    const Snapshot snapshot = database_->Read().value();
    const int64_t number = scoring::ReadHead(snapshot, kShop).value()->number;
    EXPECT_TRUE(scoring::VerifyLedger(snapshot, kShop).ok());
    const bool dropped = number == 2;
    EXPECT_EQ(scoring::ReadCrossing(snapshot, kShop, {2, "a"})->has_value(),
              dropped);
    EXPECT_EQ(scoring::ReadReceipt(snapshot, kShop, {2, "a"})->has_value(),
              dropped);
    EXPECT_EQ(scoring::ReadRanking(snapshot, kShop, 2)->has_value(), dropped);
    EXPECT_EQ(
        scoring::ReadResults(snapshot, kShop, 2)->at(0).standing,
        dropped ? scoring::v1::STANDING_BELOW : scoring::v1::STANDING_ABOVE);
    return number;
  }

 private:
  absl::AnyInvocable<void()> in_doubt_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<ScoringStore> store_;
};

class FaultPoint : public ::testing::TestWithParam<Fault> {
 protected:
  FaultPoint() {
    char folder[] = "/tmp/lifeline-fault-XXXXXX";
    folder_ = mkdtemp(folder);
    // SQLite keeps few pages in memory, so that it has something to read.
    if (GetParam().meet_it == Operations::kReads) sqlite3_soft_heap_limit64(1);
  }
  ~FaultPoint() override {
    sqlite3_soft_heap_limit64(0);
    std::filesystem::remove_all(folder_);
  }

  // Publishes a drop of which operation `point` meets the fault. False if the
  // publication has fewer operations.
  bool FailAt(int point) {
    const Fault fault = GetParam();
    const std::string running = absl::StrCat(folder_, "/running-", point);
    const std::string stopped = absl::StrCat(folder_, "/stopped-", point);
    bool in_doubt = false;
    bool met = false;
    absl::Status answer;
    PublicationsOfAShop shop;
    {
      Ledger ledger(running, [&] {
        in_doubt = true;
        disk_.SetHook({});
        disk_.SetReadHook({});
        disk_.KillInto(running, stopped);
      });
      EXPECT_EQ(ledger.Publish(shop.Begin()), absl::OkStatus());
      shop.Done(shop.Begin());
      int operation = 0;
      const auto meet = [&] {
        const int now = operation++;
        if (now < point || (now > point && !fault.for_ever)) return SQLITE_OK;
        met = true;
        if (fault.code == SQLITE_OK) disk_.KillInto(running, stopped);
        return fault.code;
      };
      if (fault.meet_it == Operations::kReads) {
        disk_.SetReadHook(meet);
      } else {
        disk_.SetHook([&](const LosingDisk::Operation& done) {
          const bool meets = fault.meet_it == Operations::kChanges ||
                             done.kind == LosingDisk::Kind::kSync;
          return meets ? meet() : SQLITE_OK;
        });
      }
      answer = ledger.Publish(shop.Move("a", false));
      disk_.SetHook({});
      disk_.SetReadHook({});
      if (!met) {
        EXPECT_EQ(answer, absl::OkStatus());
        return false;
      }
      if (!answer.ok() && !in_doubt) {
        // Undone, and the process lives on: another try is as the first.
        EXPECT_EQ(ledger.Number(), 1);
        EXPECT_EQ(ledger.Publish(shop.Move("a", false)), absl::OkStatus());
        EXPECT_EQ(ledger.Number(), 2);
        return true;
      }
      if (answer.ok() && fault.code != SQLITE_OK) {
        // It did not matter to the publication.
        EXPECT_EQ(ledger.Number(), 2);
        return true;
      }
    }
    // The process ended, and begins again with what it left.
    Ledger ledger(stopped, [] { ADD_FAILURE() << "in doubt again"; });
    const bool there = ledger.Number() == 2;
    const absl::Status again = ledger.Publish(shop.Move("a", false));
    EXPECT_EQ(ReasonOf(again), there ? "RANKING_TAKEN" : "") << again;
    EXPECT_EQ(ledger.Number(), 2);
    return true;
  }

  LosingDisk disk_;

 private:
  std::string folder_;
};

TEST_P(FaultPoint, ARankingIsThereWholeOrNotAtAll) {
  int point = 0;
  while (FailAt(point)) {
    ASSERT_FALSE(HasFailure()) << "at operation " << point;
    ++point;
    ASSERT_LT(point, 1000) << "the fault never passes";
  }
  // A log of several pages is written, and synced once.
  EXPECT_GE(point, GetParam().meet_it == Operations::kSyncs ? 1 : 10);
  RecordProperty("points", point);
}

INSTANTIATE_TEST_SUITE_P(All, FaultPoint, ::testing::ValuesIn(kFaults),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

}  // namespace
}  // namespace lifeline::testing

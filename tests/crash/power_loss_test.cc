// What is left after the power goes at any moment: every commit that was
// acknowledged, and none of which a part is missing.

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "services/common/journal.h"
#include "services/common/requests.h"
#include "services/common/status.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/publication_testing.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_schema.h"
#include "tests/crash/losing_disk.h"

namespace lifeline::testing {
namespace {

constexpr size_t kLosses = 1500;
constexpr int kMutations = 40;
constexpr double kLossPerOperation = 0.14;

const Migration kJournalTables[] = {kRequestsSchema, kJournalSchema,
                                    kRewriteSchema};

// A moment at which the power might have gone.
struct Loss {
  FolderImage left;
  // What had been acknowledged by then.
  std::set<int> acknowledged;
};

// Collects losses while SQLite works on a folder.
class Losses {
 public:
  Losses(LosingDisk* disk, std::string folder, uint64_t seed)
      : disk_(disk), folder_(std::move(folder)), random_(seed) {
    disk_->SetHook([this](const LosingDisk::Operation&) {
      MaybeLosePower();
      return SQLITE_OK;
    });
  }
  ~Losses() { disk_->SetHook({}); }

  void Acknowledge(int number) {
    absl::MutexLock lock(&mutex_);
    acknowledged_.insert(number);
  }

  std::vector<Loss> Take() {
    absl::MutexLock lock(&mutex_);
    return std::exchange(losses_, {});
  }

 private:
  void MaybeLosePower() {
    absl::MutexLock lock(&mutex_);
    if (!std::bernoulli_distribution(kLossPerOperation)(random_)) return;
    losses_.push_back(Loss{disk_->LosePower(folder_, random_), acknowledged_});
  }

  LosingDisk* const disk_;
  const std::string folder_;
  absl::Mutex mutex_;
  std::mt19937_64 random_ ABSL_GUARDED_BY(mutex_);
  std::set<int> acknowledged_ ABSL_GUARDED_BY(mutex_);
  std::vector<Loss> losses_ ABSL_GUARDED_BY(mutex_);
};

class PowerLoss : public ::testing::Test {
 protected:
  PowerLoss() {
    char folder[] = "/tmp/lifeline-power-XXXXXX";
    folder_ = mkdtemp(folder);
  }
  ~PowerLoss() override { std::filesystem::remove_all(folder_); }

  // A folder nobody has used; older ones are gone.
  std::string NewFolder() {
    if (folders_ > 1) std::filesystem::remove_all(Folder(folders_ - 2));
    std::filesystem::create_directories(Folder(folders_));
    return Folder(folders_++);
  }

  LosingDisk disk_;

 private:
  std::string Folder(int number) const {
    return absl::StrCat(folder_, "/", number);
  }

  std::string folder_;
  int folders_ = 0;
};

DatabaseOptions Options(Durability durability = Durability::kFull) {
  DatabaseOptions options;
  options.min_free_bytes = 0;
  options.durability = durability;
  return options;
}

// Folds the log into the file while others may be writing.
void Checkpoint(const std::string& path) {
  SQLite::Database other(path, SQLite::OPEN_READWRITE);
  other.tryExec("PRAGMA wal_checkpoint(PASSIVE)");
}

// --- The journal -------------------------------------------------------------

std::string BodyOf(int number) {
  return std::string(1 + number * 7919 % 3000,
                     static_cast<char>('a' + number % 26));
}

Mutation MutationOf(int number) {
  Mutation mutation;
  mutation.scope = absl::StrCat("shop-", number % 3);
  mutation.request = {"anna", absl::StrCat("request-", number), "Put", "d"};
  mutation.now = absl::FromUnixSeconds(number);
  return mutation;
}

void Put(Journal& journal, int number, Journal::Done done) {
  journal.Mutate(
      MutationOf(number),
      [number](JournalTransaction& transaction) -> absl::StatusOr<std::string> {
        absl::StatusOr<Version> version = transaction.Put(
            "item", absl::StrCat("item-", number), BodyOf(number));
        if (!version.ok()) return version.status();
        return absl::StrCat("answer ", number);
      },
      std::move(done));
}

// Writes into a journal of its own until the losses are many.
std::vector<Loss> LosePowerOverAJournal(LosingDisk* disk,
                                        const std::string& folder,
                                        Durability durability, uint64_t seed) {
  Losses losses(disk, folder, seed);
  std::mt19937_64 random(seed);
  const std::string path = folder + "/journal.db";
  auto database =
      Database::Open(path, kJournalTables, Options(durability)).value();
  Writer writer(database.get());
  auto journal = Journal::Make(database.get(), &writer).value();
  for (int number = 0; number < kMutations;) {
    const int together = std::min<int>(kMutations - number, 1 + random() % 8);
    absl::BlockingCounter left(together);
    for (int i = 0; i < together; ++i, ++number) {
      Put(*journal, number, [&, number](absl::StatusOr<MutationResult> result) {
        if (result.ok()) losses.Acknowledge(number);
        left.DecrementCount();
      });
    }
    if (random() % 3 == 0) Checkpoint(path);
    left.Wait();
  }
  return losses.Take();
}

// The mutations that are there, each of them whole; a failure of the test where
// one is not.
std::set<int> MutationsIn(Database& database) {
  std::set<int> found;
  Writer writer(&database);
  auto journal = Journal::Make(&database, &writer).value();
  const JournalSnapshot snapshot = journal->Read().value();
  for (int shop = 0; shop < 3; ++shop) {
    const std::string scope = absl::StrCat("shop-", shop);
    int64_t revision = 0;
    const std::vector<Commit> commits =
        snapshot.ReadCommits(scope, 0, ReadLimits{1000, 1 << 30}).value();
    for (const Commit& commit : commits) {
      EXPECT_EQ(commit.info.revision, ++revision) << "a gap";
      EXPECT_EQ(commit.changes.size(), 1u);
      const int number =
          static_cast<int>(absl::ToUnixSeconds(commit.info.time));
      EXPECT_EQ(commit.changes[0].after, BodyOf(number));
      EXPECT_EQ(
          FindAnswer(snapshot.reader(), MutationOf(number).request).value(),
          absl::StrCat("answer ", number));
      found.insert(number);
    }
    EXPECT_EQ(snapshot.Revision(scope).value(), revision);
    EXPECT_EQ(snapshot.List(scope, "item").value().size(),
              static_cast<size_t>(revision));
  }
  EXPECT_EQ(
      snapshot.reader().QueryInt("SELECT count(*) FROM requests", {}).value(),
      static_cast<int64_t>(found.size()));
  return found;
}

// How many acknowledged mutations a loss took.
size_t LostOf(const Loss& loss, const std::string& folder) {
  WriteFolder(loss.left, folder);
  auto database =
      Database::Open(folder + "/journal.db", kJournalTables, Options());
  EXPECT_TRUE(database.ok()) << database.status();
  if (!database.ok()) return loss.acknowledged.size();
  const std::set<int> found = MutationsIn(**database);
  size_t lost = 0;
  for (const int number : loss.acknowledged) lost += 1 - found.count(number);
  return lost;
}

TEST_F(PowerLoss, NoAcknowledgedMutationIsLostAndNoneIsTorn) {
  size_t losses = 0, lost = 0;
  for (uint64_t round = 0; losses < kLosses; ++round) {
    for (const Loss& loss :
         LosePowerOverAJournal(&disk_, NewFolder(), Durability::kFull, round)) {
      ++losses;
      lost += LostOf(loss, NewFolder());
      ASSERT_FALSE(HasFailure()) << "seed " << round << ", loss " << losses;
    }
  }
  EXPECT_EQ(lost, 0u);
}

// That the test above can fail.
TEST_F(PowerLoss, WithoutASyncForEachCommitAcknowledgedMutationsAreLost) {
  size_t lost = 0;
  for (uint64_t round = 0; round < 3; ++round) {
    for (const Loss& loss : LosePowerOverAJournal(&disk_, NewFolder(),
                                                  Durability::kNormal, round)) {
      lost += LostOf(loss, NewFolder());
    }
  }
  EXPECT_GT(lost, 0u);
}

// After a failed sync the system may hold in memory what will never reach the
// disk. Whoever asks again after the restart is answered from there, so by then
// it must be on the disk.
TEST_F(PowerLoss, WhatAnswersAfterAFailedSyncAndARestartIsOnTheDisk) {
  const std::string folder = NewFolder();
  const std::string restarted = NewFolder();
  std::mt19937_64 random(1);
  {
    auto database =
        Database::Open(folder + "/journal.db", kJournalTables, Options())
            .value();
    WriterOptions options;
    options.in_doubt = [&](const absl::Status&) {
      disk_.KillInto(folder, restarted);
    };
    Writer writer(database.get(), std::move(options));
    auto journal = Journal::Make(database.get(), &writer).value();
    disk_.SetHook([](const LosingDisk::Operation& operation) {
      return operation.kind == LosingDisk::Kind::kSync ? SQLITE_IOERR_FSYNC
                                                       : SQLITE_OK;
    });
    absl::BlockingCounter left(1);
    Put(*journal, 7, [&](absl::StatusOr<MutationResult> result) {
      EXPECT_FALSE(result.ok());
      left.DecrementCount();
    });
    left.Wait();
    disk_.SetHook({});
  }
  auto database =
      Database::Open(restarted + "/journal.db", kJournalTables, Options())
          .value();
  EXPECT_EQ(MutationsIn(*database), std::set<int>{7});
  const Loss loss{disk_.LosePower(restarted, random), {7}};
  EXPECT_EQ(LostOf(loss, NewFolder()), 0u);
}

// --- The ledger --------------------------------------------------------------

using scoring::NewRanking;
using scoring::PublicationsOfAShop;
using scoring::ScoringMigrations;
using scoring::ScoringStore;

// The item that moves in a ranking after the first; they alternate.
std::string MoverOf(int64_t ranking) { return ranking % 2 == 0 ? "a" : "b"; }

std::vector<Loss> LosePowerOverALedger(LosingDisk* disk,
                                       const std::string& folder,
                                       uint64_t seed) {
  Losses losses(disk, folder, seed);
  std::mt19937_64 random(seed);
  const std::string path = folder + "/scoring.db";
  auto database = Database::Open(path, ScoringMigrations(), Options()).value();
  Writer writer(database.get());
  ScoringStore store(database.get(), &writer);
  PublicationsOfAShop shop;
  while (shop.number() < 12) {
    const std::string mover = MoverOf(shop.number() + 1);
    const NewRanking next = shop.number() == 0
                                ? shop.Begin()
                                : shop.Move(mover, !shop.IsAbove(mover));
    const absl::Status published = store.Publish(next).status();
    EXPECT_EQ(published, absl::OkStatus());
    if (!published.ok()) break;
    shop.Done(next);
    losses.Acknowledge(static_cast<int>(shop.number()));
    if (random() % 3 == 0) Checkpoint(path);
  }
  return losses.Take();
}

// The newest ranking, every one up to it with its crossing and its receipt.
int64_t RankingsIn(Database& database) {
  const Snapshot snapshot = database.Read().value();
  const auto head = scoring::ReadHead(snapshot, scoring::kShop).value();
  const int64_t number = head.has_value() ? head->number : 0;
  EXPECT_TRUE(scoring::VerifyLedger(snapshot, scoring::kShop).ok());
  PublicationsOfAShop shop;
  for (int64_t ranking = 1; ranking <= number; ++ranking) {
    EXPECT_TRUE(
        scoring::ReadRanking(snapshot, scoring::kShop, ranking)->has_value());
    const std::string mover = ranking == 1 ? "b" : MoverOf(ranking);
    EXPECT_TRUE(
        scoring::ReadCrossing(snapshot, scoring::kShop, {ranking, mover})
            ->has_value());
    const NewRanking published =
        ranking == 1 ? shop.Begin() : shop.Move(mover, !shop.IsAbove(mover));
    shop.Done(published);
    EXPECT_EQ(scoring::ReadReceipt(snapshot, scoring::kShop, {ranking, mover})
                  ->has_value(),
              !shop.IsAbove(mover));
  }
  EXPECT_EQ(snapshot.QueryInt("SELECT count(*) FROM ranking", {}).value(),
            number);
  return number;
}

TEST_F(PowerLoss, NoAcknowledgedRankingIsLostAndNoneIsTorn) {
  size_t losses = 0;
  for (uint64_t round = 0; losses < kLosses; ++round) {
    for (const Loss& loss : LosePowerOverALedger(&disk_, NewFolder(), round)) {
      ++losses;
      const std::string folder = NewFolder();
      WriteFolder(loss.left, folder);
      auto database = Database::Open(folder + "/scoring.db",
                                     ScoringMigrations(), Options());
      ASSERT_TRUE(database.ok()) << database.status();
      const int64_t acknowledged =
          loss.acknowledged.empty() ? 0 : *loss.acknowledged.rbegin();
      EXPECT_GE(RankingsIn(**database), acknowledged);
      ASSERT_FALSE(HasFailure()) << "seed " << round << ", loss " << losses;
    }
  }
}

}  // namespace
}  // namespace lifeline::testing

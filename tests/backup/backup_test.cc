// Backups of running services and what comes of restoring them, against the
// suite and against three processes.

#include <sys/wait.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/backlog/backlog_store.h"
#include "services/common/database.h"
#include "services/common/database_testing.h"
#include "services/roadmap/roadmap_store.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/scoring_schema.h"
#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

namespace fs = std::filesystem;
using scoring::v1::LineCrossing;
using scoring::v1::RankedItem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Ran {
  int exit_code = -1;
  std::string output;
};

class Backup : public Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    std::string pattern =
        (fs::temp_directory_path() / "lifeline-backups-XXXXXX").string();
    dir_ = mkdtemp(pattern.data());
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove_all(dir_, ignored);
  }

  // The command line, with its errors in the output.
  Ran Lifeline(const std::string& arguments) {
    Ran ran;
    FILE* pipe = popen(
        absl::StrCat(BinaryPath("lifeline"), " --roadmap-address ",
                     deployment().address("roadmap"), " --backlog-address ",
                     deployment().address("backlog"), " --scoring-address ",
                     deployment().address("scoring"), " ", arguments, " 2>&1")
            .c_str(),
        "r");
    std::array<char, 4096> buffer;
    for (size_t got; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
      ran.output.append(buffer.data(), got);
    ran.exit_code = WEXITSTATUS(pclose(pipe));
    return ran;
  }

  std::string BackUp(const std::string& name) {
    const std::string folder = absl::StrCat(dir_, "/", name);
    const Ran ran = Lifeline("backup --to " + folder);
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    return folder;
  }

  // Puts one database of a backup, or all of them, in the place of those that
  // are there; the services are started anew on them.
  void RestoreInPlace(const std::string& backup, const std::string& only = "") {
    // As the addresses are asked for by name, before they are gone.
    const std::string from = absl::StrCat(
        "restore --from ", backup, " --data_dir ", deployment().data_dir(),
        only.empty() ? "" : " --only " + only);
    const Ran running = Lifeline(from);
    EXPECT_EQ(running.exit_code, 5) << running.output;
    EXPECT_THAT(running.output, HasSubstr("stop it"));
    deployment().StopAll();
    for (const std::string service : {"roadmap", "backlog", "scoring"}) {
      if (!only.empty() && only != service) continue;
      for (const char* suffix : {".db", ".db-wal", ".db-shm"})
        fs::remove(absl::StrCat(deployment().data_dir(), "/", service, suffix));
    }
    const Ran restored = RunAlone(from);
    ASSERT_EQ(restored.exit_code, 0) << restored.output;
    ASSERT_EQ(deployment().RestartAll(), absl::OkStatus());
  }

  Ran RunAlone(const std::string& arguments) {
    Ran ran;
    FILE* pipe = popen(
        absl::StrCat(BinaryPath("lifeline"), " ", arguments, " 2>&1").c_str(),
        "r");
    std::array<char, 4096> buffer;
    for (size_t got; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
      ran.output.append(buffer.data(), got);
    ran.exit_code = WEXITSTATUS(pclose(pipe));
    return ran;
  }

  // Standings by item, as soon as every item of the backlog that `shop` has
  // seen is in them.
  std::map<std::string, scoring::v1::Standing> Standings(Shop& of) {
    std::map<std::string, scoring::v1::Standing> standings;
    const auto items = of.Ranked(1000);
    EXPECT_TRUE(items.ok()) << items.status();
    if (!items.ok()) return standings;
    for (const RankedItem& item : *items) {
      EXPECT_TRUE(standings.emplace(item.item(), item.standing()).second)
          << item.item() << " stands twice";
    }
    return standings;
  }

  std::vector<std::string> Receipts(Shop& of) {
    std::vector<std::string> texts;
    const auto receipts = of.Receipts();
    EXPECT_TRUE(receipts.ok()) << receipts.status();
    for (const auto& receipt : *receipts)
      texts.push_back(receipt.ShortDebugString());
    return texts;
  }

  // A change after a restore, so that a read can wait for what comes of it.
  void Touch(Shop& of, const std::string& item) {
    // Who has just been restored may still be told of people and teams.
    absl::Status status;
    const absl::Time end = absl::Now() + absl::Seconds(20);
    while (!(status = of.AddItem(item, 1, 1)).ok() && absl::Now() < end)
      absl::SleepFor(absl::Milliseconds(5));
    ASSERT_EQ(status, absl::OkStatus());
  }

  // The same, and waits until the item stands somewhere.
  void TouchAndAwait(Shop& of, const std::string& item) {
    ASSERT_NO_FATAL_FAILURE(Touch(of, item));
    const absl::Time end = absl::Now() + absl::Seconds(20);
    while (of.StandingOf(item) == scoring::v1::STANDING_UNSPECIFIED &&
           absl::Now() < end)
      absl::SleepFor(absl::Milliseconds(5));  // asks as a person may, not more
    ASSERT_NE(of.StandingOf(item), scoring::v1::STANDING_UNSPECIFIED);
  }

  const std::string& dir() const { return dir_; }

 private:
  std::string dir_;
};

// What three files of one backup know of one another.
struct Seen {
  int64_t by_scoring_backlog = 0, by_scoring_roadmap = 0;
  int64_t by_backlog_roadmap = 0;
  int64_t backlog = 0, roadmap = 0;
  bool promise = false;
};

int64_t Ask(Database& database, absl::string_view sql) {
  const auto snapshot = database.Read();
  return snapshot.ok() ? snapshot->QueryInt(sql, {}).value_or(-1) : -1;
}

Seen Look(const std::string& backup) {
  // Opening them writes to them.
  const std::string copy = backup + "-looked-at";
  fs::copy(backup, copy);
  auto scoring =
      Database::Open(copy + "/scoring.db", scoring::ScoringMigrations())
          .value();
  auto backlog =
      Database::Open(copy + "/backlog.db", backlog::BacklogMigrations())
          .value();
  auto roadmap =
      Database::Open(copy + "/roadmap.db", roadmap::RoadmapMigrations())
          .value();
  Seen seen;
  seen.by_scoring_backlog = Ask(*scoring, "SELECT backlog_revision FROM head");
  seen.by_scoring_roadmap = Ask(*scoring, "SELECT roadmap_revision FROM head");
  seen.by_backlog_roadmap =
      Ask(*backlog, "SELECT revision FROM directory_portfolios");
  seen.backlog = Ask(*backlog, "SELECT revision FROM journal_heads");
  seen.roadmap = Ask(*roadmap, "SELECT revision FROM journal_heads");
  const auto snapshot = scoring->Read();
  seen.promise =
      snapshot.ok() && scoring::VerifyLedger(*snapshot, "shop").ok() &&
      // Every way down has its crossing and its receipt, up to the last
      // ranking.
      Ask(*scoring,
          "SELECT count(*) FROM line_crossing AS c WHERE kind IN (1, 2, 3) AND "
          "NOT EXISTS (SELECT 1 FROM receipt AS r WHERE r.ranking = c.ranking "
          "AND r.item = c.item)") == 0 &&
      Ask(*scoring,
          "SELECT count(*) FROM result AS a JOIN result AS b ON a.item = "
          "b.item AND b.from_ranking = (SELECT min(n.from_ranking) FROM result "
          "AS n WHERE n.item = a.item AND n.from_ranking > a.from_ranking) "
          "WHERE a.standing IN (1, 2) AND b.standing NOT IN (1, 2, 8) AND NOT "
          "EXISTS (SELECT 1 FROM line_crossing AS c WHERE c.item = b.item AND "
          "c.ranking = b.from_ranking AND c.kind = 1)") == 0;
  fs::remove_all(copy);
  return seen;
}

TEST_P(Backup, AtAnyMomentUnderLoadARankingKnowsNoMoreThanItsBackup) {
  std::atomic<bool> stop = false;
  std::atomic<int> added = 0;
  std::thread load([&] {
    Shop own = shop();
    for (int i = 0; !stop; ++i) {
      // The line moves up and down, so that there are drops to be told.
      if (own.AddItem(absl::StrCat("i", i % 40), 1000 * (i % 7 + 1), 1 + i % 4)
              .ok() &&
          (i % 10 != 0 || own.SetCapacity(5 + i % 13).ok()))
        ++added;
    }
  });
  std::vector<std::string> backups;
  for (int n = 0; n < 6; ++n) {
    const int before = added;
    backups.push_back(BackUp(absl::StrCat("backup-", n)));
    // Another moment, by the progress of the others and not by the clock.
    while (added < before + 3 * n) std::this_thread::yield();
  }
  stop = true;
  load.join();
  int64_t last = 0;
  for (const std::string& backup : backups) {
    const Seen seen = Look(backup);
    EXPECT_GT(seen.by_scoring_backlog + seen.by_scoring_roadmap, 0) << backup;
    EXPECT_LE(seen.by_scoring_backlog, seen.backlog) << backup;
    EXPECT_LE(seen.by_scoring_roadmap, seen.roadmap) << backup;
    EXPECT_LE(seen.by_backlog_roadmap, seen.roadmap) << backup;
    EXPECT_TRUE(seen.promise) << backup;
    EXPECT_GE(seen.backlog, last) << backup;
    last = seen.backlog;
  }
  EXPECT_GT(added, 0);
  // The last one, on another machine.
  const std::string data_dir = dir() + "/elsewhere";
  const Ran ran =
      RunAlone("restore --from " + backups.back() + " --data_dir " + data_dir);
  ASSERT_EQ(ran.exit_code, 0) << ran.output;
  auto elsewhere = Deployment::Start(GetParam(), data_dir);
  ASSERT_TRUE(elsewhere.ok()) << elsewhere.status();
  Shop restored(Stubs{&(*elsewhere)->roadmap(), &(*elsewhere)->backlog(),
                      &(*elsewhere)->scoring()},
                "shop");
  Touch(restored, "after");
  backlog::v1::ListItemsRequest list;
  list.set_parent(restored.name());
  list.set_page_size(1000);
  backlog::v1::ListItemsResponse items;
  grpc::ClientContext context;
  restored.Prepare(&context);
  ASSERT_TRUE((*elsewhere)->backlog().ListItems(&context, list, &items).ok());
  const auto standings = Standings(restored);
  EXPECT_EQ(standings.size(), static_cast<size_t>(items.items_size()));
  for (const auto& [item, standing] : standings)
    EXPECT_NE(standing, scoring::v1::STANDING_LOST) << item;
}

TEST_P(Backup, AllOfItRestoredIsAsItWasAndGoesOn) {
  ASSERT_EQ(shop().AddItem("rich", 100'000, 6), absl::OkStatus());
  ASSERT_EQ(shop().AddItem("poor", 1'000, 4), absl::OkStatus());
  ASSERT_EQ(shop().StandingOf("poor"), scoring::v1::STANDING_ABOVE);
  ASSERT_EQ(shop().SetCapacity(7), absl::OkStatus());
  ASSERT_EQ(shop().StandingOf("poor"), scoring::v1::STANDING_BELOW);
  const auto before = shop().Latest();
  ASSERT_TRUE(before.ok()) << before.status();
  const auto standings = Standings(shop());
  const auto receipts = Receipts(shop());
  ASSERT_THAT(receipts, SizeIs(1));
  RestoreInPlace(BackUp("backup"));

  Shop restored(stubs(), "shop");
  EXPECT_EQ(Standings(restored), standings);
  EXPECT_EQ(Receipts(restored), receipts);
  Touch(restored, "after");
  const auto after = restored.Latest();
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->number(), before->number() + 1);
  EXPECT_NE(after->revisions().backlog_epoch(),
            before->revisions().backlog_epoch());
  EXPECT_NE(after->revisions().roadmap_epoch(),
            before->revisions().roadmap_epoch());
  EXPECT_EQ(Standings(restored).size(), standings.size() + 1);
  for (const auto& [item, standing] : standings)
    EXPECT_EQ(Standings(restored)[item], standing) << item;
  // What an old epoch had told will never come.
  scoring::v1::GetRankingRequest request;
  request.set_name(restored.name() + "/rankings/latest");
  *request.mutable_min_revisions() = before->revisions();
  request.mutable_min_revisions()->set_backlog(before->revisions().backlog() +
                                               1);
  scoring::v1::Ranking ranking;
  grpc::ClientContext context;
  context.AddMetadata("lifeline-as", "ben@example.com");
  context.set_deadline(
      absl::ToChronoTime(absl::Now() + absl::Milliseconds(300)));
  EXPECT_EQ(deployment()
                .scoring()
                .GetRanking(&context, request, &ranking)
                .error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST_P(Backup, WhatAnOlderBacklogDoesNotKnowIsLostAndTold) {
  ASSERT_EQ(shop().AddItem("rich", 100'000, 4), absl::OkStatus());
  ASSERT_EQ(shop().StandingOf("rich"), scoring::v1::STANDING_ABOVE);
  const std::string backup = BackUp("backup");
  ASSERT_EQ(shop().AddItem("newer", 90'000, 4), absl::OkStatus());
  ASSERT_EQ(shop().StandingOf("newer"), scoring::v1::STANDING_ABOVE);
  ASSERT_EQ(shop().AddItem("below", 1, 9), absl::OkStatus());
  ASSERT_EQ(shop().StandingOf("below"), scoring::v1::STANDING_BELOW);
  RestoreInPlace(backup, "backlog");

  Shop restored(stubs(), "shop");
  ASSERT_NO_FATAL_FAILURE(TouchAndAwait(restored, "after"));
  // Of the new epoch, so that the answer is of after the restore.
  backlog::v1::GetItemRequest get;
  get.set_name(restored.item_name("newer"));
  backlog::v1::Item item;
  grpc::ClientContext context;
  restored.Prepare(&context);
  EXPECT_EQ(deployment().backlog().GetItem(&context, get, &item).error_code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(restored.StandingOf("rich"), scoring::v1::STANDING_ABOVE);
  EXPECT_EQ(restored.StandingOf("newer"), scoring::v1::STANDING_LOST);
  EXPECT_EQ(restored.StandingOf("below"), scoring::v1::STANDING_LOST);
  EXPECT_EQ(Standings(restored).size(), 4u);

  std::map<std::string, LineCrossing> lost;
  const auto crossings = restored.Crossings();
  ASSERT_TRUE(crossings.ok()) << crossings.status();
  for (const LineCrossing& crossing : *crossings) {
    if (crossing.to() == scoring::v1::STANDING_LOST)
      lost[crossing.item()] = crossing;
  }
  ASSERT_THAT(lost, SizeIs(2));
  const LineCrossing& dropped = lost[restored.item_name("newer")];
  EXPECT_EQ(dropped.kind(), LineCrossing::KIND_DROPPED);
  // What came afterwards may be in the same ranking, and share the blame.
  std::set<int> groups;
  for (const auto& cause : dropped.causes()) groups.insert(cause.group());
  EXPECT_EQ(groups.count(scoring::v1::Cause::GROUP_RESTORE), 1u);
  EXPECT_EQ(lost[restored.item_name("below")].kind(),
            LineCrossing::KIND_CLOSED);
  std::set<std::string> owed;
  const auto receipts = restored.Receipts("state = OWED");
  ASSERT_TRUE(receipts.ok()) << receipts.status();
  for (const auto& receipt : *receipts) owed.insert(receipt.crossing());
  for (const auto& [name, crossing] : lost)
    EXPECT_EQ(owed.count(crossing.name()), 1u) << name;
}

TEST_P(Backup, WhatAnOlderBacklogDoesNotKnowCanStillBeRedacted) {
  ASSERT_EQ(shop().AddItem("rich", 100'000, 4), absl::OkStatus());
  const std::string backup = BackUp("backup");
  ASSERT_EQ(shop().AddItem("newer", 90'000, 4), absl::OkStatus());
  ASSERT_EQ(shop().StandingOf("newer"), scoring::v1::STANDING_ABOVE);
  const std::string title = "Item newer";
  RestoreInPlace(backup, "backlog");
  Shop restored(stubs(), "shop");
  ASSERT_NO_FATAL_FAILURE(TouchAndAwait(restored, "after"));
  ASSERT_EQ(restored.StandingOf("newer"), scoring::v1::STANDING_LOST);

  const std::string why =
      " --reason 'names a person' --yes --as ben@example.com";
  const auto redact = [&](const std::string& name) {
    return Lifeline(absl::StrCat("redact ", name, why));
  };
  EXPECT_EQ(redact(restored.item_name("rich")).exit_code, 2);
  EXPECT_EQ(redact(restored.item_name("never")).exit_code, 3);
  EXPECT_EQ(redact(restored.name() + "/mandates/never").exit_code, 3);
  const std::string database = deployment().data_dir() + "/scoring.db";
  ASSERT_TRUE(IsInFile(database, title));
  const Ran ran = redact(restored.item_name("newer"));
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  // Somebody may be reading; then it goes with a later change.
  const absl::Time end = absl::Now() + absl::Seconds(20);
  for (int i = 0; IsInFile(database, title) && absl::Now() < end; ++i)
    ASSERT_NO_FATAL_FAILURE(Touch(restored, absl::StrCat("later", i)));
  EXPECT_FALSE(IsInFile(database, title));
}

TEST_P(Backup, AnOlderScoringCatchesUpWithoutAGap) {
  ASSERT_EQ(shop().AddItem("rich", 100'000, 6), absl::OkStatus());
  ASSERT_EQ(shop().AddItem("poor", 1'000, 4), absl::OkStatus());
  ASSERT_EQ(shop().StandingOf("poor"), scoring::v1::STANDING_ABOVE);
  const std::string backup = BackUp("backup");
  ASSERT_EQ(shop().SetCapacity(7), absl::OkStatus());
  ASSERT_EQ(shop().AddItem("newer", 500, 1), absl::OkStatus());
  const auto standings = Standings(shop());
  ASSERT_EQ(shop().StandingOf("poor"), scoring::v1::STANDING_BELOW);
  RestoreInPlace(backup, "scoring");

  // It has told everybody all they had read, of the same epochs.
  EXPECT_EQ(Standings(shop()), standings);
  const auto dropped = shop().Crossings("kind = DROPPED");
  ASSERT_TRUE(dropped.ok()) << dropped.status();
  ASSERT_THAT(*dropped, SizeIs(1));
  EXPECT_EQ((*dropped)[0].item(), shop().item_name("poor"));
  const auto owed = shop().Receipts("state = OWED");
  ASSERT_TRUE(owed.ok()) << owed.status();
  bool owes = false;
  for (const auto& receipt : *owed)
    owes |= receipt.crossing() == (*dropped)[0].name();
  EXPECT_TRUE(owes);
}

TEST_P(Backup, SaysWhatItWouldCopyAndRefusesAFolderInUse) {
  const Ran list = Lifeline("backup");
  EXPECT_EQ(list.exit_code, 0) << list.output;
  for (const char* database : {"scoring", "backlog", "roadmap"})
    EXPECT_THAT(list.output, HasSubstr(database));
  const std::string backup = BackUp("backup");
  const Ran again = Lifeline("backup --to " + backup);
  EXPECT_EQ(again.exit_code, 5);
  EXPECT_THAT(again.output, HasSubstr("is not empty"));
  const Ran over = Lifeline("restore --from " + backup + " --data_dir " +
                            deployment().data_dir() + " --only nobody");
  EXPECT_EQ(over.exit_code, 2) << over.output;
}

LIFELINE_RUN_AGAINST_BOTH(Backup);

}  // namespace
}  // namespace lifeline::testing

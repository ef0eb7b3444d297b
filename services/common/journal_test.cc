#include "services/common/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

std::string Ids(const std::vector<Resource>& resources) {
  std::string ids;
  for (const Resource& r : resources) absl::StrAppend(&ids, r.id, " ");
  return ids;
}

class JournalTest : public ::testing::Test {
 protected:
  JournalTest()
      : database_(Database::Temporary(
                      {{kRequestsSchema, kJournalSchema, kRewriteSchema}})
                      .value()),
        writer_(std::make_unique<Writer>(database_.get())),
        journal_(Journal::Make(database_.get(), writer_.get()).value()) {}

  static Mutation Change(std::string scope = "shop") {
    Mutation mutation;
    mutation.scope = std::move(scope);
    mutation.request.actor = "anna";
    mutation.request.method = "/test/Put";
    mutation.reason = "because";
    mutation.now = kNow;
    return mutation;
  }

  absl::StatusOr<MutationResult> Put(absl::string_view id,
                                     absl::string_view body,
                                     std::string scope = "shop") {
    return journal_->MutateAndWait(
        Change(std::move(scope)),
        [&](JournalTransaction& t) -> absl::StatusOr<std::string> {
          auto version = t.Put("item", id, body);
          if (!version.ok()) return version.status();
          return absl::StrCat("r", version->revision);
        });
  }

  absl::StatusOr<MutationResult> Remove(absl::string_view id) {
    return journal_->MutateAndWait(
        Change(), [&](JournalTransaction& t) -> absl::StatusOr<std::string> {
          absl::Status status = t.Remove("item", id);
          if (!status.ok()) return status;
          return std::string();
        });
  }

  JournalSnapshot Read() { return journal_->Read().value(); }

  // "id=body" of what is listed.
  std::vector<std::string> Listed(const ListOptions& options = {}) {
    std::vector<std::string> listed;
    const std::vector<Resource> resources =
        Read().List("shop", "item", options).value();
    for (const Resource& r : resources) {
      listed.push_back(absl::StrCat(r.id, "=", r.version.body));
    }
    return listed;
  }

  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(JournalTest, EveryChangeIsTheNextRevision) {
  EXPECT_EQ(Read().Revision("shop").value(), 0);
  EXPECT_EQ(Put("a", "1")->revision, 1);
  EXPECT_EQ(Put("b", "1")->revision, 2);
  EXPECT_EQ(Put("a", "2")->revision, 3);
  EXPECT_EQ(Put("a", "1", "other")->revision, 1);
  const auto scopes = Read().Scopes().value();
  ASSERT_EQ(scopes.size(), 2u);
  EXPECT_EQ(scopes[1].scope, "shop");
  EXPECT_EQ(scopes[1].revision, 3);
  EXPECT_EQ(Read().Sequence().value(), 4);
}

TEST_F(JournalTest, TheStateIsTheNewestVersion) {
  ASSERT_TRUE(Put("a", "1").ok());
  Mutation later = Change();
  later.now = kNow + absl::Hours(1);
  ASSERT_TRUE(journal_
                  ->MutateAndWait(
                      later,
                      [](JournalTransaction& t) -> absl::StatusOr<std::string> {
                        return t.Put("item", "a", "2")->body;
                      })
                  .ok());
  const Version version = Read().Get("shop", "item", "a").value().value();
  EXPECT_EQ(version.body, "2");
  EXPECT_EQ(version.revision, 2);
  EXPECT_EQ(version.create_time, kNow);
  EXPECT_EQ(version.update_time, kNow + absl::Hours(1));
  EXPECT_FALSE(Read().Get("shop", "item", "b").value().has_value());
  EXPECT_FALSE(Read().Get("other", "item", "a").value().has_value());
}

TEST_F(JournalTest, TheSameBytesAreNoChange) {
  ASSERT_TRUE(Put("a", "1").ok());
  const auto again = Put("a", "1");
  EXPECT_EQ(again->revision, 1);
  EXPECT_EQ(again->answer, "r1");
  const auto there_and_back = journal_->MutateAndWait(
      Change(), [](JournalTransaction& t) -> absl::StatusOr<std::string> {
        EXPECT_EQ(t.Put("item", "a", "2")->revision, 2);
        return absl::StrCat(t.Put("item", "a", "1")->revision);
      });
  EXPECT_EQ(there_and_back->revision, 1);
  EXPECT_EQ(there_and_back->answer, "1");
}

TEST_F(JournalTest, FailedMutationsLeaveNoGap) {
  for (int i = 0; i < 20; ++i) {
    const auto result = journal_->MutateAndWait(
        Change(), [&](JournalTransaction& t) -> absl::StatusOr<std::string> {
          EXPECT_EQ(t.NextCounter("item").value(), i / 2 + 1)
              << "a failure uses no number";
          EXPECT_TRUE(t.Put("item", absl::StrCat(i), "x").ok());
          if (i % 2 == 0) return absl::FailedPreconditionError("no");
          return std::string();
        });
    EXPECT_EQ(result.ok(), i % 2 == 1);
  }
  const auto commits = Read().ReadCommits("shop", 0).value();
  ASSERT_EQ(commits.size(), 10u);
  for (size_t i = 0; i < commits.size(); ++i)
    EXPECT_EQ(commits[i].info.revision, static_cast<int64_t>(i) + 1);
}

TEST_F(JournalTest, ReadsWithinAMutationSeeItsWrites) {
  ASSERT_TRUE(Put("a", "1").ok());
  ASSERT_TRUE(Put("b", "1").ok());
  ASSERT_TRUE(Put("d", "1").ok());
  const auto result = journal_->MutateAndWait(
      Change(), [](JournalTransaction& t) -> absl::StatusOr<std::string> {
        EXPECT_TRUE(t.Put("item", "c", "new").ok());
        EXPECT_TRUE(t.Remove("item", "a").ok());
        EXPECT_TRUE(t.Put("other", "x", "not listed").ok());
        EXPECT_FALSE(t.Get("item", "a").value().has_value());
        EXPECT_EQ(t.Get("item", "c").value()->body, "new");
        EXPECT_EQ(Ids(t.List("item", {.limit = 2}).value()), "b c ");
        EXPECT_EQ(Ids(t.List("item", {.limit = 1, .descending = true}).value()),
                  "d ");
        EXPECT_EQ(Ids(t.List("item", {.after_id = "b"}).value()), "c d ");
        return std::string();
      });
  ASSERT_TRUE(result.ok());
  EXPECT_THAT(Listed(), ElementsAre("b=1", "c=new", "d=1"));
}

TEST_F(JournalTest, ListsPageByPageAndByPrefix) {
  for (const char* id : {"a-1", "a-2", "a-3", "b-1", "a"})
    ASSERT_TRUE(Put(id, "x").ok());
  EXPECT_THAT(Listed({.limit = 2}), ElementsAre("a=x", "a-1=x"));
  EXPECT_THAT(Listed({.after_id = "a-1", .limit = 2}),
              ElementsAre("a-2=x", "a-3=x"));
  EXPECT_THAT(Listed({.after_id = "a-3", .limit = 2}), ElementsAre("b-1=x"));
  EXPECT_THAT(Listed({.id_prefix = "a-"}),
              ElementsAre("a-1=x", "a-2=x", "a-3=x"));
  EXPECT_THAT(Listed({.id_prefix = "a-", .after_id = "a-2"}),
              ElementsAre("a-3=x"));
  EXPECT_THAT(Listed({.id_prefix = "c"}), IsEmpty());
  EXPECT_THAT(Listed({.id_prefix = "a-", .limit = 2, .descending = true}),
              ElementsAre("a-3=x", "a-2=x"));
}

TEST_F(JournalTest, RemovedIdsKeepTheirHistoryAndAreNeverUsedAgain) {
  ASSERT_TRUE(Put("a", "1").ok());
  ASSERT_TRUE(Put("a", "2").ok());
  ASSERT_TRUE(Remove("a").ok());
  EXPECT_EQ(ReasonOf(Remove("a").status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Put("a", "3").status()), "ID_USED");
  EXPECT_THAT(Listed(), IsEmpty());
  const auto history = Read().History("shop", "item", "a", 0, 10).value();
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(history[0].before, "2");
  EXPECT_EQ(history[0].after, std::nullopt);
  EXPECT_EQ(history[1].before, "1");
  EXPECT_EQ(history[1].after, "2");
  EXPECT_EQ(history[2].before, std::nullopt);
  EXPECT_EQ(history[2].info.revision, 1);
  EXPECT_EQ(history[2].info.actor, "anna");
  EXPECT_EQ(history[2].info.reason, "because");
}

TEST_F(JournalTest, HistoryGoesOnWhereItEnded) {
  for (int i = 1; i <= 5; ++i) ASSERT_TRUE(Put("a", absl::StrCat(i)).ok());
  ASSERT_TRUE(Put("b", "x").ok());
  std::vector<std::string> seen;
  int64_t position = 0;
  for (;;) {
    const auto page = Read().History("shop", "item", "a", position, 2).value();
    if (page.empty()) break;
    for (const HistoryEntry& entry : page) seen.push_back(*entry.after);
    position = page.back().position;
  }
  EXPECT_THAT(seen, ElementsAre("5", "4", "3", "2", "1"));
  EXPECT_THAT(Read().History("shop", "item", "b", position + 1, 2).value(),
              IsEmpty())
      << "a position of another";
}

TEST_F(JournalTest, CommitsSayWhatChangedAndBy) {
  Mutation change = Change();
  change.change_id = "import-1";
  change.change_parts = 2;
  ASSERT_TRUE(Put("a", "1").ok());
  ASSERT_TRUE(journal_
                  ->MutateAndWait(
                      change,
                      [](JournalTransaction& t) -> absl::StatusOr<std::string> {
                        EXPECT_TRUE(t.Put("item", "b", "new").ok());
                        EXPECT_TRUE(t.Remove("item", "a").ok());
                        return std::string();
                      })
                  .ok());
  const auto commits = Read().ReadCommits("shop", 1).value();
  ASSERT_EQ(commits.size(), 1u);
  EXPECT_EQ(commits[0].info.revision, 2);
  EXPECT_EQ(commits[0].info.time, kNow);
  EXPECT_EQ(commits[0].info.change_id, "import-1");
  EXPECT_EQ(commits[0].info.change_parts, 2);
  ASSERT_EQ(commits[0].changes.size(), 2u);
  EXPECT_EQ(commits[0].changes[0].id, "a");
  EXPECT_EQ(commits[0].changes[0].before, "1");
  EXPECT_EQ(commits[0].changes[0].after, std::nullopt);
  EXPECT_EQ(commits[0].changes[1].before, std::nullopt);
  EXPECT_EQ(commits[0].changes[1].after, "new");
}

TEST_F(JournalTest, CommitsAreReadInBoundedParts) {
  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(
        Put(absl::StrCat(i), std::string(100, 'x'), i % 2 ? "shop" : "other")
            .ok());
  EXPECT_EQ(Read().ReadAllCommits(0, {.max_commits = 3}).value().size(), 3u);
  EXPECT_EQ(Read().ReadAllCommits(0, {.max_bytes = 250}).value().size(), 2u);
  EXPECT_EQ(Read().ReadAllCommits(0, {.max_bytes = 1}).value().size(), 1u)
      << "one that is too large comes alone";
  EXPECT_EQ(Read().ReadAllCommits(7).value().size(), 3u);
  EXPECT_EQ(Read().ReadCommits("shop", 3).value().size(), 2u);
}

TEST_F(JournalTest, KeysBelongToOneResource) {
  const auto result = journal_->MutateAndWait(
      Change(), [](JournalTransaction& t) -> absl::StatusOr<std::string> {
        EXPECT_TRUE(t.Put("item", "a", "1").ok());
        EXPECT_TRUE(t.Put("item", "b", "1").ok());
        EXPECT_EQ(
            t.SetKeys("item", "a", {"SHOP-1", "SHOP-2", "SHOP-1"}).value(),
            std::nullopt);
        const auto clash = t.SetKeys("item", "b", {"SHOP-3", "SHOP-2"}).value();
        EXPECT_EQ(clash->key, "SHOP-2");
        EXPECT_EQ(clash->id, "a");
        EXPECT_EQ(t.FindByKey("item", "SHOP-3").value(), std::nullopt);
        EXPECT_EQ(t.SetKeys("item", "a", {"SHOP-1"}).value(), std::nullopt);
        EXPECT_EQ(t.SetKeys("item", "b", {"SHOP-2"}).value(), std::nullopt);
        EXPECT_EQ(t.SetKeys("member", "b", {"SHOP-1"}).value(), std::nullopt)
            << "kinds do not clash";
        return std::string();
      });
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(Read().FindByKey("shop", "item", "SHOP-1").value(), "a");
  EXPECT_EQ(Read().FindByKey("shop", "item", "SHOP-2").value(), "b");
  EXPECT_EQ(Read().FindByKey("other", "item", "SHOP-2").value(), std::nullopt);
  ASSERT_TRUE(Remove("b").ok());
  EXPECT_EQ(Read().FindByKey("shop", "item", "SHOP-2").value(), std::nullopt);
}

TEST_F(JournalTest, ListenersHearOfEveryCommitOnceItCanBeRead) {
  std::vector<int64_t> heard;
  journal_->Listen([&](absl::string_view scope, int64_t revision) {
    EXPECT_EQ(scope, "shop");
    EXPECT_EQ(Read().Revision("shop").value(), revision);
    heard.push_back(revision);
  });
  ASSERT_TRUE(Put("a", "1").ok());
  ASSERT_TRUE(Put("a", "1").ok());
  ASSERT_TRUE(Put("a", "2").ok());
  EXPECT_THAT(heard, ElementsAre(1, 2));
}

TEST_F(JournalTest, TheTablesRefuseToForget) {
  ASSERT_TRUE(Put("a", "1").ok());
  for (const char* sql :
       {"DELETE FROM journal_commits", "UPDATE journal_commits SET actor = 'x'",
        "DELETE FROM journal_versions",
        "UPDATE journal_versions SET body = 'x'",
        "INSERT INTO journal_commits (sequence, scope, revision, time_us, "
        "actor, reason, change_id, change_parts, "
        "first_version, versions) VALUES (9, 'shop', 3, 0, '', '', '', 0, 0, "
        "0)"}) {
    const absl::Status status = writer_->Run(
        [&](Transaction& t) { return t.Execute(sql, {}).status(); });
    EXPECT_EQ(ReasonOf(status), "CONSTRAINT_VIOLATED") << sql;
  }
}

TEST_F(JournalTest, ManyCallersMakeOneLineOfRevisions) {
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int t = 0; t < 64; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const auto result = journal_->MutateAndWait(
            Change(),
            [&](JournalTransaction& tx) -> absl::StatusOr<std::string> {
              EXPECT_TRUE(
                  tx.Put("item",
                         absl::StrCat("item-", tx.NextCounter("item").value()),
                         absl::StrCat(t))
                      .ok());
              if ((t + i) % 5 == 0) return absl::AbortedError("no");
              return std::string();
            });
        failed += result.ok() ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto commits =
      Read()
          .ReadCommits("shop", 0, {.max_commits = 10000, .max_bytes = 1 << 30})
          .value();
  ASSERT_EQ(commits.size(), 640u - failed);
  for (size_t i = 0; i < commits.size(); ++i) {
    EXPECT_EQ(commits[i].info.revision, static_cast<int64_t>(i) + 1);
    EXPECT_EQ(commits[i].changes[0].id, absl::StrCat("item-", i + 1));
  }
}

TEST(JournalFile, IsTheSameAfterReopening) {
  std::string dir = ::testing::TempDir() + "/lifeline-journal-XXXXXX";
  ASSERT_NE(mkdtemp(dir.data()), nullptr);
  int64_t epoch = 0;
  for (int round = 1; round <= 3; ++round) {
    auto database =
        Database::Open(dir + "/j.db",
                       {{kRequestsSchema, kJournalSchema, kRewriteSchema}})
            .value();
    Writer writer(database.get());
    auto journal = Journal::Make(database.get(), &writer).value();
    EXPECT_GT(journal->epoch(), 0);
    EXPECT_TRUE(epoch == 0 || journal->epoch() == epoch);
    epoch = journal->epoch();
    Mutation change;
    change.scope = "shop";
    change.now = kNow;
    for (const bool fails : {true, false}) {
      const auto result = journal->MutateAndWait(
          change, [&](JournalTransaction& t) -> absl::StatusOr<std::string> {
            EXPECT_EQ(t.next_revision(), round);
            EXPECT_EQ(t.NextCounter("item").value(), round);
            EXPECT_TRUE(t.Put("item", absl::StrCat(round), "x").ok());
            if (fails) return absl::InternalError("no");
            return std::string();
          });
      EXPECT_EQ(result.ok(), !fails);
    }
  }
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace lifeline

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/common/database_testing.h"
#include "services/common/journal.h"
#include "services/common/requests.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

constexpr char kErased[] = "anna@secret.example";
const absl::Time kEraseTime = absl::FromUnixSeconds(1'800'000'000);

class JournalRewrite : public ::testing::Test {
 protected:
  JournalRewrite()
      : database_(Database::Temporary(
                      {{kRequestsSchema, kJournalSchema, kRewriteSchema}})
                      .value()),
        writer_(std::make_unique<Writer>(database_.get())),
        journal_(Journal::Make(database_.get(), writer_.get()).value()) {}

  absl::StatusOr<MutationResult> Mutate(Journal::Body body,
                                        const std::string& reason = "") {
    Mutation mutation;
    mutation.scope = "shop";
    mutation.request = {"ben", "", "/test/Put", ""};
    mutation.reason = reason;
    mutation.now = kEraseTime;
    return journal_->MutateAndWait(std::move(mutation), std::move(body));
  }

  absl::Status Put(const std::string& id, const std::string& body,
                   const std::string& reason = "") {
    return Mutate(
               [&](JournalTransaction& t) -> absl::StatusOr<std::string> {
                 auto version = t.Put("member", id, body);
                 if (!version.ok()) return version.status();
                 return std::string();
               },
               reason)
        .status();
  }

  static absl::StatusOr<std::string> Blacken(absl::string_view body) {
    return absl::StrReplaceAll(body, {{kErased, "x"}});
  }

  absl::Status Erase(const std::string& id, const std::string& reason = "") {
    return Mutate(
               [&](JournalTransaction& t) -> absl::StatusOr<std::string> {
                 absl::Status status = t.Rewrite("member", id, Blacken);
                 if (!status.ok()) return status;
                 status = t.RewriteReasons("member", id, "x");
                 if (!status.ok()) return status;
                 return std::string();
               },
               reason)
        .status();
  }

  // The reader holds on to the instant before.
  void EraseWhileSomebodyReads() {
    ASSERT_TRUE(Put("m1", kErased).ok());
    reader_ = database_->Read().value();
    ASSERT_TRUE(
        reader_->QueryInt("SELECT count(*) FROM journal_versions", {}).ok());
    ASSERT_TRUE(Erase("m1").ok());
    ASSERT_TRUE(IsInFile(database_->path(), kErased));
  }

  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Journal> journal_;
  std::optional<Snapshot> reader_;
};

TEST_F(JournalRewrite, EveryVersionIsRewrittenAndHistoryStays) {
  ASSERT_TRUE(Put("m1", kErased).ok());
  ASSERT_TRUE(Put("m1", absl::StrCat("now ", kErased)).ok());
  ASSERT_TRUE(Put("m2", kErased).ok());
  ASSERT_TRUE(Erase("m1").ok());
  const JournalSnapshot snapshot = journal_->Read().value();
  EXPECT_EQ(snapshot.Get("shop", "member", "m1").value()->body, "now x");
  EXPECT_EQ(snapshot.Get("shop", "member", "m1").value()->revision, 4);
  EXPECT_EQ(snapshot.Get("shop", "member", "m2").value()->body, kErased);
  const auto commits = snapshot.ReadCommits("shop", 0).value();
  ASSERT_EQ(commits.size(), 4u);
  EXPECT_EQ(commits[0].changes[0].after, "x");
  EXPECT_EQ(commits[1].changes[0].before, "x");
  EXPECT_EQ(commits[1].changes[0].after, "now x");
  EXPECT_EQ(commits[3].changes[0].after, "now x");
}

TEST_F(JournalRewrite, FollowersHearOfItAlsoIfTheNewestVersionStays) {
  ASSERT_TRUE(Put("m1", kErased).ok());
  ASSERT_TRUE(Put("m1", "nobody").ok());
  ASSERT_TRUE(Erase("m1").ok());
  const auto commits = journal_->Read().value().ReadCommits("shop", 2).value();
  ASSERT_EQ(commits.size(), 1u);
  EXPECT_EQ(commits[0].changes[0].after, "nobody");
  EXPECT_TRUE(commits[0].changes[0].rewritten);
}

TEST_F(JournalRewrite, OnlyTheCommitThatDidItSaysSo) {
  ASSERT_TRUE(Put("m1", kErased).ok());
  ASSERT_TRUE(Put("m2", kErased).ok());
  ASSERT_TRUE(Erase("m1").ok());
  ASSERT_TRUE(Put("m1", "again").ok());
  const JournalSnapshot snapshot = journal_->Read().value();
  const auto commits = snapshot.ReadCommits("shop", 0).value();
  const auto history = snapshot.History("shop", "member", "m1", 0, 10).value();
  std::vector<bool> rewritten;
  for (const Commit& commit : commits)
    rewritten.push_back(commit.changes[0].rewritten);
  EXPECT_EQ(rewritten, (std::vector<bool>{false, false, true, false}));
  rewritten.clear();
  for (const HistoryEntry& entry : history)
    rewritten.push_back(entry.rewritten);
  EXPECT_EQ(rewritten, (std::vector<bool>{false, true, false}));
}

TEST_F(JournalRewrite, ReasonsOfTheResourceGoAndThoseOfOthersStay) {
  ASSERT_TRUE(Put("m1", "a", "as Anna asked").ok());
  ASSERT_TRUE(Put("m2", "b", "as Ben asked").ok());
  ASSERT_TRUE(Put("m1", "c").ok());
  ASSERT_TRUE(Erase("m1").ok());
  const auto commits = journal_->Read().value().ReadCommits("shop", 0).value();
  EXPECT_EQ(commits[0].info.reason, "x");
  EXPECT_EQ(commits[1].info.reason, "as Ben asked");
  EXPECT_EQ(commits[2].info.reason, "");
}

TEST_F(JournalRewrite, WhySomethingWasTakenAwayStays) {
  ASSERT_TRUE(Put("m1", "a", "as Anna asked").ok());
  ASSERT_TRUE(Erase("m1", "asked for it").ok());
  ASSERT_TRUE(Put("m1", "b", "as Anna asked again").ok());
  ASSERT_TRUE(Erase("m1", "asked again").ok());
  std::vector<std::string> reasons;
  const auto commits = journal_->Read().value().ReadCommits("shop", 0).value();
  for (const Commit& commit : commits) reasons.push_back(commit.info.reason);
  EXPECT_EQ(reasons, (std::vector<std::string>{"x", "asked for it", "x",
                                               "asked again"}));
}

TEST_F(JournalRewrite, OfWhatNeverWasIsRefused) {
  EXPECT_EQ(ReasonOf(Erase("m1")), "RESOURCE_NOT_FOUND");
}

TEST_F(JournalRewrite, WithoutItsCommitTheDatabaseRefusesIt) {
  ASSERT_TRUE(Put("m1", kErased, "because").ok());
  ASSERT_TRUE(Erase("m1").ok());
  for (const char* sql :
       {"UPDATE journal_versions SET body = x'00'",
        "UPDATE journal_commits SET reason = 'other' WHERE sequence = 1",
        "DELETE FROM journal_rewrites",
        "INSERT INTO journal_rewrites (sequence, kind, id) VALUES (1, 'a', "
        "'b')"}) {
    const absl::Status status = writer_->Run(
        [&](Transaction& t) { return t.Execute(sql, {}).status(); });
    EXPECT_EQ(ReasonOf(status), "CONSTRAINT_VIOLATED") << sql;
  }
}

TEST_F(JournalRewrite, OnlyBodiesAndReasonsCanBeRewritten) {
  ASSERT_TRUE(Put("m1", kErased, "because").ok());
  for (const char* sql : {"UPDATE journal_versions SET kind = 'other'",
                          "UPDATE journal_versions SET body = NULL",
                          "UPDATE journal_commits SET actor = 'other'",
                          "UPDATE journal_commits SET time_us = 1"}) {
    const absl::Status status =
        Mutate([&](JournalTransaction& t) -> absl::StatusOr<std::string> {
          absl::Status done = t.Rewrite("member", "m1", Blacken);
          if (!done.ok()) return done;
          done = t.transaction().Execute(sql, {}).status();
          if (!done.ok()) return done;
          return std::string();
        }).status();
    EXPECT_EQ(ReasonOf(status), "CONSTRAINT_VIOLATED") << sql;
  }
}

TEST_F(JournalRewrite, NoByteOfItStaysInTheFileOrItsLog) {
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(Put("m1", std::string(i, '.') + kErased, kErased).ok());
    ASSERT_TRUE(Put("m" + std::to_string(i + 2), std::string(i, '-')).ok());
  }
  ASSERT_TRUE(IsInFile(database_->path(), kErased));
  ASSERT_TRUE(Erase("m1").ok());
  EXPECT_FALSE(IsInFile(database_->path(), kErased));
}

TEST_F(JournalRewrite, WhatAReaderHasKeptGoesWithTheNextBatchAfterTheReader) {
  ASSERT_NO_FATAL_FAILURE(EraseWhileSomebodyReads());
  ASSERT_TRUE(Put("m2", "x").ok()) << "nobody waits for the reader";
  EXPECT_TRUE(IsInFile(database_->path(), kErased));
  reader_.reset();
  ASSERT_TRUE(Put("m2", "y").ok());
  EXPECT_FALSE(IsInFile(database_->path(), kErased));
}

TEST_F(JournalRewrite, WhatAReaderHasKeptGoesThoughNobodyWrites) {
  ASSERT_NO_FATAL_FAILURE(EraseWhileSomebodyReads());
  ASSERT_TRUE(
      ForgetOldRequests(database_.get(), writer_.get(), kEraseTime).ok());
  EXPECT_TRUE(IsInFile(database_->path(), kErased));
  reader_.reset();
  ASSERT_TRUE(
      ForgetOldRequests(database_.get(), writer_.get(), kEraseTime).ok());
  EXPECT_FALSE(IsInFile(database_->path(), kErased));
}

TEST_F(JournalRewrite, WhatAReaderHasKeptGoesAfterACrash) {
  ASSERT_NO_FATAL_FAILURE(EraseWhileSomebodyReads());
  std::string dir = ::testing::TempDir() + "/lifeline-crash-XXXXXX";
  ASSERT_NE(mkdtemp(dir.data()), nullptr);
  const std::string path = dir + "/x.db";
  // As a process leaves it that is killed now.
  for (const char* suffix : {"", "-wal"})
    std::filesystem::copy_file(database_->path() + suffix, path + suffix);
  ASSERT_TRUE(IsInFile(path, kErased));
  {
    auto database =
        Database::Open(path,
                       {{kRequestsSchema, kJournalSchema, kRewriteSchema}},
                       {.durability = Durability::kNone})
            .value();
    Writer writer(database.get());
    ASSERT_TRUE(ForgetOldRequests(database.get(), &writer, kEraseTime).ok());
    EXPECT_FALSE(IsInFile(path, kErased));
  }
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace lifeline

#include "services/common/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "services/common/status.h"
#include "services/common/writer.h"

namespace lifeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr size_t kPageBytes = 4096;

constexpr Migration kNotes = {
    "notes",
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE, body BLOB);"
    "CREATE TRIGGER kept BEFORE DELETE ON notes BEGIN SELECT RAISE(ABORT, "
    "'kept'); END;"};
constexpr Migration kMore = {"more",
                             "ALTER TABLE notes ADD COLUMN more INTEGER; "
                             "CREATE TABLE other (id INTEGER)"};

class DatabaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "/lifeline-db-XXXXXX";
    dir_ = mkdtemp(pattern.data());
    path_ = dir_ + "/notes.db";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  static std::vector<std::string> Texts(const Reader& reader) {
    std::vector<std::string> texts;
    EXPECT_TRUE(reader
                    .Query("SELECT text FROM notes ORDER BY id", {},
                           [&](const Row& row) {
                             texts.push_back(row.Text(0));
                             return absl::OkStatus();
                           })
                    .ok());
    return texts;
  }

  // A sound file of many pages: a table, and an index of its own pages.
  void FillPages() {
    auto database =
        Database::Open(path_, {{kNotes}}, {.durability = Durability::kNone})
            .value();
    Writer writer(database.get());
    for (int i = 0; i < 500; ++i) {
      ASSERT_TRUE(writer
                      .Run([&](Transaction& t) {
                        return Insert(t, std::string(200, 'a') +
                                             std::to_string(1000 + i));
                      })
                      .ok());
    }
  }

  // Writes into the file behind the back of who has it open.
  static void Overwrite(const std::string& path, size_t at,
                        const std::string& bytes) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file << bytes;
    ASSERT_TRUE(file.flush().good());
  }

  static absl::Status Insert(Transaction& transaction, absl::string_view text) {
    return transaction.Execute("INSERT INTO notes (text) VALUES (?)", {text})
        .status();
  }

  std::string dir_;
  std::string path_;
};

TEST_F(DatabaseTest, KeepsEveryKindOfValue) {
  auto database = Database::Temporary({{kNotes}}).value();
  Writer writer(database.get());
  const std::string bytes("\0\x01\xff", 3);
  ASSERT_TRUE(writer
                  .Run([&](Transaction& t) {
                    auto changed = t.Execute(
                        "INSERT INTO notes (id, text, body) VALUES (?, ?, ?), "
                        "(?, ?, ?), (3, 'x', ?)",
                        {INT64_MIN, "Größe", Blob{bytes}, 2, nullptr, Blob{""},
                         nullptr});
                    EXPECT_EQ(changed.value(), 3);
                    return changed.status();
                  })
                  .ok());
  const Snapshot snapshot = database->Read().value();
  int rows = 0;
  ASSERT_TRUE(snapshot
                  .Query("SELECT id, text, body FROM notes ORDER BY id", {},
                         [&](const Row& row) {
                           if (rows == 0) {
                             EXPECT_EQ(row.Int(0), INT64_MIN);
                             EXPECT_EQ(row.Text(1), "Größe");
                             EXPECT_EQ(row.Bytes(2), bytes);
                           }
                           EXPECT_EQ(row.IsNull(1), rows == 1);
                           EXPECT_EQ(row.IsNull(2), rows == 2);
                           ++rows;
                           return absl::OkStatus();
                         })
                  .ok());
  EXPECT_EQ(rows, 3);
}

TEST_F(DatabaseTest, ASnapshotDoesNotSeeWhatComesLater) {
  auto database = Database::Temporary({{kNotes}}).value();
  Writer writer(database.get());
  ASSERT_TRUE(writer.Run([](Transaction& t) { return Insert(t, "a"); }).ok());
  const Snapshot before = database->Read().value();
  EXPECT_THAT(Texts(before), ElementsAre("a"));
  ASSERT_TRUE(writer.Run([](Transaction& t) { return Insert(t, "b"); }).ok());
  EXPECT_THAT(Texts(before), ElementsAre("a"));
  EXPECT_THAT(Texts(database->Read().value()), ElementsAre("a", "b"));
}

TEST_F(DatabaseTest, QueriesNestAndEndEarly) {
  auto database = Database::Temporary({{kNotes}}).value();
  Writer writer(database.get());
  for (const char* text : {"a", "b", "c"}) {
    ASSERT_TRUE(
        writer.Run([&](Transaction& t) { return Insert(t, text); }).ok());
  }
  const Snapshot snapshot = database->Read().value();
  int pairs = 0;
  const absl::Status status =
      snapshot.Query("SELECT text FROM notes", {}, [&](const Row& row) {
        if (row.Bytes(0) == "c") return absl::CancelledError("enough");
        return snapshot.Query("SELECT text FROM notes", {}, [&](const Row&) {
          ++pairs;
          return absl::OkStatus();
        });
      });
  EXPECT_EQ(status, absl::CancelledError("enough"));
  EXPECT_EQ(pairs, 6);
  EXPECT_EQ(snapshot.QueryInt("SELECT count(*) FROM notes", {}).value(), 3);
  EXPECT_EQ(
      ReasonOf(snapshot.QueryInt("SELECT id FROM notes WHERE text = ?", {"z"})
                   .status()),
      "NO_ROW");
}

TEST_F(DatabaseTest, SnapshotsCannotWrite) {
  auto database = Database::Temporary({{kNotes}}).value();
  const Snapshot snapshot = database->Read().value();
  EXPECT_FALSE(snapshot
                   .Query("INSERT INTO notes (text) VALUES ('x')", {},
                          [](const Row&) { return absl::OkStatus(); })
                   .ok());
}

TEST_F(DatabaseTest, ErrorsAreToldApartByCode) {
  auto database = Database::Temporary({{kNotes}}).value();
  Writer writer(database.get());
  ASSERT_TRUE(writer.Run([](Transaction& t) { return Insert(t, "a"); }).ok());
  const absl::Status twice =
      writer.Run([](Transaction& t) { return Insert(t, "a"); });
  EXPECT_EQ(twice.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(twice), "UNIQUE_VIOLATED");
  const absl::Status refused = writer.Run([](Transaction& t) {
    return t.Execute("DELETE FROM notes", {}).status();
  });
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), "CONSTRAINT_VIOLATED");
  const absl::Status wrong = writer.Run(
      [](Transaction& t) { return t.Execute("SELEKT", {}).status(); });
  EXPECT_EQ(ReasonOf(wrong), "DATABASE_FAILED");
  EXPECT_TRUE(writer.health().ok());
}

TEST_F(DatabaseTest, ASecondOpenIsRefusedUntilTheFirstIsGone) {
  auto first = Database::Open(path_, {{kNotes}});
  ASSERT_TRUE(first.ok());
  const auto second = Database::Open(path_, {{kNotes}});
  EXPECT_EQ(ReasonOf(second.status()), "DATABASE_LOCKED");
  first->reset();
  EXPECT_TRUE(Database::Open(path_, {{kNotes}}).ok());
}

TEST_F(DatabaseTest, ASecondProcessIsRefused) {
  auto first = Database::Open(path_, {{kNotes}}).value();
  const pid_t child = fork();
  if (child == 0) {
    const auto second = Database::Open(path_, {{kNotes}});
    _exit(ReasonOf(second.status()) == "DATABASE_LOCKED" ? 7 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST_F(DatabaseTest, MigrationsRunOnceAndInOrder) {
  {
    auto database = Database::Open(path_, {{kNotes}}).value();
    Writer writer(database.get());
    ASSERT_TRUE(writer.Run([](Transaction& t) { return Insert(t, "a"); }).ok());
  }
  auto database = Database::Open(path_, {{kNotes, kMore}}).value();
  const Snapshot snapshot = database->Read().value();
  EXPECT_THAT(Texts(snapshot), ElementsAre("a"));
  EXPECT_EQ(snapshot.QueryInt("SELECT count(*) FROM other", {}).value(), 0);
  EXPECT_EQ(snapshot.QueryInt("PRAGMA user_version", {}).value(), 2);
}

TEST_F(DatabaseTest, ANewerSchemaIsRefused) {
  { ASSERT_TRUE(Database::Open(path_, {{kNotes, kMore}}).ok()); }
  EXPECT_EQ(ReasonOf(Database::Open(path_, {{kNotes}}).status()),
            "SCHEMA_NEWER");
}

TEST_F(DatabaseTest, AFailedMigrationChangesNothing) {
  { ASSERT_TRUE(Database::Open(path_, {{kNotes}}).ok()); }
  const Migration broken = {
      "broken",
      "CREATE TABLE third (id INTEGER); CREATE TABLE notes (id INTEGER);"};
  EXPECT_EQ(ReasonOf(Database::Open(path_, {{kNotes, broken}}).status()),
            "MIGRATION_FAILED");
  auto database = Database::Open(path_, {{kNotes}}).value();
  EXPECT_FALSE(
      database->Read().value().QueryInt("SELECT count(*) FROM third", {}).ok());
}

TEST_F(DatabaseTest, WhatIsNoDatabaseIsRefused) {
  std::ofstream(path_) << std::string(5000, 'x');
  EXPECT_EQ(ReasonOf(Database::Open(path_, {{kNotes}}).status()),
            "DATABASE_DAMAGED");
  EXPECT_EQ(
      ReasonOf(
          Database::Open(dir_ + "/no/such/folder.db", {{kNotes}}).status()),
      "DATABASE_UNUSABLE");
}

TEST_F(DatabaseTest, ADamagedPageIsFoundOnOpeningWhereverItLies) {
  FillPages();
  const size_t pages = std::filesystem::file_size(path_) / kPageBytes;
  ASSERT_GT(pages, 50u);
  const std::string damaged = dir_ + "/damaged.db";
  // The first page has the header and the schema; every other one belongs to
  // the table or to its index, and nothing reads it before somebody asks.
  for (size_t page = 1; page < pages; ++page) {
    std::filesystem::copy_file(
        path_, damaged, std::filesystem::copy_options::overwrite_existing);
    Overwrite(damaged, page * kPageBytes, std::string(kPageBytes, 'x'));
    const absl::Status status =
        Database::Open(damaged, {{kNotes}}, {.durability = Durability::kNone})
            .status();
    ASSERT_EQ(ReasonOf(status), "DATABASE_DAMAGED") << "page " << page + 1;
    EXPECT_THAT(std::string(status.message()), HasSubstr("restore a backup"));
  }
  EXPECT_TRUE(Database::Open(path_, {{kNotes}}).ok());
}

TEST_F(DatabaseTest, WhatCannotBeReadIsNotCopied) {
  FillPages();
  auto database = Database::Open(path_, {{kNotes}}).value();
  const size_t middle = std::filesystem::file_size(path_) / kPageBytes / 2;
  Overwrite(path_, middle * kPageBytes, std::string(kPageBytes, 'x'));
  const std::string copy = dir_ + "/copy.db";
  EXPECT_FALSE(database->CopyTo(copy).ok());
  EXPECT_FALSE(std::filesystem::exists(copy));
}

// Rows are copied as they lie there, so a value that no statement could have
// written comes along: only the check of the copy meets it.
TEST_F(DatabaseTest, ACopyThatDoesNotPassTheCheckIsNotLeftThere) {
  constexpr Migration kWords = {
      "words",
      "CREATE TABLE words (word TEXT NOT NULL CHECK (word <> 'evil'))"};
  {
    auto database = Database::Open(path_, {{kWords}}).value();
    Writer writer(database.get());
    ASSERT_TRUE(writer
                    .Run([](Transaction& t) {
                      return t.Do("INSERT INTO words VALUES ('good')", {});
                    })
                    .ok());
  }
  auto database = Database::Open(path_, {{kWords}}).value();
  const std::string copy = dir_ + "/copy.db";
  ASSERT_TRUE(database->CopyTo(copy).ok());
  std::filesystem::remove(copy);
  std::ifstream file(path_, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const size_t at = bytes.find("good");
  ASSERT_NE(at, std::string::npos);
  Overwrite(path_, at, "evil");
  const absl::Status status = database->CopyTo(copy);
  EXPECT_EQ(ReasonOf(status), "DATABASE_DAMAGED");
  EXPECT_THAT(std::string(status.message()), HasSubstr("its copy"));
  EXPECT_FALSE(std::filesystem::exists(copy));
}

TEST_F(DatabaseTest, CopiesWhileItServes) {
  auto database = Database::Open(path_, {{kNotes}}).value();
  Writer writer(database.get());
  ASSERT_TRUE(writer.Run([](Transaction& t) { return Insert(t, "a"); }).ok());
  const std::string copy = dir_ + "/copy.db";
  ASSERT_TRUE(database->CopyTo(copy).ok());
  EXPECT_EQ(ReasonOf(database->CopyTo(copy)), "FILE_EXISTS");
  auto copied = Database::Open(copy, {{kNotes}}).value();
  EXPECT_THAT(Texts(copied->Read().value()), ElementsAre("a"));
}

TEST_F(DatabaseTest, UsesTheDurableSettings) {
  auto database = Database::Open(path_, {{kNotes}}).value();
  Writer writer(database.get());
  ASSERT_TRUE(
      writer
          .Run([](Transaction& t) {
            EXPECT_EQ(t.QueryInt("PRAGMA synchronous", {}).value(), 2);  // FULL
            EXPECT_EQ(t.QueryInt("PRAGMA foreign_keys", {}).value(), 1);
            EXPECT_EQ(t.QueryInt("PRAGMA trusted_schema", {}).value(), 0);
            return absl::OkStatus();
          })
          .ok());
  EXPECT_TRUE(std::filesystem::exists(path_ + "-wal"));
}

}  // namespace
}  // namespace lifeline

#include "services/common/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

using ::testing::ElementsAre;

constexpr Migration kWrittenNotes = {
    "notes", "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE);"};

absl::Status Insert(Transaction& transaction, absl::string_view text) {
  return transaction.Execute("INSERT INTO notes (text) VALUES (?)", {text})
      .status();
}

int64_t Count(Database& database) {
  return database.Read()
      .value()
      .QueryInt("SELECT count(*) FROM notes", {})
      .value();
}

// Holds the writer inside a job, so that what is submitted meanwhile makes one
// batch.
class Gate {
 public:
  explicit Gate(Writer& writer) {
    writer.Submit(
        [this](Transaction&) {
          entered_.Notify();
          open_.WaitForNotification();
          return absl::OkStatus();
        },
        [this](absl::Status) { answered_.Notify(); });
    entered_.WaitForNotification();
  }
  ~Gate() { answered_.WaitForNotification(); }
  void Open() { open_.Notify(); }

 private:
  absl::Notification entered_;
  absl::Notification open_;
  absl::Notification answered_;
};

TEST(Writer, AFailedJobIsUndoneAlone) {
  auto database = Database::Temporary({{kWrittenNotes}}).value();
  Writer writer(database.get());
  Gate gate(writer);
  std::vector<absl::Status> answers(3);
  absl::BlockingCounter left(3);
  for (int i = 0; i < 3; ++i) {
    writer.Submit(
        [i](Transaction& t) {
          absl::Status status = Insert(t, absl::StrCat("job ", i));
          return i == 1 ? absl::AbortedError("changed my mind") : status;
        },
        [&, i](absl::Status status) {
          answers[i] = status;
          left.DecrementCount();
        });
  }
  gate.Open();
  left.Wait();
  EXPECT_THAT(answers, ElementsAre(absl::OkStatus(),
                                   absl::AbortedError("changed my mind"),
                                   absl::OkStatus()));
  EXPECT_EQ(Count(*database), 2);
  EXPECT_EQ(database->Read()
                .value()
                .QueryInt("SELECT count(*) FROM notes WHERE text = 'job 1'", {})
                .value(),
            0);
}

TEST(Writer, NobodyIsAnsweredBeforeTheCommit) {
  auto database = Database::Temporary({{kWrittenNotes}}).value();
  Writer writer(database.get());
  absl::BlockingCounter left(100);
  for (int i = 0; i < 100; ++i) {
    writer.Submit(
        [i](Transaction& t) { return Insert(t, absl::StrCat(i)); },
        [&, i](absl::Status status) {
          EXPECT_TRUE(status.ok());
          EXPECT_EQ(database->Read()
                        .value()
                        .QueryInt("SELECT count(*) FROM notes WHERE text = ?",
                                  {absl::StrCat(i)})
                        .value(),
                    1);
          left.DecrementCount();
        });
  }
  left.Wait();
}

TEST(Writer, HooksRunAfterTheCommitAndOnlyForJobsThatSucceed) {
  auto database = Database::Temporary({{kWrittenNotes}}).value();
  Writer writer(database.get());
  std::vector<std::string> seen;
  const auto job = [&](std::string name, absl::Status result, bool discard) {
    return [&, name, result, discard](Transaction& t) {
      t.OnCommit([&, name] {
        seen.push_back(absl::StrCat(name, " sees ", Count(*database)));
      });
      if (discard) t.Discard();
      return result.ok() ? Insert(t, name) : result;
    };
  };
  ASSERT_TRUE(writer.Run(job("a", absl::OkStatus(), false)).ok());
  ASSERT_FALSE(writer.Run(job("b", absl::AbortedError(""), false)).ok());
  ASSERT_TRUE(writer.Run(job("c", absl::OkStatus(), true)).ok());
  ASSERT_TRUE(writer.Run(job("d", absl::OkStatus(), false)).ok());
  EXPECT_THAT(seen, ElementsAre("a sees 1", "d sees 2"));
}

TEST(Writer, AFullQueueRefusesAtOnce) {
  std::atomic<int> done = 0;
  auto database = Database::Temporary({{kWrittenNotes}}).value();
  WriterOptions options;
  options.queue_limit = 2;
  Writer writer(database.get(), std::move(options));
  Gate gate(writer);
  for (int i = 0; i < 2; ++i)
    writer.Submit([](Transaction&) { return absl::OkStatus(); },
                  [&](absl::Status) { ++done; });
  absl::Status refused;
  writer.Submit([](Transaction&) { return absl::OkStatus(); },
                [&](absl::Status status) { refused = status; });
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "WRITER_QUEUE_FULL");
  EXPECT_EQ(done, 0);
  gate.Open();
}

TEST(Writer, ItsEndDoesAndAnswersWhatIsQueued) {
  auto database = Database::Temporary({{kWrittenNotes}}).value();
  std::atomic<int> done = 0;
  {
    Writer writer(database.get());
    for (int i = 0; i < 1000; ++i) {
      writer.Submit([i](Transaction& t) { return Insert(t, absl::StrCat(i)); },
                    [&](absl::Status s) { done += s.ok(); });
    }
  }
  EXPECT_EQ(done, 1000);
  EXPECT_EQ(Count(*database), 1000);
}

TEST(Writer, ManySubmittersLoseNothing) {
  auto database = Database::Temporary({{kWrittenNotes}}).value();
  std::atomic<int> fine = 0;
  {
    Writer writer(database.get());
    std::vector<std::thread> threads;
    for (int t = 0; t < 64; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 20; ++i)
          fine += writer
                      .Run([&](Transaction& tx) {
                        return Insert(tx, absl::StrCat(t, "/", i));
                      })
                      .ok();
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(fine, 64 * 20);
  EXPECT_EQ(Count(*database), 64 * 20);
}

TEST(Writer, AFullDiskUndoesTheWholeBatchAndIsSaidInHealth) {
  auto database =
      Database::Temporary({{kWrittenNotes}}, {.max_pages = 20}).value();
  Writer writer(database.get());
  ASSERT_TRUE(
      writer.Run([](Transaction& t) { return Insert(t, "first"); }).ok());
  std::vector<absl::Status> answers(3);
  absl::BlockingCounter left(3);
  Gate gate(writer);
  for (int i = 0; i < 3; ++i) {
    writer.Submit(
        [i](Transaction& t) {
          return Insert(
              t, std::string(i == 1 ? 200000 : 10, static_cast<char>('a' + i)));
        },
        [&, i](absl::Status status) {
          answers[i] = status;
          left.DecrementCount();
        });
  }
  gate.Open();
  left.Wait();
  for (const absl::Status& status : answers) {
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(ReasonOf(status), "DISK_FULL");
  }
  EXPECT_EQ(ReasonOf(writer.health()), "DISK_FULL");
  EXPECT_EQ(Count(*database), 1);
  EXPECT_TRUE(
      writer.Run([](Transaction& t) { return Insert(t, "small again"); }).ok());
  EXPECT_TRUE(writer.health().ok());
}

TEST(Writer, TooLittleRoomOnTheDiskIsRefusedBeforeItBegins) {
  std::string dir = ::testing::TempDir() + "/lifeline-room-XXXXXX";
  ASSERT_NE(mkdtemp(dir.data()), nullptr);
  {
    auto database = Database::Open(dir + "/x.db", {{kWrittenNotes}},
                                   {.min_free_bytes = int64_t{1} << 60})
                        .value();
    Writer writer(database.get());
    bool ran = false;
    const absl::Status status = writer.Run([&](Transaction&) {
      ran = true;
      return absl::OkStatus();
    });
    EXPECT_EQ(ReasonOf(status), "DISK_FULL");
    EXPECT_FALSE(ran);
    EXPECT_TRUE(database->Read().ok()) << "reading goes on";
  }
  std::filesystem::remove_all(dir);
}

TEST(Writer, AFailedCommitIsInDoubtAndNotAnsweredAsDone) {
  // A deferred foreign key is checked by COMMIT itself.
  constexpr Migration kDeferred = {
      "deferred",
      "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
      "CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE "
      "INITIALLY DEFERRED);"};
  auto database = Database::Temporary({{kDeferred}}).value();
  std::atomic<int> doubts = 0;
  WriterOptions options;
  options.in_doubt = [&](const absl::Status&) { ++doubts; };
  Writer writer(database.get(), std::move(options));
  EXPECT_FALSE(
      writer
          .Run([](Transaction& t) {
            return t.Execute("INSERT INTO child (id) VALUES (1)", {}).status();
          })
          .ok());
  EXPECT_EQ(doubts, 1);
  EXPECT_TRUE(
      writer
          .Run([](Transaction& t) {
            return t.Execute("INSERT INTO parent (id) VALUES (1)", {}).status();
          })
          .ok());
}

TEST(WriterDeathTest, AnInDoubtCommitEndsTheProcess) {
  constexpr Migration kDeferred = {
      "deferred",
      "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
      "CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE "
      "INITIALLY DEFERRED);"};
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        auto database = Database::Temporary({{kDeferred}}).value();
        Writer writer(database.get());
        (void)writer.Run([](Transaction& t) {
          return t.Execute("INSERT INTO child (id) VALUES (1)", {}).status();
        });
      },
      ::testing::ExitedWithCode(70), "in doubt");
}

}  // namespace
}  // namespace lifeline

#include "services/common/restore.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/common/journal.h"
#include "services/common/requests.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

using ::testing::HasSubstr;

const std::vector<Migration>& Schema() {
  static const auto* schema = new std::vector<Migration>{
      kRequestsSchema, kJournalSchema, kRewriteSchema};
  return *schema;
}

class RestoreTest : public testing::Test {
 protected:
  RestoreTest() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "lifeline-restore-XXXXXX")
            .string();
    dir_ = mkdtemp(pattern.data());
    path_ = dir_ + "/backlog.db";
  }
  ~RestoreTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
  }

  void LeaveNote(absl::string_view text) {
    std::ofstream(path_ + std::string(kRestoredSuffix)) << text;
  }
  bool NoteIsThere() const {
    return std::filesystem::exists(path_ + std::string(kRestoredSuffix));
  }
  // The epoch that a service would find, opened anew.
  absl::StatusOr<int64_t> OpenedEpoch() {
    auto database = Database::Open(path_, Schema());
    if (!database.ok()) return database.status();
    Writer writer(database->get());
    auto journal = Journal::Make(database->get(), &writer);
    if (!journal.ok()) return journal.status();
    return (*journal)->epoch();
  }

  std::string dir_;
  std::string path_;
};

TEST_F(RestoreTest, ARestoredDatabaseBeginsANewEpochOnce) {
  const int64_t before = OpenedEpoch().value();
  EXPECT_EQ(OpenedEpoch().value(), before);
  LeaveNote("4711\n");
  const int64_t after = OpenedEpoch().value();
  EXPECT_NE(after, before);
  EXPECT_GT(after, 0);
  EXPECT_FALSE(NoteIsThere());
  EXPECT_EQ(OpenedEpoch().value(), after);
}

TEST_F(RestoreTest, AProcessKilledBeforeItRemovedTheNoteBeginsNoSecondEpoch) {
  LeaveNote("4711\n");
  const int64_t after = OpenedEpoch().value();
  // The epoch was durable, the note is still there.
  LeaveNote("4711\n");
  EXPECT_EQ(OpenedEpoch().value(), after);
  EXPECT_FALSE(NoteIsThere());
  // Another restore is another epoch.
  LeaveNote("4712\n");
  EXPECT_NE(OpenedEpoch().value(), after);
}

TEST_F(RestoreTest, ANoteThatCannotBeReadIsNoReasonToGoOn) {
  for (const char* text : {"", "\n", "soon\n", "-4\n", "0\n"}) {
    LeaveNote(text);
    EXPECT_EQ(ReasonOf(OpenedEpoch().status()), "RESTORE_NOTE_DAMAGED") << text;
    EXPECT_TRUE(NoteIsThere());
  }
}

TEST_F(RestoreTest, ADatabaseThatIsStillBeingRestoredIsNotOpened) {
  const std::string copy = path_ + std::string(kRestoringSuffix);
  std::ofstream(copy) << "half of it";
  const absl::Status status = OpenedEpoch().status();
  EXPECT_EQ(ReasonOf(status), "RESTORE_UNFINISHED");
  EXPECT_THAT(std::string(status.message()), HasSubstr("lifeline restore"));
  EXPECT_FALSE(std::filesystem::exists(path_));
  unlink(copy.c_str());
  EXPECT_TRUE(OpenedEpoch().ok());
}

}  // namespace
}  // namespace lifeline

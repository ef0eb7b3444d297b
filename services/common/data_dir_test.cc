#include "services/common/data_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "absl/time/time.h"
#include "services/common/database.h"
#include "services/common/log.h"
#include "services/common/status.h"
#include "services/common/writer.h"

namespace lifeline {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class DataDir : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "/lifeline-dir-XXXXXX";
    base_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(base_); }

  std::string base_;
};

TEST_F(DataDir, IsMadeForItsOwnerOnly) {
  const std::string path = base_ + "/a/b";
  ASSERT_TRUE(MakeDataDir(path).ok());
  ASSERT_TRUE(MakeDataDir(path).ok());
  struct stat info;
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST_F(DataDir, AFileIsNoFolder) {
  KeepBallast(base_, nullptr, 100000);
  EXPECT_EQ(std::filesystem::file_size(base_ + "/ballast"), 100000u);
  EXPECT_EQ(ReasonOf(MakeDataDir(base_ + "/ballast")), "DATA_DIR_UNUSABLE");
  EXPECT_EQ(ReasonOf(MakeDataDir(base_ + "/ballast/x")), "DATA_DIR_UNUSABLE");
  EXPECT_EQ(ReasonOf(MakeDataDir("")), "DATA_DIR_UNUSABLE");
}

TEST_F(DataDir, ABallastThatDoesNotFitIsLeftOutAndMissedInTheLog) {
  std::vector<std::string> lines;
  const Log log(
      "suite", [] { return absl::UnixEpoch(); },
      [&](absl::string_view line) { lines.emplace_back(line); });
  KeepBallast(base_, &log, int64_t{1} << 50);
  EXPECT_FALSE(std::filesystem::exists(base_ + "/ballast"));
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], HasSubstr("\"level\":\"warning\""));
  EXPECT_THAT(lines[0], HasSubstr("no ballast"));
  EXPECT_THAT(lines[0], HasSubstr("\"bytes\":1125899906842624"));
  KeepBallast(base_, &log, 100000);
  KeepBallast(base_ + "/nowhere", &log, 100000);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_THAT(lines[1], HasSubstr(std::strerror(ENOENT)));
}

// A disk that ends where the ballast does.
TEST_F(DataDir, WithoutTheBallastAFullDiskIsWrittenToAgain) {
  constexpr Migration kNotes = {"notes", "CREATE TABLE notes (body BLOB)"};
  KeepBallast(base_, nullptr);
  const auto used = [this] {
    int64_t bytes = 0;
    for (const char* name : {"ballast", "notes.db", "notes.db-wal"}) {
      std::error_code none;
      const auto size = std::filesystem::file_size(base_ + "/" + name, none);
      if (!none) bytes += static_cast<int64_t>(size);
    }
    return bytes;
  };
  DatabaseOptions options;
  options.durability = Durability::kNone;
  auto made = Database::Open(base_ + "/notes.db", {{kNotes}}, options);
  ASSERT_TRUE(made.ok()) << made.status();
  made->reset();
  const int64_t disk = used();
  options.free_bytes = [&] { return disk - used(); };
  const auto database =
      Database::Open(base_ + "/notes.db", {{kNotes}}, options).value();
  Writer writer(database.get());
  const auto write = [&] {
    return writer.Run([](Transaction& transaction) {
      return transaction.Do("INSERT INTO notes VALUES (zeroblob(1048576))", {});
    });
  };
  const absl::Status refused = write();
  EXPECT_EQ(ReasonOf(refused), "DISK_FULL");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("`ballast`"));
  EXPECT_EQ(ReasonOf(writer.health()), "DISK_FULL");

  std::filesystem::remove(base_ + "/ballast");
  EXPECT_TRUE(writer.health().ok()) << writer.health();
  // Not once only: time for whoever makes room.
  for (int i = 0; i < 16; ++i) {
    const absl::Status written = write();
    ASSERT_TRUE(written.ok()) << i << ": " << written;
  }
  EXPECT_TRUE(writer.health().ok()) << writer.health();
}

TEST_F(DataDir, TheBallastIsTwiceWhatTheWriterWantsFree) {
  EXPECT_GE(kBallastBytes, 2 * DatabaseOptions().min_free_bytes);
}

}  // namespace
}  // namespace lifeline

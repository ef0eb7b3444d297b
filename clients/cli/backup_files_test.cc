#include "clients/cli/backup_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class BackupFilesTest : public testing::Test {
 protected:
  BackupFilesTest() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "lifeline-backup-XXXXXX")
            .string();
    dir_ = mkdtemp(pattern.data());
    from_ = dir_ + "/backup";
    data_dir_ = dir_ + "/data";
  }
  ~BackupFilesTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
  }

  static std::string BytesOf(const std::string& database) {
    // More than one piece of a copy.
    return std::string(1'500'000, database[0]);
  }

  void MakeBackup() {
    ASSERT_EQ(MakeBackupFolder(from_), absl::OkStatus());
    BackupManifest manifest{"0.1.0", "2027-01-04T09:00:00Z", {}};
    for (const char* database : kBackupOrder) {
      auto file = NewFile::Begin(absl::StrCat(from_, "/", database, ".db"));
      ASSERT_TRUE(file.ok()) << file.status();
      ASSERT_EQ((*file)->Write(BytesOf(database)), absl::OkStatus());
      manifest.databases.push_back({database, (*file)->size(),
                                    (*file)->Sha256(), 3,
                                    "2027-01-04T09:00:00Z"});
      ASSERT_EQ((*file)->Keep(), absl::OkStatus());
    }
    ASSERT_EQ(WriteManifest(from_, manifest), absl::OkStatus());
  }

  absl::Status RestoreAll(const std::string& only = "") {
    RestoreOptions options;
    options.from = from_;
    options.data_dir = data_dir_;
    options.only = only;
    return Restore(options).status();
  }

  std::string PathOf(const std::string& database) const {
    return absl::StrCat(data_dir_, "/", database, ".db");
  }
  bool IsRestored(const std::string& database) const {
    return Content(PathOf(database)) == BytesOf(database) &&
           std::filesystem::exists(PathOf(database) + ".restored") &&
           !std::filesystem::exists(PathOf(database) + ".restoring");
  }

  std::string dir_;
  std::string from_;
  std::string data_dir_;
};

TEST_F(BackupFilesTest, ABackupIsRestoredWithANoteForEachService) {
  MakeBackup();
  ASSERT_EQ(RestoreAll(), absl::OkStatus());
  std::set<std::string> numbers;
  for (const char* database : kBackupOrder) {
    EXPECT_TRUE(IsRestored(database)) << database;
    numbers.insert(Content(PathOf(database) + ".restored"));
    struct stat info;
    ASSERT_EQ(stat(PathOf(database).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u) << database;
  }
  EXPECT_EQ(numbers.size(), 1u);
}

TEST_F(BackupFilesTest, OneDatabaseAloneCanBeRestored) {
  MakeBackup();
  ASSERT_EQ(RestoreAll("backlog"), absl::OkStatus());
  EXPECT_TRUE(IsRestored("backlog"));
  EXPECT_FALSE(std::filesystem::exists(PathOf("roadmap")));
  EXPECT_FALSE(std::filesystem::exists(PathOf("scoring")));
}

TEST_F(BackupFilesTest, AFolderThatIsUsedIsNoPlaceForABackup) {
  ASSERT_EQ(MakeBackupFolder(from_), absl::OkStatus());
  EXPECT_EQ(MakeBackupFolder(from_), absl::OkStatus());
  std::ofstream(from_ + "/letter.txt") << "x";
  const absl::Status status = MakeBackupFolder(from_);
  EXPECT_EQ(ReasonOf(status), "BACKUP_FOLDER_USED");
  EXPECT_THAT(std::string(status.message()), HasSubstr("--to"));
  RemoveBackup(from_);
  EXPECT_TRUE(std::filesystem::exists(from_ + "/letter.txt"));
}

TEST_F(BackupFilesTest, WhatIsNotWholeIsNotRestored) {
  MakeBackup();
  const std::string manifest = Content(from_ + "/manifest.json");
  const auto expect_damaged = [&](const std::string& what) {
    EXPECT_EQ(ReasonOf(RestoreAll()), "BACKUP_DAMAGED") << what;
    EXPECT_FALSE(std::filesystem::exists(data_dir_)) << what;
  };
  std::filesystem::remove(from_ + "/manifest.json");
  expect_damaged("no manifest");
  for (const std::string& broken :
       {std::string(), manifest.substr(0, manifest.size() / 2),
        std::string("[]"), std::string("{\"format\": 2}"),
        std::string("{\"format\": 1, \"program_version\": \"1\", "
                    "\"create_time\": \"\", \"databases\": []}")}) {
    std::ofstream(from_ + "/manifest.json") << broken;
    expect_damaged(broken);
  }
  std::ofstream(from_ + "/manifest.json") << manifest;
  for (const char* database : kBackupOrder) {
    const std::string path = absl::StrCat(from_, "/", database, ".db");
    const std::string whole = Content(path);
    std::string other = whole;
    other[700'000] ^= 1;
    std::ofstream(path, std::ios::binary) << other;
    expect_damaged(absl::StrCat("a bit of ", database));
    std::ofstream(path, std::ios::binary) << whole.substr(1);
    expect_damaged(absl::StrCat("a byte less of ", database));
    std::filesystem::remove(path);
    expect_damaged(absl::StrCat("no ", database));
    std::ofstream(path, std::ios::binary) << whole;
  }
  EXPECT_EQ(RestoreAll(), absl::OkStatus());
}

TEST_F(BackupFilesTest, NothingIsWrittenOver) {
  MakeBackup();
  for (const char* name :
       {"backlog.db", "backlog.db-wal", "scoring.db-journal"}) {
    std::filesystem::create_directories(data_dir_);
    std::ofstream(absl::StrCat(data_dir_, "/", name)) << "somebody's work";
    const absl::Status status = RestoreAll();
    EXPECT_EQ(ReasonOf(status), "DATA_DIR_USED") << name;
    EXPECT_EQ(Content(absl::StrCat(data_dir_, "/", name)), "somebody's work");
    EXPECT_FALSE(std::filesystem::exists(PathOf("roadmap"))) << name;
    std::filesystem::remove_all(data_dir_);
  }
  // Once a service has taken note, what is there is work of today.
  ASSERT_EQ(RestoreAll(), absl::OkStatus());
  std::filesystem::remove(PathOf("backlog") + ".restored");
  EXPECT_EQ(ReasonOf(RestoreAll()), "DATA_DIR_USED");
}

TEST_F(BackupFilesTest, AFolderOnWhichAServiceRunsIsLeftAlone) {
  MakeBackup();
  std::filesystem::create_directories(data_dir_);
  const std::string lock = PathOf("scoring") + ".lock";
  const int fd = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_EQ(flock(fd, LOCK_EX | LOCK_NB), 0);
  const absl::Status status = RestoreAll();
  EXPECT_EQ(ReasonOf(status), "DATA_DIR_LOCKED");
  EXPECT_THAT(std::string(status.message()), HasSubstr("stop it"));
  close(fd);
  EXPECT_EQ(RestoreAll(), absl::OkStatus());
}

// Ends the process at every step, one after the other.
TEST_F(BackupFilesTest, ARestoreThatIsKilledAnywhereIsDoneByTheNext) {
  MakeBackup();
  int step = 0;
  for (bool killed = true; killed; ++step) {
    ASSERT_LT(step, 100);
    std::filesystem::remove_all(data_dir_);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      RestoreOptions options;
      options.from = from_;
      options.data_dir = data_dir_;
      options.before_step = [left = step]() mutable {
        if (left-- == 0) _exit(99);
      };
      _exit(Restore(options).ok() ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_THAT(WEXITSTATUS(status), testing::AnyOf(0, 99)) << step;
    killed = WEXITSTATUS(status) == 99;
    // The suite opens the roadmap first, so it is there only with the others.
    if (std::filesystem::exists(PathOf("roadmap"))) {
      for (const char* database : kBackupOrder)
        EXPECT_TRUE(IsRestored(database)) << database << " at " << step;
    } else if (std::filesystem::exists(PathOf("scoring")) ||
               std::filesystem::exists(PathOf("backlog"))) {
      EXPECT_TRUE(std::filesystem::exists(PathOf("roadmap") + ".restoring"))
          << step;
    }
    ASSERT_EQ(RestoreAll(), absl::OkStatus()) << step;
    for (const char* database : kBackupOrder)
      EXPECT_TRUE(IsRestored(database)) << database << " at " << step;
  }
  EXPECT_GT(step, 12);
}

}  // namespace
}  // namespace lifeline::cli

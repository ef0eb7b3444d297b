#include "services/common/data_dir.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "services/common/status.h"

namespace lifeline {
namespace {

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
  KeepBallast(base_, 100000);
  EXPECT_EQ(std::filesystem::file_size(base_ + "/ballast"), 100000u);
  EXPECT_EQ(ReasonOf(MakeDataDir(base_ + "/ballast")), "DATA_DIR_UNUSABLE");
  EXPECT_EQ(ReasonOf(MakeDataDir(base_ + "/ballast/x")), "DATA_DIR_UNUSABLE");
  EXPECT_EQ(ReasonOf(MakeDataDir("")), "DATA_DIR_UNUSABLE");
}

TEST_F(DataDir, ABallastThatDoesNotFitIsLeftOut) {
  KeepBallast(base_, int64_t{1} << 50);
  EXPECT_FALSE(std::filesystem::exists(base_ + "/ballast"));
}

}  // namespace
}  // namespace lifeline

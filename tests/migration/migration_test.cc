// A database of every schema that people may have, opened by today's program:
// what was there is there, and it goes on.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "services/common/database.h"
#include "services/common/status.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/scoring_schema.h"
#include "services/suite/suite.h"
#include "tests/migration/stored.h"
#include "tests/migration/story.h"

namespace lifeline::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kTimeKey[] = "time";

// Today's suite over a folder of its own, with a clock that stands still.
class MigrationTest : public ::testing::Test {
 protected:
  MigrationTest() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "lifeline-migration-XXXXXX")
            .string();
    dir_ = mkdtemp(pattern.data());
  }
  ~MigrationTest() override {
    suite_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
  }

  absl::Status Start() {
    SuiteOptions options;
    options.data_dir = dir_;
    options.server.in_process_only = true;
    options.clock = [this] {
      absl::MutexLock lock(&mutex_);
      return now_;
    };
    options.default_actor = "ben@example.com";
    auto suite = Suite::Start(options);
    if (!suite.ok()) return suite.status();
    suite_ = *std::move(suite);
    const auto channel = suite_->server().InProcessChannel();
    roadmap_ = roadmap::v1::RoadmapService::NewStub(channel);
    backlog_ = backlog::v1::BacklogService::NewStub(channel);
    scoring_ = scoring::v1::ScoringService::NewStub(channel);
    shop_ = std::make_unique<Shop>(
        Stubs{roadmap_.get(), backlog_.get(), scoring_.get()}, "shop");
    return absl::OkStatus();
  }

  std::string PathOf(const std::string& service) const {
    return absl::StrCat(dir_, "/", service, ".db");
  }

  void SetNow(absl::Time now) {
    absl::MutexLock lock(&mutex_);
    now_ = now;
  }
  void Advance(absl::Duration by) {
    absl::MutexLock lock(&mutex_);
    now_ += by;
  }
  absl::Time now() {
    absl::MutexLock lock(&mutex_);
    return now_;
  }

  // Ends the suite and computes the chain of the shop again.
  absl::StatusOr<scoring::ChainEnd> StopAndVerifyLedger() {
    suite_.reset();
    auto database =
        Database::Open(PathOf("scoring"), scoring::ScoringMigrations());
    if (!database.ok()) return database.status();
    auto snapshot = (*database)->Read();
    if (!snapshot.ok()) return snapshot.status();
    return scoring::VerifyLedger(*snapshot, "shop");
  }

  Shop& shop() { return *shop_; }
  const std::string& dir() const { return dir_; }

 private:
  std::string dir_;
  absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Suite> suite_;
  std::unique_ptr<roadmap::v1::RoadmapService::Stub> roadmap_;
  std::unique_ptr<backlog::v1::BacklogService::Stub> backlog_;
  std::unique_ptr<scoring::v1::ScoringService::Stub> scoring_;
  std::unique_ptr<Shop> shop_;
};

// The first difference between what was and what is, or nothing. Fields that
// have been added since are no difference.
std::string Difference(const json& was, const json& is,
                       const std::string& path) {
  if (was.type() != is.type()) return path;
  if (was.is_object()) {
    for (const auto& [field, value] : was.items()) {
      const std::string at = absl::StrCat(path, ".", field);
      if (!is.contains(field)) return at;
      std::string found = Difference(value, is.at(field), at);
      if (!found.empty()) return found;
    }
    return "";
  }
  if (was.is_array()) {
    if (was.size() != is.size()) return path;
    for (size_t i = 0; i < was.size(); ++i) {
      std::string found =
          Difference(was[i], is[i], absl::StrCat(path, "[", i, "]"));
      if (!found.empty()) return found;
    }
    return "";
  }
  return was == is ? "" : path;
}

void ExpectUnchanged(const std::map<std::string, std::string>& before,
                     const std::map<std::string, std::string>& after) {
  for (const auto& [key, was] : before) {
    const auto is = after.find(key);
    if (is == after.end()) {
      ADD_FAILURE() << key << " is gone";
      continue;
    }
    EXPECT_EQ(Difference(json::parse(was), json::parse(is->second), ""), "")
        << key << "\nwas " << was << "\nis  " << is->second;
  }
}

class StoredPortfolio : public MigrationTest,
                        public ::testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    for (const char* service : kServices) Load(service);
    std::ifstream file(absl::StrCat(folder(), "/expected.tsv"));
    for (std::string line; std::getline(file, line);) {
      const std::vector<std::string> parts =
          absl::StrSplit(line, absl::MaxSplits('\t', 1));
      ASSERT_THAT(parts, SizeIs(2)) << line;
      expected_[parts[0]] = parts[1];
    }
    ASSERT_GT(expected_.size(), 100u);
    absl::Time time;
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, expected_.at(kTimeKey),
                                &time, nullptr));
    expected_.erase(kTimeKey);
    SetNow(time);
  }

  std::string folder() const {
    return absl::StrCat(kStoredFolder, "/", GetParam());
  }
  const std::map<std::string, std::string>& expected() const {
    return expected_;
  }

 private:
  // The dump is the first step of the schema and the rest has been taken, so
  // that the file comes out as the program of that day has left it.
  void Load(const std::string& service) {
    std::ifstream file(absl::StrCat(folder(), "/", service, ".sql"));
    std::stringstream text;
    text << file.rdbuf();
    const std::string sql = text.str();
    int schema = 0;
    constexpr absl::string_view kHead = "-- schema ";
    ASSERT_EQ(sql.substr(0, kHead.size()), kHead) << service;
    ASSERT_TRUE(absl::SimpleAtoi(
        sql.substr(kHead.size(), sql.find('\n') - kHead.size()), &schema));
    std::vector<Migration> steps(schema, Migration{"taken", ""});
    steps.at(0) = Migration{"dump", sql};
    auto made = Database::Open(PathOf(service), steps);
    ASSERT_TRUE(made.ok()) << made.status();
  }

  std::map<std::string, std::string> expected_;
};

TEST_P(StoredPortfolio, ReadsAsItWas) {
  ASSERT_EQ(Start(), absl::OkStatus());
  ExpectUnchanged(expected(), ReadEverything(shop()));
  EXPECT_TRUE(StopAndVerifyLedger().ok());
}

TEST_P(StoredPortfolio, GoesOn) {
  ASSERT_EQ(Start(), absl::OkStatus());
  const auto before = shop().Latest();
  ASSERT_TRUE(before.ok()) << before.status();
  ASSERT_EQ(shop().StandingOf("urgent"), scoring::v1::STANDING_ABOVE);
  Advance(absl::Minutes(1));
  // After an upgrade the backlog may be hearing the members' roles anew.
  absl::Status withdrawn = shop().Withdraw("urgent");
  while (absl::IsUnavailable(withdrawn)) withdrawn = shop().Withdraw("urgent");
  ASSERT_EQ(withdrawn, absl::OkStatus());
  const auto after = shop().Latest();
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->number(), before->number() + 1);
  EXPECT_EQ(after->item_count(), before->item_count());
  const std::string crossing = after->name() + "/crossings/urgent";
  const auto owed = shop().Receipts("state = OWED");
  ASSERT_TRUE(owed.ok()) << owed.status();
  bool owes = false;
  for (const auto& receipt : *owed) owes |= receipt.crossing() == crossing;
  EXPECT_TRUE(owes);
  // What was written before is as it was, under what has been written since.
  std::map<std::string, std::string> kept;
  for (const auto& [key, value] : expected()) {
    if (key.rfind("Rank", 0) == 0 || key.rfind("LineCrossing", 0) == 0) {
      kept[key] = value;
    }
  }
  ExpectUnchanged(kept, ReadEverything(shop()));
  const auto chain = StopAndVerifyLedger();
  ASSERT_TRUE(chain.ok()) << chain.status();
}

TEST_P(StoredPortfolio, AnswersARepeatedRequestAsThen) {
  ASSERT_EQ(Start(), absl::OkStatus());
  const auto before = shop().Latest();
  ASSERT_TRUE(before.ok()) << before.status();
  backlog::v1::ApplyItemsRequest request = RepeatedRequest(shop());
  backlog::v1::ApplyItemsResponse response;
  grpc::ClientContext context;
  shop().Prepare(&context);
  ASSERT_TRUE(
      shop().stubs().backlog->ApplyItems(&context, request, &response).ok());
  EXPECT_LT(response.revision(), before->revisions().backlog());
  request.mutable_upserts(0)->mutable_item()->set_title("Another");
  grpc::ClientContext other;
  shop().Prepare(&other);
  EXPECT_THAT(shop()
                  .stubs()
                  .backlog->ApplyItems(&other, request, &response)
                  .error_message(),
              HasSubstr("request_id"));
}

TEST_P(StoredPortfolio, OfANewerProgramIsRefused) {
  for (const std::string service : kServices) {
    const std::string whole = PathOf(service) + ".kept";
    std::filesystem::copy_file(PathOf(service), whole);
    std::vector<Migration> newer = MigrationsOf(service);
    newer.push_back({"of tomorrow", "CREATE TABLE tomorrow (day INTEGER)"});
    ASSERT_TRUE(Database::Open(PathOf(service), newer).ok());
    const absl::Status status = Start();
    EXPECT_EQ(ReasonOf(status), "SCHEMA_NEWER") << service << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("restore a backup"));
    std::filesystem::rename(whole, PathOf(service));
  }
  EXPECT_EQ(Start(), absl::OkStatus());
}

// What a database is made of: each table, index and trigger by its statement,
// with the space between words as it may.
std::map<std::string, std::string> SchemaOf(Database& database) {
  std::map<std::string, std::string> schema;
  const auto snapshot = database.Read();
  EXPECT_TRUE(snapshot.ok()) << snapshot.status();
  if (!snapshot.ok()) return schema;
  EXPECT_TRUE(
      snapshot
          ->Query("SELECT type, name, sql FROM sqlite_master", {},
                  [&](const Row& row) {
                    std::string sql = row.Text(2);
                    absl::RemoveExtraAsciiWhitespace(&sql);
                    schema[absl::StrCat(row.Bytes(0), " ", row.Bytes(1))] = sql;
                    return absl::OkStatus();
                  })
          .ok());
  return schema;
}

TEST_P(StoredPortfolio, BecomesWhatAFreshOneIs) {
  for (const std::string service : kServices) {
    const std::vector<Migration> steps = MigrationsOf(service);
    const auto stored = Database::Open(PathOf(service), steps);
    ASSERT_TRUE(stored.ok()) << stored.status();
    const auto fresh = Database::Temporary(steps);
    ASSERT_TRUE(fresh.ok()) << fresh.status();
    const auto expected_schema = SchemaOf(**fresh);
    EXPECT_GT(expected_schema.size(), 10u);
    EXPECT_EQ(SchemaOf(**stored), expected_schema) << service;
  }
}

INSTANTIATE_TEST_SUITE_P(, StoredPortfolio,
                         ::testing::ValuesIn(StoredFolders()),
                         [](const auto& info) {
                           std::string name = info.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

// The same story by today's program. tests/migration/record keeps what it
// leaves in the folder that LIFELINE_RECORD names.
TEST_F(MigrationTest, TheStoryReadsTheSameAfterARestart) {
  SetNow(absl::FromCivil(absl::CivilHour(2026, 11, 2, 9), absl::UTCTimeZone()));
  ASSERT_EQ(Start(), absl::OkStatus());
  TellStory(shop(), [this](absl::Duration by) { Advance(by); });
  ASSERT_TRUE(StopAndVerifyLedger().ok());
  // Rankings in memory are shown from newer inputs than those of their number,
  // so all of them are read from the disk, as they will be.
  ASSERT_EQ(Start(), absl::OkStatus());
  const std::map<std::string, std::string> told = ReadEverything(shop());
  ASSERT_TRUE(StopAndVerifyLedger().ok());
  const char* const folder = std::getenv("LIFELINE_RECORD");
  if (folder != nullptr && !HasFailure()) {
    for (const char* service : kServices) {
      std::filesystem::copy(PathOf(service), folder);
    }
    std::ofstream file(absl::StrCat(folder, "/expected.tsv"));
    file << kTimeKey << "\t"
         << absl::FormatTime(absl::RFC3339_full, now(), absl::UTCTimeZone())
         << "\n";
    for (const auto& [key, value] : told) file << key << "\t" << value << "\n";
  }
  ASSERT_EQ(Start(), absl::OkStatus());
  ExpectUnchanged(told, ReadEverything(shop()));
}

}  // namespace
}  // namespace lifeline::testing

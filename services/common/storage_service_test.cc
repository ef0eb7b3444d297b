#include "services/common/storage_service.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "gtest/gtest.h"
#include "services/common/digest.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/common/writer.h"

namespace lifeline {
namespace {

using grpc::health::v1::HealthCheckResponse;
using storage::v1::BackUpDatabaseRequest;
using storage::v1::BackUpDatabaseResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Migration kStoredNotes = {
    "notes",
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, "
    "text TEXT NOT NULL)"};

constexpr char kBacklog[] = "lifeline.backlog.v1.BacklogService";

class StorageServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "lifeline-storage-XXXXXX")
            .string();
    dir_ = mkdtemp(pattern.data());
    Open();
  }
  void TearDown() override {
    Close();
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
  }

  void Open() {
    DatabaseOptions options;
    options.free_bytes = [this] { return free_bytes_.load(); };
    auto database =
        Database::Open(dir_ + "/backlog.db", {{kStoredNotes}}, options);
    ASSERT_TRUE(database.ok()) << database.status();
    database_ = *std::move(database);
    writer_ = std::make_unique<Writer>(database_.get());
    storage_ = std::make_unique<StorageService>(
        std::vector<KeptDatabase>{{"backlog", database_.get(), 17}},
        RpcOptions{nullptr,
                   [] { return absl::FromUnixSeconds(1'800'000'000); }});
    ServerOptions options_of_server;
    options_of_server.in_process_only = true;
    options_of_server.health_tick = absl::Milliseconds(1);
    auto server = Server::Start(
        options_of_server,
        {storage_->service(), NamedService{kBacklog, nullptr, [this] {
                                             return writer_->health();
                                           }}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    server_->OnStop([this] { storage_->Stop(); });
    channel_ = server_->InProcessChannel();
    stub_ = storage::v1::StorageService::NewStub(channel_);
  }
  void Close() {
    if (server_ != nullptr) server_->Stop();
    server_.reset();
    storage_.reset();
    writer_.reset();
    database_.reset();
  }

  void Write(int rows, const std::string& text) {
    ASSERT_EQ(writer_->Run([&](Transaction& transaction) {
      absl::Status status;
      for (int i = 0; i < rows && status.ok(); ++i) {
        status =
            transaction.Execute("INSERT INTO notes (text) VALUES (?)", {text})
                .status();
      }
      return status;
    }),
              absl::OkStatus());
  }

  struct Copy {
    storage::v1::BackupHeader header;
    std::string bytes;
    std::string sha256;
    size_t longest = 0;
    absl::Status status;
  };
  Copy BackUp(const std::string& name) {
    grpc::ClientContext context;
    BackUpDatabaseRequest request;
    request.set_database(name);
    auto reader = stub_->BackUpDatabase(&context, request);
    Copy copy;
    BackUpDatabaseResponse message;
    while (reader->Read(&message)) {
      if (message.has_header()) copy.header = message.header();
      copy.bytes += message.chunk();
      copy.longest = std::max(copy.longest, message.chunk().size());
      if (!message.sha256().empty()) copy.sha256 = message.sha256();
    }
    copy.status = FromGrpc(reader->Finish());
    return copy;
  }

  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(dir_))
      names.push_back(entry.path().filename().string());
    return names;
  }

  std::string dir_;
  std::atomic<int64_t> free_bytes_{int64_t{1} << 40};
  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<StorageService> storage_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<storage::v1::StorageService::Stub> stub_;
};

TEST_F(StorageServiceTest, ListsWhatTheProcessKeeps) {
  grpc::ClientContext context;
  storage::v1::ListDatabasesResponse response;
  ASSERT_TRUE(stub_->ListDatabases(&context, {}, &response).ok());
  ASSERT_EQ(response.databases_size(), 1);
  EXPECT_EQ(response.databases(0).name(), "backlog");
  EXPECT_EQ(response.databases(0).schema_version(), 1);
  EXPECT_EQ(response.databases(0).epoch(), 17);
  EXPECT_GT(response.databases(0).size_bytes(), 0);
  EXPECT_EQ(response.program_version(), kProgramVersion);
}

TEST_F(StorageServiceTest, ACopyIsADatabaseWithEverythingInIt) {
  Write(3000, std::string(1000, 'x'));
  const Copy copy = BackUp("backlog");
  ASSERT_EQ(copy.status, absl::OkStatus());
  EXPECT_EQ(copy.header.database(), "backlog");
  EXPECT_EQ(copy.header.schema_version(), 1);
  EXPECT_EQ(copy.header.create_time().seconds(), 1'800'000'000);
  EXPECT_EQ(copy.header.size_bytes(), static_cast<int64_t>(copy.bytes.size()));
  EXPECT_EQ(copy.sha256, Sha256Hex(copy.bytes));
  EXPECT_GT(copy.bytes.size(), 2 * StorageService::kChunkBytes);
  EXPECT_EQ(copy.longest, StorageService::kChunkBytes);
  const std::string path = dir_ + "/restored.db";
  std::ofstream(path, std::ios::binary) << copy.bytes;
  auto restored = Database::Open(path, {{kStoredNotes}});
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(
      (*restored)->Read()->QueryInt("SELECT count(*) FROM notes", {}).value(),
      3000);
}

TEST_F(StorageServiceTest, NothingIsLeftBesideTheDatabase) {
  const std::vector<std::string> before = Files();
  ASSERT_EQ(BackUp("backlog").status, absl::OkStatus());
  EXPECT_EQ(Files().size(), before.size());
  Close();
  // A process that was killed in the middle of it.
  std::ofstream(dir_ + "/backlog.db.backing-up") << "half";
  std::ofstream(dir_ + "/backlog.db.backing-up-journal") << "half";
  Open();
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/backlog.db.backing-up"));
  EXPECT_FALSE(
      std::filesystem::exists(dir_ + "/backlog.db.backing-up-journal"));
  EXPECT_EQ(BackUp("backlog").status, absl::OkStatus());
}

TEST_F(StorageServiceTest, WhatIsNotKeptHereIsRefused) {
  const absl::Status status = BackUp("scoring").status;
  EXPECT_EQ(ReasonOf(status), "DATABASE_NOT_KEPT");
  EXPECT_THAT(std::string(status.message()), HasSubstr("\"scoring\""));
  EXPECT_EQ(ReasonOf(BackUp(std::string(100'000, 'x')).status),
            "DATABASE_NOT_KEPT");
}

TEST_F(StorageServiceTest, OneBackupAtATime) {
  Write(3000, std::string(1000, 'x'));
  grpc::ClientContext context;
  BackUpDatabaseRequest request;
  request.set_database("backlog");
  auto first = stub_->BackUpDatabase(&context, request);
  BackUpDatabaseResponse message;
  ASSERT_TRUE(first->Read(&message));
  EXPECT_EQ(ReasonOf(BackUp("backlog").status), "BACKUP_RUNNING");
  // Others are not kept waiting by it.
  grpc::ClientContext list;
  storage::v1::ListDatabasesResponse response;
  EXPECT_TRUE(stub_->ListDatabases(&list, {}, &response).ok());
  while (first->Read(&message)) {
  }
  EXPECT_TRUE(first->Finish().ok());
  EXPECT_EQ(BackUp("backlog").status, absl::OkStatus());
}

TEST_F(StorageServiceTest, ACallerWhoGoesMakesRoomForTheNext) {
  Write(3000, std::string(1000, 'x'));
  {
    grpc::ClientContext context;
    BackUpDatabaseRequest request;
    request.set_database("backlog");
    auto reader = stub_->BackUpDatabase(&context, request);
    BackUpDatabaseResponse message;
    ASSERT_TRUE(reader->Read(&message));
    context.TryCancel();
    while (reader->Read(&message)) {
    }
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  absl::Status status;
  const absl::Time end = absl::Now() + absl::Seconds(20);
  do {
    status = BackUp("backlog").status;
  } while (ReasonOf(status) == "BACKUP_RUNNING" && absl::Now() < end);
  EXPECT_EQ(status, absl::OkStatus());
}

TEST_F(StorageServiceTest, ACopyThatWouldFillTheDiskIsNotBegun) {
  Write(3000, std::string(1000, 'x'));
  // Enough to write on, not enough for a copy of three megabytes.
  free_bytes_ = (int64_t{16} << 20) + (int64_t{2} << 20);
  const absl::Status status = BackUp("backlog").status;
  EXPECT_EQ(ReasonOf(status), "DISK_FULL");
  EXPECT_THAT(std::string(status.message()), HasSubstr("ballast"));
  EXPECT_TRUE(writer_->health().ok());
  free_bytes_ = int64_t{1} << 40;
  EXPECT_EQ(BackUp("backlog").status, absl::OkStatus());
}

TEST_F(StorageServiceTest, AServerThatStopsEndsTheBackup) {
  Write(20'000, std::string(1000, 'x'));
  grpc::ClientContext context;
  BackUpDatabaseRequest request;
  request.set_database("backlog");
  auto reader = stub_->BackUpDatabase(&context, request);
  BackUpDatabaseResponse message;
  ASSERT_TRUE(reader->Read(&message));
  std::thread stopping([this] { server_->Stop(); });
  while (reader->Read(&message)) {
  }
  const absl::Status status = FromGrpc(reader->Finish());
  stopping.join();
  EXPECT_FALSE(status.ok());
}

TEST_F(StorageServiceTest, HealthFollowsTheRoomOnTheDisk) {
  auto health = grpc::health::v1::Health::NewStub(channel_);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(kBacklog);
  auto watch = health->Watch(&context, request);
  HealthCheckResponse response;
  const auto until = [&](HealthCheckResponse::ServingStatus status) {
    while (watch->Read(&response))
      if (response.status() == status) return true;
    return false;
  };
  ASSERT_TRUE(until(HealthCheckResponse::SERVING));
  free_bytes_ = 1000;
  // Nobody has written anything.
  ASSERT_TRUE(until(HealthCheckResponse::NOT_SERVING));
  const absl::Status refused = writer_->Run([](Transaction& transaction) {
    return transaction.Execute("INSERT INTO notes (text) VALUES ('a')", {})
        .status();
  });
  EXPECT_EQ(ReasonOf(refused), "DISK_FULL");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("ballast"));
  free_bytes_ = int64_t{1} << 40;
  ASSERT_TRUE(until(HealthCheckResponse::SERVING));
  context.TryCancel();
  while (watch->Read(&response)) {
  }
  watch->Finish();
}

}  // namespace
}  // namespace lifeline

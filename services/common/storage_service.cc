#include "services/common/storage_service.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/digest.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"

namespace lifeline {
namespace {

using storage::v1::BackUpDatabaseRequest;
using storage::v1::BackUpDatabaseResponse;
using storage::v1::ListDatabasesRequest;
using storage::v1::ListDatabasesResponse;

constexpr absl::string_view kCopySuffix = ".backing-up";

// Nobody else has the database open, so what is there is of a process that is
// gone.
void RemoveCopiesOf(const std::string& database) {
  const std::filesystem::path path(database);
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(path.parent_path(), error)) {
    if (absl::StartsWith(entry.path().filename().string(),
                         absl::StrCat(path.filename().string(), kCopySuffix))) {
      std::filesystem::remove(entry.path(), error);
    }
  }
}

absl::StatusOr<int64_t> Ask(Database& database, absl::string_view pragma) {
  absl::StatusOr<Snapshot> snapshot = database.Read();
  if (!snapshot.ok()) return snapshot.status();
  return snapshot->QueryInt(pragma, {});
}

absl::Status StorageStopping() {
  return Error(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
               "the server is stopping; call again in a moment");
}

// Removes a file when it goes.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

}  // namespace

// The stream of one backup as its thread sees it: messages are written one
// after the other, and that thread waits for each.
class StorageService::Stream
    : public grpc::ServerWriteReactor<BackUpDatabaseResponse> {
 public:
  // gRPC holds a bare pointer until OnDone.
  void Keep(std::shared_ptr<Stream> self) {
    absl::MutexLock lock(&mutex_);
    self_ = std::move(self);
  }

  // False if nobody reads any more.
  bool Write(const BackUpDatabaseResponse& message) {
    {
      absl::MutexLock lock(&mutex_);
      if (gone_) return false;
      writing_ = true;
    }
    StartWrite(&message);
    absl::MutexLock lock(&mutex_);
    const bool taken = mutex_.AwaitWithTimeout(
        absl::Condition(this, &Stream::Written), kPatience);
    if (!taken) {
      gone_ = true;
      context_->TryCancel();
      // The message must live until gRPC lets go of it.
      mutex_.Await(absl::Condition(this, &Stream::Written));
    }
    return !gone_;
  }

  void End(const absl::Status& status) { Finish(ToGrpc(status)); }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    gone_ = gone_ || !ok;
  }
  void OnCancel() override {
    absl::MutexLock lock(&mutex_);
    gone_ = true;
  }
  void OnDone() override {
    std::shared_ptr<Stream> self;
    absl::MutexLock lock(&mutex_);
    self = std::move(self_);
  }

  explicit Stream(grpc::CallbackServerContext* context) : context_(context) {}

 private:
  bool Written() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !writing_;
  }

  grpc::CallbackServerContext* const context_;
  absl::Mutex mutex_;
  std::shared_ptr<Stream> self_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;
};

StorageService::StorageService(std::vector<KeptDatabase> databases,
                               RpcOptions rpc)
    : databases_(std::move(databases)), rpc_(std::move(rpc)) {
  for (const KeptDatabase& kept : databases_)
    RemoveCopiesOf(kept.database->path());
}

void StorageService::Stop() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
}

bool StorageService::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

bool StorageService::Begin() {
  absl::MutexLock lock(&mutex_);
  return !std::exchange(running_, true);
}

void StorageService::End() {
  absl::MutexLock lock(&mutex_);
  running_ = false;
}

absl::Status StorageService::Enter(
    const grpc::CallbackServerContext& context, absl::string_view method,
    const google::protobuf::Message& request) const {
  const absl::StatusOr<CallContext> call =
      EnterCall(rpc_, context, absl::StrCat("/", kServiceName, "/", method));
  return call.ok() ? Admitted(rpc_, *call, request) : call.status();
}

grpc::ServerUnaryReactor* StorageService::ListDatabases(
    grpc::CallbackServerContext* context, const ListDatabasesRequest* request,
    ListDatabasesResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (absl::Status may = Enter(*context, "ListDatabases", *request);
      !may.ok()) {
    reactor->Finish(ToGrpc(may));
    return reactor;
  }
  executor_.Post([this, reactor, response] {
    absl::StatusOr<ListDatabasesResponse> listed = List();
    if (listed.ok()) *response = *std::move(listed);
    reactor->Finish(ToGrpc(listed.status()));
  });
  return reactor;
}

absl::StatusOr<ListDatabasesResponse> StorageService::List() const {
  ListDatabasesResponse response;
  response.set_program_version(kProgramVersion);
  for (const KeptDatabase& kept : databases_) {
    const auto schema = Ask(*kept.database, "PRAGMA user_version");
    const auto pages = Ask(*kept.database, "PRAGMA page_count");
    const auto bytes = Ask(*kept.database, "PRAGMA page_size");
    for (const auto& asked : {schema, pages, bytes})
      if (!asked.ok()) return asked.status();
    storage::v1::Database& database = *response.add_databases();
    database.set_name(kept.name);
    database.set_schema_version(static_cast<int32_t>(*schema));
    database.set_size_bytes(*pages * *bytes);
    database.set_epoch(kept.epoch);
  }
  std::sort(response.mutable_databases()->begin(),
            response.mutable_databases()->end(),
            [](const storage::v1::Database& a, const storage::v1::Database& b) {
              return a.name() < b.name();
            });
  return response;
}

grpc::ServerWriteReactor<BackUpDatabaseResponse>*
StorageService::BackUpDatabase(grpc::CallbackServerContext* context,
                               const BackUpDatabaseRequest* request) {
  auto stream = std::make_shared<Stream>(context);
  stream->Keep(stream);
  if (absl::Status may = Enter(*context, "BackUpDatabase", *request);
      !may.ok()) {
    stream->End(may);
    return stream.get();
  }
  if (!Begin()) {
    stream->End(Error(absl::StatusCode::kResourceExhausted, "BACKUP_RUNNING",
                      "another backup of this process is being made; call "
                      "again when it is done"));
    return stream.get();
  }
  executor_.Post([this, stream, name = request->database()] {
    const absl::Status done = BackUp(name, *stream);
    // Before the caller hears of it and begins the next one.
    End();
    stream->End(done);
  });
  return stream.get();
}

absl::Status StorageService::BackUp(const std::string& name, Stream& stream) {
  const auto kept = std::find_if(
      databases_.begin(), databases_.end(),
      [&](const KeptDatabase& candidate) { return candidate.name == name; });
  if (kept == databases_.end()) {
    return Error(absl::StatusCode::kNotFound, "DATABASE_NOT_KEPT",
                 absl::StrCat("database: this process does not keep \"",
                              absl::string_view(name).substr(0, 100),
                              "\"; ListDatabases says what it keeps"));
  }
  if (stopping()) return StorageStopping();
  const absl::Time begun = rpc_.clock();
  const TemporaryFile copy(absl::StrCat(kept->database->path(), kCopySuffix));
  absl::Status status = kept->database->CopyTo(copy.path());
  if (!status.ok()) return status;
  return Send(*kept, copy.path(), begun, stream);
}

absl::Status StorageService::Send(const KeptDatabase& kept,
                                  const std::string& copy, absl::Time begun,
                                  Stream& stream) {
  const absl::StatusOr<int64_t> schema =
      Ask(*kept.database, "PRAGMA user_version");
  if (!schema.ok()) return schema.status();
  std::error_code error;
  BackUpDatabaseResponse message;
  storage::v1::BackupHeader& header = *message.mutable_header();
  header.set_database(kept.name);
  header.set_schema_version(static_cast<int32_t>(*schema));
  header.mutable_create_time()->set_seconds(absl::ToUnixSeconds(begun));
  header.set_size_bytes(
      static_cast<int64_t>(std::filesystem::file_size(copy, error)));
  header.set_program_version(kProgramVersion);
  std::ifstream file(copy, std::ios::binary);
  Sha256Stream digest;
  std::string chunk(kChunkBytes, '\0');
  for (bool more = true; more;) {
    if (stopping()) return StorageStopping();
    if (!stream.Write(message))
      return absl::CancelledError("the caller has gone");
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    if (file.bad() || (file.fail() && !file.eof())) {
      return Error(absl::StatusCode::kInternal, "DATABASE_FAILED",
                   absl::StrCat(copy, " cannot be read"));
    }
    const absl::string_view bytes(chunk.data(),
                                  static_cast<size_t>(file.gcount()));
    digest.Add(bytes);
    more = !bytes.empty();
    if (more) message.set_chunk(bytes.data(), bytes.size());
  }
  message.set_sha256(digest.Hex());
  if (!stream.Write(message))
    return absl::CancelledError("the caller has gone");
  return absl::OkStatus();
}

}  // namespace lifeline

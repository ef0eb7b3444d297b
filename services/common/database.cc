#include "services/common/database.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "services/common/connection.h"
#include "services/common/restore.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

// Readers wait for nobody in WAL mode, except for a moment while the log is
// being recovered or reset.
constexpr int kBusyTimeoutMs = 5000;
// Connections kept for the next reader; more are opened when more read at once.
constexpr size_t kIdleConnections = 16;

absl::Status Precondition(absl::string_view reason, absl::string_view path,
                          absl::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               absl::StrCat(path, ": ", message), {{"path", path}});
}

absl::StatusOr<int64_t> Pragma(Connection& connection, absl::string_view sql) {
  int64_t value = 0;
  absl::Status status = connection.Query(sql, {}, [&value](const Row& row) {
    value = row.Int(0);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return value;
}

absl::string_view Synchronous(Durability durability) {
  switch (durability) {
    case Durability::kFull:
      return "FULL";
    case Durability::kNormal:
      return "NORMAL";
    case Durability::kNone:
      return "OFF";
  }
  return "FULL";
}

// OK, or the first line of what the check found.
absl::Status QuickCheck(Connection& connection) {
  std::string found;
  absl::Status status =
      connection.Query("PRAGMA quick_check(1)", {}, [&found](const Row& row) {
        found = row.Text(0);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return found == "ok" ? absl::OkStatus() : absl::DataLossError(found);
}

absl::Status Migrate(Connection& connection, const std::string& path,
                     absl::Span<const Migration> migrations) {
  absl::StatusOr<int64_t> version = Pragma(connection, "PRAGMA user_version");
  if (!version.ok()) return version.status();
  const int64_t known = static_cast<int64_t>(migrations.size());
  if (*version > known) {
    return Precondition("SCHEMA_NEWER", path,
                        absl::StrCat("was written by a newer program (schema ",
                                     *version, ", this one knows ", known,
                                     "); run that version, or restore a backup "
                                     "from before the upgrade"));
  }
  for (int64_t step = *version; step < known; ++step) {
    const Migration& migration = migrations[step];
    absl::Status status = connection.Script("BEGIN IMMEDIATE");
    if (status.ok()) status = connection.Script(std::string(migration.sql));
    if (status.ok())
      status =
          connection.Script(absl::StrCat("PRAGMA user_version = ", step + 1));
    if (status.ok()) status = connection.Script("COMMIT");
    if (status.ok()) continue;
    connection.RollBack();
    return Precondition("MIGRATION_FAILED", path,
                        absl::StrCat("step ", step + 1, " (", migration.name,
                                     ") failed: ", status.message()));
  }
  return absl::OkStatus();
}

// A restore that was interrupted has made no database yet, and an empty one in
// its place would be taken for the restored one.
absl::Status CheckRestored(const std::string& path) {
  const std::string copy = absl::StrCat(path, kRestoringSuffix);
  if (access(copy.c_str(), F_OK) != 0) return absl::OkStatus();
  return Precondition("RESTORE_UNFINISHED", path,
                      absl::StrCat("is being restored, or was when that was "
                                   "interrupted; run lifeline restore again, "
                                   "or remove ",
                                   copy));
}

}  // namespace

bool Row::IsNull(int column) const {
  return static_cast<const SQLite::Statement*>(statement_)
      ->getColumn(column)
      .isNull();
}

int64_t Row::Int(int column) const {
  return static_cast<const SQLite::Statement*>(statement_)
      ->getColumn(column)
      .getInt64();
}

absl::string_view Row::Bytes(int column) const {
  const SQLite::Column value =
      static_cast<const SQLite::Statement*>(statement_)->getColumn(column);
  // The pointer first: asking for it may convert the value, which changes its
  // size.
  const char* bytes = static_cast<const char*>(value.getBlob());
  return bytes == nullptr ? absl::string_view()
                          : absl::string_view(bytes, value.getBytes());
}

absl::Status Reader::Query(absl::string_view sql, Params params,
                           RowCallback on_row) const {
  return connection_->Query(sql, params, on_row);
}

absl::StatusOr<int64_t> Reader::QueryInt(absl::string_view sql,
                                         Params params) const {
  bool found = false;
  int64_t value = 0;
  absl::Status status = Query(sql, params, [&](const Row& row) {
    if (!found) value = row.Int(0);
    found = true;
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (!found)
    return Error(absl::StatusCode::kNotFound, "NO_ROW", "the query has no row");
  return value;
}

absl::StatusOr<int64_t> Transaction::Execute(absl::string_view sql,
                                             Params params) {
  return connection_->Execute(sql, params);
}

Snapshot::Snapshot(Database* database, std::unique_ptr<Connection> connection)
    : Reader(connection.get()),
      database_(database),
      lease_(std::move(connection)) {}

Snapshot::Snapshot(Snapshot&& other) noexcept
    : Reader(other.connection_),
      database_(other.database_),
      lease_(std::move(other.lease_)) {}

Snapshot& Snapshot::operator=(Snapshot&& other) noexcept {
  if (this == &other) return *this;
  Release();
  connection_ = other.connection_;
  database_ = other.database_;
  lease_ = std::move(other.lease_);
  return *this;
}

Snapshot::~Snapshot() { Release(); }

void Snapshot::Release() {
  if (lease_ == nullptr) return;
  lease_->RollBack();
  database_->Return(std::move(lease_));
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(
    const std::string& path, absl::Span<const Migration> migrations,
    const DatabaseOptions& options) {
  std::unique_ptr<Database> database(new Database());
  database->path_ = path;
  database->options_ = options;
  absl::Status status = database->LockFile();
  if (status.ok()) status = CheckRestored(path);
  database->had_log_ = access(absl::StrCat(path, "-wal").c_str(), F_OK) == 0;
  if (status.ok()) status = Connection::RewriteLog(path);
  if (status.ok()) status = database->OpenWriteConnection(migrations);
  if (!status.ok()) return status;
  return database;
}

absl::StatusOr<std::unique_ptr<Database>> Database::Temporary(
    absl::Span<const Migration> migrations, const DatabaseOptions& options) {
  const char* base = std::getenv("TMPDIR");
  std::string dir =
      absl::StrCat(base == nullptr ? "/tmp" : base, "/lifeline-XXXXXX");
  if (mkdtemp(dir.data()) == nullptr)
    return Precondition("DATABASE_UNUSABLE", dir, std::strerror(errno));
  DatabaseOptions temporary = options;
  temporary.min_free_bytes = 0;
  temporary.durability = Durability::kNone;
  absl::StatusOr<std::unique_ptr<Database>> database =
      Open(absl::StrCat(dir, "/test.db"), migrations, temporary);
  if (database.ok()) (*database)->temporary_dir_ = dir;
  return database;
}

Database::~Database() {
  {
    absl::MutexLock lock(&mutex_);
    idle_.clear();
  }
  // The last connection to close folds the log into the file.
  write_connection_.reset();
  if (!temporary_dir_.empty()) {
    for (const char* suffix : {"", "-wal", "-shm", ".lock"})
      unlink(absl::StrCat(path_, suffix).c_str());
    rmdir(temporary_dir_.c_str());
  }
  if (lock_fd_ >= 0) close(lock_fd_);
}

absl::Status Database::LockFile() {
  const std::string lock = absl::StrCat(path_, ".lock");
  lock_fd_ = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_fd_ < 0)
    return Precondition("DATABASE_UNUSABLE", lock, std::strerror(errno));
  if (flock(lock_fd_, LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
  if (errno != EWOULDBLOCK)
    return Precondition("DATABASE_UNUSABLE", lock, std::strerror(errno));
  return Precondition("DATABASE_LOCKED", path_,
                      "is in use by another process; stop that one, or name "
                      "another data folder");
}

absl::Status Database::OpenWriteConnection(
    absl::Span<const Migration> migrations) {
  absl::StatusOr<std::unique_ptr<Connection>> opened = Connection::Open(
      path_,
      SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX,
      kBusyTimeoutMs);
  if (!opened.ok())
    return Precondition("DATABASE_UNUSABLE", path_, opened.status().message());
  Connection& connection = **opened;
  // A longer log than the default: the writer is held up by fewer checkpoints,
  // and each writes a page only once. No larger cache: a commit that has split
  // a page walks over all of it (SQLite 3.40 numbers a page beyond the end
  // meanwhile, and then clears what lies beyond the end). Temporary files stay
  // files: of what a savepoint needs the first 64 KiB are one block of memory,
  // in memory it would be a block for each KiB. What is deleted is written
  // over: people may have been promised that it is gone.
  absl::Status status = connection.Script(absl::StrCat(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=",
      Synchronous(options_.durability),
      "; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; "
      // Or REPLACE takes a row away without meeting the triggers on DELETE.
      "PRAGMA recursive_triggers=ON; "
      "PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864; "
      "PRAGMA cache_size=-16384; PRAGMA secure_delete=ON"));
  if (status.ok()) status = QuickCheck(connection);
  if (!status.ok()) {
    return Precondition("DATABASE_DAMAGED", path_,
                        absl::StrCat("does not pass the check (",
                                     status.message(), "); restore a backup"));
  }
  status = Migrate(connection, path_, migrations);
  if (!status.ok()) return status;
  if (options_.max_pages > 0) {
    status = connection.Script(
        absl::StrCat("PRAGMA max_page_count=", options_.max_pages));
    if (!status.ok()) return status;
  }
  write_connection_ = *std::move(opened);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Connection>> Database::OpenReadConnection() {
  absl::StatusOr<std::unique_ptr<Connection>> opened = Connection::Open(
      path_, SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs);
  if (!opened.ok()) return opened.status();
  absl::Status status = (*opened)->Script(
      "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA "
      "cache_size=-8192; PRAGMA temp_store=MEMORY");
  if (!status.ok()) return status;
  return opened;
}

absl::StatusOr<Snapshot> Database::Read() {
  std::unique_ptr<Connection> connection;
  {
    absl::MutexLock lock(&mutex_);
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (connection == nullptr) {
    absl::StatusOr<std::unique_ptr<Connection>> opened = OpenReadConnection();
    if (!opened.ok()) return opened.status();
    connection = *std::move(opened);
  }
  absl::Status status = connection->Execute("BEGIN DEFERRED", {}).status();
  if (!status.ok()) return status;
  return Snapshot(this, std::move(connection));
}

void Database::Return(std::unique_ptr<Connection> connection) {
  if (!connection->broken().ok()) return;
  absl::MutexLock lock(&mutex_);
  if (idle_.size() < kIdleConnections) idle_.push_back(std::move(connection));
}

absl::Status Database::CopyTo(const std::string& path) {
  if (access(path.c_str(), F_OK) == 0)
    return Precondition("FILE_EXISTS", path, "exists; name a new file");
  absl::Status status = WriteCopy(path);
  if (!status.ok()) unlink(path.c_str());
  return status;
}

absl::Status Database::WriteCopy(const std::string& path) {
  absl::StatusOr<std::unique_ptr<Connection>> source = OpenReadConnection();
  if (!source.ok()) return source.status();
  const absl::StatusOr<int64_t> pages = Pragma(**source, "PRAGMA page_count");
  if (!pages.ok()) return pages.status();
  const absl::StatusOr<int64_t> page_bytes =
      Pragma(**source, "PRAGMA page_size");
  if (!page_bytes.ok()) return page_bytes.status();
  absl::Status status = CheckRoom(*pages * *page_bytes);
  if (!status.ok()) return status;
  // VACUUM writes, though not into this database.
  status = (*source)->Script("PRAGMA query_only=OFF");
  if (!status.ok()) return status;
  status = (*source)->Execute("VACUUM INTO ?", {Param(path)}).status();
  if (!status.ok()) return status;
  // VACUUM INTO does not sync what it writes.
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  const int why = errno;
  if (fd >= 0) close(fd);
  if (!synced) {
    return Error(absl::StatusCode::kInternal, "DATABASE_FAILED",
                 absl::StrCat(path, ": ", std::strerror(why)));
  }
  // Not read-only, though nothing is written: SQLite does not read the CHECKs
  // of a schema that it may not write to, so the check would pass what Open
  // refuses.
  absl::StatusOr<std::unique_ptr<Connection>> copy = Connection::Open(
      path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs);
  if (!copy.ok()) return copy.status();
  status = QuickCheck(**copy);
  if (status.ok()) return status;
  return Precondition("DATABASE_DAMAGED", path_,
                      absl::StrCat("its copy does not pass the check (",
                                   status.message(), "); restore a backup"));
}

absl::Status Database::CheckRoom(int64_t bytes) const {
  struct statvfs disk;
  if (options_.min_free_bytes == 0 || statvfs(path_.c_str(), &disk) != 0)
    return absl::OkStatus();
  const int64_t room = options_.free_bytes
                           ? options_.free_bytes()
                           : static_cast<int64_t>(disk.f_bavail) *
                                 static_cast<int64_t>(disk.f_frsize);
  const int64_t needed = options_.min_free_bytes + bytes;
  if (room >= needed) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, "DISK_FULL",
               absl::StrCat("the disk of ", path_, " has ", room,
                            " bytes left, ", needed,
                            " are needed; make room (the file `ballast` beside "
                            "it may go first), then call again"));
}

}  // namespace lifeline

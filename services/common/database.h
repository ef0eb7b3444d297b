#ifndef LIFELINE_SERVICES_COMMON_DATABASE_H_
#define LIFELINE_SERVICES_COMMON_DATABASE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"

namespace lifeline {

// The one door to SQL. Nothing else includes the library behind it; its
// exceptions end here and become statuses, by error code:
//   disk or page limit full      RESOURCE_EXHAUSTED, reason DISK_FULL
//   unique or primary key        ALREADY_EXISTS, reason UNIQUE_VIOLATED
//   other constraint, trigger    FAILED_PRECONDITION, reason
//   CONSTRAINT_VIOLATED busy, locked                 UNAVAILABLE, reason
//   DATABASE_BUSY anything else                INTERNAL, reason DATABASE_FAILED

class Connection;  // One open connection, known to database.cc only.

// Bytes that are no text.
struct Blob {
  absl::string_view bytes;
};

// A bound parameter. What it points to must live until the call returns.
class Param {
 public:
  template <typename T, typename = std::enable_if_t<std::is_integral_v<T>>>
  Param(T value) : value_(static_cast<int64_t>(value)) {}              // NOLINT
  Param(absl::string_view text) : value_(text) {}                      // NOLINT
  Param(const std::string& text) : value_(absl::string_view(text)) {}  // NOLINT
  Param(const char* text) : value_(absl::string_view(text)) {}         // NOLINT
  Param(Blob blob) : value_(blob) {}                                   // NOLINT
  Param(std::nullptr_t) : value_(nullptr) {}                           // NOLINT

  const std::variant<std::nullptr_t, int64_t, absl::string_view, Blob>& value()
      const {
    return value_;
  }

 private:
  std::variant<std::nullptr_t, int64_t, absl::string_view, Blob> value_;
};

using Params = absl::Span<const Param>;

// One row of an answer, valid within the callback that gets it. Columns count
// from 0.
class Row {
 public:
  bool IsNull(int column) const;
  int64_t Int(int column) const;
  // Text or blob. Points into the database's memory: copy what must outlive the
  // callback.
  absl::string_view Bytes(int column) const;
  std::string Text(int column) const { return std::string(Bytes(column)); }

 private:
  friend class Connection;
  explicit Row(void* statement) : statement_(statement) {}
  void* statement_;
};

using RowCallback = absl::FunctionRef<absl::Status(const Row&)>;

// Asks questions within one transaction: everything it reads is of the same
// instant. Use by one thread at a time.
class Reader {
 public:
  // Calls `on_row` for each row; an error that it returns ends the query and is
  // returned. Statements are prepared once per connection, so write them as
  // literals with `?` for each value. Queries may nest.
  absl::Status Query(absl::string_view sql, Params params,
                     RowCallback on_row) const;

  // The first column of the first row; NOT_FOUND, reason NO_ROW, if there is no
  // row. NULL reads as 0.
  absl::StatusOr<int64_t> QueryInt(absl::string_view sql, Params params) const;

 protected:
  explicit Reader(Connection* connection) : connection_(connection) {}
  Connection* connection_;
};

// A snapshot leased from the pool of read-only connections; giving it up ends
// its transaction. Keep it short: an open one keeps the write-ahead log from
// being recycled. Movable; not thread safe, but may be used on any thread.
class Snapshot : public Reader {
 public:
  Snapshot(Snapshot&& other) noexcept;
  Snapshot& operator=(Snapshot&& other) noexcept;
  ~Snapshot();

 private:
  friend class Database;
  Snapshot(class Database* database, std::unique_ptr<Connection> connection);
  void Release();

  class Database* database_;
  std::unique_ptr<Connection> lease_;
};

// What a writer's job works with: it reads its own writes. Everything a job did
// is undone if it returns an error. Lives during the job only, on the writer's
// thread.
class Transaction : public Reader {
 public:
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Runs one statement that returns no row; the number of rows it changed.
  absl::StatusOr<int64_t> Execute(absl::string_view sql, Params params);
  // The same for who does not ask how many.
  absl::Status Do(absl::string_view sql, Params params) {
    return Execute(sql, params).status();
  }

  // `hook` runs on the writer's thread after the commit, before anybody is
  // answered, in the order of the calls; it is dropped if the job fails or
  // discards. It must be quick and must not block.
  void OnCommit(absl::AnyInvocable<void()> hook) {
    hooks_.push_back(std::move(hook));
  }

  // All that this job did is undone although it succeeds: how a preview looks
  // at what would be.
  void Discard() { discarded_ = true; }

  // After the commit the log is written into the database and cut to nothing,
  // so that what this job has replaced does not lie there. A reader who holds
  // on to an older instant prevents it; then each later batch tries again,
  // without waiting, and Writer::EmptyLogIfOwed, until it is done.
  void EmptyLog() { empties_log_ = true; }

 private:
  friend class Writer;
  friend class Database;
  explicit Transaction(Connection* connection) : Reader(connection) {}

  std::vector<absl::AnyInvocable<void()>> hooks_;
  bool discarded_ = false;
  bool empties_log_ = false;
};

// One step of a schema. Steps are only ever appended: the file remembers how
// many it has seen.
struct Migration {
  absl::string_view name;
  // Any number of statements.
  absl::string_view sql;
};

// What a power loss leaves of commits that have been acknowledged: all of them,
// some, or perhaps a broken file. Only tests take less than kFull.
enum class Durability { kFull, kNormal, kNone };

struct DatabaseOptions {
  Durability durability = Durability::kFull;
  // With less room than this on the disk the writer refuses work
  // (RESOURCE_EXHAUSTED, DISK_FULL) before it begins, because a disk that fills
  // up in the middle of a commit leaves the commit in doubt. 0 turns the check
  // off.
  int64_t min_free_bytes = int64_t{16} << 20;
  // Tests set a limit of pages to meet a full disk; 0 is none.
  int64_t max_pages = 0;
  // Tests say how much room there is; empty asks the disk.
  std::function<int64_t()> free_bytes = {};
};

// An SQLite file: locked against other processes, checked on opening, in WAL
// mode with synchronous=FULL, brought to the newest schema. Thread safe: any
// thread may take snapshots; writing is the Writer's.
class Database {
 public:
  // Opens or makes the file. FAILED_PRECONDITION with reason
  //   DATABASE_LOCKED    another process (or this one) has it open
  //   RESTORE_UNFINISHED a restore into its place was interrupted
  //   SCHEMA_NEWER       a newer program has written it
  //   DATABASE_DAMAGED   the quick check found damage, or it is no database
  //   MIGRATION_FAILED   a step failed; the file is as it was before that step
  static absl::StatusOr<std::unique_ptr<Database>> Open(
      const std::string& path, absl::Span<const Migration> migrations,
      const DatabaseOptions& options = {});

  // A database for tests: a real file in a folder of its own, without fsync,
  // which goes with the object.
  static absl::StatusOr<std::unique_ptr<Database>> Temporary(
      absl::Span<const Migration> migrations,
      const DatabaseOptions& options = {});

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  // Snapshots and writers must be gone.
  ~Database();

  absl::StatusOr<Snapshot> Read() ABSL_LOCKS_EXCLUDED(mutex_);

  // Writes a consistent copy into `path`, which must not exist, while serving;
  // it is synced and has passed the check before this returns. After an error
  // nothing is there. RESOURCE_EXHAUSTED, reason DISK_FULL, before it begins if
  // the copy would leave less room than the writer needs.
  absl::Status CopyTo(const std::string& path);

  const std::string& path() const { return path_; }

 private:
  friend class Snapshot;
  friend class Writer;

  Database() = default;
  absl::Status LockFile();
  absl::Status OpenWriteConnection(absl::Span<const Migration> migrations);
  absl::StatusOr<std::unique_ptr<Connection>> OpenReadConnection();
  void Return(std::unique_ptr<Connection> connection)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether `bytes` more would leave enough room to go on writing.
  absl::Status CheckRoom(int64_t bytes = 0) const;
  absl::Status WriteCopy(const std::string& path);

  std::string path_;
  std::string temporary_dir_;
  DatabaseOptions options_;
  // Whoever had it open before has not emptied its log.
  bool had_log_ = false;
  int lock_fd_ = -1;
  std::unique_ptr<Connection> write_connection_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_DATABASE_H_

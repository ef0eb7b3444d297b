#include "services/common/connection.h"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>
#include <cassert>
#include <mutex>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

// Whether an error is about the one statement only, so that the rest of the
// transaction is sound.
bool ConcernsStatementOnly(int primary_code) {
  switch (primary_code) {
    case SQLITE_CONSTRAINT:
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_TOOBIG:
    case SQLITE_AUTH:
      return true;
    default:
      return false;
  }
}

absl::Status ToStatus(int primary_code, int extended_code,
                      absl::string_view message) {
  using Code = absl::StatusCode;
  switch (primary_code) {
    case SQLITE_FULL:
      return Error(Code::kResourceExhausted, "DISK_FULL",
                   absl::StrCat("the database cannot grow (", message,
                                "); make room on its disk (the file `ballast` "
                                "beside it may go first), then call again"));
    case SQLITE_CONSTRAINT:
      if (extended_code == SQLITE_CONSTRAINT_UNIQUE ||
          extended_code == SQLITE_CONSTRAINT_PRIMARYKEY) {
        return Error(Code::kAlreadyExists, "UNIQUE_VIOLATED", message);
      }
      return Error(Code::kFailedPrecondition, "CONSTRAINT_VIOLATED", message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error(
          Code::kUnavailable, "DATABASE_BUSY",
          absl::StrCat("the database is busy (", message, "); call again"));
    default:
      return Error(Code::kInternal, "DATABASE_FAILED",
                   absl::StrCat("the database failed: ", message, " (code ",
                                extended_code, ")"));
  }
}

// The engine writes no more than 128 KiB at once.
constexpr int kRewriteBytes = 64 << 10;

// How long a reader may keep the log from being emptied.
constexpr int kEmptyLogTimeoutMs = 100;

// The engine counts its memory under one lock for all threads unless it is told
// not to before its first use.
void PrepareEngine() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(
    const std::string& path, int flags, int busy_timeout_ms) {
  PrepareEngine();
  try {
    return std::unique_ptr<Connection>(new Connection(
        SQLite::Database(path, flags, busy_timeout_ms), busy_timeout_ms));
  } catch (const SQLite::Exception& e) {
    return ToStatus(e.getErrorCode() & 0xff, e.getExtendedErrorCode(),
                    e.what());
  }
}

absl::Status Connection::RewriteLog(const std::string& path) {
  PrepareEngine();
  const std::string log = path + "-wal";
  sqlite3_vfs* const files = sqlite3_vfs_find(nullptr);
  int there = 0;
  files->xAccess(files, log.c_str(), SQLITE_ACCESS_EXISTS, &there);
  if (there == 0) return absl::OkStatus();
  std::vector<char> place(files->szOsFile);
  auto* const file = reinterpret_cast<sqlite3_file*>(place.data());
  int code = files->xOpen(files, log.c_str(), file,
                          SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE, nullptr);
  sqlite3_int64 size = 0;
  if (code == SQLITE_OK) code = file->pMethods->xFileSize(file, &size);
  std::vector<char> bytes(kRewriteBytes);
  for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size;) {
    const int part =
        static_cast<int>(std::min<sqlite3_int64>(size - at, kRewriteBytes));
    code = file->pMethods->xRead(file, bytes.data(), part, at);
    if (code == SQLITE_OK) {
      code = file->pMethods->xWrite(file, bytes.data(), part, at);
    }
    at += part;
  }
  if (code == SQLITE_OK) {
    code = file->pMethods->xSync(file, SQLITE_SYNC_FULL);
  }
  if (file->pMethods != nullptr) file->pMethods->xClose(file);
  if (code == SQLITE_OK) return absl::OkStatus();
  return ToStatus(code & 0xff, code,
                  absl::StrCat(log, ": ", sqlite3_errstr(code)));
}

absl::Status Connection::Failure(int code) {
  const int primary = code & 0xff;
  absl::Status status = ToStatus(primary, database_.getExtendedErrorCode(),
                                 database_.getErrorMsg());
  if (!ConcernsStatementOnly(primary) && broken_.ok()) broken_ = status;
  return status;
}

std::unique_ptr<Connection::Prepared> Connection::Take(absl::string_view sql) {
  const auto found = idle_.find(sql);
  if (found != idle_.end() && !found->second.empty()) {
    std::unique_ptr<Prepared> prepared = std::move(found->second.back());
    found->second.pop_back();
    return prepared;
  }
  return std::make_unique<Prepared>(database_, std::string(sql));
}

void Connection::GiveBack(absl::string_view sql,
                          std::unique_ptr<Prepared> prepared) {
  // The code it returns is that of the step before, which was looked at
  // already.
  prepared->statement.tryReset();
  idle_[sql].push_back(std::move(prepared));
}

void Connection::Bind(Prepared& prepared, Params params) {
  // A parameter that is not bound would quietly be the value of the last call.
  assert(static_cast<int>(params.size()) ==
         prepared.statement.getBindParameterCount());
  prepared.texts.resize(params.size());
  for (size_t i = 0; i < params.size(); ++i) {
    const int index = static_cast<int>(i) + 1;
    const auto& value = params[i].value();
    if (const int64_t* number = std::get_if<int64_t>(&value)) {
      prepared.statement.bind(index, *number);
    } else if (const absl::string_view* text =
                   std::get_if<absl::string_view>(&value)) {
      prepared.texts[i].assign(text->data(), text->size());
      prepared.statement.bindNoCopy(index, prepared.texts[i]);
    } else if (const Blob* blob = std::get_if<Blob>(&value)) {
      // A null pointer would be NULL, which is not the same as no bytes.
      prepared.statement.bindNoCopy(
          index, blob->bytes.empty() ? "" : blob->bytes.data(),
          static_cast<int>(blob->bytes.size()));
    } else {
      prepared.statement.bind(index);
    }
  }
}

absl::Status Connection::Query(absl::string_view sql, Params params,
                               RowCallback on_row) {
  try {
    std::unique_ptr<Prepared> prepared = Take(sql);
    Bind(*prepared, params);
    absl::Status status;
    int code = SQLITE_ROW;
    while (status.ok() &&
           (code = prepared->statement.tryExecuteStep()) == SQLITE_ROW) {
      status = on_row(Row(&prepared->statement));
    }
    if (code != SQLITE_ROW && code != SQLITE_DONE) status = Failure(code);
    GiveBack(sql, std::move(prepared));
    return status;
  } catch (const SQLite::Exception& e) {
    return Failure(e.getErrorCode());
  }
}

absl::StatusOr<int64_t> Connection::Execute(absl::string_view sql,
                                            Params params) {
  const int64_t before = database_.getTotalChanges();
  absl::Status status =
      Query(sql, params, [](const Row&) { return absl::OkStatus(); });
  if (!status.ok()) return status;
  return database_.getTotalChanges() - before;
}

absl::Status Connection::Script(const std::string& sql) {
  const int code = database_.tryExec(sql);
  return code == SQLITE_OK ? absl::OkStatus() : Failure(code);
}

bool Connection::EmptyLog(bool waits) {
  // Nobody's next write should wait long for somebody who reads slowly.
  database_.setBusyTimeout(waits ? kEmptyLogTimeoutMs : 0);
  const int code =
      sqlite3_wal_checkpoint_v2(database_.getHandle(), /*zDb=*/nullptr,
                                SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  database_.setBusyTimeout(busy_timeout_ms_);
  return code == SQLITE_OK;
}

void Connection::RollBack() {
  if (InTransaction()) (void)Execute("ROLLBACK", {});
}

bool Connection::InTransaction() const {
  return sqlite3_get_autocommit(database_.getHandle()) == 0;
}

}  // namespace lifeline

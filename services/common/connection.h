#ifndef LIFELINE_SERVICES_COMMON_CONNECTION_H_
#define LIFELINE_SERVICES_COMMON_CONNECTION_H_

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/common/database.h"

namespace lifeline {

// One SQLite connection with its prepared statements: where exceptions and
// error codes become statuses. Private to database.cc and writer.cc; everybody
// else includes database.h. Not thread safe.
class Connection {
 public:
  // `flags` and the wait for locks as SQLiteCpp takes them.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(
      const std::string& path, int flags, int busy_timeout_ms);

  // Writes the log of a database that nobody has open once more, as it is, and
  // syncs it. After a failed sync Linux may hold what was written in memory
  // only and never write it, so that a commit in doubt could be read, answered
  // from, and lost with the power. Not there is no error.
  static absl::Status RewriteLog(const std::string& path);

  // As Reader::Query and Transaction::Execute.
  absl::Status Query(absl::string_view sql, Params params, RowCallback on_row);
  absl::StatusOr<int64_t> Execute(absl::string_view sql, Params params);

  // Any number of statements, not prepared, rows ignored.
  absl::Status Script(const std::string& sql);

  // Writes the log into the database and cuts it. False if a reader is in the
  // way, who is waited for a moment if `waits`, or if it fails. What was
  // committed is durable with or without it.
  bool EmptyLog(bool waits);

  // Ends a transaction, if one is open, without its changes.
  void RollBack();

  // False between BEGIN and COMMIT or ROLLBACK. The engine itself rolls back
  // after some errors.
  bool InTransaction() const;

  // The first error since ClearBroken that is not about one statement but about
  // the file, the disk or memory: whatever else is in the transaction cannot be
  // trusted to commit.
  const absl::Status& broken() const { return broken_; }
  void ClearBroken() { broken_ = absl::OkStatus(); }

 private:
  // A statement and the texts bound to it, which the engine reads in place.
  struct Prepared {
    Prepared(const SQLite::Database& database, const std::string& sql)
        : statement(database, sql) {}
    SQLite::Statement statement;
    std::vector<std::string> texts;
  };
  class Use;

  Connection(SQLite::Database database, int busy_timeout_ms)
      : database_(std::move(database)), busy_timeout_ms_(busy_timeout_ms) {}

  std::unique_ptr<Prepared> Take(absl::string_view sql);
  void GiveBack(absl::string_view sql, std::unique_ptr<Prepared> prepared);
  static void Bind(Prepared& prepared, Params params);
  absl::Status Failure(int code);

  // Before the statements, which must go first.
  SQLite::Database database_;
  const int busy_timeout_ms_;
  // Several of one text while queries nest.
  absl::flat_hash_map<std::string, std::vector<std::unique_ptr<Prepared>>>
      idle_;
  absl::Status broken_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_CONNECTION_H_

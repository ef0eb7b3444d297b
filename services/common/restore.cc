#include "services/common/restore.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

std::string NoteOf(const std::string& database_path) {
  return absl::StrCat(database_path, kRestoredSuffix);
}

// A name that is gone must not come back with the power.
absl::Status SyncFolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder =
      slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  const int why = errno;
  if (fd >= 0) close(fd);
  if (synced) return absl::OkStatus();
  return Error(absl::StatusCode::kInternal, "DATABASE_FAILED",
               absl::StrCat(folder, ": ", std::strerror(why)));
}

}  // namespace

absl::StatusOr<int64_t> ReadRestoreNote(const std::string& database_path) {
  const std::string note = NoteOf(database_path);
  std::ifstream file(note);
  if (!file) return 0;
  std::string text;
  int64_t number = 0;
  if (std::getline(file, text) && absl::SimpleAtoi(text, &number) && number > 0)
    return number;
  return Error(absl::StatusCode::kDataLoss, "RESTORE_NOTE_DAMAGED",
               absl::StrCat(note,
                            ": holds no number of a restore; restore the "
                            "backup again into an empty folder"),
               {{"path", note}});
}

absl::Status RemoveRestoreNote(const std::string& database_path) {
  const std::string note = NoteOf(database_path);
  if (unlink(note.c_str()) != 0) {
    if (errno == ENOENT) return absl::OkStatus();
    return Error(absl::StatusCode::kInternal, "DATABASE_FAILED",
                 absl::StrCat(note, ": ", std::strerror(errno)));
  }
  return SyncFolderOf(note);
}

absl::Status BeginEpochIfRestored(Database* database, Writer* writer) {
  const absl::StatusOr<int64_t> number = ReadRestoreNote(database->path());
  if (!number.ok()) return number.status();
  if (*number == 0) return absl::OkStatus();
  absl::Status begun = writer->Run([&](Transaction& transaction) {
    const absl::StatusOr<int64_t> taken = transaction.QueryInt(
        "SELECT coalesce(max(value), 0) FROM journal_meta WHERE name = "
        "'restore'",
        {});
    if (!taken.ok()) return taken.status();
    if (*taken == *number) return absl::OkStatus();
    absl::Status status = transaction.Do(
        "UPDATE journal_meta SET value = max(1, random() & "
        "9223372036854775807) WHERE name = 'epoch'",
        {});
    if (!status.ok()) return status;
    return transaction.Do(
        "INSERT INTO journal_meta (name, value) VALUES ('restore', ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {*number});
  });
  if (!begun.ok()) return begun;
  return RemoveRestoreNote(database->path());
}

}  // namespace lifeline

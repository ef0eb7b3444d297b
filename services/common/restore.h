#ifndef LIFELINE_SERVICES_COMMON_RESTORE_H_
#define LIFELINE_SERVICES_COMMON_RESTORE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/common/database.h"
#include "services/common/writer.h"

namespace lifeline {

// What `lifeline restore` leaves beside a database for the service that opens
// it. While it copies, the copy is called `<database>.restoring`, and
// Database::Open refuses; then it leaves `<database>.restored`, which holds a
// number of that restore, in decimal.
inline constexpr absl::string_view kRestoringSuffix = ".restoring";
inline constexpr absl::string_view kRestoredSuffix = ".restored";

// The number of the restore that nobody has taken note of yet; 0 if there is
// none. DATA_LOSS, reason RESTORE_NOTE_DAMAGED, if the file holds no number.
absl::StatusOr<int64_t> ReadRestoreNote(const std::string& database_path);

// Takes the note away, for good. Not there is no error.
absl::Status RemoveRestoreNote(const std::string& database_path);

// For a database with a journal that has come from a backup: begins a new epoch
// in one transaction, so that whoever follows lists everything and compares,
// and then removes the note. The number is kept, so that a process that was
// killed in between does not begin another one.
absl::Status BeginEpochIfRestored(Database* database, Writer* writer);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_RESTORE_H_

#ifndef LIFELINE_CLIENTS_CLI_BACKUP_FILES_H_
#define LIFELINE_CLIENTS_CLI_BACKUP_FILES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/common/digest.h"

namespace lifeline::cli {

// A backup as a folder: `scoring.db`, `backlog.db`, `roadmap.db`, and at last
// `manifest.json`, which says what they are. Errors have the reasons
//   BACKUP_FOLDER_USED  the folder for a backup is not empty
//   BACKUP_DAMAGED      something is missing in it, or is not what was written
//   DATA_DIR_USED       a database is there already; it is never written over
//   DATA_DIR_LOCKED     a service is running on the folder
//   FILE_FAILED         the disk said no

// In the order in which they are copied. Whoever follows comes first: then a
// ranking never knows more than the backlog of the same backup, and neither of
// them more than its roadmap.
inline constexpr const char* kBackupOrder[] = {"scoring", "backlog", "roadmap"};

struct BackupEntry {
  std::string database;
  int64_t size_bytes = 0;
  std::string sha256;
  int32_t schema_version = 0;
  // RFC 3339.
  std::string create_time;
};

struct BackupManifest {
  std::string program_version;
  // RFC 3339.
  std::string create_time;
  std::vector<BackupEntry> databases;

  // Null if it is not in it.
  const BackupEntry* Find(absl::string_view database) const;
};

nlohmann::ordered_json ManifestJson(const BackupManifest& manifest);

// A file that comes into being whole: it has another name until Keep. What was
// not kept is removed. Not thread safe.
class NewFile {
 public:
  // `suffix` is what the other name has after its own.
  static absl::StatusOr<std::unique_ptr<NewFile>> Begin(
      const std::string& path, absl::string_view suffix = ".new");
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  absl::Status Write(absl::string_view bytes);
  // Syncs it and gives it its name.
  absl::Status Keep();
  // Syncs it and leaves it under its other name.
  absl::Status Sync();

  int64_t size() const { return size_; }
  // Of all that was written; once, at last.
  std::string Sha256() { return digest_.Hex(); }

 private:
  NewFile(std::string path, std::string temporary, int fd);

  const std::string path_;
  const std::string temporary_;
  int fd_;
  int64_t size_ = 0;
  Sha256Stream digest_;
};

// What errno says of the file.
absl::Status FileFailed(const std::string& path);
absl::StatusOr<std::string> FileSha256(const std::string& path);
// So that names in it outlive a power loss.
absl::Status SyncFolder(const std::string& folder);
// Makes the folder, if it is not there, for its owner only.
absl::Status MakeFolder(const std::string& folder);

// Makes the folder of a backup, for its owner only: it holds names and
// addresses.
absl::Status MakeBackupFolder(const std::string& folder);
// The last step of a backup: without it there is none.
absl::Status WriteManifest(const std::string& folder,
                           const BackupManifest& manifest);
// Removes what a backup that failed has left; other files stay.
void RemoveBackup(const std::string& folder);

// The manifest, once every file is what it says.
absl::StatusOr<BackupManifest> CheckBackup(const std::string& folder);

struct RestoreOptions {
  std::string from;
  std::string data_dir;
  // One database, for services with folders of their own; all if empty.
  std::string only;
  // Called before each step that changes the folder; tests end the process
  // there.
  std::function<void()> before_step = [] {};
};

// Puts the databases of a backup into a folder in which they are not. A restore
// that was interrupted is gone on with by the next one of the same backup;
// until it is whole, no service opens what is there. Beside each database stays
// a note for its service, which then begins a new epoch. Returns what was
// restored.
absl::StatusOr<BackupManifest> Restore(const RestoreOptions& options);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_BACKUP_FILES_H_

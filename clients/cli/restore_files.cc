#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/backup_files.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

// What a service looks for beside its database; see services/common/restore.h.
constexpr char kRestoring[] = ".restoring";
constexpr char kRestored[] = ".restored";

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

// The locks that services take, held while their places are filled.
class Locks {
 public:
  Locks() = default;
  Locks(const Locks&) = delete;
  Locks& operator=(const Locks&) = delete;
  ~Locks() {
    for (const int fd : fds_) close(fd);
  }

  absl::Status Take(const std::string& database) {
    const std::string path = absl::StrCat(database, ".lock");
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return FileFailed(path);
    fds_.push_back(fd);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
    if (errno != EWOULDBLOCK) return FileFailed(path);
    return Error(absl::StatusCode::kFailedPrecondition, "DATA_DIR_LOCKED",
                 absl::StrCat("--data_dir: ", database,
                              " is in use by a running service; stop it, or "
                              "name another folder"),
                 {{"path", database}});
  }

 private:
  std::vector<int> fds_;
};

absl::StatusOr<int64_t> NewNumber() {
  uint64_t number = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number) !=
      1) {
    return absl::InternalError("the machine gives no random number");
  }
  return static_cast<int64_t>(number >> 1) | 1;
}

// One restore on its way.
class Restoring {
 public:
  explicit Restoring(const RestoreOptions& options) : options_(options) {}

  absl::Status Run(const BackupManifest& manifest) {
    if (absl::Status found = FindPlaces(manifest); !found.ok()) return found;
    const absl::StatusOr<int64_t> number = NewNumber();
    if (!number.ok()) return number.status();
    for (const BackupEntry* entry : missing_) {
      absl::Status copied = Copy(*entry);
      if (!copied.ok()) return copied;
    }
    for (const BackupEntry* entry : missing_) {
      absl::Status noted = LeaveNote(*entry, *number);
      if (!noted.ok()) return noted;
    }
    // The roadmap's comes last, and the suite opens it first: it meets either
    // nothing restored or everything.
    for (const BackupEntry* entry : missing_) {
      absl::Status placed = Place(*entry);
      if (!placed.ok()) return placed;
    }
    return absl::OkStatus();
  }

 private:
  std::string PathOf(const BackupEntry& entry) const {
    return absl::StrCat(options_.data_dir, "/", entry.database, ".db");
  }

  // Everything that can be wrong with the folder, before anything is changed.
  absl::Status FindPlaces(const BackupManifest& manifest) {
    for (const char* database : kBackupOrder) {
      if (!options_.only.empty() && options_.only != database) continue;
      const BackupEntry& entry = *manifest.Find(database);
      const std::string path = PathOf(entry);
      if (absl::Status locked = locks_.Take(path); !locked.ok()) return locked;
      if (!Exists(path) && !Exists(path + "-wal") &&
          !Exists(path + "-journal")) {
        missing_.push_back(&entry);
        continue;
      }
      // The restore before this one has come so far, and nobody has opened it.
      if (Exists(path + kRestored) && !Exists(path + "-wal")) {
        const absl::StatusOr<std::string> digest = FileSha256(path);
        if (digest.ok() && *digest == entry.sha256) continue;
      }
      return Error(
          absl::StatusCode::kFailedPrecondition, "DATA_DIR_USED",
          absl::StrCat("--data_dir: ", path,
                       " is there already and is not written over; move it "
                       "and the files beside it away, or name another folder"),
          {{"path", path}});
    }
    return absl::OkStatus();
  }

  absl::Status Copy(const BackupEntry& entry) {
    const std::string from =
        absl::StrCat(options_.from, "/", entry.database, ".db");
    options_.before_step();
    auto file = NewFile::Begin(PathOf(entry), kRestoring);
    if (!file.ok()) return file.status();
    std::ifstream source(from, std::ios::binary);
    std::string chunk(1 << 20, '\0');
    while (source) {
      source.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
      absl::Status written =
          (*file)->Write({chunk.data(), static_cast<size_t>(source.gcount())});
      if (!written.ok()) return written;
      options_.before_step();
    }
    if ((*file)->Sha256() != entry.sha256) {
      return Error(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED",
                   absl::StrCat(from, ": has changed while it was read"));
    }
    return (*file)->Sync();
  }

  absl::Status LeaveNote(const BackupEntry& entry, int64_t number) {
    options_.before_step();
    auto note = NewFile::Begin(PathOf(entry) + kRestored, ".new");
    if (!note.ok()) return note.status();
    absl::Status status = (*note)->Write(absl::StrCat(number, "\n"));
    return status.ok() ? (*note)->Keep() : status;
  }

  absl::Status Place(const BackupEntry& entry) {
    options_.before_step();
    const std::string path = PathOf(entry);
    if (rename((path + kRestoring).c_str(), path.c_str()) != 0)
      return FileFailed(path);
    options_.before_step();
    return SyncFolder(options_.data_dir);
  }

  const RestoreOptions& options_;
  Locks locks_;
  std::vector<const BackupEntry*> missing_;
};

}  // namespace

absl::StatusOr<BackupManifest> Restore(const RestoreOptions& options) {
  absl::StatusOr<BackupManifest> manifest = CheckBackup(options.from);
  if (!manifest.ok()) return manifest.status();
  options.before_step();
  if (absl::Status made = MakeFolder(options.data_dir); !made.ok()) return made;
  absl::Status restored = Restoring(options).Run(*manifest);
  if (!restored.ok()) return restored;
  return manifest;
}

}  // namespace lifeline::cli

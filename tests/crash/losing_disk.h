#ifndef LIFELINE_TESTS_CRASH_LOSING_DISK_H_
#define LIFELINE_TESTS_CRASH_LOSING_DISK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace lifeline::testing {

// The files of a folder by name, with what is in them.
using FolderImage = std::map<std::string, std::string>;

// Makes the folder and writes the files into it.
void WriteFolder(const FolderImage& image, const std::string& folder);

// A disk between SQLite and the real one, which knows what has been synced.
// While one exists it is SQLite's default file system in this process; there
// can be only one. Files are really written, so everything works as ever; on
// request it says what a power loss or a kill at this moment would leave, and
// it fails operations as it is told. Thread safe.
class LosingDisk {
 public:
  enum class Kind { kWrite, kTruncate, kSync, kDelete };
  struct Operation {
    Kind kind;
    absl::string_view path;
  };
  // Called on SQLite's thread before each operation that changes a file. What
  // it returns is what the operation returns: an SQLite result code, of which
  // SQLITE_OK lets it happen. A write that fails has written its first half,
  // and a sync that fails has forgotten what it should have synced, as Linux
  // does.
  using Hook = std::function<int(const Operation&)>;

  // Called on SQLite's thread before each read of a file that is kept, and
  // returns what the read returns.
  using ReadHook = std::function<int()>;

  LosingDisk();
  LosingDisk(const LosingDisk&) = delete;
  LosingDisk& operator=(const LosingDisk&) = delete;
  ~LosingDisk();

  // Replaces the hook; an empty one lets everything happen. Not while an
  // operation is under way.
  void SetHook(Hook hook) { hook_ = std::move(hook); }
  void SetReadHook(ReadHook hook) { read_hook_ = std::move(hook); }

  // The database files of the folder as a power loss would leave them now: what
  // has been synced, and of what was written since any part, in sectors of 512
  // bytes of which each may be torn.
  FolderImage LosePower(const std::string& folder,
                        std::mt19937_64& random) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Puts the database files into a new folder as a killed process leaves them:
  // everything that was written is there, and as little of it is synced as
  // before.
  void KillInto(const std::string& folder, const std::string& new_folder)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // For the file methods in losing_disk.cc.
  int Before(Kind kind, const std::string& path);
  int BeforeRead();
  void Opened(const std::string& path) ABSL_LOCKS_EXCLUDED(mutex_);
  void Written(const std::string& path, int64_t offset, absl::string_view bytes)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Truncated(const std::string& path, int64_t size)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Synced(const std::string& path, bool succeeded)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Deleted(const std::string& path) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // A write, or a truncation to `offset` if there are no bytes.
  struct Change {
    int64_t offset = 0;
    std::string bytes;
    bool truncates = false;
  };
  struct File {
    std::string synced;
    std::string written;
    // Since the last sync, in order.
    std::vector<Change> pending;
  };

  mutable absl::Mutex mutex_;
  std::map<std::string, File> files_ ABSL_GUARDED_BY(mutex_);
  Hook hook_;
  ReadHook read_hook_;
};

}  // namespace lifeline::testing

#endif  // LIFELINE_TESTS_CRASH_LOSING_DISK_H_

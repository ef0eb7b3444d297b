#include "tests/crash/losing_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace lifeline::testing {
namespace {

constexpr int64_t kSectorBytes = 512;

// SQLite finds us by this; it is plain C and passes no object of ours.
LosingDisk* disk = nullptr;
sqlite3_vfs* real_system = nullptr;
sqlite3_vfs system_of_the_disk;

// SQLite allocates it, with the real file right behind it.
struct OpenFile {
  sqlite3_file base;
  // Empty for files that are not kept between runs.
  char path[512];
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  bool recorded() const { return path[0] != '\0'; }
};

OpenFile* Of(sqlite3_file* file) { return reinterpret_cast<OpenFile*>(file); }
sqlite3_file* Real(sqlite3_file* file) { return Of(file)->real(); }
const sqlite3_io_methods* Methods(sqlite3_file* file) {
  return Real(file)->pMethods;
}

int Close(sqlite3_file* file) { return Methods(file)->xClose(Real(file)); }

int Read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
  const int code = Of(file)->recorded() ? disk->BeforeRead() : SQLITE_OK;
  if (code != SQLITE_OK) return code;
  return Methods(file)->xRead(Real(file), into, size, offset);
}

int Write(sqlite3_file* file, const void* from, int size,
          sqlite3_int64 offset) {
  int code = SQLITE_OK;
  if (Of(file)->recorded()) {
    code = disk->Before(LosingDisk::Kind::kWrite, Of(file)->path);
    if (code != SQLITE_OK) size /= 2;
  }
  const int written =
      size == 0 ? SQLITE_OK
                : Methods(file)->xWrite(Real(file), from, size, offset);
  if (written == SQLITE_OK && Of(file)->recorded()) {
    disk->Written(Of(file)->path, offset,
                  absl::string_view(static_cast<const char*>(from), size));
  }
  return code != SQLITE_OK ? code : written;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (Of(file)->recorded()) {
    const int code = disk->Before(LosingDisk::Kind::kTruncate, Of(file)->path);
    if (code != SQLITE_OK) return code;
  }
  const int code = Methods(file)->xTruncate(Real(file), size);
  if (code == SQLITE_OK && Of(file)->recorded()) {
    disk->Truncated(Of(file)->path, size);
  }
  return code;
}

// The real sync is left out: what matters is what the disk remembers.
int Sync(sqlite3_file* file, int) {
  if (!Of(file)->recorded()) return SQLITE_OK;
  const int code = disk->Before(LosingDisk::Kind::kSync, Of(file)->path);
  disk->Synced(Of(file)->path, code == SQLITE_OK);
  return code;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return Methods(file)->xFileSize(Real(file), size);
}
int Lock(sqlite3_file* file, int level) {
  return Methods(file)->xLock(Real(file), level);
}
int Unlock(sqlite3_file* file, int level) {
  return Methods(file)->xUnlock(Real(file), level);
}
int CheckReservedLock(sqlite3_file* file, int* result) {
  return Methods(file)->xCheckReservedLock(Real(file), result);
}
int FileControl(sqlite3_file* file, int operation, void* argument) {
  return Methods(file)->xFileControl(Real(file), operation, argument);
}
int SectorSize(sqlite3_file* file) {
  return Methods(file)->xSectorSize(Real(file));
}
int DeviceCharacteristics(sqlite3_file* file) {
  return Methods(file)->xDeviceCharacteristics(Real(file));
}
int ShmMap(sqlite3_file* file, int page, int size, int extend,
           void volatile** into) {
  return Methods(file)->xShmMap(Real(file), page, size, extend, into);
}
int ShmLock(sqlite3_file* file, int offset, int n, int flags) {
  return Methods(file)->xShmLock(Real(file), offset, n, flags);
}
void ShmBarrier(sqlite3_file* file) { Methods(file)->xShmBarrier(Real(file)); }
int ShmUnmap(sqlite3_file* file, int remove) {
  return Methods(file)->xShmUnmap(Real(file), remove);
}

// Version 2: without memory maps of the database, whose writes nobody sees.
constexpr sqlite3_io_methods kMethods = {2,
                                         Close,
                                         Read,
                                         Write,
                                         Truncate,
                                         Sync,
                                         FileSize,
                                         Lock,
                                         Unlock,
                                         CheckReservedLock,
                                         FileControl,
                                         SectorSize,
                                         DeviceCharacteristics,
                                         ShmMap,
                                         ShmLock,
                                         ShmBarrier,
                                         ShmUnmap,
                                         nullptr,
                                         nullptr};

int Open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags,
         int* out_flags) {
  OpenFile* open = Of(file);
  open->base.pMethods = nullptr;
  open->path[0] = '\0';
  const int code =
      real_system->xOpen(real_system, path, open->real(), flags, out_flags);
  if (code != SQLITE_OK) return code;
  open->base.pMethods = &kMethods;
  constexpr int kKept =
      SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
  if (path != nullptr && (flags & kKept) != 0) {
    assert(std::strlen(path) < sizeof open->path);
    std::strcpy(open->path, path);
    disk->Opened(path);
  }
  return SQLITE_OK;
}

int Delete(sqlite3_vfs*, const char* path, int sync_folder) {
  const int before = disk->Before(LosingDisk::Kind::kDelete, path);
  if (before != SQLITE_OK) return before;
  const int code = real_system->xDelete(real_system, path, sync_folder);
  if (code == SQLITE_OK) disk->Deleted(path);
  return code;
}

void PutBytes(int64_t offset, absl::string_view bytes, std::string* file) {
  if (bytes.empty()) return;
  if (file->size() < offset + bytes.size()) file->resize(offset + bytes.size());
  file->replace(offset, bytes.size(), bytes.data(), bytes.size());
}

std::string NameIn(const std::string& folder, const std::string& path) {
  return absl::StartsWith(path, folder + "/") ? path.substr(folder.size() + 1)
                                              : std::string();
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

void WriteFolder(const FolderImage& image, const std::string& folder) {
  std::filesystem::create_directories(folder);
  for (const auto& [name, bytes] : image) {
    std::ofstream(absl::StrCat(folder, "/", name), std::ios::binary) << bytes;
  }
}

LosingDisk::LosingDisk() {
  assert(disk == nullptr);
  disk = this;
  real_system = sqlite3_vfs_find(nullptr);
  // What is not ours is done by the functions of the real system, which do not
  // ask whose they are.
  system_of_the_disk = *real_system;
  system_of_the_disk.zName = "losing";
  system_of_the_disk.szOsFile =
      static_cast<int>(sizeof(OpenFile)) + real_system->szOsFile;
  system_of_the_disk.xOpen = Open;
  system_of_the_disk.xDelete = Delete;
  sqlite3_vfs_register(&system_of_the_disk, /*makeDflt=*/1);
}

LosingDisk::~LosingDisk() {
  sqlite3_vfs_unregister(&system_of_the_disk);
  sqlite3_vfs_register(real_system, /*makeDflt=*/1);
  disk = nullptr;
}

int LosingDisk::Before(Kind kind, const std::string& path) {
  return hook_ ? hook_(Operation{kind, path}) : SQLITE_OK;
}

int LosingDisk::BeforeRead() { return read_hook_ ? read_hook_() : SQLITE_OK; }

void LosingDisk::Opened(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  if (files_.count(path) > 0) return;
  File file;
  file.synced = ReadFile(path);
  file.written = file.synced;
  files_.emplace(path, std::move(file));
}

void LosingDisk::Written(const std::string& path, int64_t offset,
                         absl::string_view bytes) {
  absl::MutexLock lock(&mutex_);
  File& file = files_.at(path);
  PutBytes(offset, bytes, &file.written);
  file.pending.push_back(Change{offset, std::string(bytes), false});
}

void LosingDisk::Truncated(const std::string& path, int64_t size) {
  absl::MutexLock lock(&mutex_);
  File& file = files_.at(path);
  file.written.resize(size);
  file.pending.push_back(Change{size, {}, true});
}

void LosingDisk::Synced(const std::string& path, bool succeeded) {
  absl::MutexLock lock(&mutex_);
  File& file = files_.at(path);
  if (succeeded) {
    for (const Change& change : file.pending) {
      if (change.truncates) {
        file.synced.resize(change.offset);
      } else {
        PutBytes(change.offset, change.bytes, &file.synced);
      }
    }
  }
  file.pending.clear();
}

void LosingDisk::Deleted(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  files_.erase(path);
}

FolderImage LosingDisk::LosePower(const std::string& folder,
                                  std::mt19937_64& random) const {
  // From nothing to everything of what was not synced, most often some of it.
  const double kept = std::uniform_real_distribution<>(-0.2, 1.2)(random);
  std::bernoulli_distribution keeps(std::clamp(kept, 0.0, 1.0));
  std::bernoulli_distribution tears(0.02);
  FolderImage image;
  absl::MutexLock lock(&mutex_);
  for (const auto& [path, file] : files_) {
    const std::string name = NameIn(folder, path);
    if (name.empty()) continue;
    std::string left = file.synced;
    for (const Change& change : file.pending) {
      if (change.truncates) {
        if (keeps(random)) left.resize(change.offset);
        continue;
      }
      const int64_t end = change.offset + change.bytes.size();
      for (int64_t at = change.offset; at < end;) {
        const int64_t next =
            std::min(end, (at / kSectorBytes + 1) * kSectorBytes);
        int64_t size = next - at;
        if (tears(random)) size = static_cast<int64_t>(random() % size);
        if (keeps(random)) {
          PutBytes(
              at,
              absl::string_view(change.bytes).substr(at - change.offset, size),
              &left);
        }
        at = next;
      }
    }
    image[name] = std::move(left);
  }
  return image;
}

void LosingDisk::KillInto(const std::string& folder,
                          const std::string& new_folder) {
  FolderImage image;
  absl::MutexLock lock(&mutex_);
  std::map<std::string, File> copies;
  for (const auto& [path, file] : files_) {
    const std::string name = NameIn(folder, path);
    if (name.empty()) continue;
    image[name] = file.written;
    copies[absl::StrCat(new_folder, "/", name)] = file;
  }
  WriteFolder(image, new_folder);
  files_.merge(copies);
}

}  // namespace lifeline::testing

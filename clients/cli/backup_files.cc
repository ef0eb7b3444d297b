#include "clients/cli/backup_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

using nlohmann::ordered_json;

constexpr char kManifest[] = "manifest.json";
constexpr int kFormat = 1;

absl::Status Damaged(const std::string& path, absl::string_view what) {
  return Error(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED",
               absl::StrCat(path, ": ", what,
                            "; take another backup, this one is not whole"),
               {{"path", path}});
}

absl::StatusOr<BackupManifest> ReadManifest(const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/", kManifest);
  std::ifstream file(path);
  if (!file) return Damaged(path, "is not there");
  const ordered_json json =
      ordered_json::parse(file, nullptr, /*allow_exceptions=*/false);
  BackupManifest manifest;
  try {
    if (json.at("format").get<int>() != kFormat) {
      return Damaged(path, "is of another format than this program knows");
    }
    manifest.program_version = json.at("program_version").get<std::string>();
    manifest.create_time = json.at("create_time").get<std::string>();
    for (const ordered_json& entry : json.at("databases")) {
      manifest.databases.push_back(
          {entry.at("database").get<std::string>(),
           entry.at("size_bytes").get<int64_t>(),
           entry.at("sha256").get<std::string>(),
           entry.at("schema_version").get<int32_t>(),
           entry.at("create_time").get<std::string>()});
    }
  } catch (const ordered_json::exception& error) {
    return Damaged(path, absl::StrCat("cannot be read (", error.what(), ")"));
  }
  return manifest;
}

absl::Status CheckFile(const std::string& path, const BackupEntry& entry) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return Damaged(path, "is not there");
  if (static_cast<int64_t>(size) != entry.size_bytes) {
    return Damaged(path,
                   absl::StrCat("has ", size, " bytes, the manifest says ",
                                entry.size_bytes));
  }
  const absl::StatusOr<std::string> digest = FileSha256(path);
  if (!digest.ok()) return digest.status();
  if (*digest != entry.sha256) {
    return Damaged(path, "is not what the manifest says, by its SHA-256");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FileFailed(const std::string& path) {
  return Error(absl::StatusCode::kInternal, "FILE_FAILED",
               absl::StrCat(path, ": ", std::strerror(errno)),
               {{"path", path}});
}

absl::StatusOr<std::string> FileSha256(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Sha256Stream digest;
  std::string chunk(1 << 20, '\0');
  while (file) {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    digest.Add({chunk.data(), static_cast<size_t>(file.gcount())});
  }
  if (!file.eof()) return FileFailed(path);
  return digest.Hex();
}

absl::Status SyncFolder(const std::string& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  const absl::Status status = synced ? absl::OkStatus() : FileFailed(folder);
  if (fd >= 0) close(fd);
  return status;
}

ordered_json ManifestJson(const BackupManifest& manifest) {
  ordered_json json;
  json["format"] = kFormat;
  json["program_version"] = manifest.program_version;
  json["create_time"] = manifest.create_time;
  json["databases"] = ordered_json::array();
  for (const BackupEntry& entry : manifest.databases) {
    json["databases"].push_back({{"database", entry.database},
                                 {"file", absl::StrCat(entry.database, ".db")},
                                 {"size_bytes", entry.size_bytes},
                                 {"sha256", entry.sha256},
                                 {"schema_version", entry.schema_version},
                                 {"create_time", entry.create_time}});
  }
  return json;
}

NewFile::NewFile(std::string path, std::string temporary, int fd)
    : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd) {}

absl::StatusOr<std::unique_ptr<NewFile>> NewFile::Begin(
    const std::string& path, absl::string_view suffix) {
  const std::string temporary = absl::StrCat(path, suffix);
  const int fd =
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return FileFailed(temporary);
  return std::unique_ptr<NewFile>(new NewFile(path, temporary, fd));
}

NewFile::~NewFile() {
  if (fd_ < 0) return;
  close(fd_);
  unlink(temporary_.c_str());
}

absl::Status NewFile::Write(absl::string_view bytes) {
  digest_.Add(bytes);
  size_ += static_cast<int64_t>(bytes.size());
  while (!bytes.empty()) {
    const ssize_t written = write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileFailed(temporary_);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status NewFile::Sync() {
  if (fsync(fd_) != 0) return FileFailed(temporary_);
  close(fd_);
  fd_ = -1;
  return absl::OkStatus();
}

absl::Status NewFile::Keep() {
  if (absl::Status synced = Sync(); !synced.ok()) return synced;
  if (rename(temporary_.c_str(), path_.c_str()) != 0) return FileFailed(path_);
  return SyncFolder(std::filesystem::path(path_).parent_path().string());
}

absl::Status MakeFolder(const std::string& folder) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::absolute(folder, error);
  std::filesystem::create_directories(path.parent_path(), error);
  // Existing ones keep their rights.
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return FileFailed(folder);
  if (std::filesystem::is_directory(path, error)) return absl::OkStatus();
  errno = ENOTDIR;
  return FileFailed(folder);
}

absl::Status MakeBackupFolder(const std::string& folder) {
  if (absl::Status made = MakeFolder(folder); !made.ok()) return made;
  std::error_code error;
  if (std::filesystem::is_empty(folder, error)) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "BACKUP_FOLDER_USED",
               absl::StrCat("--to: ", folder,
                            " is not empty, and a backup is never written over "
                            "another one; name a new folder"),
               {{"path", folder}});
}

absl::Status WriteManifest(const std::string& folder,
                           const BackupManifest& manifest) {
  auto file = NewFile::Begin(absl::StrCat(folder, "/", kManifest));
  if (!file.ok()) return file.status();
  absl::Status status =
      (*file)->Write(absl::StrCat(ManifestJson(manifest).dump(2), "\n"));
  return status.ok() ? (*file)->Keep() : status;
}

void RemoveBackup(const std::string& folder) {
  for (const char* database : kBackupOrder)
    unlink(absl::StrCat(folder, "/", database, ".db").c_str());
  rmdir(folder.c_str());
}

absl::StatusOr<BackupManifest> CheckBackup(const std::string& folder) {
  absl::StatusOr<BackupManifest> manifest = ReadManifest(folder);
  if (!manifest.ok()) return manifest.status();
  for (const char* database : kBackupOrder) {
    const BackupEntry* entry = manifest->Find(database);
    if (entry == nullptr) {
      return Damaged(absl::StrCat(folder, "/", kManifest),
                     absl::StrCat("does not name ", database));
    }
    absl::Status checked =
        CheckFile(absl::StrCat(folder, "/", database, ".db"), *entry);
    if (!checked.ok()) return checked;
  }
  return manifest;
}

const BackupEntry* BackupManifest::Find(absl::string_view database) const {
  for (const BackupEntry& entry : databases)
    if (entry.database == database) return &entry;
  return nullptr;
}

}  // namespace lifeline::cli

#include "services/common/data_dir.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

absl::Status Unusable(absl::string_view path, absl::string_view why) {
  return Error(absl::StatusCode::kFailedPrecondition, "DATA_DIR_UNUSABLE",
               absl::StrCat("data_dir: ", path, ": ", why,
                            "; name a folder that this user can write to"),
               {{"path", path}});
}

}  // namespace

absl::Status MakeDataDir(const std::string& path) {
  if (path.empty()) return Unusable("(empty)", "no folder was named");
  for (size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string part = path.substr(0, slash);
    if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST)
      return Unusable(part, std::strerror(errno));
    if (slash == std::string::npos) break;
  }
  struct stat info;
  if (stat(path.c_str(), &info) != 0)
    return Unusable(path, std::strerror(errno));
  if (!S_ISDIR(info.st_mode)) return Unusable(path, "is not a folder");
  if (access(path.c_str(), R_OK | W_OK | X_OK) != 0)
    return Unusable(path, std::strerror(errno));
  return absl::OkStatus();
}

void KeepBallast(const std::string& data_dir, const Log* log, int64_t bytes) {
  const std::string path = absl::StrCat(data_dir, "/ballast");
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  // Unlike ftruncate this takes the blocks now. A part of a ballast would be a
  // promise that does not hold.
  const int error = fd < 0 ? errno : posix_fallocate(fd, 0, bytes);
  if (fd >= 0 && error != 0) unlink(path.c_str());
  if (fd >= 0) close(fd);
  if (error == 0) return;
  LogEvent(
      log, LogLevel::kWarning,
      "there is no ballast to delete when the disk is full",
      {{"bytes", bytes}, {"reason", absl::string_view(std::strerror(error))}});
}

}  // namespace lifeline

#ifndef LIFELINE_SERVICES_COMMON_DATA_DIR_H_
#define LIFELINE_SERVICES_COMMON_DATA_DIR_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/common/log.h"

namespace lifeline {

// Makes the folder, and those above it, if it is not there, readable by its
// owner only (0700). FAILED_PRECONDITION, reason DATA_DIR_UNUSABLE, with the
// path and the system's reason, if that fails or it is not a folder one can
// write to.
absl::Status MakeDataDir(const std::string& path);

// More than the writer wants free (DatabaseOptions::min_free_bytes), or without
// it a full disk would still be too full to write to.
inline constexpr int64_t kBallastBytes = int64_t{64} << 20;

// Keeps `bytes` of real disk in the file `ballast` of the folder: whoever meets
// a full disk deletes it, because on a full disk not even a DELETE succeeds. A
// disk with too little room for it is no error, but the log, if there is one,
// says that it is missing.
void KeepBallast(const std::string& data_dir, const Log* log,
                 int64_t bytes = kBallastBytes);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_DATA_DIR_H_

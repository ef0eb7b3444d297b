#ifndef LIFELINE_SERVICES_COMMON_DATABASE_TESTING_H_
#define LIFELINE_SERVICES_COMMON_DATABASE_TESTING_H_

#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace lifeline {

// For tests: whether a text is in any byte of a database, by its path, or of
// its log.
inline bool IsInFile(const std::string& path, absl::string_view text) {
  std::string bytes;
  for (const std::string& file : {path, path + "-wal"}) {
    std::ifstream stream(file, std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(stream), {});
  }
  return absl::StrContains(bytes, text);
}

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_DATABASE_TESTING_H_

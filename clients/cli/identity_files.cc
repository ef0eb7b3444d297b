#include "clients/cli/identity_files.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/common/digest.h"

namespace lifeline::cli {

absl::StatusOr<std::string> ReadIdentityFile(absl::string_view option,
                                             const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)),
                   std::istreambuf_iterator<char>());
  if (text.empty() || file.bad()) {
    return absl::InvalidArgumentError(
        absl::StrCat(option, ": ", path, " cannot be read, or is empty"));
  }
  return text;
}

absl::Status WriteNewFile(const std::string& path, const std::string& text,
                          unsigned mode) {
  const int fd =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0 && errno == EEXIST) {
    return absl::AlreadyExistsError(
        absl::StrCat(path,
                     " is there already and is not written over; take "
                     "another folder"));
  }
  const bool written = fd >= 0 &&
                       write(fd, text.data(), text.size()) ==
                           static_cast<ssize_t>(text.size()) &&
                       fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  if (written) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat(path, " cannot be written: ", std::strerror(error)));
}

bool IsThisMachine(absl::string_view address) {
  if (absl::StartsWith(address, "unix:")) return true;
  const absl::string_view host = address.substr(0, address.rfind(':'));
  in_addr ipv4;
  return host == "localhost" || host == "[::1]" ||
         (inet_pton(AF_INET, std::string(host).c_str(), &ipv4) == 1 &&
          (ntohl(ipv4.s_addr) >> 24) == 127);
}

std::string SubjectOfToken(absl::string_view token) {
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return "";
  const auto text = Base64UrlDecode(parts[1]);
  if (!text.has_value()) return "";
  const nlohmann::json claims =
      nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!claims.is_object()) return "";
  const auto member = [&](const char* name) {
    const auto found = claims.find(name);
    return found != claims.end() && found->is_string()
               ? found->get<std::string>()
               : std::string();
  };
  const auto verified = claims.find("email_verified");
  const std::string subject = member("sub");
  const bool by_address = !member("email").empty() &&
                          verified != claims.end() && *verified == true &&
                          !absl::StrContains(subject, '@');
  return by_address ? member("email") : subject;
}

}  // namespace lifeline::cli

#include "services/common/page_token.h"

#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "services/common/digest.h"
#include "services/common/limits.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

constexpr char kFormat = '\1';
constexpr size_t kChecksumSize = 12;

// Binds the position to the arguments; it guards against mistakes, not against
// attackers, who gain nothing by a token.
std::string Checksum(absl::string_view payload, absl::string_view arguments) {
  return Sha256(absl::StrCat("lifeline page token\n", Sha256(payload),
                             Sha256(arguments)))
      .substr(0, kChecksumSize);
}

void AppendField(absl::string_view field, std::string* payload) {
  uint64_t size = field.size();
  do {
    const bool more = size >= 0x80;
    payload->push_back(static_cast<char>((size & 0x7f) | (more ? 0x80 : 0)));
    size >>= 7;
  } while (size != 0);
  payload->append(field.data(), field.size());
}

std::optional<std::string> TakeField(absl::string_view* payload) {
  uint64_t size = 0;
  for (int shift = 0;; shift += 7) {
    if (payload->empty() || shift > 28) return std::nullopt;
    const uint8_t byte = static_cast<uint8_t>(payload->front());
    payload->remove_prefix(1);
    size |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) break;
  }
  if (size > payload->size()) return std::nullopt;
  std::string field(payload->substr(0, size));
  payload->remove_prefix(size);
  return field;
}

absl::Status Refused() {
  return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
               "page_token: belongs to another call or was changed; pass "
               "next_page_token as it came, with the same "
               "other arguments, or leave it empty for the first page");
}

}  // namespace

std::string EncodePageToken(absl::Span<const std::string> position,
                            absl::string_view arguments) {
  std::string payload(1, kFormat);
  for (const std::string& field : position) AppendField(field, &payload);
  return Base64UrlEncode(absl::StrCat(Checksum(payload, arguments), payload));
}

absl::StatusOr<std::vector<std::string>> DecodePageToken(
    absl::string_view token, absl::string_view arguments) {
  if (static_cast<int64_t>(token.size()) > ServerLimits().page_token_bytes)
    return Refused();
  const std::optional<std::string> bytes = Base64UrlDecode(token);
  if (!bytes.has_value() || bytes->size() <= kChecksumSize) return Refused();
  absl::string_view payload = absl::string_view(*bytes).substr(kChecksumSize);
  if (payload.front() != kFormat ||
      bytes->compare(0, kChecksumSize, Checksum(payload, arguments)) != 0) {
    return Refused();
  }
  payload.remove_prefix(1);
  std::vector<std::string> position;
  while (!payload.empty()) {
    std::optional<std::string> field = TakeField(&payload);
    if (!field.has_value()) return Refused();
    position.push_back(*std::move(field));
  }
  return position;
}

}  // namespace lifeline

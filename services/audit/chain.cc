#include "services/audit/chain.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/common/digest.h"

namespace lifeline::audit {
namespace {

// Four bytes of length, the most significant first, and the bytes.
void AppendField(absl::string_view field, std::string* bytes) {
  const auto size = static_cast<uint32_t>(field.size());
  bytes->push_back(static_cast<char>(size >> 24));
  bytes->push_back(static_cast<char>(size >> 16 & 0xff));
  bytes->push_back(static_cast<char>(size >> 8 & 0xff));
  bytes->push_back(static_cast<char>(size & 0xff));
  absl::StrAppend(bytes, field);
}

// The beginning of a hash is enough for people to compare.
std::string Short(absl::string_view hash) {
  return absl::StrCat(absl::BytesToHexString(hash.substr(0, 6)), "...");
}

}  // namespace

std::string ChainBegin() { return std::string(32, '\0'); }

std::string EntryHash(absl::string_view previous_hash, absl::string_view kind,
                      absl::string_view key, absl::string_view content) {
  std::string bytes(previous_hash);
  AppendField(kind, &bytes);
  AppendField(key, &bytes);
  AppendField(content, &bytes);
  return Sha256(bytes);
}

bool ChainVerifier::Add(const ChainEntry& entry) {
  if (!broken_.empty()) return false;
  const std::string which =
      absl::StrCat("entry ", position_ + 1, " (", entry.key, "): ");
  if (entry.position != position_ + 1) {
    broken_ = absl::StrCat(which, "it has position ", entry.position,
                           "; an entry is missing, doubled or out of order");
  } else if (entry.previous_hash != hash_) {
    broken_ = absl::StrCat(which, "it follows ", Short(entry.previous_hash),
                           ", and the entry before it has ", Short(hash_));
  } else if (entry.hash !=
             EntryHash(hash_, entry.kind, entry.key, entry.content)) {
    broken_ = absl::StrCat(which, "its hash ", Short(entry.hash),
                           " is not that of what it says");
  }
  if (!broken_.empty()) return false;
  ++position_;
  hash_ = entry.hash;
  return true;
}

}  // namespace lifeline::audit

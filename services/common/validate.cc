#include "services/common/validate.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/common/limits.h"

namespace lifeline {
namespace {

// Length of the well-formed UTF-8 sequence at the beginning of `text` (RFC
// 3629); 0 if there is none.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto continues = [&byte](size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return continues(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    if (!continues(1) || !continues(2)) return 0;
    if (lead == 0xe0 && byte(1) < 0xa0) return 0;  // Overlong.
    if (lead == 0xed && byte(1) > 0x9f) return 0;  // Surrogates.
    return 3;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (lead == 0xf0 && byte(1) < 0x90) return 0;  // Overlong.
    if (lead == 0xf4 && byte(1) > 0x8f) return 0;  // Past U+10FFFF.
    return 4;
  }
  return 0;
}

bool HasForbiddenControl(absl::string_view text, bool multiline) {
  for (char c : text) {
    if (!absl::ascii_iscntrl(c)) continue;
    if (multiline && (c == '\n' || c == '\r' || c == '\t')) continue;
    return true;
  }
  return false;
}

}  // namespace

std::string EntryPath(absl::string_view path, int index) {
  return absl::StrCat(path, "[", index, "]");
}

int64_t CharacterCount(absl::string_view text) {
  int64_t count = 0;
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return -1;
    text.remove_prefix(length);
    ++count;
  }
  return count;
}

void CheckText(absl::string_view value, const TextRule& rule,
               absl::string_view field, Violations* violations) {
  const int64_t count = CharacterCount(value);
  if (count < 0) {
    violations->Add(field, "is not UTF-8; encode the text as UTF-8");
  } else if (count < rule.min_length) {
    violations->Add(
        field, count == 0
                   ? absl::StrCat("is required, up to ", rule.max_length,
                                  " characters")
                   : absl::StrCat("has ", count, " characters; write at least ",
                                  rule.min_length));
  } else if (count > rule.max_length) {
    violations->Add(field, absl::StrCat("has ", count,
                                        " characters; shorten it to at most ",
                                        rule.max_length));
  } else if (HasForbiddenControl(value, rule.multiline)) {
    violations->Add(field, rule.multiline
                               ? "contains control characters; remove them"
                               : "contains line breaks or control characters; "
                                 "write it on one line");
  }
}

void CheckRange(int64_t value, int64_t lowest, int64_t highest,
                absl::string_view unit, absl::string_view field,
                Violations* violations) {
  if (value >= lowest && value <= highest) return;
  violations->Add(field,
                  absl::StrCat("is ", value, "; choose a value from ", lowest,
                               " to ", highest, unit.empty() ? "" : " ", unit));
}

void CheckCount(int64_t count, int64_t highest, absl::string_view field,
                Violations* violations) {
  if (count <= highest) return;
  violations->Add(
      field, absl::StrCat("has ", count, " entries; send at most ", highest));
}

void CheckRequestId(absl::string_view request_id, Violations* violations) {
  constexpr size_t most = ServerLimits().request_id_characters;
  bool fine = request_id.size() <= most;
  for (char c : request_id) fine = fine && absl::ascii_isgraph(c);
  if (!fine) {
    violations->Add("request_id",
                    absl::StrCat("must be at most ", most,
                                 " printable ASCII characters without "
                                 "space; use a UUID"));
  }
}

int32_t CheckPageSize(int32_t page_size, int32_t fallback, int32_t highest,
                      Violations* violations) {
  if (page_size < 0) {
    violations->Add("page_size",
                    absl::StrCat("is ", page_size, "; choose 1 to ", highest,
                                 ", or 0 for ", fallback));
  }
  if (page_size <= 0) return fallback;
  return page_size < highest ? page_size : highest;
}

}  // namespace lifeline

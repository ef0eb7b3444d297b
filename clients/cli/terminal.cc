#include "clients/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace lifeline::cli {
namespace {

constexpr int kNarrowest = 40;
constexpr int kWidthIfUnknown = 100;

// The character at the front and how many bytes it takes; a byte that is no
// UTF-8 counts as one character.
uint32_t Front(absl::string_view text, size_t* bytes) {
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned char first = byte(0);
  const size_t length = first < 0x80    ? 1
                        : first >= 0xF0 ? 4
                        : first >= 0xE0 ? 3
                        : first >= 0xC0 ? 2
                                        : 1;
  if (length > text.size()) {
    *bytes = 1;
    return first;
  }
  *bytes = length;
  if (length == 1) return first;
  uint32_t code = first & (0xFF >> (length + 1));
  for (size_t i = 1; i < length; ++i) code = code << 6 | (byte(i) & 0x3F);
  return code;
}

int CharacterWidth(uint32_t code) {
  if (code < 0x20 || code == 0x7F) return 0;
  if ((code >= 0x300 && code <= 0x36F) || (code >= 0x200B && code <= 0x200F) ||
      (code >= 0xFE00 && code <= 0xFE0F)) {
    return 0;
  }
  const bool wide = (code >= 0x1100 && code <= 0x115F) ||
                    (code >= 0x2E80 && code <= 0xA4CF) ||
                    (code >= 0xAC00 && code <= 0xD7A3) ||
                    (code >= 0xF900 && code <= 0xFAFF) ||
                    (code >= 0xFE30 && code <= 0xFE6F) ||
                    (code >= 0xFF00 && code <= 0xFF60) ||
                    (code >= 0x1F300 && code <= 0x1FAFF) ||
                    (code >= 0x20000 && code <= 0x3FFFD);
  return wide ? 2 : 1;
}

absl::string_view ColorCode(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kStrong:
      return "1";
    case Style::kFaint:
      return "2";
    case Style::kGood:
      return "32";
    case Style::kBad:
      return "31";
    case Style::kWarning:
      return "33";
  }
  return "";
}

}  // namespace

Terminal Terminal::Detect() {
  Terminal terminal;
  const bool tty = isatty(STDOUT_FILENO) == 1;
  const char* columns = std::getenv("COLUMNS");
  winsize size{};
  if (columns == nullptr || !absl::SimpleAtoi(columns, &terminal.width) ||
      terminal.width <= 0) {
    terminal.width = 0;
    if (tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
      terminal.width = size.ws_col > 0 ? size.ws_col : kWidthIfUnknown;
    }
  }
  if (terminal.width > 0 && terminal.width < kNarrowest) {
    terminal.width = kNarrowest;
  }
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  terminal.color = tty && (no_color == nullptr || *no_color == '\0') &&
                   term != nullptr && absl::string_view(term) != "dumb";
  return terminal;
}

int DisplayWidth(absl::string_view text) {
  int width = 0;
  while (!text.empty()) {
    size_t bytes = 0;
    width += CharacterWidth(Front(text, &bytes));
    text.remove_prefix(bytes);
  }
  return width;
}

std::string Shorten(absl::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string kept;
  int used = 0;
  while (!text.empty()) {
    size_t bytes = 0;
    const int next = CharacterWidth(Front(text, &bytes));
    if (used + next > width - 1) break;
    used += next;
    kept.append(text.data(), bytes);
    text.remove_prefix(bytes);
  }
  return width > 0 ? kept + "…" : "";
}

std::string Wrapped(absl::string_view text, int width, int indent) {
  if (width <= 0) return std::string(text);
  std::string lines;
  int used = 0;
  for (absl::string_view word : absl::StrSplit(text, ' ')) {
    const int wide = DisplayWidth(word);
    if (used > 0 && used + 1 + wide > width) {
      absl::StrAppend(&lines, "\n", std::string(indent, ' '));
      used = indent;
    } else if (!lines.empty()) {
      lines += ' ';
      ++used;
    }
    absl::StrAppend(&lines, word);
    used += wide;
  }
  return lines;
}

std::string Styled(absl::string_view text, Style style,
                   const Terminal& terminal) {
  if (!terminal.color || style == Style::kPlain) return std::string(text);
  return absl::StrCat("\x1b[", ColorCode(style), "m", text, "\x1b[0m");
}

}  // namespace lifeline::cli

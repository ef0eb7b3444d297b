#ifndef LIFELINE_CLIENTS_CLI_TERMINAL_H_
#define LIFELINE_CLIENTS_CLI_TERMINAL_H_

#include <string>

#include "absl/strings/string_view.h"

namespace lifeline::cli {

// What the output can show. A value; `Detect` asks the system.
struct Terminal {
  // Columns; 0 means that nothing is cut, as for a file or a pipe.
  int width = 0;
  // Colours; they only repeat what the text says.
  bool color = false;

  // Standard output: its width from COLUMNS or the terminal itself, colours on
  // a terminal unless NO_COLOR is set or TERM is `dumb`.
  static Terminal Detect();
};

enum class Style { kPlain, kStrong, kFaint, kGood, kBad, kWarning };

// How many columns the UTF-8 text takes: combining marks none, East Asian wide
// characters and emoji two.
int DisplayWidth(absl::string_view text);

// The text cut to `width` columns, ending in `…` if something is missing.
std::string Shorten(absl::string_view text, int width);

// The text in lines of at most `width` columns, broken between words; lines
// after the first begin with `indent` spaces. One line if `width` is 0.
std::string Wrapped(absl::string_view text, int width, int indent);

// The text in the style's colour, if there are colours.
std::string Styled(absl::string_view text, Style style,
                   const Terminal& terminal);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_TERMINAL_H_

#include "services/scoring/mail_message.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace lifeline::scoring {
namespace {

// An encoded word has at most 75 characters; so many bytes fit in, less than
// one character's more.
constexpr size_t kWordBytes = 42;
// Of base64 in one line, a multiple of four.
constexpr size_t kLineCharacters = 76;
// A plain header of more than this would have to be folded.
constexpr size_t kPlainHeader = 70;

bool Continues(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

std::string HeaderText(absl::string_view typed) {
  std::string text(typed);
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; },
      ' ');
  const bool plain =
      text.size() <= kPlainHeader && text.find("=?") == std::string::npos &&
      std::all_of(text.begin(), text.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x7f; });
  if (plain) return text;
  std::string words;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(begin + kWordBytes, text.size());
    while (end < text.size() && Continues(text[end])) --end;
    absl::StrAppend(&words, words.empty() ? "" : "\r\n ", "=?UTF-8?B?",
                    absl::Base64Escape(text.substr(begin, end - begin)), "?=");
    begin = end;
  }
  return words;
}

std::string MessageText(const MailMessage& message) {
  const absl::string_view from = message.from;
  std::string made = absl::StrCat(
      "Date: ",
      absl::FormatTime("%a, %d %b %E4Y %H:%M:%S +0000", message.date,
                       absl::UTCTimeZone()),
      "\r\nFrom: Lifeline <", from, ">\r\nTo: <", message.to,
      ">\r\nSubject: ", HeaderText(message.subject), "\r\nMessage-ID: <",
      message.id, from.substr(from.find('@')),
      ">\r\nAuto-Submitted: auto-generated\r\nContent-Language: ",
      message.language,
      "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n");
  const std::string body = absl::Base64Escape(
      absl::StrReplaceAll(message.text, {{"\r", ""}, {"\n", "\r\n"}}));
  for (size_t at = 0; at < body.size(); at += kLineCharacters)
    absl::StrAppend(&made, body.substr(at, kLineCharacters), "\r\n");
  return made;
}

}  // namespace lifeline::scoring

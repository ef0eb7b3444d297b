#include "services/scoring/mail_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace lifeline::scoring {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

MailMessage Message() {
  MailMessage message;
  message.from = "lifeline@example.com";
  message.to = "anna@example.com";
  message.subject = "Lifeline, Shop: 1 notice";
  message.text = "Something dropped.\n";
  message.language = "en";
  message.id = "delivery-7.shop";
  message.date = absl::FromUnixSeconds(1'800'000'000);
  return message;
}

// What a reader makes of encoded words.
std::string Decoded(const std::string& header) {
  std::string text;
  for (absl::string_view word : absl::StrSplit(header, "\r\n ")) {
    EXPECT_TRUE(absl::StartsWith(word, "=?UTF-8?B?")) << word;
    EXPECT_LE(word.size(), 75u);
    std::string part;
    EXPECT_TRUE(absl::Base64Unescape(word.substr(10, word.size() - 12), &part));
    // No character is cut in two.
    EXPECT_NE(static_cast<unsigned char>(part[0]) & 0xc0, 0x80);
    text += part;
  }
  return text;
}

TEST(MailMessage, SaysWhoWhenAndThatNobodyTypedIt) {
  const std::string text = MessageText(Message());
  EXPECT_THAT(text, HasSubstr("Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"));
  EXPECT_THAT(text, HasSubstr("From: Lifeline <lifeline@example.com>\r\n"));
  EXPECT_THAT(text, HasSubstr("To: <anna@example.com>\r\n"));
  EXPECT_THAT(text, HasSubstr("Subject: Lifeline, Shop: 1 notice\r\n"));
  EXPECT_THAT(text, HasSubstr("Message-ID: <delivery-7.shop@example.com>\r\n"));
  EXPECT_THAT(text, HasSubstr("Auto-Submitted: auto-generated\r\n"));
}

TEST(MailMessage, TheTextIsBase64InShortLines) {
  MailMessage message = Message();
  message.text = "Größe:\n" + std::string(500, 'x') + "\n";
  const std::string text = MessageText(message);
  for (absl::string_view line : absl::StrSplit(text, "\r\n"))
    EXPECT_LE(line.size(), 76u);
  const std::string body = text.substr(text.find("\r\n\r\n") + 4);
  std::string decoded;
  ASSERT_TRUE(absl::Base64Unescape(absl::StrReplaceAll(body, {{"\r\n", ""}}),
                                   &decoded));
  EXPECT_EQ(decoded, absl::StrReplaceAll(message.text, {{"\n", "\r\n"}}));
}

TEST(MailMessage, ATitleBeginsNoHeader) {
  MailMessage message = Message();
  message.subject = "Shop\r\nBcc: eve@example.com\r\n\r\nHello";
  const std::string text = MessageText(message);
  EXPECT_THAT(text, Not(HasSubstr("\r\nBcc:")));
  EXPECT_THAT(text,
              HasSubstr("Subject: Shop  Bcc: eve@example.com    Hello\r\n"));
}

TEST(MailMessage, OtherLettersBecomeEncodedWords) {
  const std::string title =
      "Übergröße – ganz lang, damit es nicht in ein einziges Wort passt: "
      "ÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜ";
  EXPECT_EQ(Decoded(HeaderText(title)), title);
  EXPECT_EQ(HeaderText("plain"), "plain");
  // What looks like an encoded word is encoded, or it would be read as one.
  EXPECT_EQ(Decoded(HeaderText("=?UTF-8?B?QQ==?=")), "=?UTF-8?B?QQ==?=");
  EXPECT_EQ(Decoded(HeaderText(std::string(200, 'a'))), std::string(200, 'a'));
}

}  // namespace
}  // namespace lifeline::scoring

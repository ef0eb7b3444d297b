// CSV, numbers, tables and what a terminal shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_split.h"
#include "clients/cli/csv.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/numbers.h"
#include "clients/cli/table.h"
#include "clients/cli/terminal.h"
#include "clients/cli/texts.h"

namespace lifeline::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Csv, QuotesNewlinesAByteOrderMarkAndCrlfAreUnderstood) {
  const auto file = ReadCsv(
      "\xEF\xBB\xBFKey,Text\r\nA-1,\"two\nlines, \"\"quoted\"\"\"\r\n\r\nA-2, "
      "x "
      "\r\n");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->separator, ',');
  ASSERT_EQ(file->rows.size(), 3u);
  EXPECT_THAT(file->rows[0].cells, ElementsAre("Key", "Text"));
  EXPECT_THAT(file->rows[1].cells,
              ElementsAre("A-1", "two\nlines, \"quoted\""));
  EXPECT_THAT(file->rows[2].cells, ElementsAre("A-2", "x"));
  EXPECT_EQ(file->rows[1].line, 2);
  EXPECT_EQ(file->rows[2].line, 5);
}

TEST(Csv, TheSeparatorIsFoundOutsideOfQuotes) {
  EXPECT_EQ(ReadCsv("\"a,b,c\";d\n1;2\n")->separator, ';');
  EXPECT_EQ(ReadCsv("a\tb\n")->separator, '\t');
  EXPECT_EQ(ReadCsv("a\n")->separator, ',');
  EXPECT_THAT(ReadCsv("x;1,5\n")->rows[0].cells, ElementsAre("x", "1,5"));
}

TEST(Csv, AnUnclosedQuoteNamesItsLine) {
  const auto file = ReadCsv("a,b\n1,\"open\n2,3\n");
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(std::string(file.status().message()), HasSubstr("line 2"));
}

TEST(Csv, WhatIsWrittenIsRead) {
  const std::vector<std::string> cells = {"a",          "b;c", "say \"x\"",
                                          "two\nlines", "",    " padded "};
  const auto file = ReadCsv(CsvLine(cells, ';'));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->rows[0].cells, cells);
}

TEST(Numbers, TwoPlacesAndNotMore) {
  EXPECT_EQ(ParseHundredths("3").value(), 300);
  EXPECT_EQ(ParseHundredths("-0.5").value(), -50);
  EXPECT_EQ(ParseHundredths("12000.25").value(), 1'200'025);
  EXPECT_EQ(ParseHundredths("1.230").value(), 123);
  for (const char* wrong : {"", "-", "1.234", "1,5", "1e3", ".5", "5.", "0x10",
                            "1 000", "NaN", "1234567890123456"}) {
    EXPECT_FALSE(ParseHundredths(wrong).ok()) << wrong;
  }
  EXPECT_EQ(FormatHundredths(4650), "46.5");
  EXPECT_EQ(FormatHundredths(-5), "-0.05");
  EXPECT_EQ(FormatHundredths(300), "3");
  EXPECT_EQ(FormatMicros(4'521'000), "4.521000");
  EXPECT_EQ(FormatAmount(123'456'750, '.', ','), "1.234.567,5");
}

TEST(Terminal, WidthCountsWhatIsSeen) {
  EXPECT_EQ(DisplayWidth("Größe"), 5);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
  EXPECT_EQ(DisplayWidth("日本"), 4);
  EXPECT_EQ(Shorten("Größenordnung", 6), "Größe…");
  EXPECT_EQ(Shorten("kurz", 6), "kurz");
}

TEST(Table, FitsTheTerminalAndCutsOnlyFlexibleColumns) {
  Table table({{"id"}, {"title", false, /*flexible=*/true, 5}, {"n", true}});
  table.AddRow({"shop-12", "Ein sehr langer Titel über Größe", "3"});
  table.AddLine("line: ends here");
  table.AddRow({"b", "kurz", "12.5"});
  const std::string cut = table.Render({/*width=*/30, /*color=*/false});
  for (const absl::string_view line : absl::StrSplit(cut, '\n')) {
    EXPECT_LE(DisplayWidth(line), 30) << line;
  }
  EXPECT_THAT(cut, HasSubstr("shop-12  Ein sehr lange…  "));
  EXPECT_THAT(cut, HasSubstr("───── line: ends here ─"));
  // A pipe gets everything.
  EXPECT_THAT(table.Render({}), HasSubstr("Ein sehr langer Titel über Größe"));
}

TEST(Table, ColourRepeatsTheTextAndOnlyOnATerminal) {
  Table table({{"id"}});
  table.AddRow({"a"}, Style::kBad);
  EXPECT_THAT(table.Render({/*width=*/40, /*color=*/true}),
              HasSubstr("\x1b[31ma\x1b[0m"));
  EXPECT_EQ(table.Render({/*width=*/40, /*color=*/false}), "id\na\n");
}

TEST(Table, CsvHasAHeaderAndNoLine) {
  Table table({{"id"}, {"title"}});
  table.AddRow({"a", "x, y"});
  table.AddLine("line");
  EXPECT_EQ(table.Csv(), "id,title\na,\"x, y\"\n");
}

TEST(ExitCode, FollowsTheStatus) {
  const auto code = [](absl::StatusCode status) {
    return static_cast<int>(ExitCodeOf(absl::Status(status, "x")));
  };
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::OkStatus())), 0);
  EXPECT_EQ(code(absl::StatusCode::kInternal), 1);
  EXPECT_EQ(code(absl::StatusCode::kInvalidArgument), 2);
  EXPECT_EQ(code(absl::StatusCode::kNotFound), 3);
  EXPECT_EQ(code(absl::StatusCode::kPermissionDenied), 4);
  EXPECT_EQ(code(absl::StatusCode::kAborted), 5);
  EXPECT_EQ(code(absl::StatusCode::kFailedPrecondition), 5);
  EXPECT_EQ(code(absl::StatusCode::kUnavailable), 6);
  EXPECT_EQ(code(absl::StatusCode::kDeadlineExceeded), 6);
}

TEST(Texts, GermanWhereTheLocaleIsGerman) {
  EXPECT_EQ(LanguageOf("de_DE.UTF-8"), Language::kGerman);
  EXPECT_EQ(LanguageOf("den"), Language::kEnglish);
  EXPECT_EQ(Translated("dropped", Language::kGerman),
            "unter die Linie gerutscht");
  EXPECT_EQ(Translated("dropped", Language::kEnglish), "dropped");
}

TEST(Wrapped, BreaksBetweenWordsAndIndentsWhatFollows) {
  EXPECT_EQ(Wrapped("web is full in q1", 9, 2), "web is\n  full in\n  q1");
  EXPECT_EQ(Wrapped("web is full in q1", 0, 2), "web is full in q1");
}

}  // namespace
}  // namespace lifeline::cli

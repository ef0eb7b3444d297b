#include "clients/cli/review_page.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lifeline::cli {
namespace {

using scoring::v1::ReviewReport;
using ::testing::HasSubstr;
using ::testing::Not;

ReviewReport Report() {
  ReviewReport report;
  report.set_title("January <b>");
  report.set_currency_code("EUR");
  auto* figure = report.add_figures();
  figure->set_id(ReviewReport::ID_MONEY_ABOVE);
  figure->set_label("Money a month above the line");
  figure->set_value(1234567'89);
  figure->set_so_what("This is what the planned work is meant to bring.");
  auto* move = report.add_moves();
  move->set_title("a | b & <script>");
  move->set_kind(scoring::v1::LineCrossing::KIND_DROPPED);
  move->set_reason("web is full");
  return report;
}

TEST(ReviewPage, InMarkdownIsTablesWithWhatOthersTypedEscaped) {
  const std::string page =
      ReviewPage(Report(), Language::kEnglish, PageFormat::kMarkdown);
  EXPECT_THAT(page, HasSubstr("# January &lt;b>"));
  EXPECT_THAT(page, HasSubstr("| Money a month above the line | 1,234,567 EUR "
                              "| This is what the planned work is meant to "
                              "bring. |"));
  EXPECT_THAT(page, HasSubstr("| a \\| b & &lt;script> | dropped | web is full "
                              "|"));
}

TEST(ReviewPage, InHtmlStandsAloneAndEscapesToo) {
  const std::string page =
      ReviewPage(Report(), Language::kGerman, PageFormat::kHtml);
  EXPECT_THAT(page, HasSubstr("<html lang=\"de\">"));
  EXPECT_THAT(page, HasSubstr("1.234.567 EUR"));
  EXPECT_THAT(page, HasSubstr("a | b &amp; &lt;script&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("http")));
  EXPECT_THAT(page, HasSubstr("Heute nichts."));
}

TEST(ReviewPage, SaysThatTheWeightsAreProvisional) {
  ReviewReport report = Report();
  EXPECT_THAT(ReviewPage(report, Language::kEnglish, PageFormat::kMarkdown),
              Not(HasSubstr("provisional")));
  report.set_provisional(true);
  EXPECT_THAT(ReviewPage(report, Language::kEnglish, PageFormat::kMarkdown),
              HasSubstr("provisional"));
}

}  // namespace
}  // namespace lifeline::cli

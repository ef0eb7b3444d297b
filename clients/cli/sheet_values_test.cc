#include "clients/cli/sheet_values.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lifeline::cli {
namespace {

using ::testing::HasSubstr;

TEST(SheetNumber, IsReadAsItsLanguageWritesIt) {
  EXPECT_EQ(*ParseSheetNumber("12000", Language::kEnglish), 1200000);
  EXPECT_EQ(*ParseSheetNumber("12,000.5", Language::kEnglish), 1200050);
  EXPECT_EQ(*ParseSheetNumber("12.000,5", Language::kGerman), 1200050);
  EXPECT_EQ(*ParseSheetNumber("12.000", Language::kGerman), 1200000);
  EXPECT_EQ(*ParseSheetNumber("2,50 €", Language::kGerman), 250);
  EXPECT_EQ(*ParseSheetNumber("12\xC2\xA0"
                              "000 EUR",
                              Language::kGerman),
            1200000);
  EXPECT_EQ(*ParseSheetNumber("$1,234,567", Language::kEnglish), 123456700);
  EXPECT_EQ(*ParseSheetNumber("3.1400", Language::kEnglish), 314);
}

TEST(SheetNumber, IsNeverGuessed) {
  EXPECT_FALSE(ParseSheetNumber("2.5", Language::kGerman).ok());
  EXPECT_FALSE(ParseSheetNumber("2,5", Language::kEnglish).ok());
  EXPECT_FALSE(ParseSheetNumber("1,23,456", Language::kEnglish).ok());
  EXPECT_FALSE(ParseSheetNumber("1.125", Language::kEnglish).ok());
  EXPECT_FALSE(ParseSheetNumber("-5", Language::kEnglish).ok());
  EXPECT_FALSE(ParseSheetNumber("viel", Language::kGerman).ok());
  EXPECT_FALSE(ParseSheetNumber("", Language::kGerman).ok());
  EXPECT_THAT(
      std::string(
          ParseSheetNumber("2.5", Language::kGerman).status().message()),
      HasSubstr("12.500,50"));
}

TEST(SheetNumber, IsWrittenWithTheMarkOfItsLanguage) {
  EXPECT_EQ(FormatSheetNumber(1250, Language::kEnglish), "12.5");
  EXPECT_EQ(FormatSheetNumber(1250, Language::kGerman), "12,5");
  EXPECT_EQ(FormatSheetNumber(120000000, Language::kGerman), "1200000");
}

TEST(MoneyBand, StandsForItsMiddleHoweverItIsTyped) {
  EXPECT_EQ(ParseMoneyBand("1k-3k"), 170000);
  EXPECT_EQ(ParseMoneyBand("1K – 3K"), 170000);
  EXPECT_EQ(ParseMoneyBand("1 Tsd. - 3 Tsd."), 170000);
  EXPECT_EQ(ParseMoneyBand("300k-1M"), 55000000);
  EXPECT_EQ(ParseMoneyBand("> 1 Mio"), 170000000);
  EXPECT_EQ(ParseMoneyBand("1k-4k"), std::nullopt);
}

TEST(MoneyBand, OfAnAmountTakesItsLowerEndIn) {
  EXPECT_EQ(MoneyBandOf(0), "<1k");
  EXPECT_EQ(MoneyBandOf(99999), "<1k");
  EXPECT_EQ(MoneyBandOf(100000), "1k-3k");
  EXPECT_EQ(MoneyBandOf(100000000), ">1M");
  for (const int64_t amount : {30000, 170000, 550000, 1700000, 5500000}) {
    EXPECT_EQ(ParseMoneyBand(MoneyBandOf(amount)), amount);
  }
}

}  // namespace
}  // namespace lifeline::cli

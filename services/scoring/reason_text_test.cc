#include "services/scoring/reason_text.h"

#include <set>
#include <string>

#include "gtest/gtest.h"
#include "services/scoring/portfolio_testing.h"

namespace lifeline::scoring {
namespace {

using Code = engine::ReasonCode;

Snapshot Sample() {
  Inputs inputs = testing::Shop();
  inputs.items = {testing::Item("checkout-redesign", 1000, 5)};
  return testing::BuilderOf(inputs).Build();
}

engine::Reason Full() {
  engine::Reason reason;
  reason.code = Code::kTeamFull;
  reason.team = 0;
  reason.period = 0;
  reason.item = 0;
  reason.criterion = 0;
  reason.needed = 500;
  reason.free = 150;
  return reason;
}

TEST(ReasonText, NamesTeamPeriodAndWhoTookTheLastOfIt) {
  EXPECT_EQ(ReasonText(Full(), Sample(), Language::kEnglish),
            "web is full in 2027-q1: needs 5, 1.5 left; the last of it went to "
            "checkout-redesign");
  EXPECT_EQ(ReasonText(Full(), Sample(), Language::kGerman),
            "web ist in 2027-q1 voll: braucht 5, frei sind 1,5; das Letzte "
            "ging an checkout-redesign");
}

TEST(ReasonText, SaysNothingAboutWhoWhereNobodyDid) {
  engine::Reason reason = Full();
  reason.item = engine::kNone;
  EXPECT_EQ(ReasonText(reason, Sample(), Language::kEnglish),
            "web is full in 2027-q1: needs 5, 1.5 left");
}

TEST(ReasonText, EveryCodeHasItsNameAndItsSentences) {
  const Snapshot snapshot = Sample();
  std::set<std::string> names;
  for (int i = 1; i <= static_cast<int>(Code::kEffortUnknown); ++i) {
    engine::Reason reason = Full();
    reason.code = static_cast<Code>(i);
    EXPECT_TRUE(names.emplace(ReasonCodeName(reason.code)).second) << i;
    for (const Language language : {Language::kEnglish, Language::kGerman}) {
      const std::string text = ReasonText(reason, snapshot, language);
      EXPECT_FALSE(text.empty()) << i;
      EXPECT_EQ(text.find('$'), std::string::npos) << text;
      EXPECT_EQ(text.find('?'), std::string::npos) << text;
    }
  }
  EXPECT_EQ(names.count(""), 0u);
  EXPECT_EQ(ReasonText({}, snapshot, Language::kEnglish), "");
}

TEST(DecimalText, HasNoTrailingZeros) {
  EXPECT_EQ(DecimalText(500, Language::kEnglish), "5");
  EXPECT_EQ(DecimalText(150, Language::kEnglish), "1.5");
  EXPECT_EQ(DecimalText(105, Language::kGerman), "1,05");
  EXPECT_EQ(DecimalText(-7, Language::kEnglish), "-0.07");
  EXPECT_EQ(DecimalText(0, Language::kEnglish), "0");
}

TEST(LanguageOf, GermanIsGermanInEveryCountry) {
  EXPECT_EQ(LanguageOf("de"), Language::kGerman);
  EXPECT_EQ(LanguageOf("de-AT"), Language::kGerman);
  EXPECT_EQ(LanguageOf("DE_ch"), Language::kGerman);
  EXPECT_EQ(LanguageOf("den"), Language::kEnglish);
  EXPECT_EQ(LanguageOf(""), Language::kEnglish);
}

}  // namespace
}  // namespace lifeline::scoring

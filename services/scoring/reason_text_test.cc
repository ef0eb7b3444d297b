#include "services/scoring/reason_text.h"

#include <set>
#include <string>

#include "gtest/gtest.h"
#include "services/scoring/portfolio_testing.h"

namespace lifeline::scoring {
namespace {

using Code = engine::ReasonCode;

Snapshot Explained() {
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
  EXPECT_EQ(ReasonText(Full(), Explained(), Language::kEnglish),
            "web is full in 2027-q1: needs 5, 1.5 left; the last of it went to "
            "checkout-redesign");
  EXPECT_EQ(ReasonText(Full(), Explained(), Language::kGerman),
            "web ist in 2027-q1 voll: braucht 5, frei sind 1,5; das Letzte "
            "ging an checkout-redesign");
}

TEST(ReasonText, SaysNothingAboutWhoWhereNobodyDid) {
  engine::Reason reason = Full();
  reason.item = engine::kNone;
  EXPECT_EQ(ReasonText(reason, Explained(), Language::kEnglish),
            "web is full in 2027-q1: needs 5, 1.5 left");
}

struct Case {
  Code code;
  bool has_team;
  bool has_period;
  std::string en;
  std::string de;
};

TEST(ReasonText, SaysWhatIsKnown) {
  const std::string id = "checkout-redesign";
  const Case cases[] = {
      {Code::kRequirementUnplaced, true, true,
       "requires " + id +
           ", for which web is full in 2027-q1: needs 5, 1.5 left",
       "setzt " + id +
           " voraus, und dafür ist web in 2027-q1 voll: braucht 5, frei sind "
           "1,5"},
      {Code::kRequirementUnplaced, false, false,
       "requires " + id + ", which came in after its turn (fill rule STRICT)",
       "setzt " + id +
           " voraus, das erst später Platz fand (Füllregel STRICT)"},
      {Code::kTooLarge, true, false,
       "needs 5 of web, and no open period has more than 1.5; split it",
       "braucht 5 von web, und kein offener Planungszeitraum hat mehr als "
       "1,5; teilen"},
      {Code::kTooLarge, true, true,
       "no open period has room for all its teams: in 2027-q1 it needs 5 of "
       "web, which has 1.5; split it",
       "kein offener Planungszeitraum hat Platz für alle Teams: in 2027-q1 "
       "braucht es 5 von web, vorhanden sind 1,5; teilen"},
      {Code::kOverCap, false, true,
       "its mandate did not fit under the cap of 2027-q1 (needs 5, 1.5 of the "
       "cap left), so it took its turn by rank",
       "die Vorgabe passte in 2027-q1 nicht unter die Obergrenze (braucht 5, "
       "frei sind davon 1,5), darum gilt der Rang"},
      {Code::kOverCap, true, true,
       "its mandate did not fit under the cap, and by its rank web is full in "
       "2027-q1: needs 5, 1.5 left; the last of it went to " +
           id,
       "die Vorgabe passte nicht unter die Obergrenze, und nach dem Rang ist "
       "web in 2027-q1 voll: braucht 5, frei sind 1,5; das Letzte ging an " +
           id},
      {Code::kRequirementGap, false, false,
       "is committed, though " + id +
           ", which it requires, is not above the line",
       "ist zugesagt, obwohl das vorausgesetzte " + id +
           " nicht über der Linie steht"},
      {Code::kRequirementGap, false, true,
       "is committed, though " + id +
           ", which it requires, stands only in 2027-q1",
       "ist zugesagt, obwohl das vorausgesetzte " + id +
           " erst in 2027-q1 steht"},
  };
  const Snapshot snapshot = Explained();
  for (const Case& one : cases) {
    engine::Reason reason = Full();
    reason.code = one.code;
    if (!one.has_team) reason.team = engine::kNone;
    if (!one.has_period) reason.period = engine::kNone;
    EXPECT_EQ(ReasonText(reason, snapshot, Language::kEnglish), one.en);
    EXPECT_EQ(ReasonText(reason, snapshot, Language::kGerman), one.de);
  }
}

TEST(ReasonText, SaysWhatIsWrongWithWhatBlocks) {
  using Item = backlog::v1::Item;
  engine::Reason reason;
  reason.code = Code::kRequirementBlocked;
  reason.item = 0;
  const auto text = [&](Item::State state, Language language) {
    Inputs inputs = testing::Shop();
    inputs.items = {testing::Item("gone", 1000, 5)};
    inputs.items[0].set_state(state);
    return ReasonText(reason, testing::BuilderOf(inputs).Build(), language);
  };
  EXPECT_EQ(text(Item::STATE_DECLINED, Language::kEnglish),
            "requires gone, which is declined");
  EXPECT_EQ(text(Item::STATE_WITHDRAWN, Language::kGerman),
            "setzt gone voraus, und das ist zurückgezogen");
  EXPECT_EQ(text(Item::STATE_SUBMITTED, Language::kEnglish),
            "requires gone, which is not validated yet");
  EXPECT_EQ(text(Item::STATE_MERGED, Language::kGerman),
            "setzt gone voraus, und das ist in einer anderen aufgegangen; "
            "diese voraussetzen");
  EXPECT_EQ(text(Item::STATE_READY, Language::kEnglish),
            "requires gone, which has no score itself");
  reason.criterion = 0;
  EXPECT_NE(text(Item::STATE_READY, Language::kEnglish).find("is not rated"),
            std::string::npos);
  reason.criterion = engine::kNone;
  reason.team = 0;
  reason.needed = 500;
  reason.free = 150;
  EXPECT_EQ(text(Item::STATE_READY, Language::kEnglish),
            "requires gone, which needs 5 of web where 1.5 is the most there "
            "is; split that one");
}

TEST(ReasonText, EveryCodeHasItsNameAndItsSentences) {
  const Snapshot snapshot = Explained();
  std::set<std::string> names;
  for (int i = 1; i <= static_cast<int>(Code::kRequirementGap); ++i) {
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

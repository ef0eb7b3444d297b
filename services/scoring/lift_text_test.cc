#include "services/scoring/lift_text.h"

#include <gtest/gtest.h>

namespace lifeline::scoring {
namespace {

using v1::Lift;

Lift Found(Lift::Lever lever) {
  Lift lift;
  lift.set_lever(lever);
  lift.set_found(true);
  lift.set_proven(true);
  lift.set_standing(v1::STANDING_ABOVE);
  lift.set_lifted_to_period("portfolios/shop/periods/2027-q1");
  lift.set_from_hundredths(800);
  lift.set_to_hundredths(650);
  return lift;
}

TEST(LiftText, NamesWhatWouldHaveToChangeAndWhereItWouldStand) {
  Lift lift = Found(Lift::LEVER_TEAM_EFFORT);
  lift.set_team("portfolios/shop/teams/web");
  EXPECT_EQ(LiftSentence(lift, Language::kEnglish),
            "If web needed 6.5 instead of 8, it would stand above the line in "
            "2027-q1.");
  EXPECT_EQ(LiftSentence(lift, Language::kGerman),
            "Wenn web 6,5 statt 8 bräuchte, stünde es in 2027-q1 über der "
            "Linie.");
}

TEST(LiftText, SaysAboutWhereASmallerChangeMightDo) {
  Lift lift = Found(Lift::LEVER_MONEY);
  lift.set_proven(false);
  EXPECT_EQ(LiftSentence(lift, Language::kEnglish),
            "If it brought about 6.5 a month instead of 8, it would stand "
            "above the line in 2027-q1.");
}

TEST(LiftText, WhatIsNotThereYetHasNoInsteadOf) {
  Lift lift = Found(Lift::LEVER_RATING);
  lift.clear_from_hundredths();
  lift.set_criterion("strategy_fit");
  EXPECT_EQ(LiftSentence(lift, Language::kEnglish),
            "If strategy_fit were rated 6.5, it would stand above the line in "
            "2027-q1.");
}

TEST(LiftText, ARiderRidesAlong) {
  Lift lift = Found(Lift::LEVER_CARRIER);
  lift.clear_from_hundredths();
  lift.set_standing(v1::STANDING_RIDING);
  lift.set_carrier("portfolios/shop/items/cms-migration");
  auto* effort = lift.add_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(50);
  EXPECT_EQ(LiftSentence(lift, Language::kEnglish),
            "If it rode in cms-migration (web 0.5), it would ride along in "
            "2027-q1.");
  EXPECT_EQ(LiftSentence(lift, Language::kGerman),
            "Wenn es in cms-migration mitführe (web 0,5), führe es in 2027-q1 "
            "mit.");
}

TEST(LiftText, ALeverThatDoesNotHelpSaysSoInEveryLanguage) {
  for (int lever = Lift::LEVER_TEAM_EFFORT; lever <= Lift::LEVER_SPLIT;
       ++lever) {
    Lift lift;
    lift.set_lever(static_cast<Lift::Lever>(lever));
    lift.set_proven(true);
    for (Language language : {Language::kEnglish, Language::kGerman}) {
      const std::string sentence = LiftSentence(lift, language);
      EXPECT_FALSE(sentence.empty()) << lever;
      EXPECT_EQ(sentence.find('$'), std::string::npos) << sentence;
    }
    lift.set_found(true);
    for (Language language : {Language::kEnglish, Language::kGerman}) {
      const std::string sentence = LiftSentence(lift, language);
      EXPECT_EQ(sentence.find('$'), std::string::npos) << sentence;
    }
  }
}

TEST(LiftText, WhatWasNotProvenIsNotSaidToBeImpossible) {
  Lift lift;
  lift.set_lever(Lift::LEVER_MONEY);
  EXPECT_EQ(LiftSentence(lift, Language::kEnglish),
            "No money alone would lift it. Not everything could be tried.");
}

}  // namespace
}  // namespace lifeline::scoring

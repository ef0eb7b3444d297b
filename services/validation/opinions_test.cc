#include "services/validation/opinions.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lifeline::validation {
namespace {

using backlog::v1::Item;
using backlog::v1::Opinion;

Opinion Money(const std::string& member, int64_t amount, int64_t second) {
  Opinion opinion;
  opinion.mutable_money()->set_amount_hundredths(amount);
  opinion.mutable_money()->set_rated_by(member);
  opinion.mutable_money()->mutable_rate_time()->set_seconds(second);
  return opinion;
}

Opinion Effort(const std::string& member,
               std::vector<std::pair<std::string, int64_t>> efforts) {
  Opinion opinion;
  opinion.mutable_estimate()->set_estimated_by(member);
  for (const auto& [team, effort] : efforts) {
    auto* added = opinion.mutable_estimate()->add_efforts();
    added->set_team(team);
    added->set_effort_hundredths(effort);
  }
  return opinion;
}

Item Validating() {
  Item item;
  item.set_state(Item::STATE_VALIDATING);
  return item;
}

TEST(Opinions, OneIsWantedUnlessThePortfolioSaysMore) {
  roadmap::v1::Validation how;
  EXPECT_EQ(OpinionsWanted(how, Side::kValue), 1);
  how.set_effort_opinions(3);
  EXPECT_EQ(OpinionsWanted(how, Side::kEffort), 3);
  EXPECT_EQ(OpinionsWanted(how, Side::kValue), 1);
}

TEST(Opinions, EverybodyRatesWhereNobodyIsNamed) {
  roadmap::v1::Validation how;
  EXPECT_TRUE(IsRater(how, Side::kValue, "anna"));
  how.add_value_raters("anna");
  EXPECT_TRUE(IsRater(how, Side::kValue, "anna"));
  EXPECT_FALSE(IsRater(how, Side::kValue, "ben"));
  EXPECT_TRUE(IsRater(how, Side::kEffort, "ben"));
}

TEST(Opinions, EnoughAndEqualBecomeTheRating) {
  Item item = Validating();
  TakeOpinion("money", "anna", Money("anna", 500, 1), 2, &item);
  EXPECT_FALSE(item.has_money());
  TakeOpinion("money", "ben", Money("ben", 500, 2), 2, &item);
  EXPECT_EQ(item.money().amount_hundredths(), 500);
  EXPECT_EQ(item.money().rated_by(), "ben");
  EXPECT_EQ(item.opinions_size(), 2);
}

TEST(Opinions, WhileTheyDifferNothingIsInForce) {
  Item item = Validating();
  TakeOpinion("money", "anna", Money("anna", 500, 1), 2, &item);
  TakeOpinion("money", "ben", Money("ben", 500, 2), 2, &item);
  TakeOpinion("money", "anna", Money("anna", 700, 3), 2, &item);
  EXPECT_FALSE(item.has_money());
  const Subject subject = SubjectsOf(item)[0];
  EXPECT_EQ(subject.low, 500);
  EXPECT_EQ(subject.high, 700);
  EXPECT_EQ(subject.count, 2);
  EXPECT_EQ(LackOf(subject, 2), Lack::kSettling);
  EXPECT_EQ(LackOf(subject, 3), Lack::kOpinions);
}

TEST(Opinions, OneWordTakesNothingReadyOutOfTheRanking) {
  Item item = Validating();
  TakeOpinion("money", "anna", Money("anna", 500, 1), 2, &item);
  TakeOpinion("money", "ben", Money("ben", 500, 2), 2, &item);
  item.set_state(Item::STATE_READY);
  TakeOpinion("money", "anna", Money("anna", 700, 3), 2, &item);
  EXPECT_EQ(item.money().amount_hundredths(), 500);
  EXPECT_EQ(LackOf(SubjectsOf(item)[0], 2), Lack::kNothing);
  EXPECT_TRUE(CanBeSettled(SubjectsOf(item)[0], 2));
  TakeOpinion("money", "ben", Money("ben", 700, 4), 2, &item);
  EXPECT_EQ(item.money().amount_hundredths(), 700);
}

TEST(Opinions, EstimatesAreTheSameOnlyTeamByTeam) {
  Item item = Validating();
  TakeOpinion("effort", "ina", Effort("ina", {{"web", 300}, {"ops", 100}}), 2,
              &item);
  TakeOpinion("effort", "kim", Effort("kim", {{"web", 100}, {"ops", 300}}), 2,
              &item);
  EXPECT_FALSE(item.has_estimate());
  EXPECT_FALSE(SubjectsOf(item)[0].equal);
  TakeOpinion("effort", "kim", Effort("kim", {{"ops", 100}, {"web", 300}}), 2,
              &item);
  EXPECT_TRUE(item.has_estimate());
}

TEST(Opinions, AWordThatIsTakenBackCountsNoMore) {
  Item item = Validating();
  TakeOpinion("money", "anna", Money("anna", 500, 1), 2, &item);
  TakeOpinion("money", "ben", Money("ben", 500, 2), 2, &item);
  TakeOpinion("money", "ben", Opinion(), 2, &item);
  EXPECT_EQ(item.opinions_size(), 1);
  EXPECT_FALSE(item.has_money());
  DropOpinions("money", &item);
  EXPECT_EQ(item.opinions_size(), 0);
}

}  // namespace
}  // namespace lifeline::validation

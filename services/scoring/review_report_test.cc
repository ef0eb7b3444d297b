#include "services/scoring/review_report.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scoring/portfolio_testing.h"

namespace lifeline::scoring {
namespace {

using testing::BuilderOf;
using ::testing::ElementsAre;
using testing::Item;
using testing::ItemName;
using testing::Shop;
using testing::ViewOf;
using v1::LineCrossing;
using v1::ReviewReport;

// Room for ten: 9,000 and 8,000 a month stand above, 1,000 below; four of
// fourteen days are withheld.
Inputs Reviewed() {
  Inputs inputs = Shop(10);
  inputs.roadmap.push_back(testing::Capacity("web", "2027-q1", 14, 4));
  inputs.items = {Item("third", 1000, 4), Item("first", 9000, 5),
                  Item("second", 8000, 5)};
  return inputs;
}

LineCrossing Move(const std::string& item, LineCrossing::Kind kind) {
  LineCrossing move;
  move.set_item(ItemName(item));
  move.set_title(item);
  move.set_kind(kind);
  return move;
}

void AddCause(v1::Cause::Group group, int64_t numerator, int64_t denominator,
              LineCrossing* move) {
  v1::Cause* cause = move->add_causes();
  cause->set_group(group);
  cause->set_share_numerator(numerator);
  cause->set_share_denominator(denominator);
}

const ReviewReport::Figure& FigureOf(const ReviewReport& report,
                                     ReviewReport::Id id) {
  for (const auto& figure : report.figures()) {
    if (figure.id() == id) return figure;
  }
  static const ReviewReport::Figure none;
  return none;
}

TEST(ReviewReport, HasSevenFiguresInTheirOrderEachWithWhatItMeans) {
  WorldBuilder builder = BuilderOf(Reviewed());
  const RankingView view = ViewOf(&builder, 7);
  ReviewFacts facts;
  facts.frozen = facts.today = &view;
  const ReviewReport report = MakeReviewReport(facts);
  ASSERT_EQ(report.figures_size(), 7);
  for (int i = 0; i < 7; ++i) {
    EXPECT_EQ(report.figures(i).id(), i + 1);
    EXPECT_FALSE(report.figures(i).label().empty());
    EXPECT_FALSE(report.figures(i).so_what().empty());
  }
  EXPECT_EQ(report.figures(0).value(), 17'000'00);
  EXPECT_EQ(report.figures(1).value(), 1'000'00);
  EXPECT_EQ(FigureOf(report, ReviewReport::ID_CAPACITY_OUTSIDE).value(), 4'00);
  EXPECT_EQ(FigureOf(report, ReviewReport::ID_CAPACITY_OUTSIDE).compared(),
            14'00);
  ASSERT_EQ(report.outside_size(), 1);
  EXPECT_EQ(report.outside(0).amount_hundredths(), 4'00);
}

TEST(ReviewReport, SpeaksGerman) {
  WorldBuilder builder = BuilderOf(Reviewed());
  const RankingView view = ViewOf(&builder, 7);
  ReviewFacts facts;
  facts.frozen = facts.today = &view;
  facts.language = Language::kGerman;
  EXPECT_EQ(MakeReviewReport(facts).figures(1).so_what(),
            "Das wartet; unter der Linie heißt nicht abgelehnt.");
}

TEST(ReviewReport, CountsEveryMoveOnceUnderItsLargestCause) {
  WorldBuilder builder = BuilderOf(Reviewed());
  const RankingView view = ViewOf(&builder, 7);
  ReviewFacts facts;
  facts.frozen = facts.previous = facts.today = &view;
  LineCrossing dropped = Move("third", LineCrossing::KIND_DROPPED);
  AddCause(v1::Cause::GROUP_MODEL, 1, 3, &dropped);
  AddCause(v1::Cause::GROUP_CAPACITY, 2, 3, &dropped);
  LineCrossing slipped = Move("second", LineCrossing::KIND_SLIPPED);
  AddCause(v1::Cause::GROUP_CAPACITY, 3, 2, &slipped);
  AddCause(v1::Cause::GROUP_MODEL, -1, 2, &slipped);
  facts.moves = {dropped, slipped, Move("first", LineCrossing::KIND_ROSE),
                 Move("third", LineCrossing::KIND_ENTERED_BELOW)};
  const ReviewReport report = MakeReviewReport(facts);
  int moves = 0;
  for (const auto& total : report.causes())
    moves += total.down_count() + total.up_count();
  EXPECT_EQ(moves, report.moves_size());
  ASSERT_EQ(report.causes_size(), 3);
  EXPECT_EQ(report.causes(0).group(), v1::Cause::GROUP_UNSPECIFIED);
  EXPECT_EQ(report.causes(0).up_count(), 1);
  EXPECT_EQ(report.causes(1).group(), v1::Cause::GROUP_NEW_ITEMS);
  EXPECT_EQ(report.causes(2).group(), v1::Cause::GROUP_CAPACITY);
  EXPECT_EQ(report.causes(2).down_count(), 2);
  // What came in below was never above.
  EXPECT_EQ(FigureOf(report, ReviewReport::ID_MONEY_MOVED_DOWN).value(),
            9'000'00);
}

TEST(ReviewReport, AsksForAtMostFiveDecisionsByTheMoneyAtStake) {
  WorldBuilder builder = BuilderOf(Reviewed());
  const RankingView view = ViewOf(&builder, 7);
  ReviewFacts facts;
  facts.frozen = facts.today = &view;
  for (int n = 0; n < 6; ++n) {
    v1::Dispute dispute;
    dispute.set_name(absl::StrCat("portfolios/shop/disputes/", n));
    dispute.set_kind(v1::Dispute::KIND_APPEAL);
    dispute.set_state(v1::Dispute::STATE_ARBITER);
    dispute.set_title("third");
    dispute.set_displaces_item(ItemName("first"));
    dispute.set_money_hundredths(n * 100'00);
    facts.disputes.push_back(dispute);
  }
  v1::Task task;
  task.set_name("portfolios/shop/tasks/third-decide-1");
  task.set_kind(v1::Task::KIND_DECIDE);
  task.set_item(ItemName("third"));
  facts.tasks.push_back(task);
  const ReviewReport report = MakeReviewReport(facts);
  ASSERT_EQ(report.decisions_size(), kReviewDecisions);
  EXPECT_EQ(report.more_decisions(), 2);
  EXPECT_EQ(report.decisions(0).name(), task.name());
  EXPECT_EQ(report.decisions(0).role(), roadmap::v1::ROLE_PLANNER);
  EXPECT_EQ(report.decisions(1).name(), "portfolios/shop/disputes/5");
  EXPECT_EQ(report.decisions(1).role(), roadmap::v1::ROLE_ARBITER);
}

TEST(ReviewReport, ComparesWhatWasPlannedWithWhatWasMeasured) {
  Inputs inputs = Reviewed();
  inputs.items[1].set_state(backlog::v1::Item::STATE_DONE);
  inputs.items[1].mutable_realised()->set_planned_hundredths(9'000'00);
  inputs.items[1].mutable_realised()->set_amount_hundredths(3'000'00);
  WorldBuilder builder = BuilderOf(inputs);
  const RankingView view = ViewOf(&builder, 7);
  ReviewFacts facts;
  facts.frozen = facts.today = &view;
  const ReviewReport report = MakeReviewReport(facts);
  const auto& figure = FigureOf(report, ReviewReport::ID_PLANNED_AND_REALISED);
  EXPECT_EQ(figure.value(), 9'000'00);
  EXPECT_EQ(figure.compared(), 3'000'00);
}

TEST(ReviewReport, OverdueAnswersAreOneLineForEachSide) {
  Inputs inputs = Reviewed();
  inputs.roadmap.emplace_back();
  roadmap::v1::Member* ivan = inputs.roadmap.back().mutable_member();
  ivan->set_name("portfolios/shop/members/ivan");
  ivan->add_roles(roadmap::v1::ROLE_IT_LEAD);
  WorldBuilder builder = BuilderOf(inputs);
  const RankingView view = ViewOf(&builder, 7);
  ReviewFacts facts;
  facts.frozen = facts.today = &view;
  for (const char* item : {"first", "second", "third"}) {
    v1::Receipt& receipt = facts.overdue.emplace_back();
    receipt.set_item(ItemName(item));
    receipt.set_owed_by(ItemName(item) == ItemName("third")
                            ? "portfolios/shop/members/ivan"
                            : "portfolios/shop/members/anna");
  }
  const ReviewReport report = MakeReviewReport(facts);
  ASSERT_EQ(report.decisions_size(), 2);
  EXPECT_EQ(report.decisions(0).sentence(),
            "Marketing and business owe 2 answers that are overdue. Who gives "
            "them, and when?");
  EXPECT_EQ(report.decisions(0).money_hundredths(), 17'000'00);
  EXPECT_EQ(report.decisions(0).role(), roadmap::v1::ROLE_MARKETING_LEAD);
  EXPECT_EQ(report.decisions(1).money_hundredths(), 1'000'00);
  EXPECT_EQ(report.decisions(1).role(), roadmap::v1::ROLE_IT_LEAD);
  EXPECT_EQ(report.decisions(1).name(), "portfolios/shop/promiseReport");
}

}  // namespace
}  // namespace lifeline::scoring

// Publications that the code above the store must never make, each a sound one
// with one fault planted in it. The database refuses every one, and is as it
// was.

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/string_view.h"
#include "tests/guards/guarded_shop.h"

namespace lifeline::scoring {
namespace {

struct Fault {
  const char* name;
  void (*plant)(NewRanking& next);
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

NewCrossing& CrossingOf(NewRanking& next, absl::string_view item) {
  for (NewCrossing& entry : next.crossings) {
    if (entry.crossing.item() == ItemName(kShop, item)) return entry;
  }
  ADD_FAILURE() << item;
  return next.crossings.front();
}

void LeaveOutCrossing(NewRanking& next, absl::string_view item) {
  std::erase_if(next.crossings, [item](const NewCrossing& entry) {
    return entry.crossing.item() == ItemName(kShop, item);
  });
}

ResultRow& ResultOf(NewRanking& next, absl::string_view item) {
  for (ResultRow& row : next.results) {
    if (row.item == item) return row;
  }
  ADD_FAILURE() << item;
  return next.results.front();
}

void LeaveOutResult(NewRanking& next, absl::string_view item) {
  std::erase_if(next.results,
                [item](const ResultRow& row) { return row.item == item; });
}

void Count(NewRanking& next, v1::Standing standing, int change) {
  for (v1::StandingCount& count : *next.ranking.mutable_counts()) {
    if (count.standing() != standing) continue;
    count.set_count(count.count() + change);
    return;
  }
  v1::StandingCount* count = next.ranking.add_counts();
  count->set_standing(standing);
  count->set_count(change);
}

// Counted as it should be, and without a crossing.
void Move(NewRanking& next, absl::string_view item, v1::Standing from,
          v1::Standing to) {
  next.results.push_back(Stands(item, to, /*listed=*/false));
  Count(next, from, -1);
  Count(next, to, 1);
}

void EnterWithoutCrossing(NewRanking& next, v1::Standing standing) {
  next.results.push_back(Stands("new", standing, /*listed=*/false));
  Count(next, standing, 1);
  next.ranking.set_item_count(next.ranking.item_count() + 1);
}

// It has another score where it stands.
void MoveNowhere(NewRanking& next, absl::string_view item,
                 v1::Standing standing) {
  ResultRow row = Stands(item, standing);
  ++row.score_micros;
  next.results.push_back(row);
}

// To another period, which is no way down unless a baseline has it in the one
// that it leaves.
void Slip(NewRanking& next, absl::string_view item, absl::string_view to) {
  ResultRow row = Stands(item, v1::STANDING_ABOVE);
  row.period = std::string(to);
  next.results.push_back(row);
  AddCrossing(&next, item, v1::LineCrossing::KIND_SLIPPED, /*receipt=*/false);
  next.baseline = "portfolios/shop/baselines/first";
}

constexpr Fault kFaults[] = {
    {"ADropWithoutItsCrossing",
     [](NewRanking& next) { LeaveOutCrossing(next, "a"); }},
    {"ACloseWithoutItsCrossing",
     [](NewRanking& next) { LeaveOutCrossing(next, "e"); }},
    {"AFirstSightAsDeclinedWithoutItsCrossing",
     [](NewRanking& next) {
       EnterWithoutCrossing(next, v1::STANDING_DECLINED);
     }},
    {"AFirstSightAsMergedWithoutItsCrossing",
     [](NewRanking& next) { EnterWithoutCrossing(next, v1::STANDING_MERGED); }},
    {"AFirstSightAsLostWithoutItsCrossing",
     [](NewRanking& next) { EnterWithoutCrossing(next, v1::STANDING_LOST); }},
    {"ALossOfWhatWasDoneWithoutItsCrossing",
     [](NewRanking& next) {
       Move(next, "g", v1::STANDING_DONE, v1::STANDING_LOST);
     }},
    {"ALossOfWhatWasDeclinedWithoutItsCrossing",
     [](NewRanking& next) {
       Move(next, "h", v1::STANDING_DECLINED, v1::STANDING_LOST);
     }},
    {"ALossOfWhatWasWithdrawnWithoutItsCrossing",
     [](NewRanking& next) {
       Move(next, "i", v1::STANDING_WITHDRAWN, v1::STANDING_LOST);
     }},
    {"ADeclineOfWhatWasDoneWithoutItsCrossing",
     [](NewRanking& next) {
       Move(next, "g", v1::STANDING_DONE, v1::STANDING_DECLINED);
     }},
    {"AMergeOfWhatWasWithdrawnWithoutItsCrossing",
     [](NewRanking& next) {
       Move(next, "i", v1::STANDING_WITHDRAWN, v1::STANDING_MERGED);
     }},
    {"AnEntryBelowWithoutItsCrossing",
     [](NewRanking& next) { LeaveOutCrossing(next, "f"); }},
    {"NoCrossingAtAll", [](NewRanking& next) { next.crossings.clear(); }},
    {"ADropToldAsASlip",
     [](NewRanking& next) {
       CrossingOf(next, "a").crossing.set_kind(v1::LineCrossing::KIND_SLIPPED);
     }},
    {"ACloseToldAsARise",
     [](NewRanking& next) {
       CrossingOf(next, "e").crossing.set_kind(v1::LineCrossing::KIND_ROSE);
     }},
    {"AnEntryBelowToldAsAnEntryAbove",
     [](NewRanking& next) {
       CrossingOf(next, "f").crossing.set_kind(
           v1::LineCrossing::KIND_ENTERED_ABOVE);
     }},
    {"ADropToldOfAnotherItem",
     [](NewRanking& next) {
       CrossingOf(next, "a").crossing.set_item(ItemName(kShop, "b"));
     }},
    {"TheSameCrossingTwice",
     [](NewRanking& next) { next.crossings.push_back(next.crossings[0]); }},
    {"ADropOfWhatWasNotAbove",
     [](NewRanking& next) {
       CrossingOf(next, "f").crossing.set_kind(v1::LineCrossing::KIND_DROPPED);
     }},
    {"ADropOfWhatStaysAbove",
     [](NewRanking& next) {
       MoveNowhere(next, "b", v1::STANDING_ABOVE);
       AddCrossing(&next, "b", v1::LineCrossing::KIND_DROPPED);
     }},
    {"ADropOfWhatIsDone",
     [](NewRanking& next) {
       Move(next, "b", v1::STANDING_ABOVE, v1::STANDING_DONE);
       next.results.back().listed = true;
       AddCrossing(&next, "b", v1::LineCrossing::KIND_DROPPED);
     }},
    {"ACloseOfWhatStaysBelow",
     [](NewRanking& next) {
       MoveNowhere(next, "d", v1::STANDING_BELOW);
       AddCrossing(&next, "d", v1::LineCrossing::KIND_CLOSED);
     }},
    {"AnEntryBelowOfWhatStaysAbove",
     [](NewRanking& next) {
       MoveNowhere(next, "b", v1::STANDING_ABOVE);
       AddCrossing(&next, "b", v1::LineCrossing::KIND_ENTERED_BELOW);
     }},
    {"ARiseOfWhatStaysBelow",
     [](NewRanking& next) {
       MoveNowhere(next, "d", v1::STANDING_BELOW);
       AddCrossing(&next, "d", v1::LineCrossing::KIND_ROSE, false);
     }},
    {"ACrossingOfWhatDidNotChange",
     [](NewRanking& next) {
       AddCrossing(&next, "b", v1::LineCrossing::KIND_ROSE, false);
     }},
    {"ACrossingOfNobody",
     [](NewRanking& next) {
       AddCrossing(&next, "nobody", v1::LineCrossing::KIND_ENTERED_BELOW);
     }},
    {"ADropWithoutItsReceipt",
     [](NewRanking& next) { CrossingOf(next, "a").receipt.reset(); }},
    {"ACloseWithoutItsReceipt",
     [](NewRanking& next) { CrossingOf(next, "e").receipt.reset(); }},
    {"AnEntryBelowWithoutItsReceipt",
     [](NewRanking& next) { CrossingOf(next, "f").receipt.reset(); }},
    {"ASlipFromItsPeriodInABaselineWithoutItsReceipt",
     [](NewRanking& next) { Slip(next, "b", "q2"); }},
    {"ASlipOutOfAllPeriodsWithoutItsReceipt",
     [](NewRanking& next) { Slip(next, "b", ""); }},
    {"ADropWithoutItsResult",
     [](NewRanking& next) { LeaveOutResult(next, "a"); }},
    {"ARiseWithoutItsResult",
     [](NewRanking& next) { LeaveOutResult(next, "c"); }},
    {"NoResultAtAll", [](NewRanking& next) { next.results.clear(); }},
    {"TheSameResultTwice",
     [](NewRanking& next) { next.results.push_back(next.results[0]); }},
    {"AResultOfAnotherStanding",
     [](NewRanking& next) {
       ResultOf(next, "c").standing = v1::STANDING_RIDING;
     }},
    {"AResultInNoStanding",
     [](NewRanking& next) { ResultOf(next, "c").standing = 0; }},
    {"AResultInAStandingThatThereIsNot",
     [](NewRanking& next) { ResultOf(next, "c").standing = 13; }},
    {"AnItemThatIsNotListedAlthoughItStandsBelow",
     [](NewRanking& next) { ResultOf(next, "f").listed = false; }},
    {"AnItemThatIsListedBeforeItStood",
     [](NewRanking& next) { ResultOf(next, "e").listed = true; }},
    {"AnItemThatIsUnlisted",
     [](NewRanking& next) {
       next.results.push_back(Stands("b", v1::STANDING_ABOVE, false));
     }},
    {"ASecondDropThatNobodyCounted",
     [](NewRanking& next) {
       next.results.push_back(Stands("b", v1::STANDING_BELOW));
       AddCrossing(&next, "b", v1::LineCrossing::KIND_DROPPED);
     }},
    {"AnItemInNoStanding",
     [](NewRanking& next) {
       Count(next, v1::STANDING_BELOW, -1);
       next.ranking.set_item_count(next.ranking.item_count() - 1);
     }},
    {"AnItemCountedTwice",
     [](NewRanking& next) {
       Count(next, v1::STANDING_BELOW, 1);
       next.ranking.set_item_count(next.ranking.item_count() + 1);
     }},
    {"AnItemCountedInAnotherStanding",
     [](NewRanking& next) {
       Count(next, v1::STANDING_BELOW, -1);
       Count(next, v1::STANDING_ABOVE, 1);
     }},
    {"CountsThatDoNotAddUp",
     [](NewRanking& next) { Count(next, v1::STANDING_ABOVE, -1); }},
    {"FewerItemsThanTheStandingsHave",
     [](NewRanking& next) {
       next.ranking.set_item_count(next.ranking.item_count() - 1);
     }},
    {"ARankingAfterAnOlderOne",
     [](NewRanking& next) { next.progress.number = 1; }},
    {"ARankingAfterAGap", [](NewRanking& next) { next.progress.number = 3; }},
    {"AFirstRankingAgain",
     [](NewRanking& next) {
       next.progress.number = 0;
       next.progress.seen_before = {};
     }},
    {"ARankingPlannedBeforeAnotherHasSeenMore",
     [](NewRanking& next) { --next.progress.seen_before.backlog; }},
    {"ABacklogRevisionThatGoesBack",
     [](NewRanking& next) { next.progress.seen.backlog = 1; }},
    {"ARoadmapRevisionThatGoesBack",
     [](NewRanking& next) { next.progress.seen.roadmap = 1; }},
    {"ADayThatGoesBack", [](NewRanking& next) { --next.progress.as_of; }},
    {"AReceiptClearedOfWhatDidNotRise",
     [](NewRanking& next) {
       LeaveOutResult(next, "c");
       LeaveOutCrossing(next, "c");
       Count(next, v1::STANDING_ABOVE, -1);
       Count(next, v1::STANDING_BELOW, 1);
     }},
    {"AReceiptClearedByTheRankingThatOpensIt",
     [](NewRanking& next) {
       next.cleared.push_back({3, "a"});
     }},
    {"AStepThatIsOwedAlready",
     [](NewRanking& next) {
       next.progress.tasks.opened.push_back(next.progress.tasks.opened[0]);
     }},
};

class FaultyPublish : public ::testing::TestWithParam<Fault> {};

TEST_P(FaultyPublish, IsRefusedAndNothingChanges) {
  GuardedShop shop;
  const std::string before = shop.Rows();
  NewRanking next = shop.Next();
  GetParam().plant(next);
  ExpectRefused(shop.Publish(next));
  EXPECT_EQ(shop.Rows(), before);
  // The fault was the only reason.
  EXPECT_EQ(shop.Publish(shop.Next()), absl::OkStatus());
}

TEST(SoundPublish, ASlipThatLeavesNoPeriodOfABaselineOwesNothing) {
  GuardedShop shop;
  ASSERT_EQ(shop.Publish(shop.Next()), absl::OkStatus());
  NewRanking next = shop.Same();
  // It stood below in the baseline.
  Slip(next, "c", "q2");
  EXPECT_EQ(shop.Publish(next), absl::OkStatus());
}

TEST(SoundPublish, AWithdrawalByWhoeverAskedForItNeedsNoCrossing) {
  GuardedShop shop;
  NewRanking next = shop.Next();
  Move(next, "d", v1::STANDING_BELOW, v1::STANDING_WITHDRAWN);
  next.results.back().listed = true;
  EXPECT_EQ(shop.Publish(next), absl::OkStatus());
}

INSTANTIATE_TEST_SUITE_P(Guard, FaultyPublish, ::testing::ValuesIn(kFaults),
                         [](const ::testing::TestParamInfo<Fault>& info) {
                           return std::string(info.param.name);
                         });

}  // namespace
}  // namespace lifeline::scoring

// What ordinary work costs in attention: many moves are one digest a day.
#include <iostream>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/stories/story_shop.h"

namespace lifeline {
namespace {

using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

class FortnightStory : public StoryShop {
 protected:
  // Items of one day each, in turn for ben and cora: `item0` brings most.
  void OpenWith(int count, int capacity, const std::string& effort) {
    std::string items;
    for (int i = 0; i < count; ++i) {
      items += ItemLine(absl::StrCat("item", i), i % 2 == 0 ? "ben" : "cora",
                        100'000 - 100 * i, effort);
    }
    Open(capacity, items);
  }
};

TEST_F(FortnightStory, TwoHundredMovesInOneDayAreOneDigestForEach) {
  OpenWith(200, 200, "effort: {web: 1}");
  for (int cut = 1; cut <= 20; ++cut) SetCapacity("pam", 200 - 10 * cut);
  ASSERT_THAT(Crossed("DROPPED"), SizeIs(200));
  GoTo(1, 4, 20);
  EXPECT_THAT(Digests("ben"), IsEmpty());
  GoTo(1, 5, 8);
  GoTo(1, 5, 17);
  for (const char* requester : {"ben", "cora"}) {
    const auto digests = Digests(requester);
    ASSERT_THAT(digests, SizeIs(1)) << requester;
    EXPECT_THAT(Entries(digests[0]), SizeIs(100)) << requester;
  }
  for (const char* other : {"dora", "mia"})
    EXPECT_THAT(Digests(other), IsEmpty()) << other;
  ExpectSound();
}

TEST_F(FortnightStory, FortyEstimatesTypedOneByOneAreOneDigestADayAtMost) {
  constexpr int kItems = 60;
  constexpr int kEstimates = 40;
  constexpr int kDaysOfWork = 10;
  // Twenty have an estimate and fill the team; the others wait for theirs.
  std::string items;
  for (int i = 0; i < kItems; ++i) {
    items +=
        ItemLine(absl::StrCat("item", i), i % 2 == 0 ? "ben" : "cora",
                 i % 3 == 0 ? 10'000 + 100 * i : 50'000 + 100 * i,
                 i % 3 == 0 ? "owner: dora, effort: {web: 3}" : "owner: dora");
  }
  Open(60, items);
  std::vector<std::string> waiting;
  for (int i = 0; i < kItems; ++i) {
    if (i % 3 != 0) waiting.push_back(absl::StrCat("item", i));
  }
  ASSERT_THAT(waiting, SizeIs(kEstimates));
  size_t next = 0;
  for (int day = 0; day < 12; ++day) {
    const bool works = day != 5 && day != 6;
    for (int i = 0; works && i < kEstimates / kDaysOfWork; ++i) {
      GoTo(1, 4 + day, 10 + 2 * i);
      Do("ivan", {"item", "estimate", "shop", waiting[next], "--effort",
                  absl::StrCat("web=", 1 + next % 5)});
      ++next;
    }
    GoTo(1, 4 + day, 20);
  }
  GoTo(1, 18, 8);
  ASSERT_EQ(next, waiting.size());
  const size_t dropped = Crossed("DROPPED").size();
  EXPECT_GT(dropped, 0u);
  std::cout << "40 estimates in ten working days, " << dropped << " drops\n";
  std::cout << "member  digests  entries  asks\n";
  for (const char* member :
       {"ben", "cora", "dora", "ivan", "mia", "pam", "pete", "ada", "anna"}) {
    const auto digests = Digests(member);
    std::set<std::string> days;
    size_t entries = 0;
    size_t asks = 0;
    for (const nlohmann::json& digest : digests) {
      days.insert(digest["day"].dump());
      for (const std::string& entry : Entries(digest)) {
        ++entries;
        if (entry.find(" asks") != std::string::npos) ++asks;
      }
    }
    std::cout << member << "\t" << digests.size() << "\t" << entries << "\t"
              << asks << "\n";
    EXPECT_EQ(days.size(), digests.size()) << member;
    EXPECT_THAT(digests.size(), Le(kDaysOfWork)) << member;
  }
  // Those who only plan or decide were left alone.
  EXPECT_THAT(Digests("ada"), IsEmpty());
  ExpectSound();
}

}  // namespace
}  // namespace lifeline

// Somebody who was asked is not there: has left, or is away with a deputy.
#include "tests/stories/story_shop.h"

namespace lifeline {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AbsenceStory : public StoryShop {
 protected:
  // `relaunch` needs six of ten days and `titles`, which is ben's and which
  // dora owns, four.
  void SetUp() override {
    Open(10,
         ItemLine("relaunch", "cora", 900'000, "effort: {web: 6}") +
             ItemLine("titles", "ben", 1'000, "owner: dora, effort: {web: 4}"));
    ASSERT_EQ(StandingOf("titles"), "ABOVE");
  }

  // `titles` drops.
  void Drop() {
    SetCapacity("pam", 6);
    ASSERT_EQ(StandingOf("titles"), "BELOW");
  }

  // The one who is asked about `titles` now, and on which rung.
  std::string Asked() {
    const auto owed = Owed("titles");
    if (owed.size() != 1) return absl::StrCat(owed.size(), " receipts");
    if (!owed[0].contains("rung")) return "nobody";
    return absl::StrCat(
        owed[0]["rung"].get<std::string>(), " ",
        owed[0].contains("asked") ? IdIn(owed[0]["asked"]) : "nobody");
  }

  // Who is asked, and when that changes, on each day until summer.
  std::vector<std::string> AskedUntilSummer() {
    std::vector<std::string> asked;
    for (int month = 1; month <= 5; ++month) {
      for (int day = month == 1 ? 5 : 1; day <= 28; ++day) {
        GoTo(month, day, 8);
        std::string now = Asked();
        if (asked.empty() || asked.back() != now)
          asked.push_back(std::move(now));
      }
    }
    return asked;
  }
};

TEST_F(AbsenceStory, OfARequesterWhoHasLeftTheOwnerIsAsked) {
  Do("anna", {"member", "update", "shop", "ben", "--active", "no"});
  Drop();
  EXPECT_EQ(IdIn(Owed("titles").at(0)["owedBy"]), "dora");
  GoTo(1, 5, 8);
  EXPECT_THAT(Digests("ben"), IsEmpty());
  ASSERT_THAT(Digests("dora"), SizeIs(1));
  EXPECT_THAT(Entries(Digests("dora")[0]), ElementsAre("titles asks"));
  EXPECT_THAT(Run("dora", {"inbox", "shop"}).out, HasSubstr("titles"));
  // He may not answer any more, and is told who could let him.
  const Ran refused =
      Run("ben", {"receipt", "accept", "shop", "titles", "--text", "fine"});
  EXPECT_EQ(refused.code, 4);
  EXPECT_THAT(refused.err, HasSubstr("is inactive and changes nothing"));
  Do("dora",
     {"receipt", "accept", "shop", "titles", "--text", "he would have agreed"});
  EXPECT_THAT(Owed("titles"), IsEmpty());
  ExpectSound();
}

TEST_F(AbsenceStory, WhoLeavesWithAnAnswerOwedLosesNothing) {
  Drop();
  EXPECT_EQ(IdIn(Owed("titles").at(0)["owedBy"]), "ben");
  GoTo(1, 5, 8);
  EXPECT_EQ(Asked(), "RUNG_ASKED ben");
  Do("anna", {"member", "update", "shop", "ben", "--active", "no"});
  Settle();
  EXPECT_THAT(
      AskedUntilSummer(),
      ElementsAre("RUNG_ASKED ben", "RUNG_OVERDUE ben", "RUNG_OWNER dora",
                  "RUNG_PLANNER pam", "RUNG_ARBITER ada"));
  // Five months later it is still owed, listed and counted; nothing answered.
  ASSERT_THAT(Owed("titles"), SizeIs(1));
  EXPECT_EQ(Run("anna", {"ranking", "show", "shop", "--check"}).code, 7);
  Do("ada",
     {"receipt", "accept", "shop", "titles", "--text", "nobody misses it"});
  EXPECT_THAT(Owed("titles"), IsEmpty());
  ExpectSound();
}

TEST_F(AbsenceStory, TheDeputyOfWhoIsAwayIsToldAndAnswers) {
  Do("ben", {"member", "update", "shop", "ben", "--deputy", "cora",
             "--absent-until", "2027-02-01"});
  Drop();
  EXPECT_EQ(IdIn(Owed("titles").at(0)["owedBy"]), "ben");
  GoTo(1, 5, 8);
  EXPECT_THAT(Digests("ben"), IsEmpty());
  ASSERT_THAT(Digests("cora"), SizeIs(1));
  EXPECT_THAT(Entries(Digests("cora")[0]), ElementsAre("titles asks"));
  EXPECT_EQ(Asked(), "RUNG_ASKED cora");
  EXPECT_THAT(Run("cora", {"inbox", "shop"}).out, HasSubstr("titles"));
  Do("cora", {"receipt", "accept", "shop", "titles", "--text",
              "ben and I talked about it"});
  EXPECT_THAT(Owed("titles"), IsEmpty());
  const nlohmann::json answered =
      Json("ben", {"receipt", "list", "shop", "--all", "--filter",
                   "item = titles"})["receipts"][0];
  EXPECT_EQ(IdIn(answered["answeredBy"]), "cora");
  EXPECT_EQ(IdIn(answered["owedBy"]), "ben");
  ExpectSound();
}

TEST_F(AbsenceStory, WhoIsBackIsToldHimself) {
  Do("ben", {"member", "update", "shop", "ben", "--deputy", "cora",
             "--absent-until", "2027-01-05"});
  Drop();
  GoTo(1, 5, 8);
  EXPECT_THAT(Digests("cora"), IsEmpty());
  ASSERT_THAT(Digests("ben"), SizeIs(1));
  EXPECT_THAT(Entries(Digests("ben")[0]), Contains("titles asks"));
}

}  // namespace
}  // namespace lifeline

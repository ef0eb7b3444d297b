// A small item wants to ride in somebody else's project.
#include <fstream>

#include "services/common/status.h"
#include "tests/stories/story_shop.h"

namespace lifeline {
namespace {

using ::testing::HasSubstr;

class RiderStory : public StoryShop {
 protected:
  // `relaunch`, which dora owns, fills the team; `hreflang` has no room.
  void SetUp() override {
    Open(10, ItemLine("relaunch", "cora", 900'000,
                      "owner: dora, effort: {web: 9}") +
                 ItemLine("hreflang", "ben", 1'000, "effort: {web: 4}"));
    ASSERT_EQ(StandingOf("hreflang"), "BELOW");
  }

  Ran Propose(const std::string& as) {
    return Run(as, {"weave", "add", "shop", "hreflang", "relaunch", "--effort",
                    "web=0.5", "-o", "csv"});
  }
  Ran Agree(const std::string& as) {
    return Run(as, {"weave", "agree", "shop", "hreflang"});
  }
};

TEST_F(RiderStory, ItRidesOnceTheCarriersOwnerAgrees) {
  const Ran proposed = Propose("ben");
  ASSERT_EQ(proposed.code, 0) << proposed.err;
  EXPECT_THAT(proposed.out, HasSubstr("hreflang,relaunch,dora,"));
  EXPECT_EQ(StandingOf("hreflang"), "BELOW");
  for (const char* other : {"ben", "cora", "ivan", "mia", "anna"}) {
    const Ran refused = Agree(other);
    EXPECT_NE(refused.code, 0) << other;
    EXPECT_EQ(StandingOf("hreflang"), "BELOW") << other;
  }
  EXPECT_THAT(Agree("ivan").err, HasSubstr("ask dora"));
  const Ran agreed = Agree("dora");
  EXPECT_EQ(agreed.code, 0) << agreed.err;
  EXPECT_EQ(StandingOf("hreflang"), "RIDING");
  // That somebody else owns the carrier from now on takes nothing back.
  Do("dora", {"item", "update", "shop", "relaunch", "--owner", "cora"});
  EXPECT_EQ(StandingOf("hreflang"), "RIDING");
  ExpectSound();
}

TEST_F(RiderStory, AnExportTakenBackChangesNothing) {
  ASSERT_EQ(Propose("ben").code, 0);
  ASSERT_EQ(Agree("dora").code, 0);
  Do("mia", {"item", "case", "shop", "hreflang", "--leads", "900:1200:1500",
             "--conversion", "0.5%:2%:3%", "--margin", "70:80.50:90"});
  EXPECT_EQ(StandingOf("hreflang"), "RIDING");
  const Ran exported = Run("mia", {"export", "shop"});
  ASSERT_EQ(exported.code, 0) << exported.err;
  EXPECT_THAT(exported.out, HasSubstr("owner: dora@example.com"));
  EXPECT_THAT(exported.out, HasSubstr("900:1200:1500"));
  const std::string file = ::testing::TempDir() + "export_story.yaml";
  std::ofstream(file) << exported.out;
  const Ran applied = Run("mia", {"apply", "-f", file});
  EXPECT_EQ(applied.code, 0) << applied.err;
  EXPECT_THAT(applied.out, HasSubstr("0 created, 0 updated"));
  EXPECT_EQ(StandingOf("hreflang"), "RIDING");
}

TEST_F(RiderStory, OfAnOwnerWhoIsAwayTheDeputyAgrees) {
  Do("dora", {"member", "update", "shop", "dora", "--deputy", "cora",
              "--absent-until", "2027-02-01"});
  ASSERT_EQ(Propose("ben").code, 0);
  EXPECT_THAT(Agree("ivan").err, HasSubstr("ask the deputy, cora"));
  EXPECT_EQ(Agree("cora").code, 0);
  EXPECT_EQ(StandingOf("hreflang"), "RIDING");
  ExpectSound();
}

TEST_F(RiderStory, OfAnOwnerWhoHasLeftAnItLeadAgrees) {
  Do("anna", {"member", "update", "shop", "dora", "--active", "no"});
  ASSERT_EQ(Propose("ben").code, 0);
  EXPECT_THAT(Agree("cora").err, HasSubstr("an IT lead agrees; ask ivan"));
  EXPECT_EQ(Agree("ivan").code, 0);
  EXPECT_EQ(StandingOf("hreflang"), "RIDING");
  ExpectSound();
}

TEST_F(RiderStory, ADocumentIsNoWayAroundTheOwner) {
  const std::string file = ::testing::TempDir() + "rider_story.yaml";
  std::ofstream(file) << R"(
portfolio: {id: shop}
weaves: [{rider: hreflang, carrier: relaunch, effort: {web: 0.5}}]
)";
  Do("mia", {"apply", "-f", file});
  EXPECT_EQ(StandingOf("hreflang"), "BELOW");
  Do("dora", {"apply", "-f", file});
  EXPECT_EQ(StandingOf("hreflang"), "RIDING");
  // Whoever changes what was agreed to asks again.
  std::ofstream(file) << R"(
portfolio: {id: shop}
weaves: [{rider: hreflang, carrier: relaunch, owner: dora, effort: {web: 1}}]
)";
  Do("mia", {"apply", "-f", file});
  EXPECT_EQ(StandingOf("hreflang"), "BELOW");
  ExpectSound();
}

}  // namespace
}  // namespace lifeline

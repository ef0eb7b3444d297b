// Sprint reality flows back: a tool reports, the requester confirms from one
// list, and what was delivered keeps the capacity that it has used.
#include "services/common/status.h"
#include "tests/stories/story_shop.h"

namespace lifeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DeliveryStory : public StoryShop {
 protected:
  // `relaunch` and `titles` fill ten days; `links` has no room.
  void SetUp() override {
    Open(10, ItemLine("relaunch", "ben", 900'000, "effort: {web: 6}") +
                 ItemLine("titles", "cora", 40'000, "effort: {web: 4}") +
                 ItemLine("links", "ben", 1'000, "effort: {web: 4}"));
    Do("anna", {"member", "add", "shop", "--id", "jira", "--name", "Jira",
                "--address", "jira@example.com", "--tool", "--role", "sync"});
    Settle();
    ASSERT_EQ(StandingOf("links"), "BELOW");
  }

  absl::Status Report(const std::string& as, const std::string& item,
                      roadmap::v1::Commitment::State state) {
    roadmap::v1::ApplyRoadmapRequest request;
    request.set_parent("portfolios/shop");
    auto* commitment =
        request.add_upserts()->mutable_resource()->mutable_commitment();
    commitment->set_name("portfolios/shop/commitments/" + item);
    commitment->set_item("portfolios/shop/items/" + item);
    commitment->set_period("portfolios/shop/periods/q1");
    commitment->set_state(state);
    return Call(as, roadmap(), &roadmap::v1::RoadmapService::Stub::ApplyRoadmap,
                request)
        .status();
  }

  std::vector<std::string> ToConfirm(const std::string& as) {
    std::vector<std::string> ids;
    for (const nlohmann::json& item :
         Json(as, {"item", "confirm", "shop"})
             .value("items", std::vector<nlohmann::json>()))
      ids.push_back(IdIn(item["name"]));
    return ids;
  }
};

TEST_F(DeliveryStory, DeliveredWorkUsesItsPeriodsCapacityUntilThatCloses) {
  ASSERT_EQ(
      Report("jira", "relaunch", roadmap::v1::Commitment::STATE_DELIVERED),
      absl::OkStatus());
  EXPECT_EQ(StandingOf("relaunch"), "ABOVE");
  EXPECT_EQ(StandingOf("links"), "BELOW");
  Do("ben", {"item", "confirm", "shop", "relaunch"});
  EXPECT_EQ(StandingOf("relaunch"), "DONE");
  EXPECT_EQ(StandingOf("links"), "BELOW");
  // A day more than is used and needed: it is not what done work has used.
  SetCapacity("pam", 13);
  EXPECT_EQ(StandingOf("links"), "BELOW");
  SetCapacity("pam", 14);
  EXPECT_EQ(StandingOf("links"), "ABOVE");
  ExpectSound();
}

TEST_F(DeliveryStory, EachConfirmsHisOwnFromOneList) {
  for (const char* item : {"relaunch", "titles"}) {
    ASSERT_EQ(Report("jira", item, roadmap::v1::Commitment::STATE_DELIVERED),
              absl::OkStatus());
  }
  ASSERT_EQ(Report("pam", "links", roadmap::v1::Commitment::STATE_STARTED),
            absl::OkStatus());
  EXPECT_THAT(ToConfirm("ben"), ElementsAre("relaunch"));
  EXPECT_THAT(ToConfirm("cora"), ElementsAre("titles"));
  EXPECT_THAT(ToConfirm("mia"), IsEmpty());
  EXPECT_THAT(Run("ben", {"item", "confirm", "shop"}).out,
              HasSubstr("lifeline item confirm shop --all"));
  EXPECT_THAT(Run("ben", {"item", "confirm", "shop", "-o", "csv"}).out,
              HasSubstr("relaunch,Title of relaunch,q1,ben"));
  // Nobody confirms for others, and one that is refused keeps all.
  const Ran refused =
      Run("ben", {"item", "confirm", "shop", "relaunch", "titles"});
  EXPECT_EQ(refused.code, 4);
  EXPECT_THAT(refused.err, HasSubstr("items[1]"));
  EXPECT_EQ(StandingOf("relaunch"), "ABOVE");
  const Ran done = Run("ben", {"item", "confirm", "shop", "--all"});
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_EQ(StandingOf("relaunch"), "DONE");
  EXPECT_EQ(StandingOf("titles"), "ABOVE");
  EXPECT_THAT(ToConfirm("ben"), IsEmpty());
  EXPECT_THAT(Run("ben", {"item", "confirm", "shop", "--all"}).out,
              HasSubstr("Nothing that was delivered waits for you"));
  ExpectSound();
}

TEST_F(DeliveryStory, AToolReportsAndConfirmsNothing) {
  ASSERT_EQ(Report("jira", "relaunch", roadmap::v1::Commitment::STATE_STARTED),
            absl::OkStatus());
  roadmap::v1::UpdateCommitmentRequest remaining;
  remaining.mutable_commitment()->set_name(
      "portfolios/shop/commitments/relaunch");
  auto* part = remaining.mutable_commitment()->add_remaining();
  part->set_team("portfolios/shop/teams/web");
  part->set_effort_hundredths(200);
  remaining.mutable_update_mask()->add_paths("remaining");
  EXPECT_TRUE(Call("jira", roadmap(),
                   &roadmap::v1::RoadmapService::Stub::UpdateCommitment,
                   remaining)
                  .ok());
  // What is promised is decided by people.
  EXPECT_EQ(ReasonOf(Report("jira", "titles",
                            roadmap::v1::Commitment::STATE_PROMISED)),
            "ROLE_MISSING");
  ASSERT_EQ(
      Report("jira", "relaunch", roadmap::v1::Commitment::STATE_DELIVERED),
      absl::OkStatus());
  const Ran refused = Run("jira", {"item", "confirm", "shop", "relaunch"});
  EXPECT_EQ(refused.code, 4);
  EXPECT_THAT(refused.err, HasSubstr("jira is a tool"));
}

}  // namespace
}  // namespace lifeline

// Capacity is what everybody's place depends on: whoever cuts it sees first who
// falls, and two who edit it at once do not undo each other unseen.
#include "services/common/status.h"
#include "tests/stories/story_shop.h"

namespace lifeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kWebInQ1[] = "portfolios/shop/periods/q1/capacities/web";

class CapacityStory : public StoryShop {
 protected:
  void SetUp() override {
    Open(30, ItemLine("relaunch", "cora", 900'000, "effort: {web: 12}") +
                 ItemLine("titles", "ben", 400'000, "effort: {web: 6}") +
                 ItemLine("links", "ben", 30'000, "effort: {web: 4}") +
                 ItemLine("images", "cora", 20'000, "effort: {web: 4}") +
                 ItemLine("sitemap", "ben", 10'000, "effort: {web: 4}"));
    for (const char* item :
         {"relaunch", "titles", "links", "images", "sitemap"}) {
      ASSERT_EQ(StandingOf(item), "ABOVE") << item;
    }
  }

  std::string Etag(const std::string& as) {
    const nlohmann::json list = Json(as, {"capacity", "list", "shop"});
    for (const nlohmann::json& capacity : list["capacities"]) {
      if (capacity["name"] == kWebInQ1) return capacity["etag"];
    }
    ADD_FAILURE() << list;
    return "";
  }

  Ran Set(const std::string& as, const std::string& gross,
          const std::string& etag) {
    return Run(as, {"capacity", "set", "shop", "web", "q1", "--gross", gross,
                    "--etag", etag});
  }

  int Number() { return Json("anna", {"ranking", "show", "shop"})["number"]; }
};

TEST_F(CapacityStory, WhoCutsSeesBeforeWhichThreeFall) {
  const int before = Number();
  const nlohmann::json preview = Json(
      "ivan",
      {"capacity", "set", "shop", "web", "q1", "--gross", "18", "--dry-run"});
  std::vector<std::string> falling;
  for (const nlohmann::json& crossing : preview["crossings"]) {
    EXPECT_EQ(crossing["kind"], "DROPPED");
    falling.push_back(crossing["item"]);
  }
  EXPECT_THAT(falling, UnorderedElementsAre("links", "images", "sitemap"));
  EXPECT_EQ(Number(), before);
  EXPECT_THAT(Crossed("DROPPED"), IsEmpty());

  SetCapacity("ivan", 18);
  EXPECT_THAT(Crossed("DROPPED"),
              ::testing::UnorderedElementsAreArray(falling));
  for (const std::string& item : falling)
    EXPECT_THAT(Owed(item), SizeIs(1)) << item;
  EXPECT_EQ(StandingOf("titles"), "ABOVE");
  ExpectSound();
}

TEST_F(CapacityStory, OfTwoWhoEditAtOnceTheSecondIsToldToLookAgain) {
  const std::string seen_by_both = Etag("pam");
  ASSERT_EQ(Etag("pete"), seen_by_both);
  EXPECT_EQ(Set("pam", "28", seen_by_both).code, 0);
  const Ran refused = Set("pete", "25", seen_by_both);
  EXPECT_EQ(refused.code, 5);
  EXPECT_THAT(refused.err, HasSubstr("read it again and repeat the change"));
  // The same over gRPC, for tools.
  roadmap::v1::UpdateCapacityRequest request;
  request.mutable_capacity()->set_name(kWebInQ1);
  request.mutable_capacity()->set_etag(seen_by_both);
  request.mutable_capacity()->set_gross_hundredths(2'500);
  const absl::Status aborted =
      Call("pete", roadmap(),
           &roadmap::v1::RoadmapService::Stub::UpdateCapacity, request)
          .status();
  EXPECT_EQ(aborted.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(aborted), "ETAG_MISMATCH");
  // He looks, and goes on from what she made of it.
  EXPECT_EQ(Set("pete", "27", Etag("pete")).code, 0);
}

TEST_F(CapacityStory, WithoutAnEtagBothAreInTheHistory) {
  SetCapacity("pam", 28);
  SetCapacity("pete", 25);
  const nlohmann::json history = Json(
      "anna", {"portfolio", "history", "shop", "periods/q1/capacities/web"});
  std::vector<std::string> who;
  for (const nlohmann::json& change : history["changes"])
    who.push_back(IdIn(change["commit"]["actor"]));
  ASSERT_THAT(who, SizeIs(3));
  who.pop_back();  // Whoever opened the shop.
  EXPECT_THAT(who, ElementsAre("pete", "pam"));
  const std::string table =
      Run("anna", {"portfolio", "history", "shop", "periods/q1/capacities/web",
                   "-o", "csv"})
          .out;
  EXPECT_THAT(table, HasSubstr("gross_hundredths: 2800 -> "
                               "gross_hundredths: 2500"));
}

}  // namespace
}  // namespace lifeline

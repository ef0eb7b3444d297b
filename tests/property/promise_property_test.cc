// The promise, over seeded random histories: whatever is committed, in whatever
// order, with restarts in between, each item that stood above the line in one
// ranking and does not in the next has exactly one crossing with its receipt,
// and the standings add up to everything that was ever submitted.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scoring/scoring_store.h"
#include "services/scoring/scoring_testing.h"
#include "tests/property/promise_oracle.h"

namespace lifeline::scoring {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A portfolio to which random things happen.
class PromiseHistory {
 public:
  explicit PromiseHistory(uint32_t seed) : random_(seed) {
    rig_.Begin(Between(300, 900));
    rig_.CommitRoadmap({ScoringRig::Team("content"),
                        ScoringRig::Period("q2", 4, 6),
                        ScoringRig::Capacity("web", "q2", Between(0, 600)),
                        ScoringRig::Member("m2", "ben@example.com")});
  }

  void Step() {
    switch (Between(0, 11)) {
      case 0:
      case 1:
      case 2:
        return NewItems();
      case 3:
      case 4:
        return ChangeItem();
      case 5:
        return ChangeState();
      case 6:
        return rig_.CommitRoadmap(
            {ScoringRig::Capacity("web", Between(0, 1) ? "q1" : "q2",
                                  Between(0, 900))},
            "portfolios/shop/members/m2");
      case 7:
        return Decide();
      case 8:
        return TogglePeriod();
      case 9:
        return rig_.SetNow(rig_.now() + absl::Hours(24 * Between(1, 20)));
      case 10:
        rig_.Settle();
        return rig_.Restart();
      default:
        return Weave();
    }
  }

  ScoringRig& rig() { return rig_; }
  const std::set<std::string>& submitted() const { return submitted_; }

  std::vector<std::string> Check(int64_t* drops) {
    rig_.Settle();
    lifeline::Snapshot reader = *rig_.database()->Read();
    PromiseOracle oracle(reader);
    std::vector<std::string> wrong = oracle.Check(submitted_);
    *drops += oracle.drops();
    return wrong;
  }

 private:
  int64_t Between(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random_);
  }

  std::string AnyItem() {
    auto item = items_.begin();
    std::advance(item, Between(0, static_cast<int64_t>(items_.size()) - 1));
    return item->first;
  }

  void Commit(backlog::v1::Item item) {
    if (item.state() != backlog::v1::Item::STATE_DRAFT)
      submitted_.insert(item.name().substr(item.name().rfind('/') + 1));
    rig_.CommitItems({std::move(item)}, "portfolios/shop/members/m1");
  }

  void NewItems() {
    std::vector<backlog::v1::Item> made;
    for (int64_t i = Between(1, 4); i > 0; --i) {
      const std::string id = absl::StrCat("i", items_.size());
      backlog::v1::Item item =
          ScoringRig::Item(id, Between(1, 200) * 500, Between(0, 5) * 100);
      if (Between(0, 5) == 0) item.clear_estimate();
      if (Between(0, 7) == 0)
        item.set_state(backlog::v1::Item::STATE_SUBMITTED);
      if (Between(0, 9) == 0) {
        item.set_state(backlog::v1::Item::STATE_DRAFT);
        item.clear_submit_time();
      } else {
        submitted_.insert(id);
      }
      if (Between(0, 3) == 0 && !items_.empty())
        item.add_required_items(
            absl::StrCat("portfolios/shop/items/", AnyItem()));
      items_[id] = item;
      made.push_back(item);
    }
    rig_.CommitItems(made, "portfolios/shop/members/m1");
  }

  void ChangeItem() {
    if (items_.empty()) return;
    backlog::v1::Item& item = items_[AnyItem()];
    if (Between(0, 1) == 0) {
      item.mutable_money()->set_amount_hundredths(Between(1, 200) * 50'000);
    } else {
      *item.mutable_estimate() =
          ScoringRig::Item("x", 1, Between(0, 10) * 100).estimate();
    }
    Commit(item);
  }

  void ChangeState() {
    if (items_.empty()) return;
    backlog::v1::Item& item = items_[AnyItem()];
    if (item.state() == backlog::v1::Item::STATE_DRAFT) {
      *item.mutable_submit_time() = ScoringRig::Item("x", 1, 1).submit_time();
      item.set_state(backlog::v1::Item::STATE_SUBMITTED);
    } else {
      using Item = backlog::v1::Item;
      constexpr Item::State kStates[] = {
          Item::STATE_READY, Item::STATE_READY,    Item::STATE_VALIDATING,
          Item::STATE_DONE,  Item::STATE_DECLINED, Item::STATE_WITHDRAWN,
          Item::STATE_MERGED};
      item.set_state(kStates[Between(0, 6)]);
      item.set_state_actor(Between(0, 1) ? item.requester()
                                         : "portfolios/shop/members/m2");
    }
    Commit(item);
  }

  void Decide() {
    if (items_.empty()) return;
    const std::string id = AnyItem();
    roadmap::v1::RoadmapResource resource;
    if (Between(0, 1) == 0) {
      resource.mutable_commitment()->set_name(
          absl::StrCat("portfolios/shop/commitments/", id));
      resource.mutable_commitment()->set_item(
          absl::StrCat("portfolios/shop/items/", id));
      resource.mutable_commitment()->set_period("portfolios/shop/periods/q1");
      resource.mutable_commitment()->set_state(
          static_cast<roadmap::v1::Commitment::State>(Between(1, 3)));
      if (!committed_.insert(id).second) {
        committed_.erase(id);
        return rig_.RemoveRoadmap(resource.commitment().name());
      }
    } else {
      resource.mutable_mandate()->set_name(
          absl::StrCat("portfolios/shop/mandates/", id));
      resource.mutable_mandate()->set_item(
          absl::StrCat("portfolios/shop/items/", id));
      resource.mutable_mandate()->mutable_until()->set_year(2027);
      resource.mutable_mandate()->mutable_until()->set_month(
          static_cast<int32_t>(Between(1, 6)));
      resource.mutable_mandate()->mutable_until()->set_day(15);
    }
    rig_.CommitRoadmap({resource}, "portfolios/shop/members/m2");
  }

  void TogglePeriod() {
    roadmap::v1::RoadmapResource period = ScoringRig::Period("q2", 4, 6);
    open_ = !open_;
    if (!open_) {
      period.mutable_period()->set_state(
          roadmap::v1::PlanningPeriod::STATE_CLOSED);
    }
    rig_.CommitRoadmap({period});
  }

  void Weave() {
    if (items_.size() < 2) return;
    const std::string rider = AnyItem();
    const std::string carrier = AnyItem();
    if (rider == carrier) return;
    roadmap::v1::RoadmapResource resource;
    roadmap::v1::Weave* weave = resource.mutable_weave();
    weave->set_name(absl::StrCat("portfolios/shop/weaves/", rider));
    weave->set_rider(absl::StrCat("portfolios/shop/items/", rider));
    weave->set_carrier(absl::StrCat("portfolios/shop/items/", carrier));
    weave->set_state(roadmap::v1::Weave::STATE_AGREED);
    *weave->mutable_marginal_efforts() =
        ScoringRig::Item("x", 1, 50).estimate().efforts();
    rig_.CommitRoadmap({resource});
  }

  std::mt19937 random_;
  ScoringRig rig_;
  std::map<std::string, backlog::v1::Item> items_;
  std::set<std::string> submitted_;
  std::set<std::string> committed_;
  bool open_ = true;
};

TEST(Promise, NoDropIsEverSilent) {
  int64_t drops = 0;
  for (uint32_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    PromiseHistory history(seed);
    for (int step = 0; step < 60; ++step) {
      history.Step();
      // Sometimes each step has its ranking, sometimes several share one.
      if (step % 2 == static_cast<int>(seed % 2)) history.rig().Settle();
    }
    const std::vector<std::string> wrong = history.Check(&drops);
    ASSERT_THAT(wrong, IsEmpty()) << absl::StrJoin(wrong, "\n");
  }
  std::cout << drops << " drops in 25 histories" << std::endl;
  EXPECT_GT(drops, 100) << "too few to show anything";
}

TEST(Promise, TheOracleFindsACrossingThatIsLeftOut) {
  PromiseHistory history(7);
  for (int step = 0; step < 60; ++step) {
    history.Step();
    history.rig().Settle();
  }
  int64_t drops = 0;
  ASSERT_THAT(history.Check(&drops), IsEmpty());
  ASSERT_GT(drops, 0);
  ASSERT_TRUE(history.rig()
                  .writer()
                  ->Run([](Transaction& transaction) -> absl::Status {
                    for (absl::string_view sql :
                         {"DROP TRIGGER crossing_stays",
                          "DROP TRIGGER receipt_stays",
                          "DELETE FROM receipt WHERE kind = 1",
                          "DELETE FROM line_crossing WHERE kind = 1"}) {
                      const auto done = transaction.Execute(sql, {});
                      if (!done.ok()) return done.status();
                    }
                    return absl::OkStatus();
                  })
                  .ok());
  const std::vector<std::string> wrong = history.Check(&drops);
  ASSERT_FALSE(wrong.empty());
  EXPECT_THAT(wrong.front(), HasSubstr("happened, not told"));
}

}  // namespace
}  // namespace lifeline::scoring

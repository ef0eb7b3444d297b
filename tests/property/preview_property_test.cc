// One function plans: what a document gives without a server, what the service
// previews, and what it then publishes are the same, field by field, over
// seeded random portfolios and changes.
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/civil_time.h"
#include "services/scoring/planner.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/scoring_testing.h"

namespace lifeline::scoring {
namespace {

using google::protobuf::util::MessageDifferencer;
using roadmap::v1::RoadmapResource;

constexpr char kShop[] = "portfolios/shop";

// What only a ledger knows, and names with the ranking's number in them.
v1::Ranking Bare(v1::Ranking ranking) {
  v1::Ranking bare;
  *bare.mutable_as_of() = ranking.as_of();
  bare.set_fill(ranking.fill());
  *bare.mutable_counts() = ranking.counts();
  bare.set_item_count(ranking.item_count());
  *bare.mutable_capacity_use() = ranking.capacity_use();
  bare.set_tie_at_line(ranking.tie_at_line());
  *bare.mutable_dangling() = ranking.dangling();
  bare.set_engine_version(ranking.engine_version());
  return bare;
}

v1::RankedItem Bare(v1::RankedItem item) {
  item.clear_name();
  return item;
}

v1::LineCrossing Bare(v1::LineCrossing crossing) {
  for (std::string* text : {crossing.mutable_name(), crossing.mutable_ranking(),
                            crossing.mutable_receipt(), crossing.mutable_hash(),
                            crossing.mutable_sentence()}) {
    text->clear();
  }
  crossing.clear_actors();
  crossing.clear_create_time();
  return crossing;
}

template <typename Message>
std::map<std::string, Message> ByItem(const std::vector<Message>& messages) {
  std::map<std::string, Message> by_item;
  for (const Message& message : messages) {
    by_item[message.item()] = Bare(message);
  }
  return by_item;
}

template <typename Message>
void ExpectSame(const std::map<std::string, Message>& a,
                const std::map<std::string, Message>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [item, message] : a) {
    const auto other = b.find(item);
    ASSERT_NE(other, b.end()) << item;
    EXPECT_TRUE(MessageDifferencer::Equals(message, other->second))
        << message.DebugString() << "\n"
        << other->second.DebugString();
  }
}

class RandomShop {
 public:
  explicit RandomShop(uint32_t seed) : random_(seed) {}

  int64_t Between(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random_);
  }

  std::vector<RoadmapResource> Roadmap() {
    std::vector<RoadmapResource> all = {
        ScoringRig::Portfolio(),
        ScoringRig::Member("m1", "anna@example.com"),
        ScoringRig::Team("web"),
        ScoringRig::Team("content"),
        ScoringRig::Period("q1", 1, 3),
        ScoringRig::Period("q2", 4, 6)};
    for (const char* period : {"q1", "q2"}) all.push_back(Capacity(period));
    return all;
  }

  RoadmapResource Capacity(const std::string& period) {
    return ScoringRig::Capacity(Between(0, 2) > 0 ? "web" : "content", period,
                                Between(0, 12) * 100);
  }

  backlog::v1::Item Item(int index) {
    backlog::v1::Item item = ScoringRig::Item(
        absl::StrCat("i", index), Between(1, 200) * 500, Between(0, 5) * 100);
    if (Between(0, 3) == 0) {
      auto* effort = item.mutable_estimate()->add_efforts();
      effort->set_team(absl::StrCat(kShop, "/teams/content"));
      effort->set_effort_hundredths(Between(0, 4) * 100);
    }
    if (Between(0, 6) == 0) item.clear_estimate();
    if (Between(0, 8) == 0) item.set_state(backlog::v1::Item::STATE_DECLINED);
    if (Between(0, 3) == 0) {
      item.add_required_items(
          absl::StrCat(kShop, "/items/i", Between(0, index)));
    }
    return item;
  }

  RoadmapResource Decision(int items) {
    RoadmapResource resource;
    const std::string id = absl::StrCat("i", Between(0, items - 1));
    const std::string item = absl::StrCat(kShop, "/items/", id);
    switch (Between(0, 2)) {
      case 0: {
        auto* commitment = resource.mutable_commitment();
        commitment->set_name(absl::StrCat(kShop, "/commitments/", id));
        commitment->set_item(item);
        commitment->set_period(absl::StrCat(kShop, "/periods/q1"));
        commitment->set_state(
            static_cast<roadmap::v1::Commitment::State>(Between(1, 3)));
        break;
      }
      case 1: {
        auto* mandate = resource.mutable_mandate();
        mandate->set_name(absl::StrCat(kShop, "/mandates/", id));
        mandate->set_item(item);
        mandate->mutable_until()->set_year(2027);
        mandate->mutable_until()->set_month(6);
        mandate->mutable_until()->set_day(30);
        break;
      }
      default: {
        auto* weave = resource.mutable_weave();
        weave->set_name(absl::StrCat(kShop, "/weaves/", id));
        weave->set_rider(item);
        weave->set_carrier(
            absl::StrCat(kShop, "/items/i", Between(0, items - 1)));
        weave->set_state(roadmap::v1::Weave::STATE_AGREED);
        *weave->mutable_marginal_efforts() =
            ScoringRig::Item("x", 1, 50).estimate().efforts();
      }
    }
    return resource;
  }

 private:
  std::mt19937 random_;
};

std::string KeyOf(const RoadmapResource& resource) {
  if (resource.has_commitment()) return resource.commitment().name();
  if (resource.has_mandate()) return resource.mandate().name();
  if (resource.has_weave()) return resource.weave().name();
  if (resource.has_capacity()) return resource.capacity().name();
  return resource.ShortDebugString();
}

v1::PreviewChangesResponse Preview(ScoringRig& rig,
                                   const v1::PreviewChangesRequest& request) {
  v1::PreviewChangesResponse response;
  absl::Notification done;
  rig.publisher()->CopyState("shop", [&](absl::StatusOr<PlannedState> state) {
    EXPECT_TRUE(state.ok()) << state.status();
    const Scoring scoring;
    const auto preview =
        PreviewChanges(scoring, *std::move(state), rig.now(), request);
    EXPECT_TRUE(preview.ok()) << preview.status();
    if (preview.ok()) response = *preview;
    done.Notify();
  });
  done.WaitForNotification();
  return response;
}

struct Tally {
  int items = 0;
  int crossings = 0;
};

void TryOne(uint32_t seed, Tally* tally) {
  RandomShop random(seed);
  ScoringRig rig;
  std::map<std::string, RoadmapResource> roadmap;
  std::map<std::string, backlog::v1::Item> items;
  const auto keep = [&](const RoadmapResource& r) { roadmap[KeyOf(r)] = r; };
  const std::vector<RoadmapResource> first = random.Roadmap();
  for (const RoadmapResource& resource : first) keep(resource);
  rig.CommitRoadmap(first);
  const int count = static_cast<int>(random.Between(3, 12));
  std::vector<backlog::v1::Item> made;
  for (int i = 0; i < count; ++i) {
    made.push_back(random.Item(i));
    items[made.back().name()] = made.back();
  }
  rig.CommitItems(made);
  rig.Settle();

  // The same changes go three ways.
  v1::PreviewChangesRequest request;
  request.set_parent(kShop);
  std::map<std::string, RoadmapResource> changed;
  for (int64_t n = random.Between(0, 3); n > 0; --n) {
    const RoadmapResource resource = random.Between(0, 1) == 0
                                         ? random.Capacity("q1")
                                         : random.Decision(count);
    changed[KeyOf(resource)] = resource;
  }
  std::vector<RoadmapResource> resources;
  for (const auto& [key, resource] : changed) {
    keep(resource);
    resources.push_back(resource);
    *request.add_roadmap_upserts()->mutable_resource() = resource;
  }
  std::vector<backlog::v1::Item> upserts;
  for (int64_t n = random.Between(0, 2); n > 0; --n) {
    const int index = static_cast<int>(random.Between(n * 5, n * 5 + 4));
    upserts.push_back(random.Item(index));
    items[upserts.back().name()] = upserts.back();
    *request.add_item_upserts()->mutable_item() = upserts.back();
  }

  const v1::PreviewChangesResponse preview = Preview(rig, request);
  if (!resources.empty()) rig.CommitRoadmap(resources);
  if (!upserts.empty()) rig.CommitItems(upserts);
  const int64_t before = rig.Latest()->ranking.number();
  rig.Settle();
  const RankingPtr after = rig.Latest();

  Inputs inputs;
  inputs.portfolio = ScoringRig::Portfolio().portfolio();
  for (const auto& [key, resource] : roadmap)
    inputs.roadmap.push_back(resource);
  for (const auto& [name, item] : items) inputs.items.push_back(item);
  inputs.model.set_preset("joint-default");
  const google::type::Date& day = after->ranking.as_of();
  inputs.day =
      static_cast<EpochDay>(absl::CivilDay(day.year(), day.month(), day.day()) -
                            absl::CivilDay(1970, 1, 1));
  const auto planned = PlanPortfolio(inputs);
  ASSERT_TRUE(planned.ok()) << planned.status();

  const RankingView& view = *after->view;
  std::vector<v1::RankedItem> published;
  for (engine::ItemIndex item : view.Listing()) {
    view.FillRankedItem(item, v1::VIEW_FULL, Language::kEnglish,
                        &published.emplace_back());
  }
  const auto bare = [](const v1::Ranking& r) {
    return Bare(r).ShortDebugString();
  };
  EXPECT_EQ(bare(planned->ranking), bare(after->ranking));
  EXPECT_EQ(bare(preview.ranking()), bare(after->ranking));
  EXPECT_EQ(planned->ranking.digest(), view.ResultsDigest());
  ExpectSame(ByItem(planned->items), ByItem(published));
  const auto all = ByItem(published);
  for (const v1::RankedItem& item : preview.ranked_items()) {
    ASSERT_TRUE(all.contains(item.item()));
    EXPECT_TRUE(MessageDifferencer::Equals(Bare(item), all.at(item.item())));
  }
  const std::vector<v1::LineCrossing> previewed(preview.crossings().begin(),
                                                preview.crossings().end());
  // What arrives in two parts may make two rankings.
  if (after->ranking.number() <= before + 1) {
    const bool moved = after->ranking.number() > before;
    ExpectSame(
        ByItem(previewed),
        ByItem(moved ? after->crossings : std::vector<v1::LineCrossing>()));
  }
  tally->items += static_cast<int>(published.size());
  tally->crossings += static_cast<int>(previewed.size());
}

TEST(OneFunctionPlans, ADocumentAPreviewAndARankingAgreeFieldByField) {
  Tally tally;
  for (uint32_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    TryOne(seed, &tally);
    if (testing::Test::HasFailure()) break;
  }
  std::cout << tally.items << " items and " << tally.crossings
            << " crossings compared" << std::endl;
  EXPECT_GT(tally.crossings, 50) << "too few to show anything";
}

}  // namespace
}  // namespace lifeline::scoring

#include "services/roadmap/draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

TEST(Draft, ShowsWhatIsStagedOverWhatIsThere) {
  Shop shop;
  Draft draft(&shop.view, shop.occasion);
  v1::Team team;
  team.set_title("Content");
  draft.Stage("content", "team", Wrap(team), {});
  int teams = 0;
  draft.ForEach(
      v1::RoadmapResource::kTeam,
      [&](const std::string&, const v1::RoadmapResource&) { ++teams; });
  EXPECT_EQ(teams, 2);
  EXPECT_EQ(draft.Find(v1::RoadmapResource::kTeam, "content")->team().name(),
            "portfolios/shop/teams/content");
  EXPECT_EQ(shop.view.Find(v1::RoadmapResource::kTeam, "content"), nullptr);
}

TEST(Draft, ResourcesMayReferToOneAnotherInAnyOrder) {
  Shop shop;
  shop.occasion.apply = true;
  Draft draft(&shop.view, shop.occasion);
  v1::Capacity capacity;
  capacity.set_gross_hundredths(100);
  draft.Stage("q1/content", "a", Wrap(capacity), {});
  v1::Team team;
  team.set_title("Content");
  draft.Stage("content", "b", Wrap(team), {});
  Objections objections;
  draft.Decide(&objections);
  EXPECT_TRUE(objections.empty());
}

TEST(Draft, WhatStaysAsItWasMeetsNoObjection) {
  Shop shop;
  v1::PlanningPeriod q1 = *shop.occasion.Find<v1::PlanningPeriod>("q1");
  q1.set_state(v1::PlanningPeriod::STATE_CLOSED);
  shop.view.Put(q1);
  shop.occasion.apply = true;
  Draft draft(&shop.view, shop.occasion);
  const Step* step = draft.Stage("q1", "period", Wrap(q1), {});
  Objections objections;
  draft.Decide(&objections);
  EXPECT_TRUE(objections.empty());
  EXPECT_FALSE(step->changed());
}

TEST(Draft, AnAddressThatAStagedMemberGaveUpIsFree) {
  Shop shop;
  Draft draft(&shop.view, shop.occasion);
  v1::Member anna;
  anna.set_address("anna.b@example.com");
  google::protobuf::FieldMask mask;
  mask.add_paths("address");
  draft.Stage("anna", "member", Wrap(anna), mask);
  EXPECT_EQ(draft.MemberByAddress("anna@example.com"), std::nullopt);
  EXPECT_EQ(draft.MemberByAddress("Anna.B@example.com"), "anna");
}

TEST(Draft, AWeaveInADocumentIsAgreedIfItsCallerMay) {
  Shop shop;
  shop.occasion.apply = true;
  v1::Weave weave;
  weave.set_rider("portfolios/shop/items/a");
  weave.set_carrier("portfolios/shop/items/b");
  auto* effort = weave.add_marginal_efforts();
  effort->set_team("portfolios/shop/teams/web");
  weave.set_carrier_owner(shop.occasion.actor);
  Draft draft(&shop.view, shop.occasion);
  const Step* step = draft.Stage("a", "weave", Wrap(weave), {});
  Objections objections;
  draft.Decide(&objections);
  EXPECT_TRUE(objections.empty());
  EXPECT_EQ(step->after.weave().state(), v1::Weave::STATE_AGREED);
  EXPECT_EQ(step->after.weave().agreed_by(), shop.occasion.actor);
  // The same document again, later, changes nothing.
  shop.view.Put(step->after.weave());
  shop.occasion.now += absl::Hours(1);
  Draft again(&shop.view, shop.occasion);
  const Step* same = again.Stage("a", "weave", Wrap(weave), {});
  again.Decide(&objections);
  EXPECT_FALSE(same->changed());
}

}  // namespace
}  // namespace lifeline::roadmap

#ifndef LIFELINE_SERVICES_SCORING_PORTFOLIO_TESTING_H_
#define LIFELINE_SERVICES_SCORING_PORTFOLIO_TESTING_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/dates.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/planner.h"
#include "services/scoring/presets.h"
#include "services/scoring/ranking_view.h"
#include "services/scoring/workdays.h"
#include "services/scoring/world_builder.h"

// A small portfolio for tests: `portfolios/shop`, in whole units.
namespace lifeline::scoring::testing {

inline constexpr char kShop[] = "portfolios/shop";

inline std::string ItemName(const std::string& id) {
  return absl::StrCat(kShop, "/items/", id);
}
inline std::string MemberName(const std::string& id) {
  return absl::StrCat(kShop, "/members/", id);
}
inline std::string TeamName(const std::string& id) {
  return absl::StrCat(kShop, "/teams/", id);
}
inline std::string PeriodName(const std::string& id) {
  return absl::StrCat(kShop, "/periods/", id);
}

inline google::type::Date Date(const std::string& iso) {
  return ToDate(ParseDay(iso).value());
}

inline roadmap::v1::RoadmapResource Period(
    const std::string& id, const std::string& first, const std::string& last,
    roadmap::v1::PlanningPeriod::State state =
        roadmap::v1::PlanningPeriod::STATE_OPEN) {
  roadmap::v1::RoadmapResource resource;
  auto* period = resource.mutable_period();
  period->set_name(PeriodName(id));
  *period->mutable_first_day() = Date(first);
  *period->mutable_last_day() = Date(last);
  period->set_state(state);
  return resource;
}

inline roadmap::v1::RoadmapResource Capacity(const std::string& team,
                                             const std::string& period,
                                             int64_t gross,
                                             int64_t withheld = 0) {
  roadmap::v1::RoadmapResource resource;
  auto* capacity = resource.mutable_capacity();
  capacity->set_name(absl::StrCat(PeriodName(period), "/capacities/", team));
  capacity->set_gross_hundredths(gross * 100);
  if (withheld != 0) {
    auto* part = capacity->add_withheld();
    part->set_amount_hundredths(withheld * 100);
    part->set_reason("incidents");
  }
  return resource;
}

inline roadmap::v1::RoadmapResource Member(
    const std::string& id, std::vector<roadmap::v1::Role> roles = {}) {
  roadmap::v1::RoadmapResource resource;
  auto* member = resource.mutable_member();
  member->set_name(MemberName(id));
  member->set_address(absl::StrCat(id, "@example.com"));
  for (auto role : roles) member->add_roles(role);
  return resource;
}

inline roadmap::v1::RoadmapResource Weave(const std::string& rider,
                                          const std::string& carrier,
                                          roadmap::v1::Weave::State state) {
  roadmap::v1::RoadmapResource resource;
  auto* weave = resource.mutable_weave();
  weave->set_name(absl::StrCat(kShop, "/weaves/", rider));
  weave->set_rider(ItemName(rider));
  weave->set_carrier(ItemName(carrier));
  weave->set_state(state);
  return resource;
}

inline void SetEffort(backlog::v1::Item* item, const std::string& team,
                      int64_t hundredths) {
  auto* effort = item->mutable_estimate()->add_efforts();
  effort->set_team(TeamName(team));
  effort->set_effort_hundredths(hundredths);
}

// READY, of category seo, requested by anna, owned by ben, with money a month
// and effort of team web in whole units; without them if negative.
inline backlog::v1::Item Item(const std::string& id, int64_t money,
                              int64_t effort) {
  backlog::v1::Item item;
  item.set_name(ItemName(id));
  item.set_title(absl::StrCat("Title of ", id));
  item.set_category("seo");
  item.set_requester(MemberName("anna"));
  item.set_owner(MemberName("ben"));
  item.set_state(backlog::v1::Item::STATE_READY);
  item.mutable_submit_time()->set_seconds(absl::ToUnixSeconds(
      StartOfDay(ParseDay("2026-11-02").value(), absl::UTCTimeZone())));
  if (money >= 0) item.mutable_money()->set_amount_hundredths(money * 100);
  if (effort >= 0) SetEffort(&item, "web", effort * 100);
  return item;
}

// One open quarter with 10 units of team web, members anna, ben and carl, and
// the preset joint-default.
inline Inputs Shop(int64_t capacity = 10) {
  Inputs inputs;
  inputs.portfolio.set_name(kShop);
  inputs.portfolio.set_title("Shop");
  // The check before READY has tests of its own.
  inputs.portfolio.mutable_validation()->set_readiness_unchecked(true);
  inputs.roadmap = {Member("anna"), Member("ben"),
                    Member("carl", {roadmap::v1::ROLE_PLANNER}),
                    Period("2027-q1", "2027-01-04", "2027-03-26"),
                    Capacity("web", "2027-q1", capacity)};
  inputs.model.set_preset("joint-default");
  inputs.day = ParseDay("2027-01-04").value();
  return inputs;
}

// The builder of a server in the state of `inputs`, whose model is the default.
inline WorldBuilder BuilderOf(const Inputs& inputs) {
  WorldBuilder builder(inputs.portfolio.name());
  roadmap::v1::RoadmapResource portfolio;
  *portfolio.mutable_portfolio() = inputs.portfolio;
  builder.Upsert(portfolio);
  for (const auto& resource : inputs.roadmap) builder.Upsert(resource);
  for (const auto& item : inputs.items) builder.Upsert(item);
  builder.SetDay(inputs.day);
  return builder;
}

inline RankingView ViewOf(WorldBuilder* builder, int64_t number) {
  Snapshot snapshot = builder->Build();
  engine::Plan plan = engine::MakePlan(snapshot.world);
  return RankingView(std::move(snapshot), std::move(plan), number);
}

}  // namespace lifeline::scoring::testing

#endif  // LIFELINE_SERVICES_SCORING_PORTFOLIO_TESTING_H_

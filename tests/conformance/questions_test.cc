// The questions that change nothing: lifts, carriers, stability, optimum and
// scenarios, asked as any client would ask them.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Scoring = scoring::v1::ScoringService::StubInterface;
using scoring::v1::Scenario;

// Ten days of Web; two items of five fit, the third is left below.
class Questions : public Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    ASSERT_EQ(shop().AddItem("checkout", 90'000, 5), absl::OkStatus());
    ASSERT_EQ(shop().AddItem("search", 40'000, 5), absl::OkStatus());
    ASSERT_EQ(shop().AddItem("hreflang", 2'000, 4), absl::OkStatus());
    ASSERT_EQ(shop().StandingOf("hreflang"), scoring::v1::STANDING_BELOW);
  }

  template <typename Request, typename Response>
  absl::Status Ask(grpc::Status (Scoring::*method)(grpc::ClientContext*,
                                                   const Request&, Response*),
                   const Request& request, Response* response,
                   const std::string& as = "") {
    grpc::ClientContext context;
    shop().Prepare(&context, as);
    response->Clear();
    return FromGrpc(
        (shop().stubs().scoring->*method)(&context, request, response));
  }

  std::string RankedName(const std::string& item) {
    return absl::StrCat(shop().name(), "/rankings/latest/items/", item);
  }

  // A scenario in which Web has `days`.
  absl::Status Create(const std::string& id, int days, Scenario* made,
                      const std::string& request_id = "") {
    scoring::v1::CreateScenarioRequest request;
    request.set_parent(shop().name());
    request.set_scenario_id(id);
    request.set_request_id(request_id);
    request.mutable_scenario()->set_title("What if Web had fewer people");
    auto* capacity = request.mutable_scenario()
                         ->mutable_changes()
                         ->add_roadmap_upserts()
                         ->mutable_resource()
                         ->mutable_capacity();
    capacity->set_name(shop().name() + "/periods/q1/capacities/web");
    capacity->set_gross_hundredths(100 * days);
    return Ask(&Scoring::CreateScenario, request, made);
  }

  absl::Status Simulate(const std::string& id,
                        scoring::v1::PreviewChangesResponse* response) {
    scoring::v1::SimulateScenarioRequest request;
    request.set_name(absl::StrCat(shop().name(), "/scenarios/", id));
    return Ask(&Scoring::SimulateScenario, request, response);
  }

  absl::Status Close(const std::string& id, Scenario::State state,
                     Scenario* closed) {
    scoring::v1::CloseScenarioRequest request;
    request.set_name(absl::StrCat(shop().name(), "/scenarios/", id));
    request.set_state(state);
    return Ask(&Scoring::CloseScenario, request, closed);
  }
};

TEST_P(Questions, AnItemBelowIsToldWhatWouldLiftIt) {
  scoring::v1::ExplainLiftRequest request;
  request.set_name(RankedName("hreflang"));
  scoring::v1::ExplainLiftResponse response;
  ASSERT_EQ(Ask(&Scoring::ExplainLift, request, &response), absl::OkStatus());
  EXPECT_TRUE(response.can_be_lifted());
  EXPECT_EQ(response.ranked_item().item(), shop().item_name("hreflang"));
  int found = 0;
  for (const scoring::v1::Lift& lift : response.lifts()) {
    EXPECT_FALSE(lift.sentence().empty());
    if (!lift.found()) continue;
    ++found;
    EXPECT_EQ(lift.standing(), scoring::v1::STANDING_ABOVE);
    if (lift.lever() != scoring::v1::Lift::LEVER_CAPACITY) continue;
    EXPECT_EQ(lift.to_hundredths(), 1'400);
    EXPECT_EQ(lift.sentence(),
              "If web had 14 instead of 10 in q1, it would stand above the "
              "line in q1.");
    // It is true: the same item stands above with that capacity.
    ASSERT_EQ(shop().SetCapacity(14), absl::OkStatus());
    EXPECT_EQ(shop().StandingOf("hreflang"), scoring::v1::STANDING_ABOVE);
  }
  EXPECT_GE(found, 2);
  request.set_language("de-DE");
  ASSERT_EQ(shop().SetCapacity(10), absl::OkStatus());
  *request.mutable_min_revisions() = shop().seen();
  ASSERT_EQ(Ask(&Scoring::ExplainLift, request, &response), absl::OkStatus());
  EXPECT_THAT(response.ranked_item().reason(), HasSubstr("voll"));
}

TEST_P(Questions, WhatStandsAboveNeedsNoLift) {
  scoring::v1::ExplainLiftRequest request;
  request.set_name(RankedName("checkout"));
  scoring::v1::ExplainLiftResponse response;
  ASSERT_EQ(Ask(&Scoring::ExplainLift, request, &response), absl::OkStatus());
  EXPECT_FALSE(response.can_be_lifted());
  EXPECT_THAT(response.lifts(), IsEmpty());
  request.set_name(RankedName("nothing"));
  EXPECT_EQ(ReasonOf(Ask(&Scoring::ExplainLift, request, &response)),
            "ITEM_NOT_FOUND");
}

TEST_P(Questions, ACarrierIsSuggestedThatSharesATouchpoint) {
  for (const char* id : {"checkout", "hreflang"}) {
    backlog::v1::UpdateItemRequest update;
    update.mutable_item()->set_name(shop().item_name(id));
    update.mutable_item()->add_touchpoints("cart-template");
    update.mutable_update_mask()->add_paths("touchpoints");
    backlog::v1::Item item;
    grpc::ClientContext context;
    shop().Prepare(&context);
    ASSERT_EQ(
        FromGrpc(shop().stubs().backlog->UpdateItem(&context, update, &item)),
        absl::OkStatus());
  }
  // One day is free beside the two that stand above.
  ASSERT_EQ(shop().SetCapacity(11), absl::OkStatus());
  scoring::v1::SuggestCarriersRequest request;
  request.set_name(RankedName("hreflang"));
  *request.mutable_min_revisions() = shop().seen();
  auto* effort = request.add_marginal_efforts();
  effort->set_team(shop().name() + "/teams/web");
  effort->set_effort_hundredths(100);
  scoring::v1::SuggestCarriersResponse response;
  // The touchpoints may come with the next ranking.
  for (int i = 0; i < 100 && response.suggestions().empty(); ++i) {
    ASSERT_EQ(Ask(&Scoring::SuggestCarriers, request, &response),
              absl::OkStatus());
  }
  ASSERT_THAT(response.suggestions(), SizeIs(1));
  EXPECT_EQ(response.suggestions(0).carrier(), shop().item_name("checkout"));
  EXPECT_THAT(response.suggestions(0).shared_touchpoints(),
              ElementsAre("cart-template"));
  request.set_unrelated(true);
  ASSERT_EQ(Ask(&Scoring::SuggestCarriers, request, &response),
            absl::OkStatus());
  EXPECT_THAT(response.suggestions(), SizeIs(2));
}

TEST_P(Questions, TheSameSeedSaysTheSameOfStability) {
  scoring::v1::GetStabilityRequest request;
  request.set_name(RankedName("search") + "/stability");
  request.set_weightings(500);
  request.set_seed(7);
  scoring::v1::Stability first;
  scoring::v1::Stability second;
  ASSERT_EQ(Ask(&Scoring::GetStability, request, &first), absl::OkStatus());
  ASSERT_EQ(Ask(&Scoring::GetStability, request, &second), absl::OkStatus());
  EXPECT_TRUE(
      google::protobuf::util::MessageDifferencer::Equals(first, second));
  EXPECT_TRUE(first.above());
  EXPECT_EQ(first.weightings(), 500);
  EXPECT_LE(first.low_ppm(), first.share_ppm());
  EXPECT_GE(first.high_ppm(), first.share_ppm());
  EXPECT_NE(first.firmness(), scoring::v1::Stability::FIRMNESS_UNSPECIFIED);
  ASSERT_THAT(first.intervals(), Not(IsEmpty()));
  for (const scoring::v1::WeightInterval& interval : first.intervals()) {
    const auto value = [](const scoring::v1::Fraction& fraction) {
      return static_cast<double>(fraction.numerator()) /
             static_cast<double>(fraction.denominator());
    };
    EXPECT_LE(value(interval.low().at()), value(interval.today()));
    EXPECT_GE(value(interval.high().at()), value(interval.today()));
  }
  scoring::v1::ListStabilitiesRequest all;
  all.set_parent(shop().name() + "/rankings/latest");
  all.set_weightings(500);
  all.set_seed(7);
  scoring::v1::ListStabilitiesResponse response;
  ASSERT_EQ(Ask(&Scoring::ListStabilities, all, &response), absl::OkStatus());
  ASSERT_THAT(response.stabilities(), SizeIs(3));
  EXPECT_EQ(response.firm() + response.close() + response.on_the_edge(), 2);
  EXPECT_EQ(response.stabilities(1).share_ppm(), first.share_ppm());
}

TEST_P(Questions, WrongWeightsAreRefusedAllAtOnce) {
  scoring::v1::ListStabilitiesRequest request;
  request.set_parent(shop().name() + "/rankings/latest");
  request.set_weightings(100'001);
  scoring::v1::ListStabilitiesResponse response;
  EXPECT_THAT(Ask(&Scoring::ListStabilities, request, &response).ToString(),
              HasSubstr("weightings"));
  request.set_weightings(10);
  auto* unknown = request.add_ranges();
  unknown->set_criterion("glamour");
  unknown->set_low_percent(80);
  unknown->set_high_percent(90);
  auto* falling = request.add_ranges();
  falling->set_criterion("strategy_fit");
  falling->set_low_percent(30);
  falling->set_high_percent(20);
  const std::string refused =
      Ask(&Scoring::ListStabilities, request, &response).ToString();
  EXPECT_THAT(refused, HasSubstr("glamour"));
  EXPECT_THAT(refused, HasSubstr("ranges[1]"));
  EXPECT_THAT(refused, HasSubstr("110 %"));
}

TEST_P(Questions, TheOptimumIsNeverWorseThanTheRanking) {
  scoring::v1::ComputeOptimumRequest request;
  request.set_parent(shop().name() + "/rankings/latest");
  scoring::v1::Optimum optimum;
  ASSERT_EQ(Ask(&Scoring::ComputeOptimum, request, &optimum), absl::OkStatus());
  EXPECT_GE(optimum.value_micros(), optimum.plan_value_micros());
  EXPECT_GE(optimum.bound_micros(), optimum.value_micros());
  EXPECT_THAT(optimum.items(), SizeIs(2));
  EXPECT_TRUE(optimum.proven());
  // More than Web has in any period: the answer says why it is in none.
  ASSERT_EQ(shop().AddItem("relaunch", 50'000, 40), absl::OkStatus());
  *request.mutable_min_revisions() = shop().seen();
  ASSERT_EQ(Ask(&Scoring::ComputeOptimum, request, &optimum), absl::OkStatus());
  ASSERT_THAT(optimum.left_out(), SizeIs(1));
  EXPECT_EQ(optimum.left_out(0).item(), shop().item_name("relaunch"));
  EXPECT_EQ(optimum.left_out(0).standing(), scoring::v1::STANDING_OVERSIZED);
  request.mutable_time_limit()->set_seconds(61);
  EXPECT_THAT(Ask(&Scoring::ComputeOptimum, request, &optimum).ToString(),
              HasSubstr("time_limit"));
}

TEST_P(Questions, AScenarioIsLookedAtAndTouchesNoRanking) {
  const int64_t number = shop().Latest()->number();
  Scenario made;
  ASSERT_EQ(Create("fewer", 5, &made, "request-1"), absl::OkStatus());
  EXPECT_EQ(made.state(), Scenario::STATE_OPEN);
  EXPECT_EQ(made.creator(), shop().name() + "/members/m1");
  Scenario again;
  ASSERT_EQ(Create("fewer", 5, &again, "request-1"), absl::OkStatus());
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(made, again));
  EXPECT_EQ(ReasonOf(Create("fewer", 4, &again, "request-2")),
            "SCENARIO_EXISTS");

  scoring::v1::PreviewChangesResponse simulated;
  ASSERT_EQ(Simulate("fewer", &simulated), absl::OkStatus());
  ASSERT_THAT(simulated.crossings(), SizeIs(1));
  EXPECT_EQ(simulated.crossings(0).item(), shop().item_name("search"));
  EXPECT_THAT(simulated.crossings(0).sentence(), HasSubstr("from 10 to 5"));
  EXPECT_EQ(simulated.money_leaving_hundredths(), 4'000'000);
  EXPECT_EQ(simulated.money_rising_hundredths(), 0);
  EXPECT_EQ(simulated.money_change_hundredths(), -4'000'000);
  // Field by field what a preview of the same changes says.
  scoring::v1::PreviewChangesRequest preview = made.changes();
  scoring::v1::PreviewChangesResponse previewed;
  ASSERT_EQ(Ask(&Scoring::PreviewChanges, preview, &previewed),
            absl::OkStatus());
  EXPECT_TRUE(
      google::protobuf::util::MessageDifferencer::Equals(simulated, previewed));

  EXPECT_EQ(shop().Latest()->number(), number);
  EXPECT_EQ(shop().StandingOf("search"), scoring::v1::STANDING_ABOVE);
}

TEST_P(Questions, AScenarioIsClosedOnceAndKept) {
  Scenario scenario;
  ASSERT_EQ(Create("fewer", 5, &scenario), absl::OkStatus());
  ASSERT_EQ(Create("more", 15, &scenario), absl::OkStatus());
  EXPECT_THAT(Close("fewer", Scenario::STATE_OPEN, &scenario).ToString(),
              HasSubstr("PROMOTED or DROPPED"));
  ASSERT_EQ(Close("fewer", Scenario::STATE_DROPPED, &scenario),
            absl::OkStatus());
  EXPECT_EQ(scenario.closed_by(), shop().name() + "/members/m1");
  EXPECT_EQ(ReasonOf(Close("fewer", Scenario::STATE_PROMOTED, &scenario)),
            "SCENARIO_CLOSED");
  scoring::v1::ListScenariosRequest list;
  list.set_parent(shop().name());
  list.set_page_size(1);
  std::vector<std::string> names;
  for (;;) {
    scoring::v1::ListScenariosResponse page;
    ASSERT_EQ(Ask(&Scoring::ListScenarios, list, &page), absl::OkStatus());
    ASSERT_THAT(page.scenarios(), SizeIs(1));
    names.push_back(page.scenarios(0).name());
    list.set_page_token(page.next_page_token());
    if (page.next_page_token().empty()) break;
  }
  EXPECT_THAT(names, ElementsAre(shop().name() + "/scenarios/fewer",
                                 shop().name() + "/scenarios/more"));
  scoring::v1::PreviewChangesResponse response;
  EXPECT_EQ(ReasonOf(Simulate("none", &response)), "SCENARIO_NOT_FOUND");
}

TEST_P(Questions, AScenarioOfNothingOrOfAnotherPortfolioIsRefused) {
  scoring::v1::CreateScenarioRequest request;
  request.set_parent(shop().name());
  request.set_scenario_id("Not an id");
  Scenario scenario;
  const std::string empty =
      Ask(&Scoring::CreateScenario, request, &scenario).ToString();
  EXPECT_THAT(empty, HasSubstr("scenario_id"));
  EXPECT_THAT(empty, HasSubstr("scenario.title"));
  EXPECT_THAT(empty, HasSubstr("scenario.changes"));
  request.set_scenario_id("other");
  request.mutable_scenario()->set_title("Another shop");
  request.mutable_scenario()->mutable_changes()->add_roadmap_removals(
      "portfolios/other/teams/web");
  EXPECT_THAT(Ask(&Scoring::CreateScenario, request, &scenario).ToString(),
              HasSubstr("scenario.changes.roadmap_removals[0]"));
}

TEST_P(Questions, EveryMoveBetweenTwoRankingsHasItsReasonInWords) {
  const std::string before = shop().Latest()->name();
  ASSERT_EQ(shop().SetCapacity(5), absl::OkStatus());
  ASSERT_EQ(shop().AddItem("payments", 95'000, 2), absl::OkStatus());
  scoring::v1::CompareRankingsRequest request;
  request.set_before(before);
  request.set_after(shop().Latest()->name());
  request.set_language("de");
  scoring::v1::CompareRankingsResponse response;
  ASSERT_EQ(Ask(&Scoring::CompareRankings, request, &response),
            absl::OkStatus());
  ASSERT_THAT(response.moves(), Not(IsEmpty()));
  for (const scoring::v1::RankMove& move : response.moves()) {
    EXPECT_FALSE(move.sentence().empty()) << move.item();
    if (move.item() == shop().item_name("payments")) {
      EXPECT_EQ(move.sentence(), "kam dazu");
    }
  }
  const auto dropped = std::find_if(
      response.crossings().begin(), response.crossings().end(),
      [](const auto& crossing) {
        return crossing.kind() == scoring::v1::LineCrossing::KIND_DROPPED;
      });
  ASSERT_NE(dropped, response.crossings().end());
  EXPECT_THAT(dropped->sentence(), HasSubstr("weil"));
}

LIFELINE_RUN_AGAINST_BOTH(Questions);

}  // namespace
}  // namespace lifeline::testing

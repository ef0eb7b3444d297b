// What is printed of crossings, lifts, carriers, stability and scenarios.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_split.h"
#include "clients/cli/crossing_table.h"
#include "clients/cli/lift_table.h"
#include "clients/cli/optimum_table.h"
#include "clients/cli/scenario_table.h"
#include "clients/cli/stability_table.h"
#include "clients/cli/text_proto_testing.h"

namespace lifeline::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr Language kEn = Language::kEnglish;
constexpr Language kDe = Language::kGerman;

void ExpectFits(const std::string& text, int width) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    EXPECT_LE(DisplayWidth(line), width) << line;
  }
}

// --- Crossings ---------------------------------------------------------------

constexpr char kCrossing[] = R"(
  ranking: "portfolios/shop/rankings/7"
  item: "portfolios/shop/items/canonical-tags"
  title: "Canonical tags"
  kind: KIND_DROPPED
  from: STANDING_ABOVE from_period: "portfolios/shop/periods/q1"
  to: STANDING_BELOW
  sentence: "Dropped because capacity of web in q1 fell from 60 to 48."
  causes { group: GROUP_CAPACITY share_numerator: 1 share_denominator: 1
           references: "capacity of web in q1: 60 -> 48" })";

TEST(Crossings, AreSaidInWordsAndSharesAreShownOnRequest) {
  const auto crossing = Parse<scoring::v1::LineCrossing>(kCrossing);
  const std::string plain = CrossingsText({crossing}, kEn, {}, false);
  EXPECT_EQ(plain,
            "dropped  canonical-tags  Canonical tags\n"
            "    Dropped because capacity of web in q1 fell from 60 to 48.\n");
  const std::string shares = CrossingsText({crossing}, kEn, {}, true);
  EXPECT_THAT(shares, StartsWith(plain));
  EXPECT_THAT(shares,
              EndsWith("    1/1  capacity: capacity of web in q1: 60 -> 48\n"));
  EXPECT_THAT(CrossingTable({crossing}, kEn, false).Csv(),
              HasSubstr(",Dropped because"));
  EXPECT_THAT(CrossingTable({crossing}, kEn, true).Csv(),
              HasSubstr(",capacity 1/1 (capacity of web in q1: 60 -> 48)"));
}

TEST(Crossings, ASentenceThatATableCutsIsReadBelowIt) {
  const auto crossing = Parse<scoring::v1::LineCrossing>(kCrossing);
  EXPECT_EQ(SentencesBelow({crossing}, kEn, {}), "");
  const std::string below = SentencesBelow({crossing}, kDe, {40, false});
  EXPECT_THAT(below, StartsWith("\nwarum\n  canonical-tags: Dropped"));
  ExpectFits(below, 40);
}

TEST(Preview, SaysTheMoneyThatMovesOverTheLine) {
  auto preview = Parse<scoring::v1::PreviewChangesResponse>(R"(
    base_ranking: "portfolios/shop/rankings/7"
    money_rising_hundredths: 1234500
    money_leaving_hundredths: 10000000
    money_change_hundredths: -8765500)");
  EXPECT_EQ(PreviewText(preview, {"EUR"}, kEn, {}),
            "Nothing was changed. Against ranking 7, nobody would cross the "
            "line.\n");
  *preview.add_crossings() = Parse<scoring::v1::LineCrossing>(kCrossing);
  const std::string text = PreviewText(preview, {"EUR"}, kEn, {});
  EXPECT_THAT(text, StartsWith("Nothing was changed. Against ranking 7, 1 "
                               "would move, 1 of them would drop:\ndropped"));
  EXPECT_THAT(text, EndsWith("12,345 EUR rising, 100,000 EUR leaving, net "
                             "-87,655 EUR.\n"));
  EXPECT_THAT(PreviewText(preview, {}, kDe, {}),
              EndsWith("12.345 steigt auf, 100.000 fällt heraus, Saldo "
                       "-87.655.\n"));
  const auto json = PreviewJson(preview);
  EXPECT_EQ(json["moneyChange"].dump(), "-87655");
  EXPECT_EQ(json["crossings"][0]["causes"][0]["share"], "1/1");
  EXPECT_EQ(json["crossings"][0]["sentence"],
            "Dropped because capacity of web in q1 fell from 60 to 48.");
}

TEST(Comparison, AccountsForEveryMovedItem) {
  auto compared = Parse<scoring::v1::CompareRankingsResponse>(R"(
    moves { item: "portfolios/shop/items/canonical-tags" from_rank: 3 to_rank: 5
            score_change_micros: -1500000 sentence: "Its rating fell." }
    moves { item: "portfolios/shop/items/new" to_rank: 3
            score_change_micros: 4000000 sentence: "It is new." })");
  *compared.add_crossings() = Parse<scoring::v1::LineCrossing>(kCrossing);
  const std::string text = ComparisonText(compared, kEn, {}, false);
  EXPECT_THAT(text, HasSubstr("-1.500000  Its rating fell."));
  EXPECT_THAT(text, HasSubstr("            –           3     +4.000000  It"));
  EXPECT_EQ(ComparisonTable(compared, kEn).Csv(),
            "item,kind,from,to,rank before,rank after,score change,why\n"
            "canonical-tags,dropped,above q1,below,3,5,-1.500000,Dropped "
            "because capacity of web in q1 fell from 60 to 48.\n"
            "new,,,,–,3,+4.000000,It is new.\n");
  compared.clear_crossings();
  EXPECT_THAT(ComparisonText(compared, kDe, {}, false),
              StartsWith("Niemand hat die Linie überschritten.\n"));
}

// --- Lifts and carriers ------------------------------------------------------

constexpr char kLifts[] = R"(
  ranked_item { item: "portfolios/shop/items/x" title: "X" rank: 9
                standing: STANDING_BELOW scored: true }
  can_be_lifted: true
  lifts { lever: LEVER_TEAM_EFFORT team: "portfolios/shop/teams/web"
          found: true proven: true from_hundredths: 800 to_hundredths: 650
          lifted_to_period: "portfolios/shop/periods/q1"
          sentence: "If web needed 6.5 instead of 8." }
  lifts { lever: LEVER_RATING criterion: "fit" proven: true }
  lifts { lever: LEVER_RATING criterion: "risk" proven: true }
  lifts { lever: LEVER_CAPACITY team: "portfolios/shop/teams/web"
          period: "portfolios/shop/periods/q1" found: true to_hundredths: 5000
          sentence: "If web had about 50 in q1." }
  lifts { lever: LEVER_MONEY proven: true }
  lifts { lever: LEVER_SPLIT })";

TEST(Lift, ASentenceForEachLeverThatHelpsThenThoseThatDoNot) {
  const auto answer = Parse<scoring::v1::ExplainLiftResponse>(kLifts);
  const std::string text = LiftText(answer, kEn, {});
  EXPECT_THAT(text,
              EndsWith("What would lift it, each by itself:\n"
                       "- If web needed 6.5 instead of 8.\n"
                       "- If web had about 50 in q1.\n"
                       "By itself, none of these would lift it: rating of "
                       "fit, risk; money a month.\n"
                       "Nothing found by these, but not everything could be "
                       "tried: a part of it.\n"));
  EXPECT_THAT(LiftText(answer, kDe, {}),
              HasSubstr("Bewertung von fit, risk; Geld im Monat"));
  ExpectFits(LiftText(answer, kDe, {50, false}), 50);
  EXPECT_THAT(LiftTable(answer, kEn).Csv(),
              HasSubstr("team effort,web,yes,yes,8,6.5,q1,If web"));
}

TEST(Lift, WhatDoesNotWaitForRoomIsNotLifted) {
  auto answer = Parse<scoring::v1::ExplainLiftResponse>(kLifts);
  answer.set_can_be_lifted(false);
  answer.clear_lifts();
  EXPECT_THAT(LiftText(answer, kEn, {}), HasSubstr("does not wait below"));
  answer.set_can_be_lifted(true);
  EXPECT_THAT(LiftText(answer, kEn, {}), HasSubstr("No single change"));
}

TEST(Carriers, TheFirstOnesOwnerIsOneCommandAway) {
  auto answer = Parse<scoring::v1::SuggestCarriersResponse>(R"(
    marginal_efforts { team: "portfolios/shop/teams/web" effort_hundredths: 50 }
    marginal_efforts { team: "portfolios/shop/teams/content"
                       effort_hundredths: 100 }
    suggestions { carrier: "portfolios/shop/items/cms" title: "CMS" rank: 2
                  period: "portfolios/shop/periods/q1"
                  owner: "portfolios/shop/members/katrin"
                  shared_touchpoints: "plp" shared_touchpoints: "pdp"
                  shared_labels: "crawl" })");
  const std::string text =
      CarriersText(answer, "shop", "hreflang", kEn, {60, false});
  EXPECT_THAT(text, StartsWith("Assumed effort inside a carrier: web 0.5, "
                               "content 1.\n"));
  EXPECT_THAT(text, HasSubstr("katrin"));
  // Not broken, however narrow the terminal is.
  EXPECT_THAT(text, EndsWith("\n  lifeline weave add shop hreflang cms "
                             "--effort web=0.5 --effort content=1\n"));
  EXPECT_THAT(CarrierTable(answer, kEn).Csv(),
              HasSubstr("cms,CMS,2,q1,katrin,\"plp, pdp\",crawl\n"));
  answer.clear_suggestions();
  EXPECT_THAT(CarriersText(answer, "shop", "hreflang", kEn, {}),
              AllOf(HasSubstr("--unrelated"), Not(HasSubstr("weave add"))));
}

// --- Stability ---------------------------------------------------------------

std::string End(int64_t numerator, int64_t denominator, bool low,
                const std::string& more, Language language = kEn) {
  auto end = Parse<scoring::v1::WeightEnd>("known: true " + more);
  end.mutable_at()->set_numerator(numerator);
  end.mutable_at()->set_denominator(denominator);
  // Today's share is a third.
  return WeightEndText(
      end, Parse<scoring::v1::Fraction>("numerator: 1 denominator: 3"), low,
      language);
}

TEST(WeightEnd, IsRoundedTowardsTodaysShareSoThatItIsTrue) {
  EXPECT_EQ(End(1, 7, true, "changes: true"), "≥ 14.29 %");
  EXPECT_EQ(End(1, 7, true, "changes: true", kDe), "≥ 14,29 %");
  EXPECT_EQ(End(6, 7, false, "changes: true"), "≤ 85.71 %");
  EXPECT_EQ(End(1, 8, true, "changes: true"), "> 12.5 %");
  EXPECT_EQ(End(1, 8, true, "changes: true included: true"), "≥ 12.5 %");
  EXPECT_EQ(End(1, 2, false, "changes: true"), "< 50 %");
  EXPECT_EQ(End(0, 1, true, ""), "≥ 0 %");
  EXPECT_EQ(End(1, 1, false, ""), "≤ 100 %");
}

TEST(WeightEnd, TakesMorePlacesWhereTodaysShareIsNear) {
  EXPECT_EQ(End(33'333, 100'000, true, "changes: true"), "> 33.333 %");
  EXPECT_EQ(End(3'333'333, 10'000'000, true, "changes: true included: true"),
            "≥ 33.33333 %");
  // Nothing fits between a third and a third.
  EXPECT_EQ(End(1, 3, true, "changes: true included: true"), "≥ 1/3");
  EXPECT_EQ(End(1, 3, false, "changes: true included: true"), "≤ 1/3");
}

TEST(WeightEnd, SaysWhereNotAllWasLookedAt) {
  auto end =
      Parse<scoring::v1::WeightEnd>("at { numerator: 1 denominator: 8 }");
  const auto today =
      Parse<scoring::v1::Fraction>("numerator: 1 denominator: 3");
  EXPECT_EQ(WeightEndText(end, today, true, kEn), "> 12.5 % ?");
}

constexpr char kStability[] = R"(
  item: "portfolios/shop/items/x" above: true firmness: FIRMNESS_ON_THE_EDGE
  share_ppm: 553249 low_ppm: 543410 high_ppm: 563001 weightings: 10000 seed: 1
  moved_by: "fit"
  intervals { criterion: "fit" today { numerator: 2 denominator: 3 }
    low { at { numerator: 1 denominator: 2 } changes: true known: true }
    high { at { numerator: 1 denominator: 1 } known: true } })";

TEST(Stability, OneItemInWordsWithShareSeedAndIntervals) {
  const auto stability = Parse<scoring::v1::Stability>(kStability);
  const std::string text = StabilityText(stability, kEn, {});
  EXPECT_THAT(text, StartsWith("x  above · on the edge\nOn the edge: more "
                               "than 40 of 100 weightings"));
  EXPECT_THAT(text, HasSubstr("under 55.3 % of weightings (95 % confidence: "
                              "54.3 to 56.4 %; 10000 random weightings, seed "
                              "1)"));
  EXPECT_THAT(text, HasSubstr("Moved by a fifth or less of one weight: fit."));
  EXPECT_THAT(text, HasSubstr("fit        66.67 %  > 50 %  ≤ 100 %\n"));
  ExpectFits(StabilityText(stability, kDe, {60, false}), 60);
}

TEST(Stability, WithoutWeightsNothingIsSaid) {
  const auto stability =
      Parse<scoring::v1::Stability>("item: \"portfolios/shop/items/x\"");
  EXPECT_THAT(StabilityText(stability, kEn, {}), HasSubstr("cannot be said"));
  EXPECT_THAT(StabilitiesText({}, false, kEn, {}), HasSubstr("cannot be said"));
}

TEST(Stability, AListSaysFirstHowManyAreFirm) {
  scoring::v1::ListStabilitiesResponse answer;
  *answer.add_stabilities() = Parse<scoring::v1::Stability>(kStability);
  for (const char* other :
       {"item: \"portfolios/shop/items/near\" firmness: FIRMNESS_CLOSE",
        "item: \"portfolios/shop/items/far\" firmness: FIRMNESS_FIRM"}) {
    *answer.add_stabilities() = Parse<scoring::v1::Stability>(other);
  }
  answer.set_on_the_edge(1);
  const std::string text = StabilitiesText(answer, false, kEn, {});
  EXPECT_THAT(text, StartsWith("0 of 1 above the line are firm, 0 close, 1 on "
                               "the edge.\n"));
  EXPECT_THAT(text, AllOf(HasSubstr("\nnear "), Not(HasSubstr("\nfar "))));
  EXPECT_THAT(text, HasSubstr("1 below the line are firm there; --all"));
  EXPECT_THAT(StabilitiesText(answer, true, kEn, {}), HasSubstr("\nfar "));
  EXPECT_THAT(StabilitiesText(answer, false, kDe, {}),
              StartsWith("0 von 1 über der Linie sind fest"));
}

// --- Optimum and scenarios ---------------------------------------------------

TEST(Optimum, AServicesAnswerIsTheSameObject) {
  const auto optimum = Parse<scoring::v1::Optimum>(R"(
        value_micros: 9 bound_micros: 10 gap: 0.1 plan_value_micros: 8
        items { item: "portfolios/shop/items/a" value_micros: 9 }
        takes { item: "portfolios/shop/items/a" value_micros: 9 }
        gives_up { item: "portfolios/shop/items/b" value_micros: 8 }
        left_out { item: "portfolios/shop/items/c"
                   standing: STANDING_OVERSIZED })");
  const auto json = OptimumJson(optimum);
  EXPECT_EQ(json["proven"], false);
  EXPECT_EQ(json["leftOut"].dump(), R"({"OVERSIZED":["c"]})");
  EXPECT_EQ(json["items"].dump(), R"(["a"])");
  EXPECT_EQ(json["leftOnTableMicros"], 1);
  EXPECT_EQ(json["givesUp"][0]["item"], "b");
}

TEST(Scenario, ShowsWhatWouldBeOtherwise) {
  const auto scenario = Parse<scoring::v1::Scenario>(R"(
    name: "portfolios/shop/scenarios/less-web" title: "Less web"
    state: STATE_DROPPED closed_by: "portfolios/shop/members/pavel"
    close_reason: "web stays whole"
    changes {
      roadmap_upserts {
        resource { capacity {
          name: "portfolios/shop/periods/q1/capacities/web"
          gross_hundredths: 4000 } }
        update_mask { paths: "gross_hundredths" } }
      roadmap_removals: "portfolios/shop/weaves/hreflang"
      item_upserts {
        item { name: "portfolios/shop/items/x" state: STATE_WITHDRAWN }
        update_mask { paths: "state" } }
      item_upserts {
        item { name: "portfolios/shop/items/y"
          estimate { efforts { team: "portfolios/shop/teams/web"
                               effort_hundredths: 300 } } }
        update_mask { paths: "estimate" } }
      model { name: "portfolios/shop/models/joint@3"
              criteria { id: "fit" weight: 20 } } })");
  EXPECT_EQ(ChangesTable(scenario.changes(), kEn).Csv(),
            "kind,what,would be\n"
            "capacity,web (q1),gross 40\n"
            "weave,hreflang,gone\n"
            "item,x,state withdrawn\n"
            "item,y,effort web 3\n"
            "model,joint,weight: fit 20\n");
  const std::string text = ScenarioText(scenario, kEn, {});
  EXPECT_THAT(text, HasSubstr("less-web  Less web  given up  pavel"));
  EXPECT_THAT(text, HasSubstr("\n- capacity web (q1): gross 40\n"));
  EXPECT_THAT(text, EndsWith("\nreason: web stays whole\n"));
  EXPECT_THAT(ScenarioText(scenario, kDe, {}), HasSubstr("verworfen"));
}

}  // namespace
}  // namespace lifeline::cli

#include "clients/cli/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/document_merge.h"
#include "clients/cli/document_reader.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

// PORTFOLIO.md's own document, with every key that there is.
constexpr char kWhole[] = R"(
portfolio: {id: shop, title: Webshop 2027, unit: person-days, currency: EUR, locale: de-DE, time_zone: Europe/Berlin,
            as_of: 2027-01-04, fill: STRICT}
sizes: {S: 2, M: 5, L: 13, XL: 30}
categories:
  - {id: seo, title: SEO}
  - {id: performance, title: Performance}
  - {id: it, title: IT}
members:
  - {id: anna, name: Anna, address: anna@example.com, roles: [product-owner, value-rater], language: de, deputy: ben}
model:
  id: joint
  formula: VALUE
  min_confidence: 50
  criteria:
    - {id: business_value, title: Business value, weight: 35, min: 0, max: 10, direction: BENEFIT,
       from: money, points: {100: 0, 1000: 2.5, 10000: 5, 100000: 7.5, 1000000: 10}}
    - {id: strategy_fit, title: Fit with the strategy, weight: 15, neutral: 5,
       anchors: {0: "none", 5: "supports a goal", 10: "moves a key result"}}
    - {id: operational_risk, title: Operational risk, weight: 10, direction: COST, neutral: 2}
    - {id: job_size, title: Job size, weight: 35, direction: COST, from: effort, points: {1: 0, 10: 2.5, 100: 5, 1000: 7.5}}
teams: [{id: web, title: Web}, {id: content, title: Content}]
periods: [{id: 2027-q1, first_day: 2027-01-04, last_day: 2027-03-26, state: OPEN}]
capacities: [{team: web, period: 2027-q1, amount: 60, withheld: [{amount: 12, reason: incidents}]}, {team: content, period: 2027-q1, amount: 25}]
reserves: [{category: seo, percent: 15}]
mandate_cap: 20
rider_cap: 15
visibility_sla: {answer_drop: 5d, triage: 3d, estimate: 10d, escalate_after: 5d, decide_after_reviews: 3}
items:
  - id: canonical-tags
    title: Canonical tags on filter pages
    category: seo
    requester: anna@example.com
    owner: anna@example.com
    problem: 40,000 filter pages are indexed and compete with the category pages.
    outcome: Category pages rank alone for their terms.
    state: READY
    submitted: 2026-11-02
    due: 2027-03-01
    due_basis: season
    money: 12000
    ratings: {strategy_fit: 5, operational_risk: {value: 2, confidence: 100}}
    confidence: 80
    effort: {web: 3, content: S}
    requires: [url-rewrite]
    parent: SHOP-100
    touchpoints: [plp-template]
    labels: [crawl]
    external: [{system: jira, key: SHOP-123}]
weaves: [{rider: hreflang, carrier: cms-migration, effort: {web: 0.5}}]
commitments: [{item: cms-migration, period: 2027-q1, state: STARTED}]
mandates: [{item: tls-upgrade, reason: PCI DSS 4.2.1, approver: it-lead@example.com, until: 2027-03-31}]
)";

Document Parsed(const std::string& text) {
  const auto document = ParseDocument(text, "shop.yaml");
  EXPECT_TRUE(document.ok()) << document.status();
  return document.ok() ? *document : Document();
}

std::string ErrorOf(const std::string& text) {
  const auto document = ParseDocument(text, "shop.yaml");
  EXPECT_FALSE(document.ok());
  EXPECT_EQ(document.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(document.status().message());
}

// A document of this portfolio with more behind it.
std::string With(const std::string& more) {
  return absl::StrCat("portfolio: {id: shop}\n", more);
}

const roadmap::v1::RoadmapUpsert* Find(
    const Document& document, roadmap::v1::RoadmapResource::ResourceCase which,
    size_t skip = 0) {
  for (const auto& upsert : document.roadmap) {
    if (upsert.resource().resource_case() == which && skip-- == 0) {
      return &upsert;
    }
  }
  return nullptr;
}

TEST(Document, EveryKeyOfThePortfolioArrives) {
  const Document document = Parsed(kWhole);
  EXPECT_EQ(document.portfolio, "shop");
  EXPECT_EQ(document.as_of, ParseDay("2027-01-04").value());
  EXPECT_EQ(document.fill, scoring::v1::FILL_RULE_STRICT);
  EXPECT_EQ(document.mandate_cap_percent, 20);
  EXPECT_EQ(document.rider_cap_percent, 15);
  ASSERT_TRUE(document.reserves.has_value());
  EXPECT_EQ(document.reserves->at(0).category(), "seo");
  EXPECT_EQ(document.reserves->at(0).percent(), 15);
  ASSERT_FALSE(document.roadmap.empty());
  const auto& upsert = document.roadmap[0];
  const auto& portfolio = upsert.resource().portfolio();
  EXPECT_EQ(portfolio.name(), "portfolios/shop");
  EXPECT_EQ(portfolio.title(), "Webshop 2027");
  EXPECT_EQ(portfolio.unit(), roadmap::v1::UNIT_PERSON_DAYS);
  EXPECT_EQ(portfolio.currency_code(), "EUR");
  EXPECT_EQ(portfolio.locale(), "de-DE");
  EXPECT_EQ(portfolio.time_zone(), "Europe/Berlin");
  EXPECT_EQ(portfolio.sizes_size(), 4);
  EXPECT_EQ(portfolio.sizes(3).letter(), "XL");
  EXPECT_EQ(portfolio.sizes(3).effort_hundredths(), 3000);
  EXPECT_EQ(portfolio.categories(2).id(), "it");
  EXPECT_EQ(portfolio.visibility_sla().answer_drop_days(), 5);
  EXPECT_EQ(portfolio.visibility_sla().estimate_days(), 10);
  EXPECT_EQ(portfolio.visibility_sla().decide_after_reviews(), 3);
  EXPECT_THAT(upsert.update_mask().paths(),
              UnorderedElementsAre(
                  "title", "unit", "currency_code", "locale", "time_zone",
                  "sizes", "categories", "visibility_sla.answer_drop_days",
                  "visibility_sla.triage_days", "visibility_sla.estimate_days",
                  "visibility_sla.escalate_after_days",
                  "visibility_sla.decide_after_reviews"));
}

TEST(Document, WhatIsNotOneDocumentIsRefused) {
  const auto refused = [](const std::string& text) {
    return std::string(ParseDocument(text, "f").status().message());
  };
  EXPECT_THAT(refused(""), HasSubstr("this is empty"));
  EXPECT_THAT(refused("portfolio: {id: a}\n---\nportfolio: {id: b}\n"),
              HasSubstr("f:2:1: these are several documents"));
  // Here yaml-cpp's LoadAll would never come back.
  EXPECT_THAT(refused(", id: a}"),
              HasSubstr("f:1:1: no document can begin with this"));
}

TEST(Document, PeopleNamedAnywhereBecomeMembers) {
  const Document document = Parsed(kWhole);
  const auto* listed = Find(document, roadmap::v1::RoadmapResource::kMember);
  ASSERT_NE(listed, nullptr);
  EXPECT_EQ(listed->resource().member().name(), "portfolios/shop/members/anna");
  EXPECT_EQ(listed->resource().member().display_name(), "Anna");
  EXPECT_EQ(listed->resource().member().deputy(),
            "portfolios/shop/members/ben");
  EXPECT_THAT(listed->resource().member().roles(),
              ElementsAre(roadmap::v1::ROLE_PRODUCT_OWNER,
                          roadmap::v1::ROLE_VALUE_RATER));
  // Anna has her address from the list; the approver is named by it alone.
  const auto* named = Find(document, roadmap::v1::RoadmapResource::kMember, 1);
  ASSERT_NE(named, nullptr);
  EXPECT_EQ(named->resource().member().name(), "");
  EXPECT_EQ(named->resource().member().address(), "it-lead@example.com");
  EXPECT_EQ(Find(document, roadmap::v1::RoadmapResource::kMember, 2), nullptr);
}

TEST(Document, AMemberNamedBeforeTheListComesToItIsThereOnce) {
  const Document document =
      Parsed(With("members:\n"
                  "  - {id: anna, address: anna@example.com, deputy: "
                  "ben@example.com}\n"
                  "  - {id: ben, address: ben@example.com}\n"));
  EXPECT_EQ(document.roadmap.size(), 2u);
}

TEST(Document, EveryKeyOfTheRoadmapArrives) {
  using Resource = roadmap::v1::RoadmapResource;
  const Document document = Parsed(kWhole);
  EXPECT_EQ(Find(document, Resource::kTeam, 1)->resource().team().title(),
            "Content");
  const auto& period = Find(document, Resource::kPeriod)->resource().period();
  EXPECT_EQ(period.name(), "portfolios/shop/periods/2027-q1");
  EXPECT_EQ(period.last_day().day(), 26);
  EXPECT_EQ(period.state(), roadmap::v1::PlanningPeriod::STATE_OPEN);
  const auto& capacity =
      Find(document, Resource::kCapacity)->resource().capacity();
  EXPECT_EQ(capacity.name(), "portfolios/shop/periods/2027-q1/capacities/web");
  EXPECT_EQ(capacity.gross_hundredths(), 6000);
  EXPECT_EQ(capacity.withheld(0).amount_hundredths(), 1200);
  EXPECT_EQ(capacity.withheld(0).reason(), "incidents");
  const auto& commitment =
      Find(document, Resource::kCommitment)->resource().commitment();
  EXPECT_EQ(commitment.item(), "portfolios/shop/items/cms-migration");
  EXPECT_EQ(commitment.state(), roadmap::v1::Commitment::STATE_STARTED);
  const auto& mandate =
      Find(document, Resource::kMandate)->resource().mandate();
  EXPECT_EQ(mandate.approver(), "portfolios/shop/members/it-lead@example.com");
  EXPECT_EQ(mandate.until().month(), 3);
  const auto& weave = Find(document, Resource::kWeave)->resource().weave();
  EXPECT_EQ(weave.name(), "portfolios/shop/weaves/hreflang");
  EXPECT_EQ(weave.marginal_efforts(0).effort_hundredths(), 50);
}

TEST(Document, EveryKeyOfAnItemArrives) {
  const Document document = Parsed(kWhole);
  ASSERT_EQ(document.items.size(), 1u);
  const backlog::v1::Item& item = document.items[0].item();
  EXPECT_EQ(item.name(), "portfolios/shop/items/canonical-tags");
  EXPECT_EQ(item.title(), "Canonical tags on filter pages");
  EXPECT_EQ(item.category(), "seo");
  EXPECT_EQ(item.requester(), "portfolios/shop/members/anna@example.com");
  EXPECT_EQ(item.state(), backlog::v1::Item::STATE_READY);
  // Midnight of that day in Berlin.
  EXPECT_EQ(item.submit_time().seconds(), 1793574000);
  EXPECT_EQ(item.due_date().year(), 2027);
  EXPECT_EQ(item.due_basis(), "season");
  EXPECT_EQ(item.money().amount_hundredths(), 1'200'000);
  ASSERT_EQ(item.ratings_size(), 2);
  EXPECT_EQ(item.ratings(0).value_hundredths(), 500);
  EXPECT_FALSE(item.ratings(0).has_confidence());
  EXPECT_EQ(item.ratings(1).confidence(), 100);
  EXPECT_EQ(item.confidence(), 80);
  EXPECT_EQ(item.estimate().efforts(0).effort_hundredths(), 300);
  EXPECT_EQ(item.estimate().efforts(1).effort_hundredths(), 200);
  EXPECT_THAT(item.required_items(),
              ElementsAre("portfolios/shop/items/url-rewrite"));
  EXPECT_EQ(item.parent_item(), "portfolios/shop/items/SHOP-100");
  EXPECT_THAT(item.touchpoints(), ElementsAre("plp-template"));
  EXPECT_THAT(item.labels(), ElementsAre("crawl"));
  EXPECT_EQ(item.external_references(0).key(), "SHOP-123");
  EXPECT_EQ(document.items[0].update_mask().paths_size(), 19);
}

TEST(Document, EveryKeyOfTheModelArrives) {
  const Document document = Parsed(kWhole);
  ASSERT_TRUE(document.model.has_value());
  EXPECT_EQ(document.model_id, "joint");
  const scoring::v1::ScoringModel& model = *document.model;
  EXPECT_EQ(model.formula(), scoring::v1::FORMULA_VALUE);
  EXPECT_EQ(model.min_confidence(), 50);
  ASSERT_EQ(model.criteria_size(), 4);
  EXPECT_EQ(model.criteria(0).source(), scoring::v1::Criterion::SOURCE_MONEY);
  EXPECT_EQ(model.criteria(0).points(1).at_hundredths(), 100'000);
  EXPECT_EQ(model.criteria(0).points(1).rating_hundredths(), 250);
  EXPECT_EQ(model.criteria(1).neutral_hundredths(), 500);
  EXPECT_EQ(model.criteria(1).anchors(2).text(), "moves a key result");
  EXPECT_EQ(model.criteria(2).direction(),
            scoring::v1::Criterion::DIRECTION_COST);
  EXPECT_EQ(model.criteria(2).max_hundredths(), 1000);
}

TEST(Document, TheMaskHasExactlyTheFieldsThatAreNamed) {
  const Document document = Parsed(With("items: [{id: a, money: 3.25}]"));
  EXPECT_THAT(document.items[0].update_mask().paths(), ElementsAre("money"));
  EXPECT_EQ(document.items[0].item().money().amount_hundredths(), 325);
  // A new item takes its turn; one that is there keeps its state.
  EXPECT_EQ(document.items[0].item().state(), backlog::v1::Item::STATE_READY);
  EXPECT_TRUE(document.roadmap.empty());
}

TEST(Document, JsonIsTheSameDocument) {
  const Document document = Parsed(
      "{\n\t\"portfolio\": {\"id\": \"shop\", \"title\": "
      "\"Gr\\u00fcn \\ud83d\\ude00 \\/ \\\"x\\\"\"},\r\n"
      "\t\"items\": [{\"id\": \"a\", \"money\": 3.5, \"labels\": []}]\n}");
  EXPECT_EQ(document.roadmap[0].resource().portfolio().title(),
            "Grün 😀 / \"x\"");
  EXPECT_EQ(document.items[0].item().money().amount_hundredths(), 350);
  EXPECT_THAT(document.items[0].update_mask().paths(),
              ElementsAre("money", "labels"));
}

TEST(Document, EverythingThatIsWrongIsSaidAtOnceWithItsPosition) {
  const std::string error = ErrorOf(
      "portfolio: {id: shop, colour: red}\n"
      "items:\n"
      "  - id: a\n"
      "    money: 1.234\n"
      "    due: 2027-02-30\n"
      "  - id: a\n"
      "    state: OPEN\n"
      "    labels: crawl\n"
      "    effort: {web: L}\n"
      "  - {title: nameless}\n"
      "extra: 1\n");
  EXPECT_THAT(error, HasSubstr("shop.yaml:1:23: `colour` is no key"));
  EXPECT_THAT(error, HasSubstr("shop.yaml:4:12: `money` of an item: `1.234` "
                               "has more than two decimal places"));
  EXPECT_THAT(error, HasSubstr("shop.yaml:5:10: "));
  EXPECT_THAT(error, HasSubstr("shop.yaml:6:9: the item `a` is in the "
                               "document twice"));
  EXPECT_THAT(error, HasSubstr("shop.yaml:7:12: "));
  EXPECT_THAT(error, HasSubstr("it is one of DRAFT, SUBMITTED"));
  EXPECT_THAT(error, HasSubstr("shop.yaml:8:13: "));
  EXPECT_THAT(error, HasSubstr("shop.yaml:9:19: "));
  EXPECT_THAT(error, HasSubstr("shop.yaml:10:5: an item needs `id`"));
  EXPECT_THAT(error, HasSubstr("shop.yaml:11:1: `extra` is no key"));
}

TEST(Document, ABusinessCaseStandsBesideTheMoneyThatItReckons) {
  const auto document = ParseDocument(
      With("items: [{id: a, money: 1920, case: {leads: 900:1200:1500, "
           "conversion: 2%, margin: 80}}]"),
      "x");
  ASSERT_TRUE(document.ok()) << document.status();
  const auto& made = document->items[0].item().business_case();
  EXPECT_EQ(made.method(), backlog::v1::BusinessCase::METHOD_LEADS);
  EXPECT_EQ(made.volume().high(), 1500);
  EXPECT_EQ(made.conversion_ppm().likely(), 20'000);
  EXPECT_EQ(made.margin_hundredths().low(), 8'000);
  EXPECT_THAT(ErrorOf(With("items: [{id: a, case: {cost_avoided: 5}}]")),
              HasSubstr("as `money`"));
  EXPECT_THAT(ErrorOf(With("items: [{id: a, money: 5, case: {margin: 5}}]")),
              HasSubstr("give leads, sessions or cost_avoided"));
}

TEST(Document, AWeaveMayNameTheOwnerOfItsCarrier) {
  const auto document = ParseDocument(
      With("weaves: [{rider: a, carrier: b, owner: anna@example.com, effort: "
           "{web: 1}}]\nteams: [{id: web}]"),
      "x");
  ASSERT_TRUE(document.ok()) << document.status();
  for (const auto& upsert : document->roadmap) {
    if (!upsert.resource().has_weave()) continue;
    EXPECT_EQ(upsert.resource().weave().carrier_owner(),
              "portfolios/shop/members/anna@example.com");
  }
}

TEST(Document, ACarriersOwnerIsFilledInFromItsItem) {
  const auto filled = [](const std::string& items,
                         const std::vector<backlog::v1::Item>& existing,
                         const std::vector<roadmap::v1::Weave>& weaves) {
    auto document = ParseDocument(
        With(items + "teams: [{id: web}]\nweaves: [{rider: a, carrier: b, "
                     "effort: {web: 1}}]"),
        "x");
    EXPECT_TRUE(document.ok()) << document.status();
    EXPECT_TRUE(NeedsCarrierOwners(*document));
    FillCarrierOwners(existing, weaves, &*document);
    return document->roadmap.back().resource().weave().carrier_owner();
  };
  const std::string members = "portfolios/shop/members/";
  EXPECT_EQ(filled("items: [{id: b, requester: ben, owner: dora}]\n", {}, {}),
            members + "dora");
  EXPECT_EQ(filled("items: [{id: b, requester: ben}]\n", {}, {}),
            members + "ben");
  EXPECT_EQ(filled("", {}, {}), "");
  backlog::v1::Item item;
  item.set_name("portfolios/shop/items/b");
  item.set_requester(members + "ben");
  item.set_owner(members + "carl");
  EXPECT_EQ(filled("", {item}, {}), members + "carl");
  EXPECT_EQ(filled("items: [{id: b, owner: dora}]\n", {item}, {}),
            members + "dora");
  // Who was named before stays, for the same carrier.
  roadmap::v1::Weave weave;
  weave.set_name("portfolios/shop/weaves/a");
  weave.set_carrier(item.name());
  weave.set_carrier_owner(members + "anna");
  EXPECT_EQ(filled("", {item}, {weave}), "");
  weave.set_carrier("portfolios/shop/items/c");
  EXPECT_EQ(filled("", {item}, {weave}), members + "carl");
}

TEST(Document, AWrongKeyIsToldTheRightOne) {
  EXPECT_THAT(ErrorOf(With("items: [{id: a, titel: x}]")),
              HasSubstr("did you mean `title`?"));
}

TEST(Document, TheSameMistakeInTenThousandItemsIsNotReadTenThousandTimes) {
  std::string items = "items: [";
  for (size_t i = 0; i < kShownProblems + 3; ++i) {
    absl::StrAppend(&items, "{id: i", i, ", titel: x}, ");
  }
  const std::string error = ErrorOf(With(items + "]"));
  EXPECT_THAT(error, HasSubstr(" more, which are not shown"));
  EXPECT_EQ(std::count(error.begin(), error.end(), '\n'),
            static_cast<int>(kShownProblems));
}

TEST(Document, ARepeatedKeyIsRefused) {
  EXPECT_THAT(ErrorOf(With("teams: [{id: web}]\nteams: [{id: it}]")),
              HasSubstr("shop.yaml:3:1: `teams` is there twice"));
  EXPECT_THAT(ErrorOf(With("items: [{id: a, ratings: {x: 1, x: 2}}]")),
              HasSubstr("`x` is there twice in `ratings`"));
}

TEST(Document, BrokenYamlIsSaidWithItsPosition) {
  EXPECT_THAT(ErrorOf("portfolio: [1\nitems: 2\n"),
              HasSubstr("shop.yaml:2:6: this is not YAML"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("shop.yaml:1:1: this is empty"));
  EXPECT_THAT(ErrorOf("- a\n"), HasSubstr("is a mapping"));
}

TEST(Document, NumbersHaveTheirTypeAndTheirLimits) {
  EXPECT_THAT(ErrorOf(With("items: [{id: a, money: \"12\"}]")),
              HasSubstr("without quotes"));
  EXPECT_THAT(ErrorOf(With("items: [{id: a, money: 12e3}]")),
              HasSubstr("is not a number"));
  EXPECT_THAT(ErrorOf(With("items: [{id: a, money: -1}]")),
              HasSubstr("is not between 0 and"));
  EXPECT_TRUE(
      ParseDocument(With("items: [{id: a, money: 1000000000000}]"), "x").ok());
  EXPECT_THAT(ErrorOf(With("items: [{id: a, money: 1000000000000.01}]")),
              HasSubstr("is not between"));
  EXPECT_TRUE(ParseDocument(With("mandate_cap: 100"), "x").ok());
  EXPECT_THAT(ErrorOf(With("mandate_cap: 101")), HasSubstr("0 and 100"));
  EXPECT_THAT(ErrorOf(With("rider_cap: 101")), HasSubstr("0 and 100"));
  EXPECT_THAT(ErrorOf(With("visibility_sla: {triage: 3}")),
              HasSubstr("write them as 5d"));
  EXPECT_THAT(
      ErrorOf(With("reserves: [{category: seo, percent: 60}, {category: it, "
                   "percent: 41}]")),
      HasSubstr("together they are 101 percent"));
}

TEST(Document, AnEstimateOfNothingIsRefusedWhereEffortDivides) {
  const std::string items = "items: [{id: a, effort: {web: 0}}]\n";
  for (const std::string model :
       {"{formula: VALUE_PER_EFFORT, criteria: [{id: v, weight: 1}]}",
        "{formula: PRODUCT_PER_EFFORT, criteria: [{id: v, weight: 1}]}",
        "{preset: safe-wsjf}"}) {
    EXPECT_THAT(ErrorOf(With(absl::StrCat("model: ", model, "\n", items))),
                HasSubstr("shop.yaml:3:25: `effort` of an item: an estimate of "
                          "nothing"));
  }
  EXPECT_TRUE(ParseDocument(With(items), "x").ok());
  // Missing is not zero.
  EXPECT_TRUE(ParseDocument(With("model: {preset: safe-wsjf}\nitems: [{id: a, "
                                 "effort: {}}, {id: b}]"),
                            "x")
                  .ok());
}

TEST(Document, ARatingOutsideOfItsScaleIsRefused) {
  EXPECT_THAT(ErrorOf(With("model: {criteria: [{id: v, weight: 1}]}\n"
                           "items: [{id: a, ratings: {v: 10.01}}]")),
              HasSubstr("10.01 is not on its scale, which is 0 to 10"));
}

TEST(Document, ADocumentThatStandsAloneKnowsItsTeamsPeriodsAndCategories) {
  const Document document =
      Parsed(With("teams: [{id: web}]\n"
                  "capacities: [{team: web, period: q1, amount: 1}]\n"
                  "items: [{id: a, category: sea, effort: {ios: 1}}]\n"
                  "commitments: [{item: a, period: q2}]\n"));
  const std::string error(CheckSelfContained(document).message());
  EXPECT_THAT(error, HasSubstr("shop.yaml:3:34: there is no period `q1`"));
  EXPECT_THAT(error, HasSubstr("shop.yaml:4:27: there is no category `sea`"));
  EXPECT_THAT(error, HasSubstr("there is no team `ios`"));
  EXPECT_THAT(error, HasSubstr("there is no period `q2`"));
  EXPECT_TRUE(CheckSelfContained(Parsed(kWhole)).ok());
}

TEST(Document, AServersViolationFindsItsLine) {
  const Document document =
      Parsed(With("items:\n  - id: a\n    money: 1\n    ratings: {v: 5}\n"));
  Violations violations;
  violations.Add("upserts[0].item.ratings[0].value_hundredths", "too high");
  violations.Add("upserts[0].item.title", "required");
  violations.Add("reason", "too long");
  const absl::Status status =
      AtPositions(violations.ToStatus(), document, document.item_source, "");
  EXPECT_EQ(std::string(status.message()),
            "shop.yaml:5:18: too high\n"
            "shop.yaml:3:5: required\n"
            "reason: too long");
}

TEST(Document, WhatIsLeftOutOfTheModelIsTheActiveOnes) {
  scoring::v1::ScoringModel active;
  active.set_name("portfolios/shop/models/joint@3");
  active.set_title("Our model");
  active.set_fill(scoring::v1::FILL_RULE_STRICT);
  active.set_mandate_cap_percent(10);
  active.set_rider_cap_percent(15);
  active.add_criteria()->set_id("old");
  const Document reserves =
      Parsed(With("reserves: [{category: seo, percent: 5}]"));
  const scoring::v1::ScoringModel merged = MergedModel(reserves, &active);
  EXPECT_EQ(merged.criteria(0).id(), "old");
  EXPECT_EQ(merged.reserves(0).percent(), 5);
  EXPECT_EQ(merged.fill(), scoring::v1::FILL_RULE_STRICT);
  const Document model =
      Parsed(With("model: {id: joint, criteria: [{id: new, weight: 1}]}"));
  const scoring::v1::ScoringModel replaced = MergedModel(model, &active);
  EXPECT_EQ(replaced.criteria(0).id(), "new");
  EXPECT_EQ(replaced.title(), "Our model");
  EXPECT_EQ(replaced.mandate_cap_percent(), 10);
  EXPECT_EQ(replaced.rider_cap_percent(), 15);
}

TEST(Document, WhatIsLeftOutOfAnItemStaysInsideOfItsFieldsToo) {
  Document document = Parsed(
      With("items: [{id: a, money: 7, submitted: 2026-11-02, ratings: {v: 5}, "
           "external: [{system: jira, key: S-1}]}, {id: b}]"));
  backlog::v1::Item old;
  old.set_name("portfolios/shop/items/a");
  // Half past nine on that day.
  old.mutable_submit_time()->set_seconds(1793611800);
  old.mutable_money()->set_confidence(65);
  auto* rating = old.add_ratings();
  rating->set_criterion("v");
  rating->set_evidence("gsc");
  old.add_ratings()->set_criterion("w");
  auto* reference = old.add_external_references();
  reference->set_system("jira");
  reference->set_key("S-1");
  reference->set_uri("https://jira/S-1");
  backlog::v1::Item other;
  other.set_name("portfolios/shop/items/b");
  other.set_title("B");
  KeepWhatIsLeftOut({old, other}, absl::UTCTimeZone(), &document);
  const backlog::v1::Item& item = document.items[0].item();
  EXPECT_EQ(item.money().amount_hundredths(), 700);
  EXPECT_EQ(item.money().confidence(), 65);
  EXPECT_EQ(item.submit_time().seconds(), 1793611800);
  EXPECT_EQ(item.ratings(0).value_hundredths(), 500);
  EXPECT_EQ(item.ratings(0).evidence(), "gsc");
  EXPECT_EQ(item.ratings(1).criterion(), "w");
  EXPECT_EQ(item.external_references(0).uri(), "https://jira/S-1");
  EXPECT_EQ(document.items[1].item().title(), "B");
}

// The page that explains the document is one, and names every key.
TEST(Document, TheExplainedExampleIsReadAndHasEveryKey) {
  std::ifstream file("clients/cli/portfolio-document.md");
  const std::string page((std::istreambuf_iterator<char>(file)),
                         std::istreambuf_iterator<char>());
  const size_t begin = page.find("```yaml\n") + 8;
  const std::string yaml = page.substr(begin, page.find("```", begin) - begin);
  const absl::StatusOr<Document> document = ParseDocument(yaml, "example");
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(CheckSelfContained(*document), absl::OkStatus());
  for (const char* part :
       {"y: 1", "visibility_sla: {y: 1}", "validation: {y: 1}",
        "members: [{y: 1}]", "model: {y: 1}", "items: [{y: 1}]",
        "items: [{id: a, case: {y: 1}}]", "items: [{id: a, study: {y: 1}}]",
        "items: [{id: a, evidence: [{y: 1}]}]", "weaves: [{y: 1}]",
        "mandates: [{y: 1}]"}) {
    // The refusal of an unknown key lists those that are known.
    const std::string error = ErrorOf(With(part));
    const std::string begin_of_keys = "it is one of ";
    size_t keys = error.find(begin_of_keys);
    ASSERT_NE(keys, std::string::npos) << error;
    keys += begin_of_keys.size();
    const std::string line = error.substr(keys, error.find('\n', keys) - keys);
    for (absl::string_view key : absl::StrSplit(line, ", "))
      EXPECT_THAT(page, HasSubstr(absl::StrCat(key, ":"))) << part;
  }
}

}  // namespace
}  // namespace lifeline::cli

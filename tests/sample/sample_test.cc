// The story that deploy/sample/README.md tells of the sample portfolio.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/document.h"
#include "clients/cli/plan_inputs.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scoring/planner.h"

namespace lifeline {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kPortfolio[] = "portfolios/webshop";

scoring::Inputs Sample() {
  const absl::StatusOr<cli::Document> document =
      cli::ReadDocument("deploy/sample/webshop.yaml");
  EXPECT_TRUE(document.ok()) << document.status();
  EXPECT_TRUE(cli::CheckSelfContained(*document).ok());
  return cli::PlanInputs(*document, absl::UnixEpoch());
}

scoring::PlannedPortfolio Planned(const scoring::Inputs& inputs) {
  absl::StatusOr<scoring::PlannedPortfolio> planned =
      scoring::PlanPortfolio(inputs);
  EXPECT_TRUE(planned.ok()) << planned.status();
  return *std::move(planned);
}

// The last part of a resource name.
std::string Id(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

scoring::v1::RankedItem Find(const scoring::PlannedPortfolio& planned,
                             const std::string& id) {
  for (const scoring::v1::RankedItem& item : planned.items) {
    if (Id(item.item()) == id) return item;
  }
  ADD_FAILURE() << "there is no " << id;
  return {};
}

std::vector<std::string> Standing(const scoring::PlannedPortfolio& planned,
                                  scoring::v1::Standing standing,
                                  const std::string& category = "") {
  std::vector<std::string> ids;
  for (const scoring::v1::RankedItem& item : planned.items) {
    if (item.standing() == standing &&
        (category.empty() || item.category() == category)) {
      ids.push_back(Id(item.item()));
    }
  }
  return ids;
}

std::vector<std::string> Crossed(
    const std::vector<scoring::v1::LineCrossing>& crossings,
    scoring::v1::LineCrossing::Kind kind) {
  std::vector<std::string> ids;
  for (const scoring::v1::LineCrossing& crossing : crossings) {
    if (crossing.kind() == kind) ids.push_back(Id(crossing.item()));
  }
  return ids;
}

// The web team's gross capacity in the first quarter becomes 60 days.
void CutWebTeam(scoring::Inputs& inputs) {
  for (roadmap::v1::RoadmapResource& resource : inputs.roadmap) {
    if (!resource.has_capacity()) continue;
    if (absl::EndsWith(resource.capacity().name(),
                       "/periods/q1/capacities/web")) {
      EXPECT_EQ(resource.capacity().gross_hundredths(), 7200);
      resource.mutable_capacity()->set_gross_hundredths(6000);
    }
  }
}

roadmap::v1::RoadmapResource PaginationRidesInTheMigration() {
  roadmap::v1::RoadmapResource resource;
  roadmap::v1::Weave& weave = *resource.mutable_weave();
  weave.set_name(absl::StrCat(kPortfolio, "/weaves/pagination-links"));
  weave.set_rider(absl::StrCat(kPortfolio, "/items/pagination-links"));
  weave.set_carrier(absl::StrCat(kPortfolio, "/items/cms-migration"));
  roadmap::v1::TeamEffort& effort = *weave.add_marginal_efforts();
  effort.set_team(absl::StrCat(kPortfolio, "/teams/web"));
  effort.set_effort_hundredths(50);
  return resource;
}

TEST(Sample, HasFortyToSixtyItemsAndEveryOneHasItsStanding) {
  const scoring::PlannedPortfolio planned = Planned(Sample());
  EXPECT_THAT(planned.items, SizeIs(AllOf(Ge(40), Le(60))));
  int counted = 0;
  for (const auto& count : planned.ranking.counts()) counted += count.count();
  EXPECT_EQ(counted, planned.items.size());
}

TEST(Sample, SeveralSeoRequestsStandBelowTheLine) {
  const scoring::PlannedPortfolio planned = Planned(Sample());
  EXPECT_THAT(
      Standing(planned, scoring::v1::STANDING_BELOW, "seo"),
      UnorderedElementsAre("video-markup", "internal-links", "facet-rules",
                           "pagination-links", "local-store-pages",
                           "brand-pages", "blog-move"));
  EXPECT_EQ(Find(planned, "redirect-map").rank(), 1);
  EXPECT_EQ(Find(planned, "canonical-filters").rank(), 2);
}

TEST(Sample, TheMandateStandsAboveThoughItsScoreIsLow) {
  const scoring::v1::RankedItem item = Find(Planned(Sample()), "tls-upgrade");
  EXPECT_EQ(item.standing(), scoring::v1::STANDING_ABOVE);
  EXPECT_EQ(item.rule(), scoring::v1::RULE_BY_MANDATE);
  EXPECT_GT(item.rank(), 40);
}

TEST(Sample, OneRequestIsTooLargeAndThreeNobodyHasEstimated) {
  const scoring::PlannedPortfolio planned = Planned(Sample());
  EXPECT_THAT(Standing(planned, scoring::v1::STANDING_OVERSIZED),
              ElementsAre("product-configurator"));
  EXPECT_THAT(Standing(planned, scoring::v1::STANDING_UNSCORED),
              UnorderedElementsAre("alt-texts", "checkout-prefetch",
                                   "warehouse-labels"));
}

TEST(Sample, OneSeoRequestRidesInTheMigrationAndAnotherCould) {
  scoring::Inputs inputs = Sample();
  EXPECT_THAT(Standing(Planned(inputs), scoring::v1::STANDING_RIDING),
              ElementsAre("hreflang"));
  inputs.roadmap.push_back(PaginationRidesInTheMigration());
  EXPECT_THAT(Standing(Planned(inputs), scoring::v1::STANDING_RIDING),
              UnorderedElementsAre("hreflang", "pagination-links"));
}

TEST(Sample, ACutOfTwelveDaysDropsExactlyTwo) {
  const scoring::Inputs before = Sample();
  scoring::Inputs after = before;
  CutWebTeam(after);
  const absl::StatusOr<std::vector<scoring::v1::LineCrossing>> crossings =
      scoring::CompareInputs(before, after);
  ASSERT_TRUE(crossings.ok()) << crossings.status();
  EXPECT_THAT(Crossed(*crossings, scoring::v1::LineCrossing::KIND_DROPPED),
              UnorderedElementsAre("out-of-stock-pages", "critical-css"));
  EXPECT_THAT(Crossed(*crossings, scoring::v1::LineCrossing::KIND_SLIPPED),
              ElementsAre("express-checkout"));
  EXPECT_THAT(Crossed(*crossings, scoring::v1::LineCrossing::KIND_ROSE),
              IsEmpty());
  for (const scoring::v1::LineCrossing& crossing : *crossings) {
    if (crossing.kind() != scoring::v1::LineCrossing::KIND_DROPPED) continue;
    ASSERT_EQ(crossing.causes_size(), 1);
    EXPECT_EQ(crossing.causes(0).group(), scoring::v1::Cause::GROUP_CAPACITY);
    EXPECT_THAT(crossing.causes(0).references(),
                Contains("capacity of web in q1: 60 -> 48"));
  }
}

}  // namespace
}  // namespace lifeline

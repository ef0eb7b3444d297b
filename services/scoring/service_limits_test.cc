// What the handlers refuse before they look at any state: each limit at its
// maximum and one past it, and all that is wrong at once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/common/status_testing.h"
#include "services/scoring/scoring_service.h"

namespace lifeline::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::CreateBaselineRequest Baseline() {
  v1::CreateBaselineRequest request;
  request.set_parent("portfolios/shop");
  request.set_baseline_id("q1");
  request.mutable_baseline()->set_title("January");
  return request;
}

TEST(ServiceLimits, ABaselinesFields) {
  const Scoring scoring;
  v1::CreateBaselineRequest request = Baseline();
  request.mutable_baseline()->set_title(std::string(200, 'x'));
  request.set_baseline_id(std::string(63, 'b'));
  EXPECT_THAT(FieldsOf(Check(scoring, request).status()), IsEmpty());
  request.mutable_baseline()->set_title(std::string(201, 'x'));
  request.set_baseline_id(std::string(64, 'b'));
  request.mutable_baseline()->set_ranking("portfolios/other/rankings/1");
  EXPECT_THAT(FieldsOf(Check(scoring, request).status()),
              ElementsAre("baseline_id", "baseline.title", "baseline.ranking"));
  request = Baseline();
  request.set_baseline_id("latest");
  request.clear_parent();
  EXPECT_THAT(FieldsOf(Check(scoring, request).status()),
              ElementsAre("parent", "baseline_id"));
}

TEST(ServiceLimits, AModelsFields) {
  const Scoring scoring;
  v1::CreateScoringModelRequest request;
  request.set_parent("portfolios/shop");
  request.mutable_model();
  request.set_reason(std::string(2'000, 'r'));
  EXPECT_TRUE(Check(scoring, request).ok());
  request.set_reason(std::string(2'001, 'r'));
  request.set_model_id("active");
  request.clear_model();
  EXPECT_THAT(FieldsOf(Check(scoring, request).status()),
              ElementsAre("reason", "model_id", "model"));
  v1::ActivateScoringModelRequest activate;
  for (const char* name :
       {"portfolios/shop/models/joint", "portfolios/shop/models/joint@0",
        "portfolios/shop/models/joint@x", "presets/joint-default", ""}) {
    activate.set_name(name);
    EXPECT_THAT(FieldsOf(Check(scoring, activate).status()),
                ElementsAre("name"))
        << name;
  }
  activate.set_name("portfolios/shop/models/joint@12");
  EXPECT_TRUE(Check(scoring, activate).ok());
}

TEST(ServiceLimits, CrossingsThatAreMarkedSeen) {
  Scoring scoring;
  scoring.limits.crossings_per_answer = 3;
  v1::MarkReceiptsSeenRequest request;
  request.set_parent("portfolios/shop");
  EXPECT_THAT(FieldsOf(Check(scoring, request).status()),
              ElementsAre("crossings"));
  for (int i = 1; i <= 3; ++i)
    request.add_crossings(
        absl::StrCat("portfolios/shop/rankings/", i, "/crossings/a"));
  EXPECT_TRUE(Check(scoring, request).ok());
  request.add_crossings("portfolios/shop/rankings/4/crossings/a");
  EXPECT_THAT(FieldsOf(Check(scoring, request).status()),
              ElementsAre("crossings"));
  request.mutable_crossings()->Clear();
  request.add_crossings("portfolios/shop/rankings/latest/crossings/a");
  request.add_crossings("portfolios/other/rankings/1/crossings/a");
  request.add_crossings("portfolios/shop/rankings/01/crossings/a");
  EXPECT_THAT(FieldsOf(Check(scoring, request).status()),
              ElementsAre("crossings[0]", "crossings[1]", "crossings[2]"));
}

TEST(ServiceLimits, AnAnswersFields) {
  const Scoring scoring;
  v1::AnswerReceiptsRequest request;
  request.set_parent("portfolios/shop");
  request.add_crossings("portfolios/shop/rankings/1/crossings/a");
  request.set_answer(v1::Receipt::STATE_ACCEPTED);
  request.set_text(std::string(5'000, 't'));
  EXPECT_TRUE(Check(scoring, request).ok());
  request.set_text(std::string(5'001, 't'));
  EXPECT_THAT(FieldsOf(Check(scoring, request).status()), ElementsAre("text"));
  request.clear_text();
  request.set_answer(v1::Receipt::STATE_CLEARED);
  EXPECT_THAT(FieldsOf(Check(scoring, request).status()),
              ElementsAre("answer"));
}

TEST(ServiceLimits, APreviewsChanges) {
  Scoring scoring;
  scoring.limits.preview_upserts = 2;
  v1::PreviewChangesRequest request;
  request.set_parent("portfolios/shop");
  for (int i = 0; i < 2; ++i) {
    request.add_item_upserts();
    request.add_roadmap_removals("portfolios/shop/teams/web");
    request.add_roadmap_upserts()->mutable_resource()->mutable_team();
  }
  EXPECT_EQ(CheckPreview(scoring, request), absl::OkStatus());
  request.add_item_upserts();
  request.add_roadmap_removals("portfolios/shop/teams/web");
  request.add_roadmap_upserts();
  EXPECT_THAT(
      FieldsOf(CheckPreview(scoring, request)),
      ElementsAre("roadmap_upserts", "roadmap_removals", "item_upserts"));
  request.Clear();
  request.set_parent("portfolios/shop");
  request.add_roadmap_upserts();
  request.add_roadmap_removals("portfolios/other/teams/web");
  request.add_item_upserts()->mutable_item()->set_name(
      "portfolios/shop/teams/web");
  EXPECT_THAT(FieldsOf(CheckPreview(scoring, request)),
              ElementsAre("roadmap_upserts[0].resource", "roadmap_removals[0]",
                          "item_upserts[0].item.name"));
}

}  // namespace
}  // namespace lifeline::scoring

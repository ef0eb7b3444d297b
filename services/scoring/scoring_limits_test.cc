// Every limit of scoring at its maximum and one past it, with small ones handed
// in. What handlers refuse before they look at any state is in
// service_limits_test.cc too, with the limits that ship.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"
#include "services/common/server.h"
#include "services/common/status.h"
#include "services/common/status_testing.h"
#include "services/scoring/model.h"
#include "services/scoring/portfolio_state.h"
#include "services/scoring/reasons.h"
#include "services/scoring/scoring_rpc.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/scoring_testing.h"

namespace lifeline::scoring {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kShop[] = "portfolios/shop";

std::string Long(int64_t length) {
  return std::string(static_cast<size_t>(length), 'x');
}

// A limit of models, the field that is refused, and a model that has so many or
// so much of it.
struct Bound {
  std::function<void(int32_t, Limits*)> limit;
  std::string field;
  std::function<void(int32_t size, v1::ScoringModel*)> set;
};

// What each limit of a model is set to.
constexpr int32_t kBound = 6;

v1::Criterion* Derived(v1::ScoringModel* model) {
  v1::Criterion* criterion = model->add_criteria();
  criterion->set_source(v1::Criterion::SOURCE_MONEY);
  return criterion;
}

std::vector<Bound> ModelBounds() {
  return {
      {[](int32_t n, Limits* limits) { limits->title = n; }, "title",
       [](int32_t n, v1::ScoringModel* m) { m->set_title(Long(n)); }},
      {[](int32_t n, Limits* limits) { limits->criteria = n; }, "criteria",
       [](int32_t n, v1::ScoringModel* m) {
         for (int32_t i = 0; i < n; ++i) {
           m->add_criteria()->set_id(absl::StrCat("c", i));
           m->mutable_criteria(i)->set_weight(1);
         }
       }},
      {[](int32_t n, Limits* limits) { limits->product_criteria = n; },
       "criteria",
       [](int32_t n, v1::ScoringModel* m) {
         m->set_formula(v1::FORMULA_PRODUCT_PER_EFFORT);
         for (int32_t i = 0; i < n; ++i) {
           m->add_criteria()->set_id(absl::StrCat("c", i));
           m->mutable_criteria(i)->set_weight(1);
         }
       }},
      {[](int32_t n, Limits* limits) { limits->weight = n; },
       "criteria[0].weight",
       [](int32_t n, v1::ScoringModel* m) {
         m->add_criteria()->set_weight(n);
       }},
      {[](int32_t n, Limits* limits) { limits->scale_hundredths = n; },
       "criteria[0].min_hundredths",
       [](int32_t n, v1::ScoringModel* m) {
         m->add_criteria()->set_min_hundredths(-n);
       }},
      {[](int32_t n, Limits* limits) { limits->scale_hundredths = n; },
       "criteria[0].max_hundredths",
       [](int32_t n, v1::ScoringModel* m) {
         m->add_criteria()->set_max_hundredths(n);
       }},
      // On the widest scale that there may be.
      {[](int32_t n, Limits* limits) { limits->scale_hundredths = n; },
       "criteria[0].points[0].rating_hundredths",
       [](int32_t n, v1::ScoringModel* m) {
         v1::Criterion* criterion = Derived(m);
         criterion->set_max_hundredths(kBound);
         criterion->add_points()->set_rating_hundredths(n);
       }},
      {[](int32_t n, Limits* limits) { limits->scale_hundredths = n; },
       "criteria[0].points[0].rating_hundredths",
       [](int32_t n, v1::ScoringModel* m) {
         v1::Criterion* criterion = Derived(m);
         criterion->set_min_hundredths(-kBound);
         criterion->add_points()->set_rating_hundredths(-n);
       }},
      {[](int32_t n, Limits* limits) { limits->curve_points = n; },
       "criteria[0].points",
       [](int32_t n, v1::ScoringModel* m) {
         v1::Criterion* criterion = Derived(m);
         for (int32_t i = 0; i < n; ++i)
           criterion->add_points()->set_at_hundredths(i);
       }},
      {[](int32_t n, Limits* limits) { limits->curve_hundredths = n; },
       "criteria[0].points[1].at_hundredths",
       [](int32_t n, v1::ScoringModel* m) {
         v1::Criterion* criterion = Derived(m);
         criterion->add_points();
         criterion->add_points()->set_at_hundredths(n);
       }},
      {[](int32_t n, Limits* limits) { limits->curve_hundredths = n; },
       "criteria[0].points[0].at_hundredths",
       [](int32_t n, v1::ScoringModel* m) {
         Derived(m)->add_points()->set_at_hundredths(-n);
       }},
      {[](int32_t n, Limits* limits) { limits->anchors = n; },
       "criteria[0].anchors",
       [](int32_t n, v1::ScoringModel* m) {
         v1::Criterion* criterion = m->add_criteria();
         for (int32_t i = 0; i < n; ++i)
           criterion->add_anchors()->set_rating_hundredths(i * 100);
       }},
      {[](int32_t n, Limits* limits) { limits->anchor_text = n; },
       "criteria[0].anchors[0].text",
       [](int32_t n, v1::ScoringModel* m) {
         m->add_criteria()->add_anchors()->set_text(Long(n));
       }},
      {[](int32_t n, Limits* limits) { limits->criterion_id = n; },
       "criteria[0].id",
       [](int32_t n, v1::ScoringModel* m) {
         m->add_criteria()->set_id(Long(n));
       }},
      {[](int32_t n, Limits* limits) { limits->reserves = n; }, "reserves",
       [](int32_t n, v1::ScoringModel* m) {
         for (int32_t i = 0; i < n; ++i)
           m->add_reserves()->set_category(absl::StrCat("c", i));
       }},
  };
}

TEST(ScoringLimits, WhatAModelMayHold) {
  for (const Bound& bound : ModelBounds()) {
    const auto wrong = [&](int32_t size) {
      ModelContext context;
      bound.limit(kBound, &context.limits);
      v1::ScoringModel model;
      bound.set(size, &model);
      return FieldsOf(CompleteModel(model, context).status());
    };
    EXPECT_THAT(wrong(kBound), Not(Contains(bound.field))) << bound.field;
    EXPECT_THAT(wrong(kBound + 1), Contains(bound.field)) << bound.field;
  }
}

TEST(ScoringLimits, WhatARequestMayHold) {
  Scoring scoring;
  scoring.limits.reason = 5;
  scoring.limits.answer_text = 5;
  scoring.limits.crossings_per_answer = 2;
  scoring.limits.preview_upserts = 2;
  const auto model = [&](int32_t n) {
    v1::CreateScoringModelRequest request;
    request.set_parent(kShop);
    request.mutable_model();
    request.set_reason(Long(n));
    return FieldsOf(Check(scoring, request).status());
  };
  EXPECT_THAT(model(5), IsEmpty());
  EXPECT_THAT(model(6), ElementsAre("reason"));
  const auto answer = [&](int32_t letters, int32_t crossings) {
    v1::AnswerReceiptsRequest request;
    request.set_parent(kShop);
    for (int32_t i = 1; i <= crossings; ++i)
      request.add_crossings(
          absl::StrCat(kShop, "/rankings/", i, "/crossings/a"));
    request.set_answer(v1::Receipt::STATE_ACCEPTED);
    request.set_text(Long(letters));
    return FieldsOf(Check(scoring, request).status());
  };
  EXPECT_THAT(answer(5, 2), IsEmpty());
  EXPECT_THAT(answer(6, 2), ElementsAre("text"));
  EXPECT_THAT(answer(5, 3), ElementsAre("crossings"));
  const auto preview = [&](int32_t n) {
    v1::PreviewChangesRequest request;
    request.set_parent(kShop);
    for (int32_t i = 0; i < n; ++i) request.add_item_upserts();
    return FieldsOf(CheckPreview(scoring, request));
  };
  EXPECT_THAT(preview(2), IsEmpty());
  EXPECT_THAT(preview(3), ElementsAre("item_upserts"));
}

// A scenario in which the portfolio has a team more.
v1::CreateScenarioRequest Scenario(const std::string& id) {
  v1::CreateScenarioRequest request;
  request.set_parent(kShop);
  request.set_scenario_id(id);
  request.mutable_scenario()->set_title("What if");
  roadmap::v1::Team* team = request.mutable_scenario()
                                ->mutable_changes()
                                ->add_roadmap_upserts()
                                ->mutable_resource()
                                ->mutable_team();
  team->set_name("portfolios/shop/teams/content");
  team->set_title("Content");
  return request;
}

TEST(ScoringLimits, CharactersOfTheTitleOfAScenario) {
  Scoring scoring;
  scoring.limits.title = 5;
  v1::CreateScenarioRequest request = Scenario("a");
  request.mutable_scenario()->set_title(Long(5));
  EXPECT_EQ(Check(scoring, request).status(), absl::OkStatus());
  request.mutable_scenario()->set_title(Long(6));
  EXPECT_THAT(FieldsOf(Check(scoring, request).status()),
              ElementsAre("scenario.title"));
}

TEST(ScoringLimits, BytesOfAScenario) {
  Scoring scoring;
  const v1::CreateScenarioRequest request = Scenario("a");
  const auto taken = [&](int64_t bytes) {
    scoring.limits.scenario_bytes = bytes;
    const absl::Status status = Check(scoring, request).status();
    if (!status.ok()) {
      EXPECT_THAT(FieldsOf(status), ElementsAre("scenario.changes"));
    }
    return status.ok();
  };
  // Its parent is stored with it, so the least that is enough is looked for.
  int64_t too_few = 0;
  for (int64_t step = 512; step > 0; step /= 2)
    if (!taken(too_few + step)) too_few += step;
  EXPECT_FALSE(taken(too_few));
  EXPECT_TRUE(taken(too_few + 1));
  EXPECT_GT(too_few, 20);
  EXPECT_LT(too_few, 200);
}

// Five items that are ranked.
class RankedLimits : public ::testing::Test {
 protected:
  RankedLimits() {
    rig_.Begin(500);
    std::vector<backlog::v1::Item> items;
    for (int i = 0; i < 5; ++i)
      items.push_back(ScoringRig::Item(absl::StrCat("i", i), 1'000 + i, 200));
    rig_.CommitItems(std::move(items));
    rig_.Settle();
    scoring_ = rig_.scoring();
  }

  absl::Status Create(const v1::CreateScenarioRequest& request) {
    const CallContext call = rig_.As("anna@example.com", "CreateScenario");
    return rig_.writer()->Run([&](Transaction& transaction) {
      return CreateScenario(scoring_, transaction, call, request).status();
    });
  }
  absl::Status Create(const std::string& id) { return Create(Scenario(id)); }

  // Pia, who may write models and freeze baselines.
  void AddPlanner() {
    auto planner = ScoringRig::Member("pia", "pia@example.com");
    planner.mutable_member()->add_roles(roadmap::v1::ROLE_PLANNER);
    rig_.CommitRoadmap({planner});
    rig_.Settle();
  }

  absl::Status Draft() {
    const CallContext call = rig_.As("pia", "CreateScoringModel");
    v1::CreateScoringModelRequest request;
    request.set_parent(kShop);
    request.mutable_model()->set_preset("joint-default");
    return rig_.writer()->Run([&](Transaction& transaction) {
      return CreateScoringModel(scoring_, transaction, call, request).status();
    });
  }

  absl::Status Freeze(const std::string& id) {
    const CallContext call = rig_.As("pia", "CreateBaseline");
    v1::CreateBaselineRequest request;
    request.set_parent(kShop);
    request.set_baseline_id(id);
    request.mutable_baseline()->set_title("January");
    return rig_.writer()->Run([&](Transaction& transaction) {
      return CreateBaseline(scoring_, transaction, call, request).status();
    });
  }

  int Items(int32_t page_size) {
    v1::ListRankedItemsRequest request;
    request.set_parent("portfolios/shop/rankings/latest");
    request.set_page_size(page_size);
    const auto page = ListRankedItems(scoring_, Where::kMemoryAndDisk, request);
    EXPECT_EQ(page.status(), absl::OkStatus());
    return page.ok() ? page->ranked_items_size() : 0;
  }

  absl::StatusOr<v1::Stability> Stability(int32_t weightings) {
    v1::GetStabilityRequest request;
    request.set_name("portfolios/shop/rankings/latest/items/i0/stability");
    request.set_weightings(weightings);
    return GetStability(scoring_, CallContext(), request);
  }

  ScoringRig rig_;
  Scoring scoring_;
};

TEST_F(RankedLimits, ScenariosOfAPortfolio) {
  scoring_.limits.scenarios = 2;
  EXPECT_EQ(Create("a"), absl::OkStatus());
  EXPECT_EQ(Create("b"), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Create("c")), kTooManyScenarios);
}

// A name is longer than the address that it is found by.
TEST_F(RankedLimits, BytesOfAScenarioWithTheNamesThatItIsGiven) {
  v1::CreateScenarioRequest request = Scenario("a");
  auto& upsert =
      *request.mutable_scenario()->mutable_changes()->add_roadmap_upserts();
  upsert.mutable_resource()->mutable_member()->set_address("anna@example.com");
  scoring_.limits.scenario_bytes = 0;
  while (!Check(scoring_, request).ok()) ++scoring_.limits.scenario_bytes;
  EXPECT_THAT(FieldsOf(Create(request)), ElementsAre("scenario.changes"));
  scoring_.limits.scenario_bytes += 100;
  EXPECT_EQ(Create(request), absl::OkStatus());
}

TEST_F(RankedLimits, VersionsOfModels) {
  AddPlanner();
  // The first came with the portfolio.
  scoring_.limits.models = 3;
  EXPECT_EQ(Draft(), absl::OkStatus());
  EXPECT_EQ(Draft(), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Draft()), kTooManyModels);
  v1::ListScoringModelsRequest list;
  list.set_parent(kShop);
  EXPECT_EQ(ListScoringModels(scoring_, list)->models_size(), 3);
}

TEST_F(RankedLimits, BaselinesOfAPortfolio) {
  AddPlanner();
  scoring_.limits.baselines = 2;
  EXPECT_EQ(Freeze("a"), absl::OkStatus());
  EXPECT_EQ(Freeze("b"), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Freeze("c")), kTooManyBaselines);
  v1::ListBaselinesRequest list;
  list.set_parent(kShop);
  EXPECT_EQ(ListBaselines(scoring_, list)->baselines_size(), 2);
}

TEST_F(RankedLimits, EntriesOfAPage) {
  scoring_.limits.default_page_size = 2;
  scoring_.limits.page_size = 4;
  EXPECT_EQ(Items(0), 2);
  EXPECT_EQ(Items(4), 4);
  // More is cut, not refused (AIP-158).
  EXPECT_EQ(Items(5), 4);
}

TEST_F(RankedLimits, DigestsOfAPageAndEntriesOfADigest) {
  // Four are below, so four are told of, on each of four days.
  for (int day = 1; day <= 4; ++day) {
    rig_.SetNow(rig_.now() + absl::Hours(24));
    rig_.Notify();
    rig_.CommitRoadmap({ScoringRig::Capacity("web", "q1", 500 - day)});
    rig_.CommitItems({ScoringRig::Item(absl::StrCat("n", day), 1, 10'000)});
    rig_.Settle();
  }
  const auto list = [&](int32_t page_size) {
    v1::ListDigestsRequest request;
    request.set_parent("portfolios/shop/members/m1");
    request.set_page_size(page_size);
    return ListDigests(scoring_, request).value();
  };
  scoring_.limits.default_digest_page_size = 2;
  scoring_.limits.digest_page_size = 3;
  EXPECT_EQ(list(0).digests_size(), 2);
  EXPECT_EQ(list(3).digests_size(), 3);
  // More is cut, not refused (AIP-158).
  EXPECT_EQ(list(4).digests_size(), 3);
  scoring_.limits.digest_page_size = 100;
  const v1::ListDigestsResponse all = list(100);
  const v1::Digest& first = all.digests(all.digests_size() - 1);
  const int entries = first.entries_size();
  ASSERT_GE(entries, 2);
  scoring_.limits.digest_entries = entries;
  EXPECT_EQ(list(100).digests(all.digests_size() - 1).more_entries(), 0);
  scoring_.limits.digest_entries = entries - 1;
  const v1::ListDigestsResponse cut = list(100);
  EXPECT_EQ(cut.digests(all.digests_size() - 1).entries_size(), entries - 1);
  EXPECT_EQ(cut.digests(all.digests_size() - 1).more_entries(), 1);
}

TEST_F(RankedLimits, DaysOfAReport) {
  scoring_.limits.report_days = 30;
  const auto report = [&](int32_t days) {
    v1::GetPromiseReportRequest request;
    request.set_name("portfolios/shop/promiseReport");
    request.set_days(days);
    return FieldsOf(
        GetPromiseReport(scoring_, rig_.As("m1", "GetPromiseReport"), request)
            .status());
  };
  EXPECT_THAT(report(30), IsEmpty());
  EXPECT_THAT(report(31), ElementsAre("days"));
}

TEST_F(RankedLimits, WeightingsOfAQuestion) {
  scoring_.limits.weightings = 150;
  EXPECT_EQ(Stability(150)->weightings(), 150);
  EXPECT_THAT(FieldsOf(Stability(151).status()), ElementsAre("weightings"));
  // Where nobody says how many: so many for five items, and no more.
  scoring_.limits.weighed_items = 5 * 120;
  EXPECT_EQ(Stability(0)->weightings(), 120);
  scoring_.limits.weighed_items = 5 * 121 - 1;
  EXPECT_EQ(Stability(0)->weightings(), 120);
}

TEST_F(RankedLimits, RangesOfAQuestion) {
  scoring_.limits.criteria = 2;
  v1::GetStabilityRequest one;
  one.set_name("portfolios/shop/rankings/latest/items/i0/stability");
  one.set_weightings(10);
  v1::ListStabilitiesRequest all;
  all.set_parent("portfolios/shop/rankings/latest");
  all.set_weightings(10);
  const auto add = [&](const std::string& criterion) {
    v1::WeightRange range;
    range.set_criterion(criterion);
    range.set_high_percent(90);
    *one.add_ranges() = range;
    *all.add_ranges() = range;
  };
  const auto wrong = [&] {
    std::vector<std::vector<std::string>> fields;
    fields.push_back(
        FieldsOf(GetStability(scoring_, CallContext(), one).status()));
    fields.push_back(
        FieldsOf(ListStabilities(scoring_, CallContext(), all).status()));
    return fields;
  };
  add("business_value");
  add("strategy_fit");
  EXPECT_THAT(wrong(), ElementsAre(IsEmpty(), IsEmpty()));
  add("enablement");
  EXPECT_THAT(wrong(),
              ElementsAre(ElementsAre("ranges"), ElementsAre("ranges")));
}

TEST_F(RankedLimits, EffortsInsideACarrier) {
  scoring_.limits.efforts = 1;
  scoring_.limits.effort_hundredths = 300;
  const auto wrong = [&](int32_t efforts, int64_t hundredths) {
    v1::SuggestCarriersRequest request;
    request.set_name("portfolios/shop/rankings/latest/items/i0");
    request.set_unrelated(true);
    for (int32_t i = 0; i < efforts; ++i) {
      roadmap::v1::TeamEffort* effort = request.add_marginal_efforts();
      effort->set_team("portfolios/shop/teams/web");
      effort->set_effort_hundredths(hundredths);
    }
    return FieldsOf(SuggestCarriers(scoring_, CallContext(), request).status());
  };
  EXPECT_THAT(wrong(1, 0), IsEmpty());
  EXPECT_THAT(wrong(1, 300), IsEmpty());
  EXPECT_THAT(wrong(2, 300), ElementsAre("marginal_efforts"));
  EXPECT_THAT(wrong(1, 301),
              ElementsAre("marginal_efforts[0].effort_hundredths"));
  EXPECT_THAT(wrong(1, -1),
              ElementsAre("marginal_efforts[0].effort_hundredths"));
}

TEST_F(RankedLimits, TimeOfTheSearchForTheOptimum) {
  scoring_.limits.optimum_time = absl::Milliseconds(500);
  const auto search = [&](int32_t nanos) {
    v1::ComputeOptimumRequest request;
    request.set_parent("portfolios/shop/rankings/latest");
    request.mutable_time_limit()->set_nanos(nanos);
    return FieldsOf(ComputeOptimum(scoring_, CallContext(), request).status());
  };
  EXPECT_THAT(search(500'000'000), IsEmpty());
  EXPECT_THAT(search(500'000'001), ElementsAre("time_limit"));
}

// A server over a portfolio whose first ranking is not in memory: whoever asks
// about it has it rebuilt.
class QuestionLimits : public ::testing::Test {
 protected:
  QuestionLimits() {
    std::string pattern = ::testing::TempDir() + "/question-limits-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    ScoringRig rig(folder_);
    rig.Begin(500);
    for (const char* id : {"i0", "i1"}) {
      rig.CommitItems({ScoringRig::Item(id, 1'000, 200)});
      rig.Settle();
    }
  }
  ~QuestionLimits() override {
    server_.reset();
    scoring_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  void Serve(int32_t questions) {
    ScoringOptions options;
    options.database_path = folder_ + "/scoring.db";
    options.rpc = RpcOptions{&executor_, [] { return At(1, 4, 9); }, "anna"};
    options.limits.questions = questions;
    options.memory.rebuilt = 1;
    scoring_ = ScoringServer::Make(std::move(options)).value();
    server_ =
        Server::Start({.in_process_only = true}, {scoring_->named_service()})
            .value();
    server_->OnStop([this] { scoring_->Stop(); });
  }

  // Why it was not answered.
  std::string Ask(const std::string& portfolio) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    v1::GetStabilityRequest request;
    request.set_name(absl::StrCat(portfolio, "/rankings/1/items/i0/stability"));
    v1::Stability response;
    return ReasonOf(
        FromGrpc(v1::ScoringService::NewStub(server_->InProcessChannel())
                     ->GetStability(&context, request, &response)));
  }

  // The next question about an older ranking of the shop is under way until
  // goes_on_ says so.
  void HoldTheNextRebuild() {
    const auto shop = scoring_->registry()->Find("shop");
    // Goes out of memory for the ranking that is rebuilt.
    shop->Keep(RankingPtr(new PublishedRanking(*shop->Latest()),
                          [this](const PublishedRanking* ranking) {
                            delete ranking;
                            held_.Notify();
                            goes_on_.WaitForNotification();
                          }),
               shop->times_forgotten());
  }

  std::string folder_;
  absl::Notification held_;
  absl::Notification goes_on_;
  Executor executor_{1};
  std::unique_ptr<ScoringServer> scoring_;
  std::unique_ptr<Server> server_;
};

TEST_F(QuestionLimits, NoneIsTakenWhereNoneMayWait) {
  Serve(0);
  EXPECT_EQ(Ask("portfolios/none"), kTooManyQuestions);
}

TEST_F(QuestionLimits, OneThatIsBeingAnsweredAndOneThatWaits) {
  Serve(2);
  HoldTheNextRebuild();
  std::thread first([this] { EXPECT_NE(Ask(kShop), kTooManyQuestions); });
  EXPECT_TRUE(held_.WaitForNotificationWithTimeout(absl::Seconds(60)));
  // Of two more one waits, and the other is refused, which lets all go on.
  std::atomic<int> refused{0};
  std::vector<std::thread> more;
  for (int i = 0; i < 2; ++i) {
    more.emplace_back([&] {
      const std::string reason = Ask("portfolios/none");
      if (reason != kTooManyQuestions) {
        EXPECT_EQ(reason, kPortfolioNotFound);
      } else if (++refused == 1) {
        goes_on_.Notify();
      }
    });
  }
  for (std::thread& thread : more) thread.join();
  EXPECT_EQ(refused, 1);
  if (refused == 0) goes_on_.Notify();
  first.join();
  // The answer is there a little before the room that it leaves.
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  std::string reason(kTooManyQuestions);
  while (reason == kTooManyQuestions && absl::Now() < deadline)
    reason = Ask("portfolios/none");
  EXPECT_EQ(reason, kPortfolioNotFound);
}

}  // namespace
}  // namespace lifeline::scoring

// Every way down from the line, each by its name: what stood above and does not
// any more is told to who asked for it, whatever took it there. Nothing can be
// deleted: what somebody does not want any more is withdrawn. What days take
// down that pass (a due date, waiting, evidence, a mandate) is in
// tests/stories/days_story_test.cc, which sets the clock, and what a restored
// backup does not know in tests/backup/backup_test.cc.

#include <map>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

using scoring::v1::LineCrossing;
using scoring::v1::Standing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Backlog = backlog::v1::BacklogService::StubInterface;
using Roadmap = roadmap::v1::RoadmapService::StubInterface;
using Scoring = scoring::v1::ScoringService::StubInterface;

constexpr char kReason[] = "as the review decided";

google::type::Date DayFromToday(int days) {
  const absl::CivilDay day =
      absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + days;
  google::type::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

bool IsAbove(Standing standing) {
  return standing == scoring::v1::STANDING_ABOVE ||
         standing == scoring::v1::STANDING_RIDING;
}

// Ten days of Web: "rich" (4 days), "fair" (4) and "poor" (2) fill them.
class WaysDown : public Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    ASSERT_EQ(shop().AddItem("rich", 100'000, 4), absl::OkStatus());
    ASSERT_EQ(shop().AddItem("fair", 50'000, 4), absl::OkStatus());
    ASSERT_EQ(shop().AddItem("poor", 500, 2), absl::OkStatus());
    ASSERT_EQ(shop().StandingOf("poor"), scoring::v1::STANDING_ABOVE);
  }

  // Whatever a test has done: of any two consecutive rankings, the drops are
  // the crossings, and each has its receipt.
  void TearDown() override {
    const auto latest = shop().Latest();
    ASSERT_TRUE(latest.ok()) << latest.status();
    std::set<std::string> receipts, crossings, drops;
    const auto all_receipts = shop().Receipts();
    ASSERT_TRUE(all_receipts.ok()) << all_receipts.status();
    for (const auto& receipt : *all_receipts) {
      receipts.insert(receipt.crossing());
    }
    const auto dropped = shop().Crossings("kind = DROPPED");
    ASSERT_TRUE(dropped.ok()) << dropped.status();
    for (const LineCrossing& crossing : *dropped) {
      EXPECT_TRUE(crossings.insert(crossing.name()).second);
      EXPECT_EQ(receipts.count(crossing.name()), 1u) << crossing.name();
    }
    std::map<std::string, Standing> before;
    for (int number = 1; number <= latest->number(); ++number) {
      const std::string name =
          absl::StrCat(shop().name(), "/rankings/", number);
      const std::map<std::string, Standing> now = StandingsIn(name);
      for (const auto& [item, standing] : before) {
        ASSERT_EQ(now.count(item), 1u) << item << " is in no standing";
        if (IsAbove(standing) && !IsAbove(now.at(item)) &&
            now.at(item) != scoring::v1::STANDING_DONE) {
          drops.insert(absl::StrCat(name, "/crossings/", item));
        }
      }
      before = now;
    }
    EXPECT_EQ(drops, crossings);
  }

  std::map<std::string, Standing> StandingsIn(const std::string& ranking) {
    scoring::v1::ListRankedItemsRequest request;
    request.set_parent(ranking);
    request.set_page_size(1000);
    scoring::v1::ListRankedItemsResponse response;
    grpc::ClientContext context;
    shop().Prepare(&context);
    EXPECT_EQ(FromGrpc(stubs().scoring->ListRankedItems(&context, request,
                                                        &response)),
              absl::OkStatus());
    std::map<std::string, Standing> standings;
    for (const auto& item : response.ranked_items()) {
      standings[item.item().substr(item.item().rfind('/') + 1)] =
          item.standing();
    }
    return standings;
  }

  // A call that must succeed; ben's, unless somebody else is named.
  template <typename Stub, typename Request, typename Response>
  Response Do(Stub* stub,
              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                           Response*),
              const Request& request, const std::string& as = "") {
    grpc::ClientContext context;
    shop().Prepare(&context, as);
    Response response;
    const absl::Status status =
        FromGrpc((stub->*method)(&context, request, &response));
    EXPECT_EQ(status, absl::OkStatus());
    if constexpr (std::is_same_v<Stub, Backlog>) {
      shop().SeeBacklog(response.revision());
    } else if constexpr (std::is_same_v<Stub, Roadmap>) {
      shop().SeeRoadmap(response.revision());
    }
    return response;
  }

  // A request about one item: WithdrawItem and its kin.
  template <typename Request>
  Request About(const std::string& item) {
    Request request;
    request.set_name(shop().item_name(item));
    request.set_reason(kReason);
    return request;
  }

  void Apply(std::vector<roadmap::v1::RoadmapResource> resources) {
    roadmap::v1::ApplyRoadmapRequest request;
    request.set_parent(shop().name());
    request.set_reason(kReason);
    for (auto& resource : resources) {
      *request.add_upserts()->mutable_resource() = std::move(resource);
    }
    Do(stubs().roadmap, &Roadmap::ApplyRoadmap, request);
  }

  // The active model, changed by `change` and activated.
  template <typename Change>
  void ChangeModel(Change change) {
    scoring::v1::ListScoringModelsRequest list;
    list.set_parent(shop().name());
    scoring::v1::CreateScoringModelRequest request;
    *request.mutable_model() =
        Do(stubs().scoring, &Scoring::ListScoringModels, list).models(0);
    request.mutable_model()->clear_name();
    request.set_parent(shop().name());
    request.set_model_id("other");
    request.set_activate(true);
    request.set_reason(kReason);
    change(request.mutable_model());
    Do(stubs().scoring, &Scoring::CreateScoringModel, request);
  }

  roadmap::v1::RoadmapResource Period(const std::string& id, int first_day,
                                      int last_day) {
    roadmap::v1::RoadmapResource resource;
    auto* period = resource.mutable_period();
    period->set_name(absl::StrCat(shop().name(), "/periods/", id));
    *period->mutable_first_day() = DayFromToday(first_day);
    *period->mutable_last_day() = DayFromToday(last_day);
    period->set_state(roadmap::v1::PlanningPeriod::STATE_OPEN);
    return resource;
  }

  roadmap::v1::RoadmapResource Capacity(const std::string& period, int days) {
    roadmap::v1::RoadmapResource resource;
    resource.mutable_capacity()->set_name(
        absl::StrCat(shop().name(), "/periods/", period, "/capacities/web"));
    resource.mutable_capacity()->set_gross_hundredths(days * 100);
    return resource;
  }

  void CloseTheQuarter() {
    roadmap::v1::ClosePlanningPeriodRequest request;
    request.set_name(shop().name() + "/periods/q1");
    request.set_reason(kReason);
    Do(stubs().roadmap, &Roadmap::ClosePlanningPeriod, request);
  }

  // Changes one field of an item to what `set` makes of it.
  template <typename Set>
  void Update(const std::string& item, const std::string& path, Set set) {
    backlog::v1::UpdateItemRequest request;
    request.mutable_item()->set_name(shop().item_name(item));
    request.mutable_update_mask()->add_paths(path);
    request.set_reason(kReason);
    set(request.mutable_item());
    Do(stubs().backlog, &Backlog::UpdateItem, request);
  }

  // What is told of an item: the kinds of its crossings that open receipts, and
  // where they lead, oldest first.
  std::vector<std::string> ToldOf(const std::string& item) {
    std::vector<std::string> told;
    const auto owed = shop().Receipts("state = OWED");
    EXPECT_TRUE(owed.ok()) << owed.status();
    std::set<std::string> names;
    for (const auto& receipt : *owed) {
      EXPECT_EQ(receipt.owed_by(), shop().name() + "/members/anna");
      names.insert(receipt.crossing());
    }
    const auto crossings = shop().Crossings();
    EXPECT_TRUE(crossings.ok()) << crossings.status();
    for (const LineCrossing& crossing : *crossings) {
      if (crossing.item() != shop().item_name(item)) continue;
      if (names.count(crossing.name()) == 0) continue;
      told.insert(
          told.begin(),
          absl::StrCat(LineCrossing::Kind_Name(crossing.kind()).substr(5),
                       " to ", Standing_Name(crossing.to()).substr(9)));
    }
    return told;
  }
};

TEST_P(WaysDown, ReRanking) {
  ASSERT_EQ(shop().AddItem("urgent", 900'000, 2), absl::OkStatus());
  EXPECT_THAT(ToldOf("poor"), ElementsAre("DROPPED to BELOW"));
}

TEST_P(WaysDown, AnotherWeight) {
  ASSERT_EQ(shop().AddItem("cheap", 100, 2), absl::OkStatus());
  ASSERT_EQ(shop().StandingOf("cheap"), scoring::v1::STANDING_BELOW);
  // Only size counts now, so the four days go last and one of them out.
  ChangeModel([](scoring::v1::ScoringModel* model) {
    for (auto& criterion : *model->mutable_criteria()) {
      criterion.set_weight(
          criterion.source() == scoring::v1::Criterion::SOURCE_EFFORT ? 100
                                                                      : 0);
    }
  });
  EXPECT_EQ(shop().StandingOf("cheap"), scoring::v1::STANDING_ABOVE);
  EXPECT_THAT(ToldOf("fair"), ElementsAre("DROPPED to BELOW"));
}

TEST_P(WaysDown, LessCapacity) {
  ASSERT_EQ(shop().SetCapacity(8), absl::OkStatus());
  EXPECT_THAT(ToldOf("poor"), ElementsAre("DROPPED to BELOW"));
}

TEST_P(WaysDown, WithheldCapacity) {
  roadmap::v1::RoadmapResource capacity = Capacity("q1", 10);
  auto* withheld = capacity.mutable_capacity()->add_withheld();
  withheld->set_amount_hundredths(100);
  withheld->set_reason("on call");
  Apply({capacity});
  EXPECT_THAT(ToldOf("poor"), ElementsAre("DROPPED to BELOW"));
}

TEST_P(WaysDown, AnotherUnit) {
  // Ten days are ten points then: nobody moves, and TearDown sees to it.
  roadmap::v1::UpdatePortfolioRequest request;
  request.mutable_portfolio()->set_name(shop().name());
  request.mutable_portfolio()->set_unit(roadmap::v1::UNIT_POINTS);
  request.mutable_update_mask()->add_paths("unit");
  request.set_reason(kReason);
  Do(stubs().roadmap, &Roadmap::UpdatePortfolio, request);
  EXPECT_TRUE(IsAbove(shop().StandingOf("poor")));
}

TEST_P(WaysDown, AnEditedEstimate) {
  auto request = About<backlog::v1::EstimateItemRequest>("poor");
  auto* effort = request.add_efforts();
  effort->set_team(shop().name() + "/teams/web");
  effort->set_effort_hundredths(300);
  Do(stubs().backlog, &Backlog::EstimateItem, request);
  EXPECT_THAT(ToldOf("poor"), ElementsAre("DROPPED to BELOW"));
}

TEST_P(WaysDown, AnEditedRating) {
  ASSERT_EQ(shop().AddItem("cheap", 400, 2), absl::OkStatus());
  auto request = About<backlog::v1::RateItemRequest>("poor");
  request.mutable_money()->set_amount_hundredths(10'000);
  Do(stubs().backlog, &Backlog::RateItem, request);
  EXPECT_THAT(ToldOf("poor"), ElementsAre("DROPPED to BELOW"));
}

TEST_P(WaysDown, AnImportThatOverwrites) {
  ASSERT_EQ(shop().AddItem("poor", 500, 6), absl::OkStatus());
  EXPECT_THAT(ToldOf("poor"), ElementsAre("DROPPED to BELOW"));
}

TEST_P(WaysDown, ARowThatIsMissingFromAnImportTakesNobodyDown) {
  ASSERT_EQ(shop().AddItem("rich", 110'000, 4), absl::OkStatus());
  EXPECT_TRUE(IsAbove(shop().StandingOf("fair")));
  EXPECT_TRUE(IsAbove(shop().StandingOf("poor")));
}

TEST_P(WaysDown, AFallenCarrier) {
  ASSERT_EQ(shop().AddItem("woven", 100, 5), absl::OkStatus());
  ASSERT_EQ(shop().SetCapacity(11), absl::OkStatus());
  ASSERT_EQ(shop().Weave("woven", "rich"), absl::OkStatus());
  ASSERT_EQ(shop().StandingOf("woven"), scoring::v1::STANDING_RIDING);
  // Its room is taken at once, so that nothing is left for the rider.
  ASSERT_EQ(shop().AddItem("heir", 90'000, 5), absl::OkStatus());
  Do(stubs().backlog, &Backlog::DeclineItem,
     About<backlog::v1::DeclineItemRequest>("rich"));
  EXPECT_THAT(ToldOf("rich"), ElementsAre("DROPPED to DECLINED"));
  EXPECT_THAT(ToldOf("woven"), ElementsAre("DROPPED to BELOW"));
}

TEST_P(WaysDown, AWithdrawalByAnother) {
  Do(stubs().backlog, &Backlog::WithdrawItem,
     About<backlog::v1::WithdrawItemRequest>("fair"));
  EXPECT_THAT(ToldOf("fair"), ElementsAre("DROPPED to WITHDRAWN"));
}

TEST_P(WaysDown, AWithdrawalByWhoAskedForIt) {
  Do(stubs().backlog, &Backlog::WithdrawItem,
     About<backlog::v1::WithdrawItemRequest>("fair"), "anna@example.com");
  EXPECT_THAT(ToldOf("fair"), ElementsAre("DROPPED to WITHDRAWN"));
  // It is hers to answer although she caused it.
  const auto dropped = shop().Crossings("kind = DROPPED");
  ASSERT_TRUE(dropped.ok()) << dropped.status();
  ASSERT_THAT(*dropped, SizeIs(1));
  scoring::v1::AnswerReceiptsRequest answer;
  answer.add_crossings((*dropped)[0].name());
  answer.set_answer(scoring::v1::Receipt::STATE_WITHDRAWN);
  const auto answered = shop().Answer("anna@example.com", answer);
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_THAT(ToldOf("fair"), IsEmpty());
}

TEST_P(WaysDown, AWithdrawalFromBelowByWhoAskedForItIsTheOnlyOneToTellNobody) {
  for (const char* item : {"hers", "his"})
    ASSERT_EQ(shop().AddItem(item, 100, 9), absl::OkStatus());
  // Else they are gone before any ranking has them.
  ASSERT_TRUE(shop().Latest().ok());
  const auto withdraw = [&](const std::string& item, const std::string& as) {
    Do(stubs().backlog, &Backlog::WithdrawItem,
       About<backlog::v1::WithdrawItemRequest>(item), as);
  };
  withdraw("hers", "anna@example.com");
  withdraw("his", "ben@example.com");
  EXPECT_THAT(ToldOf("hers"), ElementsAre("ENTERED_BELOW to BELOW"));
  EXPECT_THAT(ToldOf("his"),
              ElementsAre("ENTERED_BELOW to BELOW", "CLOSED to WITHDRAWN"));
}

TEST_P(WaysDown, ADecline) {
  Do(stubs().backlog, &Backlog::DeclineItem,
     About<backlog::v1::DeclineItemRequest>("fair"));
  EXPECT_THAT(ToldOf("fair"), ElementsAre("DROPPED to DECLINED"));
}

TEST_P(WaysDown, ADeclineOfWhatNeverStoodAbove) {
  ASSERT_EQ(shop().AddItem("below", 100, 9), absl::OkStatus());
  ASSERT_TRUE(shop().Latest().ok());
  Do(stubs().backlog, &Backlog::DeclineItem,
     About<backlog::v1::DeclineItemRequest>("below"));
  EXPECT_THAT(ToldOf("below"),
              ElementsAre("ENTERED_BELOW to BELOW", "CLOSED to DECLINED"));
}

TEST_P(WaysDown, AMerge) {
  auto request = About<backlog::v1::MergeItemRequest>("fair");
  request.set_into(shop().item_name("rich"));
  Do(stubs().backlog, &Backlog::MergeItem, request);
  EXPECT_THAT(ToldOf("fair"), ElementsAre("DROPPED to MERGED"));
}

TEST_P(WaysDown, ASplit) {
  ASSERT_EQ(shop().AddItem("half", 20'000, 2), absl::OkStatus());
  auto request = About<backlog::v1::DeclineItemRequest>("fair");
  request.add_successors(shop().item_name("half"));
  Do(stubs().backlog, &Backlog::DeclineItem, request);
  EXPECT_THAT(ToldOf("fair"), ElementsAre("DROPPED to DECLINED"));
}

TEST_P(WaysDown, AClosedPeriodWithoutAnother) {
  CloseTheQuarter();
  for (const char* item : {"rich", "fair", "poor"}) {
    EXPECT_THAT(ToldOf(item), SizeIs(1)) << item;
  }
}

TEST_P(WaysDown, AClosedPeriodWithTooLittleRoomInTheNext) {
  Apply({Period("q2", 301, 400)});
  Apply({Capacity("q2", 8)});
  CloseTheQuarter();
  EXPECT_TRUE(IsAbove(shop().StandingOf("rich")));
  EXPECT_TRUE(IsAbove(shop().StandingOf("fair")));
  EXPECT_THAT(ToldOf("poor"), ElementsAre("DROPPED to BELOW"));
}

TEST_P(WaysDown, AnotherCategory) {
  ASSERT_EQ(shop().AddItem("cheap", 400, 2), absl::OkStatus());
  ChangeModel([](scoring::v1::ScoringModel* model) {
    auto* reserve = model->add_reserves();
    reserve->set_category("performance");
    reserve->set_percent(20);
  });
  const auto move_to = [&](const std::string& category) {
    Update("cheap", "category",
           [&](backlog::v1::Item* item) { item->set_category(category); });
  };
  move_to("performance");
  ASSERT_EQ(shop().StandingOf("cheap"), scoring::v1::STANDING_ABOVE);
  EXPECT_THAT(ToldOf("poor"), ElementsAre("DROPPED to BELOW"));
  move_to("it");
  EXPECT_EQ(ToldOf("cheap").back(), "DROPPED to BELOW");
}

TEST_P(WaysDown, AMoveToAnotherPortfolio) {
  Shop other(stubs(), "other");
  ASSERT_EQ(other.Open(10), absl::OkStatus());
  backlog::v1::CreateItemRequest create;
  create.set_parent(other.name());
  create.mutable_item()->set_title("Item fair");
  create.mutable_item()->set_category("seo");
  create.mutable_item()->set_origin(shop().item_name("fair"));
  create.set_min_roadmap_revision(other.seen().roadmap());
  create.set_submit(true);
  backlog::v1::Item made;
  grpc::ClientContext context;
  shop().Prepare(&context);
  ASSERT_EQ(FromGrpc(stubs().backlog->CreateItem(&context, create, &made)),
            absl::OkStatus());
  EXPECT_EQ(made.origin(), shop().item_name("fair"));
  Do(stubs().backlog, &Backlog::WithdrawItem,
     About<backlog::v1::WithdrawItemRequest>("fair"));
  EXPECT_THAT(ToldOf("fair"), ElementsAre("DROPPED to WITHDRAWN"));
}

TEST_P(WaysDown, AMandateThatDisplacesOthers) {
  ASSERT_EQ(shop().AddItem("override", 100, 2), absl::OkStatus());
  roadmap::v1::CreateMandateRequest request;
  request.set_parent(shop().name());
  request.mutable_mandate()->set_item(shop().item_name("override"));
  request.mutable_mandate()->set_reason("the law says so");
  request.mutable_mandate()->set_approver(shop().name() +
                                          "/members/ben@example.com");
  *request.mutable_mandate()->mutable_until() = DayFromToday(60);
  Do(stubs().roadmap, &Roadmap::CreateMandate, request);
  EXPECT_EQ(shop().StandingOf("override"), scoring::v1::STANDING_ABOVE);
  EXPECT_THAT(ToldOf("poor"), ElementsAre("DROPPED to BELOW"));
}

TEST_P(WaysDown, ARequirementThatFalls) {
  Update("poor", "required_items", [&](backlog::v1::Item* item) {
    item->add_required_items(shop().item_name("fair"));
  });
  ASSERT_TRUE(IsAbove(shop().StandingOf("poor")));
  Do(stubs().backlog, &Backlog::DeclineItem,
     About<backlog::v1::DeclineItemRequest>("fair"));
  EXPECT_THAT(ToldOf("poor"), ElementsAre("DROPPED to BLOCKED"));
}

TEST_P(WaysDown, ReopeningForValidation) {
  Do(stubs().backlog, &Backlog::ReopenItem,
     About<backlog::v1::ReopenItemRequest>("fair"));
  EXPECT_THAT(ToldOf("fair"), ElementsAre("DROPPED to NOT_READY"));
}

TEST_P(WaysDown, AnItemThatGrowsLargerThanEveryPeriod) {
  ASSERT_EQ(shop().AddItem("poor", 500, 11), absl::OkStatus());
  EXPECT_THAT(ToldOf("poor"), ElementsAre("DROPPED to OVERSIZED"));
}

TEST_P(WaysDown, NeverBeingRankedAtAll) {
  backlog::v1::CreateItemRequest create;
  create.set_parent(shop().name());
  create.set_item_id("waiting");
  create.mutable_item()->set_title("Nobody has rated this");
  create.mutable_item()->set_category("seo");
  create.set_submit(true);
  Do(stubs().backlog, &Backlog::CreateItem, create, "anna@example.com");
  EXPECT_EQ(shop().StandingOf("waiting"), scoring::v1::STANDING_NOT_READY);
  scoring::v1::ListTasksRequest list;
  list.set_parent(shop().name());
  list.set_page_size(100);
  std::set<std::string> owed;
  const auto tasks = Do(stubs().scoring, &Scoring::ListTasks, list);
  for (const auto& task : tasks.tasks()) {
    if (task.item() != shop().item_name("waiting")) continue;
    EXPECT_TRUE(task.has_open_time());
    owed.insert(scoring::v1::Task::Kind_Name(task.kind()));
  }
  EXPECT_THAT(owed, ElementsAre("KIND_ESTIMATE", "KIND_RATE"));
}

LIFELINE_RUN_AGAINST_BOTH(WaysDown);

}  // namespace
}  // namespace lifeline::testing

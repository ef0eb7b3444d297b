#include "tests/migration/story.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "services/common/status_grpc.h"

namespace lifeline::testing {
namespace {

namespace protobuf = google::protobuf;
using Backlog = backlog::v1::BacklogService::StubInterface;
using Roadmap = roadmap::v1::RoadmapService::StubInterface;
using Scoring = scoring::v1::ScoringService::StubInterface;

constexpr char kAda[] = "ada@example.com";
constexpr char kAnna[] = "anna@example.com";
constexpr char kBen[] = "ben@example.com";
constexpr char kCarl[] = "carl@example.com";

// Calls of one shop, with requests as text in which $ is its name.
class Teller {
 public:
  Teller(Shop& shop, const std::function<void(absl::Duration)>& advance)
      : shop_(shop), advance_(advance) {}

  template <typename Stub, typename Request, typename Response>
  Response Do(Stub* stub,
              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                           Response*),
              const std::string& as, absl::string_view text) {
    Request request;
    EXPECT_TRUE(protobuf::TextFormat::ParseFromString(
        absl::StrReplaceAll(text, {{"$", shop_.name()}}), &request))
        << text;
    if constexpr (requires { request.mutable_min_revisions(); }) {
      *request.mutable_min_revisions() = shop_.seen();
    }
    if constexpr (requires { request.set_min_roadmap_revision(1); }) {
      request.set_min_roadmap_revision(shop_.seen().roadmap());
    }
    return Send(stub, method, as, request);
  }

  // The same as it stands.
  template <typename Stub, typename Request, typename Response>
  Response Send(Stub* stub,
                grpc::Status (Stub::*method)(grpc::ClientContext*,
                                             const Request&, Response*),
                const std::string& as, const Request& request) {
    if (advance_) advance_(absl::Minutes(7));
    grpc::ClientContext context;
    shop_.Prepare(&context, as);
    Response response;
    EXPECT_EQ(FromGrpc((stub->*method)(&context, request, &response)),
              absl::OkStatus())
        << Request::descriptor()->name() << ": " << request.ShortDebugString();
    if constexpr (std::is_same_v<Stub, Backlog> &&
                  requires { response.revision(); }) {
      shop_.SeeBacklog(response.revision());
    } else if constexpr (std::is_same_v<Stub, Roadmap> &&
                         requires { response.revision(); }) {
      shop_.SeeRoadmap(response.revision());
    }
    return response;
  }

  // The newest crossing of this item that still owes an answer.
  std::string CrossingOf(const std::string& item) {
    const auto owed = shop_.Receipts("state = OWED");
    EXPECT_TRUE(owed.ok()) << owed.status();
    std::string crossing;
    for (const auto& receipt : *owed) {
      if (receipt.item() == shop_.item_name(item))
        crossing = receipt.crossing();
    }
    EXPECT_NE(crossing, "") << item << " owes no answer";
    return crossing;
  }

  void Answer(const std::string& as, const std::string& item,
              absl::string_view answer) {
    Do(shop_.stubs().scoring, &Scoring::AnswerReceipts, as,
       absl::StrCat("parent: '$' crossings: '", CrossingOf(item), "' ",
                    answer));
  }

  // Plans what has come before; several changes may make one ranking
  // otherwise.
  void Settle() {
    const auto latest = shop_.Latest();
    EXPECT_TRUE(latest.ok()) << latest.status();
  }

 private:
  Shop& shop_;
  const std::function<void(absl::Duration)>& advance_;
};

void TellRoadmap(Teller& teller, const Stubs& stubs) {
  teller.Do(stubs.roadmap, &Roadmap::ApplyRoadmap, kBen, R"pb(
    parent: '$'
    reason: 'the second quarter, and operations'
    upserts {
      resource {
        period {
          name: '$/periods/q1'
          title: 'First'
          state: STATE_OPEN
          first_day { year: 2026 month: 10 day: 1 }
          last_day { year: 2027 month: 9 day: 30 }
        }
      }
    }
    upserts { resource { team { name: '$/teams/ops' title: 'Operations' } } }
    upserts {
      resource {
        period {
          name: '$/periods/q2'
          title: 'Second'
          state: STATE_OPEN
          first_day { year: 2027 month: 12 day: 1 }
          last_day { year: 2028 month: 2 day: 29 }
        }
      }
    }
    upserts {
      resource {
        capacity {
          name: '$/periods/q1/capacities/ops'
          gross_hundredths: 600
          withheld { amount_hundredths: 100 reason: 'on call' }
        }
      }
    }
    upserts {
      resource {
        capacity { name: '$/periods/q2/capacities/web' gross_hundredths: 300 }
      }
    })pb");
  teller.Do(stubs.roadmap, &Roadmap::UpdateMember, kBen, R"pb(
    member {
      name: '$/members/carl'
      display_name: 'Carl'
      language_code: 'de'
      roles: ROLE_PRODUCT_OWNER
      roles: ROLE_IT_LEAD
      roles: ROLE_PLANNER
    }
    update_mask { paths: 'display_name' paths: 'language_code' paths: 'roles' }
    reason: 'Carl leads IT')pb");
  teller.Do(stubs.roadmap, &Roadmap::CreateMember, kBen, R"pb(
    parent: '$'
    member_id: 'ada'
    member {
      address: 'ada@example.com'
      display_name: 'Ada'
      roles: ROLE_ARBITER
    }
    reason: 'asked by both sides')pb");
  teller.Do(stubs.roadmap, &Roadmap::CreateKpi, kBen, R"pb(
    parent: '$'
    kpi_id: 'lcp'
    kpi {
      title: 'Largest contentful paint'
      unit: 'ms'
      category: 'performance'
      lower_is_better: true
    })pb");
  teller.Do(stubs.roadmap, &Roadmap::AddKpiPoints, kBen, R"pb(
    kpi: '$/kpis/lcp'
    points {
      day { year: 2026 month: 11 day: 2 }
      value_hundredths: 310000
    }
    points {
      day { year: 2026 month: 11 day: 9 }
      value_hundredths: 290000
      note: 'after the image release'
    })pb");
}

// Items in every state.
void TellItems(Teller& teller, Shop& shop) {
  const Stubs& stubs = shop.stubs();
  EXPECT_EQ(shop.AddItem("rich", 100'000, 4), absl::OkStatus());
  shop.SeeBacklog(teller
                      .Send(stubs.backlog, &Backlog::ApplyItems, kBen,
                            RepeatedRequest(shop))
                      .revision());
  EXPECT_EQ(shop.AddItem("poor", 500, 2), absl::OkStatus());
  teller.Settle();
  EXPECT_EQ(shop.AddItem("huge", 900'000, 60), absl::OkStatus());
  EXPECT_EQ(shop.AddItem("later", 400, 3), absl::OkStatus());
  EXPECT_EQ(shop.AddItem("never", 300, 3), absl::OkStatus());
  teller.Do(stubs.backlog, &Backlog::CreateItem, kAnna, R"pb(
    parent: '$'
    item_id: 'draft'
    item { title: 'Only a thought' category: 'seo' })pb");
  teller.Do(stubs.backlog, &Backlog::CreateItem, kAnna, R"pb(
    parent: '$'
    item_id: 'slow-pages'
    submit: true
    reason: 'we lose visitors'
    item {
      title: 'Product pages are slow'
      problem: '4.1 s until the picture stands'
      outcome: 'under 2.5 s for three of four visitors'
      measure: 'the 75th percentile of the largest picture'
      category: 'performance'
      labels: 'mobile'
      touchpoints: '/product/*'
      due_basis: 'Christmas sale'
      due_date { year: 2027 month: 11 day: 20 }
      external_references {
        system: 'jira'
        key: 'WEB-17'
        uri: 'https://jira.example.com/browse/WEB-17'
      }
    })pb");
  teller.Do(stubs.backlog, &Backlog::RateItem, kCarl, R"pb(
    name: '$/items/slow-pages'
    reason: 'field data of October'
    money { amount_hundredths: 2500000 evidence: 'crux' }
    evidence {
      id: 'crux'
      grade: GRADE_FIELD_DATA
      title: 'CrUX, October'
      uri: 'https://example.com/crux'
      expire_date { year: 2028 month: 1 day: 1 }
    })pb");
  teller.Do(stubs.backlog, &Backlog::EstimateItem, kCarl, R"pb(
    name: '$/items/slow-pages'
    reason: 'with operations'
    efforts { team: '$/teams/web' effort_hundredths: 200 }
    efforts { team: '$/teams/ops' effort_hundredths: 150 })pb");
  teller.Do(stubs.backlog, &Backlog::ValidateItem, kCarl,
            "name: '$/items/slow-pages' reason: 'both sides have looked'");
  teller.Do(stubs.backlog, &Backlog::CreateComment, kAnna, R"pb(
    parent: '$/items/slow-pages'
    comment { text: 'Thank you; the sale starts on 20 November.' })pb");
  teller.Do(stubs.backlog, &Backlog::CreateItem, kAnna, R"pb(
    parent: '$'
    item_id: 'pictures'
    submit: true
    item {
      title: 'Smaller pictures'
      category: 'performance'
      parent_item: '$/items/slow-pages'
    })pb");
  teller.Do(stubs.backlog, &Backlog::RateItem, kCarl, R"pb(
    name: '$/items/pictures'
    reason: 'a fifth of the whole'
    money { amount_hundredths: 500000 })pb");
  teller.Do(stubs.backlog, &Backlog::CreateItem, kAnna, R"pb(
    parent: '$'
    item_id: 'what-is-slow'
    submit: true
    item {
      title: 'What is slow'
      category: 'performance'
      study {
        item: '$/items/slow-pages'
        last_day { year: 2027 month: 1 day: 29 }
      }
    })pb");
  teller.Do(stubs.backlog, &Backlog::CreateItem, kAnna, R"pb(
    parent: '$'
    item_id: 'waiting'
    submit: true
    item { title: 'Waits to be rated' category: 'it' })pb");
  teller.Do(stubs.backlog, &Backlog::ApplyItems, kBen, R"pb(
    parent: '$'
    reason: 'needs what nobody has looked at'
    upserts {
      item {
        name: '$/items/needy'
        title: 'Needs another'
        category: 'seo'
        requester: '$/members/anna'
        state: STATE_READY
        required_items: '$/items/waiting'
        money { amount_hundredths: 90000 }
        estimate { efforts { team: '$/teams/web' effort_hundredths: 100 } }
      }
    }
    upserts {
      item {
        name: '$/items/unrated'
        title: 'Ready, and nobody has estimated it'
        category: 'seo'
        requester: '$/members/anna'
        state: STATE_READY
      }
    }
    upserts {
      item {
        name: '$/items/twin'
        title: 'The same again'
        category: 'seo'
        requester: '$/members/carl'
        state: STATE_READY
        money { amount_hundredths: 10000 }
        estimate { efforts { team: '$/teams/web' effort_hundredths: 200 } }
      }
    })pb");
  teller.Settle();
}

// What people agree in a review.
void TellReview(Teller& teller, Shop& shop) {
  const Stubs& stubs = shop.stubs();
  teller.Do(stubs.scoring, &Scoring::CreateBaseline, kBen,
            R"pb(
              parent: '$'
              baseline_id: 'november'
              baseline {
                title: 'As agreed in November'
                ranking: '$/rankings/latest'
              })pb");
  teller.Do(stubs.roadmap, &Roadmap::CreateReview, kBen, R"pb(
    parent: '$'
    review_id: 'november'
    review { title: 'November' baseline: '$/baselines/november' })pb");
  teller.Do(stubs.roadmap, &Roadmap::CreateCommitment, kCarl, R"pb(
    parent: '$'
    reason: 'promised in the review'
    commitment {
      item: '$/items/rich'
      period: '$/periods/q1'
      state: STATE_PROMISED
    })pb");
  const std::string weave =
      teller
          .Do(stubs.roadmap, &Roadmap::CreateWeave, kBen, R"pb(
            parent: '$'
            reason: 'the same template'
            weave {
              rider: '$/items/twin'
              carrier: '$/items/rich'
              carrier_owner: '$/members/anna'
              marginal_efforts { team: '$/teams/web' effort_hundredths: 50 }
            })pb")
          .name();
  teller.Do(stubs.roadmap, &Roadmap::AgreeWeave, kAnna,
            absl::StrCat("name: '", weave, "'"));
  teller.Do(stubs.roadmap, &Roadmap::CreateMandate, kBen, R"pb(
    parent: '$'
    reason: 'a legal duty from January on'
    mandate {
      item: '$/items/later'
      approver: '$/members/carl'
      reason: 'law'
      until { year: 2027 month: 10 day: 1 }
    })pb");
  teller.Do(stubs.roadmap, &Roadmap::CloseReview, kBen, R"pb(
    name: '$/reviews/november'
    decisions {
      text: 'Poor may wait'
      reason: 'little money'
      decided_by: '$/members/carl'
      item: '$/items/poor'
    })pb");
  teller.Settle();
}

// An appeal about which the leads differ, and the arbiter, who says no.
void TellAppeal(Teller& teller, const Stubs& stubs) {
  const auto open = teller.Do(stubs.scoring, &Scoring::ListDisputes, kBen,
                              "parent: '$' filter: 'state = LEADS'");
  ASSERT_EQ(open.disputes_size(), 1);
  const std::string name =
      absl::StrCat("name: '", open.disputes(0).name(), "'");
  teller.Do(stubs.scoring, &Scoring::StatePosition, kBen,
            absl::StrCat(name,
                         " role: ROLE_MARKETING_LEAD grants: true text: "
                         "'many people ask for it'"));
  teller.Do(stubs.scoring, &Scoring::StatePosition, kCarl,
            absl::StrCat(name,
                         " role: ROLE_IT_LEAD grants: false text: "
                         "'it would cost us the other one'"));
  teller.Do(stubs.scoring, &Scoring::DecideDispute, kAda,
            absl::StrCat(name,
                         " decision: STATE_REFUSED "
                         "reason: 'the other one earns more'"));
  teller.Settle();
}

// Every way down that a person answers, in every way that there is; the
// crossing of one answer.
std::string TellDropsAndAnswers(Teller& teller, Shop& shop) {
  const Stubs& stubs = shop.stubs();
  EXPECT_EQ(shop.SetCapacity(6), absl::OkStatus());
  teller.Settle();
  teller.Do(
      stubs.scoring, &Scoring::MarkReceiptsSeen, kAnna,
      absl::StrCat("parent: '$' crossings: '", teller.CrossingOf("fair"), "'"));
  const std::string answered = teller.CrossingOf("huge");
  teller.Answer(kAnna, "huge", "answer: STATE_ACCEPTED text: 'we split it'");
  teller.Answer(kAnna, "fair",
                "answer: STATE_APPEALED text: 'could go first' "
                "displaces_item: '$/items/rich'");
  TellAppeal(teller, stubs);
  EXPECT_EQ(shop.SetCapacity(9), absl::OkStatus());
  teller.Settle();
  teller.Answer(kAnna, "never",
                "answer: STATE_DEFERRED text: 'in spring' "
                "deferred_to_period: '$/periods/q2'");
  teller.Do(stubs.backlog, &Backlog::DeclineItem, kCarl,
            "name: '$/items/never' reason: 'nobody will do it'");
  teller.Settle();
  teller.Do(stubs.backlog, &Backlog::CreateItem, kAnna, R"pb(
    parent: '$'
    item_id: 'again'
    submit: true
    item { title: 'The same once more' category: 'seo' })pb");
  teller.Do(stubs.backlog, &Backlog::MergeItem, kBen,
            "name: '$/items/again' into: '$/items/twin' reason: 'the same'");
  EXPECT_EQ(shop.AddItem("gone", 100, 1), absl::OkStatus());
  EXPECT_EQ(shop.Withdraw("gone"), absl::OkStatus());
  EXPECT_EQ(shop.AddItem("finished", 70'000, 1), absl::OkStatus());
  teller.Settle();
  teller.Do(stubs.backlog, &Backlog::CompleteItem, kAnna,
            "name: '$/items/finished' reason: 'seen live'");
  teller.Settle();
  return answered;
}

void TellModelAndScenario(Teller& teller, Shop& shop) {
  const Stubs& stubs = shop.stubs();
  auto models = teller.Do(stubs.scoring, &Scoring::ListScoringModels, kBen,
                          "parent: '$'");
  scoring::v1::ScoringModel model = models.models(0);
  model.clear_name();
  for (auto& criterion : *model.mutable_criteria()) {
    criterion.set_weight(criterion.weight() + 1);
  }
  teller.Do(stubs.scoring, &Scoring::CreateScoringModel, kBen,
            absl::StrCat("parent: '$' model_id: 'ours' activate: true reason: "
                         "'size counts a little more' model { ",
                         model.ShortDebugString(), " }"));
  teller.Do(stubs.scoring, &Scoring::CreateScenario, kBen, R"pb(
    parent: '$'
    scenario_id: 'one-more'
    scenario {
      title: 'One more developer'
      changes {
        roadmap_upserts {
          resource {
            capacity {
              name: '$/periods/q1/capacities/web'
              gross_hundredths: 1500
            }
          }
        }
      }
    })pb");
  teller.Do(stubs.scoring, &Scoring::CreateScenario, kBen, R"pb(
    parent: '$'
    scenario_id: 'nobody'
    scenario {
      title: 'Nobody is there'
      changes {
        roadmap_upserts {
          resource {
            capacity { name: '$/periods/q1/capacities/web' gross_hundredths: 0 }
          }
        }
      }
    })pb");
  teller.Do(stubs.scoring, &Scoring::CloseScenario, kBen,
            "name: '$/scenarios/nobody' state: STATE_DROPPED "
            "reason: 'it will not come to this'");
  EXPECT_EQ(shop.AddItem("urgent", 800'000, 2), absl::OkStatus());
  teller.Settle();
}

// Another model with one key turned, which waits for the other, and a text that
// is gone.
void TellAgreement(Teller& teller, Shop& shop, const std::string& crossing) {
  const Stubs& stubs = shop.stubs();
  const std::string name =
      teller
          .Do(stubs.scoring, &Scoring::CreateScoringModel, kBen,
              "parent: '$' model { preset: 'safe-wsjf' }")
          .name();
  const auto proposed = teller.Do(
      stubs.scoring, &Scoring::ProposeScoringModel, kBen,
      absl::StrCat("name: '", name, "' reason: 'small things first'"));
  teller.Do(stubs.scoring, &Scoring::SignScoringModel, kCarl,
            absl::StrCat("name: '", name, "' role: ROLE_IT_LEAD digest: '",
                         proposed.proposal().digest(), "'"));
  teller.Do(stubs.scoring, &Scoring::RedactText, kBen,
            absl::StrCat("name: '", crossing,
                         "/receipt' reason: 'names a customer'"));
  teller.Settle();
}

// Reads lists to their end and keeps what they hold.
class Collector {
 public:
  explicit Collector(Shop& shop) : shop_(shop) {}

  template <typename Stub, typename Request, typename Response>
  std::vector<std::string> List(
      Stub* stub,
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      Request request) {
    std::vector<std::string> names;
    do {
      grpc::ClientContext context;
      shop_.Prepare(&context);
      Response response;
      const absl::Status status =
          FromGrpc((stub->*method)(&context, request, &response));
      EXPECT_EQ(status, absl::OkStatus()) << Request::descriptor()->name();
      if (!status.ok()) return names;
      const protobuf::FieldDescriptor* field =
          Response::descriptor()->FindFieldByNumber(1);
      const protobuf::Reflection& reflection = *response.GetReflection();
      for (int i = 0; i < reflection.FieldSize(response, field); ++i) {
        names.push_back(
            Keep(reflection.GetRepeatedMessage(response, field, i)));
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  std::map<std::string, std::string> everything;

 private:
  // Its name, if it has one.
  std::string Keep(const protobuf::Message& message) {
    protobuf::util::JsonPrintOptions options;
    options.always_print_primitive_fields = true;
    options.preserve_proto_field_names = true;
    std::string json;
    EXPECT_TRUE(
        protobuf::util::MessageToJsonString(message, &json, options).ok());
    const protobuf::FieldDescriptor* field =
        message.GetDescriptor()->FindFieldByName("name");
    const std::string name =
        field == nullptr ? ""
                         : message.GetReflection()->GetString(message, field);
    const std::string key =
        absl::StrCat(message.GetDescriptor()->name(), " ", name);
    std::string own = key;
    // Changes of one item share its name; they come in their order.
    for (int n = 2; everything.count(own) > 0; ++n) {
      own = absl::StrCat(key, " ", n);
    }
    everything[own] = json;
    return name;
  }

  Shop& shop_;
};

template <typename Request>
Request Of(const std::string& parent) {
  Request request;
  request.set_parent(parent);
  request.set_page_size(1000);
  return request;
}

void ReadRoadmap(Collector& collector, Roadmap* stub,
                 const std::string& parent) {
  namespace v1 = roadmap::v1;
  collector.List(stub, &Roadmap::ListPortfolios, v1::ListPortfoliosRequest());
  collector.List(stub, &Roadmap::ListMembers,
                 Of<v1::ListMembersRequest>(parent));
  collector.List(stub, &Roadmap::ListTeams, Of<v1::ListTeamsRequest>(parent));
  collector.List(stub, &Roadmap::ListPlanningPeriods,
                 Of<v1::ListPlanningPeriodsRequest>(parent));
  collector.List(stub, &Roadmap::ListCapacities,
                 Of<v1::ListCapacitiesRequest>(parent));
  collector.List(stub, &Roadmap::ListCommitments,
                 Of<v1::ListCommitmentsRequest>(parent));
  collector.List(stub, &Roadmap::ListMandates,
                 Of<v1::ListMandatesRequest>(parent));
  collector.List(stub, &Roadmap::ListWeaves, Of<v1::ListWeavesRequest>(parent));
  collector.List(stub, &Roadmap::ListReviews,
                 Of<v1::ListReviewsRequest>(parent));
  for (const std::string& kpi : collector.List(
           stub, &Roadmap::ListKpis, Of<v1::ListKpisRequest>(parent))) {
    v1::ListKpiPointsRequest points;
    points.set_kpi(kpi);
    collector.List(stub, &Roadmap::ListKpiPoints, points);
  }
  collector.List(stub, &Roadmap::ListRoadmapChanges,
                 Of<v1::ListRoadmapChangesRequest>(parent));
}

}  // namespace

backlog::v1::ApplyItemsRequest RepeatedRequest(const Shop& shop) {
  backlog::v1::ApplyItemsRequest request;
  EXPECT_TRUE(protobuf::TextFormat::ParseFromString(
      absl::StrReplaceAll(
          R"pb(
            parent: '$'
            request_id: '3f2b9c1e-5d1a-4b0e-9d39-0c6a4f8b7e21'
            upserts {
              item {
                name: '$/items/fair'
                title: 'Item fair'
                category: 'seo'
                requester: '$/members/anna'
                state: STATE_READY
                money { amount_hundredths: 5000000 }
                estimate {
                  efforts { team: '$/teams/web' effort_hundredths: 400 }
                }
              }
            })pb",
          {{"$", shop.name()}}),
      &request));
  return request;
}

namespace {

// What left its baseline is told at once, by a thread that does it when it can.
void AwaitTelling(Shop& shop) {
  for (int tries = 0; tries < 1000; ++tries) {
    const auto owed = shop.Receipts("state = OWED");
    ASSERT_TRUE(owed.ok()) << owed.status();
    for (const scoring::v1::Receipt& receipt : *owed) {
      if (receipt.item() == shop.item_name("fair") && receipt.has_told_time())
        return;
    }
    absl::SleepFor(absl::Milliseconds(10));
  }
  ADD_FAILURE() << "nobody was told that fair has dropped";
}

}  // namespace

void TellStory(Shop& shop, const std::function<void(absl::Duration)>& advance) {
  Teller teller(shop, advance);
  EXPECT_EQ(shop.Open(10), absl::OkStatus());
  TellRoadmap(teller, shop.stubs());
  TellItems(teller, shop);
  TellReview(teller, shop);
  const std::string answered = TellDropsAndAnswers(teller, shop);
  TellModelAndScenario(teller, shop);
  TellAgreement(teller, shop, answered);
  AwaitTelling(shop);
}

std::map<std::string, std::string> ReadEverything(Shop& shop) {
  Collector collector(shop);
  const Stubs& stubs = shop.stubs();
  const std::string parent = shop.name();
  ReadRoadmap(collector, stubs.roadmap, parent);
  for (const std::string& item :
       collector.List(stubs.backlog, &Backlog::ListItems,
                      Of<backlog::v1::ListItemsRequest>(parent))) {
    collector.List(stubs.backlog, &Backlog::ListComments,
                   Of<backlog::v1::ListCommentsRequest>(item));
  }
  collector.List(stubs.backlog, &Backlog::ListItemChanges,
                 Of<backlog::v1::ListItemChangesRequest>(parent));
  namespace v1 = scoring::v1;
  collector.List(stubs.scoring, &Scoring::ListScoringModels,
                 Of<v1::ListScoringModelsRequest>(parent));
  for (const std::string& ranking :
       collector.List(stubs.scoring, &Scoring::ListRankings,
                      Of<v1::ListRankingsRequest>(parent))) {
    auto items = Of<v1::ListRankedItemsRequest>(ranking);
    // Every tenth with the parts of its scores: enough, and fit to be reviewed.
    const bool full = ranking.back() == '0';
    items.set_view(full ? v1::VIEW_FULL : v1::VIEW_BASIC);
    collector.List(stubs.scoring, &Scoring::ListRankedItems, items);
  }
  collector.List(stubs.scoring, &Scoring::ListLineCrossings,
                 Of<v1::ListLineCrossingsRequest>(parent));
  collector.List(stubs.scoring, &Scoring::ListReceipts,
                 Of<v1::ListReceiptsRequest>(parent));
  collector.List(stubs.scoring, &Scoring::ListTasks,
                 Of<v1::ListTasksRequest>(parent));
  collector.List(stubs.scoring, &Scoring::ListBaselines,
                 Of<v1::ListBaselinesRequest>(parent));
  collector.List(stubs.scoring, &Scoring::ListScenarios,
                 Of<v1::ListScenariosRequest>(parent));
  collector.List(stubs.scoring, &Scoring::ListDisputes,
                 Of<v1::ListDisputesRequest>(parent));
  collector.List(stubs.scoring, &Scoring::ListDigests,
                 Of<v1::ListDigestsRequest>(parent + "/members/anna"));
  return std::move(collector.everything);
}

}  // namespace lifeline::testing

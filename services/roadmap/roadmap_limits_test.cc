// Every limit of the roadmap at its maximum and one past it, with small ones
// handed in.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/roadmap/capacity.h"
#include "services/roadmap/kpi.h"
#include "services/roadmap/member.h"
#include "services/roadmap/period.h"
#include "services/roadmap/portfolio.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/references.h"
#include "services/roadmap/review.h"
#include "services/roadmap/roadmap_testing.h"
#include "services/roadmap/service_parts.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::string Long(int64_t length) {
  return std::string(static_cast<size_t>(length), 'x');
}

// What a request may hold: `check` looks at something of this size or length.
struct Bound {
  int64_t Limits::*limit;
  // The field that is refused.
  std::string field;
  std::function<void(int64_t size, const Limits&, Objections*)> check;
};

Bound OfPortfolio(int64_t Limits::*limit, const std::string& field,
                  const std::function<void(int64_t, v1::Portfolio*)>& set) {
  return {limit, field,
          [set](int64_t n, const Limits& limits, Objections* found) {
            v1::Portfolio portfolio;
            set(n, &portfolio);
            CheckPortfolio(portfolio, limits, found);
          }};
}

std::vector<Bound> PortfolioBounds() {
  return {
      OfPortfolio(&Limits::title_characters, "title",
                  [](int64_t n, v1::Portfolio* p) { p->set_title(Long(n)); }),
      OfPortfolio(&Limits::categories, "categories",
                  [](int64_t n, v1::Portfolio* p) {
                    for (int64_t i = 0; i < n; ++i)
                      p->add_categories()->set_id(absl::StrCat("c", i));
                  }),
      OfPortfolio(&Limits::raters, "validation.value_raters",
                  [](int64_t n, v1::Portfolio* p) {
                    for (int64_t i = 0; i < n; ++i)
                      p->mutable_validation()->add_value_raters("m");
                  }),
      OfPortfolio(&Limits::raters, "validation.effort_raters",
                  [](int64_t n, v1::Portfolio* p) {
                    for (int64_t i = 0; i < n; ++i)
                      p->mutable_validation()->add_effort_raters("m");
                  }),
      OfPortfolio(&Limits::opinions, "validation.value_opinions",
                  [](int64_t n, v1::Portfolio* p) {
                    p->mutable_validation()->set_value_opinions(
                        static_cast<int32_t>(n));
                  }),
      OfPortfolio(&Limits::opinions, "validation.effort_opinions",
                  [](int64_t n, v1::Portfolio* p) {
                    p->mutable_validation()->set_effort_opinions(
                        static_cast<int32_t>(n));
                  }),
      OfPortfolio(&Limits::sizes, "sizes",
                  [](int64_t n, v1::Portfolio* p) {
                    for (int64_t i = 0; i < n; ++i)
                      p->add_sizes()->set_letter(absl::StrCat(i));
                  }),
      OfPortfolio(&Limits::size_letter_characters, "sizes[0].letter",
                  [](int64_t n, v1::Portfolio* p) {
                    p->add_sizes()->set_letter(Long(n));
                  }),
      OfPortfolio(&Limits::amount_hundredths, "sizes[0].effort_hundredths",
                  [](int64_t n, v1::Portfolio* p) {
                    p->add_sizes()->set_effort_hundredths(n);
                  }),
      OfPortfolio(&Limits::holidays, "holidays",
                  [](int64_t n, v1::Portfolio* p) {
                    for (int64_t i = 0; i < n; ++i)
                      *p->add_holidays() =
                          Day(2027, 1, static_cast<int>(i + 1));
                  }),
      OfPortfolio(&Limits::retention_days, "retention_days",
                  [](int64_t n, v1::Portfolio* p) {
                    p->set_retention_days(static_cast<int32_t>(n));
                  }),
  };
}

std::vector<Bound> PromiseBounds() {
  using Sla = v1::VisibilitySla;
  std::vector<Bound> bounds;
  const auto add = [&](const std::string& field, void (Sla::*set)(int32_t)) {
    bounds.push_back(OfPortfolio(&Limits::sla_days, "visibility_sla." + field,
                                 [set](int64_t n, v1::Portfolio* p) {
                                   (p->mutable_visibility_sla()->*set)(
                                       static_cast<int32_t>(n));
                                 }));
  };
  add("answer_drop_days", &Sla::set_answer_drop_days);
  add("triage_days", &Sla::set_triage_days);
  add("estimate_days", &Sla::set_estimate_days);
  add("escalate_after_days", &Sla::set_escalate_after_days);
  add("decide_after_reviews", &Sla::set_decide_after_reviews);
  add("sign_days", &Sla::set_sign_days);
  return bounds;
}

std::vector<Bound> OtherBounds() {
  return {
      {&Limits::period_days, "last_day",
       [](int64_t n, const Limits& limits, Objections* found) {
         v1::PlanningPeriod period;
         *period.mutable_first_day() = Day(2027, 1, 1);
         *period.mutable_last_day() = Day(2027, 1, static_cast<int>(n));
         CheckPeriod(period, limits, found);
       }},
      {&Limits::withheld, "withheld",
       [](int64_t n, const Limits& limits, Objections* found) {
         v1::Capacity capacity;
         for (int64_t i = 0; i < n; ++i)
           capacity.add_withheld()->set_reason("leave");
         CheckCapacity(capacity, limits, found);
       }},
      {&Limits::amount_hundredths, "gross_hundredths",
       [](int64_t n, const Limits& limits, Objections* found) {
         v1::Capacity capacity;
         capacity.set_gross_hundredths(n);
         CheckCapacity(capacity, limits, found);
       }},
      {&Limits::reason_characters, "reason",
       [](int64_t n, const Limits& limits, Objections* found) {
         CheckFrame({"", Long(n), true}, limits, found);
       }},
      {&Limits::address_characters, "address",
       [](int64_t n, const Limits& limits, Objections* found) {
         v1::Member member;
         member.set_address(Long(n - 2) + "@x");
         CheckMember(member, limits, found);
       }},
      {&Limits::language_characters, "language",
       [](int64_t n, const Limits& limits, Objections* found) {
         // "de-x": a tag as short as it gets, and a letter more.
         CheckLanguage("de-" + Long(n - 3), limits, "language", found);
       }},
      {&Limits::kpi_unit_characters, "unit",
       [](int64_t n, const Limits& limits, Objections* found) {
         v1::Kpi kpi;
         kpi.set_unit(Long(n));
         CheckKpi(kpi, limits, found);
       }},
      {&Limits::kpi_value_hundredths, "points[0].value_hundredths",
       [](int64_t n, const Limits& limits, Objections* found) {
         google::protobuf::RepeatedPtrField<v1::KpiPoint> points;
         *points.Add()->mutable_day() = Day(2027, 1, 1);
         points[0].set_value_hundredths(-n);
         CheckKpiPoints(points, limits, found);
       }},
      {&Limits::note_characters, "points[0].note",
       [](int64_t n, const Limits& limits, Objections* found) {
         google::protobuf::RepeatedPtrField<v1::KpiPoint> points;
         *points.Add()->mutable_day() = Day(2027, 1, 1);
         points[0].set_note(Long(n));
         CheckKpiPoints(points, limits, found);
       }},
      {&Limits::points_per_call, "points",
       [](int64_t n, const Limits& limits, Objections* found) {
         google::protobuf::RepeatedPtrField<v1::KpiPoint> points;
         for (int64_t i = 0; i < n; ++i)
           *points.Add()->mutable_day() = Day(2027, 1, static_cast<int>(i + 1));
         CheckKpiPoints(points, limits, found);
       }},
      {&Limits::mask_paths, "update_mask",
       [](int64_t n, const Limits& limits, Objections* found) {
         google::protobuf::FieldMask mask;
         for (int64_t i = 0; i < n; ++i) mask.add_paths("title");
         CheckMask(mask, v1::RoadmapResource::kTeam, limits, found);
       }},
      {&Limits::review_above_items, "above_items",
       [](int64_t n, const Limits& limits, Objections* found) {
         v1::Review review;
         for (int64_t i = 0; i < n; ++i)
           review.add_above_items("portfolios/shop/items/a");
         CheckReview(review, limits, found);
       }},
      {&Limits::review_decisions, "decisions",
       [](int64_t n, const Limits& limits, Objections* found) {
         Shop shop;
         shop.limits = limits;
         v1::Review review;
         CompleteReview(shop.occasion.now, &review);
         google::protobuf::RepeatedPtrField<v1::Review::Decision> decisions;
         for (int64_t i = 0; i < n; ++i) decisions.Add();
         CloseReviewWith(shop.occasion, decisions, &review, found);
       }},
  };
}

TEST(RoadmapLimits, WhatARequestMayHold) {
  std::vector<Bound> bounds = PortfolioBounds();
  for (auto& more : {PromiseBounds(), OtherBounds()})
    bounds.insert(bounds.end(), more.begin(), more.end());
  for (const Bound& bound : bounds) {
    Limits limits;
    limits.*bound.limit = 6;
    Objections none;
    bound.check(6, limits, &none);
    EXPECT_THAT(FieldsOf(none), Not(Contains(bound.field))) << bound.field;
    Objections one;
    bound.check(7, limits, &one);
    EXPECT_THAT(FieldsOf(one), Contains(bound.field)) << bound.field;
  }
}

// What a portfolio may have, through the service.
class Holdings : public RoadmapFixture {
 protected:
  void SetUp() override {}

  void Begin(const Limits& limits) {
    StopServer();
    Start(limits);
    MakeShop();
  }

  // Makes the i-th thing of a kind.
  using Make = std::function<absl::Status(int i)>;

  // `there` are there from the beginning.
  void HasAsManyAs(int64_t Limits::*limit, int there, const Make& make) {
    Limits limits;
    limits.*limit = there + 2;
    Begin(limits);
    EXPECT_EQ(make(1), absl::OkStatus());
    EXPECT_EQ(make(2), absl::OkStatus());
    EXPECT_EQ(ReasonOf(make(3)), kLimitReached);
  }

  template <typename Request, typename Response>
  absl::Status Try(Method<Request, Response> method, const Request& request) {
    return Call(method, request).status();
  }

  absl::Status TryPeriod(int i) {
    v1::CreatePlanningPeriodRequest request;
    request.set_parent("portfolios/shop");
    request.set_period_id(absl::StrCat("p", i));
    *request.mutable_period()->mutable_first_day() = Day(2027, i, 1);
    *request.mutable_period()->mutable_last_day() = Day(2027, i, 28);
    request.mutable_period()->set_state(v1::PlanningPeriod::STATE_OPEN);
    return Try(&Stub::CreatePlanningPeriod, request);
  }
};

TEST_F(Holdings, PortfoliosMembersAndTeams) {
  HasAsManyAs(&Limits::portfolios, 1, [&](int i) {
    v1::CreatePortfolioRequest request;
    request.set_portfolio_id(absl::StrCat("other-", i));
    request.mutable_portfolio()->set_title("Other");
    return Try(&Stub::CreatePortfolio, request);
  });
  HasAsManyAs(&Limits::members, 1, [&](int) {
    v1::CreateMemberRequest request;
    request.set_parent("portfolios/shop");
    return Try(&Stub::CreateMember, request);
  });
  HasAsManyAs(&Limits::teams, 0, [&](int i) {
    v1::CreateTeamRequest request;
    request.set_parent("portfolios/shop");
    request.set_team_id(absl::StrCat("t", i));
    request.mutable_team()->set_title("T");
    return Try(&Stub::CreateTeam, request);
  });
}

TEST_F(Holdings, Periods) {
  HasAsManyAs(&Limits::periods, 0, [&](int i) { return TryPeriod(i); });
  HasAsManyAs(&Limits::open_periods, 0, [&](int i) { return TryPeriod(i); });
}

TEST_F(Holdings, CommitmentsAndMandates) {
  HasAsManyAs(&Limits::commitments, 0, [&](int i) {
    if (i == 1) MakePeriod("q1", 2);
    return MakeCommitment(absl::StrCat("i", i), "q1").status();
  });
  HasAsManyAs(&Limits::mandates, 0, [&](int i) {
    v1::CreateMandateRequest request;
    request.set_parent("portfolios/shop");
    v1::Mandate* mandate = request.mutable_mandate();
    mandate->set_item(absl::StrCat("portfolios/shop/items/i", i));
    mandate->set_reason("PCI DSS 4.2.1");
    mandate->set_approver("portfolios/shop/members/anna@example.com");
    *mandate->mutable_until() = Day(2027, 1, 4);
    return Try(&Stub::CreateMandate, request);
  });
}

TEST_F(Holdings, WeavesAndReviews) {
  HasAsManyAs(&Limits::weaves, 0, [&](int i) {
    if (i == 1) MakeTeam("web");
    v1::CreateWeaveRequest request;
    request.set_parent("portfolios/shop");
    v1::Weave* weave = request.mutable_weave();
    weave->set_rider(absl::StrCat("portfolios/shop/items/i", i));
    weave->set_carrier("portfolios/shop/items/cms");
    weave->add_marginal_efforts()->set_team("portfolios/shop/teams/web");
    weave->set_carrier_owner("portfolios/shop/members/anna@example.com");
    return Try(&Stub::CreateWeave, request);
  });
  HasAsManyAs(&Limits::reviews, 0, [&](int i) {
    v1::CreateReviewRequest request;
    request.set_parent("portfolios/shop");
    request.set_review_id(absl::StrCat("r", i));
    request.mutable_review()->set_title("January");
    return Try(&Stub::CreateReview, request);
  });
}

TEST_F(Holdings, IndicatorsAndTheirPoints) {
  const auto make_kpi = [&](int i) {
    v1::CreateKpiRequest request;
    request.set_parent("portfolios/shop");
    request.set_kpi_id(absl::StrCat("k", i));
    request.mutable_kpi()->set_title("LCP");
    request.mutable_kpi()->set_unit("ms");
    return Try(&Stub::CreateKpi, request);
  };
  HasAsManyAs(&Limits::kpis, 0, make_kpi);
  HasAsManyAs(&Limits::kpi_points, 0, [&](int i) {
    if (i == 1) {
      EXPECT_EQ(make_kpi(1), absl::OkStatus());
    }
    v1::AddKpiPointsRequest add;
    add.set_kpi("portfolios/shop/kpis/k1");
    *add.add_points()->mutable_day() = Day(2027, 1, i);
    return Try(&Stub::AddKpiPoints, add);
  });
}

TEST_F(Holdings, WhatIsTakenBackMakesRoom) {
  Limits limits;
  limits.commitments = 1;
  Begin(limits);
  MakePeriod("q1", 2);
  ASSERT_TRUE(MakeCommitment("a", "q1").ok());
  EXPECT_EQ(ReasonOf(MakeCommitment("b", "q1").status()), kLimitReached);
  v1::DeleteCommitmentRequest give_up;
  give_up.set_name("portfolios/shop/commitments/a");
  give_up.set_reason("too early");
  ASSERT_TRUE(Call(&Stub::DeleteCommitment, give_up).ok());
  EXPECT_TRUE(MakeCommitment("b", "q1").ok());
}

// A document of `teams` teams.
v1::ApplyRoadmapRequest Document(int teams, int64_t letters = 1) {
  v1::ApplyRoadmapRequest request;
  request.set_parent("portfolios/shop");
  for (int i = 0; i < teams; ++i) {
    v1::Team* team = request.add_upserts()->mutable_resource()->mutable_team();
    team->set_name(absl::StrCat("portfolios/shop/teams/t", i));
    team->set_title(Long(letters));
  }
  return request;
}

TEST_F(Holdings, ADocument) {
  Limits limits;
  limits.upserts = 2;
  limits.change_id_characters = 5;
  limits.change_parts = 2;
  Begin(limits);
  v1::ApplyRoadmapRequest request = Document(3);
  request.set_change_id(Long(6));
  request.set_change_parts(3);
  EXPECT_THAT(FieldsOf(Try(&Stub::ApplyRoadmap, request)),
              ElementsAre("upserts", "change_id", "change_parts"));
  request = Document(2);
  request.set_change_id(Long(5));
  request.set_change_parts(2);
  EXPECT_EQ(Try(&Stub::ApplyRoadmap, request), absl::OkStatus());
}

TEST_F(Holdings, BytesOfOneCommit) {
  // The least that is enough is looked for, because a commit stores more than
  // what was sent.
  const auto taken = [&](int64_t bytes) {
    Limits limits;
    limits.commit_bytes = bytes;
    StopServer();
    Start(limits);
    v1::CreatePortfolioRequest shop;
    shop.set_portfolio_id("shop");
    shop.mutable_portfolio()->set_title("Shop");
    // The portfolio is a commit, too, and smaller than the document.
    if (!Call(&Stub::CreatePortfolio, shop).ok()) return false;
    const absl::Status status = Try(&Stub::ApplyRoadmap, Document(10, 200));
    if (!status.ok()) {
      EXPECT_EQ(ReasonOf(status), kCommitTooLarge);
    }
    return status.ok();
  };
  int64_t too_few = 0;
  for (int64_t step = 4096; step > 0; step /= 2)
    if (!taken(too_few + step)) too_few += step;
  EXPECT_FALSE(taken(too_few));
  EXPECT_TRUE(taken(too_few + 1));
  EXPECT_GT(too_few, 2000);
  EXPECT_LT(too_few, 4000);
}

TEST_F(Holdings, TheReasonsOfAClosingTogether) {
  Limits limits;
  limits.close_reason_bytes = 100;
  Begin(limits);
  MakePeriod("q1", 2);
  v1::ClosePlanningPeriodRequest close;
  close.set_name("portfolios/shop/periods/q1");
  close.set_reason(Long(101));
  EXPECT_THAT(FieldsOf(Try(&Stub::ClosePlanningPeriod, close)),
              ElementsAre("decisions"));
  close.set_reason(Long(100));
  EXPECT_EQ(Try(&Stub::ClosePlanningPeriod, close), absl::OkStatus());
}

TEST_F(Holdings, BytesOfAPage) {
  Limits limits;
  const auto first_page = [&] {
    Begin(limits);
    for (int i = 0; i < 3; ++i) MakeTeam(absl::StrCat("t", i));
    v1::ListTeamsRequest list;
    list.set_parent("portfolios/shop");
    return Call(&Stub::ListTeams, list).value();
  };
  v1::RoadmapResource stored;
  *stored.mutable_team() = first_page().teams(0);
  // Full with the first.
  limits.page_bytes = static_cast<int64_t>(stored.ByteSizeLong());
  EXPECT_EQ(first_page().teams_size(), 1);
  // Room for the beginning of a second, which is sent whole.
  ++limits.page_bytes;
  EXPECT_EQ(first_page().teams_size(), 2);
}

TEST_F(Holdings, EntriesAndBytesOfAPage) {
  Limits limits;
  limits.default_page_size = 2;
  limits.max_page_size = 4;
  Begin(limits);
  for (int i = 0; i < 5; ++i) MakeTeam(absl::StrCat("t", i));
  const auto first_page = [&](int32_t size) {
    v1::ListTeamsRequest list;
    list.set_parent("portfolios/shop");
    list.set_page_size(size);
    return Call(&Stub::ListTeams, list).value().teams_size();
  };
  EXPECT_EQ(first_page(0), 2);
  EXPECT_EQ(first_page(4), 4);
  // More is cut, not refused (AIP-158).
  EXPECT_EQ(first_page(5), 4);
  limits.max_page_size = 10;
  // Even the smallest has one, or a list would never end.
  limits.page_bytes = 1;
  Begin(limits);
  for (int i = 0; i < 3; ++i) MakeTeam(absl::StrCat("t", i));
  EXPECT_EQ(first_page(10), 1);
}

TEST_F(Holdings, CursorsOfAWatch) {
  Limits limits;
  limits.cursors = 1;
  Begin(limits);
  v1::WatchRoadmapRequest request;
  request.set_parent("portfolios/-");
  const auto wrong = [&] {
    grpc::ClientContext context;
    v1::WatchRoadmapResponse message;
    const auto stream = stub_->WatchRoadmap(&context, request);
    const bool begun = stream->Read(&message);
    if (begun) context.TryCancel();
    while (stream->Read(&message)) {
    }
    const absl::Status ended = FromGrpc(stream->Finish());
    return begun ? std::vector<std::string>() : FieldsOf(ended);
  };
  request.add_cursors()->set_portfolio("portfolios/shop");
  EXPECT_THAT(wrong(), IsEmpty());
  request.add_cursors()->set_portfolio("portfolios/other");
  EXPECT_THAT(wrong(), ElementsAre("cursors"));
}

}  // namespace
}  // namespace lifeline::roadmap

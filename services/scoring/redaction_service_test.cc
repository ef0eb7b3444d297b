#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/common/redact.h"
#include "services/common/requests_testing.h"
#include "services/rights/asker.h"
#include "services/scoring/model_store.h"
#include "services/scoring/planning.h"
#include "services/scoring/reasons.h"
#include "services/scoring/redaction_testing.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_rpc.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/task_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

TEST_F(RedactTextTest, TheTextGoesWithItsSaltAndTheLedgerVerifies) {
  CommitRedacted({"title", "problem"});
  ASSERT_NO_FATAL_FAILURE(Answer());
  const v1::Receipt before = ReceiptNow();
  ASSERT_TRUE(IsStored(kSecret));
  const auto redaction = Redact(ReceiptName());
  ASSERT_TRUE(redaction.ok()) << redaction.status();
  EXPECT_EQ(redaction->redacted_by(), "portfolios/shop/members/m1");
  const v1::Receipt after = ReceiptNow();
  EXPECT_EQ(after.text(), "");
  EXPECT_EQ(after.state(), before.state());
  EXPECT_EQ(after.answered_by(), before.answered_by());
  EXPECT_EQ(after.redact_time().seconds(), redaction->redact_time().seconds());
  EXPECT_TRUE(Verifies());
  EXPECT_FALSE(IsStored(kSecret));
  EXPECT_EQ(rig_.database()
                ->Read()
                ->QueryInt("SELECT count(*) FROM answer_text", {})
                .value(),
            0);
  EXPECT_EQ(ReasonOf(FindAnswer(*rig_.database()->Read(),
                                {"anna", "answer", "/test/Answer", "digest"})
                         .status()),
            "ANSWER_ERASED");
}

TEST_F(RedactTextTest, WhatHasNoTextIsRefused) {
  EXPECT_EQ(ReasonOf(Redact(ReceiptName()).status()), kNothingToRedact);
  ASSERT_NO_FATAL_FAILURE(Answer());
  ASSERT_TRUE(Redact(ReceiptName()).ok());
  EXPECT_EQ(ReasonOf(Redact(ReceiptName()).status()), kNothingToRedact);
  EXPECT_EQ(Redact("portfolios/shop/kpis/indexed").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(RedactTextTest, IsForAnAdmin) {
  ASSERT_NO_FATAL_FAILURE(Answer());
  EXPECT_EQ(ReasonOf(Redact(ReceiptName(), "bo").status()),
            rights::kRoleMissing);
  EXPECT_EQ(ReasonOf(Redact(ReceiptName(), "eve").status()), kNotAMember);
  EXPECT_EQ(ReceiptNow().text(), kSecret);
}

TEST_F(RedactTextTest, TheDatabaseLetsNoTextGoWithoutARecord) {
  ASSERT_NO_FATAL_FAILURE(Answer());
  for (const char* sql :
       {"DELETE FROM answer_text", "UPDATE answer_text SET text = ''"}) {
    EXPECT_EQ(ReasonOf(Execute(sql)), "CONSTRAINT_VIOLATED") << sql;
  }
}

TEST_F(RedactTextTest, TheReasonOfAPausedDecisionGoes) {
  ASSERT_EQ(rig_.writer()->Run([](Transaction& transaction) {
    absl::Status status =
        transaction
            .Execute(
                "INSERT INTO task (portfolio, item, kind, number, side, "
                "missing, open_time_us, due_time_us, close_time_us) "
                "VALUES ('shop', 'poor', 4, 1, 3, '', 1, 0, 0)",
                {})
            .status();
    if (!status.ok()) return status;
    v1::Task task;
    task.mutable_pause_until()->set_year(2027);
    task.mutable_pause_until()->set_month(2);
    task.mutable_pause_until()->set_day(9);
    task.set_paused_by("portfolios/shop/members/m1");
    task.set_pause_reason(kSecret);
    *task.mutable_close_time() = ToTimestamp(absl::FromUnixSeconds(2));
    Subject subject;
    subject.item = "poor";
    subject.task = v1::Task::KIND_DECIDE;
    subject.number = 1;
    return WritePause(transaction, "shop", subject, task);
  }),
            absl::OkStatus());
  const std::string name = "portfolios/shop/tasks/poor-decide-1";
  ASSERT_TRUE(Redact(name).ok());
  Subject subject;
  subject.item = "poor";
  subject.task = v1::Task::KIND_DECIDE;
  subject.number = 1;
  const v1::Task task = **ReadTask(*rig_.database()->Read(), "shop", subject);
  EXPECT_EQ(task.pause_reason(), "");
  EXPECT_EQ(task.paused_by(), "portfolios/shop/members/m1");
  EXPECT_TRUE(task.has_redact_time());
  EXPECT_EQ(ReasonOf(Redact(name).status()), kNothingToRedact);
}

TEST_F(RedactTextTest, WhatTheBacklogRedactsGoesFromEveryStoredVersion) {
  ASSERT_NO_FATAL_FAILURE(KeepScenario());
  const RankingPtr before = rig_.Latest();
  const std::string digest = before->ranking.digest();
  rig_.SetNow(rig_.now() + absl::Minutes(1));
  CommitRedacted({"title", "problem"});
  EXPECT_FALSE(IsStored(kSecret));
  const RankingPtr after = rig_.Latest();
  EXPECT_EQ(after->ranking.number(), before->ranking.number());
  EXPECT_EQ(after->ranking.digest(), digest);
  ASSERT_EQ(after->crossings.size(), 1u);
  EXPECT_EQ(after->crossings[0].title(), kRedacted);
  // The ranking before it is not remembered with the text.
  EXPECT_EQ(rig_.registry()->Find("shop")->Find(first_), nullptr);
  WorldBuilder builder("portfolios/shop");
  const auto rebuilt =
      Rebuild(*rig_.database()->Read(), "shop", first_, &builder);
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_TRUE(rebuilt->reproduced);
  EXPECT_EQ(builder.FindItem("portfolios/shop/items/rich")->title(), kRedacted);
  EXPECT_TRUE(Verifies());
  // A restart finds it so.
  const v1::Standing standing = rig_.StandingOf("rich");
  rig_.Restart();
  EXPECT_EQ(rig_.StandingOf("rich"), standing);
  EXPECT_EQ(rig_.Latest()->ranking.digest(), digest);
  EXPECT_EQ(rig_.Latest()->crossings[0].title(), kRedacted);
}

TEST_F(RedactTextTest, WhatWasReadBeforeARedactionIsNotKeptAfterIt) {
  const auto state = rig_.registry()->Find("shop");
  const int64_t times_forgotten = state->times_forgotten();
  const lifeline::Snapshot before = *rig_.database()->Read();
  ASSERT_TRUE(before.QueryInt("SELECT count(*) FROM head", {}).ok());
  CommitRedacted({"title", "problem"});
  WorldBuilder builder("portfolios/shop");
  auto rebuilt = Rebuild(before, "shop", first_, &builder);
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  ASSERT_EQ(builder.FindItem("portfolios/shop/items/rich")->title(), kSecret);
  const auto ranking =
      std::make_shared<const PublishedRanking>(*std::move(rebuilt));
  state->Keep(ranking, times_forgotten);
  EXPECT_EQ(state->Find(first_), nullptr);
  state->Keep(ranking, state->times_forgotten());
  EXPECT_EQ(state->Find(first_), ranking);
}

TEST_F(RedactTextTest, WhatIsNotNamedStays) {
  CommitRedacted({"problem"});
  WorldBuilder builder("portfolios/shop");
  ASSERT_TRUE(Rebuild(*rig_.database()->Read(), "shop", first_, &builder).ok());
  const auto item = builder.FindItem("portfolios/shop/items/rich");
  EXPECT_EQ(item->title(), kSecret);
  EXPECT_EQ(item->problem(), kRedacted);
}

TEST_F(RedactTextTest, WhatTheRoadmapRedactsGoesFromEveryStoredVersion) {
  rig_.CommitRoadmap({Mandate(kAsks)});
  rig_.Settle();
  rig_.CommitRoadmap({Mandate(absl::StrCat(kAsks, " again"))});
  rig_.Settle();
  ASSERT_NO_FATAL_FAILURE(KeepScenario());
  const RankingPtr before = rig_.Latest();
  const v1::Standing standing = rig_.StandingOf("rich");
  rig_.SetNow(rig_.now() + absl::Minutes(1));
  rig_.OfferRoadmap(RedactedMandate(Mandate(kRedacted)));
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->ranking.digest(), before->ranking.digest());
  EXPECT_EQ(rig_.StandingOf("rich"), standing);
  const v1::PreviewChangesRequest changes = ScenarioNow().changes();
  EXPECT_EQ(changes.roadmap_upserts(0).resource().mandate().reason(), "");
  // What else the scenario says is not the mandate's.
  EXPECT_EQ(changes.item_upserts(0).item().title(), kSecret);
  EXPECT_FALSE(IsStored(kAsks));
  EXPECT_TRUE(Verifies());
  rig_.Restart();
  EXPECT_EQ(rig_.Latest()->ranking.digest(), before->ranking.digest());
  const auto inputs = *ReadInputs(*rig_.database()->Read(), "shop",
                                  before->ranking.number() + 1);
  const auto stored = absl::c_find_if(
      inputs.roadmap, [](const auto& one) { return one.name == kMandate; });
  ASSERT_NE(stored, inputs.roadmap.end());
  EXPECT_EQ(stored->body, Mandate(kRedacted).SerializeAsString());
}

TEST_F(RedactTextTest, OfAMandateThatHasEndedNothingIsLeftEither) {
  rig_.CommitRoadmap({Mandate(kAsks)});
  rig_.Settle();
  rig_.RemoveRoadmap(kMandate);
  rig_.Settle();
  ASSERT_TRUE(IsStored(kAsks));
  rig_.OfferRoadmap(RedactedMandate({}));
  rig_.Settle();
  EXPECT_FALSE(IsStored(kAsks));
}

TEST_F(RedactTextTest, ALaterChangeInTheSamePlanDoesNotHideARedaction) {
  rig_.CommitRoadmap({Mandate(kAsks)});
  rig_.Settle();
  const Head head = **ReadHead(*rig_.database()->Read(), "shop");
  const auto planning = *Planning::Load(rig_.context(), head);
  InputBatch batch;
  int64_t revision = rig_.roadmap_revision();
  for (const auto& after : {Mandate(kRedacted), Mandate("PCI DSS")}) {
    roadmap::v1::RoadmapCommit commit = RedactedMandate(after);
    commit.set_portfolio("portfolios/shop");
    commit.set_epoch(rig_.epoch);
    commit.set_revision(++revision);
    if (after.mandate().reason() != kRedacted)
      commit.mutable_changes(0)->clear_redacted_paths();
    batch.commits.push_back(InputCommit::Of(std::move(commit)));
  }
  planning->Apply(batch);
  ASSERT_EQ(planning->Plan(), absl::OkStatus());
  EXPECT_FALSE(IsStored(kAsks));
  EXPECT_TRUE(IsStored("PCI DSS"));
}

TEST_F(RedactTextTest, WhatIsWrittenAfterARedactionStays) {
  const Head head = **ReadHead(*rig_.database()->Read(), "shop");
  const auto planning = *Planning::Load(rig_.context(), head);
  backlog::v1::Item item =
      Redacted(ScoringRig::Item("rich", 100'000, 400), {"title"});
  InputBatch batch;
  int64_t revision = rig_.backlog_revision();
  for (const char* title : {kRedacted, "Canonical tags"}) {
    item.set_title(title);
    batch.commits.push_back(
        InputCommit::Of(ToldAnew(rig_.epoch, ++revision, {item})));
  }
  planning->Apply(batch);
  ASSERT_EQ(planning->Plan(), absl::OkStatus());
  EXPECT_TRUE(IsStored("Canonical tags"));
}

TEST_F(RedactTextTest, WhyAModelWasMadeGoesAndWhatDecidesStays) {
  v1::ScoringModel model = ModelNow(1);
  model.set_reason(kSecret);
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    absl::Status added =
        AddModel(transaction, "shop", "mine", model, rig_.now()).status();
    if (!added.ok()) return added;
    return ActivateModel(transaction, "shop", 2, "portfolios/shop/members/m1",
                         rig_.now());
  }),
            absl::OkStatus());
  const v1::ScoringModel before = ModelNow(2);
  ASSERT_TRUE(IsStored(kSecret));
  // A version has one name.
  for (const char* name :
       {"portfolios/shop/models/wrong@2", "portfolios/shop/models/mine@9"})
    EXPECT_EQ(ReasonOf(Redact(name).status()), kModelNotFound) << name;
  EXPECT_EQ(ModelNow(2).reason(), kSecret);
  ASSERT_TRUE(Redact("portfolios/shop/models/mine@2").ok());
  v1::ScoringModel after = ModelNow(2);
  EXPECT_EQ(after.reason(), kRedacted);
  after.set_reason(kSecret);
  EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(ReasonOf(Redact("portfolios/shop/models/mine@2").status()),
            kNothingToRedact);
}

TEST_F(RedactTextTest, ModelsAndScenariosKeepTheirTextsWithoutARecord) {
  ASSERT_NO_FATAL_FAILURE(KeepScenario());
  ASSERT_EQ(Execute("UPDATE scenario SET state = 2, closed_by = 'm1', "
                    "close_time_us = 1, close_reason = 'why'"),
            absl::OkStatus());
  for (const char* sql :
       {"UPDATE scenario SET close_reason = '[redacted]'",
        "UPDATE scenario SET changes = x''", "UPDATE model SET body = x''"}) {
    EXPECT_EQ(ReasonOf(Execute(sql)), "CONSTRAINT_VIOLATED") << sql;
  }
  // Nor does a record let anything but the text go.
  ASSERT_TRUE(Redact(kScenario).ok());
  for (const char* sql : {"UPDATE scenario SET close_reason = 'another'",
                          "UPDATE scenario SET closed_by = 'm2'",
                          "UPDATE scenario SET state = 3"}) {
    EXPECT_EQ(ReasonOf(Execute(sql)), "CONSTRAINT_VIOLATED") << sql;
  }
}

TEST_F(RedactTextTest, AnErasedMemberLeavesNoAddress) {
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    return KeepAnswer(transaction,
                      {"bo@SECRET.example", "seen", "/test/Seen", "digest"}, "",
                      rig_.now());
  }),
            absl::OkStatus());
  ASSERT_TRUE(IsStored("Bo@secret.example"));
  ASSERT_TRUE(IsStored("bo@SECRET.example"));
  EraseBo();
  EXPECT_FALSE(IsStored("Bo@secret.example"));
  EXPECT_FALSE(IsStored("bo@SECRET.example"));
  EXPECT_TRUE(Verifies());
}

TEST_F(RedactTextTest, AnAddressGoesThoughThatOfAnotherContainsIt) {
  rig_.CommitRoadmap({ScoringRig::Member("jo", "jobo@secret.example")});
  rig_.CommitRoadmap({ScoringRig::Member("bo", "bo@secret.example")});
  rig_.Settle();
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    return KeepAnswer(transaction,
                      {"BO@secret.example", "seen", "/test/Seen", "digest"}, "",
                      rig_.now());
  }),
            absl::OkStatus());
  ASSERT_TRUE(IsStored("BO@secret.example"));
  ASSERT_TRUE(IsStored("jobo@secret.example"));
  EraseBo();
  EXPECT_FALSE(IsStored("BO@secret.example"));
  EXPECT_TRUE(IsStored("jobo@secret.example"));
}

TEST(OldRequests, AreForgottenThoughNobodyCalls) {
  Executor executor(1);
  std::atomic<int64_t> now_us = int64_t{1'800'000'000'000'000};
  ScoringOptions options;
  options.rpc = RpcOptions{
      &executor, [&now_us] { return absl::FromUnixMicros(now_us); }, "anna"};
  options.retention_every = absl::Milliseconds(1);
  const auto scoring = ScoringServer::Make(std::move(options)).value();
  ASSERT_TRUE(RememberRequest(scoring->store()->writer(),
                              absl::FromUnixMicros(now_us)));
  EXPECT_EQ(RequestsKept(scoring->database()), 1);
  now_us += absl::ToInt64Microseconds(kRequestRetention) + 1;
  EXPECT_TRUE(ForgetsRequests(scoring->database()));
}

TEST_F(RedactTextTest, APortfolioMayBeCalledLikeACollection) {
  v1::RedactTextRequest request;
  request.set_reason("names a person");
  for (const char* name :
       {"portfolios/items/rankings/3/crossings/tasks/receipt",
        "portfolios/models/mandates/items", "portfolios/tasks/items/models",
        "portfolios/mandates/periods/items/capacities/items"}) {
    request.set_name(name);
    const auto spec = Check(scoring_, request);
    ASSERT_TRUE(spec.ok()) << spec.status();
    EXPECT_EQ(spec->scope,
              std::vector<std::string>(absl::StrSplit(name, '/'))[1]);
  }
}

}  // namespace
}  // namespace lifeline::scoring

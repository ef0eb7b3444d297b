#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/common/database_testing.h"
#include "services/common/redact.h"
#include "services/common/requests_testing.h"
#include "services/rights/asker.h"
#include "services/scoring/history.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/model_store.h"
#include "services/scoring/planning.h"
#include "services/scoring/reasons.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scenario_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_rpc.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/task_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

constexpr char kSecret[] = "Benjamin Secret";
constexpr char kAsks[] = "as Carla Hidden asks";
constexpr char kRich[] = "portfolios/shop/items/rich";
constexpr char kMandate[] = "portfolios/shop/mandates/rich";
constexpr char kScenario[] = "portfolios/shop/scenarios/s1";

// `rich` has dropped in the second ranking of the items; m1 is an admin, bo is
// not.
class RedactTextTest : public testing::Test {
 protected:
  void SetUp() override {
    auto admin = ScoringRig::Member("m1", "anna@example.com");
    admin.mutable_member()->add_roles(roadmap::v1::ROLE_ADMIN);
    rig_.Begin(500);
    rig_.CommitRoadmap({admin, ScoringRig::Member("bo", "Bo@secret.example")});
    backlog::v1::Item rich = ScoringRig::Item("rich", 100'000, 400);
    rich.set_title(kSecret);
    rich.set_problem(kSecret);
    rig_.CommitItems({rich, ScoringRig::Item("poor", 1'000, 400)});
    rig_.Settle();
    first_ = rig_.Latest()->ranking.number();
    rig_.CommitRoadmap({ScoringRig::Capacity("web", "q1", 300)});
    rig_.Settle();
    key_ = {rig_.Latest()->ranking.number(), "rich"};
    scoring_.store = rig_.store();
    scoring_.registry = rig_.registry();
    scoring_.publisher = rig_.publisher();
  }

  std::string ReceiptName() const {
    return CrossingName("shop", key_.ranking, key_.item) + "/receipt";
  }

  v1::Receipt ReceiptNow() {
    return **ReadReceipt(*rig_.database()->Read(), "shop", key_);
  }

  void Answer() {
    v1::Receipt receipt = ReceiptNow();
    receipt.set_state(v1::Receipt::STATE_ACCEPTED);
    receipt.set_answered_by("portfolios/shop/members/m1");
    *receipt.mutable_answer_time() = ToTimestamp(rig_.now());
    receipt.set_text(kSecret);
    ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
      absl::Status kept =
          KeepAnswer(transaction, {"anna", "answer", "/test/Answer", "digest"},
                     receipt.SerializeAsString(), rig_.now());
      if (!kept.ok()) return kept;
      return WriteAnswer(transaction, "shop", key_, receipt, 1);
    }),
              absl::OkStatus());
  }

  absl::StatusOr<v1::Redaction> Redact(const std::string& name,
                                       const std::string& as = "m1") {
    v1::RedactTextRequest request;
    request.set_name(name);
    request.set_reason("names a person");
    absl::Status checked = Check(scoring_, request).status();
    if (!checked.ok()) return checked;
    absl::StatusOr<v1::Redaction> redaction = absl::UnknownError("not run");
    absl::Status status = rig_.writer()->Run([&](Transaction& transaction) {
      CallContext call;
      call.actor = as;
      call.method = "/lifeline.scoring.v1.ScoringService/RedactText";
      call.now = rig_.now();
      redaction = RedactText(scoring_, transaction, call, request);
      return redaction.status();
    });
    if (!status.ok()) return status;
    return redaction;
  }

  // The item again, redacted as the backlog would tell it.
  void CommitRedacted(const std::vector<std::string>& paths) {
    backlog::v1::Item item = ScoringRig::Item("rich", 100'000, 400);
    item.set_title(kSecret);
    item.set_problem(kSecret);
    for (const std::string& path : paths) {
      lifeline::RedactText(path, &item);
      item.add_redacted_paths(path);
    }
    *item.mutable_redact_time() = ToTimestamp(rig_.now());
    rig_.CommitItems({item});
    rig_.Settle();
  }

  static roadmap::v1::RoadmapResource Mandate(const std::string& reason) {
    roadmap::v1::RoadmapResource resource;
    roadmap::v1::Mandate& mandate = *resource.mutable_mandate();
    mandate.set_name(kMandate);
    mandate.set_item("portfolios/shop/items/rich");
    mandate.set_reason(reason);
    mandate.set_approver("portfolios/shop/members/m1");
    mandate.mutable_until()->set_year(2027);
    mandate.mutable_until()->set_month(12);
    mandate.mutable_until()->set_day(31);
    return resource;
  }

  // What the roadmap tells when it redacts the mandate, as it is then; an empty
  // one if it was removed before.
  roadmap::v1::RoadmapCommit RedactedMandate(
      const roadmap::v1::RoadmapResource& after) {
    roadmap::v1::RoadmapCommit commit;
    *commit.mutable_commit_time() = ToTimestamp(rig_.now());
    auto* change = commit.add_changes();
    change->set_name(kMandate);
    if (after.has_mandate()) *change->mutable_after() = after;
    change->add_redacted_paths("mandate.reason");
    return commit;
  }

  static backlog::v1::ItemCommit ToldAnew(
      int64_t epoch, int64_t revision,
      const std::vector<backlog::v1::Item>& items) {
    backlog::v1::ItemCommit commit;
    commit.set_portfolio("portfolios/shop");
    commit.set_epoch(epoch);
    commit.set_revision(revision);
    for (const backlog::v1::Item& item : items) {
      auto* change = commit.add_changes();
      change->set_name(item.name());
      *change->mutable_after() = item;
    }
    return commit;
  }

  // A backlog of an older backup, which knows no more than this.
  void RestoreBacklog(int64_t epoch,
                      const std::vector<backlog::v1::Item>& items) {
    rig_.publisher()->StreamOpened(Source::kBacklog);
    ASSERT_EQ(
        rig_.publisher()->Offer(InputCommit::Of(ToldAnew(epoch, 1, items))),
        absl::OkStatus());
    rig_.publisher()->StreamIsLive(Source::kBacklog, epoch);
    rig_.Settle();
  }

  // Opens a scenario in which the mandate and `rich` are otherwise.
  void KeepScenario() {
    v1::Scenario scenario;
    scenario.set_name(kScenario);
    scenario.set_creator("portfolios/shop/members/m1");
    scenario.set_state(v1::Scenario::STATE_OPEN);
    v1::PreviewChangesRequest& changes = *scenario.mutable_changes();
    *changes.add_roadmap_upserts()->mutable_resource() = Mandate(kAsks);
    auto* upsert = changes.add_item_upserts();
    *upsert->mutable_item() = ScoringRig::Item("rich", 1, 400);
    upsert->mutable_item()->set_title(kSecret);
    changes.mutable_model()->set_reason("to try it");
    ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
      return InsertScenario(transaction, "shop", scenario);
    }),
              absl::OkStatus());
  }

  // Creates it as a call does, and remembers the answer.
  void Create(const v1::PreviewChangesRequest& changes) {
    v1::CreateScenarioRequest request;
    request.set_parent("portfolios/shop");
    request.set_scenario_id("s1");
    request.mutable_scenario()->set_title("If");
    *request.mutable_scenario()->mutable_changes() = changes;
    ASSERT_EQ(Check(scoring_, request).status(), absl::OkStatus());
    ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
      CallContext call;
      call.actor = "m1";
      call.method = "/lifeline.scoring.v1.ScoringService/CreateScenario";
      call.now = rig_.now();
      const auto made = CreateScenario(scoring_, transaction, call, request);
      if (!made.ok()) return made.status();
      return KeepAnswer(transaction, {"anna", "made", call.method, "digest"},
                        made->SerializeAsString(), rig_.now());
    }),
              absl::OkStatus());
  }

  void EraseBo() {
    auto erased = ScoringRig::Member("bo", "");
    erased.mutable_member()->set_inactive(true);
    erased.mutable_member()->set_erased(true);
    rig_.CommitRoadmap({erased});
    rig_.Settle();
  }

  v1::Scenario ScenarioNow() {
    return **ReadScenario(*rig_.database()->Read(), "shop", "s1");
  }

  v1::ScoringModel ModelNow(int64_t version) {
    return **ReadModel(*rig_.database()->Read(), "shop", version);
  }

  absl::Status Execute(const std::string& sql) {
    return rig_.writer()->Run([&](Transaction& transaction) {
      return transaction.Execute(sql, {}).status();
    });
  }

  bool IsStored(const std::string& text) {
    return IsInFile(rig_.database()->path(), text);
  }

  bool Verifies() {
    return VerifyLedger(*rig_.database()->Read(), "shop").ok();
  }

  ScoringRig rig_;
  Scoring scoring_;
  int64_t first_ = 0;
  CrossingKey key_;
};

TEST_F(RedactTextTest, TheTextGoesWithItsSaltAndTheLedgerVerifies) {
  CommitRedacted({"title", "problem"});
  Answer();
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
  Answer();
  ASSERT_TRUE(Redact(ReceiptName()).ok());
  EXPECT_EQ(ReasonOf(Redact(ReceiptName()).status()), kNothingToRedact);
  EXPECT_EQ(Redact("portfolios/shop/kpis/indexed").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(RedactTextTest, WhatIsStillThereIsRedactedWhereItIs) {
  rig_.CommitRoadmap({Mandate(kAsks)});
  rig_.Settle();
  for (const char* name : {kRich, kMandate}) {
    const absl::Status status = Redact(name).status();
    EXPECT_EQ(ReasonOf(status), kRedactedElsewhere) << name;
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << name;
  }
  for (const char* name : {"portfolios/shop/items/other",
                           "portfolios/shop/periods/q9/capacities/web"})
    EXPECT_EQ(ReasonOf(Redact(name).status()), kNothingToRedact) << name;
  EXPECT_TRUE(IsStored(kSecret));
  EXPECT_TRUE(IsStored(kAsks));
}

TEST_F(RedactTextTest, WhatARestoredBacklogDoesNotKnowIsRedactedHere) {
  KeepScenario();
  RestoreBacklog(2, {ScoringRig::Item("poor", 1'000, 400)});
  ASSERT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
  const RankingPtr before = rig_.Latest();
  EXPECT_EQ(ReasonOf(Redact(kRich, "bo").status()), rights::kRoleMissing);
  const auto redaction = Redact(kRich);
  ASSERT_TRUE(redaction.ok()) << redaction.status();
  EXPECT_EQ(redaction->redacted_by(), "portfolios/shop/members/m1");
  EXPECT_FALSE(IsStored(kSecret)) << "as soon as it is answered";
  rig_.Settle();
  const RankingPtr after = rig_.Latest();
  EXPECT_EQ(after->ranking.number(), before->ranking.number());
  EXPECT_EQ(after->ranking.digest(), before->ranking.digest());
  ASSERT_FALSE(after->crossings.empty());
  EXPECT_EQ(after->crossings[0].item(), kRich);
  EXPECT_EQ(after->crossings[0].title(), kRedacted);
  EXPECT_EQ(rig_.registry()->Find("shop")->Find(first_), nullptr);
  EXPECT_TRUE(Verifies());
  // Nothing that is held in memory is written again.
  RestoreBacklog(3, {ScoringRig::Item("poor", 1'000, 400)});
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
  EXPECT_FALSE(IsStored(kSecret));
  EXPECT_EQ(rig_.database()
                ->Read()
                ->QueryInt("SELECT count(*) FROM erasure WHERE subject = ? AND "
                           "erased_by LIKE '%/m1' AND reason <> ''",
                           {kRich})
                .value(),
            1);
  rig_.Restart();
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
}

TEST_F(RedactTextTest, WhatIsADraftAfterARestoreIsRedactedByTheBacklog) {
  backlog::v1::Item draft = ScoringRig::Item("rich", 100'000, 400);
  draft.set_state(backlog::v1::Item::STATE_DRAFT);
  draft.clear_submit_time();
  RestoreBacklog(2, {ScoringRig::Item("poor", 1'000, 400), draft});
  ASSERT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
  ASSERT_TRUE(IsStored(kSecret));
  draft.set_title(kRedacted);
  for (const char* path : {"title", "problem"}) draft.add_redacted_paths(path);
  *draft.mutable_redact_time() = ToTimestamp(rig_.now());
  backlog::v1::ItemCommit commit = ToldAnew(2, 2, {draft});
  ASSERT_EQ(rig_.publisher()->Offer(InputCommit::Of(std::move(commit))),
            absl::OkStatus());
  rig_.Settle();
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
  EXPECT_FALSE(IsStored(kSecret));
}

TEST_F(RedactTextTest, WhatARestoredRoadmapDoesNotKnowIsRedactedHere) {
  rig_.CommitRoadmap({Mandate(kAsks)});
  rig_.Settle();
  KeepScenario();
  // Scoring cannot tell why it is gone.
  rig_.RemoveRoadmap(kMandate);
  rig_.Settle();
  ASSERT_TRUE(IsStored(kAsks));
  const RankingPtr before = rig_.Latest();
  ASSERT_TRUE(Redact(kMandate).ok());
  EXPECT_FALSE(IsStored(kAsks)) << "as soon as it is answered";
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->ranking.digest(), before->ranking.digest());
  EXPECT_EQ(
      ScenarioNow().changes().roadmap_upserts(0).resource().mandate().reason(),
      "");
  EXPECT_EQ(rig_.registry()->Find("shop")->Find(first_), nullptr);
  EXPECT_TRUE(Verifies());
}

TEST_F(RedactTextTest, IsForAnAdmin) {
  Answer();
  EXPECT_EQ(ReasonOf(Redact(ReceiptName(), "bo").status()),
            rights::kRoleMissing);
  EXPECT_EQ(ReasonOf(Redact(ReceiptName(), "eve").status()), kNotAMember);
  EXPECT_EQ(ReceiptNow().text(), kSecret);
}

TEST_F(RedactTextTest, TheDatabaseLetsNoTextGoWithoutARecord) {
  Answer();
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
  KeepScenario();
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
  KeepScenario();
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
  backlog::v1::Item item = ScoringRig::Item("rich", 100'000, 400);
  item.add_redacted_paths("title");
  *item.mutable_redact_time() = ToTimestamp(rig_.now());
  InputBatch batch;
  int64_t revision = rig_.backlog_revision();
  for (const char* title : {kRedacted, "Canonical tags"}) {
    item.set_title(title);
    backlog::v1::ItemCommit commit;
    commit.set_portfolio("portfolios/shop");
    commit.set_epoch(rig_.epoch);
    commit.set_revision(++revision);
    commit.add_changes()->set_name(item.name());
    *commit.mutable_changes(0)->mutable_after() = item;
    batch.commits.push_back(InputCommit::Of(std::move(commit)));
  }
  planning->Apply(batch);
  ASSERT_EQ(planning->Plan(), absl::OkStatus());
  EXPECT_TRUE(IsStored("Canonical tags"));
}

TEST_F(RedactTextTest, WhyAScenarioWasClosedGoesWithTheTextsInIt) {
  KeepScenario();
  v1::Scenario scenario = ScenarioNow();
  scenario.set_state(v1::Scenario::STATE_DROPPED);
  scenario.set_closed_by("portfolios/shop/members/m1");
  *scenario.mutable_close_time() = ToTimestamp(rig_.now());
  scenario.set_close_reason(kSecret);
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    return CloseScenario(transaction, "shop", scenario);
  }),
            absl::OkStatus());
  ASSERT_TRUE(Redact(kScenario).ok());
  const v1::Scenario after = ScenarioNow();
  EXPECT_EQ(after.close_reason(), kRedacted);
  EXPECT_EQ(after.closed_by(), scenario.closed_by());
  EXPECT_EQ(after.changes().item_upserts(0).item().title(), "");
  EXPECT_EQ(after.changes().roadmap_upserts(0).resource().mandate().reason(),
            "");
  EXPECT_EQ(after.changes().model().reason(), "");
  EXPECT_EQ(ReasonOf(Redact(kScenario).status()), kNothingToRedact);
  EXPECT_EQ(ReasonOf(Redact(absl::StrCat(kScenario, "9")).status()),
            kNothingToRedact);
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
  KeepScenario();
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

TEST_F(RedactTextTest, AnAddressThatOnlyLooksAlikeKeepsNone) {
  rig_.CommitRoadmap({ScoringRig::Member("jo", "jobo@secret.example")});
  rig_.CommitRoadmap({ScoringRig::Member("bo", "bo@secret.example")});
  rig_.Settle();
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    return KeepAnswer(transaction,
                      {"BO@secret.example", "seen", "/test/Seen", "digest"}, "",
                      rig_.now());
  }),
            absl::OkStatus());
  EraseBo();
  EXPECT_FALSE(IsStored("BO@secret.example"));
}

// Members and references of a document, stored before they were given their
// names.
v1::PreviewChangesRequest AboutBo(const std::string& address) {
  v1::PreviewChangesRequest changes;
  changes.set_parent("portfolios/shop");
  auto& by_address = *changes.add_roadmap_upserts();
  by_address.mutable_resource()->mutable_member()->set_address(address);
  by_address.mutable_resource()->mutable_member()->set_display_name("Bo Cat");
  by_address.mutable_update_mask()->add_paths("display_name");
  auto& by_name =
      *changes.add_roadmap_upserts()->mutable_resource()->mutable_member();
  by_name.set_name("portfolios/shop/members/bo");
  by_name.set_display_name("Bo Cat");
  auto& other =
      *changes.add_roadmap_upserts()->mutable_resource()->mutable_member();
  other.set_name("portfolios/shop/members/m1");
  other.set_display_name("Anna");
  other.set_deputy("portfolios/shop/members/" + address);
  auto& item = *changes.add_item_upserts()->mutable_item();
  item.set_name("portfolios/shop/items/poor");
  item.set_owner("portfolios/shop/members/" + address);
  return changes;
}

void ExpectOnlyOthers(const v1::PreviewChangesRequest& changes) {
  ASSERT_EQ(changes.roadmap_upserts_size(), 1);
  const auto& other = changes.roadmap_upserts(0).resource().member();
  EXPECT_EQ(other.display_name(), "Anna");
  EXPECT_EQ(other.deputy(), "portfolios/shop/members/bo");
  EXPECT_EQ(changes.item_upserts(0).item().owner(),
            "portfolios/shop/members/bo");
}

TEST_F(RedactTextTest, AnErasedMemberGoesFromScenarios) {
  v1::Scenario scenario;
  scenario.set_name(kScenario);
  scenario.set_state(v1::Scenario::STATE_OPEN);
  *scenario.mutable_changes() = AboutBo("bo@Secret.example");
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    absl::Status kept =
        KeepAnswer(transaction, {"anna", "made", "/test/Create", "digest"},
                   scenario.SerializeAsString(), rig_.now());
    if (!kept.ok()) return kept;
    absl::Status inserted = InsertScenario(transaction, "shop", scenario);
    if (!inserted.ok()) return inserted;
    scenario.set_state(v1::Scenario::STATE_DROPPED);
    return CloseScenario(transaction, "shop", scenario);
  }),
            absl::OkStatus());
  ASSERT_TRUE(IsStored("bo@Secret.example"));
  ASSERT_TRUE(IsStored("Bo Cat"));
  EraseBo();
  ExpectOnlyOthers(ScenarioNow().changes());
  EXPECT_FALSE(IsStored("bo@Secret.example"));
  EXPECT_FALSE(IsStored("Bo Cat"));
}

TEST_F(RedactTextTest, AnAddressThatTheMemberHasNoMoreIsNotInScenarios) {
  Create(AboutBo("bo@SECRET.example"));
  rig_.CommitRoadmap({ScoringRig::Member("bo", "new@secret.example")});
  rig_.Settle();
  EraseBo();
  ExpectOnlyOthers(ScenarioNow().changes());
  EXPECT_FALSE(IsStored("SECRET.example"));
  EXPECT_FALSE(IsStored("Bo Cat"));
}

TEST_F(RedactTextTest, WhoIsOnlyMentionedInAScenarioStaysAsHeIs) {
  v1::PreviewChangesRequest changes;
  changes.add_roadmap_upserts()
      ->mutable_resource()
      ->mutable_member()
      ->set_address("bo@secret.example");
  Create(changes);
  const auto upsert = ScenarioNow().changes().roadmap_upserts(0);
  EXPECT_EQ(upsert.resource().member().name(), "portfolios/shop/members/bo");
  ASSERT_EQ(upsert.update_mask().paths_size(), 1);
  EXPECT_EQ(upsert.update_mask().paths(0), "name");
}

// A mandate of `rich`, and `rich` as another tool calls it.
v1::PreviewChangesRequest WithoutNames() {
  v1::PreviewChangesRequest changes;
  changes.set_parent("portfolios/shop");
  auto& mandate =
      *changes.add_roadmap_upserts()->mutable_resource()->mutable_mandate();
  mandate.set_item("portfolios/shop/items/rich");
  mandate.set_reason(kAsks);
  auto& item = *changes.add_item_upserts()->mutable_item();
  item.set_title(kSecret);
  item.mutable_money()->set_amount_hundredths(7);
  item.add_external_references()->set_system("jira");
  item.mutable_external_references(0)->set_key("SEO-7");
  return changes;
}

backlog::v1::Item RichOfJira() {
  backlog::v1::Item item = ScoringRig::Item("rich", 100'000, 400);
  item.add_external_references()->set_system("jira");
  item.mutable_external_references(0)->set_key("SEO-7");
  return item;
}

TEST_F(RedactTextTest, WhatAScenarioWritesWithoutANameIsGivenIt) {
  rig_.CommitItems({RichOfJira()});
  rig_.Settle();
  Create(WithoutNames());
  const v1::PreviewChangesRequest changes = ScenarioNow().changes();
  EXPECT_EQ(changes.roadmap_upserts(0).resource().mandate().name(), kMandate);
  EXPECT_EQ(changes.item_upserts(0).item().name(),
            "portfolios/shop/items/rich");
}

TEST_F(RedactTextTest, WhatWasStoredWithoutANameIsRedacted) {
  v1::Scenario scenario;
  scenario.set_name(kScenario);
  scenario.set_state(v1::Scenario::STATE_OPEN);
  *scenario.mutable_changes() = WithoutNames();
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    return InsertScenario(transaction, "shop", scenario);
  }),
            absl::OkStatus());
  rig_.OfferRoadmap(RedactedMandate(Mandate(kRedacted)));
  backlog::v1::Item item = RichOfJira();
  item.set_title(kRedacted);
  item.add_redacted_paths("title");
  *item.mutable_redact_time() = ToTimestamp(rig_.now());
  rig_.CommitItems({item});
  rig_.Settle();
  const v1::PreviewChangesRequest changes = ScenarioNow().changes();
  EXPECT_EQ(changes.roadmap_upserts(0).resource().mandate().reason(), "");
  EXPECT_EQ(changes.item_upserts(0).item().title(), "");
  EXPECT_EQ(changes.item_upserts(0).item().money().amount_hundredths(), 7);
  EXPECT_FALSE(IsStored(kAsks));
}

// Whoever makes the changes of a scenario writes what its masks name.
TEST_F(RedactTextTest, WhatIsRedactedInAScenarioIsWrittenNowhere) {
  v1::PreviewChangesRequest changes = WithoutNames();
  // As a document says it, as a program may, and what only has a text.
  for (const char* path : {"item", "reason"})
    changes.mutable_roadmap_upserts(0)->mutable_update_mask()->add_paths(path);
  changes.mutable_item_upserts(0)->mutable_item()->set_name(
      "portfolios/shop/items/rich");
  auto& title = *changes.add_item_upserts();
  title.mutable_item()->set_name("portfolios/shop/items/poor");
  title.mutable_item()->set_title(kSecret);
  title.mutable_update_mask()->add_paths("title");
  auto& capacity = *changes.add_roadmap_upserts();
  auto& withheld = *capacity.mutable_resource()->mutable_capacity();
  withheld.set_name("portfolios/shop/periods/q1/capacities/web");
  withheld.add_withheld()->set_amount_hundredths(50);
  withheld.mutable_withheld(0)->set_reason(kSecret);
  capacity.mutable_update_mask()->add_paths("withheld");
  Create(changes);
  ASSERT_TRUE(Redact(kScenario).ok());
  const v1::Scenario after = ScenarioNow();
  EXPECT_EQ(after.SerializeAsString().find(kRedacted), std::string::npos);
  ASSERT_EQ(after.changes().item_upserts_size(), 1);
  const auto mask = [](const auto& upsert) {
    return absl::StrJoin(upsert.update_mask().paths(), ",");
  };
  EXPECT_EQ(mask(after.changes().item_upserts(0)), "money,external_references");
  EXPECT_EQ(mask(after.changes().roadmap_upserts(0)), "item");
  // What is withheld is; the roadmap will ask why.
  EXPECT_EQ(mask(after.changes().roadmap_upserts(1)), "withheld");
  const auto& entry =
      after.changes().roadmap_upserts(1).resource().capacity().withheld(0);
  EXPECT_EQ(entry.amount_hundredths(), 50);
  EXPECT_EQ(entry.reason(), "");
}

TEST_F(RedactTextTest, AScenarioWithoutATextHasNothingToRedact) {
  v1::PreviewChangesRequest changes = WithoutNames();
  changes.mutable_roadmap_upserts(0)
      ->mutable_resource()
      ->mutable_mandate()
      ->clear_reason();
  changes.mutable_item_upserts(0)->mutable_item()->clear_title();
  Create(changes);
  EXPECT_EQ(ReasonOf(Redact(kScenario).status()), kNothingToRedact);
}

TEST_F(RedactTextTest, ASourceThatIsRestoredRedactsNothingAgain) {
  rig_.CommitRoadmap({Mandate(kAsks)});
  rig_.Settle();
  rig_.OfferRoadmap(RedactedMandate(Mandate(kRedacted)));
  CommitRedacted({"title", "problem"});
  rig_.CommitRoadmap({Mandate("PCI DSS")});
  backlog::v1::Item item = ScoringRig::Item("rich", 100'000, 400);
  item.set_title("Canonical tags");
  rig_.CommitItems({item});
  rig_.Settle();
  KeepScenario();
  const auto planning = *Planning::Load(
      rig_.context(), **ReadHead(*rig_.database()->Read(), "shop"));
  InputBatch batch;
  roadmap::v1::RoadmapCommit commit = RedactedMandate(Mandate(kRedacted));
  commit.set_portfolio("portfolios/shop");
  commit.set_epoch(rig_.epoch + 1);
  commit.set_revision(1);
  batch.commits.push_back(InputCommit::Of(std::move(commit)));
  backlog::v1::ItemCommit items;
  items.set_portfolio("portfolios/shop");
  items.set_epoch(rig_.epoch + 1);
  items.set_revision(1);
  items.add_changes()->set_name(item.name());
  item.set_title(kRedacted);
  item.add_redacted_paths("title");
  *item.mutable_redact_time() = ToTimestamp(rig_.now());
  *items.mutable_changes(0)->mutable_after() = item;
  batch.commits.push_back(InputCommit::Of(std::move(items)));
  planning->Apply(batch);
  ASSERT_EQ(planning->Plan(), absl::OkStatus());
  const v1::PreviewChangesRequest changes = ScenarioNow().changes();
  EXPECT_EQ(changes.roadmap_upserts(0).resource().mandate().reason(), kAsks);
  EXPECT_EQ(changes.item_upserts(0).item().title(), kSecret);
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

}  // namespace
}  // namespace lifeline::scoring

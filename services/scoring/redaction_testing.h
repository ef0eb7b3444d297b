#ifndef LIFELINE_SERVICES_SCORING_REDACTION_TESTING_H_
#define LIFELINE_SERVICES_SCORING_REDACTION_TESTING_H_

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "services/common/database_testing.h"
#include "services/common/redact.h"
#include "services/common/requests_testing.h"
#include "services/scoring/history.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/model_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scenario_store.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {

inline constexpr char kSecret[] = "Benjamin Secret";
inline constexpr char kAsks[] = "as Carla Hidden asks";
inline constexpr char kRich[] = "portfolios/shop/items/rich";
inline constexpr char kMandate[] = "portfolios/shop/mandates/rich";
inline constexpr char kScenario[] = "portfolios/shop/scenarios/s1";

// For tests: `rich` has dropped in the second ranking; m1 is an admin, bo is
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
    scoring_ = rig_.scoring();
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
      redaction =
          RedactText(scoring_, transaction, rig_.As(as, "RedactText"), request);
      return redaction.status();
    });
    if (!status.ok()) return status;
    return redaction;
  }

  // The item as the backlog tells it when it has redacted these texts of it.
  backlog::v1::Item Redacted(backlog::v1::Item item,
                             const std::vector<std::string>& paths) const {
    for (const std::string& path : paths) {
      lifeline::RedactText(path, &item);
      item.add_redacted_paths(path);
    }
    *item.mutable_redact_time() = ToTimestamp(rig_.now());
    return item;
  }

  // `rich` again, redacted.
  void CommitRedacted(const std::vector<std::string>& paths) {
    backlog::v1::Item item = ScoringRig::Item("rich", 100'000, 400);
    item.set_title(kSecret);
    item.set_problem(kSecret);
    rig_.CommitItems({Redacted(std::move(item), paths)});
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
      const CallContext call = rig_.As("m1", "CreateScenario");
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

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_REDACTION_TESTING_H_

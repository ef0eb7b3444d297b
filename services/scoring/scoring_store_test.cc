#include "services/scoring/scoring_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/model_store.h"
#include "services/scoring/publication_testing.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_schema.h"
#include "services/scoring/task_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ScoringStoreTest : public testing::Test {
 protected:
  ScoringStoreTest()
      : database_(*Database::Temporary(ScoringMigrations())),
        writer_(std::make_unique<Writer>(database_.get())),
        store_(database_.get(), writer_.get()) {}

  NewRanking Next(int64_t number, std::vector<ResultRow> results) const {
    return publications_.Next(number, std::move(results));
  }

  absl::Status Publish(const NewRanking& next) {
    absl::Status status = store_.Publish(next).status();
    if (status.ok()) publications_.Done(next);
    return status;
  }

  // a above, b below: where most tests begin.
  void Begin() { ASSERT_EQ(Publish(publications_.Begin()), absl::OkStatus()); }

  NewRanking DropOfA() const { return publications_.Move("a", false); }

  absl::Status Execute(absl::string_view sql) {
    return writer_->Run([sql](Transaction& transaction) {
      return transaction.Execute(sql, {}).status();
    });
  }

  int64_t Number() {
    Snapshot snapshot = *database_->Read();
    return (*ReadHead(snapshot, kShop))->number;
  }

  // All rows of all tables that a publication writes.
  int64_t Rows() {
    Snapshot snapshot = *database_->Read();
    int64_t rows = 0;
    for (absl::string_view table :
         {"ledger", "ranking", "result", "line_crossing", "receipt",
          "input_item", "input_roadmap", "member", "task", "standing_count"})
      rows +=
          *snapshot.QueryInt(absl::StrCat("SELECT COUNT(*) FROM ", table), {});
    return rows;
  }

  PublicationsOfAShop publications_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  ScoringStore store_;
};

void ExpectRefused(const absl::Status& status) {
  EXPECT_EQ(ReasonOf(status), "CONSTRAINT_VIOLATED") << status;
}

TEST_F(ScoringStoreTest, ARankingIsThereWholeAndChained) {
  Begin();
  absl::StatusOr<Published> second = store_.Publish(DropOfA());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->ranking.name(), "portfolios/shop/rankings/2");
  ASSERT_THAT(second->crossings, SizeIs(1));
  EXPECT_EQ(second->crossings[0].receipt(),
            "portfolios/shop/rankings/2/crossings/a/receipt");
  EXPECT_EQ(second->crossings[0].title(), "a title");

  Snapshot snapshot = *database_->Read();
  absl::StatusOr<ChainEnd> end = VerifyLedger(snapshot, kShop);
  ASSERT_TRUE(end.ok()) << end.status();
  EXPECT_EQ(end->entries, 5);
  absl::StatusOr<std::vector<ResultRow>> results =
      ReadResults(snapshot, kShop, 2);
  ASSERT_THAT(*results, SizeIs(2));
  EXPECT_EQ((*results)[0].standing, v1::STANDING_BELOW);
  EXPECT_EQ(ReadResults(snapshot, kShop, 1)->at(0).standing,
            v1::STANDING_ABOVE);
  EXPECT_EQ(ReadInputs(snapshot, kShop, 2)->items[0].body, "body of a in 2");
  EXPECT_EQ(ReadInputs(snapshot, kShop, 1)->items[0].body, "body of a in 1");
  const std::optional<v1::LineCrossing> crossing =
      *ReadCrossing(snapshot, kShop, {2, "a"});
  EXPECT_EQ(crossing->title(), "") << "texts lie beside the ledger";
  EXPECT_EQ(crossing->hash(), second->crossings[0].hash());
}

TEST_F(ScoringStoreTest, MinutesStandInTheLedgerOnceWithOrWithoutARanking) {
  Begin();
  roadmap::v1::Review review;
  review.set_name("portfolios/shop/reviews/r1");
  Progress progress = DropOfA().progress;
  progress.inputs = {};
  progress.closed_reviews = {review};
  ASSERT_EQ(store_.Advance(progress), absl::OkStatus());
  const auto entries = [this] {
    return VerifyLedger(*database_->Read(), kShop)->entries;
  };
  EXPECT_EQ(entries(), 4);
  NewRanking next = DropOfA();
  next.progress.seen_before = progress.seen;
  next.progress.closed_reviews = {review};
  ASSERT_EQ(store_.Publish(next).status(), absl::OkStatus());
  EXPECT_EQ(entries(), 6) << "a ranking and a crossing, and no minutes again";
}

TEST_F(ScoringStoreTest, MinutesOutsideTheLedgerAreRefused) {
  Begin();
  for (const char* sql :
       {"INSERT INTO minutes VALUES ('shop', 'r1', x'01', 1)",
        "INSERT INTO minutes VALUES ('shop', 'r1', x'01', 9)"})
    ExpectRefused(Execute(sql));
}

TEST_F(ScoringStoreTest, ADropWithoutItsCrossingIsRefused) {
  Begin();
  NewRanking next = DropOfA();
  next.crossings.clear();
  ExpectRefused(Publish(next));
  EXPECT_EQ(Number(), 1);
}

TEST_F(ScoringStoreTest, ADropWithAnotherKindOfCrossingIsRefused) {
  Begin();
  NewRanking next = DropOfA();
  next.crossings[0].crossing.set_kind(v1::LineCrossing::KIND_SLIPPED);
  ExpectRefused(Publish(next));
}

TEST_F(ScoringStoreTest, ADropWithoutItsReceiptIsRefused) {
  Begin();
  NewRanking next = DropOfA();
  next.crossings[0].receipt.reset();
  ExpectRefused(Publish(next));
}

TEST_F(ScoringStoreTest, ASlipPlannedBeforeTheNewestBaselineIsPlannedAnew) {
  Begin();
  ResultRow row = Stands("a", v1::STANDING_ABOVE);
  row.period = "q2";
  NewRanking next = Next(1, {row});
  AddCrossing(&next, "a", v1::LineCrossing::KIND_SLIPPED, /*receipt=*/false);
  ASSERT_EQ(writer_->Run([](Transaction& transaction) {
    v1::Baseline baseline;
    baseline.set_name("portfolios/shop/baselines/first");
    return WriteBaseline(transaction, kShop, 1, baseline);
  }),
            absl::OkStatus());
  EXPECT_EQ(ReasonOf(Publish(next)), "RANKING_TAKEN");
  EXPECT_EQ(Number(), 1);
  next.baseline = "portfolios/shop/baselines/first";
  ExpectRefused(Publish(next));
  next.crossings.clear();
  AddCrossing(&next, "a", v1::LineCrossing::KIND_SLIPPED);
  EXPECT_EQ(Publish(next), absl::OkStatus());
}

TEST_F(ScoringStoreTest, ACrossingThatDidNotHappenIsRefused) {
  Begin();
  NewRanking next = DropOfA();
  AddCrossing(&next, "b", v1::LineCrossing::KIND_DROPPED);
  ExpectRefused(Publish(next));
}

TEST_F(ScoringStoreTest, EnteringBelowWithoutItsCrossingIsRefused) {
  ExpectRefused(Publish(Next(0, {Stands("a", v1::STANDING_BELOW)})));
}

TEST_F(ScoringStoreTest, AnItemThatIsClosedNeedsItsCrossing) {
  Begin();
  ExpectRefused(Publish(Next(1, {Stands("b", v1::STANDING_DECLINED)})));
}

TEST_F(ScoringStoreTest, DoneIsNoDrop) {
  Begin();
  EXPECT_EQ(Publish(Next(1, {Stands("a", v1::STANDING_DONE)})),
            absl::OkStatus());
}

TEST_F(ScoringStoreTest, CountsThatDoNotAddUpAreRefused) {
  Begin();
  NewRanking next = DropOfA();
  next.ranking.mutable_counts(0)->set_count(1);
  ExpectRefused(Publish(next));
  // Neither do counts that add up and are not those of the results.
  next = DropOfA();
  next.ranking.mutable_counts(0)->set_standing(v1::STANDING_ABOVE);
  ExpectRefused(Publish(next));
}

TEST_F(ScoringStoreTest, OnlyTheNextRankingCanBePublished) {
  Begin();
  const absl::Status late = Publish(Next(0, {}));
  EXPECT_EQ(late.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(late), "RANKING_TAKEN");
  EXPECT_EQ(ReasonOf(Publish(Next(2, {}))), "RANKING_TAKEN");
  EXPECT_EQ(Number(), 1);
}

// The model of tests/model calls it COMPARE_NUMBER_ONLY.
TEST_F(ScoringStoreTest, WhoHasNotSeenWhatAnotherHasSeenCannotPublish) {
  Begin();
  const NewRanking planned_before = DropOfA();
  Progress other = Next(1, {}).progress;
  other.seen.backlog = 50;
  ASSERT_EQ(store_.Advance(other), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Publish(planned_before)), "RANKING_TAKEN");
  EXPECT_EQ(ReasonOf(store_.Advance(planned_before.progress)), "RANKING_TAKEN");
  Snapshot snapshot = *database_->Read();
  EXPECT_EQ((*ReadHead(snapshot, kShop))->seen.backlog, 50);
}

TEST_F(ScoringStoreTest, OfTwoThatPublishTheSameOneLosesCleanly) {
  Begin();
  const int64_t before = Rows();
  const NewRanking drop = DropOfA();
  EXPECT_EQ(Publish(drop), absl::OkStatus());
  const int64_t after = Rows();
  EXPECT_EQ(ReasonOf(Publish(drop)), "RANKING_TAKEN");
  EXPECT_GT(after, before);
  EXPECT_EQ(Rows(), after);
}

TEST_F(ScoringStoreTest, APublicationThatFailsAnywhereLeavesNothing) {
  Begin();
  NewRanking next = DropOfA();
  next.cleared.push_back({1, "b"});
  next.results.push_back(Stands("b", v1::STANDING_ABOVE));
  next = Next(1, next.results);
  AddCrossing(&next, "a", v1::LineCrossing::KIND_DROPPED);
  AddCrossing(&next, "b", v1::LineCrossing::KIND_ROSE, false);
  next.cleared.push_back({1, "b"});
  next.progress.inputs.roadmap.push_back(
      {"portfolios/shop/teams/web", false, "team"});
  next.progress.inputs.members.push_back({"portfolios/shop/members/m1", "m"});
  v1::Task task;
  task.set_item(ItemName(kShop, "a"));
  task.set_kind(v1::Task::KIND_RATE);
  next.progress.tasks.opened.push_back(task);
  const int64_t before = Rows();
  for (absl::string_view when :
       {"INSERT ON input_item", "INSERT ON input_roadmap", "INSERT ON member",
        "INSERT ON ledger", "INSERT ON ranking", "INSERT ON line_crossing",
        "INSERT ON receipt", "INSERT ON result", "UPDATE ON receipt",
        "INSERT ON task", "UPDATE ON head"}) {
    ASSERT_EQ(Execute(absl::StrCat("CREATE TRIGGER fault BEFORE ", when,
                                   " BEGIN SELECT RAISE(ABORT, 'fault'); END")),
              absl::OkStatus());
    ExpectRefused(Publish(next));
    EXPECT_EQ(Rows(), before) << when;
    EXPECT_EQ(Number(), 1) << when;
    ASSERT_EQ(Execute("DROP TRIGGER fault"), absl::OkStatus());
  }
  EXPECT_EQ(Publish(next), absl::OkStatus());
  Snapshot snapshot = *database_->Read();
  EXPECT_EQ((*ReadReceipt(snapshot, kShop, {1, "b"}))->state(),
            v1::Receipt::STATE_CLEARED);
}

TEST_F(ScoringStoreTest, WhatIsAppendedCannotBeChangedOrRemoved) {
  Begin();
  for (absl::string_view table :
       {"ledger", "ranking", "result", "line_crossing", "receipt", "input_item",
        "head"})
    ExpectRefused(Execute(absl::StrCat("DELETE FROM ", table)));
  ExpectRefused(Execute("UPDATE ledger SET content = 'x'"));
  ExpectRefused(Execute("UPDATE ranking SET digest = 'x'"));
  ExpectRefused(Execute("UPDATE result SET standing = 1"));
  ExpectRefused(Execute("UPDATE line_crossing SET kind = 5"));
  ExpectRefused(Execute("UPDATE receipt SET owed_by = 'x'"));
  ExpectRefused(Execute("UPDATE head SET number = number + 1"));
  ExpectRefused(Execute("UPDATE head SET number = number - 1"));
  ExpectRefused(Execute("UPDATE head SET as_of_day = as_of_day - 1"));
  ExpectRefused(Execute("UPDATE head SET backlog_revision = 0"));
  ExpectRefused(Execute("UPDATE head SET roadmap_revision = 0"));
}

TEST_F(ScoringStoreTest, AReceiptIsAnsweredOnceAndOnlyByAnAnswer) {
  Begin();
  ExpectRefused(Execute("UPDATE receipt SET state = 3"));
  ExpectRefused(
      Execute("UPDATE receipt SET state = 8, cleared_by_ranking = 1"));
  v1::Receipt receipt;
  {
    Snapshot snapshot = *database_->Read();
    receipt = **ReadReceipt(snapshot, kShop, {1, "b"});
  }
  EXPECT_EQ(receipt.state(), v1::Receipt::STATE_OPEN);
  receipt.set_state(v1::Receipt::STATE_ACCEPTED);
  receipt.set_answered_by("portfolios/shop/members/m1");
  *receipt.mutable_answer_time() = ToTimestamp(absl::FromUnixSeconds(5));
  receipt.set_text("so be it");
  auto answer = [&] {
    return writer_->Run([&](Transaction& transaction) {
      return WriteAnswer(transaction, kShop, {1, "b"}, receipt, 1);
    });
  };
  EXPECT_EQ(answer(), absl::OkStatus());
  EXPECT_FALSE(answer().ok());
  ExpectRefused(Execute("UPDATE receipt SET state = 1"));
  ExpectRefused(Execute("UPDATE receipt SET state = 2"));
  ExpectRefused(Execute("UPDATE answer SET state = 4"));
  ExpectRefused(Execute("DELETE FROM answer"));
  // The text can be erased, by name; the chain still verifies.
  ExpectRefused(Execute("DELETE FROM answer_text"));
  EXPECT_EQ(Execute("INSERT INTO erasure (portfolio, subject, time_us, "
                    "erased_by, reason) VALUES ('shop', "
                    "'portfolios/shop/rankings/1/crossings/b/receipt', 6, "
                    "'portfolios/shop/members/m1', 'a name stood there')"),
            absl::OkStatus());
  EXPECT_EQ(Execute("DELETE FROM answer_text"), absl::OkStatus());
  Snapshot snapshot = *database_->Read();
  const v1::Receipt stored = **ReadReceipt(snapshot, kShop, {1, "b"});
  EXPECT_EQ(stored.state(), v1::Receipt::STATE_ACCEPTED);
  EXPECT_EQ(stored.text(), "");
  EXPECT_EQ(stored.answered_by(), "portfolios/shop/members/m1");
  EXPECT_TRUE(VerifyLedger(snapshot, kShop).ok());
}

TEST_F(ScoringStoreTest, TheChainShowsWhereItWasChanged) {
  Begin();
  ASSERT_EQ(Publish(DropOfA()), absl::OkStatus());
  ASSERT_EQ(Execute("DROP TRIGGER ledger_keeps"), absl::OkStatus());
  ASSERT_EQ(Execute("UPDATE ledger SET content = CAST('changed' AS BLOB) "
                    "WHERE position = 3"),
            absl::OkStatus());
  Snapshot snapshot = *database_->Read();
  const absl::Status status = VerifyLedger(snapshot, kShop).status();
  EXPECT_EQ(ReasonOf(status), "LEDGER_BROKEN");
  EXPECT_THAT(std::string(status.message()), HasSubstr("entry 3"));
}

TEST_F(ScoringStoreTest, TheLedgerHoldsNoTexts) {
  Begin();
  Snapshot snapshot = *database_->Read();
  ASSERT_EQ(snapshot.Query("SELECT content FROM ledger", {},
                           [](const Row& row) {
                             const std::string content = row.Text(0);
                             EXPECT_EQ(content.find("title"),
                                       std::string::npos);
                             EXPECT_EQ(content.find("full"), std::string::npos);
                             return absl::OkStatus();
                           }),
            absl::OkStatus());
}

TEST_F(ScoringStoreTest, InputsThatChangeNothingWaitForTheNextRanking) {
  Begin();
  Progress progress = Next(1, {}).progress;
  progress.seen.backlog = 50;
  for (absl::string_view body : {"first", "second"}) {
    progress.inputs.items = {{"a", false, std::string(body)}};
    ASSERT_EQ(store_.Advance(progress), absl::OkStatus());
    progress.seen_before = progress.seen;
  }
  Snapshot snapshot = *database_->Read();
  EXPECT_EQ((*ReadHead(snapshot, kShop))->number, 1);
  EXPECT_EQ((*ReadHead(snapshot, kShop))->seen.backlog, 50);
  EXPECT_EQ(ReadInputs(snapshot, kShop, 1)->items[0].body, "body of a in 1");
  EXPECT_EQ(ReadInputs(snapshot, kShop, 2)->items[0].body, "second");
}

TEST_F(ScoringStoreTest, TasksOpenCloseAndAreNumbered) {
  Begin();
  v1::Task task;
  task.set_item(ItemName(kShop, "a"));
  task.set_kind(v1::Task::KIND_RATE);
  task.set_side(v1::Task::SIDE_VALUE);
  task.add_missing("money");
  *task.mutable_open_time() = ToTimestamp(absl::FromUnixSeconds(10));
  Progress progress = Next(1, {}).progress;
  progress.tasks.opened = {task};
  ASSERT_EQ(store_.Advance(progress), absl::OkStatus());
  progress.seen_before = progress.seen;
  ExpectRefused([&] {
    absl::Status status = store_.Advance(progress);
    return ReasonOf(status) == "UNIQUE_VIOLATED"
               ? Error(status.code(), "CONSTRAINT_VIOLATED", "")
               : status;
  }());
  progress.tasks = {};
  progress.tasks.closed.push_back(
      {"a", v1::Task::KIND_RATE, v1::Task::SIDE_VALUE});
  ASSERT_EQ(store_.Advance(progress), absl::OkStatus());
  progress.tasks = {};
  progress.tasks.opened = {task};
  ASSERT_EQ(store_.Advance(progress), absl::OkStatus());
  Snapshot snapshot = *database_->Read();
  std::vector<std::string> names;
  ASSERT_EQ(ForEachTask(snapshot, kShop, {},
                        [&](v1::Task stored, const TaskPosition&) {
                          names.push_back(absl::StrCat(
                              stored.name(),
                              stored.has_close_time() ? " closed" : " open"));
                          return true;
                        }),
            absl::OkStatus());
  EXPECT_THAT(names,
              testing::ElementsAre("portfolios/shop/tasks/a-rate-1 closed",
                                   "portfolios/shop/tasks/a-rate-2 open"));
}

TEST_F(ScoringStoreTest, ModelsAreNumberedAndOneIsActive) {
  auto add = [&](absl::string_view title, bool activate) {
    int64_t version = 0;
    EXPECT_EQ(writer_->Run([&](Transaction& transaction) -> absl::Status {
      v1::ScoringModel model;
      model.set_title(std::string(title));
      absl::StatusOr<v1::ScoringModel> added =
          AddModel(transaction, kShop, "joint", model, absl::UnixEpoch());
      if (!added.ok()) return added.status();
      version = added->version();
      return activate ? ActivateModel(transaction, kShop, version, "m1",
                                      absl::FromUnixSeconds(1))
                      : absl::OkStatus();
    }),
              absl::OkStatus());
    return version;
  };
  EXPECT_EQ(add("one", true), 1);
  EXPECT_EQ(add("two", true), 2);
  EXPECT_EQ(add("three", false), 3);
  Snapshot snapshot = *database_->Read();
  EXPECT_EQ((*ActiveModel(snapshot, kShop))->name(),
            "portfolios/shop/models/joint@2");
  EXPECT_EQ((*ReadModel(snapshot, kShop, 1))->state(),
            v1::ScoringModel::STATE_RETIRED);
  EXPECT_EQ(ListModels(snapshot, kShop, 3, 10)->size(), 2u);
  ExpectRefused(Execute("UPDATE model SET body = 'x' WHERE version = 1"));
  ExpectRefused(Execute("DELETE FROM model"));
}

TEST_F(ScoringStoreTest, ABaselineIsFrozen) {
  Begin();
  v1::Baseline baseline;
  baseline.set_name("portfolios/shop/baselines/q1");
  baseline.set_title("First");
  auto write = [&](int64_t ranking) {
    return writer_->Run([&](Transaction& transaction) {
      return WriteBaseline(transaction, kShop, ranking, baseline);
    });
  };
  EXPECT_EQ(write(1), absl::OkStatus());
  EXPECT_EQ(ReasonOf(write(1)), "UNIQUE_VIOLATED");
  baseline.set_name("portfolios/shop/baselines/q2");
  EXPECT_FALSE(write(9).ok()) << "there is no ranking 9";
  ExpectRefused(Execute("UPDATE baseline SET ranking = 2"));
  Snapshot snapshot = *database_->Read();
  EXPECT_EQ((*ReadBaseline(snapshot, kShop, "latest"))->ranking(),
            "portfolios/shop/rankings/1");
  EXPECT_THAT(*ListBaselines(snapshot, kShop, 1, 10), IsEmpty());
}

}  // namespace
}  // namespace lifeline::scoring

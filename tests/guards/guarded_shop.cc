#include "tests/guards/guarded_shop.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/common/status.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_schema.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

constexpr char kAnna[] = "portfolios/shop/members/m1";

absl::Time At(int64_t hours) {
  return absl::FromUnixSeconds(1'800'000'000) + absl::Hours(hours);
}

void MustBeOk(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << std::endl;
  std::abort();
}

v1::Task TaskOf(absl::string_view item) {
  v1::Task task;
  task.set_item(ItemName(kShop, item));
  task.set_kind(v1::Task::KIND_RATE);
  task.set_side(v1::Task::SIDE_VALUE);
  *task.mutable_open_time() = ToTimestamp(At(0));
  return task;
}

NewRanking First(const PublicationsOfAShop& publications) {
  NewRanking next = publications.Next(
      0, {Stands("a", v1::STANDING_ABOVE), Stands("b", v1::STANDING_ABOVE),
          Stands("c", v1::STANDING_BELOW), Stands("d", v1::STANDING_ABOVE),
          Stands("e", v1::STANDING_NOT_READY, /*listed=*/false)});
  for (absl::string_view item : {"a", "b", "d"})
    AddCrossing(&next, item, v1::LineCrossing::KIND_ENTERED_ABOVE, false);
  AddCrossing(&next, "c", v1::LineCrossing::KIND_ENTERED_BELOW);
  next.progress.inputs.roadmap = {
      {"portfolios/shop/teams/web", false, "a team"}};
  next.progress.tasks.opened = {TaskOf("a")};
  return next;
}

absl::Status Tell(Transaction& transaction) {
  Notice notice;
  notice.subject = {"c", v1::Task::KIND_UNSPECIFIED, 1};
  notice.recipient = kAnna;
  absl::StatusOr<int64_t> digest =
      FindOrMakeDigest(transaction, kShop, 20'001, false, At(24));
  if (!digest.ok()) return digest.status();
  absl::Status status =
      WriteTold(transaction, kShop, notice, *digest, /*asks=*/true);
  if (!status.ok()) return status;
  status = StartClock(transaction, kShop, notice.subject, At(24), At(144));
  if (!status.ok()) return status;
  notice.rung = v1::RUNG_OVERDUE;
  notice.make_time = At(145);
  status = WriteNotice(transaction, kShop, notice);
  if (!status.ok()) return status;
  return WriteClimb(transaction, kShop, notice.subject, v1::RUNG_OVERDUE,
                    At(264));
}

absl::Status AnswerTheDrop(Transaction& transaction) {
  absl::StatusOr<std::optional<v1::Receipt>> receipt =
      ReadReceipt(transaction, kShop, {2, "d"});
  if (!receipt.ok()) return receipt.status();
  (*receipt)->set_state(v1::Receipt::STATE_ACCEPTED);
  (*receipt)->set_answered_by(kAnna);
  *(*receipt)->mutable_answer_time() = ToTimestamp(At(30));
  absl::Status status = WriteAnswer(transaction, kShop, {2, "d"}, **receipt, 1);
  if (!status.ok()) return status;
  v1::Baseline baseline;
  baseline.set_name("portfolios/shop/baselines/first");
  return WriteBaseline(transaction, kShop, 1, baseline);
}

}  // namespace

GuardedShop::GuardedShop()
    : database_(*Database::Temporary(ScoringMigrations())),
      writer_(std::make_unique<Writer>(database_.get())),
      store_(database_.get(), writer_.get()) {
  MustBeOk(Publish(First(publications_)));
  NewRanking second = publications_.Next(
      1, {Stands("d", v1::STANDING_BELOW),
          Stands("g", v1::STANDING_DONE, /*listed=*/false),
          Stands("h", v1::STANDING_DECLINED, /*listed=*/false),
          Stands("i", v1::STANDING_WITHDRAWN, /*listed=*/false)});
  AddCrossing(&second, "d", v1::LineCrossing::KIND_DROPPED);
  AddCrossing(&second, "h", v1::LineCrossing::KIND_CLOSED);
  MustBeOk(Publish(second));
  MustBeOk(writer_->Run([](Transaction& transaction) -> absl::Status {
    if (absl::Status status = Tell(transaction); !status.ok()) return status;
    return AnswerTheDrop(transaction);
  }));
  MustBeOk(
      Execute({"INSERT INTO pause (portfolio, item, number, until_day, "
               "paused_by, reason) VALUES "
               "('shop', 'c', 1, 20010, 'm1', 'a reason')"}));
}

NewRanking GuardedShop::Next() const {
  NewRanking next = publications_.Next(
      2, {Stands("a", v1::STANDING_BELOW), Stands("c", v1::STANDING_ABOVE),
          Stands("e", v1::STANDING_DECLINED, /*listed=*/false),
          Stands("f", v1::STANDING_BELOW)});
  AddCrossing(&next, "a", v1::LineCrossing::KIND_DROPPED);
  AddCrossing(&next, "c", v1::LineCrossing::KIND_ROSE, false);
  AddCrossing(&next, "e", v1::LineCrossing::KIND_CLOSED);
  AddCrossing(&next, "f", v1::LineCrossing::KIND_ENTERED_BELOW);
  next.cleared = {{1, "c"}};
  next.progress.tasks.opened = {TaskOf("b")};
  return next;
}

NewRanking GuardedShop::Same() const {
  return publications_.Next(publications_.number(), {});
}

absl::Status GuardedShop::Publish(const NewRanking& next) {
  absl::Status status = store_.Publish(next).status();
  if (status.ok()) publications_.Done(next);
  return status;
}

absl::Status GuardedShop::Execute(const std::vector<std::string>& statements) {
  return writer_->Run([&](Transaction& transaction) {
    for (const std::string& sql : statements) {
      absl::Status status = transaction.Execute(sql, {}).status();
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  });
}

std::vector<std::string> GuardedShop::Columns(absl::string_view table) const {
  std::vector<std::string> columns;
  const Snapshot reader = *database_->Read();
  MustBeOk(reader.Query("SELECT name FROM pragma_table_info(?)", {table},
                        [&](const Row& row) {
                          columns.push_back(row.Text(0));
                          return absl::OkStatus();
                        }));
  return columns;
}

int64_t GuardedShop::Count(absl::string_view table) const {
  const Snapshot reader = *database_->Read();
  return *reader.QueryInt(absl::StrCat("SELECT COUNT(*) FROM ", table), {});
}

std::string GuardedShop::Rows() const {
  const Snapshot reader = *database_->Read();
  std::vector<std::string> tables;
  MustBeOk(reader.Query(
      "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", {},
      [&](const Row& row) {
        tables.push_back(row.Text(0));
        return absl::OkStatus();
      }));
  std::string rows;
  for (const std::string& table : tables) {
    const std::string columns =
        absl::StrJoin(Columns(table), " || ',' || ",
                      [](std::string* out, const std::string& column) {
                        absl::StrAppend(out, "quote(", column, ")");
                      });
    MustBeOk(reader.Query(absl::StrCat("SELECT ", columns, " AS line FROM ",
                                       table, " ORDER BY line"),
                          {}, [&](const Row& row) {
                            absl::StrAppend(&rows, table, ": ", row.Text(0),
                                            "\n");
                            return absl::OkStatus();
                          }));
  }
  return rows;
}

void ExpectRefused(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  EXPECT_TRUE(reason == "CONSTRAINT_VIOLATED" || reason == "UNIQUE_VIOLATED" ||
              reason == "RANKING_TAKEN")
      << status;
}

}  // namespace lifeline::scoring

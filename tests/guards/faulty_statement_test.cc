// Statements that nothing here ever makes, straight to the database. The guards
// refuse them, whoever sends them.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/guards/guarded_shop.h"

namespace lifeline::scoring {
namespace {

struct Fault {
  const char* name;
  const char* statement;
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

constexpr Fault kFaults[] = {
    {"AHeadWithoutItsRanking", "UPDATE head SET number = number + 1"},
    {"AHeadThatGoesBack", "UPDATE head SET number = number - 1"},
    {"AHeadThatStartsInTheMiddle",
     "INSERT INTO head SELECT 'other', number, backlog_revision, "
     "backlog_epoch, roadmap_revision, roadmap_epoch, as_of_day, items, above, "
     "riding, below, blocked, oversized, unscored, not_ready, done, declined, "
     "withdrawn, merged, lost FROM head"},
    {"AHeadThatCountsOneMore",
     "UPDATE head SET items = items + 1, below = below + 1"},
    {"AHeadThatMovesAnItem",
     "UPDATE head SET above = above - 1, below = below + 1"},
    {"ADayThatGoesBack", "UPDATE head SET as_of_day = as_of_day - 1"},
    {"ABacklogThatGoesBack",
     "UPDATE head SET backlog_revision = backlog_revision - 1"},
    {"ARoadmapThatGoesBack",
     "UPDATE head SET roadmap_revision = roadmap_revision - 1"},
    {"AnAnswerAgain",
     "INSERT INTO answer SELECT portfolio, ranking, item, 2, 4, answered_by, "
     "answer_time_us, displaces_item, deferred_to_period, ledger_position "
     "FROM answer"},
    {"AWordOnAnAppealThatNobodyMade",
     "INSERT INTO answer VALUES ('shop', 1, 'c', 3, 9, 'm1', 0, '', '', 1)"},
    {"AnAnswerToNothing",
     "INSERT INTO answer VALUES ('shop', 1, 'b', 1, 3, 'm1', 0, '', '', 1)"},
    {"AnAnswerOutsideTheLedger",
     "INSERT INTO answer VALUES ('shop', 1, 'c', 1, 3, 'm1', 0, '', '', 99)"},
    {"AReceiptAcceptedByNobody",
     "UPDATE receipt SET state = 3 WHERE item = 'c'"},
    {"AReceiptWithdrawnByNobody",
     "UPDATE receipt SET state = 7 WHERE item = 'c'"},
    {"AReceiptGrantedByNobody",
     "UPDATE receipt SET state = 9 WHERE item = 'c'"},
    {"AReceiptOpenedAgain", "UPDATE receipt SET state = 1 WHERE item = 'd'"},
    {"AReceiptSeenAfterItsAnswer",
     "UPDATE receipt SET state = 2 WHERE item = 'd'"},
    {"AReceiptThatTimeCleared",
     "UPDATE receipt SET state = 8, cleared_by_ranking = 2 WHERE item = 'c'"},
    {"AReceiptOfNoCrossing",
     "INSERT INTO receipt VALUES ('shop', 2, 'b', 1, 'm1', 0, 0, 1, '', 0, 0)"},
    {"AClockWithoutItsDigest",
     "INSERT INTO clock VALUES ('shop', 'd', 0, 2, 1, 2, 1, 2)"},
    {"AClockOfNothing",
     "INSERT INTO clock VALUES ('shop', 'nobody', 0, 2, 1, 2, 1, 2)"},
    {"ASecondClock", "INSERT INTO clock SELECT * FROM clock"},
    {"ARungThatGoesDown", "UPDATE clock SET rung = rung - 1"},
    {"ARungThatNobodyIsToldOf", "UPDATE clock SET rung = rung + 1"},
    {"ANoticeToldByNoDigest", "UPDATE notice SET digest = 9 WHERE digest = 0"},
    {"ANoticeToldAgain", "UPDATE notice SET digest = 1 WHERE digest = 1"},
    {"ANoticeUntold", "UPDATE notice SET digest = 0 WHERE digest = 1"},
    {"ASecondDigestOfADay",
     "INSERT INTO digest SELECT portfolio, number + 1, day, urgent, "
     "create_time_us FROM digest"},
    {"ATaskThatIsOwedTwice",
     "INSERT INTO task SELECT portfolio, item, kind, number + 1, side, "
     "missing, open_time_us, due_time_us, 0 FROM task"},
    {"ALedgerThatGoesOnWithoutItsHash",
     "INSERT INTO ledger SELECT portfolio, position + 1, kind, 'new', content, "
     "previous_hash, hash FROM ledger ORDER BY position DESC LIMIT 1"},
    {"ALedgerWithAGap",
     "INSERT INTO ledger SELECT portfolio, position + 2, kind, 'new', content, "
     "hash, hash FROM ledger ORDER BY position DESC LIMIT 1"},
    {"ALedgerThatBeginsInTheMiddle",
     "INSERT INTO ledger SELECT 'other', position, kind, 'new', content, "
     "previous_hash, hash FROM ledger WHERE position = 2"},
};

class FaultyStatement : public ::testing::TestWithParam<Fault> {};

TEST_P(FaultyStatement, IsRefusedAndNothingChanges) {
  GuardedShop shop;
  const std::string before = shop.Rows();
  ExpectRefused(shop.Execute({GetParam().statement}));
  EXPECT_EQ(shop.Rows(), before);
}

INSTANTIATE_TEST_SUITE_P(Guard, FaultyStatement, ::testing::ValuesIn(kFaults),
                         [](const ::testing::TestParamInfo<Fault>& info) {
                           return std::string(info.param.name);
                         });

// What is kept of a table for ever: its rows, and of them these columns.
struct Kept {
  const char* table;
  // Empty is none, "*" all.
  std::vector<std::string> columns;
};

std::vector<Kept> KeptTables() {
  return {
      {"ledger", {"*"}},
      {"ranking", {"*"}},
      {"result", {"*"}},
      {"line_crossing", {"*"}},
      {"answer", {"*"}},
      {"baseline", {"*"}},
      {"digest", {"*"}},
      {"head", {"portfolio"}},
      {"receipt",
       {"portfolio", "ranking", "item", "kind", "owed_by", "open_time_us",
        "due_time_us"}},
      {"notice",
       {"portfolio", "item", "task", "number", "rung", "make_time_us"}},
      {"clock",
       {"portfolio", "item", "task", "number", "told_time_us", "due_time_us"}},
      {"pause", {"portfolio", "item", "number", "until_day", "paused_by"}},
      {"model", {}},
      {"task", {}},
      {"input_item", {}},
      {"input_roadmap", {}},
  };
}

class KeptRows : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(
        shop_.Execute({"INSERT INTO model VALUES "
                       "('shop', 1, 'joint', 1, 'm1', 1, 1, 'm1', 'a body')",
                       "UPDATE model SET state = 3"}),
        absl::OkStatus());
    before_ = shop_.Rows();
  }

  void ExpectAllRefused(const Kept& kept,
                        const std::vector<std::string>& statements) {
    ASSERT_GT(shop_.Count(kept.table), 0) << kept.table;
    for (const std::string& statement : statements) {
      SCOPED_TRACE(statement);
      ExpectRefused(shop_.Execute({statement}));
    }
    EXPECT_EQ(shop_.Rows(), before_) << kept.table;
  }

  GuardedShop shop_;
  std::string before_;
};

TEST_F(KeptRows, NoRowIsEverDeleted) {
  for (const Kept& kept : KeptTables()) {
    ExpectAllRefused(kept, {absl::StrCat("DELETE FROM ", kept.table)});
  }
}

TEST_F(KeptRows, NoColumnThatIsKeptEverChanges) {
  for (const Kept& kept : KeptTables()) {
    std::vector<std::string> columns = kept.columns;
    if (columns == std::vector<std::string>{"*"})
      columns = shop_.Columns(kept.table);
    std::vector<std::string> statements;
    for (const std::string& column : columns) {
      statements.push_back(absl::StrCat("UPDATE ", kept.table, " SET ", column,
                                        " = ", column, " || '1'"));
    }
    ExpectAllRefused(kept, statements);
  }
}

// REPLACE takes a row away without saying DELETE.
TEST_F(KeptRows, NoRowIsEverReplaced) {
  for (const Kept& kept : KeptTables()) {
    ExpectAllRefused(kept, {absl::StrCat("INSERT OR REPLACE INTO ", kept.table,
                                         " SELECT * FROM ", kept.table)});
  }
}

TEST_F(KeptRows, AModelThatWasProposedKeepsItsBody) {
  ExpectAllRefused({"model", {}}, {"UPDATE model SET body = 'another'",
                                   "UPDATE model SET version = 2",
                                   "UPDATE model SET creator = 'm2'"});
}

}  // namespace
}  // namespace lifeline::scoring

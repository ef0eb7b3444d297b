// A sound publication of which a row is lost or changed between the store and
// the table, as a mistake in the store would have it. The guards stand behind
// the store, so they refuse it.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/guards/guarded_shop.h"

namespace lifeline::scoring {
namespace {

struct Fault {
  const char* name;
  const char* table;
  // Which of the rows; they are called NEW.
  const char* which;
  // The column that gets another value; nullptr leaves out the row.
  const char* column = nullptr;
  const char* value = nullptr;
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

constexpr Fault kFaults[] = {
    {"ALostLedgerEntry", "ledger", "NEW.kind = 'ranking'"},
    {"ALostLedgerEntryOfACrossing", "ledger", "NEW.entry_key LIKE '%cross%'"},
    {"ALostRanking", "ranking", "1"},
    {"ALostDrop", "line_crossing", "NEW.kind = 1"},
    {"ALostClose", "line_crossing", "NEW.kind = 2"},
    {"ALostEntryBelow", "line_crossing", "NEW.kind = 3"},
    {"ALostReceiptOfADrop", "receipt", "NEW.kind = 1"},
    {"ALostReceiptOfAClose", "receipt", "NEW.kind = 2"},
    {"ALostReceiptOfAnEntryBelow", "receipt", "NEW.kind = 3"},
    {"ALostNotice", "notice", "NEW.task = 0 AND NEW.item = 'a'"},
    {"ALostResultOfADrop", "result", "NEW.item = 'a'"},
    {"ALostResultOfARise", "result", "NEW.item = 'c'"},
    {"ALostResultOfANewItem", "result", "NEW.item = 'f'"},
    {"AWrongLedgerPosition", "ledger", "1", "position", "NEW.position + 1"},
    {"ALedgerPositionAgain", "ledger", "1", "position", "NEW.position - 1"},
    {"AWrongPreviousHash", "ledger", "1", "previous_hash", "zeroblob(32)"},
    {"APreviousHashOfTheEntryBefore", "ledger", "NEW.position > 2",
     "previous_hash",
     "(SELECT previous_hash FROM ledger ORDER BY position DESC LIMIT 1)"},
    {"ALedgerEntryOfAnotherPortfolio", "ledger", "1", "portfolio", "'other'"},
    {"ALedgerEntryAgain", "ledger", "1", "entry_key",
     "(SELECT entry_key FROM ledger WHERE position = 1)"},
    {"ARankingNumberWithAGap", "ranking", "1", "number", "NEW.number + 1"},
    {"ARankingNumberAgain", "ranking", "1", "number", "NEW.number - 1"},
    {"ARankingOutsideTheLedger", "ranking", "1", "ledger_position", "99"},
    {"ARankingOfAnotherPortfolio", "ranking", "1", "portfolio", "'other'"},
    {"AResultOfAnOlderRanking", "result", "1", "from_ranking", "1"},
    {"AResultOfARankingToCome", "result", "1", "from_ranking", "4"},
    {"AResultOfAnotherPortfolio", "result", "1", "portfolio", "'other'"},
    {"AResultOfAnotherItem", "result", "NEW.item = 'a'", "item", "'b'"},
    {"ADropOfAnotherRanking", "line_crossing", "NEW.kind = 1", "ranking", "2"},
    {"ADropOfAnotherItem", "line_crossing", "NEW.kind = 1", "item", "'b'"},
    {"ADropOfAnotherKind", "line_crossing", "NEW.kind = 1", "kind", "5"},
    {"ACrossingOutsideTheLedger", "line_crossing", "1", "ledger_position",
     "99"},
    {"AReceiptThatStartsAnswered", "receipt", "NEW.kind = 1", "state", "3"},
    {"AReceiptThatStartsSeen", "receipt", "NEW.kind = 1", "state", "2"},
    {"AReceiptThatStartsCleared", "receipt", "NEW.kind = 1", "state", "8"},
    {"AReceiptOfAnotherItem", "receipt", "NEW.kind = 1", "item", "'b'"},
    {"AReceiptOfAnOlderRanking", "receipt", "NEW.kind = 1", "ranking", "2"},
    {"ANoticeThatWasToldAlready", "notice", "1", "digest", "1"},
    {"ANoticeOfAnotherRanking", "notice", "NEW.task = 0", "number", "2"},
    {"ANoticeOfAnotherRung", "notice", "NEW.task = 0", "rung", "2"},
    {"AnInputOfAnOlderRanking", "input_item", "1", "from_ranking", "1"},
    {"AnInputOfARankingToCome", "input_item", "1", "from_ranking", "4"},
};

class FaultyRow : public ::testing::TestWithParam<Fault> {
 protected:
  // A trigger that takes the row away, and puts another in its place. It
  // does not meet its own row: the fault is planted in rows of the store.
  std::string Trigger() {
    const Fault& fault = GetParam();
    std::string instead;
    if (fault.column != nullptr) {
      std::vector<std::string> values;
      for (const std::string& column : shop_.Columns(fault.table)) {
        values.push_back(column == fault.column ? fault.value
                                                : absl::StrCat("NEW.", column));
      }
      instead = absl::StrCat("INSERT INTO ", fault.table, " VALUES (",
                             absl::StrJoin(values, ", "), "); ");
    }
    return absl::StrCat("CREATE TRIGGER fault BEFORE INSERT ON ", fault.table,
                        " WHEN (", fault.which,
                        ") AND NOT EXISTS (SELECT 1 FROM planted) BEGIN "
                        "INSERT INTO planted VALUES (1); ",
                        instead, "SELECT RAISE(IGNORE); END");
  }

  GuardedShop shop_;
};

TEST_P(FaultyRow, IsRefusedAndNothingChanges) {
  ASSERT_EQ(shop_.Execute({"CREATE TABLE planted (fault INTEGER)", Trigger()}),
            absl::OkStatus());
  const std::string before = shop_.Rows();
  ExpectRefused(shop_.Publish(shop_.Next()));
  EXPECT_EQ(shop_.Rows(), before);
  ASSERT_EQ(shop_.Execute({"DROP TRIGGER fault"}), absl::OkStatus());
  EXPECT_EQ(shop_.Publish(shop_.Next()), absl::OkStatus());
}

INSTANTIATE_TEST_SUITE_P(Guard, FaultyRow, ::testing::ValuesIn(kFaults),
                         [](const ::testing::TestParamInfo<Fault>& info) {
                           return std::string(info.param.name);
                         });

}  // namespace
}  // namespace lifeline::scoring

#ifndef LIFELINE_TESTS_GUARDS_GUARDED_SHOP_H_
#define LIFELINE_TESTS_GUARDS_GUARDED_SHOP_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/common/database.h"
#include "services/common/writer.h"
#include "services/scoring/publication_testing.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

// A shop with two rankings and something in every table that a guard watches:
// `a`, `b` and `d` stood above and `c` entered below, `e` is not ready; then
// `d` dropped, and `g` came done, `h` declined and `i` withdrawn by whoever
// asked for it. A digest has told of `c`, whose clock runs, and the drop of `d`
// is answered. Not thread safe.
class GuardedShop {
 public:
  GuardedShop();

  // The third ranking, which is sound: `a` drops, `c` rises and clears its
  // receipt, `e` is declined, `f` enters below, and a step is owed for `b`.
  NewRanking Next() const;
  // The one after all that were published, in which nothing changes.
  NewRanking Same() const;

  absl::Status Publish(const NewRanking& next);
  // Statements of one transaction.
  absl::Status Execute(const std::vector<std::string>& statements);

  // Every row of every table, in words.
  std::string Rows() const;
  // The columns of a table.
  std::vector<std::string> Columns(absl::string_view table) const;
  int64_t Count(absl::string_view table) const;

 private:
  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  ScoringStore store_;
  PublicationsOfAShop publications_;
};

// The fault was refused, by a constraint or a trigger, or by the store that
// compares before it sets.
void ExpectRefused(const absl::Status& status);

}  // namespace lifeline::scoring

#endif  // LIFELINE_TESTS_GUARDS_GUARDED_SHOP_H_

#include "services/backlog/breach_service.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_store.h"
#include "services/backlog/breach_item.h"
#include "services/backlog/item.h"
#include "services/common/names.h"

namespace lifeline::backlog {
namespace {

absl::Status OpenItem(const Backlog& backlog, JournalTransaction& transaction,
                      const roadmap::v1::Kpi& kpi) {
  // The reference can be taken from the item or given to another one; what was
  // counted stays.
  absl::StatusOr<int64_t> times =
      transaction.NextCounter(absl::StrCat("breach ", BreachKey(kpi)));
  if (!times.ok()) return times.status();
  if (*times > 1) return absl::OkStatus();
  v1::Item item = ItemOfBreach(kpi);
  absl::StatusOr<std::optional<std::string>> holder =
      FindByExternalReference(transaction, item.external_references(0));
  if (!holder.ok()) return holder.status();
  if (holder->has_value()) return absl::OkStatus();
  absl::StatusOr<std::string> id =
      CountNewItem(transaction, backlog.limits.items_per_portfolio);
  if (!id.ok()) return id.status();
  item.set_name(ItemName(transaction.scope(), *id));
  const Step step{transaction.mutation().request.actor,
                  transaction.mutation().reason, transaction.now()};
  absl::StatusOr<v1::Item> submitted =
      TakeState(std::move(item), v1::Item::STATE_SUBMITTED, step);
  if (!submitted.ok()) return submitted.status();
  return WriteItem(transaction, nullptr, *std::move(submitted)).status();
}

}  // namespace

absl::Status OpenBreachItems(const Backlog& backlog,
                             const roadmap::v1::RoadmapCommit& commit,
                             absl::Time now) {
  for (const roadmap::v1::RoadmapChange& change : commit.changes()) {
    const roadmap::v1::Kpi& kpi = change.after().kpi();
    if (!kpi.breach().lasts()) continue;
    Mutation mutation;
    mutation.scope = std::string(LastId(commit.portfolio()));
    mutation.request.actor = commit.actor();
    mutation.reason = absl::StrCat("visibility rule of ", LastId(kpi.name()));
    mutation.now = now;
    absl::StatusOr<MutationResult> opened = backlog.journal->MutateAndWait(
        std::move(mutation),
        [&](JournalTransaction& transaction) -> absl::StatusOr<std::string> {
          absl::Status status = OpenItem(backlog, transaction, kpi);
          if (!status.ok()) return status;
          return std::string();
        });
    if (!opened.ok()) return opened.status();
  }
  return absl::OkStatus();
}

}  // namespace lifeline::backlog

#include "services/backlog/item_state_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_store.h"
#include "services/backlog/item.h"
#include "services/backlog/item_fields.h"
#include "services/backlog/item_step_service.h"
#include "services/common/names.h"

namespace lifeline::backlog {

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::SubmitItemRequest& request) {
  return CheckPlainStep(backlog, request, Reason::kOptional);
}

absl::StatusOr<v1::Item> SubmitItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::SubmitItemRequest& request) {
  return TakePlainStep(backlog, transaction, call, request, Submit);
}

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::ReopenItemRequest& request) {
  return CheckPlainStep(backlog, request, Reason::kRequired);
}

absl::StatusOr<v1::Item> ReopenItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::ReopenItemRequest& request) {
  return TakePlainStep(backlog, transaction, call, request, Reopen);
}

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::CompleteItemRequest& request) {
  return CheckPlainStep(backlog, request, Reason::kOptional);
}

absl::StatusOr<v1::Item> CompleteItem(const Backlog& backlog,
                                      JournalTransaction& transaction,
                                      const CallContext& call,
                                      const v1::CompleteItemRequest& request) {
  return TakePlainStep(backlog, transaction, call, request, Complete);
}

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::DeclineItemRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf(kItems, request.name(), "name", &violations);
  CheckItemNames(request.successors(), backlog.limits.successors,
                 CheckContext{&backlog.limits, portfolio}, "successors",
                 &violations);
  for (int i = 0; i < request.successors_size(); ++i) {
    if (request.successors(i) != request.name()) continue;
    violations.Add(absl::StrCat("successors[", i, "]"),
                   "is the item itself; name the items it was split into");
  }
  return CheckStep(backlog, request, Reason::kRequired, portfolio,
                   std::move(violations));
}

absl::StatusOr<v1::Item> DeclineItem(const Backlog& backlog,
                                     JournalTransaction& transaction,
                                     const CallContext& call,
                                     const v1::DeclineItemRequest& request) {
  return TakeStep(
      backlog, transaction, call, request,
      [&](const Acting& acting,
          const v1::Item& before) -> absl::StatusOr<v1::Item> {
        Violations violations;
        for (int i = 0; i < request.successors_size(); ++i) {
          absl::Status read = CheckItemIsThere(
              transaction, acting, request.successors(i),
              absl::StrCat("successors[", i, "]"), &violations);
          if (!read.ok()) return read;
        }
        if (!violations.empty()) return violations.ToStatus();
        return Decline(
            before, {request.successors().begin(), request.successors().end()},
            acting.step);
      });
}

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::WithdrawItemRequest& request) {
  return CheckPlainStep(backlog, request, Reason::kRequired);
}

absl::StatusOr<v1::Item> WithdrawItem(const Backlog& backlog,
                                      JournalTransaction& transaction,
                                      const CallContext& call,
                                      const v1::WithdrawItemRequest& request) {
  return TakePlainStep(backlog, transaction, call, request, Withdraw);
}

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::MergeItemRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf(kItems, request.name(), "name", &violations);
  const std::string other =
      PortfolioOf(kItems, request.into(), "into", &violations);
  if (!other.empty() && !portfolio.empty() && other != portfolio) {
    violations.Add("into", absl::StrCat("belongs to portfolio ", other,
                                        "; name an item of ", portfolio));
  } else if (request.into() == request.name() && !other.empty()) {
    violations.Add("into", "is the item itself; name another one");
  }
  return CheckStep(backlog, request, Reason::kRequired, portfolio,
                   std::move(violations));
}

absl::StatusOr<v1::Item> MergeItem(const Backlog& backlog,
                                   JournalTransaction& transaction,
                                   const CallContext& call,
                                   const v1::MergeItemRequest& request) {
  return TakeStep(backlog, transaction, call, request,
                  [&](const Acting& acting,
                      const v1::Item& before) -> absl::StatusOr<v1::Item> {
                    absl::StatusOr<v1::Item> into =
                        ReadForChange(transaction, acting, request.into(), "");
                    if (!into.ok()) return into;
                    absl::StatusOr<Merged> merged =
                        Merge(before, *into, acting.step);
                    if (!merged.ok()) return merged.status();
                    absl::StatusOr<v1::Item> written =
                        WriteItem(transaction, &*into, std::move(merged->into));
                    if (!written.ok()) return written;
                    return std::move(merged->from);
                  });
}

}  // namespace lifeline::backlog

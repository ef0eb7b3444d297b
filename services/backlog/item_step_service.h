#ifndef LIFELINE_SERVICES_BACKLOG_ITEM_STEP_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_ITEM_STEP_SERVICE_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"
#include "services/backlog/item.h"

namespace lifeline::backlog {

// What the handlers have in common that take one item a step further: check the
// parts that every request has, read the item, let the domain decide, write.

inline constexpr absl::string_view kItems = "portfolios/*/items/*";

enum class Reason { kOptional, kRequired };

template <typename Request>
absl::StatusOr<MutationSpec> CheckStep(const Backlog& backlog,
                                       const Request& request, Reason reason,
                                       const std::string& portfolio,
                                       Violations violations) {
  return ToSpec(backlog, portfolio,
                {request.request_id(), request.validate_only(),
                 request.reason(), reason == Reason::kRequired},
                std::move(violations));
}

// For steps that say nothing beside what all of them say.
template <typename Request>
absl::StatusOr<MutationSpec> CheckPlainStep(const Backlog& backlog,
                                            const Request& request,
                                            Reason reason) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf(kItems, request.name(), "name", &violations);
  return CheckStep(backlog, request, reason, portfolio, std::move(violations));
}

// `decide` is `absl::StatusOr<v1::Item>(const Acting&, const v1::Item&)`.
template <typename Request, typename Decide>
absl::StatusOr<v1::Item> TakeStep(const Backlog& backlog,
                                  JournalTransaction& transaction,
                                  const CallContext& call,
                                  const Request& request, Decide decide) {
  absl::StatusOr<Acting> acting = Act(backlog, transaction, call);
  if (!acting.ok()) return acting.status();
  absl::StatusOr<v1::Item> before =
      ReadForChange(transaction, *acting, request.name(), request.etag());
  if (!before.ok()) return before;
  absl::Status may = CheckMayChange(*acting, *before);
  if (!may.ok()) return may;
  absl::StatusOr<v1::Item> after = decide(*acting, *before);
  if (!after.ok()) return after;
  absl::Status study =
      CheckStudyIn(backlog, transaction, *acting, *before, *after);
  if (!study.ok()) return study;
  return WriteAndCheckParts(transaction, &*before, *std::move(after));
}

// The same for steps of the domain that need nothing else.
template <typename Request>
absl::StatusOr<v1::Item> TakePlainStep(
    const Backlog& backlog, JournalTransaction& transaction,
    const CallContext& call, const Request& request,
    absl::StatusOr<v1::Item> (*decide)(v1::Item, const Step&)) {
  return TakeStep(backlog, transaction, call, request,
                  [decide](const Acting& acting, const v1::Item& before) {
                    return decide(before, acting.step);
                  });
}

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_ITEM_STEP_SERVICE_H_

#include "services/backlog/outcome_service.h"

#include <string>
#include <utility>

#include "services/backlog/backlog_store.h"
#include "services/backlog/outcome.h"

namespace lifeline::backlog {

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::ReportOutcomeRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf("portfolios/*/items/*", request.name(), "name", &violations);
  if (!request.has_realised()) {
    violations.Add("realised",
                   "is required: the amount, the days it was measured on, and "
                   "what it rests on");
  } else {
    CheckRealised(request.realised(), backlog.limits, "realised", &violations);
  }
  return ToSpec(
      backlog, portfolio,
      {request.request_id(), request.validate_only(), request.reason()},
      std::move(violations));
}

absl::StatusOr<v1::Item> ReportOutcome(
    const Backlog& backlog, JournalTransaction& transaction,
    const CallContext& call, const v1::ReportOutcomeRequest& request) {
  absl::StatusOr<Acting> acting = Act(backlog, transaction, call);
  if (!acting.ok()) return acting.status();
  absl::StatusOr<v1::Item> before =
      ReadForChange(transaction, *acting, request.name(), /*etag=*/"");
  if (!before.ok()) return before;
  absl::StatusOr<v1::Item> after =
      Report(*before, request.realised(), acting->step);
  if (!after.ok()) return after;
  return WriteItem(transaction, &*before, *std::move(after));
}

}  // namespace lifeline::backlog

#include "services/backlog/confirmation_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_store.h"
#include "services/backlog/item.h"
#include "services/backlog/item_fields.h"
#include "services/backlog/reasons.h"
#include "services/common/status.h"

namespace lifeline::backlog {
namespace {

// What is refused of the list.
class Refused {
 public:
  void Add(int index, const absl::Status& status) {
    if (first_.ok()) first_ = status;
    violations_.Add(absl::StrCat("items[", index, "]"),
                    std::string(status.message()));
  }

  bool empty() const { return violations_.empty(); }

  absl::Status ToStatus() const {
    const absl::Status all = violations_.ToStatus(ReasonOf(first_));
    absl::Status status(first_.code(), all.message());
    all.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
      status.SetPayload(type, payload);
    });
    return status;
  }

 private:
  absl::Status first_;
  Violations violations_;
};

// An item and what it becomes.
struct Confirmed {
  v1::Item before;
  v1::Item after;
};

absl::StatusOr<Confirmed> Confirm(JournalTransaction& transaction,
                                  const Acting& acting,
                                  const std::string& name) {
  absl::StatusOr<v1::Item> before =
      ReadForChange(transaction, acting, name, /*etag=*/"");
  if (!before.ok()) return before.status();
  absl::Status may = CheckMayChange(acting, *before);
  if (!may.ok()) return may;
  absl::StatusOr<v1::Item> after = Complete(*before, acting.step);
  if (!after.ok()) return after.status();
  return Confirmed{*std::move(before), *std::move(after)};
}

// Whether it is what the request asks for, and not the database's.
bool IsRefusal(const absl::Status& status) {
  return absl::IsNotFound(status) || absl::IsPermissionDenied(status) ||
         absl::IsFailedPrecondition(status);
}

}  // namespace

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::CompleteItemsRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf("portfolios/*", request.parent(), "parent", &violations);
  if (request.items().empty()) {
    violations.Add("items", absl::StrCat("is required; name 1 to ",
                                         backlog.limits.completed_items));
  }
  CheckItemNames(request.items(), backlog.limits.completed_items,
                 CheckContext{&backlog.limits, portfolio}, "items",
                 &violations);
  return ToSpec(backlog, portfolio,
                {request.request_id(), request.validate_only(),
                 request.reason(), /*reason_required=*/false},
                std::move(violations));
}

absl::StatusOr<v1::CompleteItemsResponse> CompleteItems(
    const Backlog& backlog, JournalTransaction& transaction,
    const CallContext& call, const v1::CompleteItemsRequest& request) {
  const absl::StatusOr<Acting> acting = Act(backlog, transaction, call);
  if (!acting.ok()) return acting.status();
  std::vector<Confirmed> steps;
  Refused refused;
  for (int i = 0; i < request.items_size(); ++i) {
    absl::StatusOr<Confirmed> step =
        Confirm(transaction, *acting, request.items(i));
    if (step.ok()) {
      steps.push_back(*std::move(step));
    } else if (IsRefusal(step.status())) {
      refused.Add(i, step.status());
    } else {
      return step.status();
    }
  }
  if (!refused.empty()) return refused.ToStatus();
  v1::CompleteItemsResponse response;
  for (Confirmed& step : steps) {
    absl::StatusOr<v1::Item> written =
        WriteAndCheckParts(transaction, &step.before, std::move(step.after));
    if (!written.ok()) return written.status();
    *response.add_items() = *std::move(written);
  }
  if (static_cast<int64_t>(response.ByteSizeLong()) >
      backlog.limits.page_bytes) {
    return Error(absl::StatusCode::kResourceExhausted, kCommitTooLarge,
                 absl::StrCat("items: these items are larger than ",
                              backlog.limits.page_bytes,
                              " bytes together; confirm them in several "
                              "requests"));
  }
  return response;
}

}  // namespace lifeline::backlog

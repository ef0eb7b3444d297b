#include "services/backlog/item_state_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_store.h"
#include "services/backlog/business_case.h"
#include "services/backlog/item.h"
#include "services/backlog/item_fields.h"
#include "services/backlog/item_rights.h"
#include "services/common/names.h"

namespace lifeline::backlog {
namespace {

constexpr absl::string_view kItems = "portfolios/*/items/*";

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

}  // namespace

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
                                   const v1::RateItemRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf(kItems, request.name(), "name", &violations);
  const CheckContext context{&backlog.limits, portfolio};
  CheckRatings(request.ratings(), context, "ratings", &violations);
  CheckEvidence(request.evidence(), context, "evidence", &violations);
  if (request.has_money()) {
    CheckMoney(request.money(), context, "money", &violations);
  }
  if (request.has_business_case()) {
    CheckBusinessCase(request.business_case(), backlog.limits, "business_case",
                      &violations);
    if (request.has_money()) {
      CheckMoneyAgrees(request.money(), request.business_case(), backlog.limits,
                       "money", &violations);
    }
  }
  if (request.clear_criteria_size() > backlog.limits.ratings) {
    violations.Add(
        "clear_criteria",
        absl::StrCat("has ", request.clear_criteria_size(),
                     " entries; send at most ", backlog.limits.ratings));
  } else {
    for (int i = 0; i < request.clear_criteria_size(); ++i) {
      CheckId(request.clear_criteria(i),
              absl::StrCat("clear_criteria[", i, "]"),
              /*external=*/true, &violations);
    }
  }
  if (request.ratings().empty() && request.clear_criteria().empty() &&
      request.evidence().empty() && !request.has_money() &&
      !request.has_business_case()) {
    violations.Add("ratings",
                   "is empty, and so are money, business_case, evidence and "
                   "clear_criteria; rate something");
  }
  return CheckStep(backlog, request, Reason::kOptional, portfolio,
                   std::move(violations));
}

absl::StatusOr<v1::Item> RateItem(const Backlog& backlog,
                                  JournalTransaction& transaction,
                                  const CallContext& call,
                                  const v1::RateItemRequest& request) {
  NewRatings ratings;
  ratings.ratings.assign(request.ratings().begin(), request.ratings().end());
  ratings.clear_criteria.assign(request.clear_criteria().begin(),
                                request.clear_criteria().end());
  ratings.money = request.has_money() ? &request.money() : nullptr;
  ratings.business_case =
      request.has_business_case() ? &request.business_case() : nullptr;
  ratings.evidence.assign(request.evidence().begin(), request.evidence().end());
  return TakeStep(
      backlog, transaction, call, request,
      [&](const Acting& acting,
          const v1::Item& before) -> absl::StatusOr<v1::Item> {
        absl::StatusOr<v1::Item> after =
            Rate(before, ratings, backlog.limits, acting.step);
        if (!after.ok()) return after;
        rights::Refusals refusals;
        if (request.has_money() || request.has_business_case()) {
          refusals.Add("money",
                       WhyNotField(acting.asker, v1::Item::kMoneyFieldNumber));
        }
        if (!refusals.empty()) return refusals.ToStatus();
        Violations violations;
        CheckWholeItem(*after, backlog.limits, "item", &violations);
        if (!violations.empty()) return violations.ToStatus();
        return after;
      });
}

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::EstimateItemRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf(kItems, request.name(), "name", &violations);
  CheckEfforts(request.efforts(), CheckContext{&backlog.limits, portfolio},
               "efforts", &violations);
  return CheckStep(backlog, request, Reason::kOptional, portfolio,
                   std::move(violations));
}

absl::StatusOr<v1::Item> EstimateItem(const Backlog& backlog,
                                      JournalTransaction& transaction,
                                      const CallContext& call,
                                      const v1::EstimateItemRequest& request) {
  return TakeStep(backlog, transaction, call, request,
                  [&](const Acting& acting,
                      const v1::Item& before) -> absl::StatusOr<v1::Item> {
                    Violations violations;
                    acting.portfolio->CheckTeams(request.efforts(), "efforts",
                                                 &violations);
                    if (!violations.empty()) return violations.ToStatus();
                    v1::Estimate estimate;
                    *estimate.mutable_efforts() = request.efforts();
                    return SetEstimate(before, estimate, acting.step);
                  });
}

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::ValidateItemRequest& request) {
  return CheckPlainStep(backlog, request, Reason::kOptional);
}

absl::StatusOr<v1::Item> ValidateItem(const Backlog& backlog,
                                      JournalTransaction& transaction,
                                      const CallContext& call,
                                      const v1::ValidateItemRequest& request) {
  return TakePlainStep(backlog, transaction, call, request, Validate);
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

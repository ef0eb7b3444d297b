#include "services/backlog/validation_service.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_store.h"
#include "services/backlog/business_case.h"
#include "services/backlog/item.h"
#include "services/backlog/item_fields.h"
#include "services/backlog/item_rights.h"
#include "services/backlog/item_step_service.h"
#include "services/backlog/item_whole.h"
#include "services/backlog/judging.h"
#include "services/backlog/readiness.h"
#include "services/backlog/reasons.h"
#include "services/backlog/study_store.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/validation/opinions.h"
#include "services/validation/readiness.h"

namespace lifeline::backlog {
namespace {

// What the actor has said about `subjects`, made what it counts as.
absl::StatusOr<v1::Item> Judged(const Backlog& backlog, const Acting& acting,
                                const v1::Item& before,
                                const std::set<std::string>& subjects,
                                v1::Item after) {
  const Judge judge =
      JudgeOf(*acting.portfolio, acting.step.actor, acting.asker.roles());
  rights::Refusals refusals;
  RefuseJudging(*acting.portfolio, judge, subjects, "", &refusals);
  if (subjects.contains(std::string(validation::kMoney))) {
    refusals.Add("money",
                 WhyNotField(acting.asker, v1::Item::kMoneyFieldNumber));
  }
  if (!refusals.empty()) return refusals.ToStatus();
  TakeOpinions(before, subjects, *acting.portfolio, judge, acting.step,
               backlog.limits, &after);
  Violations violations;
  CheckWholeItem(after, backlog.limits, "item", &violations);
  if (!violations.empty()) return violations.ToStatus();
  return after;
}

// `read` returns the item of an id, or nothing.
template <typename Read>
absl::StatusOr<std::vector<v1::Item>> OpenStudies(
    const Reader& reader, const PortfolioView& portfolio, absl::string_view id,
    EpochDay today, Read read) {
  std::vector<v1::Item> open;
  absl::StatusOr<std::vector<std::string>> studies =
      StudiesAbout(reader, portfolio.id(), id);
  if (!studies.ok()) return studies.status();
  for (const std::string& study : *studies) {
    absl::StatusOr<std::optional<v1::Item>> item = read(study);
    if (!item.ok()) return item.status();
    if (item->has_value() && validation::HoldsBack(**item, today))
      open.push_back(**std::move(item));
  }
  return open;
}

// Whoever settles leads the side, and there is something to settle.
absl::Status CheckSettles(const Acting& acting, const v1::Item& item,
                          const std::set<std::string>& subjects) {
  rights::Refusals refusals;
  Violations nothing;
  const std::vector<validation::Subject> all = validation::SubjectsOf(item);
  for (const std::string& name : subjects) {
    const validation::Side side = SideOfSubject(*acting.portfolio, item, name);
    if (!SettlesByRole(acting.asker.roles(), side)) {
      refusals.Add(name,
                   absl::StrCat(LastId(acting.step.actor),
                                " does not settle this: that is for ",
                                side == validation::Side::kEffort
                                    ? "an it-lead"
                                    : "a marketing-lead or product-owner"));
    }
    bool differs = false;
    for (const validation::Subject& subject : all) {
      differs =
          differs || (subject.name == name &&
                      validation::CanBeSettled(
                          subject, validation::OpinionsWanted(
                                       acting.portfolio->validation, side)));
    }
    if (!differs) {
      nothing.Add(name,
                  "is not judged differently by as many members as are wanted; "
                  "see lifeline item check, and rate or estimate it instead");
    }
  }
  const absl::Status invalid = nothing.ToStatus(kNothingToSettle);
  if (invalid.ok()) return refusals.ToStatus();
  return Error(absl::StatusCode::kFailedPrecondition, kNothingToSettle,
               invalid.message(), {{"item", item.name()}});
}

std::set<std::string> SubjectsIn(const v1::SettleItemRequest& request) {
  std::set<std::string> subjects;
  for (const v1::Rating& rating : request.ratings())
    subjects.insert(rating.criterion());
  if (request.has_money()) subjects.emplace(validation::kMoney);
  if (!request.efforts().empty()) subjects.emplace(validation::kEffort);
  return subjects;
}

std::set<std::string> SubjectsIn(const v1::RateItemRequest& request) {
  std::set<std::string> subjects(request.clear_criteria().begin(),
                                 request.clear_criteria().end());
  for (const v1::Rating& rating : request.ratings())
    subjects.insert(rating.criterion());
  if (request.has_money() || request.has_business_case())
    subjects.emplace(validation::kMoney);
  return subjects;
}

}  // namespace

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
  return TakeStep(backlog, transaction, call, request,
                  [&](const Acting& acting,
                      const v1::Item& before) -> absl::StatusOr<v1::Item> {
                    absl::StatusOr<v1::Item> after =
                        Rate(before, ratings, backlog.limits, acting.step);
                    if (!after.ok()) return after;
                    return Judged(backlog, acting, before, SubjectsIn(request),
                                  *std::move(after));
                  });
}

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::EstimateItemRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf(kItems, request.name(), "name", &violations);
  const CheckContext context{&backlog.limits, portfolio};
  CheckEfforts(request.efforts(), context, "efforts", &violations);
  CheckText(request.evidence(), TextRule{0, 63, false}, "evidence",
            &violations);
  CheckEvidence(request.new_evidence(), context, "new_evidence", &violations);
  return CheckStep(backlog, request, Reason::kOptional, portfolio,
                   std::move(violations));
}

absl::StatusOr<v1::Item> EstimateItem(const Backlog& backlog,
                                      JournalTransaction& transaction,
                                      const CallContext& call,
                                      const v1::EstimateItemRequest& request) {
  return TakeStep(
      backlog, transaction, call, request,
      [&](const Acting& acting,
          const v1::Item& before) -> absl::StatusOr<v1::Item> {
        Violations violations;
        acting.portfolio->CheckTeams(request.efforts(), "efforts", &violations);
        if (!violations.empty()) return violations.ToStatus();
        v1::Estimate estimate;
        *estimate.mutable_efforts() = request.efforts();
        estimate.set_evidence(request.evidence());
        absl::StatusOr<v1::Item> after = SetEstimate(
            before, estimate,
            {request.new_evidence().begin(), request.new_evidence().end()},
            acting.step);
        if (!after.ok()) return after;
        return Judged(backlog, acting, before,
                      {std::string(validation::kEffort)}, *std::move(after));
      });
}

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::SettleItemRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf(kItems, request.name(), "name", &violations);
  const CheckContext context{&backlog.limits, portfolio};
  CheckRatings(request.ratings(), context, "ratings", &violations);
  if (request.has_money()) {
    CheckMoney(request.money(), context, "money", &violations);
  }
  if (!request.efforts().empty()) {
    CheckEfforts(request.efforts(), context, "efforts", &violations);
  }
  if (SubjectsIn(request).empty()) {
    violations.Add("ratings",
                   "is empty, and so are money and efforts; say what shall be "
                   "in force");
  }
  return CheckStep(backlog, request, Reason::kRequired, portfolio,
                   std::move(violations));
}

absl::StatusOr<v1::Item> SettleItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::SettleItemRequest& request) {
  NewRatings ratings;
  ratings.ratings.assign(request.ratings().begin(), request.ratings().end());
  ratings.money = request.has_money() ? &request.money() : nullptr;
  return TakeStep(
      backlog, transaction, call, request,
      [&](const Acting& acting,
          const v1::Item& before) -> absl::StatusOr<v1::Item> {
        Violations violations;
        acting.portfolio->CheckTeams(request.efforts(), "efforts", &violations);
        if (!violations.empty()) return violations.ToStatus();
        absl::Status settles =
            CheckSettles(acting, before, SubjectsIn(request));
        if (!settles.ok()) return settles;
        absl::StatusOr<v1::Item> after =
            Rate(before, ratings, backlog.limits, acting.step);
        if (after.ok() && !request.efforts().empty()) {
          v1::Estimate estimate;
          *estimate.mutable_efforts() = request.efforts();
          after = SetEstimate(*std::move(after), estimate, {}, acting.step);
        }
        if (!after.ok()) return after;
        CheckWholeItem(*after, backlog.limits, "item", &violations);
        if (!violations.empty()) return violations.ToStatus();
        return after;
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
  return TakeStep(
      backlog, transaction, call, request,
      [&](const Acting& acting,
          const v1::Item& before) -> absl::StatusOr<v1::Item> {
        absl::StatusOr<v1::Item> after = Validate(before, acting.step);
        if (!after.ok()) return after;
        absl::StatusOr<std::vector<v1::Item>> studies = OpenStudies(
            transaction.transaction(), *acting.portfolio, LastId(before.name()),
            acting.portfolio->Today(acting.step.now),
            [&](const std::string& id) { return ReadItem(transaction, id); });
        if (!studies.ok()) return studies.status();
        absl::Status ready = CheckReady(
            before,
            ReadinessOf(before, *studies, *acting.portfolio, backlog.limits));
        if (!ready.ok()) return ready;
        return after;
      });
}

absl::StatusOr<v1::Readiness> CheckReadiness(
    const Backlog& backlog, const CallContext& call,
    const v1::CheckReadinessRequest& request) {
  Violations violations;
  const bool stored = !request.name().empty();
  if (stored == request.has_item()) {
    violations.Add("name", stored ? "is there, and so is item; give one of them"
                                  : "is required, or an item as it is typed");
    return violations.ToStatus();
  }
  const std::string portfolio =
      stored ? PortfolioOf(kItems, request.name(), "name", &violations)
             : PortfolioOf("portfolios/*", request.parent(), "parent",
                           &violations);
  if (!stored) {
    CheckItem(request.item(), WritableFields(),
              CheckContext{&backlog.limits, portfolio}, "item", &violations);
  }
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<Reading> reading = ActAsReader(backlog, portfolio, call);
  if (!reading.ok()) return reading.status();
  if (!stored) {
    v1::Item typed;
    ReplaceFields(request.item(), WritableFields(), &typed);
    return ReadinessOf(typed, {}, *reading->portfolio, backlog.limits);
  }
  absl::StatusOr<JournalSnapshot> snapshot = backlog.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  const absl::string_view id = LastId(request.name());
  absl::StatusOr<std::optional<v1::Item>> item =
      ReadItem(*snapshot, portfolio, id);
  if (!item.ok()) return item.status();
  if (!item->has_value() || !IsVisibleTo(**item, reading->member)) {
    return ItemNotFound(request.name());
  }
  absl::StatusOr<std::vector<v1::Item>> studies = OpenStudies(
      snapshot->reader(), *reading->portfolio, id,
      reading->portfolio->Today(call.now), [&](const std::string& study) {
        return ReadItem(*snapshot, portfolio, study);
      });
  if (!studies.ok()) return studies.status();
  return ReadinessOf(**item, *studies, *reading->portfolio, backlog.limits);
}

}  // namespace lifeline::backlog

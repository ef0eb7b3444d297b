// Who may give which answer to which receipt.
#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/names.h"
#include "services/common/status.h"
#include "services/common/validate.h"
#include "services/scoring/members.h"
#include "services/scoring/receipt.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

using roadmap::v1::Member;
using v1::LineCrossing;
using v1::Receipt;

bool IsAnswer(Receipt::State state) {
  return state == Receipt::STATE_ACCEPTED || state == Receipt::STATE_APPEALED ||
         state == Receipt::STATE_RIDE_ALONG ||
         state == Receipt::STATE_DEFERRED || state == Receipt::STATE_WITHDRAWN;
}

std::string StateName(Receipt::State state) {
  return std::string(absl::StripPrefix(Receipt::State_Name(state), "STATE_"));
}

// Gathers refusals of a batch, so that all are said at once.
class Refusals {
 public:
  // `index` is that of the crossing in the request.
  void Add(int index, const std::string& crossing, absl::StatusCode code,
           absl::string_view reason, absl::string_view message) {
    // Who may not answer has nothing to learn from what else is wrong.
    const bool stronger = code == absl::StatusCode::kPermissionDenied &&
                          code_ != absl::StatusCode::kPermissionDenied;
    if (text_.empty() || stronger) {
      code_ = code;
      reason_ = std::string(reason);
    }
    absl::StrAppend(&text_, text_.empty() ? "" : "; ", "crossings[", index,
                    "]: ", message);
    auto* violation = failure_.add_violations();
    violation->set_type(std::string(reason));
    violation->set_subject(crossing);
    violation->set_description(std::string(message));
  }

  absl::Status ToStatus() const {
    if (text_.empty()) return absl::OkStatus();
    absl::Status status = Error(code_, reason_, text_);
    AttachDetail(&status, failure_);
    return status;
  }

 private:
  absl::StatusCode code_ = absl::StatusCode::kFailedPrecondition;
  std::string reason_;
  std::string text_;
  google::rpc::PreconditionFailure failure_;
};

// Checks one receipt of an answer.
class AnswerCheck {
 public:
  AnswerCheck(const v1::AnswerReceiptsRequest& request, int index,
              const OwedReceipt& owed, absl::string_view member,
              const RankingView& now, Refusals* refusals)
      : request_(request),
        index_(index),
        receipt_(owed.receipt),
        crossing_(owed.crossing),
        member_(member),
        now_(now),
        facts_(*now.snapshot().roadmap),
        refusals_(refusals) {}

  void Run() {
    CheckCaller();
    CheckState();
    if (request_.answer() == Receipt::STATE_APPEALED) CheckAppeal();
    if (request_.answer() == Receipt::STATE_DEFERRED) CheckDeferral();
    if (request_.answer() == Receipt::STATE_RIDE_ALONG) CheckRide();
    if (request_.answer() == Receipt::STATE_WITHDRAWN) CheckWithdrawal();
  }

 private:
  void Deny(absl::string_view reason, absl::string_view message) {
    refusals_->Add(index_, crossing_.name(),
                   absl::StatusCode::kPermissionDenied, reason, message);
  }
  void Fail(absl::string_view reason, absl::string_view message) {
    refusals_->Add(index_, crossing_.name(),
                   absl::StatusCode::kFailedPrecondition, reason, message);
  }

  const backlog::v1::Item* Item() const {
    const auto index = now_.FindItem(receipt_.item());
    return index ? now_.snapshot().items[*index].get() : nullptr;
  }

  bool IsConcerned() const {
    if (member_ == receipt_.owed_by() || member_ == receipt_.asked() ||
        IsDeputyOf(member_, receipt_.owed_by(), facts_)) {
      return true;
    }
    const backlog::v1::Item* item = Item();
    return item != nullptr &&
           (item->requester() == member_ || item->owner() == member_);
  }

  void CheckCaller() {
    if (!IsConcerned()) {
      Deny(kNotYoursToAnswer,
           absl::StrCat(LastId(receipt_.owed_by()),
                        " owes this answer; a deputy, the item's requester or "
                        "owner, and who is asked because it is overdue, may "
                        "give it too"));
      return;
    }
    const bool caused =
        std::find(crossing_.actors().begin(), crossing_.actors().end(),
                  member_) != crossing_.actors().end();
    if (caused && member_ != receipt_.owed_by()) {
      Deny(kCausedByCaller,
           absl::StrCat("your own change caused it, so you cannot answer it "
                        "for ",
                        LastId(receipt_.owed_by()), "; ask for the answer"));
    }
  }

  void CheckState() {
    if (IsOwed(receipt_)) return;
    if (receipt_.state() == Receipt::STATE_CLEARED) {
      Fail(kReceiptCleared, absl::StrCat("it rose again in ranking ",
                                         LastId(receipt_.cleared_by_ranking()),
                                         "; no answer is owed"));
      return;
    }
    Fail(kReceiptAnswered,
         absl::StrCat("was answered ", StateName(receipt_.state()), " by ",
                      LastId(receipt_.answered_by()),
                      "; an answer cannot be changed, a new drop gets a new "
                      "receipt"));
  }

  void CheckAppeal() {
    if (request_.displaces_item() == receipt_.item()) {
      Fail(kDisplacesNotAbove,
           "an item cannot displace itself; name one above the line");
    } else if (!now_.StandsAbove(request_.displaces_item())) {
      Fail(kDisplacesNotAbove,
           absl::StrCat(LastId(request_.displaces_item()),
                        " does not stand above the line; name an item that "
                        "does (lifeline ranking show)"));
    }
  }

  void CheckDeferral() {
    const auto found = facts_.periods.find(request_.deferred_to_period());
    if (found == facts_.periods.end()) {
      Fail(kPeriodNotPlannable,
           absl::StrCat("there is no period ",
                        LastId(request_.deferred_to_period()),
                        "; see lifeline period list"));
    } else if (found->second.state() ==
               roadmap::v1::PlanningPeriod::STATE_CLOSED) {
      Fail(kPeriodNotPlannable,
           absl::StrCat(LastId(request_.deferred_to_period()),
                        " is closed; defer to one that is open or a draft"));
    }
  }

  // A proposed weave is enough: once its carrier's owner agrees the item may
  // rise, and then nobody owes an answer any more.
  void CheckRide() {
    const bool woven = std::any_of(
        facts_.weaves.begin(), facts_.weaves.end(), [this](const auto& weave) {
          return weave.second.rider() == receipt_.item();
        });
    if (woven) return;
    Fail(kNoWeave,
         absl::StrCat(LastId(receipt_.item()),
                      " is woven into nothing; first lifeline weave add"));
  }

  void CheckWithdrawal() {
    const backlog::v1::Item* item = Item();
    if (item == nullptr ||
        item->state() != backlog::v1::Item::STATE_WITHDRAWN) {
      Fail(kNotWithdrawn,
           absl::StrCat(LastId(receipt_.item()),
                        " is not withdrawn; first lifeline item withdraw"));
    }
  }

  const v1::AnswerReceiptsRequest& request_;
  const int index_;
  const Receipt& receipt_;
  const LineCrossing& crossing_;
  const absl::string_view member_;
  const RankingView& now_;
  const RoadmapFacts& facts_;
  Refusals* const refusals_;
};

}  // namespace

absl::Status CheckAnswerRequest(const v1::AnswerReceiptsRequest& request,
                                const Limits& limits) {
  Violations violations;
  if (request.crossings().empty()) {
    violations.Add("crossings", "needs at least one name of a crossing");
  }
  CheckCount(request.crossings_size(), limits.crossings_per_answer, "crossings",
             &violations);
  std::set<std::string> seen;
  for (int i = 0; i < request.crossings_size(); ++i) {
    const std::string field = absl::StrCat("crossings[", i, "]");
    ParseName("portfolios/*/rankings/*/crossings/*", request.crossings(i),
              field, &violations);
    if (!seen.insert(request.crossings(i)).second) {
      violations.Add(field, "is named twice; once is enough");
    }
  }
  if (!IsAnswer(request.answer())) {
    violations.Add("answer",
                   "must be ACCEPTED, APPEALED, RIDE_ALONG, DEFERRED or "
                   "WITHDRAWN");
  }
  const bool appeal = request.answer() == Receipt::STATE_APPEALED;
  CheckText(request.text(), {appeal ? 1 : 0, limits.answer_text, true}, "text",
            &violations);
  if (appeal && request.crossings_size() > 1) {
    violations.Add("crossings", "an appeal answers one; appeal to each alone");
  }
  if (appeal) {
    ParseName("portfolios/*/items/*", request.displaces_item(),
              "displaces_item", &violations);
  } else if (!request.displaces_item().empty()) {
    violations.Add("displaces_item", "belongs to an appeal; leave it out");
  }
  if (request.answer() == Receipt::STATE_DEFERRED) {
    ParseName("portfolios/*/periods/*", request.deferred_to_period(),
              "deferred_to_period", &violations);
  } else if (!request.deferred_to_period().empty()) {
    violations.Add("deferred_to_period", "belongs to DEFERRED; leave it out");
  }
  return violations.ToStatus();
}

absl::Status CheckAnswer(const v1::AnswerReceiptsRequest& request,
                         absl::Span<const OwedReceipt> receipts,
                         absl::string_view member, const RankingView& now) {
  const auto& members = now.snapshot().roadmap->members;
  const auto found = members.find(std::string(member));
  const Member* caller = found == members.end() ? nullptr : &found->second;
  if (caller != nullptr && caller->kind() == Member::KIND_TOOL) {
    return Error(absl::StatusCode::kPermissionDenied, kToolsDoNotAnswer,
                 absl::StrCat(LastId(member),
                              " is a tool, and only a person answers; let the "
                              "one who owes the answer do it"));
  }
  if (caller != nullptr && caller->inactive()) {
    return Error(absl::StatusCode::kPermissionDenied, kMemberInactive,
                 absl::StrCat(LastId(member),
                              " is inactive and cannot answer; an admin can "
                              "make the member active again"));
  }
  Refusals refusals;
  for (size_t i = 0; i < receipts.size(); ++i) {
    AnswerCheck(request, static_cast<int>(i), receipts[i], member, now,
                &refusals)
        .Run();
  }
  return refusals.ToStatus();
}

Receipt Answered(Receipt receipt, const v1::AnswerReceiptsRequest& request,
                 absl::string_view member, absl::Time now) {
  receipt.set_state(request.answer());
  receipt.set_answered_by(std::string(member));
  *receipt.mutable_answer_time() = ToTimestamp(now);
  receipt.set_text(request.text());
  receipt.set_displaces_item(request.displaces_item());
  receipt.set_deferred_to_period(request.deferred_to_period());
  return receipt;
}

}  // namespace lifeline::scoring

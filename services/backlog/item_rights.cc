#include "services/backlog/item_rights.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/backlog/item.h"
#include "services/backlog/item_fields.h"

namespace lifeline::backlog {
namespace {

using Own = rights::Asker::Own;
using State = v1::Item::State;

constexpr absl::string_view kItem = "lifeline.backlog.v1.Item";

std::string MethodName(absl::string_view method) {
  return absl::StrCat("lifeline.backlog.v1.BacklogService/", method);
}

const google::protobuf::FieldDescriptor& FieldOf(int number) {
  return *v1::Item::descriptor()->FindFieldByNumber(number);
}

bool Differs(const v1::Item& before, const v1::Item& after, int field) {
  v1::Item a;
  v1::Item b;
  ReplaceFields(before, ItemFields().set(field), &a);
  ReplaceFields(after, ItemFields().set(field), &b);
  return !google::protobuf::util::MessageDifferencer::Equals(a, b);
}

// The method that leads to a state, for an item that is in another one; a field
// where a document may do what no method does.
std::string WayTo(State state, std::optional<State> before) {
  switch (state) {
    case v1::Item::STATE_UNSPECIFIED:
    case v1::Item::STATE_DRAFT:
      return std::string(kItem);
    case v1::Item::STATE_SUBMITTED:
    case v1::Item::STATE_VALIDATING:
      if (before == v1::Item::STATE_DRAFT) return MethodName("SubmitItem");
      return before.has_value() && !(before == v1::Item::STATE_SUBMITTED)
                 ? MethodName("ReopenItem")
                 : MethodName("RateItem");
    case v1::Item::STATE_READY:
      return MethodName("ValidateItem");
    case v1::Item::STATE_DONE:
      return absl::StrCat(kItem, ".state");
    case v1::Item::STATE_DECLINED:
      return MethodName("DeclineItem");
    case v1::Item::STATE_WITHDRAWN:
      return MethodName("WithdrawItem");
    case v1::Item::STATE_MERGED:
      return MethodName("MergeItem");
    case v1::Item_State_Item_State_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Item_State_Item_State_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return std::string(kItem);
}

}  // namespace

Own OwnOf(const v1::Item& item, absl::string_view actor) {
  return item.requester() == actor || item.owner() == actor ? Own::kYes
                                                            : Own::kNo;
}

std::optional<std::string> WhyNotField(const rights::Asker& asker, int field,
                                       Own own) {
  const std::string name = absl::StrCat(kItem, ".", FieldOf(field).name());
  return asker.WhyNot(rights::FindRule(name) == nullptr ? kItem : name, own);
}

void RefuseFields(const rights::Asker& asker, absl::string_view actor,
                  const v1::Item* before, const v1::Item& after,
                  absl::string_view path, rights::Refusals* refusals) {
  static const auto* none = new v1::Item;
  if (before == nullptr) {
    refusals->Add(path, asker.WhyNot(MethodName("CreateItem")));
  }
  const Own own = before == nullptr ? Own::kYes : OwnOf(*before, actor);
  const ItemFields writable = WritableFields();
  for (size_t field = 0; field < writable.size(); ++field) {
    const int number = static_cast<int>(field);
    if (!writable[field] ||
        !Differs(before == nullptr ? *none : *before, after, number)) {
      continue;
    }
    refusals->Add(absl::StrCat(path, ".", FieldOf(number).name()),
                  WhyNotField(asker, number, own));
  }
}

void RefuseJudging(const PortfolioView& portfolio, const Judge& judge,
                   const std::set<std::string>& subjects,
                   absl::string_view path, rights::Refusals* refusals) {
  for (const std::string& subject : subjects) {
    const absl::string_view field = subject == validation::kMoney ? "money"
                                    : subject == validation::kEffort
                                        ? "estimate"
                                        : "ratings";
    refusals->Add(absl::StrCat(path, path.empty() ? "" : ".", field),
                  WhyNotJudge(portfolio, judge, subject));
  }
}

void RefuseState(const rights::Asker& asker, absl::string_view actor,
                 const v1::Item* before, const v1::Item& after,
                 absl::string_view path, rights::Refusals* refusals) {
  if (before != nullptr && before->state() == after.state()) return;
  // Whoever may create an item may submit it.
  if (before == nullptr && (after.state() == v1::Item::STATE_DRAFT ||
                            after.state() == v1::Item::STATE_SUBMITTED)) {
    return;
  }
  const Own own = OwnOf(before == nullptr ? after : *before, actor);
  refusals->Add(
      absl::StrCat(path, ".state"),
      asker.WhyNot(WayTo(after.state(), before == nullptr
                                            ? std::nullopt
                                            : std::optional(before->state())),
                   own));
}

}  // namespace lifeline::backlog

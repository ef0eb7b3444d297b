#include "services/backlog/parts.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/backlog/item.h"
#include "services/backlog/reasons.h"
#include "services/common/names.h"
#include "services/common/status.h"

namespace lifeline::backlog {
namespace {

bool IsLimited(const v1::Item& parent) {
  return parent.has_money() && !IsPrivate(parent);
}

std::string WrittenSum(absl::uint128 hundredths) {
  return absl::StrFormat("%d.%02d", hundredths / 100,
                         static_cast<int>(hundredths % 100));
}

}  // namespace

int64_t ClaimOf(const v1::Item& item) {
  if (IsPrivate(item)) return 0;
  switch (item.state()) {
    case v1::Item::STATE_SUBMITTED:
    case v1::Item::STATE_VALIDATING:
    case v1::Item::STATE_READY:
    case v1::Item::STATE_DONE:
      return item.money().amount_hundredths();
    case v1::Item::STATE_DECLINED:
      return item.successors().empty() ? 0 : item.money().amount_hundredths();
    case v1::Item::STATE_UNSPECIFIED:
    case v1::Item::STATE_DRAFT:
    case v1::Item::STATE_WITHDRAWN:
    case v1::Item::STATE_MERGED:
    case v1::Item_State_Item_State_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Item_State_Item_State_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return 0;
}

std::vector<std::string> ParentsToCheck(const v1::Item& before,
                                        const v1::Item& after) {
  std::vector<std::string> parents;
  const int64_t claimed =
      before.parent_item() == after.parent_item() ? ClaimOf(before) : 0;
  if (!after.parent_item().empty() && ClaimOf(after) > claimed) {
    parents.emplace_back(LastId(after.parent_item()));
  }
  // A new item has no parts but those that come with it, and each of these is
  // looked at for itself.
  if (!before.name().empty() && IsLimited(after) &&
      (!IsLimited(before) || after.money().amount_hundredths() <
                                 before.money().amount_hundredths())) {
    parents.emplace_back(LastId(after.name()));
  }
  return parents;
}

absl::Status CheckClaims(const v1::Item& parent, absl::uint128 claims) {
  if (!IsLimited(parent)) return absl::OkStatus();
  const auto money =
      absl::uint128(static_cast<uint64_t>(parent.money().amount_hundredths()));
  if (claims <= money) return absl::OkStatus();
  const std::string id(LastId(parent.name()));
  return Error(absl::StatusCode::kFailedPrecondition, kPartsExceedParent,
               absl::StrCat("money: the parts of ", id, " would claim ",
                            WrittenSum(claims), " a month together, but ", id,
                            " brings ", WrittenSum(money),
                            "; give a part less, raise the money of ", id,
                            ", or make it a part of another item"),
               {{"item", parent.name()},
                {"money", WrittenSum(money)},
                {"parts", WrittenSum(claims)}});
}

}  // namespace lifeline::backlog

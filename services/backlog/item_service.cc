#include "services/backlog/item_service.h"

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
#include "services/backlog/paging_service.h"
#include "services/backlog/reasons.h"
#include "services/common/filter.h"
#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/common/validate.h"

namespace lifeline::backlog {
namespace {

constexpr absl::string_view kPortfolios = "portfolios/*";

absl::Status ItemExists(const std::string& name) {
  return Error(absl::StatusCode::kAlreadyExists, kItemExists,
               absl::StrCat("item_id: ", name,
                            " exists already, and ids are never used twice; "
                            "choose another one, leave it empty, or change "
                            "that item"),
               {{"item", name}});
}

// The name that the new item gets.
absl::StatusOr<std::string> NewName(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const std::string& chosen_id) {
  absl::StatusOr<std::string> counted =
      CountNewItem(transaction, backlog.limits.items_per_portfolio);
  if (!counted.ok()) return counted.status();
  if (chosen_id.empty()) return ItemName(transaction.scope(), *counted);
  const std::string name = ItemName(transaction.scope(), chosen_id);
  absl::StatusOr<std::optional<Version>> holder =
      transaction.Get(kItemKind, chosen_id);
  if (!holder.ok()) return holder.status();
  if (holder->has_value()) return ItemExists(name);
  return name;
}

// Everything that needs to know other things than the item: members, category,
// teams, other items, and its own evidence.
absl::Status CheckAgainstOthers(const Backlog& backlog,
                                JournalTransaction& transaction,
                                const Acting& acting, const ItemFields& fields,
                                const v1::Item& before, v1::Item* item) {
  Violations violations;
  acting.portfolio->ResolveItem(fields, before, "item", item, &violations);
  CheckWholeItem(*item, backlog.limits, "item", &violations);
  absl::Status linked =
      CheckLinkedItems(transaction, acting, before, *item, "item", &violations);
  return linked.ok() ? violations.ToStatus() : linked;
}

// What the item says otherwise than before about ratings, money and effort is
// the actor's word.
absl::Status TakeJudging(const Backlog& backlog, const Acting& acting,
                         const v1::Item& before, v1::Item* after) {
  const Judge judge =
      JudgeOf(*acting.portfolio, acting.step.actor, acting.asker.roles());
  const std::set<std::string> subjects = ChangedSubjects(before, *after);
  rights::Refusals refusals;
  RefuseJudging(*acting.portfolio, judge, subjects, "item", &refusals);
  if (!refusals.empty()) return refusals.ToStatus();
  TakeOpinions(before, subjects, *acting.portfolio, judge, acting.step,
               backlog.limits, after);
  return absl::OkStatus();
}

const std::vector<FilterField>& FilterFields() {
  static const auto* fields = [] {
    std::vector<std::string> states;
    for (int state = v1::Item::STATE_DRAFT; state <= v1::Item::STATE_MERGED;
         ++state) {
      states.push_back(StateName(static_cast<v1::Item::State>(state)));
    }
    return new std::vector<FilterField>{{"state", std::move(states)},
                                        {"category", {}},
                                        {"requester", {}},
                                        {"owner", {}},
                                        {"labels", {}},
                                        {"external_references.system", {}},
                                        {"external_references.key", {}}};
  }();
  return *fields;
}

std::vector<std::string> FieldValues(const v1::Item& item,
                                     absl::string_view field) {
  if (field == "state") return {StateName(item.state())};
  if (field == "category") return {item.category()};
  if (field == "requester") return {item.requester()};
  if (field == "owner") return {item.owner()};
  if (field == "labels") return {item.labels().begin(), item.labels().end()};
  std::vector<std::string> values;
  for (const v1::ExternalReference& reference : item.external_references()) {
    values.push_back(field == "external_references.key" ? reference.key()
                                                        : reference.system());
  }
  return values;
}

// A member may be named by address; items hold ids.
Filter WithMemberIds(const Filter& filter, const PortfolioView& portfolio) {
  return filter.WithValues(
      [&](absl::string_view field, absl::string_view value) {
        if (field != "requester" && field != "owner") return std::string(value);
        const Member* member = portfolio.FindActor(value);
        return member == nullptr ? std::string(value)
                                 : portfolio.MemberName(*member);
      });
}

}  // namespace

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::CreateItemRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf(kPortfolios, request.parent(), "parent", &violations);
  if (!request.item_id().empty()) {
    CheckId(request.item_id(), "item_id", /*external=*/true, &violations);
  }
  if (!request.has_item()) {
    violations.Add("item", "is required, with at least title and category");
  } else {
    CheckItem(request.item(), WritableFields(),
              CheckContext{&backlog.limits, portfolio}, "item", &violations);
    AddDirectoryViolations(backlog, portfolio, WritableFields(), request.item(),
                           "item", &violations);
  }
  return ToSpec(
      backlog, portfolio,
      {request.request_id(), request.validate_only(), request.reason()},
      std::move(violations));
}

absl::StatusOr<v1::Item> CreateItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::CreateItemRequest& request) {
  absl::StatusOr<Acting> acting = Act(backlog, transaction, call);
  if (!acting.ok()) return acting.status();
  const v1::Item none;
  v1::Item item;
  ReplaceFields(request.item(), WritableFields(), &item);
  absl::Status checked = CheckAgainstOthers(backlog, transaction, *acting,
                                            WritableFields(), none, &item);
  if (!checked.ok()) return checked;
  if (item.requester().empty()) item.set_requester(acting->step.actor);
  if (item.owner().empty()) item.set_owner(item.requester());
  rights::Refusals refusals;
  RefuseFields(acting->asker, acting->step.actor, nullptr, item, "item",
               &refusals);
  if (!refusals.empty()) return refusals.ToStatus();
  absl::StatusOr<std::string> name =
      NewName(backlog, transaction, request.item_id());
  if (!name.ok()) return name.status();
  item.set_name(*std::move(name));
  SettleMoney(item.has_business_case(), backlog.limits, &item);
  StampRatings(none, acting->step, &item);
  absl::Status judged = TakeJudging(backlog, *acting, none, &item);
  if (!judged.ok()) return judged;
  absl::StatusOr<v1::Item> made = TakeState(
      std::move(item),
      request.submit() ? v1::Item::STATE_SUBMITTED : v1::Item::STATE_DRAFT,
      acting->step);
  if (!made.ok()) return made;
  absl::Status study = CheckStudyIn(backlog, transaction, *acting, none, *made);
  if (!study.ok()) return study;
  return WriteAndCheckParts(transaction, nullptr, *std::move(made));
}

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::UpdateItemRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf(kItems, request.item().name(), "item.name", &violations);
  if (request.update_mask().paths().empty()) {
    violations.Add("update_mask",
                   "is required; name the fields that shall change, or *");
  }
  CheckCount(request.update_mask().paths_size(), backlog.limits.mask_paths,
             "update_mask", &violations);
  const ItemFields fields = ParseItemMask(
      request.update_mask(), WritableFields(), "update_mask", &violations);
  CheckItem(request.item(), fields, CheckContext{&backlog.limits, portfolio},
            "item", &violations);
  AddDirectoryViolations(backlog, portfolio, fields, request.item(), "item",
                         &violations);
  return ToSpec(
      backlog, portfolio,
      {request.request_id(), request.validate_only(), request.reason()},
      std::move(violations));
}

absl::StatusOr<v1::Item> UpdateItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::UpdateItemRequest& request) {
  absl::StatusOr<Acting> acting = Act(backlog, transaction, call);
  if (!acting.ok()) return acting.status();
  absl::StatusOr<v1::Item> before = ReadForChange(
      transaction, *acting, request.item().name(), request.item().etag());
  if (!before.ok()) return before;
  absl::Status may = CheckMayChange(*acting, *before);
  if (!may.ok()) return may;
  Violations known_already;
  const ItemFields fields = ParseItemMask(
      request.update_mask(), WritableFields(), "update_mask", &known_already);
  v1::Item item = *before;
  ReplaceFields(request.item(), fields, &item);
  if (item.requester().empty()) item.set_requester(before->requester());
  if (item.owner().empty()) item.set_owner(item.requester());
  absl::Status checked =
      CheckAgainstOthers(backlog, transaction, *acting, fields, *before, &item);
  if (checked.ok()) checked = CheckCycles(transaction, *before, item);
  if (!checked.ok()) return checked;
  SettleMoney(fields[v1::Item::kBusinessCaseFieldNumber], backlog.limits,
              &item);
  StampRatings(*before, acting->step, &item);
  rights::Refusals refusals;
  RefuseFields(acting->asker, acting->step.actor, &*before, item, "item",
               &refusals);
  if (!refusals.empty()) return refusals.ToStatus();
  absl::Status judged = TakeJudging(backlog, *acting, *before, &item);
  if (!judged.ok()) return judged;
  absl::Status study =
      CheckStudyIn(backlog, transaction, *acting, *before, item);
  if (!study.ok()) return study;
  return WriteAndCheckParts(transaction, &*before, std::move(item));
}

absl::StatusOr<v1::Item> GetItem(const Backlog& backlog,
                                 const CallContext& call,
                                 const v1::GetItemRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf(kItems, request.name(), "name", &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<Reading> reading = ActAsReader(backlog, portfolio, call);
  if (!reading.ok()) return reading.status();
  absl::StatusOr<JournalSnapshot> snapshot = backlog.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  absl::StatusOr<std::optional<v1::Item>> item =
      ReadItem(*snapshot, portfolio, LastId(request.name()));
  if (!item.ok()) return item.status();
  if (!item->has_value() || !IsVisibleTo(**item, reading->member)) {
    return ItemNotFound(request.name());
  }
  return **std::move(item);
}

absl::StatusOr<v1::ListItemsResponse> ListItems(
    const Backlog& backlog, const CallContext& call,
    const v1::ListItemsRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf(kPortfolios, request.parent(), "parent", &violations);
  const int32_t page_size =
      CheckPageSize(request.page_size(), backlog.limits.page_size,
                    backlog.limits.largest_page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<Filter> filter =
      Filter::Parse(request.filter(), FilterFields());
  if (!filter.ok()) return filter.status();
  absl::StatusOr<std::vector<std::string>> position = PagePosition(request);
  if (!position.ok()) return position.status();
  absl::StatusOr<Reading> reading = ActAsReader(backlog, portfolio, call);
  if (!reading.ok()) return reading.status();
  const Filter by_id = WithMemberIds(*filter, *reading->portfolio);
  absl::StatusOr<JournalSnapshot> snapshot = backlog.journal->Read();
  if (!snapshot.ok()) return snapshot.status();

  v1::ListItemsResponse response;
  PageRoom room{page_size, backlog.limits.page_bytes};
  bool more = false;
  ListOptions options;
  if (!position->empty()) options.after_id = position->front();
  const absl::Status end_of_page = absl::CancelledError();
  absl::Status status = snapshot->ForEach(
      portfolio, kItemKind, options, [&](Resource resource) -> absl::Status {
        absl::StatusOr<v1::Item> item = DecodeItem(portfolio, resource);
        if (!item.ok()) return item.status();
        const bool wanted = IsVisibleTo(*item, reading->member) &&
                            by_id.Matches([&](absl::string_view field) {
                              return FieldValues(*item, field);
                            });
        if (!wanted) return absl::OkStatus();
        more = room.Full();
        if (more) return end_of_page;
        room.Take(*item);
        *response.add_items() = *std::move(item);
        return absl::OkStatus();
      });
  if (!status.ok() && status != end_of_page) return status;
  if (more) {
    const std::string last(LastId(response.items().rbegin()->name()));
    response.set_next_page_token(NextPageToken(request, {last}));
  }
  return response;
}

}  // namespace lifeline::backlog

#include "services/backlog/backlog_service.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_store.h"
#include "services/backlog/item_rights.h"
#include "services/backlog/part_store.h"
#include "services/backlog/parts.h"
#include "services/backlog/reasons.h"
#include "services/backlog/requirements.h"
#include "services/backlog/study.h"
#include "services/common/names.h"
#include "services/common/validate.h"

namespace lifeline::backlog {

absl::StatusOr<Acting> ActAlsoArchived(const Backlog& backlog,
                                       JournalTransaction& transaction,
                                       const CallContext& call) {
  absl::StatusOr<std::shared_ptr<const PortfolioView>> portfolio =
      backlog.directory->Find(transaction.scope());
  if (!portfolio.ok()) return portfolio.status();
  const absl::StatusOr<const Member*> member =
      (*portfolio)->RequireMember(call.actor);
  if (!member.ok()) return member.status();
  rights::Asker asker = (*portfolio)->AskerOf(call.identity, **member);
  absl::Status may = asker.CheckCall(call.method, rights::Asker::Own::kYes);
  if (!may.ok()) return may;
  std::string actor = (*portfolio)->MemberName(**member);
  transaction.set_actor(actor);
  return Acting{
      *std::move(portfolio),
      Step{std::move(actor), transaction.mutation().reason, transaction.now()},
      std::move(asker), call.method};
}

absl::StatusOr<Acting> Act(const Backlog& backlog,
                           JournalTransaction& transaction,
                           const CallContext& call) {
  absl::StatusOr<Acting> acting = ActAlsoArchived(backlog, transaction, call);
  if (!acting.ok()) return acting;
  absl::Status open = acting->portfolio->CheckNotArchived();
  if (!open.ok()) return open;
  return acting;
}

absl::Status CheckMayChange(const Acting& acting, const v1::Item& item) {
  return acting.asker.CheckCall(acting.method, OwnOf(item, acting.step.actor));
}

absl::StatusOr<std::optional<rights::Member>> FindMemberOf(
    const Backlog& backlog, const std::string& portfolio,
    const std::string& who) {
  const auto view = backlog.directory->Find(portfolio);
  if (!view.ok()) return view.status();
  const Member* member = (*view)->FindActor(who);
  if (member == nullptr) return std::nullopt;
  return ToRights(*member);
}

absl::StatusOr<Reading> ActAsReader(const Backlog& backlog,
                                    absl::string_view portfolio,
                                    const CallContext& call) {
  absl::StatusOr<std::shared_ptr<const PortfolioView>> view =
      backlog.directory->Find(portfolio);
  if (!view.ok()) return view.status();
  const Member* member = (*view)->FindActor(call.actor);
  return Reading{*view, member == nullptr || !member->active
                            ? std::string()
                            : (*view)->MemberName(*member)};
}

absl::Status ItemNotFound(absl::string_view name) {
  return Error(absl::StatusCode::kNotFound, kItemNotFound,
               absl::StrCat(name,
                            " is not there, or is somebody else's draft; see "
                            "what is there with lifeline item list"),
               {{"item", name}});
}

absl::Status CheckEtag(const v1::Item& item, absl::string_view etag) {
  if (etag.empty() || etag == item.etag()) return absl::OkStatus();
  return Error(absl::StatusCode::kAborted, kEtagMismatch,
               absl::StrCat("etag: somebody has changed ", LastId(item.name()),
                            " meanwhile: it is at ", item.etag(), ", not at ",
                            etag, "; read it again and repeat the change"),
               {{"item", item.name()}, {"etag", item.etag()}});
}

absl::StatusOr<v1::Item> ReadForChange(JournalTransaction& transaction,
                                       const Acting& acting,
                                       absl::string_view name,
                                       absl::string_view etag) {
  absl::StatusOr<std::optional<v1::Item>> item =
      ReadItem(transaction, LastId(name));
  if (!item.ok()) return item.status();
  if (!item->has_value() || !IsVisibleTo(**item, acting.step.actor)) {
    return ItemNotFound(name);
  }
  absl::Status same = CheckEtag(**item, etag);
  if (!same.ok()) return same;
  return **std::move(item);
}

absl::Status CheckItemIsThere(JournalTransaction& transaction,
                              const Acting& acting, const std::string& name,
                              absl::string_view path, Violations* violations) {
  absl::StatusOr<std::optional<v1::Item>> item =
      ReadItem(transaction, LastId(name));
  if (!item.ok()) return item.status();
  if (!item->has_value() || !IsVisibleTo(**item, acting.step.actor)) {
    violations->Add(path, absl::StrCat(name,
                                       " is not there; create it first, "
                                       "or check the spelling"));
  }
  return absl::OkStatus();
}

absl::Status CheckLinkedItems(JournalTransaction& transaction,
                              const Acting& acting, const v1::Item& before,
                              const v1::Item& item, absl::string_view path,
                              Violations* violations) {
  absl::Status status;
  if (!item.parent_item().empty() &&
      item.parent_item() != before.parent_item()) {
    status = CheckItemIsThere(transaction, acting, item.parent_item(),
                              absl::StrCat(path, ".parent_item"), violations);
  }
  for (int i = 0; status.ok() && i < item.required_items_size(); ++i) {
    const std::string& name = item.required_items(i);
    if (absl::c_linear_search(before.required_items(), name)) continue;
    status = CheckItemIsThere(transaction, acting, name,
                              absl::StrCat(path, ".required_items[", i, "]"),
                              violations);
  }
  return status;
}

absl::Status RequirementCycle(const std::vector<std::string>& cycle) {
  return Error(
      absl::StatusCode::kFailedPrecondition, kRequirementCycle,
      absl::StrCat("required_items: ", DescribeCycle(cycle, "requires"),
                   ", so none could ever come first; take one of "
                   "these requirements out"),
      {{"item", cycle.front()}});
}

absl::Status ParentCycle(const std::vector<std::string>& cycle) {
  return Error(absl::StatusCode::kFailedPrecondition, kParentCycle,
               absl::StrCat("parent_item: ", DescribeCycle(cycle, "is part of"),
                            "; choose another parent"),
               {{"item", cycle.front()}});
}

absl::Status CheckCycles(JournalTransaction& transaction,
                         const v1::Item& before, const v1::Item& item) {
  const auto stored = [&](const std::string& name) -> absl::StatusOr<v1::Item> {
    if (name == item.name()) return item;
    absl::StatusOr<std::optional<v1::Item>> other =
        ReadItem(transaction, LastId(name));
    if (!other.ok()) return other.status();
    return other->has_value() ? **std::move(other) : v1::Item();
  };
  if (!std::equal(item.required_items().begin(), item.required_items().end(),
                  before.required_items().begin(),
                  before.required_items().end())) {
    absl::StatusOr<std::vector<std::string>> cycle = FindCycle(
        {item.name()},
        [&](const std::string& name)
            -> absl::StatusOr<std::vector<std::string>> {
          absl::StatusOr<v1::Item> from = stored(name);
          if (!from.ok()) return from.status();
          return std::vector<std::string>(from->required_items().begin(),
                                          from->required_items().end());
        });
    if (!cycle.ok()) return cycle.status();
    if (!cycle->empty()) return RequirementCycle(*cycle);
  }
  if (item.parent_item().empty() ||
      item.parent_item() == before.parent_item()) {
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<std::string>> cycle = FindCycle(
      {item.name()},
      [&](const std::string& name) -> absl::StatusOr<std::vector<std::string>> {
        absl::StatusOr<v1::Item> from = stored(name);
        if (!from.ok()) return from.status();
        if (from->parent_item().empty()) return std::vector<std::string>();
        return std::vector<std::string>{from->parent_item()};
      });
  if (!cycle.ok()) return cycle.status();
  return cycle->empty() ? absl::OkStatus() : ParentCycle(*cycle);
}

absl::Status CheckStudyAmong(const Backlog& backlog, const Acting& acting,
                             const v1::Item& before, const v1::Item& after,
                             absl::string_view path, FindItem find,
                             Violations* violations) {
  CheckStudyChange(before, after, path, violations);
  if (!NeedsStudyCheck(before, after)) return absl::OkStatus();
  const absl::StatusOr<v1::Item> about = find(after.study().item());
  if (!about.ok()) return about.status();
  const absl::Time submitted =
      IsPrivate(after) ? acting.step.now
                       : absl::FromUnixSeconds(after.submit_time().seconds());
  CheckStudy(after, *about, acting.portfolio->Today(submitted), backlog.limits,
             path, violations);
  return absl::OkStatus();
}

absl::Status CheckStudyIn(const Backlog& backlog,
                          JournalTransaction& transaction, const Acting& acting,
                          const v1::Item& before, const v1::Item& after) {
  Violations violations;
  absl::Status read = CheckStudyAmong(
      backlog, acting, before, after, "item",
      [&](const std::string& name) -> absl::StatusOr<v1::Item> {
        absl::StatusOr<std::optional<v1::Item>> item =
            ReadItem(transaction, LastId(name));
        if (!item.ok()) return item.status();
        return item->value_or(v1::Item());
      },
      &violations);
  return read.ok() ? violations.ToStatus() : read;
}

absl::Status CheckParts(JournalTransaction& transaction,
                        const std::set<std::string>& parents) {
  for (const std::string& id : parents) {
    absl::StatusOr<std::optional<v1::Item>> parent = ReadItem(transaction, id);
    if (!parent.ok()) return parent.status();
    if (!parent->has_value()) continue;
    absl::StatusOr<absl::uint128> claims = ClaimsOn(transaction, id);
    if (!claims.ok()) return claims.status();
    absl::Status within = CheckClaims(**parent, *claims);
    if (!within.ok()) return within;
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Item> WriteAndCheckParts(JournalTransaction& transaction,
                                            const v1::Item* before,
                                            v1::Item item) {
  const v1::Item none;
  const std::vector<std::string> parents =
      ParentsToCheck(before == nullptr ? none : *before, item);
  absl::StatusOr<v1::Item> written =
      WriteItem(transaction, before, std::move(item));
  if (!written.ok()) return written;
  absl::Status within =
      CheckParts(transaction, {parents.begin(), parents.end()});
  if (!within.ok()) return within;
  return written;
}

absl::StatusOr<MutationSpec> ToSpec(const Backlog& backlog,
                                    absl::string_view portfolio,
                                    RequestParts parts, Violations violations) {
  CheckRequestId(parts.request_id, &violations);
  CheckText(parts.reason,
            TextRule{parts.reason_required ? 1 : 0,
                     backlog.limits.reason_length, /*multiline=*/true},
            "reason", &violations);
  if (!violations.empty()) return violations.ToStatus();
  MutationSpec spec;
  spec.scope = std::string(portfolio);
  spec.request_id = std::move(parts.request_id);
  spec.validate_only = parts.validate_only;
  spec.reason = std::move(parts.reason);
  return spec;
}

void AddDirectoryViolations(const Backlog& backlog, absl::string_view portfolio,
                            const ItemFields& fields, const v1::Item& item,
                            absl::string_view path, Violations* violations) {
  if (violations->empty()) return;
  const auto view = backlog.directory->Find(portfolio);
  if (!view.ok()) return;
  Violations more;
  v1::Item resolved = item;
  (*view)->ResolveItem(fields, item, path, &resolved, &more);
  for (const auto& [field, description] : more.list()) {
    const bool told = std::any_of(
        violations->list().begin(), violations->list().end(),
        [&field = field](const auto& known) { return known.first == field; });
    if (!told) violations->Add(field, description);
  }
}

std::string PortfolioOf(absl::string_view pattern, absl::string_view name,
                        absl::string_view field, Violations* violations) {
  const auto ids = ParseName(pattern, name, field, violations);
  return ids.has_value() ? ids->front() : std::string();
}

}  // namespace lifeline::backlog

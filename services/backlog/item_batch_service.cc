#include "services/backlog/item_batch_service.h"

#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_store.h"
#include "services/backlog/business_case.h"
#include "services/backlog/item.h"
#include "services/backlog/item_rights.h"
#include "services/backlog/item_whole.h"
#include "services/backlog/judging.h"
#include "services/backlog/parts.h"
#include "services/backlog/reasons.h"
#include "services/backlog/requirements.h"
#include "services/common/names.h"

namespace lifeline::backlog {

std::string UpsertPath(int index) {
  return absl::StrCat("upserts[", index, "].item");
}

ItemFields FieldsOf(const v1::ItemUpsert& upsert, int index,
                    Violations* violations) {
  if (upsert.update_mask().paths().empty()) return AppliedFields();
  return ParseItemMask(upsert.update_mask(), AppliedFields(),
                       absl::StrCat("upserts[", index, "].update_mask"),
                       violations);
}

absl::StatusOr<v1::ApplyItemsResponse> ItemBatch::Apply() {
  absl::Status status = FindItems();
  if (status.ok()) status = violations_.ToStatus();
  if (status.ok()) status = MergeAll();
  if (status.ok()) status = refusals_.ToStatus();
  if (status.ok()) status = CheckLinks();
  if (status.ok()) status = violations_.ToStatus();
  if (status.ok()) status = CheckNoCycles();
  if (!status.ok()) return status;
  return Write();
}

absl::Status ItemBatch::FindItems() {
  upserts_.resize(request_.upserts_size());
  for (int i = 0; i < request_.upserts_size(); ++i) {
    absl::StatusOr<std::string> id = FindOne(i);
    if (!id.ok()) return id.status();
    const auto [first, fresh] = by_id_.emplace(*id, i);
    if (!fresh) {
      violations_.Add(
          UpsertPath(i),
          absl::StrCat("is the same item as upserts[", first->second, "] (",
                       *id, "); send each item once"));
    }
    absl::StatusOr<std::optional<v1::Item>> before =
        ReadItem(transaction_, *id);
    if (!before.ok()) return before.status();
    if (before->has_value() && !IsVisibleTo(**before, acting_.step.actor)) {
      violations_.Add(UpsertPath(i), absl::StrCat(*id,
                                                  " is somebody else's draft; "
                                                  "choose another id"));
    }
    upserts_[i].before = *std::move(before);
    upserts_[i].after.set_name(ItemName(transaction_.scope(), *id));
  }
  return absl::OkStatus();
}

// The id by name, else by external reference, else a new one.
absl::StatusOr<std::string> ItemBatch::FindOne(int index) {
  const v1::Item& item = request_.upserts(index).item();
  if (item.name().empty()) {
    absl::StatusOr<std::optional<std::string>> known = FindByReferences(index);
    if (!known.ok()) return known.status();
    if (known->has_value()) return **std::move(known);
    return CountNewItem(transaction_, backlog_.limits.items_per_portfolio);
  }
  std::string id(LastId(item.name()));
  absl::StatusOr<std::optional<Version>> there =
      transaction_.Get(kItemKind, id);
  if (!there.ok()) return there.status();
  if (!there->has_value()) {
    absl::StatusOr<std::string> counted =
        CountNewItem(transaction_, backlog_.limits.items_per_portfolio);
    if (!counted.ok()) return counted.status();
  }
  return id;
}

absl::StatusOr<std::optional<std::string>> ItemBatch::FindByReferences(
    int index) {
  std::optional<std::string> id;
  const v1::Item& item = request_.upserts(index).item();
  for (const v1::ExternalReference& reference : item.external_references()) {
    const auto [first, fresh] = by_reference_.emplace(
        std::make_pair(reference.system(), reference.key()), index);
    if (!fresh && first->second != index) {
      violations_.Add(
          UpsertPath(index),
          absl::StrCat("has the external reference ", reference.system(), " ",
                       reference.key(), ", as upserts[", first->second,
                       "] has; send each item once"));
    }
    absl::StatusOr<std::optional<std::string>> holder =
        FindByExternalReference(transaction_, reference);
    if (!holder.ok()) return holder.status();
    if (!holder->has_value() || id == **holder) continue;
    if (id.has_value()) {
      violations_.Add(
          UpsertPath(index),
          absl::StrCat("has external references of two items, ", *id, " and ",
                       **holder, "; name the one that is meant"));
    }
    id = **holder;
  }
  return id;
}

absl::Status ItemBatch::MergeAll() {
  for (int i = 0; i < request_.upserts_size(); ++i) {
    absl::Status status = MergeOne(i, &upserts_[i]);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ItemBatch::MergeOne(int index, Upsert* upsert) {
  const v1::ItemUpsert& wanted = request_.upserts(index);
  const std::string path = UpsertPath(index);
  Violations known_already;
  const ItemFields fields = upsert->before.has_value()
                                ? FieldsOf(wanted, index, &known_already)
                                : AppliedFields();
  const v1::Item none;
  const v1::Item& before = upsert->before.has_value() ? *upsert->before : none;
  const std::string name = upsert->after.name();
  v1::Item& after = upsert->after;
  after = before;
  after.set_name(name);
  ItemFields plain = fields;
  ReplaceFields(wanted.item(),
                plain.reset(v1::Item::kStateFieldNumber)
                    .reset(v1::Item::kSubmitTimeFieldNumber),
                &after);
  if (after.requester().empty()) {
    after.set_requester(before.requester().empty() ? acting_.step.actor
                                                   : before.requester());
  }
  if (after.owner().empty()) {
    after.set_owner(before.owner().empty() ? after.requester()
                                           : before.owner());
  }
  if (!upsert->before.has_value() && !wanted.update_mask().paths().empty()) {
    // The request's check looked at the fields of the mask only.
    CheckItem(wanted.item(), AppliedFields(),
              CheckContext{&backlog_.limits, transaction_.scope()}, path,
              &violations_);
  }
  acting_.portfolio->ResolveItem(fields, before, path, &after, &violations_);
  CheckWholeItem(after, backlog_.limits, path, &violations_);
  SettleMoney(fields[v1::Item::kBusinessCaseFieldNumber], backlog_.limits,
              &after);
  StampRatings(before, acting_.step, &after);
  RefuseFields(acting_.asker, acting_.step.actor,
               upsert->before.has_value() ? &before : nullptr, after, path,
               &refusals_);
  const bool judged = TakeJudgingOf(index, upsert);
  TakeStateOf(index, fields, upsert);
  RefuseState(acting_.asker, acting_.step.actor,
              upsert->before.has_value() ? &before : nullptr, after, path,
              &refusals_);
  // As by RateItem: whoever may judge it may begin with that.
  const bool says_state = fields[v1::Item::kStateFieldNumber] &&
                          wanted.item().state() != v1::Item::STATE_UNSPECIFIED;
  if (upsert->before.has_value() && judged && !says_state) {
    BeginValidation(&after, acting_.step);
  }
  return upsert->before.has_value() ? CheckEtag(before, wanted.item().etag())
                                    : absl::OkStatus();
}

// What a document says of ratings, money and effort is the actor's word, but
// for a new item that comes READY or further: that was judged elsewhere.
bool ItemBatch::TakeJudgingOf(int index, Upsert* upsert) {
  const v1::Item none;
  const bool is_new = !upsert->before.has_value();
  const v1::Item& before = is_new ? none : *upsert->before;
  const v1::Item::State state = request_.upserts(index).item().state();
  if (is_new && state != v1::Item::STATE_UNSPECIFIED &&
      state != v1::Item::STATE_DRAFT && state != v1::Item::STATE_SUBMITTED &&
      state != v1::Item::STATE_VALIDATING) {
    return false;
  }
  const Judge judge =
      JudgeOf(*acting_.portfolio, acting_.step.actor, acting_.asker.roles());
  const std::set<std::string> subjects = ChangedSubjects(before, upsert->after);
  RefuseJudging(*acting_.portfolio, judge, subjects, UpsertPath(index),
                &refusals_);
  TakeOpinions(before, subjects, *acting_.portfolio, judge, acting_.step,
               backlog_.limits, &upsert->after);
  return !subjects.empty();
}

void ItemBatch::TakeStateOf(int index, const ItemFields& fields,
                            Upsert* upsert) {
  const v1::Item& wanted = request_.upserts(index).item();
  v1::Item& after = upsert->after;
  v1::Item::State state = fields[v1::Item::kStateFieldNumber]
                              ? wanted.state()
                              : v1::Item::STATE_UNSPECIFIED;
  if (state == v1::Item::STATE_UNSPECIFIED) {
    state = upsert->before.has_value() ? upsert->before->state()
                                       : v1::Item::STATE_SUBMITTED;
  }
  // A withdrawn draft was never submitted, and stays so.
  const bool stays_private = upsert->before.has_value() &&
                             IsPrivate(*upsert->before) &&
                             state == upsert->before->state();
  if (fields[v1::Item::kSubmitTimeFieldNumber] && wanted.has_submit_time() &&
      state != v1::Item::STATE_DRAFT && !stays_private) {
    if (after.submit_time().SerializeAsString() !=
        wanted.submit_time().SerializeAsString()) {
      refusals_.Add(
          absl::StrCat(UpsertPath(index), ".submit_time"),
          WhyNotField(acting_.asker, v1::Item::kSubmitTimeFieldNumber));
    }
    *after.mutable_submit_time() = wanted.submit_time();
    if (wanted.submit_time().seconds() >
        absl::ToUnixSeconds(acting_.step.now)) {
      violations_.Add(absl::StrCat(UpsertPath(index), ".submit_time"),
                      "lies in the future; give the time of submission, or "
                      "leave it empty for now");
    }
  }
  if (stays_private) return;
  absl::StatusOr<v1::Item> taken =
      TakeState(std::move(after), state, acting_.step);
  if (!taken.ok()) {
    violations_.Add(absl::StrCat(UpsertPath(index), ".state"),
                    std::string(taken.status().message()));
    return;
  }
  after = *std::move(taken);
  if (upsert->before.has_value() && LeavesReady(*upsert->before, after) &&
      request_.reason().empty()) {
    violations_.Add(
        "reason",
        absl::StrCat("is required, because upserts[", index, "] takes ",
                     LastId(after.name()), " out of READY; say why"));
  }
}

absl::Status ItemBatch::CheckLinks() {
  for (int i = 0; i < static_cast<int>(upserts_.size()); ++i) {
    const v1::Item none;
    const v1::Item& before =
        upserts_[i].before.has_value() ? *upserts_[i].before : none;
    const v1::Item& after = upserts_[i].after;
    absl::Status status;
    if (!after.parent_item().empty() &&
        after.parent_item() != before.parent_item()) {
      status = CheckLink(after.parent_item(),
                         absl::StrCat(UpsertPath(i), ".parent_item"));
    }
    for (int r = 0; status.ok() && r < after.required_items_size(); ++r) {
      const std::string& name = after.required_items(r);
      if (absl::c_linear_search(before.required_items(), name)) continue;
      status = CheckLink(
          name, absl::StrCat(UpsertPath(i), ".required_items[", r, "]"));
    }
    if (status.ok()) {
      status = CheckStudyAmong(
          backlog_, acting_, before, after, UpsertPath(i),
          [this](const std::string& name) { return Lookup(name); },
          &violations_);
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ItemBatch::CheckLink(const std::string& name,
                                  absl::string_view path) {
  if (by_id_.contains(LastId(name))) return absl::OkStatus();
  return CheckItemIsThere(transaction_, acting_, name, path, &violations_);
}

absl::StatusOr<v1::Item> ItemBatch::Lookup(const std::string& name) {
  const auto found = by_id_.find(LastId(name));
  if (found != by_id_.end()) return upserts_[found->second].after;
  absl::StatusOr<std::optional<v1::Item>> item =
      ReadItem(transaction_, LastId(name));
  if (!item.ok()) return item.status();
  return item->has_value() ? **std::move(item) : v1::Item();
}

absl::Status ItemBatch::CheckNoCycles() {
  std::vector<std::string> requiring;
  std::vector<std::string> children;
  for (const Upsert& upsert : upserts_) {
    if (!upsert.after.required_items().empty()) {
      requiring.push_back(upsert.after.name());
    }
    if (!upsert.after.parent_item().empty()) {
      children.push_back(upsert.after.name());
    }
  }
  absl::StatusOr<std::vector<std::string>> cycle = FindCycle(
      requiring,
      [&](const std::string& name) -> absl::StatusOr<std::vector<std::string>> {
        absl::StatusOr<v1::Item> item = Lookup(name);
        if (!item.ok()) return item.status();
        return std::vector<std::string>(item->required_items().begin(),
                                        item->required_items().end());
      });
  if (!cycle.ok()) return cycle.status();
  if (!cycle->empty()) return RequirementCycle(*cycle);
  cycle = FindCycle(
      children,
      [&](const std::string& name) -> absl::StatusOr<std::vector<std::string>> {
        absl::StatusOr<v1::Item> item = Lookup(name);
        if (!item.ok()) return item.status();
        if (item->parent_item().empty()) return std::vector<std::string>();
        return std::vector<std::string>{item->parent_item()};
      });
  if (!cycle.ok()) return cycle.status();
  return cycle->empty() ? absl::OkStatus() : ParentCycle(*cycle);
}

absl::StatusOr<v1::ApplyItemsResponse> ItemBatch::Write() {
  // First, so that items of the batch can exchange references.
  for (const Upsert& upsert : upserts_) {
    if (!upsert.before.has_value()) continue;
    absl::Status released =
        ReleaseReferences(transaction_, *upsert.before, upsert.after);
    if (!released.ok()) return released;
  }
  v1::ApplyItemsResponse response;
  int64_t bytes = 0;
  const v1::Item none;
  std::set<std::string> parents;
  for (Upsert& upsert : upserts_) {
    const v1::Item* before =
        upsert.before.has_value() ? &*upsert.before : nullptr;
    for (std::string& parent :
         ParentsToCheck(before == nullptr ? none : *before, upsert.after)) {
      parents.insert(std::move(parent));
    }
    absl::StatusOr<v1::Item> written =
        WriteItem(transaction_, before, std::move(upsert.after));
    if (!written.ok()) return written.status();
    bytes += static_cast<int64_t>(written->ByteSizeLong());
    if (bytes > backlog_.limits.commit_bytes) {
      return Error(absl::StatusCode::kResourceExhausted, kCommitTooLarge,
                   absl::StrCat("upserts: these items are larger than ",
                                backlog_.limits.commit_bytes,
                                " bytes together; send them in several "
                                "requests"));
    }
    response.add_items(written->name());
    if (before == nullptr) {
      response.set_created_count(response.created_count() + 1);
    } else if (written->revision() == transaction_.next_revision()) {
      response.set_updated_count(response.updated_count() + 1);
    } else {
      response.set_unchanged_count(response.unchanged_count() + 1);
    }
  }
  absl::Status within = CheckParts(transaction_, parents);
  if (!within.ok()) return within;
  const bool changed =
      response.created_count() > 0 || response.updated_count() > 0;
  response.set_revision(changed ? transaction_.next_revision()
                                : transaction_.revision());
  response.set_epoch(backlog_.journal->epoch());
  return response;
}

}  // namespace lifeline::backlog

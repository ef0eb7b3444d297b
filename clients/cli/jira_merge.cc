#include "clients/cli/jira_merge.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;
using google::protobuf::RepeatedPtrField;
using Texts = RepeatedPtrField<std::string>;

bool Contains(const Texts& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

// Of each text whether the newest import that touched it has put it there or
// taken it away. What people have added is in none.
using Verdicts = std::map<std::string, bool>;

void Judge(const Texts& before, const Texts& after, Verdicts* verdicts) {
  for (const std::string& text : after) {
    if (!Contains(before, text)) verdicts->emplace(text, true);
  }
  for (const std::string& text : before) {
    if (!Contains(after, text)) verdicts->emplace(text, false);
  }
}

Texts Added(const Verdicts& verdicts) {
  Texts added;
  for (const auto& [text, is_there] : verdicts) {
    if (is_there) *added.Add() = text;
  }
  return added;
}

// What is there, less what Jira has dropped, and what Jira has added.
void MergeSet(const Texts& jira, const Texts& last, Texts* current) {
  Texts merged;
  for (const std::string& text : *current) {
    const bool dropped = Contains(last, text) && !Contains(jira, text);
    if (!dropped) *merged.Add() = text;
  }
  for (const std::string& text : jira) {
    if (!Contains(last, text) && !Contains(merged, text)) *merged.Add() = text;
  }
  current->Swap(&merged);
}

// An item that is through is not opened again by an export that still calls it
// open; only DONE and back are Jira's to say.
bool MayTakeState(const Item& jira, const Item& current,
                  const LastImport& last) {
  const bool said_done =
      last.fields.count("state") > 0 && last.item.state() == Item::STATE_DONE;
  if (jira.state() != Item::STATE_DONE) {
    return current.state() == Item::STATE_DONE && said_done;
  }
  const bool open = current.state() == Item::STATE_SUBMITTED ||
                    current.state() == Item::STATE_VALIDATING ||
                    current.state() == Item::STATE_READY;
  return open && !said_done;
}

void MergeState(const Item& jira, const Item& current, const LastImport& last,
                Merged* merged) {
  if (jira.state() == current.state()) return;
  if (MayTakeState(jira, current, last)) {
    merged->item.set_state(jira.state());
    merged->mask.push_back("state");
  } else if (jira.state() == Item::STATE_DONE) {
    merged->kept.push_back("state");
  }
}

void MergeField(const Item& jira, absl::string_view field, const Item& current,
                const LastImport& last, Merged* merged) {
  const std::string name(field);
  const std::string wanted = FieldText(jira, field);
  const std::string is = FieldText(current, field);
  if (wanted == is) return;
  const bool known = last.fields.count(name) > 0;
  const std::string was = known ? FieldText(last.item, field) : "";
  if (is != was) {
    if (wanted != was) merged->kept.push_back(name);
    return;
  }
  CopyField(jira, field, &merged->item);
  merged->mask.push_back(name);
}

}  // namespace

LastImport LastImportOf(const std::vector<backlog::v1::ItemChange>& changes) {
  LastImport last;
  Verdicts labels;
  Verdicts requirements;
  for (const backlog::v1::ItemChange& change : changes) {
    if (!change.has_after()) continue;
    if (!absl::StartsWith(change.commit().change_id(), kJiraChangeId)) continue;
    Judge(change.before().labels(), change.after().labels(), &labels);
    Judge(change.before().required_items(), change.after().required_items(),
          &requirements);
    for (const absl::string_view field : kJiraFields) {
      const std::string name(field);
      if (last.fields.count(name) > 0) continue;
      const bool wrote =
          !change.has_before() ||
          FieldText(change.before(), field) != FieldText(change.after(), field);
      if (!wrote) continue;
      CopyField(change.after(), field, &last.item);
      last.fields.insert(name);
    }
  }
  *last.item.mutable_labels() = Added(labels);
  *last.item.mutable_required_items() = Added(requirements);
  return last;
}

std::string FieldText(const Item& item, absl::string_view field) {
  if (field == "title") return item.title();
  if (field == "problem") return item.problem();
  if (field == "requester") return item.requester();
  if (field == "parent_item") return item.parent_item();
  if (field == "state") return Item::State_Name(item.state());
  std::vector<std::string> parts;
  if (field == "labels") {
    parts.assign(item.labels().begin(), item.labels().end());
  } else if (field == "required_items") {
    parts.assign(item.required_items().begin(), item.required_items().end());
  } else if (field == "estimate") {
    for (const auto& effort : item.estimate().efforts()) {
      parts.push_back(
          absl::StrCat(effort.team(), " ", effort.effort_hundredths()));
    }
  } else if (field == "due_date" && item.has_due_date()) {
    parts.push_back(absl::StrCat(item.due_date().year(), "-",
                                 item.due_date().month(), "-",
                                 item.due_date().day()));
  }
  std::sort(parts.begin(), parts.end());
  return absl::StrJoin(parts, "\n");
}

void CopyField(const Item& from, absl::string_view field, Item* to) {
  Item copy = from;
  Item::GetReflection()->SwapFields(
      &copy, to, {Item::descriptor()->FindFieldByName(std::string(field))});
}

Merged MergeJira(const Item& jira, const std::set<std::string>& fields,
                 const Item& current, const LastImport& last) {
  Merged merged;
  merged.item.set_name(current.name());
  for (const absl::string_view field : kJiraFields) {
    if (fields.count(std::string(field)) == 0) continue;
    if (field == "state") {
      MergeState(jira, current, last, &merged);
    } else if (field == "labels" || field == "required_items") {
      Item copy = current;
      if (field == "labels") {
        MergeSet(jira.labels(), last.item.labels(), copy.mutable_labels());
      } else {
        MergeSet(jira.required_items(), last.item.required_items(),
                 copy.mutable_required_items());
      }
      if (FieldText(copy, field) == FieldText(current, field)) continue;
      CopyField(copy, field, &merged.item);
      merged.mask.emplace_back(field);
    } else {
      MergeField(jira, field, current, last, &merged);
    }
  }
  return merged;
}

}  // namespace lifeline::cli

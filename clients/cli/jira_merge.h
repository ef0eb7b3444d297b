#ifndef LIFELINE_CLIENTS_CLI_JIRA_MERGE_H_
#define LIFELINE_CLIENTS_CLI_JIRA_MERGE_H_

#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"

namespace lifeline::cli {

// What an import may overwrite: a field whose value is still the one that an
// import wrote. What people have changed since stays. Pure functions.

// Commits of imports carry change ids that begin so.
inline constexpr absl::string_view kJiraChangeId = "import-jira-";

// The fields that are compared, by the names of their proto fields.
inline constexpr absl::string_view kJiraFields[] = {
    "title",    "problem",        "labels",      "due_date", "requester",
    "estimate", "required_items", "parent_item", "state"};

// What imports wrote of one item.
struct LastImport {
  // Only the fields in `fields` are meant.
  backlog::v1::Item item;
  std::set<std::string> fields;
};

// From the item's history, the newest change first: of each field what the
// newest import that changed it made of it; of labels and requirements those
// that imports have added and not taken away again.
LastImport LastImportOf(const std::vector<backlog::v1::ItemChange>& changes);

// The value of one of kJiraFields as a text that is equal for equal values. Who
// estimated, and when, is no part of it.
std::string FieldText(const backlog::v1::Item& item, absl::string_view field);

// Sets one field of `to` to that of `from`.
void CopyField(const backlog::v1::Item& from, absl::string_view field,
               backlog::v1::Item* to);

struct Merged {
  // The item with what is to be written; only `mask` counts.
  backlog::v1::Item item;
  std::vector<std::string> mask;
  // Fields that changed in Jira and stay, because people changed them too.
  std::vector<std::string> kept;
};

// `jira` is the item as the export has it, `fields` those that it says
// something about. Labels and requirements are merged one by one.
Merged MergeJira(const backlog::v1::Item& jira,
                 const std::set<std::string>& fields,
                 const backlog::v1::Item& current, const LastImport& last);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_JIRA_MERGE_H_

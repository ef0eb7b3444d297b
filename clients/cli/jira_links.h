#ifndef LIFELINE_CLIENTS_CLI_JIRA_LINKS_H_
#define LIFELINE_CLIENTS_CLI_JIRA_LINKS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "clients/cli/csv_source.h"
#include "clients/cli/jira_issue.h"
#include "lifeline/backlog/v1/backlog.pb.h"

namespace lifeline::cli {

// The links of one issue, as names of items.
struct JiraLinks {
  // Empty if it is part of nothing.
  std::string parent;
  // False if Jira names a parent that is not there, or one that would be a part
  // of its own part.
  bool parent_known = true;
  std::vector<std::string> required;
};

// Which item each issue is: by its key in an external reference, else a new one
// that has the key as its id, or something close to it if that is taken.
std::map<std::string, std::string> JiraItemNames(
    const std::vector<JiraIssue>& issues,
    const std::vector<backlog::v1::Item>& items, const std::string& portfolio);

// The key of an item in Jira; empty if it has none.
std::string JiraKeyOf(const backlog::v1::Item& item);

// The links between items, by key. `names` has the issues of the export,
// `items` what there is already. A link to what is not there, or one that would
// close a circle, is left out and told in `notices`.
std::map<std::string, JiraLinks> ResolveJiraLinks(
    const JiraExport& read, const std::map<std::string, std::string>& names,
    const std::vector<backlog::v1::Item>& items,
    std::vector<CellProblem>* notices);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_JIRA_LINKS_H_

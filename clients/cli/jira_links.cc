#include "clients/cli/jira_links.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;

// What leads from an item to those it requires, or to its parent.
using Edges = std::map<std::string, std::set<std::string>>;

bool Reaches(const Edges& edges, const std::string& from,
             const std::string& to) {
  std::set<std::string> seen;
  std::vector<std::string> open = {from};
  while (!open.empty()) {
    const std::string at = std::move(open.back());
    open.pop_back();
    if (at == to) return true;
    if (!seen.insert(at).second) continue;
    const auto next = edges.find(at);
    if (next == edges.end()) continue;
    open.insert(open.end(), next->second.begin(), next->second.end());
  }
  return false;
}

class Resolver {
 public:
  Resolver(const JiraExport& read,
           const std::map<std::string, std::string>& names,
           const std::vector<Item>& items, std::vector<CellProblem>* notices)
      : read_(read), names_(names), notices_(notices) {
    for (const Item& item : items) {
      const std::string key = JiraKeyOf(item);
      if (!key.empty()) others_[key] = item.name();
      required_[item.name()].insert(item.required_items().begin(),
                                    item.required_items().end());
      if (!item.parent_item().empty()) {
        parents_[item.name()].insert(item.parent_item());
      }
    }
    for (const JiraIssue& issue : read.issues) {
      if (!issue.id.empty()) keys_[issue.id] = issue.key;
    }
  }

  std::map<std::string, JiraLinks> Resolve() {
    for (const JiraIssue& issue : read_.issues) {
      links_[issue.key];
      ResolveParent(issue);
      for (const std::string& key : issue.required) {
        Require(issue, issue.key, key);
      }
      for (const std::string& key : issue.required_by) {
        // The row of the issue that is blocked may not be here; then the link
        // waits for it.
        Require(issue, key, issue.key);
      }
    }
    return std::move(links_);
  }

 private:
  // Empty if there is no such item.
  std::string NameOf(const std::string& key) const {
    if (const auto found = names_.find(key); found != names_.end()) {
      return found->second;
    }
    const auto other = others_.find(key);
    return other == others_.end() ? "" : other->second;
  }

  void Notice(const JiraIssue& issue, const std::string& column,
              const std::string& text) {
    notices_->push_back({issue.row, issue.key, column, text});
  }

  void ResolveParent(const JiraIssue& issue) {
    if (issue.parent.empty()) return;
    const auto by_number = keys_.find(issue.parent);
    const std::string& key =
        by_number == keys_.end() ? issue.parent : by_number->second;
    const std::string own = NameOf(issue.key);
    const std::string name = NameOf(key);
    JiraLinks& links = links_[issue.key];
    if (name.empty()) {
      links.parent_known = false;
      Notice(issue, "parent",
             absl::StrCat(key,
                          " is neither in the file nor in the portfolio; "
                          "import it too, and the link is made"));
    } else if (parents_[own].count(name) == 0 && Reaches(parents_, name, own)) {
      links.parent_known = false;
      Notice(issue, "parent",
             absl::StrCat(key, " is itself a part of ", issue.key,
                          "; the link is left out"));
    } else {
      links.parent = name;
      parents_[own] = {name};
    }
  }

  // `key` requires `needed`.
  void Require(const JiraIssue& said_by, const std::string& key,
               const std::string& needed) {
    const std::string& other = key == said_by.key ? needed : key;
    const std::string name = NameOf(key);
    const std::string needed_name = NameOf(needed);
    if (name.empty() || needed_name.empty() || names_.count(key) == 0) {
      Notice(said_by, "blocks",
             absl::StrCat(other,
                          " is not in the file; import it too, and the link "
                          "is made"));
      return;
    }
    std::vector<std::string>& required = links_[key].required;
    if (std::find(required.begin(), required.end(), needed_name) !=
        required.end()) {
      return;
    }
    if (required_[name].count(needed_name) == 0 &&
        Reaches(required_, needed_name, name)) {
      Notice(said_by, "blocks",
             absl::StrCat(key, " and ", needed,
                          " require each other; the link is left out"));
      return;
    }
    required_[name].insert(needed_name);
    required.push_back(needed_name);
  }

  const JiraExport& read_;
  const std::map<std::string, std::string>& names_;
  std::vector<CellProblem>* const notices_;
  std::map<std::string, std::string> others_;
  std::map<std::string, std::string> keys_;
  Edges required_;
  Edges parents_;
  std::map<std::string, JiraLinks> links_;
};

}  // namespace

std::string JiraKeyOf(const Item& item) {
  for (const auto& reference : item.external_references()) {
    if (reference.system() == "jira") return reference.key();
  }
  return "";
}

std::map<std::string, std::string> JiraItemNames(
    const std::vector<JiraIssue>& issues, const std::vector<Item>& items,
    const std::string& portfolio) {
  std::map<std::string, std::string> by_key;
  std::set<std::string> taken;
  for (const Item& item : items) {
    taken.insert(std::string(LastId(item.name())));
    for (const auto& reference : item.external_references()) {
      if (reference.system() == "jira") by_key[reference.key()] = item.name();
    }
  }
  std::map<std::string, std::string> names;
  for (const JiraIssue& issue : issues) {
    const auto known = by_key.find(issue.key);
    if (known != by_key.end()) {
      names[issue.key] = known->second;
      continue;
    }
    std::string id = issue.key;
    for (int i = 1; !taken.insert(id).second; ++i) {
      id = absl::StrCat(issue.key, "-jira", i == 1 ? "" : absl::StrCat(i));
    }
    names[issue.key] = FormatName("portfolios/*/items/*", {portfolio, id});
  }
  return names;
}

std::map<std::string, JiraLinks> ResolveJiraLinks(
    const JiraExport& read, const std::map<std::string, std::string>& names,
    const std::vector<Item>& items, std::vector<CellProblem>* notices) {
  return Resolver(read, names, items, notices).Resolve();
}

}  // namespace lifeline::cli

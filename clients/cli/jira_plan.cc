#include "clients/cli/jira_plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/jira_links.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::ExternalReference;
using backlog::v1::Item;
using roadmap::v1::Commitment;
using roadmap::v1::Member;
using roadmap::v1::PlanningPeriod;

// How many names a line of the report lists.
constexpr size_t kMostNames = 8;

std::string Listed(const std::vector<std::string>& names) {
  if (names.size() <= kMostNames) return absl::StrJoin(names, ", ");
  return absl::StrCat(
      absl::StrJoin(names.begin(), names.begin() + kMostNames, ", "), " and ",
      names.size() - kMostNames, " more");
}

bool IsLive(const Item& item) {
  return item.state() == Item::STATE_SUBMITTED ||
         item.state() == Item::STATE_VALIDATING ||
         item.state() == Item::STATE_READY;
}

class Planner {
 public:
  Planner(const JiraExport& read, const JiraWorld& world,
          const JiraOptions& options)
      : read_(read), world_(world), options_(options) {
    for (const Item& item : world.items) items_[item.name()] = &item;
    for (const Commitment& commitment : world.commitments) {
      commitments_[commitment.item()] = &commitment;
    }
    for (const Member& member : world.members) {
      members_[absl::AsciiStrToLower(member.address())] = member.name();
    }
  }

  absl::StatusOr<JiraPlan> Plan() {
    if (absl::Status period = ChoosePeriod(); !period.ok()) return period;
    names_ = JiraItemNames(read_.issues, world_.items, options_.portfolio);
    links_ = ResolveJiraLinks(read_, names_, world_.items, &plan_.notices);
    for (const JiraIssue& issue : read_.issues) {
      if (absl::Status status = PlanIssue(issue); !status.ok()) return status;
    }
    Conclude();
    return std::move(plan_);
  }

 private:
  std::string Name(absl::string_view collection, const std::string& id) const {
    return absl::StrCat("portfolios/", options_.portfolio, "/", collection, "/",
                        id);
  }
  void Notice(const JiraIssue& issue, const std::string& column,
              const std::string& text) {
    plan_.notices.push_back({issue.row, issue.key, column, text});
  }

  absl::Status ChoosePeriod() {
    std::vector<std::pair<std::string, std::string>> open;  // by first day
    for (const PlanningPeriod& period : world_.periods) {
      const std::string id(LastId(period.name()));
      if (id == options_.period) {
        if (period.state() == PlanningPeriod::STATE_CLOSED) {
          return absl::InvalidArgumentError(absl::StrCat(
              "--period: ", id, " is CLOSED; name one that is open"));
        }
        plan_.period = id;
        return absl::OkStatus();
      }
      if (period.state() == PlanningPeriod::STATE_OPEN) {
        open.emplace_back(FormatDate(period.first_day()), id);
      }
    }
    if (!options_.period.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--period: ", options_.portfolio, " has no period ", options_.period,
          "; see: lifeline period list ", options_.portfolio));
    }
    if (!open.empty()) {
      plan_.period = std::min_element(open.begin(), open.end())->second;
    }
    return absl::OkStatus();
  }

  absl::Status PlanIssue(const JiraIssue& issue) {
    const std::string& name = names_[issue.key];
    plan_.item_names.push_back(name);
    Item item = MakeItem(issue, name);
    const auto found = items_.find(name);
    const Item* current = found == items_.end() ? nullptr : found->second;
    if (current == nullptr) {
      AddNew(issue, std::move(item));
    } else {
      absl::Status merged = AddChanged(issue, std::move(item), *current);
      if (!merged.ok()) return merged;
    }
    for (const std::string& rest : issue.rest) {
      plan_.comments.emplace_back(name, rest);
    }
    if (issue.progress == JiraProgress::kDone) ++plan_.done;
    return Commit(issue, name, current);
  }

  Item MakeItem(const JiraIssue& issue, const std::string& name) {
    Item item;
    item.set_name(name);
    item.set_title(issue.title);
    item.set_problem(issue.problem);
    item.set_category(CategoryOf(issue));
    for (const std::string& label : issue.labels) item.add_labels(label);
    if (issue.due.has_value()) *item.mutable_due_date() = *issue.due;
    if (issue.created.has_value()) {
      item.mutable_submit_time()->set_seconds(
          absl::ToUnixSeconds(*issue.created));
    }
    if (!issue.requester_address.empty()) {
      item.set_requester(RequesterOf(issue));
    }
    const JiraLinks& links = links_[issue.key];
    item.set_parent_item(links.parent);
    for (const std::string& needed : links.required) {
      item.add_required_items(needed);
    }
    if (const std::optional<int64_t> effort = EffortOf(issue)) {
      auto* added = item.mutable_estimate()->add_efforts();
      added->set_team(Name("teams", options_.team));
      added->set_effort_hundredths(*effort);
    }
    ExternalReference* reference = item.add_external_references();
    reference->set_system("jira");
    reference->set_key(issue.key);
    reference->set_rank(issue.rank);
    item.set_state(issue.progress == JiraProgress::kDone
                       ? Item::STATE_DONE
                       : Item::STATE_SUBMITTED);
    return item;
  }

  std::string CategoryOf(const JiraIssue& issue) const {
    const auto named = [&](const std::string& name) -> const std::string* {
      for (const auto& [key, category] : options_.category_of) {
        if (Folded(key) == Folded(name)) return &category;
      }
      return nullptr;
    };
    if (const std::string* category = named(issue.type)) return *category;
    for (const auto* list : {&issue.components, &issue.labels}) {
      for (const std::string& name : *list) {
        if (const std::string* category = named(name)) return *category;
      }
    }
    return options_.category;
  }

  // A member's name; one who is not a member yet becomes one.
  std::string RequesterOf(const JiraIssue& issue) {
    const auto known = members_.find(issue.requester_address);
    if (known != members_.end()) return known->second;
    const std::string name = Name("members", issue.requester_address);
    members_[issue.requester_address] = name;
    Member* member =
        plan_.roadmap.emplace_back().mutable_resource()->mutable_member();
    member->set_address(issue.requester_address);
    member->set_display_name(
        std::string(FirstCharacters(issue.requester_name, 200)));
    return name;
  }

  std::optional<int64_t> EffortOf(const JiraIssue& issue) {
    const bool points = world_.portfolio.unit() == roadmap::v1::UNIT_POINTS;
    std::optional<int64_t> effort =
        points ? issue.points_hundredths : issue.days_hundredths;
    if (!points && !effort.has_value() && issue.points_hundredths.has_value()) {
      const int64_t factor = options_.points_per_day_hundredths;
      if (factor > 0) {
        effort = (*issue.points_hundredths * 100 + factor - 1) / factor;
      } else {
        ++points_left_;
      }
    }
    if (points && !effort.has_value() && issue.days_hundredths.has_value()) {
      ++days_left_;
    }
    if (effort.has_value() && options_.team.empty()) {
      ++teamless_;
      return std::nullopt;
    }
    return effort;
  }

  void AddNew(const JiraIssue& issue, Item item) {
    *plan_.items.emplace_back().mutable_item() = std::move(item);
    plan_.rows.push_back({issue.row, issue.key, "", ""});
    ++plan_.created;
  }

  absl::Status AddChanged(const JiraIssue& issue, Item item,
                          const Item& current) {
    const std::set<std::string> fields = FieldsFor(issue, item);
    KeepLinksOfOthers(current, &item);
    const bool differs =
        std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
          return FieldText(item, field) != FieldText(current, field);
        });
    Merged merged;
    merged.item.set_name(current.name());
    if (differs) {
      const absl::StatusOr<LastImport> last =
          world_.last_import(current.name());
      if (!last.ok()) return last.status();
      merged = MergeJira(item, fields, current, *last);
    }
    MergeReference(issue, current, &merged);
    if (!merged.kept.empty()) {
      Notice(issue, "",
             absl::StrCat("changed in Jira, and kept as it is in Lifeline, "
                          "because it was changed there too: ",
                          absl::StrJoin(merged.kept, ", ")));
    }
    if (merged.mask.empty()) {
      ++plan_.unchanged;
      return absl::OkStatus();
    }
    // Whoever changes the item meanwhile is not overwritten.
    merged.item.set_etag(current.etag());
    backlog::v1::ItemUpsert& upsert = plan_.items.emplace_back();
    *upsert.mutable_item() = std::move(merged.item);
    for (std::string& path : merged.mask) {
      upsert.mutable_update_mask()->add_paths(std::move(path));
    }
    plan_.rows.push_back({issue.row, issue.key, "", ""});
    ++plan_.updated;
    return absl::OkStatus();
  }

  std::set<std::string> FieldsFor(const JiraIssue& issue, const Item& item) {
    std::set<std::string> fields = read_.fields;
    if (item.requester().empty()) fields.erase("requester");
    if (!item.has_estimate()) fields.erase("estimate");
    if (!links_[issue.key].parent_known) fields.erase("parent_item");
    return fields;
  }

  // A requirement whose issue is not in the file is none that Jira has dropped.
  void KeepLinksOfOthers(const Item& current, Item* item) {
    for (const std::string& name : current.required_items()) {
      const auto found = items_.find(name);
      const std::string key =
          found == items_.end() ? "" : JiraKeyOf(*found->second);
      const bool here = !key.empty() && read_.keys.count(key) > 0;
      const bool listed = std::find(item->required_items().begin(),
                                    item->required_items().end(),
                                    name) != item->required_items().end();
      if (!here && !listed) item->add_required_items(name);
    }
  }

  static void MergeReference(const JiraIssue& issue, const Item& current,
                             Merged* merged) {
    if (issue.rank.empty()) return;
    for (const ExternalReference& reference : current.external_references()) {
      if (reference.system() != "jira" || reference.key() != issue.key)
        continue;
      if (reference.rank() == issue.rank) return;
    }
    *merged->item.mutable_external_references() = current.external_references();
    for (auto& reference : *merged->item.mutable_external_references()) {
      if (reference.system() == "jira" && reference.key() == issue.key) {
        reference.set_rank(issue.rank);
      }
    }
    merged->mask.push_back("external_references");
  }

  absl::Status Commit(const JiraIssue& issue, const std::string& name,
                      const Item* current) {
    if (issue.progress != JiraProgress::kInProgress) return absl::OkStatus();
    const auto found = commitments_.find(name);
    if (current != nullptr && !IsLive(*current)) return absl::OkStatus();
    if (found != commitments_.end()) {
      ++plan_.started;
      if (found->second->state() == Commitment::STATE_PROMISED) {
        AddCommitment(*found->second)->add_paths("state");
      }
      return absl::OkStatus();
    }
    if (plan_.period.empty()) {
      not_committed_.push_back(issue.key);
      return absl::OkStatus();
    }
    Commitment commitment;
    commitment.set_name(Name("commitments", std::string(LastId(name))));
    commitment.set_item(name);
    commitment.set_period(Name("periods", plan_.period));
    if (current != nullptr) {
      const absl::StatusOr<bool> given_up = world_.given_up(commitment.name());
      if (!given_up.ok()) return given_up.status();
      if (*given_up) {
        Notice(issue, "",
               "is in progress in Jira, but its commitment was taken away in "
               "Lifeline; it stays so");
        return absl::OkStatus();
      }
    }
    AddCommitment(commitment);
    ++plan_.started;
    return absl::OkStatus();
  }

  google::protobuf::FieldMask* AddCommitment(Commitment commitment) {
    commitment.set_state(Commitment::STATE_STARTED);
    roadmap::v1::RoadmapUpsert& upsert = plan_.roadmap.emplace_back();
    *upsert.mutable_resource()->mutable_commitment() = std::move(commitment);
    return upsert.mutable_update_mask();
  }

  void Say(const std::string& text) {
    plan_.notices.push_back({0, "", "", text});
  }

  void Conclude() {
    if (!not_committed_.empty()) {
      Say(absl::StrCat(
          not_committed_.size(),
          " are in progress, but no period is open to commit them to: ",
          Listed(not_committed_), "; open one (lifeline period open ",
          options_.portfolio, " PERIOD) and import again"));
    }
    if (points_left_ > 0) {
      Say(absl::StrCat(
          points_left_,
          " have story points, and the portfolio counts "
          "person-days; --points-per-day 1 takes them as efforts"));
    }
    if (days_left_ > 0) {
      Say(absl::StrCat(days_left_,
                       " have an estimate in time, and the portfolio counts "
                       "points; give them points in Jira or in the sheet"));
    }
    if (teamless_ > 0) {
      Say(absl::StrCat(teamless_,
                       " have an estimate, but nobody said of which team; "
                       "--team TEAM takes them as its efforts"));
    }
    std::vector<std::string> gone;
    for (const Item& item : world_.items) {
      const std::string key = JiraKeyOf(item);
      if (!key.empty() && IsLive(item) && read_.keys.count(key) == 0 &&
          read_.projects.count(JiraProject(key)) > 0) {
        gone.push_back(key);
      }
    }
    if (gone.empty()) return;
    Say(absl::StrCat(gone.size(),
                     " were imported before and are not in this file; they "
                     "stay: ",
                     Listed(gone)));
  }

  const JiraExport& read_;
  const JiraWorld& world_;
  const JiraOptions& options_;
  std::map<std::string, const Item*> items_;
  std::map<std::string, const Commitment*> commitments_;  // by item
  std::map<std::string, std::string> members_;            // by address
  std::map<std::string, std::string> names_;              // by key
  std::map<std::string, JiraLinks> links_;                // by key
  std::vector<std::string> not_committed_;
  int points_left_ = 0;
  int days_left_ = 0;
  int teamless_ = 0;
  JiraPlan plan_;
};

}  // namespace

absl::StatusOr<JiraPlan> PlanJiraImport(const JiraExport& read,
                                        const JiraWorld& world,
                                        const JiraOptions& options) {
  return Planner(read, world, options).Plan();
}

}  // namespace lifeline::cli

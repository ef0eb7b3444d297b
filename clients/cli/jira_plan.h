#ifndef LIFELINE_CLIENTS_CLI_JIRA_PLAN_H_
#define LIFELINE_CLIENTS_CLI_JIRA_PLAN_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/csv_source.h"
#include "clients/cli/jira_issue.h"
#include "clients/cli/jira_merge.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"

namespace lifeline::cli {

// How an export becomes changes of a portfolio.
struct JiraOptions {
  // The portfolio's id.
  std::string portfolio;
  // The team whose effort Jira's estimates are; empty for none.
  std::string team;
  // The category of what `category_of` does not name.
  std::string category;
  // Categories by issue type, component or label, in that order; any case.
  std::map<std::string, std::string> category_of;
  // Where what is in progress is committed; the first open period if empty.
  std::string period;
  // Turns points into person-days, in hundredths; 0 if it was not given.
  int64_t points_per_day_hundredths = 0;
};

// The portfolio as it is.
struct JiraWorld {
  roadmap::v1::Portfolio portfolio;
  std::vector<roadmap::v1::Member> members;
  std::vector<roadmap::v1::PlanningPeriod> periods;
  std::vector<roadmap::v1::Commitment> commitments;
  std::vector<backlog::v1::Item> items;
  // What the imports before wrote of an item; asked only for items that differ
  // from the export.
  std::function<absl::StatusOr<LastImport>(const std::string& item)>
      last_import;
  // Whether an item had a commitment that somebody has taken away.
  std::function<absl::StatusOr<bool>(const std::string& commitment)> given_up;
};

struct JiraPlan {
  // New members, and commitments.
  std::vector<roadmap::v1::RoadmapUpsert> roadmap;
  // What is new or differs; those that exist with a mask of what is written.
  std::vector<backlog::v1::ItemUpsert> items;
  // Where each of `items` comes from.
  std::vector<CellProblem> rows;
  // Texts that did not fit into an item, by item name.
  std::vector<std::pair<std::string, std::string>> comments;
  std::vector<CellProblem> notices;
  // Names of the items of all rows that were taken.
  std::vector<std::string> item_names;
  int created = 0;
  int updated = 0;
  int unchanged = 0;
  int done = 0;
  int started = 0;
  std::string period;
};

// What to write. Notices tell what could not be taken over, what was kept
// because somebody has changed it since, and what is no longer in the export.
// Errors are those of the callbacks, and INVALID_ARGUMENT for a period that
// takes no commitments. Pure but for the callbacks.
absl::StatusOr<JiraPlan> PlanJiraImport(const JiraExport& read,
                                        const JiraWorld& world,
                                        const JiraOptions& options);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_JIRA_PLAN_H_

#ifndef LIFELINE_CLIENTS_CLI_EXCHANGE_H_
#define LIFELINE_CLIENTS_CLI_EXCHANGE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::cli {

// What `import` and `sheet` share: many items at once, as one change.

// The portfolio and every item of it that the caller sees.
absl::Status FetchExchangeWorld(Context& context, const std::string& portfolio,
                                roadmap::v1::Portfolio* found,
                                std::vector<backlog::v1::Item>* items);

// One change over roadmap and backlog.
struct ChangeParts {
  // Empty for a check.
  std::string id;
  int parts = 1;
  std::string reason;
  bool validate_only = false;
  // What was written already; the backlog waits for the roadmap's.
  scoring::v1::Revisions revisions;
};

// Each writes its part; an empty list is written as nothing, and answered with
// nothing. At most 10,000 at once, else INVALID_ARGUMENT.
absl::StatusOr<roadmap::v1::ApplyRoadmapResponse> ApplyRoadmapPart(
    Context& context, const std::string& portfolio,
    const std::vector<roadmap::v1::RoadmapUpsert>& upserts,
    const ChangeParts& change);
absl::StatusOr<backlog::v1::ApplyItemsResponse> ApplyItemsPart(
    Context& context, const std::string& portfolio,
    const std::vector<backlog::v1::ItemUpsert>& upserts,
    const ChangeParts& change);

// How many open items wait for each input, by the input's name.
using MissingCounts = std::map<std::string, int>;
MissingCounts CountMissing(const std::vector<scoring::v1::RankedItem>& items);
// "money for 12, effort for 7"; empty if nothing is missing.
std::string MissingText(const MissingCounts& missing);

// What a long command is doing, on a terminal only, on one line that is
// overwritten.
class Progress {
 public:
  explicit Progress(Context& context) : context_(context) {}
  void Step(absl::string_view what);
  void End();

 private:
  Context& context_;
  int steps_ = 0;
};

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_EXCHANGE_H_

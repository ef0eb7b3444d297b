#ifndef LIFELINE_CLIENTS_CLI_PREVIEW_H_
#define LIFELINE_CLIENTS_CLI_PREVIEW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::cli {

// What `--dry-run` prints: who would cross the line, why, and the money a month
// that would move over it. Changes nothing.
absl::Status PrintPreview(Context& context,
                          const scoring::v1::PreviewChangesRequest& request);

// The same of an answer that is there. The portfolio's currency is asked for;
// amounts stand without one if it cannot be had.
void PrintPreviewed(Context& context, const std::string& portfolio,
                    const scoring::v1::PreviewChangesResponse& preview);

// The ranking with every item; `number` may be `latest`.
struct WholeRanking {
  scoring::v1::Ranking ranking;
  std::vector<scoring::v1::RankedItem> items;
};
absl::StatusOr<WholeRanking> FetchRanking(
    Context& context, const std::string& portfolio, const std::string& number,
    const scoring::v1::Revisions& min_revisions, const std::string& filter);

// Prints where a changed item stands in the first ranking that has seen the
// change, and why; of a draft, that only its requester and owner see it. If
// that cannot be found out, the error says that the change itself is stored.
absl::Status PrintItemPlace(Context& context, const backlog::v1::Item& item);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_PREVIEW_H_

#ifndef LIFELINE_SERVICES_BACKLOG_DIRECTORY_STORE_H_
#define LIFELINE_SERVICES_BACKLOG_DIRECTORY_STORE_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/backlog/directory.h"
#include "services/common/database.h"

namespace lifeline::backlog {

// The tables of what the backlog has heard of the roadmap: enough to start
// without it, and to go on where it stopped. Of members only id, address, roles
// and whether they are active, which are copied nowhere else. Functions without
// state.

// To be put into the backlog's migrations.
extern const Migration kDirectorySchema;
extern const Migration kDirectoryAdminSchema;
extern const Migration kDirectoryRolesSchema;
extern const Migration kDirectoryValidationSchema;

// Everything stored.
absl::StatusOr<std::vector<std::shared_ptr<const PortfolioView>>> ReadDirectory(
    const Reader& reader);

// Writes what `commit` changed, `portfolio` being the view after it. With
// `anew`, which another epoch of the roadmap asks for, what was stored of the
// portfolio before goes.
absl::Status WriteDirectory(Transaction& transaction,
                            const PortfolioView& portfolio,
                            const roadmap::v1::RoadmapCommit& commit,
                            bool anew);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_DIRECTORY_STORE_H_

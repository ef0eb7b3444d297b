#ifndef LIFELINE_SERVICES_BACKLOG_STUDY_STORE_H_
#define LIFELINE_SERVICES_BACKLOG_STUDY_STORE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/common/database.h"
#include "services/common/journal.h"

namespace lifeline::backlog {

// Which submitted items are studies about which item, ordered by the latter, so
// that they are found without reading other items. It repeats what the journal
// has, in the same transaction. Functions without state.

extern const Migration kStudySchema;

// Keeps the table in step with an item that is being written; `before` is null
// for a new one.
absl::Status WriteStudy(JournalTransaction& transaction, const v1::Item* before,
                        const v1::Item& item);

// The ids of the studies about the item of this id, whatever became of them.
absl::StatusOr<std::vector<std::string>> StudiesAbout(
    const Reader& reader, absl::string_view portfolio, absl::string_view item);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_STUDY_STORE_H_

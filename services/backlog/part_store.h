#ifndef LIFELINE_SERVICES_BACKLOG_PART_STORE_H_
#define LIFELINE_SERVICES_BACKLOG_PART_STORE_H_

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/common/database.h"
#include "services/common/journal.h"
#include "services/common/writer.h"

namespace lifeline::backlog {

// Which items claim money of which parent: one row for each item that has a
// parent and claims anything of it, ordered by parent, so that the parts of one
// item are read without reading other items. It repeats what the journal has,
// in the same transaction. Functions without state.

extern const Migration kPartSchema;

// Keeps the table in step with an item that is being written; `before` is null
// for a new one.
absl::Status WritePart(JournalTransaction& transaction, const v1::Item* before,
                       const v1::Item& item);

// What all parts of the item of this id claim together, in hundredths a month.
absl::StatusOr<absl::uint128> ClaimsOn(JournalTransaction& transaction,
                                       absl::string_view parent);

// Fills the table of a database that is older than it, once; every item is read
// for that. Before the journal's first mutation.
absl::Status FillParts(const Journal& journal, Writer* writer);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_PART_STORE_H_

#ifndef LIFELINE_SERVICES_BACKLOG_PARTS_H_
#define LIFELINE_SERVICES_BACKLOG_PARTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "lifeline/backlog/v1/backlog.pb.h"

namespace lifeline::backlog {

// The parts of a split, which together may not claim more money a month than
// the item that they are parts of (their `parent_item`). Pure functions.

// The money a month, in hundredths, that an item takes from what its parent
// brings. Nothing while it was never submitted, because a draft is nobody's
// business, and nothing once it was withdrawn, merged or declined; an item that
// was declined because it was split keeps its claim, which its own parts share.
int64_t ClaimOf(const v1::Item& item);

// The ids of the items whose parts must be looked at after this change: the
// parent if more is claimed of it than before, and the item itself if it brings
// less than before or says for the first time what it brings. What was too much
// before and does not grow is left alone. `before` is empty for a new item.
std::vector<std::string> ParentsToCheck(const v1::Item& before,
                                        const v1::Item& after);

// FAILED_PRECONDITION, reason PARTS_EXCEED_PARENT, naming the parent, its money
// and what its parts claim together, if that is more. A parent without money,
// or one that was never submitted, limits nothing.
absl::Status CheckClaims(const v1::Item& parent, absl::uint128 claims);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_PARTS_H_

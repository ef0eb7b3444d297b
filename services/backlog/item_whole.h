#ifndef LIFELINE_SERVICES_BACKLOG_ITEM_WHOLE_H_
#define LIFELINE_SERVICES_BACKLOG_ITEM_WHOLE_H_

#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/limits.h"
#include "services/common/status.h"

namespace lifeline::backlog {

// Checks the item as a whole, after fields were merged: that the evidence that
// ratings, opinions and the estimate name is there, and that merging kept the
// counts.
void CheckWholeItem(const v1::Item& item, const Limits& limits,
                    absl::string_view path, Violations* violations);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_ITEM_WHOLE_H_

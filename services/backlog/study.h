#ifndef LIFELINE_SERVICES_BACKLOG_STUDY_H_
#define LIFELINE_SERVICES_BACKLOG_STUDY_H_

#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/limits.h"
#include "services/common/dates.h"
#include "services/common/status.h"

namespace lifeline::backlog {

// A joint study: an item in which both sides find out, in a time box, what
// cannot be judged yet. Pure functions; `path` is the item's place in the
// request.

// What a change of an item may not do to its study: once submitted it stays as
// it is, and once READY its estimate, the time box, does not grow.
void CheckStudyChange(const v1::Item& before, const v1::Item& after,
                      absl::string_view path, Violations* violations);

// Whether the study is being submitted or is new on a draft, so that what it is
// about must be looked at.
bool NeedsStudyCheck(const v1::Item& before, const v1::Item& after);

// What it is about is another item, submitted, and no study; and a study that
// is submitted ends from `submit_day` on, at most Limits::study_days later.
void CheckStudy(const v1::Item& after, const v1::Item& about,
                EpochDay submit_day, const Limits& limits,
                absl::string_view path, Violations* violations);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_STUDY_H_

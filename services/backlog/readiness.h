#ifndef LIFELINE_SERVICES_BACKLOG_READINESS_H_
#define LIFELINE_SERVICES_BACKLOG_READINESS_H_

#include <vector>

#include "absl/status/status.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/directory.h"
#include "services/backlog/limits.h"

namespace lifeline::backlog {

// What an item lacks on its way to READY, with who can do it. Pure functions.

// `studies` are those about the item that are under way. Nothing is owed by an
// item that is READY or past it.
v1::Readiness ReadinessOf(const v1::Item& item,
                          const std::vector<v1::Item>& studies,
                          const PortfolioView& portfolio, const Limits& limits);

// OK if nothing but VALIDATE is owed; else FAILED_PRECONDITION, reason
// NOT_READY_YET, with everything that is missing, its way out, and who could
// do it.
absl::Status CheckReady(const v1::Item& item, const v1::Readiness& readiness);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_READINESS_H_

#ifndef LIFELINE_SERVICES_AUDIT_AUDIT_SERVICE_H_
#define LIFELINE_SERVICES_AUDIT_AUDIT_SERVICE_H_

#include <string>

#include "absl/status/statusor.h"
#include "lifeline/audit/v1/audit.pb.h"
#include "services/audit/auditor.h"

namespace lifeline::audit {

// The handlers: what a request asks, and what is answered.

// The portfolio, or all, that an audit is asked for. INVALID_ARGUMENT
// otherwise.
absl::StatusOr<std::string> AuditedPortfolio(
    const v1::RunAuditRequest& request);

// The newest result. NOT_FOUND, AUDIT_NOT_FOUND, if there is none yet.
absl::StatusOr<v1::Audit> GetAudit(const Auditor& auditor,
                                   const v1::GetAuditRequest& request);

// `portfolio` is a name, or stands for all.
v1::Audit ToAudit(const std::string& portfolio, const AuditResult& result);

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_AUDIT_SERVICE_H_

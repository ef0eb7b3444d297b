#ifndef LIFELINE_SERVICES_AUDIT_REASONS_H_
#define LIFELINE_SERVICES_AUDIT_REASONS_H_

#include "absl/strings/string_view.h"

namespace lifeline::audit {

// The reasons of the audit's errors. They never change.

// NOT_FOUND: nobody has audited it yet.
inline constexpr absl::string_view kAuditNotFound = "AUDIT_NOT_FOUND";
// RESOURCE_EXHAUSTED: too many audits are waiting.
inline constexpr absl::string_view kTooManyAudits = "TOO_MANY_AUDITS";

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_REASONS_H_

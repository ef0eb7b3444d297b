#include "services/audit/audit_service.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/audit/reasons.h"
#include "services/common/names.h"
#include "services/common/status.h"

namespace lifeline::audit {

absl::StatusOr<std::string> AuditedPortfolio(
    const v1::RunAuditRequest& request) {
  Violations violations;
  if (!ParseName("portfolios/*|-", request.parent(), "parent", &violations))
    return violations.ToStatus();
  return request.parent();
}

absl::StatusOr<v1::Audit> GetAudit(const Auditor& auditor,
                                   const v1::GetAuditRequest& request) {
  Violations violations;
  const auto ids =
      ParseName("portfolios/*|-/audit", request.name(), "name", &violations);
  if (!ids) return violations.ToStatus();
  const std::string portfolio = absl::StrCat("portfolios/", ids->front());
  const std::optional<AuditResult> result = auditor.Newest(portfolio);
  if (!result) {
    return Error(absl::StatusCode::kNotFound, kAuditNotFound,
                 absl::StrCat(request.name(),
                              " is not there: nobody has audited it yet; "
                              "RunAudit does"),
                 {{"audit", request.name()}});
  }
  return ToAudit(portfolio, *result);
}

v1::Audit ToAudit(const std::string& portfolio, const AuditResult& result) {
  v1::Audit audit;
  audit.set_name(absl::StrCat(portfolio, "/audit"));
  const int64_t micros = absl::ToUnixMicros(result.start);
  audit.mutable_start_time()->set_seconds(micros / 1'000'000);
  audit.mutable_start_time()->set_nanos(
      static_cast<int32_t>(micros % 1'000'000) * 1'000);
  const int64_t took = absl::ToInt64Microseconds(result.duration);
  audit.mutable_duration()->set_seconds(took / 1'000'000);
  audit.mutable_duration()->set_nanos(static_cast<int32_t>(took % 1'000'000) *
                                      1'000);
  audit.mutable_rankings()->Assign(result.rankings.begin(),
                                   result.rankings.end());
  for (int i = 0; i < kChecks; ++i) {
    const auto id = static_cast<CheckId>(i);
    const CheckResult& found = result.findings[id];
    v1::Check* check = audit.add_checks();
    check->set_name(std::string(CheckName(id)));
    check->set_description(std::string(CheckDescription(id)));
    check->set_looked_at(found.looked_at);
    check->set_finding_count(found.finding_count);
    check->mutable_findings()->Assign(found.findings.begin(),
                                      found.findings.end());
  }
  audit.set_finding_count(result.findings.count());
  audit.set_silent_drops(result.findings.silent_drops());
  return audit;
}

}  // namespace lifeline::audit

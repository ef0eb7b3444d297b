#ifndef LIFELINE_SERVICES_AUDIT_AUDITOR_H_
#define LIFELINE_SERVICES_AUDIT_AUDITOR_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/audit/collector.h"
#include "services/audit/facts.h"
#include "services/audit/findings.h"

namespace lifeline::audit {

// What one audit has found, of one portfolio or of all together.
struct AuditResult {
  absl::Time start;
  absl::Duration duration;
  // The newest rankings that were looked at, by name.
  std::vector<std::string> rankings;
  Findings findings;
};

// Audits portfolios and keeps the newest result of each, in memory. The audits
// belong to one thread, the results to any.
class Auditor {
 public:
  // `rests` of an audit that nobody waits for, see Collector; `clock` says when
  // an audit began.
  Auditor(Collector* collector, double rests, std::function<absl::Time()> clock)
      : collector_(collector), rests_(rests), clock_(std::move(clock)) {}

  // Audits a portfolio from its very beginning, or all of them, `portfolios/-`.
  // That something was found is no error; the errors are the services'.
  absl::StatusOr<AuditResult> Audit(const std::string& portfolio);

  // Audits every portfolio whose ranking has moved since it was audited, from
  // where that audit ended; one in which something was found from the
  // beginning. One that cannot be audited does not keep the others from it; the
  // first error is returned.
  absl::Status GoOn();

  // The newest result of a portfolio, or of all, `portfolios/-`: then it began
  // with the earliest of them and took as long as all together. nullopt if
  // there is none.
  std::optional<AuditResult> Newest(const std::string& portfolio) const
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // From the beginning, and without a rest, if it is asked for.
  absl::StatusOr<AuditResult> AuditOne(const std::string& portfolio,
                                       bool asked);
  absl::StatusOr<AuditResult> Look(const std::string& portfolio, double rests,
                                   History* history);
  bool HasMoved(const std::string& portfolio,
                const scoring::v1::Ranking& newest) const;

  Collector* const collector_;
  const double rests_;
  const std::function<absl::Time()> clock_;
  // Where the newest audits ended, but for those that found something.
  std::map<std::string, std::unique_ptr<History>> histories_;
  mutable absl::Mutex mutex_;
  std::map<std::string, AuditResult> results_ ABSL_GUARDED_BY(mutex_);
};

// The name that stands for all portfolios.
inline constexpr char kAllPortfolios[] = "portfolios/-";

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_AUDITOR_H_

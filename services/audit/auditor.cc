#include "services/audit/auditor.h"

#include <algorithm>

#include "services/audit/checks.h"

namespace lifeline::audit {
namespace {

AuditResult Together(const std::vector<AuditResult>& results) {
  AuditResult all;
  all.start = absl::InfiniteFuture();
  for (const AuditResult& one : results) {
    all.start = std::min(all.start, one.start);
    all.duration += one.duration;
    all.rankings.insert(all.rankings.end(), one.rankings.begin(),
                        one.rankings.end());
    all.findings.Add(one.findings);
  }
  return all;
}

}  // namespace

absl::StatusOr<AuditResult> Auditor::Audit(const std::string& portfolio) {
  if (portfolio != kAllPortfolios) {
    if (absl::Status found = collector_->Find(portfolio); !found.ok())
      return found;
    return AuditOne(portfolio, true);
  }
  const absl::Time start = clock_();
  absl::StatusOr<std::vector<std::string>> names = collector_->Portfolios();
  if (!names.ok()) return names.status();
  std::vector<AuditResult> results;
  for (const std::string& name : *names) {
    absl::StatusOr<AuditResult> one = AuditOne(name, true);
    if (!one.ok()) return one.status();
    results.push_back(*std::move(one));
  }
  AuditResult all = Together(results);
  all.start = start;
  return all;
}

absl::Status Auditor::GoOn() {
  absl::StatusOr<std::vector<std::string>> names = collector_->Portfolios();
  if (!names.ok()) return names.status();
  absl::Status first;
  for (const std::string& name : *names) {
    absl::StatusOr<scoring::v1::Ranking> newest = collector_->Newest(name);
    absl::Status status = newest.status();
    if (newest.ok() && HasMoved(name, *newest))
      status = AuditOne(name, false).status();
    first.Update(status);
  }
  return first;
}

bool Auditor::HasMoved(const std::string& portfolio,
                       const scoring::v1::Ranking& newest) const {
  const std::optional<AuditResult> result = Newest(portfolio);
  return !result || result->findings.count() > 0 ||
         result->rankings != std::vector<std::string>{newest.name()};
}

absl::StatusOr<AuditResult> Auditor::AuditOne(const std::string& portfolio,
                                              bool asked) {
  const double rests = asked ? 0 : rests_;
  std::unique_ptr<History> history = std::move(histories_[portfolio]);
  if (asked || history == nullptr) history = std::make_unique<History>();
  absl::StatusOr<AuditResult> result = Look(portfolio, rests, history.get());
  if (absl::IsAborted(result.status())) {
    history = std::make_unique<History>();
    result = Look(portfolio, rests, history.get());
  }
  if (!result.ok()) return result;
  if (result->findings.count() == 0) histories_[portfolio] = std::move(history);
  absl::MutexLock lock(&mutex_);
  results_[portfolio] = *result;
  return result;
}

absl::StatusOr<AuditResult> Auditor::Look(const std::string& portfolio,
                                          double rests, History* history) {
  AuditResult result;
  result.start = clock_();
  absl::StatusOr<Facts> facts = collector_->Collect(portfolio, rests, history);
  if (!facts.ok()) return facts.status();
  result.rankings = {facts->newest.name()};
  CheckAll(*std::move(facts), history, &result.findings);
  result.duration = clock_() - result.start;
  return result;
}

std::optional<AuditResult> Auditor::Newest(const std::string& portfolio) const {
  absl::MutexLock lock(&mutex_);
  if (portfolio != kAllPortfolios) {
    const auto found = results_.find(portfolio);
    if (found == results_.end()) return std::nullopt;
    return found->second;
  }
  if (results_.empty()) return std::nullopt;
  std::vector<AuditResult> results;
  for (const auto& [name, result] : results_) results.push_back(result);
  return Together(results);
}

}  // namespace lifeline::audit

#ifndef LIFELINE_SERVICES_AUDIT_FINDINGS_H_
#define LIFELINE_SERVICES_AUDIT_FINDINGS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lifeline::audit {

// What an audit looks at, in the order in which it is reported.
enum class CheckId {
  kItemsStandOnce,
  kRevisionsHaveNoGap,
  kStandingsAgree,
  kCrossingsAreTheDifferences,
  kWaysDownAreOwed,
  kLedgerHolds,
  kClosedStandClosed,
  kSeenRevisionsExist,
  kAgreementsAreWritten,
  kReviewsSayWhatStoodAbove,
  kWeavesAreAgreed,
};
inline constexpr int kChecks = 11;

// The stable name ("items_stand_once"), and what is checked, in one sentence.
absl::string_view CheckName(CheckId check);
absl::string_view CheckDescription(CheckId check);

// What one check has found.
struct CheckResult {
  int64_t looked_at = 0;
  int64_t finding_count = 0;
  // The first of them, at most Limits::findings_kept.
  std::vector<std::string> findings;
};

// Collects what checks find. Not thread safe.
class Findings {
 public:
  void Looked(CheckId check, int64_t things = 1);
  void Found(CheckId check, std::string sentence);
  // An item went down and no crossing says so; told to `check` by Found.
  void SilentDrop() { ++silent_drops_; }
  // Adds those of another portfolio.
  void Add(const Findings& other);

  const CheckResult& operator[](CheckId check) const {
    return results_[static_cast<size_t>(check)];
  }
  int64_t count() const;
  int64_t silent_drops() const { return silent_drops_; }
  // The first sentence of all; empty if nothing was found.
  std::string First() const;

 private:
  std::array<CheckResult, kChecks> results_;
  int64_t silent_drops_ = 0;
};

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_FINDINGS_H_

#ifndef LIFELINE_SERVICES_AUDIT_LIMITS_H_
#define LIFELINE_SERVICES_AUDIT_LIMITS_H_

#include <cstdint>

#include "absl/time/time.h"

namespace lifeline::audit {

// What one audit may ask of the others, and what may be asked of it. Tests
// inject smaller ones.
struct Limits {
  // Of a page; the largest that scoring gives.
  int32_t page_size = 1'000;
  // How long one call may take, and how long a stream of everything.
  absl::Duration call = absl::Seconds(30);
  absl::Duration stream = absl::Minutes(5);
  // Audits that are asked for and wait for one another. One more is refused.
  int32_t waiting = 4;
  // Findings of one check that are kept in words; the rest is counted.
  int64_t findings_kept = 100;
};

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_LIMITS_H_

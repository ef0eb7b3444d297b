#ifndef LIFELINE_SERVICES_ROADMAP_RETENTION_SERVICE_H_
#define LIFELINE_SERVICES_ROADMAP_RETENTION_SERVICE_H_

#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/journal.h"
#include "services/roadmap/limits.h"

namespace lifeline::roadmap {

// Erases members who left longer ago than their portfolio keeps them, as an
// admin would. Thread safe.
class Retention {
 public:
  // Who the history says did it.
  static constexpr char kActor[] = "lifeline:retention";

  // `journal` must outlive it.
  Retention(Journal* journal, const Limits& limits,
            std::function<absl::Time()> clock)
      : journal_(journal), limits_(limits), clock_(std::move(clock)) {}

  // Does what is due now in every portfolio.
  absl::Status RunOnce() const;

 private:
  Journal* const journal_;
  const Limits limits_;
  const std::function<absl::Time()> clock_;
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_RETENTION_SERVICE_H_

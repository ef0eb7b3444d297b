#ifndef LIFELINE_SERVICES_COMMON_REQUESTS_TESTING_H_
#define LIFELINE_SERVICES_COMMON_REQUESTS_TESTING_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/common/database.h"
#include "services/common/requests.h"
#include "services/common/writer.h"

namespace lifeline {

// For tests of services: a request that was answered at `time`. False if it
// could not be written.
inline bool RememberRequest(Writer* writer, absl::Time time) {
  return writer
      ->Run([time](Transaction& transaction) {
        return KeepAnswer(transaction, {"anna", "id-1", "/test/Put", "1"},
                          "the answer", time);
      })
      .ok();
}

// How many requests are remembered; -1 if they cannot be read.
inline int64_t RequestsKept(Database* database) {
  const absl::StatusOr<Snapshot> snapshot = database->Read();
  if (!snapshot.ok()) return -1;
  return snapshot->QueryInt("SELECT count(*) FROM requests", {}).value_or(-1);
}

// Whether all are forgotten, though nobody asks for it: looks for up to 20
// seconds, because a thread does it.
inline bool ForgetsRequests(Database* database) {
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (RequestsKept(database) != 0) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_REQUESTS_TESTING_H_

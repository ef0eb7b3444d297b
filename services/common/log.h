#ifndef LIFELINE_SERVICES_COMMON_LOG_H_
#define LIFELINE_SERVICES_COMMON_LOG_H_

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/limits.h"

namespace lifeline {

enum class LogLevel { kInfo, kWarning, kError };

// What a line says beside its message. Values are numbers and names of our own
// making (methods, codes, reasons, portfolios): never who somebody is, and
// nothing that a person has typed.
using LogField = std::pair<absl::string_view,
                           std::variant<int64_t, double, absl::string_view>>;

// One line of JSON per event: time, level, service, message, fields. More lines
// in a second than ServerLimits::log_lines_per_second are left out, and counted
// in the next one that is written. Thread safe.
class Log {
 public:
  using Sink = std::function<void(absl::string_view line)>;

  // An empty sink is stderr. `clock` stamps the lines.
  Log(std::string service, std::function<absl::Time()> clock, Sink sink = {},
      int64_t lines_per_second = ServerLimits().log_lines_per_second);

  void Write(LogLevel level, absl::string_view message,
             std::initializer_list<LogField> fields = {}) const
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // Whether there is room in this second; how many lines were left out since
  // the last one that had.
  bool HasRoom(absl::Time now, int64_t* left_out) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string service_;
  const std::function<absl::Time()> clock_;
  const Sink sink_;
  const int64_t lines_per_second_;
  mutable absl::Mutex mutex_;
  mutable int64_t second_ ABSL_GUARDED_BY(mutex_) = 0;
  mutable int64_t lines_ ABSL_GUARDED_BY(mutex_) = 0;
  mutable int64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Writes nowhere if there is no log: tests, and parts of a process that keeps
// none.
void LogEvent(const Log* log, LogLevel level, absl::string_view message,
              std::initializer_list<LogField> fields = {});

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_LOG_H_

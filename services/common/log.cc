#include "services/common/log.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace lifeline {
namespace {

absl::string_view LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "";
}

// One write for the whole line, so that lines of several processes on one
// stderr do not mix.
void ToStderr(absl::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

Log::Log(std::string service, std::function<absl::Time()> clock, Sink sink,
         int64_t lines_per_second)
    : service_(std::move(service)),
      clock_(std::move(clock)),
      sink_(sink ? std::move(sink) : ToStderr),
      lines_per_second_(lines_per_second) {}

bool Log::HasRoom(absl::Time now, int64_t* left_out) const {
  const int64_t second = absl::ToUnixSeconds(now);
  if (second != second_) {
    second_ = second;
    lines_ = 0;
  }
  if (lines_ >= lines_per_second_) {
    ++left_out_;
    return false;
  }
  ++lines_;
  *left_out = std::exchange(left_out_, 0);
  return true;
}

void Log::Write(LogLevel level, absl::string_view message,
                std::initializer_list<LogField> fields) const {
  const absl::Time now = clock_();
  absl::MutexLock lock(&mutex_);
  int64_t left_out = 0;
  if (!HasRoom(now, &left_out)) return;
  nlohmann::ordered_json line;
  line["time"] =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", now, absl::UTCTimeZone());
  line["level"] = std::string(LevelName(level));
  line["service"] = service_;
  line["message"] = std::string(message);
  for (const auto& [name, value] : fields) {
    const std::string key(name);
    if (const auto* number = std::get_if<int64_t>(&value)) {
      line[key] = *number;
    } else if (const auto* real = std::get_if<double>(&value)) {
      line[key] = *real;
    } else {
      line[key] = std::string(std::get<absl::string_view>(value));
    }
  }
  if (left_out > 0) line["lines_left_out"] = left_out;
  // What is no UTF-8 is replaced, not thrown about.
  sink_(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) +
        "\n");
}

void LogEvent(const Log* log, LogLevel level, absl::string_view message,
              std::initializer_list<LogField> fields) {
  if (log != nullptr) log->Write(level, message, fields);
}

}  // namespace lifeline

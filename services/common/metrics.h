#ifndef LIFELINE_SERVICES_COMMON_METRICS_H_
#define LIFELINE_SERVICES_COMMON_METRICS_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace lifeline {

// Names and values that tell the series of one metric apart. Never a person.
using MetricLabels = std::vector<std::pair<std::string, std::string>>;

// A number that only grows. Thread safe, without a lock.
class Counter {
 public:
  void Add(uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

// How often something lay between which bounds. Thread safe, without a lock; a
// reader may see a sum that is one observation behind its counts.
class Histogram {
 public:
  // `bounds` ascend; what is above the last counts as +Inf.
  explicit Histogram(std::vector<double> bounds);

  void Observe(double value);

  const std::vector<double>& bounds() const { return bounds_; }
  // Observations in each bucket, not yet added up; one more than bounds.
  std::vector<uint64_t> counts() const;
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  const std::vector<double> bounds_;
  std::deque<std::atomic<uint64_t>> counts_;
  std::atomic<double> sum_{0};
};

// From 100 microseconds to a minute.
std::vector<double> SecondsBounds();

// What a process counts, for Prometheus. Series live as long as this object;
// what reads a gauge must outlive the door that serves it. Thread safe.
class Metrics {
 public:
  enum class Kind { kCounter, kGauge };
  struct Sample {
    MetricLabels labels;
    double value = 0;
  };

  // The series of this name and these labels; made at the first call. The help
  // of the first call counts.
  Counter* AddCounter(absl::string_view name, absl::string_view help,
                      const MetricLabels& labels = {})
      ABSL_LOCKS_EXCLUDED(mutex_);
  Histogram* AddHistogram(absl::string_view name, absl::string_view help,
                          const std::vector<double>& bounds,
                          const MetricLabels& labels = {})
      ABSL_LOCKS_EXCLUDED(mutex_);

  // A number that is read when somebody asks. `read` may block on a disk, and
  // must not call this object. Several may give series of one name.
  void AddGauge(absl::string_view name, absl::string_view help,
                std::function<double()> read, MetricLabels labels = {})
      ABSL_LOCKS_EXCLUDED(mutex_);
  // The same for series whose labels come and go.
  void AddSamples(Kind kind, absl::string_view name, absl::string_view help,
                  std::function<std::vector<Sample>()> read)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Everything, in Prometheus' text format 0.0.4.
  std::string Text() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Family {
    std::string help;
    std::string type;
    std::map<MetricLabels, Counter> counters;
    std::map<MetricLabels, Histogram> histograms;
    std::vector<std::function<std::vector<Sample>()>> reads;
  };
  Family& FamilyOf(absl::string_view name, absl::string_view help,
                   absl::string_view type)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::map<std::string, Family, std::less<>> families_ ABSL_GUARDED_BY(mutex_);
};

// resident memory, processor time, open files and the time of the start, by
// Prometheus' names (process_*), and lifeline_build_info.
void AddProcessMetrics(Metrics* metrics, absl::string_view version);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_METRICS_H_

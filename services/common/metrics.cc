#include "services/common/metrics.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace lifeline {
namespace {

std::string NumberText(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return std::string(text, end);
}

std::string LabelsText(const MetricLabels& labels) {
  if (labels.empty()) return "";
  std::string text;
  for (const auto& [name, value] : labels) {
    absl::StrAppend(&text, text.empty() ? "{" : ",", name, "=\"",
                    absl::StrReplaceAll(
                        value, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}),
                    "\"");
  }
  return text + "}";
}

void AppendHistogram(const std::string& name, const MetricLabels& labels,
                     const Histogram& histogram, std::string* text) {
  uint64_t count = 0;
  const std::vector<uint64_t> counts = histogram.counts();
  for (size_t i = 0; i < counts.size(); ++i) {
    count += counts[i];
    MetricLabels bucket = labels;
    bucket.emplace_back(
        "le", NumberText(i < histogram.bounds().size()
                             ? histogram.bounds()[i]
                             : std::numeric_limits<double>::infinity()));
    absl::StrAppend(text, name, "_bucket", LabelsText(bucket), " ", count,
                    "\n");
  }
  absl::StrAppend(text, name, "_sum", LabelsText(labels), " ",
                  NumberText(histogram.sum()), "\n");
  absl::StrAppend(text, name, "_count", LabelsText(labels), " ", count, "\n");
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

void Histogram::Observe(double value) {
  const size_t bucket =
      std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  counts_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<uint64_t> Histogram::counts() const {
  std::vector<uint64_t> counts;
  for (const auto& count : counts_)
    counts.push_back(count.load(std::memory_order_relaxed));
  return counts;
}

std::vector<double> SecondsBounds() {
  return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
          0.1,    0.25,    0.5,    1,     2.5,    5,     10,   30,    60};
}

Metrics::Family& Metrics::FamilyOf(absl::string_view name,
                                   absl::string_view help,
                                   absl::string_view type) {
  Family& family = families_[std::string(name)];
  if (family.type.empty()) {
    family.help = std::string(help);
    family.type = std::string(type);
  }
  return family;
}

Counter* Metrics::AddCounter(absl::string_view name, absl::string_view help,
                             const MetricLabels& labels) {
  absl::MutexLock lock(&mutex_);
  return &FamilyOf(name, help, "counter").counters[labels];
}

Histogram* Metrics::AddHistogram(absl::string_view name, absl::string_view help,
                                 const std::vector<double>& bounds,
                                 const MetricLabels& labels) {
  absl::MutexLock lock(&mutex_);
  return &FamilyOf(name, help, "histogram")
              .histograms.try_emplace(labels, bounds)
              .first->second;
}

void Metrics::AddGauge(absl::string_view name, absl::string_view help,
                       std::function<double()> read, MetricLabels labels) {
  AddSamples(Kind::kGauge, name, help,
             [read = std::move(read), labels = std::move(labels)] {
               return std::vector<Sample>{{labels, read()}};
             });
}

void Metrics::AddSamples(Kind kind, absl::string_view name,
                         absl::string_view help,
                         std::function<std::vector<Sample>()> read) {
  absl::MutexLock lock(&mutex_);
  FamilyOf(name, help, kind == Kind::kCounter ? "counter" : "gauge")
      .reads.push_back(std::move(read));
}

// What blocks is read without the lock, which calls on gRPC's threads take.
std::string Metrics::Text() const {
  std::vector<std::pair<std::string, std::function<std::vector<Sample>()>>>
      reads;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [name, family] : families_)
      for (const auto& read : family.reads) reads.emplace_back(name, read);
  }
  std::map<std::string, std::string> gauges;
  for (const auto& [name, read] : reads)
    for (const Sample& sample : read())
      absl::StrAppend(&gauges[name], name, LabelsText(sample.labels), " ",
                      NumberText(sample.value), "\n");
  std::string text;
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, family] : families_) {
    absl::StrAppend(&text, "# HELP ", name, " ", family.help, "\n# TYPE ", name,
                    " ", family.type, "\n");
    for (const auto& [labels, counter] : family.counters)
      absl::StrAppend(&text, name, LabelsText(labels), " ", counter.value(),
                      "\n");
    for (const auto& [labels, histogram] : family.histograms)
      AppendHistogram(name, labels, histogram, &text);
    text += gauges[name];
  }
  return text;
}

}  // namespace lifeline

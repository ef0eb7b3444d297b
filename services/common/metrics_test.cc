#include "services/common/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace lifeline {
namespace {

using ::testing::HasSubstr;

TEST(MetricsText, IsWhatPrometheusReads) {
  Metrics metrics;
  metrics.AddCounter("calls_total", "Calls.", {{"method", "a\"b\\c\nd"}})
      ->Add(3);
  Histogram* const seconds =
      metrics.AddHistogram("work_seconds", "Work.", {0.5, 2});
  for (const double value : {0.25, 0.5, 1.0, 8.0}) seconds->Observe(value);
  metrics.AddGauge("queue", "Waiting.", [] { return 7.0; }, {{"part", "x"}});
  EXPECT_EQ(metrics.Text(),
            "# HELP calls_total Calls.\n"
            "# TYPE calls_total counter\n"
            "calls_total{method=\"a\\\"b\\\\c\\nd\"} 3\n"
            "# HELP queue Waiting.\n"
            "# TYPE queue gauge\n"
            "queue{part=\"x\"} 7\n"
            "# HELP work_seconds Work.\n"
            "# TYPE work_seconds histogram\n"
            "work_seconds_bucket{le=\"0.5\"} 2\n"
            "work_seconds_bucket{le=\"2\"} 3\n"
            "work_seconds_bucket{le=\"+Inf\"} 4\n"
            "work_seconds_sum 9.75\n"
            "work_seconds_count 4\n");
}

TEST(MetricsText, OneNameIsOneFamilyWhoeverAddsToIt) {
  Metrics metrics;
  EXPECT_EQ(metrics.AddCounter("a_total", "A.", {{"x", "1"}}),
            metrics.AddCounter("a_total", "A.", {{"x", "1"}}));
  metrics.AddGauge("lag", "Lag.", [] { return 1.0; }, {{"source", "a"}});
  metrics.AddGauge("lag", "Lag.", [] { return 2.5; }, {{"source", "b"}});
  EXPECT_THAT(metrics.Text(),
              HasSubstr("# TYPE lag gauge\nlag{source=\"a\"} 1\n"
                        "lag{source=\"b\"} 2.5\n"));
}

TEST(MetricsText, AGaugeMayAddSeries) {
  // It is read without the lock that adding takes.
  Metrics metrics;
  metrics.AddGauge("busy", "Busy.", [&] {
    metrics.AddCounter("met_total", "Met.")->Add();
    return 1.0;
  });
  EXPECT_THAT(metrics.Text(), HasSubstr("met_total 1\n"));
}

TEST(CounterAndHistogram, LoseNothingUnderManyThreads) {
  Metrics metrics;
  Counter* const counter = metrics.AddCounter("n_total", "N.");
  Histogram* const histogram = metrics.AddHistogram("h", "H.", {1, 2});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10'000; ++i) {
        counter->Add();
        histogram->Observe(i % 4);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter->value(), 40'000);
  EXPECT_EQ(histogram->counts(),
            (std::vector<uint64_t>{20'000, 10'000, 10'000}));
  EXPECT_EQ(histogram->sum(), 60'000);
}

TEST(ProcessMetrics, ArePlausible) {
  Metrics metrics;
  AddProcessMetrics(&metrics, "1.2.3");
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("lifeline_build_info{version=\"1.2.3\"} 1\n"));
  const auto value = [&](const std::string& name) {
    return std::stod(
        text.substr(text.find("\n" + name + " ") + name.size() + 2));
  };
  EXPECT_GT(value("process_resident_memory_bytes"), 1 << 20);
  EXPECT_GT(value("process_open_fds"), 2);
  EXPECT_GT(value("process_max_fds"), value("process_open_fds"));
  EXPECT_GT(value("process_cpu_seconds_total"), 0);
  // After this was written, and no later than now.
  EXPECT_GT(value("process_start_time_seconds"), 1.7e9);
  EXPECT_LE(value("process_start_time_seconds"),
            static_cast<double>(time(nullptr)) + 1);
}

}  // namespace
}  // namespace lifeline

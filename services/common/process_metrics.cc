#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>

#include "services/common/metrics.h"

namespace lifeline {
namespace {

double ProcessorSeconds() {
  rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * time.tv_usec;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// proc(5): the second number of statm is the resident pages.
double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  int64_t size = 0;
  int64_t resident = 0;
  file >> size >> resident;
  return static_cast<double>(resident) * sysconf(_SC_PAGESIZE);
}

double OpenFiles() {
  DIR* const folder = opendir("/proc/self/fd");
  if (folder == nullptr) return 0;
  int files = 0;
  while (const dirent* entry = readdir(folder))
    files += entry->d_name[0] != '.' ? 1 : 0;
  closedir(folder);
  return files - 1;  // Without the folder itself.
}

double MostFiles() {
  rlimit limit;
  return getrlimit(RLIMIT_NOFILE, &limit) == 0
             ? static_cast<double>(limit.rlim_cur)
             : 0;
}

// The time of the machine's start, from /proc/stat, and the ticks from there to
// the process's, which is field 22 of its own stat, counted behind the name in
// brackets.
double StartTime() {
  std::ifstream machine("/proc/stat");
  std::string word;
  double boot = 0;
  while (machine >> word)
    if (word == "btime") machine >> boot;
  std::ifstream process("/proc/self/stat");
  std::string line;
  std::getline(process, line);
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  for (int i = 3; i < 22; ++i) fields >> word;
  double ticks = 0;
  fields >> ticks;
  return boot + ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

void AddProcessMetrics(Metrics* metrics, absl::string_view version) {
  metrics->AddGauge("lifeline_build_info", "1, with the version as a label.",
                    [] { return 1.0; }, {{"version", std::string(version)}});
  metrics->AddSamples(
      Metrics::Kind::kCounter, "process_cpu_seconds_total",
      "Seconds of processor time, user and system.", [] {
        return std::vector<Metrics::Sample>{{{}, ProcessorSeconds()}};
      });
  metrics->AddGauge("process_resident_memory_bytes",
                    "Bytes of memory that are in use.", ResidentBytes);
  metrics->AddGauge("process_open_fds", "Open files and sockets.", OpenFiles);
  metrics->AddGauge("process_max_fds", "Files and sockets it may open.",
                    MostFiles);
  metrics->AddGauge("process_start_time_seconds",
                    "When it was started, in Unix time.",
                    [start = StartTime()] { return start; });
}

}  // namespace lifeline

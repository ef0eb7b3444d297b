#include "services/suite/suite_testing.h"

#include <stdlib.h>

#include <filesystem>
#include <utility>

#include "absl/time/civil_time.h"

namespace lifeline {

ClockedSuite::ClockedSuite()
    : now_(absl::FromCivil(absl::CivilHour(2027, 1, 4, 9),
                           absl::UTCTimeZone())) {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "lifeline_suite_XXXXXX")
          .string();
  folder_ = mkdtemp(pattern.data());
}

ClockedSuite::~ClockedSuite() {
  Stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void ClockedSuite::Start(SuiteOptions options) {
  options.data_dir = folder_ + "/data";
  options.server.in_process_only = true;
  options.clock = [this] { return Now(); };
  auto suite = Suite::Start(options);
  ASSERT_TRUE(suite.ok()) << suite.status();
  suite_ = *std::move(suite);
  const auto channel = suite_->server().InProcessChannel();
  roadmap_ = roadmap::v1::RoadmapService::NewStub(channel);
  backlog_ = backlog::v1::BacklogService::NewStub(channel);
  scoring_ = scoring::v1::ScoringService::NewStub(channel);
  audit_ = audit::v1::AuditService::NewStub(channel);
}

void ClockedSuite::Stop() { suite_.reset(); }

absl::Time ClockedSuite::Now() const {
  absl::MutexLock lock(&mutex_);
  return now_;
}

void ClockedSuite::SetNow(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  now_ = now;
}

void ClockedSuite::Pass(absl::Duration time) { SetNow(Now() + time); }

}  // namespace lifeline

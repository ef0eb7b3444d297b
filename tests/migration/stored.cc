#include "tests/migration/stored.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "services/backlog/backlog_store.h"
#include "services/roadmap/roadmap_store.h"
#include "services/scoring/scoring_schema.h"

namespace lifeline::testing {

std::vector<Migration> MigrationsOf(const std::string& service) {
  const auto copy = [](auto&& migrations) {
    return std::vector<Migration>(migrations.begin(), migrations.end());
  };
  if (service == "roadmap") return copy(roadmap::RoadmapMigrations());
  if (service == "backlog") return copy(backlog::BacklogMigrations());
  return copy(scoring::ScoringMigrations());
}

std::vector<std::string> StoredFolders() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(kStoredFolder, error)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  return names;
}

}  // namespace lifeline::testing

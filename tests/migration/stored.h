#ifndef LIFELINE_TESTS_MIGRATION_STORED_H_
#define LIFELINE_TESTS_MIGRATION_STORED_H_

#include <string>
#include <vector>

#include "services/common/database.h"

namespace lifeline::testing {

// Where the stored portfolios lie, from the top of the tree.
inline constexpr char kStoredFolder[] = "tests/migration";

// Each has a database; a folder's name has their schemas in this order.
inline constexpr const char* kServices[] = {"roadmap", "backlog", "scoring"};

// The steps of today's program.
std::vector<Migration> MigrationsOf(const std::string& service);

// "schema-4-5-9": the names of all of them, in no order.
std::vector<std::string> StoredFolders();

}  // namespace lifeline::testing

#endif  // LIFELINE_TESTS_MIGRATION_STORED_H_

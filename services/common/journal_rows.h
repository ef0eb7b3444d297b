#ifndef LIFELINE_SERVICES_COMMON_JOURNAL_ROWS_H_
#define LIFELINE_SERVICES_COMMON_JOURNAL_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/common/database.h"
#include "services/common/journal.h"

namespace lifeline {

// What snapshots and transactions of a journal read alike. Private to the
// journal's own files. Pure but for the reader.

// A resource's row. One that was removed has a row and no version.
struct StoredResource {
  int64_t version_id = 0;
  std::optional<Version> version;
};

// nullopt if there never was such a resource.
absl::StatusOr<std::optional<StoredResource>> ReadResource(
    const Reader& reader, absl::string_view scope, absl::string_view kind,
    absl::string_view id);

absl::Status ForEachResource(
    const Reader& reader, absl::string_view scope, absl::string_view kind,
    const ListOptions& options,
    absl::FunctionRef<absl::Status(Resource)> on_resource);

absl::StatusOr<std::optional<std::string>> ReadKey(const Reader& reader,
                                                   absl::string_view scope,
                                                   absl::string_view kind,
                                                   absl::string_view key);

absl::StatusOr<JournalEnd> ReadEnd(const Reader& reader,
                                   absl::string_view scope);

// 0 if the scope has no commit.
absl::StatusOr<int64_t> ReadRevision(const Reader& reader,
                                     absl::string_view scope);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_JOURNAL_ROWS_H_

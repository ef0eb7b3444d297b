#include "services/common/journal_rows.h"

#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace lifeline {
namespace {

// Sorts after every id.
constexpr absl::string_view kAfterAll = "\xf4\x8f\xbf\xbf";

// The first id that may be listed. Ids contain no control characters, so \1
// makes the successor of an id.
std::string LowerBound(const ListOptions& options) {
  if (!options.after_id.empty() && options.after_id >= options.id_prefix)
    return absl::StrCat(options.after_id, "\1");
  return std::string(options.id_prefix);
}

std::string UpperBound(const ListOptions& options) {
  return options.id_prefix.empty() ? std::string(kAfterAll)
                                   : absl::StrCat(options.id_prefix, kAfterAll);
}

}  // namespace

absl::StatusOr<std::optional<StoredResource>> ReadResource(
    const Reader& reader, absl::string_view scope, absl::string_view kind,
    absl::string_view id) {
  std::optional<StoredResource> resource;
  absl::Status status = reader.Query(
      "SELECT r.version_id, r.revision, r.create_time_us, r.update_time_us, "
      "r.removed, v.body "
      "FROM journal_resources r JOIN journal_versions v ON v.version_id = "
      "r.version_id "
      "WHERE r.scope = ? AND r.kind = ? AND r.id = ?",
      {scope, kind, id}, [&resource](const Row& row) {
        resource.emplace();
        resource->version_id = row.Int(0);
        if (row.Int(4) != 0) return absl::OkStatus();
        resource->version =
            Version{row.Text(5), row.Int(1), absl::FromUnixMicros(row.Int(2)),
                    absl::FromUnixMicros(row.Int(3))};
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return resource;
}

absl::Status ForEachResource(
    const Reader& reader, absl::string_view scope, absl::string_view kind,
    const ListOptions& options,
    absl::FunctionRef<absl::Status(Resource)> on_resource) {
  const int64_t limit =
      options.limit > 0 ? options.limit : std::numeric_limits<int64_t>::max();
  return reader.Query(
      absl::StrCat(
          "SELECT r.id, r.revision, r.create_time_us, r.update_time_us, v.body "
          "FROM journal_resources r JOIN journal_versions v ON v.version_id = "
          "r.version_id "
          "WHERE r.scope = ? AND r.kind = ? AND r.id >= ? AND r.id < ? AND "
          "r.removed = 0 "
          "ORDER BY r.id",
          options.descending ? " DESC" : "", " LIMIT ?"),
      {scope, kind, LowerBound(options), UpperBound(options), limit},
      [&on_resource](const Row& row) {
        return on_resource(Resource{
            row.Text(0),
            Version{row.Text(4), row.Int(1), absl::FromUnixMicros(row.Int(2)),
                    absl::FromUnixMicros(row.Int(3))}});
      });
}

absl::StatusOr<std::optional<std::string>> ReadKey(const Reader& reader,
                                                   absl::string_view scope,
                                                   absl::string_view kind,
                                                   absl::string_view key) {
  std::optional<std::string> id;
  absl::Status status = reader.Query(
      "SELECT id FROM journal_keys WHERE scope = ? AND kind = ? AND key = ?",
      {scope, kind, key}, [&id](const Row& row) {
        id = row.Text(0);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return id;
}

absl::StatusOr<JournalEnd> ReadEnd(const Reader& reader,
                                   absl::string_view scope) {
  JournalEnd end;
  absl::Status status = reader.Query(
      "SELECT coalesce((SELECT revision FROM journal_heads WHERE scope = ?), "
      "0), coalesce((SELECT max(version_id) FROM journal_versions), 0), "
      "coalesce((SELECT max(sequence) FROM journal_commits), 0)",
      {scope}, [&end](const Row& row) {
        end = JournalEnd{row.Int(0), row.Int(1), row.Int(2)};
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return end;
}

absl::StatusOr<int64_t> ReadRevision(const Reader& reader,
                                     absl::string_view scope) {
  return reader.QueryInt(
      "SELECT coalesce(max(revision), 0) FROM journal_heads WHERE scope = ?",
      {scope});
}

}  // namespace lifeline

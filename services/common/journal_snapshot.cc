#include <string>
#include <utility>
#include <vector>

#include "services/common/journal.h"
#include "services/common/journal_rows.h"

namespace lifeline {
namespace {

// A commit's row, before its changes are read.
struct CommitRow {
  CommitInfo info;
  int64_t first_version = 0;
  int64_t versions = 0;
};

CommitInfo ReadInfo(const Row& row, int column) {
  CommitInfo info;
  info.scope = row.Text(column);
  info.revision = row.Int(column + 1);
  info.sequence = row.Int(column + 2);
  info.time = absl::FromUnixMicros(row.Int(column + 3));
  info.actor = row.Text(column + 4);
  info.reason = row.Text(column + 5);
  info.change_id = row.Text(column + 6);
  info.change_parts = static_cast<int32_t>(row.Int(column + 7));
  return info;
}

// Whether the commit of version v has rewritten the resource.
#define LIFELINE_IS_REWRITTEN                                       \
  "EXISTS (SELECT 1 FROM journal_rewrites AS r WHERE r.sequence = " \
  "v.sequence AND r.kind = v.kind AND r.id = v.id)"

std::optional<std::string> ReadBody(const Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.Text(column);
}

absl::StatusOr<std::vector<Change>> ReadChanges(const Reader& reader,
                                                const CommitRow& commit,
                                                int64_t* bytes) {
  std::vector<Change> changes;
  absl::Status status = reader.Query(
      "SELECT v.kind, v.id, p.body, v.body, " LIFELINE_IS_REWRITTEN
      " FROM journal_versions v "
      "LEFT JOIN journal_versions p ON p.version_id = v.previous "
      "WHERE v.version_id >= ? AND v.version_id < ? ORDER BY v.version_id",
      {commit.first_version, commit.first_version + commit.versions},
      [&](const Row& row) {
        changes.push_back(Change{row.Text(0), row.Text(1), ReadBody(row, 2),
                                 ReadBody(row, 3), row.Int(4) != 0});
        *bytes +=
            static_cast<int64_t>(row.Bytes(2).size() + row.Bytes(3).size());
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return changes;
}

absl::StatusOr<std::vector<Commit>> ReadCommitsBy(const Reader& reader,
                                                  absl::string_view sql,
                                                  Params params,
                                                  const ReadLimits& limits) {
  std::vector<CommitRow> rows;
  absl::Status status = reader.Query(sql, params, [&rows](const Row& row) {
    rows.push_back(CommitRow{ReadInfo(row, 0), row.Int(8), row.Int(9)});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  std::vector<Commit> commits;
  int64_t bytes = 0;
  for (CommitRow& row : rows) {
    const int64_t before = bytes;
    absl::StatusOr<std::vector<Change>> changes =
        ReadChanges(reader, row, &bytes);
    if (!changes.ok()) return changes.status();
    if (before > 0 && bytes > limits.max_bytes) break;
    commits.push_back(Commit{std::move(row.info), *std::move(changes)});
  }
  return commits;
}

// The version where a history begins or goes on; 0 if there is none.
absl::StatusOr<int64_t> HistoryStart(const Reader& reader,
                                     absl::string_view scope,
                                     absl::string_view kind,
                                     absl::string_view id, int64_t position) {
  if (position == 0) {
    absl::StatusOr<std::optional<StoredResource>> resource =
        ReadResource(reader, scope, kind, id);
    if (!resource.ok()) return resource.status();
    return resource->has_value() ? (*resource)->version_id : 0;
  }
  // A position of another resource would show its history under the wrong name.
  return reader.QueryInt(
      "SELECT coalesce(max(v.previous), 0) FROM journal_versions v JOIN "
      "journal_commits c ON c.sequence = v.sequence "
      "WHERE v.version_id = ? AND v.kind = ? AND v.id = ? AND c.scope = ?",
      {position, kind, id, scope});
}

}  // namespace

absl::StatusOr<std::optional<Version>> JournalSnapshot::Get(
    absl::string_view scope, absl::string_view kind,
    absl::string_view id) const {
  absl::StatusOr<std::optional<StoredResource>> resource =
      ReadResource(snapshot_, scope, kind, id);
  if (!resource.ok()) return resource.status();
  if (!resource->has_value()) return std::optional<Version>();
  return std::move((*resource)->version);
}

absl::StatusOr<std::vector<Resource>> JournalSnapshot::List(
    absl::string_view scope, absl::string_view kind,
    const ListOptions& options) const {
  std::vector<Resource> resources;
  absl::Status status =
      ForEach(scope, kind, options, [&resources](Resource resource) {
        resources.push_back(std::move(resource));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return resources;
}

absl::Status JournalSnapshot::ForEach(
    absl::string_view scope, absl::string_view kind, const ListOptions& options,
    absl::FunctionRef<absl::Status(Resource)> on_resource) const {
  return ForEachResource(snapshot_, scope, kind, options, on_resource);
}

absl::StatusOr<std::optional<std::string>> JournalSnapshot::FindByKey(
    absl::string_view scope, absl::string_view kind,
    absl::string_view key) const {
  return ReadKey(snapshot_, scope, kind, key);
}

absl::StatusOr<std::vector<HistoryEntry>> JournalSnapshot::History(
    absl::string_view scope, absl::string_view kind, absl::string_view id,
    int64_t position, int64_t limit) const {
  absl::StatusOr<int64_t> next =
      HistoryStart(snapshot_, scope, kind, id, position);
  if (!next.ok()) return next.status();
  std::vector<HistoryEntry> entries;
  int64_t version_id = *next;
  while (version_id != 0 && static_cast<int64_t>(entries.size()) < limit) {
    int64_t previous = 0;
    absl::Status status = snapshot_.Query(
        "SELECT c.scope, c.revision, c.sequence, c.time_us, c.actor, c.reason, "
        "c.change_id, c.change_parts, "
        "v.previous, p.body, v.body, " LIFELINE_IS_REWRITTEN
        " FROM journal_versions v JOIN "
        "journal_commits c ON c.sequence = v.sequence "
        "LEFT JOIN journal_versions p ON p.version_id = v.previous WHERE "
        "v.version_id = ?",
        {version_id}, [&](const Row& row) {
          entries.push_back(HistoryEntry{ReadInfo(row, 0), ReadBody(row, 9),
                                         ReadBody(row, 10), row.Int(11) != 0,
                                         version_id});
          previous = row.Int(8);
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    version_id = previous;
  }
  return entries;
}

absl::StatusOr<std::vector<ScopeHead>> JournalSnapshot::Scopes() const {
  std::vector<ScopeHead> scopes;
  absl::Status status = snapshot_.Query(
      "SELECT scope, revision FROM journal_heads ORDER BY scope", {},
      [&scopes](const Row& row) {
        scopes.push_back(ScopeHead{row.Text(0), row.Int(1)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return scopes;
}

absl::StatusOr<int64_t> JournalSnapshot::Revision(
    absl::string_view scope) const {
  return ReadRevision(snapshot_, scope);
}

absl::StatusOr<std::vector<Commit>> JournalSnapshot::ReadCommits(
    absl::string_view scope, int64_t after_revision,
    const ReadLimits& limits) const {
  return ReadCommitsBy(snapshot_,
                       "SELECT scope, revision, sequence, time_us, actor, "
                       "reason, change_id, change_parts, "
                       "first_version, versions FROM journal_commits WHERE "
                       "scope = ? AND revision > ? "
                       "ORDER BY revision LIMIT ?",
                       {scope, after_revision, limits.max_commits}, limits);
}

absl::StatusOr<std::vector<Commit>> JournalSnapshot::ReadAllCommits(
    int64_t after_sequence, const ReadLimits& limits) const {
  return ReadCommitsBy(snapshot_,
                       "SELECT scope, revision, sequence, time_us, actor, "
                       "reason, change_id, change_parts, "
                       "first_version, versions FROM journal_commits WHERE "
                       "sequence > ? ORDER BY sequence LIMIT ?",
                       {after_sequence, limits.max_commits}, limits);
}

absl::StatusOr<int64_t> JournalSnapshot::Sequence() const {
  return snapshot_.QueryInt(
      "SELECT coalesce(max(sequence), 0) FROM journal_commits", {});
}

}  // namespace lifeline

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/journal.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

absl::Status NeverWas(absl::string_view id) {
  return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND",
               absl::StrCat(id, " is not there"), {{"id", id}});
}

}  // namespace

absl::StatusOr<std::vector<JournalTransaction::Stored>>
JournalTransaction::StoredVersions(int64_t newest) const {
  std::vector<Stored> versions;
  int64_t next = newest;
  while (next != 0) {
    Stored stored;
    stored.version_id = next;
    next = 0;
    absl::Status status = transaction_.Query(
        "SELECT sequence, previous, body FROM journal_versions WHERE "
        "version_id = ?",
        {stored.version_id}, [&](const Row& row) {
          stored.sequence = row.Int(0);
          if (!row.IsNull(1)) next = row.Int(1);
          if (!row.IsNull(2)) stored.body = row.Text(2);
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    versions.push_back(std::move(stored));
  }
  return versions;
}

absl::Status JournalTransaction::Rewrite(
    absl::string_view kind, absl::string_view id,
    absl::FunctionRef<absl::StatusOr<std::string>(absl::string_view body)>
        rewrite) {
  absl::StatusOr<Touched*> touch = Touch(kind, id);
  if (!touch.ok()) return touch.status();
  Touched& touched = **touch;
  if (touched.stored_version == 0) return NeverWas(id);
  absl::Status status = transaction_.Do(
      "INSERT INTO journal_rewrites (sequence, kind, id) VALUES "
      "(?, ?, ?) ON CONFLICT (sequence, kind, id) DO NOTHING",
      {end_.sequence + 1, kind, id});
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<Stored>> versions =
      StoredVersions(touched.stored_version);
  if (!versions.ok()) return versions.status();
  for (const Stored& stored : *versions) {
    if (!stored.body.has_value()) continue;
    absl::StatusOr<std::string> body = rewrite(*stored.body);
    if (!body.ok()) return body.status();
    if (*body == *stored.body) continue;
    status = transaction_.Do(
        "UPDATE journal_versions SET body = ? WHERE "
        "version_id = ?",
        {Blob{*body}, stored.version_id});
    if (!status.ok()) return status;
  }
  for (std::optional<Version>* version : {&touched.before, &touched.after}) {
    if (!version->has_value()) continue;
    absl::StatusOr<std::string> body = rewrite((*version)->body);
    if (!body.ok()) return body.status();
    (*version)->body = *std::move(body);
  }
  touched.rewritten = true;
  if (touched.after.has_value()) {
    touched.after->revision = next_revision();
    touched.after->update_time = now();
  }
  transaction_.EmptyLog();
  return absl::OkStatus();
}

absl::Status JournalTransaction::RewriteReasons(absl::string_view kind,
                                                absl::string_view id,
                                                absl::string_view text) {
  absl::StatusOr<Touched*> touch = Touch(kind, id);
  if (!touch.ok()) return touch.status();
  if ((*touch)->stored_version == 0) return NeverWas(id);
  absl::StatusOr<std::vector<Stored>> versions =
      StoredVersions((*touch)->stored_version);
  if (!versions.ok()) return versions.status();
  for (const Stored& stored : *versions) {
    absl::Status status = transaction_.Do(
        "UPDATE journal_commits SET reason = ? WHERE sequence = ? AND "
        "reason <> '' AND NOT EXISTS (SELECT 1 FROM journal_rewrites AS r "
        "WHERE r.sequence = journal_commits.sequence)",
        {text, stored.sequence});
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> JournalTransaction::IsKeyAnywhere(absl::string_view kind,
                                                       absl::string_view key) {
  absl::StatusOr<int64_t> count = transaction_.QueryInt(
      "SELECT count(*) FROM journal_keys WHERE kind = ? AND key = ?",
      {kind, key});
  if (!count.ok()) return count.status();
  return *count > 0;
}

}  // namespace lifeline

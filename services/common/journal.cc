#include "services/common/journal.h"

#include <algorithm>
#include <cassert>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "services/common/journal_rows.h"
#include "services/common/restore.h"
#include "services/common/status.h"

namespace lifeline {

bool JournalTransaction::Touched::changed() const {
  if (rewritten) return true;
  if (before.has_value() != after.has_value()) return true;
  return before.has_value() && before->body != after->body;
}

absl::StatusOr<JournalTransaction::Touched*> JournalTransaction::Touch(
    absl::string_view kind, absl::string_view id) {
  Key key(kind, id);
  const auto found = touched_.find(key);
  if (found != touched_.end()) return &found->second;
  absl::StatusOr<std::optional<StoredResource>> stored =
      ReadResource(transaction_, scope(), kind, id);
  if (!stored.ok()) return stored.status();
  Touched touched;
  if (stored->has_value()) {
    touched.stored_version = (*stored)->version_id;
    touched.before = std::move((*stored)->version);
    touched.after = touched.before;
  }
  return &touched_.emplace(std::move(key), std::move(touched)).first->second;
}

absl::StatusOr<std::optional<Version>> JournalTransaction::Get(
    absl::string_view kind, absl::string_view id) {
  absl::StatusOr<Touched*> touched = Touch(kind, id);
  if (!touched.ok()) return touched.status();
  return (*touched)->after;
}

absl::StatusOr<std::vector<Resource>> JournalTransaction::List(
    absl::string_view kind, const ListOptions& options) {
  // What was touched may push stored rows out or make room for more of them.
  ListOptions wider = options;
  if (wider.limit > 0) wider.limit += static_cast<int64_t>(touched_.size());
  std::vector<Resource> resources;
  absl::Status status = ForEachResource(
      transaction_, scope(), kind, wider, [&](Resource resource) {
        if (touched_.find(Key(kind, resource.id)) == touched_.end())
          resources.push_back(std::move(resource));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  for (const auto& [key, touched] : touched_) {
    const auto& [touched_kind, id] = key;
    if (touched_kind != kind || !touched.after.has_value()) continue;
    if (!absl::StartsWith(id, options.id_prefix) || id <= options.after_id)
      continue;
    resources.push_back(Resource{id, *touched.after});
  }
  std::sort(resources.begin(), resources.end(),
            [&](const Resource& a, const Resource& b) {
              return options.descending ? b.id < a.id : a.id < b.id;
            });
  if (options.limit > 0 &&
      static_cast<int64_t>(resources.size()) > options.limit)
    resources.resize(options.limit);
  return resources;
}

absl::StatusOr<Version> JournalTransaction::Put(absl::string_view kind,
                                                absl::string_view id,
                                                absl::string_view body) {
  assert(!scope().empty() && !kind.empty() && !id.empty());
  absl::StatusOr<Touched*> touch = Touch(kind, id);
  if (!touch.ok()) return touch.status();
  Touched& touched = **touch;
  const bool removed =
      !touched.after.has_value() &&
      (touched.stored_version != 0 || touched.before.has_value());
  if (removed) {
    return Error(absl::StatusCode::kFailedPrecondition, "ID_USED",
                 absl::StrCat("the id ", id,
                              " belonged to something that was removed; ids "
                              "are never used twice, "
                              "choose another"),
                 {{"id", id}});
  }
  if (touched.before.has_value() && touched.before->body == body &&
      !touched.rewritten) {
    touched.after = touched.before;
  } else {
    const absl::Time created =
        touched.before.has_value() ? touched.before->create_time : now();
    touched.after = Version{std::string(body), next_revision(), created, now()};
  }
  return *touched.after;
}

absl::Status JournalTransaction::Remove(absl::string_view kind,
                                        absl::string_view id) {
  absl::StatusOr<Touched*> touch = Touch(kind, id);
  if (!touch.ok()) return touch.status();
  if (!(*touch)->after.has_value()) {
    return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND",
                 absl::StrCat(id, " is not there"), {{"id", id}});
  }
  (*touch)->after.reset();
  return SetKeys(kind, id, {}).status();
}

absl::StatusOr<int64_t> JournalTransaction::NextCounter(
    absl::string_view name) {
  // Not RETURNING: for that the database opens a table of its own each time.
  absl::StatusOr<int64_t> value = transaction_.QueryInt(
      "SELECT 1 + coalesce(max(value), 0) FROM journal_counters "
      "WHERE scope = ? AND name = ?",
      {scope(), name});
  if (!value.ok()) return value;
  absl::Status status = transaction_.Do(
      "INSERT INTO journal_counters (scope, name, value) VALUES (?, ?, "
      "?) ON CONFLICT (scope, name) DO UPDATE SET value = "
      "excluded.value",
      {scope(), name, *value});
  if (!status.ok()) return status;
  return value;
}

absl::StatusOr<std::optional<JournalTransaction::KeyClash>>
JournalTransaction::SetKeys(absl::string_view kind, absl::string_view id,
                            const std::vector<std::string>& keys) {
  std::optional<KeyClash> clash;
  for (const std::string& key : keys) {
    absl::StatusOr<std::optional<std::string>> holder = FindByKey(kind, key);
    if (!holder.ok()) return holder.status();
    if (holder->has_value() && **holder != id)
      return std::optional<KeyClash>(KeyClash{key, **std::move(holder)});
  }
  absl::Status status = transaction_.Do(
      "DELETE FROM journal_keys WHERE scope = ? AND "
      "kind = ? AND id = ?",
      {scope(), kind, id});
  for (const std::string& key : keys) {
    if (!status.ok()) return status;
    // The same key twice in one list is one key.
    status = transaction_.Do(
        "INSERT INTO journal_keys (scope, kind, key, id) VALUES "
        "(?, ?, ?, ?) "
        "ON CONFLICT (scope, kind, key) DO NOTHING",
        {scope(), kind, key, id});
  }
  if (!status.ok()) return status;
  return clash;
}

absl::StatusOr<std::optional<std::string>> JournalTransaction::FindByKey(
    absl::string_view kind, absl::string_view key) {
  return ReadKey(transaction_, scope(), kind, key);
}

absl::StatusOr<int64_t> JournalTransaction::Flush() {
  int64_t version_id = end_.version_id;
  for (const auto& [key, touched] : touched_) {
    if (!touched.changed()) continue;
    absl::Status status = WriteVersion(++version_id, key, touched);
    if (!status.ok()) return status;
  }
  if (version_id == end_.version_id) return revision();
  absl::Status status =
      WriteCommit(end_.version_id + 1, version_id - end_.version_id);
  if (!status.ok()) return status;
  return next_revision();
}

absl::Status JournalTransaction::WriteVersion(int64_t version_id,
                                              const Key& key,
                                              const Touched& touched) {
  const auto& [kind, id] = key;
  const Param previous = touched.stored_version == 0
                             ? Param(nullptr)
                             : Param(touched.stored_version);
  const Param body = touched.after.has_value()
                         ? Param(Blob{touched.after->body})
                         : Param(nullptr);
  absl::Status status = transaction_.Do(
      "INSERT INTO journal_versions (version_id, sequence, previous, "
      "kind, id, body) VALUES (?, ?, ?, ?, ?, ?)",
      {version_id, end_.sequence + 1, previous, kind, id, body});
  if (!status.ok()) return status;
  const int64_t now_us = absl::ToUnixMicros(now());
  const int removed = touched.after.has_value() ? 0 : 1;
  if (touched.stored_version == 0) {
    return transaction_.Do(
        "INSERT INTO journal_resources (scope, kind, id, version_id, "
        "revision, create_time_us, "
        "update_time_us, removed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {scope(), kind, id, version_id, next_revision(), now_us, now_us,
         removed});
  }
  return transaction_.Do(
      "UPDATE journal_resources SET version_id = ?, revision = ?, "
      "update_time_us = ?, removed = ? "
      "WHERE scope = ? AND kind = ? AND id = ?",
      {version_id, next_revision(), now_us, removed, scope(), kind, id});
}

absl::Status JournalTransaction::WriteCommit(int64_t first_version,
                                             int64_t versions) {
  absl::Status status = transaction_.Do(
      "INSERT INTO journal_commits (sequence, scope, revision, "
      "time_us, actor, reason, change_id, "
      "change_parts, first_version, versions) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {end_.sequence + 1, scope(), next_revision(), absl::ToUnixMicros(now()),
       actor_, mutation_.reason, mutation_.change_id, mutation_.change_parts,
       first_version, versions});
  if (!status.ok()) return status;
  return transaction_.Do(
      "INSERT INTO journal_heads (scope, revision) VALUES (?, ?) "
      "ON CONFLICT (scope) DO UPDATE SET revision = excluded.revision",
      {scope(), next_revision()});
}

absl::StatusOr<std::unique_ptr<Journal>> Journal::Make(Database* database,
                                                       Writer* writer) {
  if (absl::Status begun = BeginEpochIfRestored(database, writer);
      !begun.ok()) {
    return begun;
  }
  absl::StatusOr<Snapshot> snapshot = database->Read();
  if (!snapshot.ok()) return snapshot.status();
  absl::StatusOr<int64_t> epoch = snapshot->QueryInt(
      "SELECT value FROM journal_meta WHERE name = 'epoch'", {});
  if (!epoch.ok()) return epoch.status();
  return std::unique_ptr<Journal>(new Journal(database, writer, *epoch));
}

absl::StatusOr<JournalSnapshot> Journal::Read() const {
  absl::StatusOr<Snapshot> snapshot = database_->Read();
  if (!snapshot.ok()) return snapshot.status();
  return JournalSnapshot(*std::move(snapshot));
}

void Journal::Mutate(Mutation mutation, Body body, Done done) {
  struct State {
    Mutation mutation;
    Body body;
    MutationResult result;
  };
  auto state =
      std::make_shared<State>(State{std::move(mutation), std::move(body), {}});
  writer_->Submit(
      [this, state](Transaction& transaction) {
        return RunMutation(transaction, state->mutation, state->body,
                           &state->result);
      },
      [state, done = std::move(done)](absl::Status status) mutable {
        done(status.ok()
                 ? absl::StatusOr<MutationResult>(std::move(state->result))
                 : std::move(status));
      });
}

absl::Status Journal::RunMutation(Transaction& transaction,
                                  const Mutation& mutation, Body& body,
                                  MutationResult* result) {
  absl::StatusOr<JournalEnd> end = ReadEnd(transaction, mutation.scope);
  if (!end.ok()) return end.status();
  result->revision = end->revision;
  absl::StatusOr<std::optional<std::string>> known =
      FindAnswer(transaction, mutation.request);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    result->repeated = true;
    result->answer = **std::move(known);
    return absl::OkStatus();
  }
  JournalTransaction journal_transaction(transaction, mutation, *end);
  absl::StatusOr<std::string> answer = body(journal_transaction);
  if (!answer.ok()) return answer.status();
  result->answer = *std::move(answer);
  if (mutation.validate_only) {
    transaction.Discard();
    return absl::OkStatus();
  }
  absl::StatusOr<int64_t> revision = journal_transaction.Flush();
  if (!revision.ok()) return revision.status();
  result->revision = *revision;
  if (*revision != end->revision) {
    transaction.OnCommit([this, scope = mutation.scope, revision = *revision] {
      for (const Listener& listener : listeners_) listener(scope, revision);
    });
  }
  return KeepAnswer(transaction, mutation.request, result->answer,
                    mutation.now);
}

absl::StatusOr<MutationResult> Journal::MutateAndWait(Mutation mutation,
                                                      Body body) {
  absl::Notification answered;
  absl::StatusOr<MutationResult> result = absl::UnknownError("not answered");
  Mutate(std::move(mutation), std::move(body),
         [&](absl::StatusOr<MutationResult> r) {
           result = std::move(r);
           answered.Notify();
         });
  answered.WaitForNotification();
  return result;
}

}  // namespace lifeline

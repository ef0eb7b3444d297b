#ifndef LIFELINE_SERVICES_COMMON_JOURNAL_H_
#define LIFELINE_SERVICES_COMMON_JOURNAL_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/common/database.h"
#include "services/common/requests.h"
#include "services/common/writer.h"

namespace lifeline {

// A store of resources that forgets nothing, after the manner of etcd. Its keys
// are (scope, kind, id), its values bytes that it does not understand. Every
// transaction that changes something is one commit and gets the next revision
// of its scope, without gaps; the state is the newest version of every
// resource; versions are inserted and never changed, but for one thing: a
// person's data can be taken out of all of them (JournalTransaction::Rewrite).

// The tables, to be put into a service's migrations after kRequestsSchema, in
// two steps: the second came with Rewrite.
extern const Migration kJournalSchema;
extern const Migration kRewriteSchema;

// The newest version of a resource that is there (or the one a commit made).
struct Version {
  std::string body;
  // Of its scope, when this version was made: the number behind an etag.
  int64_t revision = 0;
  absl::Time create_time;
  absl::Time update_time;
};

struct Resource {
  std::string id;
  Version version;
};

struct CommitInfo {
  std::string scope;
  int64_t revision = 0;
  // Position among all commits of the file: rises, may have gaps, and never is
  // 0.
  int64_t sequence = 0;
  absl::Time time;
  std::string actor;
  std::string reason;
  std::string change_id;
  int32_t change_parts = 0;
};

// What one commit did to one resource. `before` is absent for a new one,
// `after` for a removed one.
struct Change {
  std::string kind;
  std::string id;
  std::optional<std::string> before;
  std::optional<std::string> after;
  // The commit took something out of every version of the resource (Rewrite).
  bool rewritten = false;
};

struct Commit {
  CommitInfo info;
  std::vector<Change> changes;
};

// One step in the history of one resource.
struct HistoryEntry {
  CommitInfo info;
  std::optional<std::string> before;
  std::optional<std::string> after;
  // As in Change.
  bool rewritten = false;
  // Pass it as `position` to read on from here.
  int64_t position = 0;
};

struct ScopeHead {
  std::string scope;
  int64_t revision = 0;
};

struct ListOptions {
  absl::string_view id_prefix = {};
  // Begins after this id; empty is the beginning. Ids are in byte order.
  absl::string_view after_id = {};
  // 0 is all.
  int64_t limit = 0;
  // From the last id backwards; not together with after_id.
  bool descending = false;
};

// Bounds one reading of commits. A commit is never cut: one that is larger than
// max_bytes comes alone.
struct ReadLimits {
  int64_t max_commits = 256;
  int64_t max_bytes = int64_t{1} << 20;
};

// Reads one instant of a journal. Not thread safe; keep it short (see
// Snapshot).
class JournalSnapshot {
 public:
  explicit JournalSnapshot(Snapshot snapshot)
      : snapshot_(std::move(snapshot)) {}

  // For a service's own tables, at the same instant.
  const Reader& reader() const { return snapshot_; }

  absl::StatusOr<std::optional<Version>> Get(absl::string_view scope,
                                             absl::string_view kind,
                                             absl::string_view id) const;
  absl::StatusOr<std::vector<Resource>> List(
      absl::string_view scope, absl::string_view kind,
      const ListOptions& options = {}) const;
  // Without collecting them. `on_resource` may end the listing by an error,
  // which is returned.
  absl::Status ForEach(
      absl::string_view scope, absl::string_view kind,
      const ListOptions& options,
      absl::FunctionRef<absl::Status(Resource)> on_resource) const;
  // The id of the resource that has this key; nullopt if none has.
  absl::StatusOr<std::optional<std::string>> FindByKey(
      absl::string_view scope, absl::string_view kind,
      absl::string_view key) const;
  // Newest first; `position` is 0 for the newest, else the position of the last
  // entry that was read. A resource that was removed keeps its history. For
  // oldest first read all and reverse: a history is as long as people have
  // typed.
  absl::StatusOr<std::vector<HistoryEntry>> History(absl::string_view scope,
                                                    absl::string_view kind,
                                                    absl::string_view id,
                                                    int64_t position,
                                                    int64_t limit) const;
  // Every scope that has a commit, in byte order.
  absl::StatusOr<std::vector<ScopeHead>> Scopes() const;
  // 0 if the scope has no commit.
  absl::StatusOr<int64_t> Revision(absl::string_view scope) const;
  // The commits of a scope after a revision, in order.
  absl::StatusOr<std::vector<Commit>> ReadCommits(
      absl::string_view scope, int64_t after_revision,
      const ReadLimits& limits = {}) const;
  // The commits of all scopes after a sequence, in order.
  absl::StatusOr<std::vector<Commit>> ReadAllCommits(
      int64_t after_sequence, const ReadLimits& limits = {}) const;
  // The largest sequence; 0 if there is no commit.
  absl::StatusOr<int64_t> Sequence() const;

 private:
  Snapshot snapshot_;
};

// What a call wants to change, and who calls.
struct Mutation {
  // The scope that it changes; must not be empty once something is put.
  std::string scope;
  RequestKey request;
  std::string reason;
  std::string change_id;
  int32_t change_parts = 0;
  // Does everything, answers, and undoes it.
  bool validate_only = false;
  absl::Time now;
};

// Where a journal ends: the revision of one scope, and the largest version and
// sequence of all; 0 where there is none.
struct JournalEnd {
  int64_t revision = 0;
  int64_t version_id = 0;
  int64_t sequence = 0;
};

// The state of one scope within a mutation: reads see its own writes. Writes
// become versions when the mutation ends, one per resource, and none if the
// bytes are as they were. Lives during the mutation only, on the writer's
// thread.
class JournalTransaction {
 public:
  JournalTransaction(const JournalTransaction&) = delete;
  JournalTransaction& operator=(const JournalTransaction&) = delete;

  const Mutation& mutation() const { return mutation_; }
  absl::string_view scope() const { return mutation_.scope; }
  absl::Time now() const { return mutation_.now; }
  // For a service's own tables, written together with this commit.
  Transaction& transaction() { return transaction_; }

  // Who the commit says did it, once the caller is known better than by the
  // claim of the request; until then it is the request's actor.
  void set_actor(absl::string_view actor) { actor_ = std::string(actor); }

  // The scope's revision before this mutation, and the one it will have if
  // anything changes.
  int64_t revision() const { return end_.revision; }
  int64_t next_revision() const { return end_.revision + 1; }

  absl::StatusOr<std::optional<Version>> Get(absl::string_view kind,
                                             absl::string_view id);
  absl::StatusOr<std::vector<Resource>> List(absl::string_view kind,
                                             const ListOptions& options = {});

  // Makes or replaces a resource. Returns the version as it will be:
  // next_revision and now, or the present version if the bytes are the same.
  // FAILED_PRECONDITION, reason ID_USED, if a resource of this id was removed
  // before.
  absl::StatusOr<Version> Put(absl::string_view kind, absl::string_view id,
                              absl::string_view body);

  // Removes a resource and its keys; its history stays and its id is never used
  // again. NOT_FOUND, reason RESOURCE_NOT_FOUND, if it is not there.
  absl::Status Remove(absl::string_view kind, absl::string_view id);

  // Replaces the body of every version of a resource by what `rewrite` makes of
  // it, so that a person's data is in none of them: the one exception from
  // "never changed". It is for taking away; what history is about, who, when
  // and in which order, stays. This mutation writes a version in any case, so
  // that those who follow hear of it, and the database refuses a rewrite
  // without. Errors of `rewrite` are returned. NOT_FOUND, reason
  // RESOURCE_NOT_FOUND, if there never was such a resource.
  absl::Status Rewrite(
      absl::string_view kind, absl::string_view id,
      absl::FunctionRef<absl::StatusOr<std::string>(absl::string_view body)>
          rewrite);

  // Replaces the reasons of all commits that wrote a resource by `text`, also
  // of those that wrote others with it; empty ones stay, and why something was
  // taken away earlier. After Rewrite of that resource only.
  absl::Status RewriteReasons(absl::string_view kind, absl::string_view id,
                              absl::string_view text);

  // 1, 2, 3 and so on, per scope and name, never the same twice (a mutation
  // that fails has used none).
  absl::StatusOr<int64_t> NextCounter(absl::string_view name);

  // A key that another resource of that kind has already, and which one that
  // is.
  struct KeyClash {
    std::string key;
    std::string id;
  };
  // Sets the secondary keys of a resource, in place of those it had. If another
  // resource has one of them, nothing is set and the first clash is returned;
  // it is for the caller to name it to people.
  absl::StatusOr<std::optional<KeyClash>> SetKeys(
      absl::string_view kind, absl::string_view id,
      const std::vector<std::string>& keys);
  absl::StatusOr<std::optional<std::string>> FindByKey(absl::string_view kind,
                                                       absl::string_view key);
  // Whether a resource of any scope has the key.
  absl::StatusOr<bool> IsKeyAnywhere(absl::string_view kind,
                                     absl::string_view key);

 private:
  friend class Journal;

  // A resource as this mutation has touched it.
  struct Touched {
    // As stored: 0 if it never was.
    int64_t stored_version = 0;
    std::optional<Version> before;
    std::optional<Version> after;
    bool rewritten = false;
    bool changed() const;
  };
  using Key = std::pair<std::string, std::string>;

  JournalTransaction(Transaction& transaction, const Mutation& mutation,
                     const JournalEnd& end)
      : transaction_(transaction),
        mutation_(mutation),
        end_(end),
        actor_(mutation.request.actor) {}

  absl::StatusOr<Touched*> Touch(absl::string_view kind, absl::string_view id);
  // Every stored version of a resource, the newest first.
  struct Stored {
    int64_t version_id = 0;
    int64_t sequence = 0;
    std::optional<std::string> body;
  };
  absl::StatusOr<std::vector<Stored>> StoredVersions(int64_t newest) const;
  // Writes what changed; the revision after it.
  absl::StatusOr<int64_t> Flush();
  absl::Status WriteVersion(int64_t version_id, const Key& key,
                            const Touched& touched);
  absl::Status WriteCommit(int64_t first_version, int64_t versions);

  Transaction& transaction_;
  const Mutation& mutation_;
  const JournalEnd end_;
  std::string actor_;
  std::map<Key, Touched> touched_;
};

// What a mutation came to.
struct MutationResult {
  // What the body returned, now or when the request was first answered.
  std::string answer;
  // True if the request was answered before and nothing was done now.
  bool repeated = false;
  // The scope's revision after it (for a repeat: as it is now).
  int64_t revision = 0;
};

// A journal in a database, with the writer of that database. Thread safe.
class Journal {
 public:
  using Body =
      absl::AnyInvocable<absl::StatusOr<std::string>(JournalTransaction&)>;
  using Done = absl::AnyInvocable<void(absl::StatusOr<MutationResult>)>;
  // Told of every commit after it is durable and before its caller is answered,
  // on the writer's thread, in order of sequence. It must be quick and must not
  // block.
  using Listener =
      std::function<void(absl::string_view scope, int64_t revision)>;

  // Both must outlive it.
  static absl::StatusOr<std::unique_ptr<Journal>> Make(Database* database,
                                                       Writer* writer);

  // Names this file's line of history: random, positive, made with the file. A
  // cursor of another epoch means nothing here.
  int64_t epoch() const { return epoch_; }

  absl::StatusOr<JournalSnapshot> Read() const;

  // Queues the mutation. Unless the request was answered before, `body` runs in
  // its transaction; what it returns is stored as the answer under the request
  // id; a body's error undoes everything and is not stored. `done` is called
  // after the commit, as a Writer::Done. Errors of its own: those of FindAnswer
  // and of Writer::Submit.
  void Mutate(Mutation mutation, Body body, Done done);

  // The same, waiting. Not on a thread of the writer.
  absl::StatusOr<MutationResult> MutateAndWait(Mutation mutation, Body body);

  // Before the first mutation only.
  void Listen(Listener listener) { listeners_.push_back(std::move(listener)); }

  Writer* writer() const { return writer_; }

 private:
  Journal(Database* database, Writer* writer, int64_t epoch)
      : database_(database), writer_(writer), epoch_(epoch) {}
  absl::Status RunMutation(Transaction& transaction, const Mutation& mutation,
                           Body& body, MutationResult* result);

  Database* const database_;
  Writer* const writer_;
  const int64_t epoch_;
  std::vector<Listener> listeners_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_JOURNAL_H_

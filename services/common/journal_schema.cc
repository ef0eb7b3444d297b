#include "services/common/journal.h"

namespace lifeline {

// A version is stored once: commits own a run of them, each knows the one
// before it, and journal_resources points to the newest. So a commit appends to
// two tables and touches one page per resource, and no index grows over the
// bodies.
const Migration kJournalSchema = {"journal", R"sql(
CREATE TABLE journal_meta (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO journal_meta (name, value) VALUES ('epoch', max(1, random() & 9223372036854775807));

CREATE TABLE journal_heads (
  scope TEXT PRIMARY KEY,
  revision INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE journal_counters (
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (scope, name)
) WITHOUT ROWID;

CREATE TABLE journal_commits (
  sequence INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  revision INTEGER NOT NULL,
  time_us INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  change_id TEXT NOT NULL,
  change_parts INTEGER NOT NULL,
  first_version INTEGER NOT NULL,
  versions INTEGER NOT NULL,
  UNIQUE (scope, revision)
);

CREATE TABLE journal_versions (
  version_id INTEGER PRIMARY KEY,
  sequence INTEGER NOT NULL,
  previous INTEGER,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  body BLOB
);

CREATE TABLE journal_resources (
  scope TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version_id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  create_time_us INTEGER NOT NULL,
  update_time_us INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  PRIMARY KEY (scope, kind, id)
) WITHOUT ROWID;

CREATE TABLE journal_keys (
  scope TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (scope, kind, key)
) WITHOUT ROWID;
CREATE INDEX journal_keys_by_id ON journal_keys (scope, kind, id);

CREATE TRIGGER journal_commits_gapless BEFORE INSERT ON journal_commits
WHEN NEW.revision <> 1 + coalesce((SELECT revision FROM journal_heads WHERE scope = NEW.scope), 0)
BEGIN SELECT RAISE(ABORT, 'a revision must follow the one before'); END;
CREATE TRIGGER journal_commits_kept BEFORE DELETE ON journal_commits
BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END;
CREATE TRIGGER journal_commits_fixed BEFORE UPDATE ON journal_commits
BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;
CREATE TRIGGER journal_versions_kept BEFORE DELETE ON journal_versions
BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END;
CREATE TRIGGER journal_versions_fixed BEFORE UPDATE ON journal_versions
BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;
)sql"};

// Who rewrites says so first, for the commit that is about to be written; that
// row stays, and is worth nothing once the commit is there.
const Migration kRewriteSchema = {"journal: personal data can go", R"sql(
CREATE TABLE journal_rewrites (
  sequence INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (sequence, kind, id)
) WITHOUT ROWID;

CREATE TRIGGER journal_rewrites_are_of_the_next_commit BEFORE INSERT ON journal_rewrites
WHEN NEW.sequence <> 1 + coalesce((SELECT max(sequence) FROM journal_commits), 0)
BEGIN SELECT RAISE(ABORT, 'a rewrite belongs to the commit to come'); END;
CREATE TRIGGER journal_rewrites_kept BEFORE DELETE ON journal_rewrites
BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END;
CREATE TRIGGER journal_rewrites_fixed BEFORE UPDATE ON journal_rewrites
BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;

DROP TRIGGER journal_versions_fixed;
CREATE TRIGGER journal_versions_fixed BEFORE UPDATE ON journal_versions
WHEN NEW.version_id <> OLD.version_id OR NEW.sequence <> OLD.sequence OR NEW.previous IS NOT OLD.previous
  OR NEW.kind <> OLD.kind OR NEW.id <> OLD.id OR (NEW.body IS NULL) <> (OLD.body IS NULL)
  OR NOT EXISTS (SELECT 1 FROM journal_rewrites AS r WHERE r.kind = OLD.kind AND r.id = OLD.id
                 AND r.sequence = 1 + (SELECT max(sequence) FROM journal_commits))
BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;

DROP TRIGGER journal_commits_fixed;
CREATE TRIGGER journal_commits_fixed BEFORE UPDATE ON journal_commits
WHEN NEW.sequence <> OLD.sequence OR NEW.scope <> OLD.scope OR NEW.revision <> OLD.revision
  OR NEW.time_us <> OLD.time_us OR NEW.actor <> OLD.actor OR NEW.change_id <> OLD.change_id
  OR NEW.change_parts <> OLD.change_parts OR NEW.first_version <> OLD.first_version
  OR NEW.versions <> OLD.versions
  OR NOT EXISTS (SELECT 1 FROM journal_versions AS v JOIN journal_rewrites AS r
                 ON r.kind = v.kind AND r.id = v.id
                 WHERE v.version_id BETWEEN OLD.first_version AND OLD.first_version + OLD.versions - 1
                   AND r.sequence = 1 + (SELECT max(sequence) FROM journal_commits))
BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;
)sql"};

}  // namespace lifeline

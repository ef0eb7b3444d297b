#include "services/scoring/scoring_schema.h"

#include "services/common/requests.h"
#include "services/scoring/dispute_store.h"
#include "services/scoring/erasure_store.h"
#include "services/scoring/minutes_store.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/outbox_store.h"
#include "services/scoring/scenario_store.h"

namespace lifeline::scoring {
namespace {

// Portfolios, items and periods stand here by id, members by resource name.
// Enums are the numbers of scoring.proto: standings 1 ABOVE, 2 RIDING, 3 BELOW,
// 4 BLOCKED, 5 OVERSIZED, 8 DONE, 9 DECLINED, 10 WITHDRAWN, 11 MERGED, 12 LOST;
// crossings 1 DROPPED, 2 CLOSED, 3 ENTERED_BELOW, 4 SLIPPED; receipts 1 OPEN, 2
// SEEN, 4 APPEALED, 8 CLEARED; models 3 ACTIVE.
constexpr absl::string_view kTables = R"sql(
CREATE TABLE head (
  portfolio TEXT NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL,
  backlog_revision INTEGER NOT NULL,
  backlog_epoch INTEGER NOT NULL,
  roadmap_revision INTEGER NOT NULL,
  roadmap_epoch INTEGER NOT NULL,
  as_of_day INTEGER NOT NULL,
  items INTEGER NOT NULL,
  above INTEGER NOT NULL, riding INTEGER NOT NULL, below INTEGER NOT NULL,
  blocked INTEGER NOT NULL, oversized INTEGER NOT NULL, unscored INTEGER NOT NULL,
  not_ready INTEGER NOT NULL, done INTEGER NOT NULL, declined INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL, merged INTEGER NOT NULL, lost INTEGER NOT NULL,
  CHECK (items = above + riding + below + blocked + oversized + unscored + not_ready
                 + done + declined + withdrawn + merged + lost)
);

CREATE TABLE ledger (
  portfolio TEXT NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  entry_key TEXT NOT NULL,
  content BLOB NOT NULL,
  previous_hash BLOB NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (portfolio, position),
  UNIQUE (portfolio, entry_key)
);

CREATE TABLE ranking (
  portfolio TEXT NOT NULL,
  number INTEGER NOT NULL,
  ledger_position INTEGER NOT NULL,
  as_of_day INTEGER NOT NULL,
  model_version INTEGER NOT NULL,
  engine_version INTEGER NOT NULL,
  digest TEXT NOT NULL,
  create_time_us INTEGER NOT NULL,
  salt BLOB NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (portfolio, number),
  FOREIGN KEY (portfolio, ledger_position) REFERENCES ledger (portfolio, position)
);

CREATE TABLE result (
  portfolio TEXT NOT NULL,
  item TEXT NOT NULL,
  from_ranking INTEGER NOT NULL,
  scored INTEGER NOT NULL,
  score_micros INTEGER NOT NULL,
  standing INTEGER NOT NULL CHECK (standing BETWEEN 1 AND 12),
  rule INTEGER NOT NULL,
  at_risk INTEGER NOT NULL,
  period TEXT NOT NULL,
  carrier TEXT NOT NULL,
  by_item TEXT NOT NULL,
  listed INTEGER NOT NULL,
  PRIMARY KEY (portfolio, item, from_ranking),
  FOREIGN KEY (portfolio, from_ranking) REFERENCES ranking (portfolio, number)
);

CREATE TABLE standing_count (
  portfolio TEXT NOT NULL,
  standing INTEGER NOT NULL,
  items INTEGER NOT NULL,
  PRIMARY KEY (portfolio, standing)
);

CREATE TABLE input_item (
  portfolio TEXT NOT NULL,
  item TEXT NOT NULL,
  from_ranking INTEGER NOT NULL,
  lost INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (portfolio, item, from_ranking)
);

CREATE TABLE input_roadmap (
  portfolio TEXT NOT NULL,
  name TEXT NOT NULL,
  from_ranking INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (portfolio, name, from_ranking)
);

CREATE TABLE member (
  portfolio TEXT NOT NULL,
  name TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (portfolio, name)
);

CREATE TABLE model (
  portfolio TEXT NOT NULL,
  version INTEGER NOT NULL,
  model TEXT NOT NULL,
  state INTEGER NOT NULL,
  creator TEXT NOT NULL,
  create_time_us INTEGER NOT NULL,
  activate_time_us INTEGER NOT NULL,
  activator TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (portfolio, version)
);
CREATE UNIQUE INDEX one_active_model ON model (portfolio) WHERE state = 3;

CREATE TABLE line_crossing (
  portfolio TEXT NOT NULL,
  ranking INTEGER NOT NULL,
  item TEXT NOT NULL,
  kind INTEGER NOT NULL,
  ledger_position INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (portfolio, ranking, item),
  FOREIGN KEY (portfolio, ranking) REFERENCES ranking (portfolio, number),
  FOREIGN KEY (portfolio, ledger_position) REFERENCES ledger (portfolio, position)
);
CREATE INDEX crossings_of_item ON line_crossing (portfolio, item, ranking);

CREATE TABLE receipt (
  portfolio TEXT NOT NULL,
  ranking INTEGER NOT NULL,
  item TEXT NOT NULL,
  kind INTEGER NOT NULL,
  owed_by TEXT NOT NULL,
  open_time_us INTEGER NOT NULL,
  due_time_us INTEGER NOT NULL,
  state INTEGER NOT NULL,
  seen_by TEXT NOT NULL,
  see_time_us INTEGER NOT NULL,
  cleared_by_ranking INTEGER NOT NULL,
  PRIMARY KEY (portfolio, ranking, item),
  FOREIGN KEY (portfolio, ranking, item) REFERENCES line_crossing (portfolio, ranking, item)
);
CREATE INDEX receipts_of_item ON receipt (portfolio, item, state);
CREATE INDEX receipts_by_state ON receipt (portfolio, state, ranking, item);

CREATE TABLE answer (
  portfolio TEXT NOT NULL,
  ranking INTEGER NOT NULL,
  item TEXT NOT NULL,
  step INTEGER NOT NULL CHECK (step IN (1, 2)),
  state INTEGER NOT NULL,
  answered_by TEXT NOT NULL,
  answer_time_us INTEGER NOT NULL,
  displaces_item TEXT NOT NULL,
  deferred_to_period TEXT NOT NULL,
  ledger_position INTEGER NOT NULL,
  PRIMARY KEY (portfolio, ranking, item, step),
  FOREIGN KEY (portfolio, ranking, item) REFERENCES receipt (portfolio, ranking, item),
  FOREIGN KEY (portfolio, ledger_position) REFERENCES ledger (portfolio, position)
);

CREATE TABLE answer_text (
  portfolio TEXT NOT NULL,
  ranking INTEGER NOT NULL,
  item TEXT NOT NULL,
  step INTEGER NOT NULL,
  salt BLOB NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (portfolio, ranking, item, step)
);

CREATE TABLE task (
  portfolio TEXT NOT NULL,
  item TEXT NOT NULL,
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  side INTEGER NOT NULL,
  missing TEXT NOT NULL,
  open_time_us INTEGER NOT NULL,
  due_time_us INTEGER NOT NULL,
  close_time_us INTEGER NOT NULL,
  PRIMARY KEY (portfolio, item, kind, number)
);
CREATE UNIQUE INDEX one_open_task ON task (portfolio, item, kind, side) WHERE close_time_us = 0;
CREATE INDEX tasks_by_time ON task (portfolio, open_time_us, item, kind, number);

CREATE TABLE baseline (
  portfolio TEXT NOT NULL,
  baseline TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  ranking INTEGER NOT NULL,
  title TEXT NOT NULL,
  creator TEXT NOT NULL,
  create_time_us INTEGER NOT NULL,
  PRIMARY KEY (portfolio, baseline),
  UNIQUE (portfolio, sequence),
  FOREIGN KEY (portfolio, ranking) REFERENCES ranking (portfolio, number)
);
)sql";

// What is appended stays as it is.
constexpr absl::string_view kAppendOnly = R"sql(
CREATE TRIGGER ledger_keeps BEFORE UPDATE ON ledger
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_stays BEFORE DELETE ON ledger
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ranking_keeps BEFORE UPDATE ON ranking
  BEGIN SELECT RAISE(ABORT, 'a ranking is immutable'); END;
CREATE TRIGGER ranking_stays BEFORE DELETE ON ranking
  BEGIN SELECT RAISE(ABORT, 'a ranking is immutable'); END;
CREATE TRIGGER result_keeps BEFORE UPDATE ON result
  BEGIN SELECT RAISE(ABORT, 'a result is immutable'); END;
CREATE TRIGGER result_stays BEFORE DELETE ON result
  BEGIN SELECT RAISE(ABORT, 'a result is immutable'); END;
CREATE TRIGGER crossing_keeps BEFORE UPDATE ON line_crossing
  BEGIN SELECT RAISE(ABORT, 'a crossing is immutable'); END;
CREATE TRIGGER crossing_stays BEFORE DELETE ON line_crossing
  BEGIN SELECT RAISE(ABORT, 'a crossing is immutable'); END;
CREATE TRIGGER answer_keeps BEFORE UPDATE ON answer
  BEGIN SELECT RAISE(ABORT, 'an answer cannot be changed'); END;
CREATE TRIGGER answer_stays BEFORE DELETE ON answer
  BEGIN SELECT RAISE(ABORT, 'an answer cannot be changed'); END;
CREATE TRIGGER receipt_stays BEFORE DELETE ON receipt
  BEGIN SELECT RAISE(ABORT, 'a receipt is answered, not removed'); END;
CREATE TRIGGER head_stays BEFORE DELETE ON head
  BEGIN SELECT RAISE(ABORT, 'a head stays'); END;
CREATE TRIGGER input_item_stays BEFORE DELETE ON input_item
  BEGIN SELECT RAISE(ABORT, 'inputs stay'); END;
CREATE TRIGGER input_roadmap_stays BEFORE DELETE ON input_roadmap
  BEGIN SELECT RAISE(ABORT, 'inputs stay'); END;
CREATE TRIGGER model_stays BEFORE DELETE ON model
  BEGIN SELECT RAISE(ABORT, 'a model version stays'); END;
CREATE TRIGGER model_keeps BEFORE UPDATE OF portfolio, version, model, body, creator ON model
  WHEN OLD.state <> 1
  BEGIN SELECT RAISE(ABORT, 'a model version cannot be changed'); END;
CREATE TRIGGER baseline_keeps BEFORE UPDATE ON baseline
  BEGIN SELECT RAISE(ABORT, 'a baseline is frozen'); END;
CREATE TRIGGER baseline_stays BEFORE DELETE ON baseline
  BEGIN SELECT RAISE(ABORT, 'a baseline is frozen'); END;
CREATE TRIGGER task_stays BEFORE DELETE ON task
  BEGIN SELECT RAISE(ABORT, 'a task is done, not removed'); END;
)sql";

// The promise, once more: no side change without its crossing, no way down
// without its receipt, no item outside a standing.
constexpr absl::string_view kGuards = R"sql(
CREATE TRIGGER ledger_is_chained BEFORE INSERT ON ledger
  WHEN NEW.position <> 1 + COALESCE((SELECT MAX(position) FROM ledger WHERE portfolio = NEW.portfolio), 0)
    OR NEW.previous_hash <> COALESCE((SELECT hash FROM ledger WHERE portfolio = NEW.portfolio
                                      ORDER BY position DESC LIMIT 1), zeroblob(32))
  BEGIN SELECT RAISE(ABORT, 'an entry continues the chain'); END;

CREATE TRIGGER result_is_of_the_next_ranking BEFORE INSERT ON result
  WHEN NEW.from_ranking <> 1 + (SELECT number FROM head WHERE portfolio = NEW.portfolio)
  BEGIN SELECT RAISE(ABORT, 'results are written for the next ranking only'); END;

CREATE TRIGGER drop_needs_its_crossing BEFORE INSERT ON result
  WHEN NEW.standing NOT IN (1, 2, 8)
    AND (SELECT standing FROM result WHERE portfolio = NEW.portfolio AND item = NEW.item
         ORDER BY from_ranking DESC LIMIT 1) IN (1, 2)
    AND NOT EXISTS (SELECT 1 FROM line_crossing WHERE portfolio = NEW.portfolio
                    AND ranking = NEW.from_ranking AND item = NEW.item AND kind = 1)
  BEGIN SELECT RAISE(ABORT, 'an item drops with its crossing only'); END;

CREATE TRIGGER close_needs_its_crossing BEFORE INSERT ON result
  WHEN NEW.standing IN (9, 11, 12)
    AND COALESCE((SELECT standing FROM result WHERE portfolio = NEW.portfolio AND item = NEW.item
                  ORDER BY from_ranking DESC LIMIT 1), NEW.standing) NOT IN (1, 2, 8, 9, 10, 11, 12)
    AND NOT EXISTS (SELECT 1 FROM line_crossing WHERE portfolio = NEW.portfolio
                    AND ranking = NEW.from_ranking AND item = NEW.item AND kind = 2)
  BEGIN SELECT RAISE(ABORT, 'an item is closed with its crossing only'); END;

CREATE TRIGGER entry_below_needs_its_crossing BEFORE INSERT ON result
  WHEN NEW.standing IN (3, 4, 5)
    AND NOT EXISTS (SELECT 1 FROM result WHERE portfolio = NEW.portfolio AND item = NEW.item AND listed = 1)
    AND NOT EXISTS (SELECT 1 FROM line_crossing WHERE portfolio = NEW.portfolio
                    AND ranking = NEW.from_ranking AND item = NEW.item AND kind = 3)
  BEGIN SELECT RAISE(ABORT, 'an item enters below the line with its crossing only'); END;

CREATE TRIGGER result_is_listed BEFORE INSERT ON result
  WHEN NEW.listed <> (NEW.standing BETWEEN 1 AND 5
                      OR EXISTS (SELECT 1 FROM result WHERE portfolio = NEW.portfolio AND item = NEW.item
                                 AND listed = 1))
  BEGIN SELECT RAISE(ABORT, 'listed says whether it ever stood above or below the line'); END;

CREATE TRIGGER result_is_counted AFTER INSERT ON result
  BEGIN
    UPDATE standing_count SET items = items - 1
      WHERE portfolio = NEW.portfolio
        AND standing = (SELECT standing FROM result
                        WHERE portfolio = NEW.portfolio AND item = NEW.item AND from_ranking < NEW.from_ranking
                        ORDER BY from_ranking DESC LIMIT 1);
    INSERT INTO standing_count (portfolio, standing, items) VALUES (NEW.portfolio, NEW.standing, 1)
      ON CONFLICT (portfolio, standing) DO UPDATE SET items = items + 1;
  END;

CREATE TRIGGER drop_starts_above BEFORE INSERT ON line_crossing
  WHEN NEW.kind = 1
    AND COALESCE((SELECT standing FROM result WHERE portfolio = NEW.portfolio AND item = NEW.item
                  ORDER BY from_ranking DESC LIMIT 1), 0) NOT IN (1, 2)
  BEGIN SELECT RAISE(ABORT, 'only what stood above can drop'); END;

CREATE TRIGGER head_starts_at_nothing BEFORE INSERT ON head
  WHEN NEW.number <> 0 OR NEW.items <> 0
  BEGIN SELECT RAISE(ABORT, 'a head starts at nothing'); END;

CREATE TRIGGER head_follows_the_ranking BEFORE UPDATE ON head
  WHEN NEW.portfolio <> OLD.portfolio
    OR NEW.number NOT IN (OLD.number, OLD.number + 1)
    OR (NEW.number > 0 AND NOT EXISTS (SELECT 1 FROM ranking WHERE portfolio = NEW.portfolio
                                       AND number = NEW.number))
  BEGIN SELECT RAISE(ABORT, 'the head goes to the next ranking, and it must be there'); END;

CREATE TRIGGER day_never_goes_back BEFORE UPDATE ON head
  WHEN NEW.as_of_day < OLD.as_of_day
  BEGIN SELECT RAISE(ABORT, 'the day never goes back'); END;

CREATE TRIGGER head_counts_everybody BEFORE UPDATE ON head
  WHEN EXISTS (
    SELECT 1 FROM (
      SELECT 1 AS standing, NEW.above AS items UNION ALL SELECT 2, NEW.riding
      UNION ALL SELECT 3, NEW.below UNION ALL SELECT 4, NEW.blocked
      UNION ALL SELECT 5, NEW.oversized UNION ALL SELECT 6, NEW.unscored
      UNION ALL SELECT 7, NEW.not_ready UNION ALL SELECT 8, NEW.done
      UNION ALL SELECT 9, NEW.declined UNION ALL SELECT 10, NEW.withdrawn
      UNION ALL SELECT 11, NEW.merged UNION ALL SELECT 12, NEW.lost) AS told
    LEFT JOIN standing_count AS counted
      ON counted.portfolio = NEW.portfolio AND counted.standing = told.standing
    WHERE told.items <> COALESCE(counted.items, 0))
  BEGIN SELECT RAISE(ABORT, 'the standings add up to the items'); END;

CREATE TRIGGER way_down_needs_its_receipt BEFORE UPDATE ON head
  WHEN NEW.number <> OLD.number AND EXISTS (
    SELECT 1 FROM line_crossing AS c
    WHERE c.portfolio = NEW.portfolio AND c.ranking = NEW.number AND c.kind IN (1, 2, 3)
      AND NOT EXISTS (SELECT 1 FROM receipt AS r WHERE r.portfolio = c.portfolio
                      AND r.ranking = c.ranking AND r.item = c.item))
  BEGIN SELECT RAISE(ABORT, 'a way down opens a receipt'); END;

CREATE TRIGGER crossing_needs_its_result BEFORE UPDATE ON head
  WHEN NEW.number <> OLD.number AND EXISTS (
    SELECT 1 FROM line_crossing AS c
    WHERE c.portfolio = NEW.portfolio AND c.ranking = NEW.number
      AND NOT EXISTS (SELECT 1 FROM result AS r WHERE r.portfolio = c.portfolio
                      AND r.item = c.item AND r.from_ranking = c.ranking))
  BEGIN SELECT RAISE(ABORT, 'what crosses has changed'); END;

CREATE TRIGGER input_item_is_of_the_next_ranking BEFORE INSERT ON input_item
  WHEN NEW.from_ranking <> 1 + (SELECT number FROM head WHERE portfolio = NEW.portfolio)
  BEGIN SELECT RAISE(ABORT, 'inputs are written for the next ranking only'); END;

CREATE TRIGGER input_roadmap_is_of_the_next_ranking BEFORE INSERT ON input_roadmap
  WHEN NEW.from_ranking <> 1 + (SELECT number FROM head WHERE portfolio = NEW.portfolio)
  BEGIN SELECT RAISE(ABORT, 'inputs are written for the next ranking only'); END;

CREATE TRIGGER receipt_starts_open BEFORE INSERT ON receipt
  WHEN NEW.state <> 1
  BEGIN SELECT RAISE(ABORT, 'a receipt starts open'); END;

CREATE TRIGGER receipt_keeps BEFORE UPDATE OF portfolio, ranking, item, kind, owed_by, open_time_us, due_time_us
  ON receipt
  BEGIN SELECT RAISE(ABORT, 'what is owed, by whom and until when stays'); END;

CREATE TRIGGER receipt_goes_forward BEFORE UPDATE OF state ON receipt
  WHEN NOT (OLD.state IN (1, 2) AND NEW.state BETWEEN 2 AND 8
            OR OLD.state = 4 AND NEW.state IN (9, 10))
  BEGIN SELECT RAISE(ABORT, 'an answered receipt stays answered'); END;

CREATE TRIGGER answered_needs_its_answer BEFORE UPDATE OF state ON receipt
  WHEN NEW.state IN (3, 4, 5, 6, 7, 9, 10)
    AND NOT EXISTS (SELECT 1 FROM answer AS a WHERE a.portfolio = NEW.portfolio AND a.ranking = NEW.ranking
                    AND a.item = NEW.item AND a.state = NEW.state)
  BEGIN SELECT RAISE(ABORT, 'a receipt is answered by an answer'); END;

CREATE TRIGGER cleared_needs_its_ranking BEFORE UPDATE OF state ON receipt
  WHEN NEW.state = 8 AND NOT (NEW.cleared_by_ranking > NEW.ranking AND
    COALESCE((SELECT standing FROM result WHERE portfolio = NEW.portfolio AND item = NEW.item
              AND from_ranking <= NEW.cleared_by_ranking ORDER BY from_ranking DESC LIMIT 1), 0) IN (1, 2))
  BEGIN SELECT RAISE(ABORT, 'a receipt is cleared by rising again only'); END;

CREATE TRIGGER answer_is_to_an_open_receipt BEFORE INSERT ON answer
  WHEN COALESCE((SELECT state FROM receipt WHERE portfolio = NEW.portfolio AND ranking = NEW.ranking
                 AND item = NEW.item), 0) NOT IN (1, 2)
    AND NOT (NEW.step = 2 AND NEW.state IN (9, 10)
             AND (SELECT state FROM receipt WHERE portfolio = NEW.portfolio AND ranking = NEW.ranking
                  AND item = NEW.item) = 4)
  BEGIN SELECT RAISE(ABORT, 'a receipt is answered once'); END;
)sql";

// A late process must not take back what another has seen: the item that rose
// with it would stand below in silence.
constexpr absl::string_view kRevisionGuards = R"sql(
CREATE TRIGGER revisions_never_go_back BEFORE UPDATE ON head
  WHEN (NEW.backlog_epoch = OLD.backlog_epoch AND NEW.backlog_revision < OLD.backlog_revision)
    OR (NEW.roadmap_epoch = OLD.roadmap_epoch AND NEW.roadmap_revision < OLD.roadmap_revision)
  BEGIN SELECT RAISE(ABORT, 'what was seen stays seen'); END;
)sql";

// Whoever checks from outside reads all results in the order in which they were
// written; without it each page would look at all of them.
constexpr absl::string_view kResultsInOrder = R"sql(
CREATE INDEX results_in_order ON result (portfolio, from_ranking, item);
)sql";

// As the engine tells one crossing from another: whatever is closed says so,
// also what was done, closed otherwise or never seen; and each kind ends where
// it says. A slip from the period of the newest baseline is owed like a way
// down. Who withdrew an item, and whether a slip passes its due date, stands in
// bodies that no trigger can read.
constexpr absl::string_view kCrossingGuards = R"sql(
DROP TRIGGER close_needs_its_crossing;
CREATE TRIGGER close_needs_its_crossing BEFORE INSERT ON result
  WHEN NEW.standing IN (9, 11, 12)
    AND COALESCE((SELECT standing FROM result WHERE portfolio = NEW.portfolio AND item = NEW.item
                  ORDER BY from_ranking DESC LIMIT 1), 0) NOT IN (1, 2, NEW.standing)
    AND NOT EXISTS (SELECT 1 FROM line_crossing WHERE portfolio = NEW.portfolio
                    AND ranking = NEW.from_ranking AND item = NEW.item AND kind = 2)
  BEGIN SELECT RAISE(ABORT, 'an item is closed with its crossing only'); END;

DROP TRIGGER crossing_needs_its_result;
CREATE TRIGGER crossing_needs_its_result BEFORE UPDATE ON head
  WHEN NEW.number <> OLD.number AND EXISTS (
    SELECT 1 FROM line_crossing AS c
    WHERE c.portfolio = NEW.portfolio AND c.ranking = NEW.number
      AND NOT EXISTS (SELECT 1 FROM result AS r WHERE r.portfolio = c.portfolio
                      AND r.item = c.item AND r.from_ranking = c.ranking
                      AND CASE c.kind WHEN 1 THEN r.standing NOT IN (1, 2, 8)
                                      WHEN 2 THEN r.standing IN (9, 10, 11, 12)
                                      WHEN 3 THEN r.standing IN (3, 4, 5)
                                      ELSE r.standing IN (1, 2) END))
  BEGIN SELECT RAISE(ABORT, 'what crosses has changed, and stands where its crossing says'); END;

DROP TRIGGER way_down_needs_its_receipt;
CREATE TRIGGER way_down_needs_its_receipt BEFORE UPDATE ON head
  WHEN NEW.number <> OLD.number AND EXISTS (
    SELECT 1 FROM line_crossing AS c
    WHERE c.portfolio = NEW.portfolio AND c.ranking = NEW.number
      AND (c.kind IN (1, 2, 3) OR c.kind = 4 AND
        (SELECT period FROM result WHERE portfolio = c.portfolio AND item = c.item
         AND from_ranking < c.ranking ORDER BY from_ranking DESC LIMIT 1)
        = NULLIF((SELECT period FROM result WHERE portfolio = c.portfolio AND item = c.item
                  AND from_ranking <= (SELECT ranking FROM baseline WHERE portfolio = c.portfolio
                                       ORDER BY sequence DESC LIMIT 1)
                  ORDER BY from_ranking DESC LIMIT 1), ''))
      AND NOT EXISTS (SELECT 1 FROM receipt AS r WHERE r.portfolio = c.portfolio
                      AND r.ranking = c.ranking AND r.item = c.item))
  BEGIN SELECT RAISE(ABORT, 'a way down opens a receipt'); END;
)sql";

}  // namespace

absl::Span<const Migration> ScoringMigrations() {
  static const Migration migrations[] = {
      kRequestsSchema,
      {"scoring: rankings, crossings, receipts, inputs", kTables},
      {"scoring: what is appended stays", kAppendOnly},
      {"scoring: guards of the promise", kGuards},
      kScenarioSchema,
      {"scoring: what was seen stays seen", kRevisionGuards},
      kNoticeSchema,
      {"scoring: results in the order of their rankings", kResultsInOrder},
      kErasureSchema,
      kAgreementSchema,
      kMinutesSchema,
      kOutboxSchema,
      {"scoring: crossings end where they say, and slips from a baseline are "
       "owed",
       kCrossingGuards},
      kReasonsSchema,
  };
  return migrations;
}

}  // namespace lifeline::scoring

#include "services/scoring/notice_store.h"

namespace lifeline::scoring {

// `task` is 0 for a crossing, whose ranking is the number; else the kind of a
// task. `digest` is 0 until one has told it.
const Migration kNoticeSchema = {"scoring: notices, digests, clocks", R"sql(
CREATE TABLE digest (
  portfolio TEXT NOT NULL,
  number INTEGER NOT NULL,
  day INTEGER NOT NULL,
  urgent INTEGER NOT NULL,
  create_time_us INTEGER NOT NULL,
  PRIMARY KEY (portfolio, number)
);
CREATE UNIQUE INDEX one_digest_a_day ON digest (portfolio, day) WHERE urgent = 0;

CREATE TABLE notice (
  portfolio TEXT NOT NULL,
  item TEXT NOT NULL,
  task INTEGER NOT NULL,
  number INTEGER NOT NULL,
  rung INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  urgent INTEGER NOT NULL,
  make_time_us INTEGER NOT NULL,
  digest INTEGER NOT NULL,
  asks INTEGER NOT NULL,
  PRIMARY KEY (portfolio, item, task, number, rung)
);
CREATE INDEX notices_waiting ON notice (portfolio, urgent, make_time_us) WHERE digest = 0;
CREATE INDEX notices_told ON notice (portfolio, recipient, digest);

CREATE TABLE clock (
  portfolio TEXT NOT NULL,
  item TEXT NOT NULL,
  task INTEGER NOT NULL,
  number INTEGER NOT NULL,
  told_time_us INTEGER NOT NULL,
  due_time_us INTEGER NOT NULL,
  rung INTEGER NOT NULL,
  climb_time_us INTEGER NOT NULL,
  PRIMARY KEY (portfolio, item, task, number)
);
CREATE INDEX clocks_to_climb ON clock (portfolio, climb_time_us) WHERE climb_time_us > 0;

CREATE TABLE pause (
  portfolio TEXT NOT NULL,
  item TEXT NOT NULL,
  number INTEGER NOT NULL,
  until_day INTEGER NOT NULL,
  paused_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (portfolio, item, number)
);

INSERT INTO notice (portfolio, item, task, number, rung, recipient, urgent, make_time_us, digest, asks)
  SELECT portfolio, item, 0, ranking, 1, owed_by, 0, open_time_us, 0, 0 FROM receipt WHERE state IN (1, 2);
INSERT INTO notice (portfolio, item, task, number, rung, recipient, urgent, make_time_us, digest, asks)
  SELECT portfolio, item, kind, number, 1, 'sides/' || side, 0, open_time_us, 0, 0 FROM task WHERE close_time_us = 0;
INSERT INTO clock (portfolio, item, task, number, told_time_us, due_time_us, rung, climb_time_us)
  SELECT portfolio, item, 0, ranking, open_time_us, due_time_us, 1, CASE WHEN state IN (1, 2) THEN due_time_us ELSE 0 END
  FROM receipt;
INSERT INTO clock (portfolio, item, task, number, told_time_us, due_time_us, rung, climb_time_us)
  SELECT portfolio, item, kind, number, open_time_us, due_time_us, 1, CASE WHEN close_time_us = 0 THEN due_time_us ELSE 0 END
  FROM task;

CREATE TRIGGER notice_stays BEFORE DELETE ON notice
  BEGIN SELECT RAISE(ABORT, 'a notice is told, not removed'); END;
CREATE TRIGGER notice_starts_untold BEFORE INSERT ON notice
  WHEN NEW.digest <> 0 OR NEW.asks <> 0
  BEGIN SELECT RAISE(ABORT, 'a notice waits for its digest'); END;
CREATE TRIGGER notice_keeps BEFORE UPDATE ON notice
  WHEN OLD.digest <> 0 OR NEW.portfolio <> OLD.portfolio OR NEW.item <> OLD.item OR NEW.task <> OLD.task
    OR NEW.number <> OLD.number OR NEW.rung <> OLD.rung OR NEW.make_time_us <> OLD.make_time_us
    OR NOT EXISTS (SELECT 1 FROM digest WHERE portfolio = NEW.portfolio AND number = NEW.digest)
  BEGIN SELECT RAISE(ABORT, 'a notice is told once, by a digest'); END;

CREATE TRIGGER digest_keeps BEFORE UPDATE ON digest
  BEGIN SELECT RAISE(ABORT, 'a digest has gone out'); END;
CREATE TRIGGER digest_stays BEFORE DELETE ON digest
  BEGIN SELECT RAISE(ABORT, 'a digest has gone out'); END;

CREATE TRIGGER clock_needs_its_digest BEFORE INSERT ON clock
  WHEN NOT EXISTS (SELECT 1 FROM notice WHERE portfolio = NEW.portfolio AND item = NEW.item AND task = NEW.task
                   AND number = NEW.number AND rung = 1 AND digest <> 0)
  BEGIN SELECT RAISE(ABORT, 'no clock starts before it was told'); END;
CREATE TRIGGER clock_stays BEFORE DELETE ON clock
  BEGIN SELECT RAISE(ABORT, 'a clock stays'); END;
CREATE TRIGGER clock_keeps BEFORE UPDATE ON clock
  WHEN NEW.portfolio <> OLD.portfolio OR NEW.item <> OLD.item OR NEW.task <> OLD.task OR NEW.number <> OLD.number
    OR NEW.told_time_us <> OLD.told_time_us OR NEW.due_time_us <> OLD.due_time_us OR NEW.rung < OLD.rung
  BEGIN SELECT RAISE(ABORT, 'what is due stays due, and nobody climbs down'); END;
CREATE TRIGGER climb_needs_its_notice BEFORE UPDATE OF rung ON clock
  WHEN NEW.rung > OLD.rung
    AND NOT EXISTS (SELECT 1 FROM notice WHERE portfolio = NEW.portfolio AND item = NEW.item AND task = NEW.task
                    AND number = NEW.number AND rung = NEW.rung)
  BEGIN SELECT RAISE(ABORT, 'who is asked next is told'); END;

CREATE TRIGGER receipt_needs_its_notice BEFORE UPDATE ON head
  WHEN NEW.number <> OLD.number AND EXISTS (
    SELECT 1 FROM receipt AS r
    WHERE r.portfolio = NEW.portfolio AND r.ranking = NEW.number
      AND NOT EXISTS (SELECT 1 FROM notice AS n WHERE n.portfolio = r.portfolio AND n.item = r.item
                      AND n.task = 0 AND n.number = r.ranking AND n.rung = 1))
  BEGIN SELECT RAISE(ABORT, 'whoever owes an answer is told'); END;

CREATE TRIGGER pause_stays BEFORE DELETE ON pause
  BEGIN SELECT RAISE(ABORT, 'a decision stays'); END;
CREATE TRIGGER pause_keeps BEFORE UPDATE OF portfolio, item, number, until_day, paused_by ON pause
  BEGIN SELECT RAISE(ABORT, 'a decision stays'); END;
)sql"};

}  // namespace lifeline::scoring

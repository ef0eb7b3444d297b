#include "services/scoring/outbox_store.h"

namespace lifeline::scoring {

// Endpoints are in state 1 ACTIVE, 2 DISABLED, 3 removed; what goes out in 1
// WAITING, 2 DELIVERED, 3 FAILED, by channel 1 mail or 2 webhook. Of kind 1 is
// the crossing of `item` in ranking `subject`; of kind 2 the digest `subject`,
// as it was when it told `entries` things. Agreements are of kind 1, a model's
// version in its proposal `step`, or 2, a dispute in its state `step`.
const Migration kOutboxSchema = {"scoring: notices leave the house", R"sql(
CREATE TABLE webhook (
  portfolio TEXT NOT NULL,
  webhook TEXT NOT NULL,
  url TEXT NOT NULL,
  crossings INTEGER NOT NULL CHECK (crossings IN (0, 1)),
  digests INTEGER NOT NULL CHECK (digests IN (0, 1)),
  secret BLOB NOT NULL,
  state INTEGER NOT NULL CHECK (state IN (1, 2, 3)),
  disabled_reason TEXT NOT NULL,
  -- When it began to fail; 0 if the last attempt went well.
  failing_since_us INTEGER NOT NULL,
  creator TEXT NOT NULL,
  create_time_us INTEGER NOT NULL,
  PRIMARY KEY (portfolio, webhook)
);
CREATE TABLE outbox (
  portfolio TEXT NOT NULL,
  number INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  subject INTEGER NOT NULL,
  item TEXT NOT NULL,
  entries INTEGER NOT NULL,
  channel INTEGER NOT NULL CHECK (channel IN (1, 2)),
  -- The id of a member or of a webhook.
  recipient TEXT NOT NULL,
  state INTEGER NOT NULL CHECK (state IN (1, 2, 3)),
  attempts INTEGER NOT NULL,
  next_time_us INTEGER NOT NULL,
  last_error TEXT NOT NULL,
  create_time_us INTEGER NOT NULL,
  deliver_time_us INTEGER NOT NULL,
  PRIMARY KEY (portfolio, number)
);
CREATE UNIQUE INDEX one_delivery_of_each ON outbox (portfolio, kind, subject, item, channel, recipient, entries);
CREATE INDEX outbox_waiting ON outbox (channel, portfolio, recipient, number) WHERE state = 1;

CREATE TABLE agreement_notice (
  portfolio TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  number INTEGER NOT NULL,
  step INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  digest INTEGER NOT NULL,
  PRIMARY KEY (portfolio, kind, number, step, recipient)
);
CREATE INDEX agreements_told ON agreement_notice (portfolio, recipient, digest);
CREATE INDEX notices_of_digest ON notice (portfolio, digest, recipient) WHERE digest > 0;

-- Digests that have told all they tell, and are in the outbox for whoever is to hear of them.
CREATE TABLE digest_out (
  portfolio TEXT NOT NULL,
  digest INTEGER NOT NULL,
  PRIMARY KEY (portfolio, digest),
  FOREIGN KEY (portfolio, digest) REFERENCES digest (portfolio, number)
);
INSERT INTO digest_out (portfolio, digest) SELECT portfolio, number FROM digest;

CREATE TRIGGER digest_out_stays BEFORE DELETE ON digest_out
  BEGIN SELECT RAISE(ABORT, 'what went out went out'); END;
CREATE TRIGGER digest_out_keeps BEFORE UPDATE ON digest_out
  BEGIN SELECT RAISE(ABORT, 'what went out went out'); END;
CREATE TRIGGER digest_goes_out_before_the_next BEFORE INSERT ON digest
  WHEN EXISTS (SELECT 1 FROM digest AS d WHERE d.portfolio = NEW.portfolio AND d.day < NEW.day
               AND NOT EXISTS (SELECT 1 FROM digest_out AS o WHERE o.portfolio = d.portfolio AND o.digest = d.number))
  BEGIN SELECT RAISE(ABORT, 'a digest goes out before that of another day'); END;

CREATE TRIGGER webhook_starts_active BEFORE INSERT ON webhook
  WHEN NEW.state <> 1 OR NEW.disabled_reason <> '' OR NEW.failing_since_us <> 0 OR length(NEW.secret) <> 32
  BEGIN SELECT RAISE(ABORT, 'an endpoint begins active, with a secret'); END;
CREATE TRIGGER webhook_stays BEFORE DELETE ON webhook
  BEGIN SELECT RAISE(ABORT, 'an endpoint that is removed stays known'); END;
CREATE TRIGGER webhook_keeps BEFORE UPDATE ON webhook
  WHEN NEW.portfolio <> OLD.portfolio OR NEW.webhook <> OLD.webhook OR NEW.crossings <> OLD.crossings
    OR NEW.digests <> OLD.digests OR NEW.creator <> OLD.creator OR NEW.create_time_us <> OLD.create_time_us
    OR (NEW.state <> 3 AND (NEW.url <> OLD.url OR NEW.secret <> OLD.secret))
  BEGIN SELECT RAISE(ABORT, 'an endpoint is enabled, disabled or removed, and never another one'); END;
CREATE TRIGGER webhook_says_why BEFORE UPDATE ON webhook
  WHEN (NEW.state = 2) <> (NEW.disabled_reason <> '')
  BEGIN SELECT RAISE(ABORT, 'an endpoint is disabled for a reason'); END;
CREATE TRIGGER webhook_goes BEFORE UPDATE ON webhook
  WHEN OLD.state = 3 OR NEW.state = 3 AND (NEW.url <> '' OR length(NEW.secret) <> 0 OR EXISTS (
    SELECT 1 FROM outbox WHERE portfolio = NEW.portfolio AND channel = 2 AND recipient = NEW.webhook AND state = 1))
  BEGIN SELECT RAISE(ABORT, 'an endpoint goes once, with its secret and with all that waits for it'); END;

CREATE TRIGGER delivery_starts_waiting BEFORE INSERT ON outbox
  WHEN NEW.state <> 1 OR NEW.attempts <> 0 OR NEW.next_time_us <= 0 OR NEW.last_error <> '' OR NEW.deliver_time_us <> 0
    OR (NEW.kind = 1 AND NOT EXISTS (SELECT 1 FROM line_crossing WHERE portfolio = NEW.portfolio
                                     AND ranking = NEW.subject AND item = NEW.item))
    OR (NEW.kind = 2 AND NOT EXISTS (SELECT 1 FROM digest WHERE portfolio = NEW.portfolio AND number = NEW.subject))
    OR (NEW.channel = 2 AND NOT EXISTS (SELECT 1 FROM webhook WHERE portfolio = NEW.portfolio
                                        AND webhook = NEW.recipient AND state IN (1, 2)))
  BEGIN SELECT RAISE(ABORT, 'what goes out is there, and waits first'); END;
CREATE TRIGGER delivery_stays BEFORE DELETE ON outbox
  BEGIN SELECT RAISE(ABORT, 'a delivery stays'); END;
CREATE TRIGGER delivery_keeps BEFORE UPDATE ON outbox
  WHEN OLD.state <> 1 OR NEW.portfolio <> OLD.portfolio OR NEW.number <> OLD.number OR NEW.kind <> OLD.kind
    OR NEW.subject <> OLD.subject OR NEW.item <> OLD.item OR NEW.entries <> OLD.entries OR NEW.channel <> OLD.channel
    OR NEW.recipient <> OLD.recipient OR NEW.create_time_us <> OLD.create_time_us OR NEW.attempts < OLD.attempts
  BEGIN SELECT RAISE(ABORT, 'a delivery goes on, and ends once'); END;
CREATE TRIGGER delivery_ends_by_an_attempt BEFORE UPDATE ON outbox
  WHEN (NEW.state = 1) <> (NEW.next_time_us > 0) OR (NEW.state = 2) <> (NEW.deliver_time_us > 0)
    OR (NEW.state = 2 AND NEW.attempts = OLD.attempts) OR (NEW.state = 3 AND NEW.last_error = '')
  BEGIN SELECT RAISE(ABORT, 'a delivery is taken by the other side, or given up for a reason'); END;

CREATE TRIGGER crossing_goes_out BEFORE UPDATE ON head
  WHEN NEW.number <> OLD.number AND EXISTS (
    SELECT 1 FROM webhook AS w JOIN line_crossing AS c ON c.portfolio = w.portfolio AND c.ranking = NEW.number
    WHERE w.portfolio = NEW.portfolio AND w.crossings = 1 AND w.state IN (1, 2)
      AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.portfolio = w.portfolio AND o.kind = 1 AND o.subject = c.ranking
                      AND o.item = c.item AND o.channel = 2 AND o.recipient = w.webhook))
  BEGIN SELECT RAISE(ABORT, 'whoever hears of crossings hears of each'); END;

CREATE TRIGGER agreement_notice_needs_its_digest BEFORE INSERT ON agreement_notice
  WHEN NOT EXISTS (SELECT 1 FROM digest WHERE portfolio = NEW.portfolio AND number = NEW.digest)
  BEGIN SELECT RAISE(ABORT, 'a notice is told once, by a digest'); END;
CREATE TRIGGER agreement_notice_keeps BEFORE UPDATE ON agreement_notice
  BEGIN SELECT RAISE(ABORT, 'a notice is told once, by a digest'); END;
CREATE TRIGGER agreement_notice_stays BEFORE DELETE ON agreement_notice
  BEGIN SELECT RAISE(ABORT, 'a notice is told, not removed'); END;
)sql"};

}  // namespace lifeline::scoring

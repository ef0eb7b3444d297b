#include "services/scoring/dispute_store.h"

namespace lifeline::scoring {

// Roles are 6 MARKETING_LEAD, 7 IT_LEAD, 8 ARBITER; models 1 DRAFT, 2 PROPOSED,
// 3 ACTIVE, 4 RETIRED, 5 REJECTED; disputes of kind 1 APPEAL, 2 MODEL, in state
// 1 LEADS, 2 ARBITER, 3 GRANTED, 4 REFUSED, 5 SETTLED. Texts lie beside what
// they belong to, and can go.
const Migration kAgreementSchema = {"scoring: two keys and disputes", R"sql(
CREATE TABLE proposal (
  portfolio TEXT NOT NULL,
  version INTEGER NOT NULL,
  number INTEGER NOT NULL,
  digest TEXT NOT NULL,
  proposer TEXT NOT NULL,
  propose_time_us INTEGER NOT NULL,
  arbiter_time_us INTEGER NOT NULL,
  -- Money a month that would move over the line, both ways.
  money_moved INTEGER NOT NULL,
  -- Another model became ACTIVE: what was shown is no longer what would be.
  void INTEGER NOT NULL DEFAULT 0,
  -- What was shown, without signatures, reason and titles.
  body BLOB NOT NULL,
  PRIMARY KEY (portfolio, version, number),
  FOREIGN KEY (portfolio, version) REFERENCES model (portfolio, version)
);
CREATE TABLE proposal_text (
  portfolio TEXT NOT NULL,
  version INTEGER NOT NULL,
  number INTEGER NOT NULL,
  -- 1 why it was proposed, 2 why it was given up.
  part INTEGER NOT NULL,
  salt BLOB NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (portfolio, version, number, part)
);
CREATE TABLE signature (
  portfolio TEXT NOT NULL,
  version INTEGER NOT NULL,
  proposal INTEGER NOT NULL,
  role INTEGER NOT NULL CHECK (role IN (6, 7, 8)),
  signer TEXT NOT NULL,
  sign_time_us INTEGER NOT NULL,
  digest TEXT NOT NULL,
  ledger_position INTEGER NOT NULL,
  PRIMARY KEY (portfolio, version, proposal, role),
  UNIQUE (portfolio, version, proposal, signer),
  FOREIGN KEY (portfolio, version, proposal) REFERENCES proposal (portfolio, version, number),
  FOREIGN KEY (portfolio, ledger_position) REFERENCES ledger (portfolio, position)
);
CREATE TABLE dispute (
  portfolio TEXT NOT NULL,
  number INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  -- Of an appeal: its receipt, and the item's id that should fall instead.
  ranking INTEGER NOT NULL DEFAULT 0,
  item TEXT NOT NULL DEFAULT '',
  displaces_item TEXT NOT NULL DEFAULT '',
  -- Of a model: which, as it was proposed then.
  version INTEGER NOT NULL DEFAULT 0,
  proposal INTEGER NOT NULL DEFAULT 0,
  state INTEGER NOT NULL,
  opened_by TEXT NOT NULL,
  open_time_us INTEGER NOT NULL,
  arbiter_time_us INTEGER NOT NULL,
  called_by TEXT NOT NULL DEFAULT '',
  call_time_us INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (portfolio, number)
);
CREATE UNIQUE INDEX one_dispute_of_a_receipt ON dispute (portfolio, item, ranking) WHERE kind = 1;
CREATE UNIQUE INDEX one_open_dispute_of_a_model ON dispute (portfolio, version) WHERE kind = 2 AND state IN (1, 2);
CREATE TABLE position (
  portfolio TEXT NOT NULL,
  dispute INTEGER NOT NULL,
  number INTEGER NOT NULL,
  role INTEGER NOT NULL CHECK (role IN (6, 7)),
  member TEXT NOT NULL,
  grants INTEGER NOT NULL,
  state_time_us INTEGER NOT NULL,
  ledger_position INTEGER NOT NULL,
  PRIMARY KEY (portfolio, dispute, number),
  FOREIGN KEY (portfolio, dispute) REFERENCES dispute (portfolio, number),
  FOREIGN KEY (portfolio, ledger_position) REFERENCES ledger (portfolio, position)
);
CREATE TABLE decision (
  portfolio TEXT NOT NULL,
  dispute INTEGER NOT NULL,
  state INTEGER NOT NULL CHECK (state IN (3, 4)),
  decided_by TEXT NOT NULL,
  decide_time_us INTEGER NOT NULL,
  mandate TEXT NOT NULL,
  digest TEXT NOT NULL,
  ledger_position INTEGER NOT NULL,
  PRIMARY KEY (portfolio, dispute),
  FOREIGN KEY (portfolio, dispute) REFERENCES dispute (portfolio, number),
  FOREIGN KEY (portfolio, ledger_position) REFERENCES ledger (portfolio, position)
);
CREATE TABLE dispute_text (
  portfolio TEXT NOT NULL,
  dispute INTEGER NOT NULL,
  -- 0 why the arbiter was called, -1 why it was decided so, else a position.
  part INTEGER NOT NULL,
  salt BLOB NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (portfolio, dispute, part)
);

-- Appeals that were made before there were disputes go to the leads now.
-- Seven days are the five working days that the clock has by default.
INSERT INTO dispute (portfolio, number, kind, ranking, item, displaces_item, state, opened_by, open_time_us,
                     arbiter_time_us)
  SELECT a.portfolio, ROW_NUMBER() OVER (PARTITION BY a.portfolio ORDER BY a.ranking, a.item), 1, a.ranking, a.item,
         replace(a.displaces_item, 'portfolios/' || a.portfolio || '/items/', ''), 1, a.answered_by,
         a.answer_time_us, a.answer_time_us + 604800000000
  FROM answer AS a JOIN receipt AS r ON r.portfolio = a.portfolio AND r.ranking = a.ranking AND r.item = a.item
  WHERE a.step = 1 AND r.state = 4;

-- The models that both keys, or the arbiter's word, have made good.
CREATE VIEW keyed_model AS
  SELECT p.portfolio, p.version FROM proposal AS p
  WHERE p.void = 0
    AND p.number = (SELECT MAX(number) FROM proposal WHERE portfolio = p.portfolio AND version = p.version)
    AND ((SELECT COUNT(*) FROM signature AS s WHERE s.portfolio = p.portfolio AND s.version = p.version
          AND s.proposal = p.number AND s.digest = p.digest) >= 2
      OR EXISTS (SELECT 1 FROM signature AS s JOIN decision AS c ON c.portfolio = s.portfolio
                   AND c.decided_by = s.signer AND c.state = 3 AND c.digest = p.digest
                 JOIN dispute AS d ON d.portfolio = c.portfolio AND d.number = c.dispute
                   AND d.version = p.version AND d.proposal = p.number
                 WHERE s.portfolio = p.portfolio AND s.version = p.version AND s.proposal = p.number AND s.role = 8));

-- What each lead says last.
CREATE VIEW last_position AS
  SELECT p.portfolio, p.dispute, p.role, p.member, p.grants FROM position AS p
  WHERE p.number = (SELECT MAX(number) FROM position WHERE portfolio = p.portfolio AND dispute = p.dispute
                    AND role = p.role);

CREATE TRIGGER model_starts_as_a_draft BEFORE INSERT ON model
  WHEN NEW.state <> 1
  BEGIN SELECT RAISE(ABORT, 'a model starts as a draft'); END;
CREATE TRIGGER model_goes_forward BEFORE UPDATE OF state ON model
  WHEN NOT (OLD.state = NEW.state OR OLD.state = 1 AND NEW.state IN (2, 3) OR OLD.state = 2 AND NEW.state IN (3, 5)
            OR OLD.state = 3 AND NEW.state = 4)
  BEGIN SELECT RAISE(ABORT, 'a model goes on, never back'); END;
CREATE TRIGGER model_is_proposed_as_it_was_shown BEFORE UPDATE OF state ON model
  WHEN NEW.state = 2
    AND NOT EXISTS (SELECT 1 FROM proposal WHERE portfolio = NEW.portfolio AND version = NEW.version)
  BEGIN SELECT RAISE(ABORT, 'a model is proposed with what it would do'); END;
CREATE TRIGGER model_needs_two_keys BEFORE UPDATE OF state ON model
  WHEN NEW.state = 3 AND OLD.state <> 3
    AND NOT EXISTS (SELECT 1 FROM keyed_model WHERE portfolio = NEW.portfolio AND version = NEW.version)
    AND NOT (OLD.state = 1 AND NOT EXISTS (
      SELECT 1 FROM keyed_model AS k JOIN model AS m ON m.portfolio = k.portfolio AND m.version = k.version
      WHERE k.portfolio = NEW.portfolio AND m.state IN (3, 4)))
  BEGIN SELECT RAISE(ABORT, 'a model needs two keys'); END;
CREATE TRIGGER active_model_voids_proposals AFTER UPDATE OF state ON model
  WHEN NEW.state = 3 AND OLD.state <> 3
  BEGIN
    UPDATE proposal SET void = 1 WHERE portfolio = NEW.portfolio AND void = 0
      AND version IN (SELECT version FROM model WHERE portfolio = NEW.portfolio AND state = 2);
    UPDATE dispute SET state = 5 WHERE portfolio = NEW.portfolio AND kind = 2 AND state IN (1, 2);
  END;
CREATE TRIGGER rejected_model_settles_its_dispute AFTER UPDATE OF state ON model
  WHEN NEW.state = 5
  BEGIN
    UPDATE dispute SET state = 5
      WHERE portfolio = NEW.portfolio AND kind = 2 AND version = NEW.version AND state IN (1, 2);
  END;

CREATE TRIGGER proposal_stays BEFORE DELETE ON proposal
  BEGIN SELECT RAISE(ABORT, 'what was shown stays'); END;
CREATE TRIGGER proposal_keeps BEFORE UPDATE ON proposal
  WHEN NEW.void < OLD.void OR NEW.portfolio <> OLD.portfolio OR NEW.version <> OLD.version OR NEW.number <> OLD.number
    OR NEW.digest <> OLD.digest OR NEW.proposer <> OLD.proposer OR NEW.propose_time_us <> OLD.propose_time_us
    OR NEW.arbiter_time_us <> OLD.arbiter_time_us OR NEW.money_moved <> OLD.money_moved OR NEW.body <> OLD.body
  BEGIN SELECT RAISE(ABORT, 'what was shown stays'); END;
CREATE TRIGGER proposal_is_of_a_draft BEFORE INSERT ON proposal
  WHEN NEW.void <> 0
    OR COALESCE((SELECT state FROM model WHERE portfolio = NEW.portfolio AND version = NEW.version), 0) NOT IN (1, 2)
    OR NEW.number <= COALESCE((SELECT MAX(number) FROM proposal WHERE portfolio = NEW.portfolio
                               AND version = NEW.version), 0)
  BEGIN SELECT RAISE(ABORT, 'only what has not been decided is proposed'); END;
CREATE TRIGGER new_proposal_settles_the_dispute AFTER INSERT ON proposal
  BEGIN
    UPDATE dispute SET state = 5
      WHERE portfolio = NEW.portfolio AND kind = 2 AND version = NEW.version AND state IN (1, 2);
  END;

CREATE TRIGGER signature_keeps BEFORE UPDATE ON signature
  BEGIN SELECT RAISE(ABORT, 'a signature stays'); END;
CREATE TRIGGER signature_stays BEFORE DELETE ON signature
  BEGIN SELECT RAISE(ABORT, 'a signature stays'); END;
CREATE TRIGGER signature_is_under_what_was_shown BEFORE INSERT ON signature
  WHEN NOT EXISTS (SELECT 1 FROM proposal AS p JOIN model AS m ON m.portfolio = p.portfolio AND m.version = p.version
                   WHERE p.portfolio = NEW.portfolio AND p.version = NEW.version AND p.number = NEW.proposal
                     AND p.digest = NEW.digest AND p.void = 0 AND m.state = 2
                     AND p.number = (SELECT MAX(number) FROM proposal WHERE portfolio = p.portfolio
                                     AND version = p.version))
  BEGIN SELECT RAISE(ABORT, 'what was shown last is signed, and nothing else'); END;
CREATE TRIGGER arbiter_signs_second BEFORE INSERT ON signature
  WHEN NEW.role = 8
    AND NOT EXISTS (SELECT 1 FROM signature WHERE portfolio = NEW.portfolio AND version = NEW.version
                    AND proposal = NEW.proposal)
    AND NOT EXISTS (SELECT 1 FROM decision AS c JOIN dispute AS d ON d.portfolio = c.portfolio
                    AND d.number = c.dispute WHERE d.portfolio = NEW.portfolio AND d.version = NEW.version
                    AND d.proposal = NEW.proposal AND c.state = 3 AND c.decided_by = NEW.signer)
  BEGIN SELECT RAISE(ABORT, 'the arbiter signs second, or by a decision'); END;

CREATE TRIGGER dispute_stays BEFORE DELETE ON dispute
  BEGIN SELECT RAISE(ABORT, 'a dispute is decided, not removed'); END;
CREATE TRIGGER dispute_keeps BEFORE UPDATE ON dispute
  WHEN NEW.portfolio <> OLD.portfolio OR NEW.number <> OLD.number OR NEW.kind <> OLD.kind
    OR NEW.ranking <> OLD.ranking OR NEW.item <> OLD.item OR NEW.displaces_item <> OLD.displaces_item
    OR NEW.version <> OLD.version OR NEW.proposal <> OLD.proposal OR NEW.opened_by <> OLD.opened_by
    OR NEW.open_time_us <> OLD.open_time_us OR NEW.arbiter_time_us <> OLD.arbiter_time_us
    OR (OLD.call_time_us <> 0 AND (NEW.call_time_us <> OLD.call_time_us OR NEW.called_by <> OLD.called_by))
  BEGIN SELECT RAISE(ABORT, 'what a dispute is about stays'); END;
CREATE TRIGGER dispute_goes_forward BEFORE UPDATE OF state ON dispute
  WHEN NEW.state < OLD.state OR (OLD.state > 2 AND NEW.state <> OLD.state)
    OR (NEW.state = 2 AND NEW.call_time_us = 0)
  BEGIN SELECT RAISE(ABORT, 'a dispute goes to the arbiter, and ends once'); END;
CREATE TRIGGER dispute_ends_by_its_decision BEFORE UPDATE OF state ON dispute
  WHEN NEW.state IN (3, 4) AND NOT EXISTS (SELECT 1 FROM decision WHERE portfolio = NEW.portfolio
                                           AND dispute = NEW.number AND state = NEW.state)
  BEGIN SELECT RAISE(ABORT, 'a dispute is decided by a decision'); END;
CREATE TRIGGER decided_dispute_is_not_settled BEFORE UPDATE OF state ON dispute
  WHEN NEW.state = 5 AND EXISTS (SELECT 1 FROM decision WHERE portfolio = NEW.portfolio AND dispute = NEW.number)
  BEGIN SELECT RAISE(ABORT, 'what is decided is not settled'); END;
CREATE TRIGGER dispute_starts_undecided BEFORE INSERT ON dispute
  WHEN NEW.state NOT IN (1, 2) OR (NEW.state = 2 AND NEW.call_time_us = 0)
  BEGIN SELECT RAISE(ABORT, 'a dispute begins before it is decided'); END;

CREATE TRIGGER position_keeps BEFORE UPDATE ON position
  BEGIN SELECT RAISE(ABORT, 'a position stays'); END;
CREATE TRIGGER position_stays BEFORE DELETE ON position
  BEGIN SELECT RAISE(ABORT, 'a position stays'); END;
CREATE TRIGGER position_is_stated_before_the_decision BEFORE INSERT ON position
  WHEN COALESCE((SELECT state FROM dispute WHERE portfolio = NEW.portfolio AND number = NEW.dispute), 0)
         NOT IN (1, 2)
    OR EXISTS (SELECT 1 FROM decision WHERE portfolio = NEW.portfolio AND dispute = NEW.dispute)
  BEGIN SELECT RAISE(ABORT, 'a position is stated before the decision'); END;
CREATE TRIGGER nobody_speaks_for_both BEFORE INSERT ON position
  WHEN EXISTS (SELECT 1 FROM position WHERE portfolio = NEW.portfolio AND dispute = NEW.dispute
               AND member = NEW.member AND role <> NEW.role)
  BEGIN SELECT RAISE(ABORT, 'nobody speaks for both sides'); END;

CREATE TRIGGER decision_keeps BEFORE UPDATE ON decision
  BEGIN SELECT RAISE(ABORT, 'a decision cannot be changed'); END;
CREATE TRIGGER decision_stays BEFORE DELETE ON decision
  BEGIN SELECT RAISE(ABORT, 'a decision cannot be changed'); END;
CREATE TRIGGER decision_ends_an_open_dispute BEFORE INSERT ON decision
  WHEN COALESCE((SELECT state FROM dispute WHERE portfolio = NEW.portfolio AND number = NEW.dispute), 0)
         NOT IN (1, 2)
  BEGIN SELECT RAISE(ABORT, 'a dispute is decided once'); END;
CREATE TRIGGER decision_is_the_leads_or_the_arbiters BEFORE INSERT ON decision
  WHEN NOT EXISTS (
      SELECT 1 FROM dispute AS d WHERE d.portfolio = NEW.portfolio AND d.number = NEW.dispute AND d.kind = 1
        AND (SELECT COUNT(*) FROM last_position AS p WHERE p.portfolio = d.portfolio AND p.dispute = d.number
             AND p.grants = (NEW.state = 3)) = 2)
    AND NOT EXISTS (
      SELECT 1 FROM dispute AS d WHERE d.portfolio = NEW.portfolio AND d.number = NEW.dispute AND d.state = 2
        AND NEW.decided_by NOT IN (d.opened_by, d.called_by)
        AND NOT EXISTS (SELECT 1 FROM position AS p WHERE p.portfolio = d.portfolio AND p.dispute = d.number
                        AND p.member = NEW.decided_by))
  BEGIN SELECT RAISE(ABORT, 'both leads agree, or somebody neutral decides'); END;
CREATE TRIGGER granted_appeal_needs_its_mandate BEFORE INSERT ON decision
  WHEN NEW.state = 3 AND EXISTS (
    SELECT 1 FROM dispute AS d WHERE d.portfolio = NEW.portfolio AND d.number = NEW.dispute AND d.kind = 1
      AND (NEW.mandate <> 'portfolios/' || d.portfolio || '/mandates/' || d.item
        OR NOT COALESCE((SELECT r.standing = 1 AND r.rule = 3 FROM result AS r WHERE r.portfolio = d.portfolio
                         AND r.item = d.item ORDER BY r.from_ranking DESC LIMIT 1), 0)))
  BEGIN SELECT RAISE(ABORT, 'an appeal is granted by a mandate that holds'); END;
CREATE TRIGGER granted_model_is_what_was_shown BEFORE INSERT ON decision
  WHEN NEW.state = 3 AND EXISTS (
    SELECT 1 FROM dispute AS d WHERE d.portfolio = NEW.portfolio AND d.number = NEW.dispute AND d.kind = 2
      AND NOT EXISTS (SELECT 1 FROM proposal AS p WHERE p.portfolio = d.portfolio AND p.version = d.version
                      AND p.number = d.proposal AND p.void = 0 AND p.digest = NEW.digest))
  BEGIN SELECT RAISE(ABORT, 'what was shown last is granted, and nothing else'); END;

CREATE TRIGGER appeal_opens_a_dispute BEFORE UPDATE OF state ON receipt
  WHEN NEW.state = 4 AND OLD.state <> 4
    AND NOT EXISTS (SELECT 1 FROM dispute WHERE portfolio = NEW.portfolio AND kind = 1 AND item = NEW.item
                    AND ranking = NEW.ranking)
  BEGIN SELECT RAISE(ABORT, 'an appeal opens a dispute'); END;
CREATE TRIGGER appeal_is_answered_by_the_decision BEFORE UPDATE OF state ON receipt
  WHEN NEW.state IN (9, 10) AND NOT EXISTS (
    SELECT 1 FROM dispute AS d JOIN decision AS c ON c.portfolio = d.portfolio AND c.dispute = d.number
    WHERE d.portfolio = NEW.portfolio AND d.kind = 1 AND d.item = NEW.item AND d.ranking = NEW.ranking
      AND c.state = NEW.state - 6)
  BEGIN SELECT RAISE(ABORT, 'an appeal is answered by the decision about it'); END;

CREATE TRIGGER proposal_text_keeps BEFORE UPDATE ON proposal_text
  BEGIN SELECT RAISE(ABORT, 'a text stays or goes, and never changes'); END;
CREATE TRIGGER proposal_text_stays BEFORE DELETE ON proposal_text
  WHEN NOT EXISTS (SELECT 1 FROM erasure AS e JOIN model AS m ON m.portfolio = e.portfolio
                   WHERE m.portfolio = OLD.portfolio AND m.version = OLD.version
                     AND e.subject = 'portfolios/' || m.portfolio || '/models/' || m.model || '@' || m.version)
  BEGIN SELECT RAISE(ABORT, 'a text goes with a record of it only'); END;
CREATE TRIGGER dispute_text_keeps BEFORE UPDATE ON dispute_text
  BEGIN SELECT RAISE(ABORT, 'a text stays or goes, and never changes'); END;
CREATE TRIGGER dispute_text_stays BEFORE DELETE ON dispute_text
  WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE portfolio = OLD.portfolio
                   AND subject = 'portfolios/' || OLD.portfolio || '/disputes/' || OLD.dispute)
  BEGIN SELECT RAISE(ABORT, 'a text goes with a record of it only'); END;
)sql"};

}  // namespace lifeline::scoring

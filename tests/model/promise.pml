/* The promise of Lifeline as a protocol: a change of the backlog becomes a ranking, a drop becomes a crossing with its
   receipt, the receipt is told, and then it is answered by a person or climbs until it is red. Two scoring processes share
   one database and crash where they like. README.md says what is left out, and check_model.py runs all checks.

   One item is watched; all others are "something else". In every table below, what is about a drop stands under the number
   of the ranking that it happened in, as a LineCrossing does. A set of rankings is a byte: bit n is ranking n.

   What is under an #ifdef is a mutant: it takes away one precaution, and a property below must then fail. */

#ifndef REVISIONS
#define REVISIONS 3   /* commits of the backlog: enough to drop, rise and drop again */
#endif
#ifndef FAULTS
#define FAULTS 2      /* crashes and broken streams, all processes together */
#endif
#ifndef ANSWERS
#define ANSWERS 2     /* answers that people send */
#endif
#ifndef PUBLISHERS
#define PUBLISHERS 2  /* scoring processes */
#endif
#ifndef LAST_RUNG
#define LAST_RUNG 5   /* overdue: the side that owes, the deputy, the owner, the planner, the arbiter */
#endif
#ifndef WITNESS
#define WITNESS NOTHING
#endif

#define ONE(n)             (1 << (n))
#define IN(set, n)         (((set) & ONE(n)) != 0)
#define ADD(set, more)     set = (set) | (more)
#define REMOVE(set, less)  set = (set) & ~(less)
#define ALL_IN(part, set)  (((part) & ~(set)) == 0)
#define UP_TO(n)           (ONE((n) + 1) - 1)

/* What must be able to happen, or the properties would hold for want of trying. Each of these statements has to be reached;
   with -DWITNESS=name reaching it is an error, whose trail shows how. */
#define NOTHING                  0
#define A_DROP                   1
#define A_RISE                   2
#define SEVERAL_COMMITS_AT_ONCE  3
#define ONLY_REVISIONS_ADVANCE   4
#define A_LOST_RACE              5
#define A_LATE_STREAM            6
#define A_REPEATED_COMMIT        7
#define A_CRASH_BEFORE_PUBLISH   8
#define A_CRASH_BEFORE_SHOW      9
#define A_DIGEST_TWICE           10
#define A_DIGEST_TOO_LATE        11
#define AN_ANSWER                12
#define AN_OLD_ANSWER            13
#define A_SECOND_ANSWER          14
#define THE_LAST_RUNG            15
#define HAPPENS(what)  assert(what != WITNESS)

/* ---- What the backlog has committed. ----------------------------------------------------------------------------- */
byte revision = 0;
byte concerns = 0;  /* The revisions that turn the watched item around; the others are about something else. */
byte stands = 1;    /* The revisions by which it is to stand above the line; at first it does. */

/* ---- The database of scoring. What stands here outlives every crash. --------------------------------------------- */
byte number = 0;    /* The head: the newest ranking, */
byte seen = 0;      /* and the revision that has been seen. */
byte above = 1;     /* Rankings in which the item stands above the line. */
byte crossed = 0;   /* Rankings with a DROPPED crossing of it. */
byte opened = 0;    /* Crossings that have a receipt, whatever became of it. */
byte owed = 0;      /* Receipts that are OPEN, */
byte cleared = 0;   /* or CLEARED; all others are answered. */
byte outbox = 0;    /* Notices that wait for a digest. */
byte clock = 0;     /* Receipts whose due time is stored. */
byte rung = 0;      /* Who is asked for what is owed; of one item that is one receipt at a time, because a rise clears. */
byte red = 0;       /* Receipts that have climbed to the last rung. */

/* ---- What people have seen and done. Nobody takes that back. ----------------------------------------------------- */
byte visible = 0;   /* The newest ranking that anybody was shown. */
byte told = 0;      /* Drops that a digest has brought. */
byte named = 0;     /* Crossings to which somebody has sent an answer. */
byte on_the_way = 0;  /* The crossing that the answer on its way names. */

byte faults = 0;
bool went_back = false;  /* Some transaction has stored an older revision over a newer one. */

/* ---- The properties. README.md says what each means. ------------------------------------------------------------- */
#define DROPS     ((above << 1) & ~above & UP_TO(number))
#define ANSWERED  (opened & ~(owed | cleared))

/* Safety: in every state. */
#define CROSSINGS_ARE_THE_DIFFERENCE  (crossed == DROPS && opened == crossed)
#define NOTHING_VISIBLE_CAN_BE_LOST   (visible <= number)
#define A_RANKING_IS_OF_ITS_REVISIONS (IN(above, number) == IN(stands, seen))
#define CLOSED_BY_ITS_ANSWER          ALL_IN(ANSWERED, named)
#define CLEARED_BY_A_RISE(n)          (!IN(cleared, n) || (above >> ((n) + 1)) != 0)
#define CLEARED_BY_RISES              (CLEARED_BY_A_RISE(1) && CLEARED_BY_A_RISE(2) && CLEARED_BY_A_RISE(3) && \
                                       CLEARED_BY_A_RISE(4) && CLEARED_BY_A_RISE(5) && CLEARED_BY_A_RISE(6))
#define NOTHING_IS_OWED_ABOVE         (!IN(above, number) || owed == 0)
#define NO_CLOCK_STARTS_UNTOLD        ALL_IN(clock, told)

ltl every_drop_has_its_crossing { [] CROSSINGS_ARE_THE_DIFFERENCE }
ltl nothing_visible_can_be_lost { [] NOTHING_VISIBLE_CAN_BE_LOST }
ltl revisions_never_go_back { [] !went_back }
ltl a_ranking_is_of_its_revisions { [] A_RANKING_IS_OF_ITS_REVISIONS }
ltl only_its_answer_or_a_rise_closes { [] (CLOSED_BY_ITS_ANSWER && CLEARED_BY_RISES) }
ltl a_rise_clears { [] NOTHING_IS_OWED_ABOVE }
ltl no_clock_starts_untold { [] NO_CLOCK_STARTS_UNTOLD }
ltl what_is_closed_stays_as_it_was {
  [] ((IN(cleared, 1) -> [] IN(cleared, 1)) && (IN(ANSWERED, 1) -> [] IN(ANSWERED, 1)))
}
/* The first seven at once. */
ltl all_in_every_state {
  [] (CROSSINGS_ARE_THE_DIFFERENCE && NOTHING_VISIBLE_CAN_BE_LOST && !went_back && A_RANKING_IS_OF_ITS_REVISIONS &&
      CLOSED_BY_ITS_ANSWER && CLEARED_BY_RISES && NOTHING_IS_OWED_ABOVE && NO_CLOCK_STARTS_UNTOLD)
}

/* Delivery and liveness: from some moment on. Commits, faults and answers end; looking on in silence need not. */
ltl the_newest_revision_is_ranked {
  <> [] (seen == REVISIONS && IN(above, number) == IN(stands, REVISIONS) && visible == number)
}
ltl every_drop_that_stays_is_told { <> [] ALL_IN(owed, told) }
ltl silence_climbs_and_stays_red { <> [] ALL_IN(owed, red) }
ltl an_answer_closes { <> [] ((owed & named) == 0) }

/* ---- The backlog: one commit after the other, about the item or about something else. ---------------------------- */
active proctype backlog() {
  do
  :: atomic { revision < REVISIONS ->
       revision++;
       if
       :: ADD(concerns, ONE(revision))
       :: skip
       fi;
       if
       :: IN(concerns, revision) != IN(stands, revision - 1) -> ADD(stands, ONE(revision))
       :: else
       fi }
  od
}

/* ---- Publishing: a scoring process, with its stream and its planning thread. ------------------------------------- */

/* What is owed no more has no clock. */
inline close(receipts) {
  REMOVE(clock, receipts);
  REMOVE(red, receipts);
  REMOVE(owed, receipts);
  rung = 0
}

inline drop() {
  HAPPENS(A_DROP);
#ifndef CROSSING_IN_SECOND_TRANSACTION
  ADD(crossed, ONE(number));
#endif
#ifndef NOTICE_IN_SECOND_TRANSACTION
  ADD(outbox, ONE(number));
#endif
#ifdef CLOCK_STARTS_AT_THE_DROP
  ADD(clock, ONE(number));
#endif
  ADD(opened, ONE(number));
  ADD(owed, ONE(number))
}

inline clear() {
  ADD(cleared, owed);
  close(owed)
}

/* ScoringStore::Publish, or Advance if nothing stored of the ranking differs: one transaction. */
inline store() {
  went_back = went_back || taken < seen;
  if
  :: input != before ->
     number++;
     if
     :: input ->
        HAPPENS(A_RISE);
        ADD(above, ONE(number));
#ifndef RISE_LEAVES_IT_OPEN
        clear()
#endif
     :: else -> drop()
     fi
  :: else ->
     HAPPENS(ONLY_REVISIONS_ADVANCE);
#ifdef CLEAR_WITHOUT_RISE
     clear()
#endif
  fi;
  seen = taken
}

/* Compare-and-set: both numbers must be those that the plan began from. */
#if defined(NO_COMPARE_AND_SET)
#define RANKING_TAKEN  false
#elif defined(COMPARE_NUMBER_ONLY)
#define RANKING_TAKEN  (number != base)
#else
#define RANKING_TAKEN  (number != base || seen != base_seen)
#endif

/* A commit of the stream that is in the inputs already: brought again, or stored by the other process meanwhile. */
#ifdef OLD_COMMITS_AFTER_A_LOST_RACE
#define IS_OLD  (stream <= offered)
#else
#define IS_OLD  (stream <= taken)
#endif

/* All that the process knows is read from the head, which everybody may see. */
inline load() {
  base = number;
  base_seen = seen;
  before = IN(above, number);
  taken = seen;
  input = before;
  mine = false;
  stream = seen;
#ifdef OLD_COMMITS_AFTER_A_LOST_RACE
  offered = seen;
#endif
  make_visible()
}

inline make_visible() {
  visible = (base > visible -> base : visible)
}

inline take() {
  stream++;
  if
  :: IS_OLD -> HAPPENS(A_REPEATED_COMMIT)
  :: else ->
     if
     :: taken > base_seen -> HAPPENS(SEVERAL_COMMITS_AT_ONCE)
     :: else
     fi;
     taken = stream;
     if
     :: IN(concerns, stream) -> input = IN(stands, stream); mine = true
     :: else
     fi
  fi;
#ifdef OLD_COMMITS_AFTER_A_LOST_RACE
  offered = (stream > offered -> stream : offered);
#endif
#ifdef CURSOR_BEFORE_PUBLISH
  seen = taken;
  base_seen = taken;
#endif
}

/* The head as the other process left it, with what this one has taken in and that one had not seen. */
inline load_again() {
  HAPPENS(A_LOST_RACE);
  if
  :: seen > stream -> HAPPENS(A_LATE_STREAM)
  :: else
  fi;
  if
#ifdef LOSER_FORGETS
  :: true ->
#else
  :: seen >= taken ->
#endif
     taken = seen;
     mine = false
  :: else
  fi;
  if
  :: mine
  :: else -> input = IN(above, number)
  fi;
  base = number;
  base_seen = seen;
#ifndef DIFF_AGAINST_MEMORY
  before = IN(above, number);
#endif
}

active [PUBLISHERS] proctype publisher() {
  byte base = 0;       /* What it plans from: the newest ranking that it knows, */
  byte base_seen = 0;  /* what was seen by then, */
  bool before = false; /* and how the item stands there. */
  byte taken = 0;      /* The newest revision in its inputs, */
  bool input = false;  /* how the item is to stand by them, */
  bool mine = false;   /* and whether something about the item is among what is not stored yet. */
  byte stream = 0;     /* The newest commit that the stream has brought, */
  byte offered = 0;    /* and that it has brought ever; only a mutant looks at it. */

start:
  atomic { load() }

idle:
  if
  :: atomic { stream < revision -> take() }
     goto idle
  :: atomic { stream > base_seen && faults < FAULTS ->
       faults++;  /* The stream breaks, and is opened again at the stored cursor. */
#ifdef STREAM_WITHOUT_CURSOR
       stream = revision }
#else
       stream = base_seen }
#endif
     goto idle
  :: taken != base_seen || mine -> goto planned
  :: atomic { taken == base_seen && !mine && faults < FAULTS -> faults++ }
     goto crash
  fi;

planned:  /* It knows what it will store, and nobody else does. */
#ifdef VISIBLE_BEFORE_DURABLE
  visible = (input != before && base + 1 > visible -> base + 1 : visible);
#endif
  if
  :: atomic { RANKING_TAKEN -> load_again() }
     goto idle
  :: atomic { !RANKING_TAKEN ->
       store();
       base = number;
       base_seen = seen;
       before = input;
       mine = false }
     goto stored
  :: atomic { faults < FAULTS ->
       faults++;
       HAPPENS(A_CRASH_BEFORE_PUBLISH) }
     goto crash
  fi;

stored:
#ifdef CROSSING_IN_SECOND_TRANSACTION
  ADD(crossed, DROPS);
#endif
  if
  :: atomic {
#ifdef NOTICE_IN_SECOND_TRANSACTION
       ADD(outbox, owed & ONE(base));
#endif
       make_visible() }
     goto idle
  :: atomic { visible < base && faults < FAULTS ->
       faults++;
       HAPPENS(A_CRASH_BEFORE_SHOW) }
     goto crash
  fi;

crash:
  atomic { base = 0; base_seen = 0; before = false; taken = 0; input = false; mine = false; stream = 0; offered = 0 }
  goto start
}

/* ---- The digest. At least once: the notice is marked as sent after it was delivered. ----------------------------- */

/* Sent, and the clock of what is still owed starts: one transaction. */
inline mark() {
#ifdef NOTICE_BY_ITEM
  outbox = 0;
#else
  REMOVE(outbox, digest);
#endif
#ifndef DIGEST_STARTS_NO_CLOCK
  ADD(clock, digest & owed)
#endif
}

inline deliver() {
  if
  :: (told & digest) != 0 -> HAPPENS(A_DIGEST_TWICE)
  :: (owed & digest) == 0 -> HAPPENS(A_DIGEST_TOO_LATE)
  :: else
  fi;
  ADD(told, digest)
}

active proctype digests() {
  byte digest = 0;  /* What it is about to tell. */
  do
  :: atomic { outbox != 0 -> digest = outbox;
#ifdef SENT_BEFORE_DELIVERED
       mark() }
#else
       deliver() }
#endif
     if
     :: atomic {
#ifdef SENT_BEFORE_DELIVERED
          deliver();
#else
          mark();
#endif
          digest = 0 }
     :: atomic { faults < FAULTS ->
          faults++;
          digest = 0 }
     fi
  od
}

/* ---- Escalation. Due times are stored; that one passes is a step that may come at any time, and does come. ------- */

inline climb() {
  rung++;
  if
  :: rung == LAST_RUNG ->
     HAPPENS(THE_LAST_RUNG);
     ADD(red, owed);
#ifdef TIMER_CLOSES
     close(owed);
#endif
#ifdef LAST_RUNG_FORGETS
     red = 0;
     rung = 0;
#endif
  :: else
  fi
}

active proctype escalation() {
  do
  :: atomic { (owed & clock) != 0 && rung < LAST_RUNG -> climb() }
#ifdef ESCALATION_IN_MEMORY
  :: atomic { clock != 0 && faults < FAULTS -> faults++; clock = 0 }
#endif
  od
}

/* ---- People and the door. ---------------------------------------------------------------------------------------- */

#define KNOWN  (opened & (told | UP_TO(visible)))

/* Whoever answers names a crossing that he or she has read of, perhaps long ago. Nobody ever has to. */
active proctype people() {
  byte sent = 0;
  byte n = 0;
  do
  :: opened != 0  /* They look, and say nothing. */
  :: atomic { KNOWN != 0 && on_the_way == 0 && sent < ANSWERS ->
       do
       :: (KNOWN >> (n + 1)) != 0 -> n++
       :: IN(KNOWN, n) -> break
       od;
       ADD(named, ONE(n));
       on_the_way = n;
       n = 0;
       sent++ }
  od
}

/* AnswerReceipts: one transaction. An answer to what is not owed is refused. */
inline answer(n) {
  if
  :: IN(owed, n) ->
     HAPPENS(AN_ANSWER);
     close(ONE(n))
  :: else ->
     if
     :: IN(cleared, n) && owed != 0 -> HAPPENS(AN_OLD_ANSWER)
     :: IN(ANSWERED, n) -> HAPPENS(A_SECOND_ANSWER)
     :: else
     fi;
#ifdef ANSWER_BY_ITEM
     close(owed);
#endif
#ifdef ANSWER_OVERWRITES
     REMOVE(cleared, ONE(n));
#endif
  fi
}

active proctype door() {
  byte held = 0;
  do
#ifdef ANSWER_ACKNOWLEDGED_FIRST
  :: on_the_way != 0 ->
     atomic { held = on_the_way; on_the_way = 0 }
     if
     :: atomic { answer(held); held = 0 }
     :: atomic { faults < FAULTS -> faults++; held = 0 }
     fi
#else
  :: atomic { on_the_way != 0 -> answer(on_the_way); on_the_way = 0 }
#endif
  od
}

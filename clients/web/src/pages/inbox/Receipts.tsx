import { useQuery } from "@connectrpc/connect-query";
import { useMemo, useState } from "react";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import {
  LineCrossing_Kind,
  type Receipt,
  Receipt_State,
  ScoringService,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { ReceiptAnswers } from "@/ui/answer/ReceiptAnswers";
import { Button } from "@/ui/Button";
import { CrossingWhy } from "@/ui/CrossingWhy";
import { Due } from "@/ui/Due";
import { ItemLink } from "@/ui/ItemLink";
import { LiftLine } from "@/ui/Lifts";
import { Section } from "@/ui/Section";
import { useWords } from "@/ui/words";
import css from "./cards.module.css";
import { groupReceipts, type ReceiptGroup } from "./inbox";
import { texts } from "./texts";

/** What would lift it takes some planning: asked for by itself for the first few, for others on demand. */
const liftsAtOnce = 5;
/** Of a group; one look should not begin with hundreds. */
const shownAtOnce = 20;

function Lift({ item, atOnce }: { item: string; atOnce: boolean }) {
  const t = useTexts(texts);
  const [asked, setAsked] = useState(atOnce);
  if (asked) return <LiftLine item={item} />;
  return (
    <div>
      <Button kind="quiet" onClick={() => setAsked(true)}>
        {t.lift}
      </Button>
    </div>
  );
}

/** Why it moved, in the sentence of the service. */
function Why({ crossing }: { crossing: string }) {
  const { language } = useSession();
  const { data } = useQuery(ScoringService.method.getLineCrossing, { name: crossing, language });
  return data === undefined ? <p>…</p> : <CrossingWhy crossing={data} />;
}

interface Choice {
  readonly chosen: ReadonlySet<string>;
  readonly choose: (receipts: readonly Receipt[], on: boolean) => void;
}

function Card({
  receipt,
  all,
  first,
  chosen,
  choose,
}: { receipt: Receipt; all: boolean; first: boolean } & Choice) {
  const t = useTexts(texts);
  const { me, memberTitle } = usePortfolio();
  const others = receipt.owedBy !== me?.name;
  return (
    <li className={`${css.card} ${css.choosable}`}>
      <input
        type="checkbox"
        className="no-print"
        aria-label={t.choose(receipt.title)}
        checked={chosen.has(receipt.crossing)}
        onChange={({ target }) => choose([receipt], target.checked)}
      />
      <p className={css.title}>
        <ItemLink item={receipt.item} title={receipt.title} />
      </p>
      <Why crossing={receipt.crossing} />
      <p className={css.note}>
        <Due owed={receipt} />
        {(all || others) && <> · {t.owedBy(memberTitle(receipt.owedBy))}</>}
        {(all || others) && receipt.state === Receipt_State.SEEN && <> · {t.seen}</>}
      </p>
      {receipt.kind !== LineCrossing_Kind.CLOSED && <Lift item={receipt.item} atOnce={first} />}
      <ReceiptAnswers receipts={[receipt]} />
    </li>
  );
}

function Group({
  group,
  all,
  first,
  ...choice
}: { group: ReceiptGroup; all: boolean; first: ReadonlySet<string> } & Choice) {
  const t = useTexts(texts);
  const words = useWords();
  const [open, setOpen] = useState(false);
  const { receipts } = group;
  const some = open ? receipts : receipts.slice(0, shownAtOnce);
  return (
    <div className={`${css.group} ${group.late ? css.late : ""}`}>
      <div className={css.groupHead}>
        <h3>
          {group.late && <>{t.overdueGroup}: </>}
          {t.group(words.kind(group.kind), group.ranking)}
        </h3>
        {receipts.length > 1 && (
          <label className={`${css.choose} no-print`}>
            <input
              type="checkbox"
              checked={receipts.every(({ crossing }) => choice.chosen.has(crossing))}
              onChange={({ target }) => choice.choose(receipts, target.checked)}
            />
            {t.all}
          </label>
        )}
      </div>
      <ul className={css.cards}>
        {some.map((receipt) => (
          <Card
            key={receipt.name}
            receipt={receipt}
            all={all}
            first={first.has(receipt.crossing)}
            {...choice}
          />
        ))}
      </ul>
      {some.length < receipts.length && (
        <div>
          <Button kind="quiet" onClick={() => setOpen(true)}>
            {t.more(receipts.length - some.length)}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What moved down and has no answer yet. One answer may cover many. */
export function Receipts({ receipts, all }: { receipts: readonly Receipt[]; all: boolean }) {
  const t = useTexts(texts);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const groups = useMemo(() => groupReceipts(receipts, new Date()), [receipts]);
  const inOrder = groups.flatMap((group) => group.receipts);
  // What is answered meanwhile is chosen no more.
  const chosen = inOrder.filter(({ crossing }) => picked.has(crossing));
  const first = new Set(inOrder.slice(0, liftsAtOnce).map(({ crossing }) => crossing));
  if (receipts.length === 0) return null;
  function choose(some: readonly Receipt[], on: boolean) {
    setPicked((now) => {
      const next = new Set(now);
      for (const { crossing } of some) {
        if (on) next.add(crossing);
        else next.delete(crossing);
      }
      return next;
    });
  }
  return (
    <Section title={t.receipts} note={t.receiptsHint}>
      {groups.map((group) => (
        <Group
          key={group.key}
          group={group}
          all={all}
          first={first}
          chosen={new Set(chosen.map(({ crossing }) => crossing))}
          choose={choose}
        />
      ))}
      {chosen.length > 0 && (
        <div className={`${css.bar} no-print`}>
          <b aria-live="polite">{t.chosen(chosen.length)}</b>
          <ReceiptAnswers receipts={chosen} />
          <Button kind="quiet" onClick={() => setPicked(new Set())}>
            {t.none}
          </Button>
        </div>
      )}
    </Section>
  );
}

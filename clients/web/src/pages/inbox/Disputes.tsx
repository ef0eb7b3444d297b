import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useState } from "react";
import { usePortfolio } from "@/app/portfolio";
import { Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { type Dispute, Dispute_Kind, Dispute_State } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { ItemLink } from "@/ui/ItemLink";
import { Section } from "@/ui/Section";
import { useWords } from "@/ui/words";
import { CallDialog } from "./CallDialog";
import css from "./cards.module.css";
import { DisputeFacts } from "./DisputeFacts";
import { texts } from "./texts";
import { WordDialog } from "./WordDialog";

/** What the leads have said so far. */
function Positions({ dispute }: { dispute: Dispute }) {
  const t = useTexts(texts);
  const words = useWords();
  const { memberTitle } = usePortfolio();
  return (
    <ul>
      {dispute.positions.map(({ role, member, grants, text }) => (
        <li key={role}>
          <b>
            {words.role(role)} ({memberTitle(member)}) {grants ? t.grants : t.refuses}:
          </b>{" "}
          <span className={css.said}>{text}</span>
        </li>
      ))}
    </ul>
  );
}

/** Who leads states a position or calls the arbiter; the arbiter decides. What is not allowed is refused by the service. */
function Words({ dispute }: { dispute: Dispute }) {
  const t = useTexts(texts);
  const { me, formats } = usePortfolio();
  const [asked, setAsked] = useState<"grant" | "refuse" | "call">();
  const before = dispute.state === Dispute_State.LEADS;
  const asArbiter = !before && (me === undefined || me.roles.includes(Role.ARBITER));
  const mayCall =
    before && dispute.arbiterTime !== undefined && timestampDate(dispute.arbiterTime) <= new Date();
  return (
    <>
      <div className={`${css.buttons} no-print`}>
        <Button onClick={() => setAsked("grant")}>{t.grant}</Button>
        <Button onClick={() => setAsked("refuse")}>{t.refuse}</Button>
        {mayCall && <Button onClick={() => setAsked("call")}>{t.callArbiter}</Button>}
      </div>
      {before && !mayCall && dispute.arbiterTime !== undefined && (
        <p className={css.note}>{t.arbiterFrom(formats.dateTime(dispute.arbiterTime))}</p>
      )}
      {(asked === "grant" || asked === "refuse") && (
        <WordDialog
          dispute={dispute}
          grants={asked === "grant"}
          asArbiter={asArbiter}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked === "call" && <CallDialog name={dispute.name} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function Card({ dispute }: { dispute: Dispute }) {
  const t = useTexts(texts);
  const { formats, memberTitle } = usePortfolio();
  const appeal = dispute.kind === Dispute_Kind.APPEAL;
  return (
    <li className={css.card}>
      <p className={css.title}>
        {appeal ? (
          <ItemLink item={dispute.item} title={t.appealOf(dispute.title)} />
        ) : (
          t.modelDispute(dispute.title)
        )}
      </p>
      <p className={css.note}>
        {[
          t.disputeState(dispute.state),
          t.atStake(formats.money(dispute.moneyHundredths)),
          t.openedBy(memberTitle(dispute.openedBy), formats.dateTime(dispute.openTime)),
        ].join(" · ")}
      </p>
      {dispute.text !== "" && <p className={css.said}>{dispute.text}</p>}
      {dispute.displacesItem !== "" && (
        <p>
          {t.fallsInstead} <ItemLink item={dispute.displacesItem} />
        </p>
      )}
      {dispute.positions.length > 0 && <Positions dispute={dispute} />}
      <DisputeFacts dispute={dispute} />
      <Words dispute={dispute} />
    </li>
  );
}

/** Appeals and models that marketing and IT do not agree about. */
export function Disputes({ disputes }: { disputes: readonly Dispute[] }) {
  const t = useTexts(texts);
  if (disputes.length === 0) return null;
  return (
    <Section title={t.disputes} note={t.disputesHint}>
      <ul className={css.cards}>
        {disputes.map((dispute) => (
          <Card key={dispute.name} dispute={dispute} />
        ))}
      </ul>
    </Section>
  );
}

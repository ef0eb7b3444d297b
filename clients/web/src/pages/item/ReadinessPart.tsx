import { useState } from "react";
import { useReadiness } from "@/api/item";
import { usePortfolio } from "@/app/portfolio";
import {
  type Item,
  Item_State,
  Readiness_Kind,
  type Readiness_Step,
} from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Section } from "@/ui/Section";
import { Loading } from "@/ui/states";
import { useSubjects } from "@/ui/subjects";
import { Trouble } from "@/ui/Trouble";
import { NextStep } from "./Actions";
import { actionTexts } from "./actionTexts";
import css from "./ReadinessPart.module.css";
import { SettleDialog } from "./SettleDialog";
import { texts } from "./texts";

function Step({ item, step, model }: { item: Item; step: Readiness_Step; model: ScoringModel | undefined }) {
  const t = useTexts(texts);
  const actions = useTexts(actionTexts);
  const [settling, setSettling] = useState(false);
  const { formats, memberTitle } = usePortfolio();
  const subject = useSubjects(model);
  return (
    <li>
      <b>{t.step(step.kind)}</b>
      {step.missing.length > 0 && <>: {step.missing.map(subject).join(", ")}</>}
      {step.since !== undefined && <> ({t.since(formats.dateTime(step.since))})</>}
      {step.spreads.map((spread) => (
        <span key={spread.subject} className={css.note}>
          {t.spread(
            subject(spread.subject),
            formats.amount(spread.lowHundredths),
            formats.amount(spread.highHundredths),
            spread.count,
          )}
        </span>
      ))}
      {step.members.length > 0 && (
        <span className={css.note}>{t.can(step.members.map(memberTitle).join(", "))}</span>
      )}
      {step.kind === Readiness_Kind.SETTLE && step.spreads.length > 0 && (
        <span className="no-print">
          <Button onClick={() => setSettling(true)}>{actions.settle}</Button>
        </span>
      )}
      {settling && (
        <SettleDialog item={item} spreads={step.spreads} model={model} onClose={() => setSettling(false)} />
      )}
    </li>
  );
}

/** What it lacks on its way to READY, and who can do it; nothing for what is past that. */
export function ReadinessPart({ item, model }: { item: Item; model: ScoringModel | undefined }) {
  const t = useTexts(texts);
  const { data, error, isError } = useReadiness(item.name);
  const onItsWay =
    item.state === Item_State.DRAFT ||
    item.state === Item_State.SUBMITTED ||
    item.state === Item_State.VALIDATING;
  if (!onItsWay) return null;
  return (
    <Section title={t.readiness}>
      {isError ? (
        <Trouble error={error} />
      ) : data === undefined ? (
        <Loading lines={2} />
      ) : data.steps.length === 0 ? (
        <p>{t.readyNothing}</p>
      ) : (
        <ol className={css.steps}>
          {data.steps.map((step) => (
            <Step key={step.kind} item={item} step={step} model={model} />
          ))}
        </ol>
      )}
      {data !== undefined && data.advice !== "" && <p lang="en">{data.advice}</p>}
      {data !== undefined && <NextStep item={item} steps={data.steps} />}
    </Section>
  );
}

import { usePortfolio } from "@/app/portfolio";
import { type Readiness, Readiness_Kind, type Readiness_Step } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import css from "./panels.module.css";
import { texts } from "./texts";

const namedAtMost = 4;

function Who({ step }: { step: Readiness_Step }) {
  const t = useTexts(texts);
  const { memberTitle } = usePortfolio();
  const names = step.members.slice(0, namedAtMost).map(memberTitle).join(", ");
  const more = step.members.length - namedAtMost;
  return (
    <span className={css.quiet}>
      {names === "" ? t.nobodyCan : t.can(more > 0 ? `${names} ${t.more(more)}` : names)}
    </span>
  );
}

/** What comes after the request is complete, and who can do it. */
export function Steps({ steps }: { steps: readonly Readiness_Step[] }) {
  const t = useTexts(texts);
  return (
    <ol className={css.steps}>
      {steps.map((step) => (
        <li key={`${step.kind} ${step.missing.join()}`}>
          {t.step(step.kind)}
          {step.kind === Readiness_Kind.PREPARE && `: ${step.missing.map(t.field).join(", ")}`}{" "}
          <Who step={step} />
        </li>
      ))}
    </ol>
  );
}

/** What the request lacks on its way to being ready, as one types. */
export function ReadinessPanel({ readiness }: { readiness: Readiness }) {
  const t = useTexts(texts);
  const missing = readiness.steps
    .filter(({ kind }) => kind === Readiness_Kind.PREPARE)
    .flatMap((step) => step.missing);
  const later = readiness.steps.filter(({ kind }) => kind !== Readiness_Kind.PREPARE);
  return (
    <>
      {missing.length === 0 ? (
        <p className={css.good}>
          <span aria-hidden="true">✓ </span>
          {t.readyAll}
        </p>
      ) : (
        <>
          <p>{t.asks}</p>
          <ul className={css.asks}>
            {missing.map((field) => (
              <li key={field}>{t.question(field)}</li>
            ))}
          </ul>
          <p className={css.quiet}>{t.notBlocking}</p>
        </>
      )}
      {later.length > 0 && (
        <>
          <p>{t.after}</p>
          <Steps steps={later} />
        </>
      )}
    </>
  );
}

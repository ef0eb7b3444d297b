import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Readiness } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { Unit } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { PreviewChangesResponse, ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Crossings } from "@/ui/Crossings";
import { goesDown } from "@/ui/crossingWays";
import { TextField } from "@/ui/Field";
import { StandingMark } from "@/ui/StandingMark";
import css from "./panels.module.css";
import { othersIn, ownIn, rankedCount, unknownFor } from "./standing";
import { texts } from "./texts";

/** The effort that somebody assumes, by the id of the team, as typed. */
export type AssumedForm = Readonly<Record<string, string>>;

export function AssumedEffort({
  assumed,
  wrong,
  onChange,
}: {
  assumed: AssumedForm;
  wrong: ReadonlySet<string>;
  onChange: (assumed: AssumedForm) => void;
}) {
  const t = useTexts(texts);
  const { portfolio, teams, teamTitle, formats } = usePortfolio();
  const sizes = portfolio.sizes
    .map(({ letter, effortHundredths }) => `${letter} = ${formats.amount(effortHundredths)}`)
    .join(", ");
  return (
    <fieldset className={css.assumed}>
      <legend>{t.assumed}</legend>
      <p className={css.quiet}>{t.assumedHint(portfolio.unit === Unit.POINTS ? t.points : t.days, sizes)}</p>
      <div className={css.teams}>
        {teams.map(({ name }) => (
          <TextField
            key={name}
            label={teamTitle(name)}
            value={assumed[idOf(name)] ?? ""}
            error={wrong.has(idOf(name)) ? t.noEffort : undefined}
            onChange={({ target }) => onChange({ ...assumed, [idOf(name)]: target.value })}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** Where the request would stand if it were ready today, and who would go for it. */
export function StandingPanel({
  preview,
  readiness,
  model,
  assumedEffort,
}: {
  preview: PreviewChangesResponse | undefined;
  readiness: Readiness | undefined;
  model: ScoringModel | undefined;
  assumedEffort: boolean;
}) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const own = preview && ownIn(preview);
  if (preview === undefined || own === undefined) {
    const missing = unknownFor(readiness, model, assumedEffort).map((what) =>
      what === "money" ? t.moneyMissing : what === "effort" ? t.effortMissing : what,
    );
    return <p>{missing.length > 0 ? t.unknown(missing.join(", ")) : t.unknownAtAll}</p>;
  }
  const others = othersIn(preview);
  const down = others.filter(goesDown);
  return (
    <>
      <p className={css.rank}>{t.rank(formats.count(own.rank), formats.count(rankedCount(preview)))}</p>
      <p>
        <StandingMark item={own} />
      </p>
      {own.reason !== "" && <p className={css.quiet}>{own.reason}</p>}
      {own.period === "" && <p className={css.quiet}>{t.notRejected}</p>}
      {down.length === 0 ? (
        <p>{t.nobodyGoes}</p>
      ) : (
        <>
          <p>{t.wouldGo(down.length)}</p>
          <Crossings crossings={down} items={preview.rankedItems} compact />
        </>
      )}
      {others.length > down.length && <p className={css.quiet}>{t.wouldCome(others.length - down.length)}</p>}
    </>
  );
}

import { useStability } from "@/api/item";
import { usePortfolio } from "@/app/portfolio";
import {
  type Fraction,
  type ScoringModel,
  type Stability,
  Stability_Firmness,
  type WeightEnd,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Folded } from "@/ui/Section";
import { Loading } from "@/ui/states";
import { useSubjects } from "@/ui/subjects";
import { Trouble } from "@/ui/Trouble";
import css from "./StabilityPart.module.css";
import { stabilityTexts as texts } from "./stabilityTexts";

const share = (fraction: Fraction | undefined) =>
  fraction === undefined ? 0 : Number(fraction.numerator) / Number(fraction.denominator);

function End({ end, label }: { end: WeightEnd | undefined; label: string }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  if (end === undefined) return <td data-label={label} />;
  return (
    <td data-label={label}>
      {formats.percent(share(end.at))}
      <span className={css.note}>
        {end.changes ? t.changesAt : end.known ? t.neverChanges : t.unknownBeyond}
      </span>
    </td>
  );
}

function Intervals({ stability, model }: { stability: Stability; model: ScoringModel }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const subject = useSubjects(model);
  return (
    <table className={css.intervals}>
      <caption className={css.note}>{t.weightShare}</caption>
      <thead>
        <tr>
          <th scope="col">{t.criterion}</th>
          <th scope="col">{t.low}</th>
          <th scope="col">{t.today}</th>
          <th scope="col">{t.high}</th>
        </tr>
      </thead>
      <tbody>
        {stability.intervals.map(({ criterion, today, low, high }) => (
          <tr key={criterion}>
            <th scope="row">
              {subject(criterion)}
              <span className={css.track} aria-hidden="true">
                <span
                  className={css.range}
                  style={{
                    insetInlineStart: `${share(low?.at) * 100}%`,
                    width: `${(share(high?.at) - share(low?.at)) * 100}%`,
                  }}
                />
                <span className={css.now} style={{ insetInlineStart: `${share(today) * 100}%` }} />
              </span>
            </th>
            <End end={low} label={t.low} />
            <td data-label={t.today}>{formats.percent(share(today))}</td>
            <End end={high} label={t.high} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Answer({ item, model }: { item: string; model: ScoringModel }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const subject = useSubjects(model);
  const { data, error, isError } = useStability(item, true);
  if (isError) return <Trouble error={error} />;
  if (data === undefined) return <Loading lines={4} />;
  const percent = (ppm: number) => formats.percent(ppm / 1e6);
  return (
    <div className={css.answer}>
      <p>
        <b>{t.firmness(data.firmness)}</b>
        {data.firmness !== Stability_Firmness.UNSPECIFIED && data.weightings > 0n && (
          <>
            .{" "}
            {t.share(
              percent(data.sharePpm),
              percent(data.lowPpm),
              percent(data.highPpm),
              formats.count(data.weightings),
            )}
          </>
        )}
      </p>
      {data.movedBy.length > 0 && <p>{t.movedBy(data.movedBy.map(subject).join(", "))}</p>}
      {data.intervals.length > 0 && <Intervals stability={data} model={model} />}
    </div>
  );
}

/** How far the weights may move before it changes its side. Takes thousands of plans, so only for who asks. */
export function StabilityPart({ item, model }: { item: string; model: ScoringModel }) {
  const t = useTexts(texts);
  return (
    <Folded title={t.stability} note={t.stabilityNote}>
      {() => <Answer item={item} model={model} />}
    </Folded>
  );
}

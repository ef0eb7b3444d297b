import { useId, useMemo, useState } from "react";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Kpi } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Failed, Loading } from "@/ui/states";
import { Against } from "./Against";
import { OverTime } from "./OverTime";
import { PerRelease } from "./PerRelease";
import css from "./Picture.module.css";
import { PictureTable } from "./PictureTable";
import { type Picture as Chosen, type View, views } from "./pictures";
import type { Measured } from "./points";
import type { Shown } from "./said";
import { type Range, type Release, within } from "./series";
import { texts } from "./texts";

function titleOf(
  t: (typeof texts)["en"],
  view: View,
  first: Kpi | undefined,
  second: Kpi | undefined,
): string {
  if (first === undefined) return t.gone;
  if (view === "release") return t.releaseTitle([first.title, ...(second ? [second.title] : [])].join(", "));
  if (second === undefined) return first.title;
  return view === "against" ? t.againstTitle(first.title, second.title) : t.pair(first.title, second.title);
}

/** What is shown, and how; by hand. */
function Choices({
  chosen,
  kpis,
  onChange,
}: {
  chosen: Chosen;
  kpis: readonly Kpi[];
  onChange: (picture: Chosen) => void;
}) {
  const t = useTexts(texts);
  const options = kpis.map(({ name, title }) => (
    <option key={name} value={idOf(name)}>
      {title}
    </option>
  ));
  return (
    <>
      <label className={css.choice}>
        <span>{t.first}</span>
        <select value={chosen.first} onChange={({ target }) => onChange({ ...chosen, first: target.value })}>
          {options}
        </select>
      </label>
      <label className={css.choice}>
        <span>{t.second}</span>
        <select
          value={chosen.second}
          onChange={({ target }) => onChange({ ...chosen, second: target.value })}
        >
          <option value="">{t.noSecond}</option>
          {options}
        </select>
      </label>
      <label className={css.choice}>
        <span>{t.view}</span>
        <select
          value={chosen.view}
          onChange={({ target }) =>
            onChange({ ...chosen, view: views.find((view) => view === target.value) ?? "time" })
          }
        >
          {views.map((view) => (
            <option key={view} value={view}>
              {t[view]}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** What is drawn, or why there is nothing to draw. */
function Drawing({
  view,
  measured,
  range,
  releases,
  asTable,
}: {
  view: View;
  measured: readonly Measured[];
  range: Range;
  releases: readonly Release[];
  asTable: boolean;
}) {
  const t = useTexts(texts);
  const { category } = usePortfolio();
  const whole = useMemo(
    (): Shown[] =>
      measured.map(({ kpi, series = [] }, index) => ({
        kpi,
        series,
        color: kpi.category === "" ? `var(--part-${index + 1})` : category(kpi.category).color,
      })),
    [measured, category],
  );
  const shown = useMemo(
    () => whole.map((one) => ({ ...one, series: within(one.series, range) })),
    [whole, range],
  );
  const failed = measured.find(({ error, series }) => error && series === undefined);
  if (failed !== undefined) return <Failed error={failed.error} />;
  if (measured.some(({ series }) => series === undefined)) return <Loading lines={6} />;
  const empty = measured.find(({ series }) => series?.length === 0);
  if (empty !== undefined) return <p className={css.nothing}>{t.noPoints(empty.kpi.title)}</p>;
  if (shown.every(({ series }) => series.length === 0))
    return <p className={css.nothing}>{t.noPointsInRange}</p>;
  // The weeks before the first event count, whether they are shown or not.
  if (view === "release") return <PerRelease shown={whole} releases={releases} />;
  const [first, second] = shown;
  if (view === "against" && second === undefined) return <p className={css.nothing}>{t.needsSecond}</p>;
  if (asTable) return <PictureTable shown={shown} releases={releases} />;
  if (view === "against" && first !== undefined && second !== undefined)
    return <Against first={first} second={second} />;
  return <OverTime shown={shown} range={range} releases={releases} />;
}

/** Two indicators in one picture. */
export function Picture({
  chosen,
  measured,
  range,
  releases,
  isNew,
  onChange,
  onRemove,
}: {
  chosen: Chosen;
  measured: readonly Measured[];
  range: Range | undefined;
  releases: readonly Release[];
  /** Just added: the first thing is to choose what it shows. */
  isNew: boolean;
  onChange: (picture: Chosen) => void;
  onRemove: () => void;
}) {
  const t = useTexts(texts);
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const [choosing, setChoosing] = useState(isNew);
  const of = (kpi: string) => measured.find((one) => idOf(one.kpi.name) === kpi);
  const first = of(chosen.first);
  const second = chosen.second === chosen.first ? undefined : of(chosen.second);
  const pair = useMemo(
    () => [first, second].filter((one): one is Measured => one !== undefined),
    [first, second],
  );
  // Before anything is measured, the place of the drawing waits like one.
  const loading = measured.some(({ series, error }) => series === undefined && !error);
  return (
    <section className={css.picture} aria-labelledby={id}>
      <header className={css.head}>
        <h2 id={id}>{titleOf(t, chosen.view, first?.kpi, second?.kpi)}</h2>
        <span className={`${css.buttons} no-print`}>
          {chosen.view !== "release" && (
            <Button kind="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              {t.table}
            </Button>
          )}
          <Button kind="quiet" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
            {t.choose}
          </Button>
          <Button kind="quiet" aria-label={t.remove} title={t.remove} onClick={onRemove}>
            ✕
          </Button>
        </span>
      </header>
      {choosing && (
        <div className={`${css.choices} no-print`}>
          <Choices chosen={chosen} kpis={measured.map(({ kpi }) => kpi)} onChange={onChange} />
        </div>
      )}
      {first === undefined ? null : range === undefined ? (
        loading ? (
          <Loading lines={6} />
        ) : (
          <p className={css.nothing}>{t.noPoints(first.kpi.title)}</p>
        )
      ) : (
        <Drawing view={chosen.view} measured={pair} range={range} releases={releases} asTable={asTable} />
      )}
    </section>
  );
}

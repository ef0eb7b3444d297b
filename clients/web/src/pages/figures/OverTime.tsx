import { AxisBottom, AxisLeft } from "@visx/axis";
import { Group } from "@visx/group";
import { LinePath } from "@visx/shape";
import { type PointerEvent, useMemo, useState } from "react";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { dayOfEpoch } from "@/days";
import { useTexts } from "@/texts";
import { useWidth } from "@/ui/useWidth";
import { dayTicks, fitting, tickLabel, timeOf, timeScale, valueScale } from "./axis";
import css from "./Picture.module.css";
import { Reader } from "./Reader";
import { ReleaseList } from "./ReleaseList";
import { ruleTexts } from "./ruleTexts";
import { useRuleText } from "./ruleWords";
import { directionOf, type Shown, useDayText, useValueText } from "./said";
import { daysOf, limitOf, nearestDay, type Range, type Release, segments, valueOn } from "./series";
import { texts } from "./texts";

const margin = { top: 42, right: 24, bottom: 34, left: 58 };
const panel = 132;
const between = 34;

/** Each indicator in a panel with an axis of its own, all above one time axis: two scales in one frame would draw any likeness. */
export function OverTime({
  shown,
  range,
  releases,
}: {
  shown: readonly Shown[];
  range: Range;
  releases: readonly Release[];
}) {
  const t = useTexts(texts);
  const rules = useTexts(ruleTexts);
  const ruleText = useRuleText();
  const { formats } = usePortfolio();
  const { language } = useSession();
  const valueText = useValueText();
  const dayText = useDayText(shown);
  const [frame, width] = useWidth<HTMLDivElement>();
  const all = useMemo(() => shown.map(({ series }) => series), [shown]);
  const days = useMemo(() => daysOf(all), [all]);
  const lines = useMemo(() => all.map(segments), [all]);
  const [read, setRead] = useState<number>();
  const at = Math.min(read ?? days.length - 1, days.length - 1);
  const day = days[at] ?? range.last;

  const right = Math.max(margin.left + 40, width - margin.right);
  const x = timeScale(range, margin.left, right);
  const panels = shown.map((one, index) => {
    const top = margin.top + index * (panel + between);
    const limit = limitOf(one.kpi);
    const values = one.series.map(({ value }) => value);
    // A limit is seen from afar, too.
    const y = valueScale(limit === undefined ? values : [...values, limit], top + panel, top);
    return { ...one, top, limit, y };
  });
  const bottom = margin.top + shown.length * panel + (shown.length - 1) * between;
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setRead(nearestDay(days, x.invert(left).getTime() / timeOf(1)));
  };
  const numberOf = new Map(
    [...new Set(releases.map(({ day: of }) => of))].map((of, index) => [of, index + 1]),
  );

  return (
    <div ref={frame}>
      <p className={css.readout} aria-hidden="true">
        {dayText(day)}
      </p>
      <Reader label={t.readout} text={dayText(day)} at={at} count={days.length} onMove={setRead}>
        <svg
          className={css.drawing}
          width={width}
          height={bottom + margin.bottom}
          viewBox={`0 0 ${Math.max(1, width)} ${bottom + margin.bottom}`}
          aria-hidden="true"
          onPointerMove={point}
          onPointerLeave={() => setRead(undefined)}
        >
          {[...numberOf].map(([of, number]) => (
            <Group key={of} left={x(timeOf(of))}>
              {panels.map(({ kpi, top }) => (
                <line key={kpi.name} className={css.mark} y1={top} y2={top + panel} />
              ))}
              <text className={css.markNumber} y={12} textAnchor="middle">
                {number}
              </text>
            </Group>
          ))}
          {panels.map(({ kpi, series, color, top, limit, y }, index) => (
            <Group key={kpi.name}>
              <text className={css.panelTitle} x={margin.left} y={top - 8}>
                {fitting(`${kpi.title}, ${kpi.unit} · ${directionOf(kpi, t)}`, right - margin.left)}
              </text>
              <AxisLeft
                scale={y}
                left={margin.left}
                numTicks={4}
                hideZero={false}
                stroke="var(--border-strong)"
                tickStroke="var(--border-strong)"
                tickFormat={(value) => formats.amount(Math.round(Number(value) * 100))}
                tickLabelProps={{ ...tickLabel, textAnchor: "end", dx: "-0.25em", dy: "0.3em" }}
              />
              {limit !== undefined && (
                <Limit
                  from={margin.left}
                  to={right}
                  y={y(limit)}
                  below={y(limit) - top < 16}
                  text={rules.limitMark(formats.amount(Math.round(limit * 100)))}
                />
              )}
              {lines[index]?.map((part) => (
                <LinePath
                  key={part[0]?.day}
                  data={part}
                  x={({ day: of }) => x(timeOf(of))}
                  y={({ value }) => y(value)}
                  stroke={color}
                  strokeWidth={2}
                />
              ))}
              {(series.length < 40 ? series : []).map((one) => (
                <circle key={one.day} cx={x(timeOf(one.day))} cy={y(one.value)} r={2.5} fill={color} />
              ))}
              <Here x={x(timeOf(day))} y={valueOn(series, day)?.value} scale={y} color={color} />
            </Group>
          ))}
          <line className={css.cross} x1={x(timeOf(day))} x2={x(timeOf(day))} y1={margin.top} y2={bottom} />
          <AxisBottom
            scale={x}
            top={bottom}
            numTicks={Math.max(2, Math.floor(width / 110))}
            stroke="var(--border-strong)"
            tickStroke="var(--border-strong)"
            tickFormat={dayTicks(range, language)}
            tickLabelProps={{ ...tickLabel, textAnchor: "middle" }}
          />
        </svg>
      </Reader>
      <p className="visually-hidden">
        {shown
          .map(({ kpi, series }) => {
            const [from, to] = [series[0], series.at(-1)];
            return from === undefined || to === undefined
              ? t.noPoints(kpi.title)
              : t.summary(
                  kpi.title,
                  valueText(kpi, from.value),
                  valueText(kpi, to.value),
                  formats.date(dayOfEpoch(from.day)),
                  formats.date(dayOfEpoch(to.day)),
                );
          })
          .join(" ")}
      </p>
      {shown.map(
        ({ kpi }) =>
          kpi.rule !== undefined && (
            <p key={kpi.name} className={css.fine}>
              {ruleText.limitOf(kpi, kpi.rule)}
            </p>
          ),
      )}
      {panels.some(({ y }) => Number(y.domain()[0]) > 0) && <p className={css.fine}>{t.notFromZero}</p>}
      <ReleaseList releases={releases} numberOf={numberOf} />
    </div>
  );
}

/** The limit of a visibility rule, under what is measured. */
function Limit({
  from,
  to,
  y,
  below,
  text,
}: {
  from: number;
  to: number;
  y: number;
  /** The label stands below the line: above it there is no room. */
  below: boolean;
  text: string;
}) {
  return (
    <>
      <line className={css.limit} x1={from} x2={to} y1={y} y2={y} />
      <text className={css.limitLabel} x={from + 6} y={below ? y + 13 : y - 4}>
        {text}
      </text>
    </>
  );
}

function Here({
  x,
  y,
  scale,
  color,
}: {
  x: number;
  y: number | undefined;
  scale: (value: number) => number;
  color: string;
}) {
  return y === undefined ? null : <circle className={css.here} cx={x} cy={scale(y)} r={4.5} fill={color} />;
}

import { AxisBottom, AxisLeft } from "@visx/axis";
import { type PointerEvent, useMemo, useState } from "react";
import { usePortfolio } from "@/app/portfolio";
import { useTexts } from "@/texts";
import { useWidth } from "@/ui/useWidth";
import { fitting, tickLabel, valueScale } from "./axis";
import css from "./Picture.module.css";
import { Reader } from "./Reader";
import { directionOf, type Shown, useDayText } from "./said";
import { correlation, together } from "./series";
import { texts } from "./texts";

const margin = { top: 26, right: 24, bottom: 46, left: 58 };
const height = 340;

/** The days on which both were measured, one against the other. */
export function Against({ first, second }: { first: Shown; second: Shown }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const [frame, width] = useWidth<HTMLDivElement>();
  const days = useMemo(() => together(first.series, second.series), [first, second]);
  const shown = useMemo(() => [first, second], [first, second]);
  const dayText = useDayText(shown);
  const [read, setRead] = useState<number>();
  if (days.length === 0) return <p>{t.noCommonDays}</p>;

  const at = Math.min(read ?? days.length - 1, days.length - 1);
  const right = Math.max(margin.left + 40, width - margin.right);
  const x = valueScale(
    days.map((day) => day.second.value),
    margin.left,
    right,
  );
  const y = valueScale(
    days.map((day) => day.first.value),
    height - margin.bottom,
    margin.top,
  );
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const far = (index: number) => {
      const day = days[index];
      if (day === undefined) return Number.POSITIVE_INFINITY;
      const [dx, dy] = [
        x(day.second.value) - (event.clientX - box.left),
        y(day.first.value) - (event.clientY - box.top),
      ];
      return dx * dx + dy * dy;
    };
    setRead(days.reduce((best, _, index) => (far(index) < far(best) ? index : best), 0));
  };
  const r = correlation(days);
  const here = days[at];
  const newest = days.at(-1);
  const titleOf = ({ kpi }: Shown) => `${kpi.title}, ${kpi.unit} · ${directionOf(kpi, t)}`;
  const text = dayText(here?.day ?? 0);
  return (
    <div ref={frame}>
      <p className={css.readout} aria-hidden="true">
        {text}
      </p>
      <Reader label={t.readout} text={text} at={at} count={days.length} onMove={setRead}>
        <svg
          className={css.drawing}
          width={width}
          height={height}
          viewBox={`0 0 ${Math.max(1, width)} ${height}`}
          aria-hidden="true"
          onPointerMove={point}
          onPointerLeave={() => setRead(undefined)}
        >
          <text className={css.panelTitle} x={margin.left} y={margin.top - 8}>
            {fitting(`↑ ${titleOf(first)}`, right - margin.left)}
          </text>
          <text className={css.panelTitle} x={right} y={height - 6} textAnchor="end">
            {fitting(`${titleOf(second)} →`, right - margin.left)}
          </text>
          <AxisLeft
            scale={y}
            left={margin.left}
            numTicks={5}
            stroke="var(--border-strong)"
            tickStroke="var(--border-strong)"
            tickFormat={(value) => formats.amount(Math.round(Number(value) * 100))}
            tickLabelProps={{ ...tickLabel, textAnchor: "end", dx: "-0.25em", dy: "0.3em" }}
          />
          <AxisBottom
            scale={x}
            top={height - margin.bottom}
            numTicks={Math.max(2, Math.floor(width / 110))}
            stroke="var(--border-strong)"
            tickStroke="var(--border-strong)"
            tickFormat={(value) => formats.amount(Math.round(Number(value) * 100))}
            tickLabelProps={{ ...tickLabel, textAnchor: "middle" }}
          />
          {days.map((day) => (
            <circle
              key={day.day}
              className={css.dot}
              cx={x(day.second.value)}
              cy={y(day.first.value)}
              r={4}
              fill={first.color}
            />
          ))}
          {newest !== undefined && (
            <circle className={css.ring} cx={x(newest.second.value)} cy={y(newest.first.value)} r={8} />
          )}
          {here !== undefined && (
            <circle
              className={css.here}
              cx={x(here.second.value)}
              cy={y(here.first.value)}
              r={5}
              fill={first.color}
            />
          )}
        </svg>
      </Reader>
      <p className={css.fine}>
        {r === undefined
          ? t.noCorrelation(formats.count(days.length))
          : t.correlation(formats.amount(Math.round(r * 100)), formats.count(days.length))}{" "}
        ({t.newestDay})
      </p>
      {(Number(x.domain()[0]) > 0 || Number(y.domain()[0]) > 0) && (
        <p className={css.fine}>{t.notFromZero}</p>
      )}
    </div>
  );
}

import { useCallback } from "react";
import { usePortfolio } from "@/app/portfolio";
import { dayOfEpoch } from "@/days";
import type { Kpi } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { type Series, valueOn } from "./series";
import { texts } from "./texts";

/** An indicator with the points that a picture shows, and its colour. */
export interface Shown {
  readonly kpi: Kpi;
  readonly series: Series;
  readonly color: string;
}

/** A value with its unit. */
export function useValueText() {
  const { formats } = usePortfolio();
  return useCallback(
    ({ unit }: Pick<Kpi, "unit">, value: number) => `${formats.amount(Math.round(value * 100))} ${unit}`,
    [formats],
  );
}

/** A day with what was measured on it and what happened. */
export function useDayText(shown: readonly Shown[]) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const valueText = useValueText();
  return (day: number) => {
    const points = shown.map(({ kpi, series }) => ({ kpi, point: valueOn(series, day) }));
    const notes = new Set(points.map(({ point }) => point?.note ?? "").filter((note) => note !== ""));
    return [
      formats.date(dayOfEpoch(day)),
      ...points.map(
        ({ kpi, point }) =>
          `${kpi.title} ${point === undefined ? t.notMeasured : valueText(kpi, point.value)}`,
      ),
      ...notes,
    ].join(" · ");
  };
}

export const directionOf = (
  { lowerIsBetter }: Pick<Kpi, "lowerIsBetter">,
  t: { lessIsBetter: string; moreIsBetter: string },
) => (lowerIsBetter ? t.lessIsBetter : t.moreIsBetter);

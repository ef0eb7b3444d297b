import { usePortfolio } from "@/app/portfolio";
import { dayOfEpoch } from "@/days";
import { useTexts } from "@/texts";
import css from "./Picture.module.css";
import type { Release } from "./series";
import { texts } from "./texts";

/** What the numbered marks of the time axis are. */
export function ReleaseList({
  releases,
  numberOf,
}: {
  releases: readonly Release[];
  /** By day. */
  numberOf: ReadonlyMap<number, number>;
}) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  if (releases.length === 0) return null;
  return (
    <ul className={css.releases} aria-label={t.releases}>
      {releases.map(({ day, note }) => (
        <li key={`${day} ${note}`}>
          <b>{numberOf.get(day)}</b> {formats.date(dayOfEpoch(day))} {note}
        </li>
      ))}
    </ul>
  );
}

import css from "./CapacityBar.module.css";

/** What a team has in a period and what becomes of it, in hundredths. */
export interface CapacityParts {
  readonly net: number;
  readonly withheld: number;
  readonly used: number;
  /** The part of what is used that is committed. */
  readonly committed?: number;
}

const share = (part: number, whole: number) => `${whole <= 0 ? 0 : (Math.max(0, part) / whole) * 100}%`;

/**
 * Used, free and withheld beside each other; what is used beyond the capacity stands out behind its end. `most` makes the bars of a
 * page comparable. It repeats figures that stand beside it, so those who hear the page do without.
 */
export function CapacityBar({ net, withheld, used, committed = 0, most }: CapacityParts & { most: number }) {
  const over = Math.max(0, used - net);
  const whole = Math.max(most, net + withheld + over, 1);
  const within = Math.min(used, net);
  const promised = Math.min(committed, within);
  return (
    <span className={css.bar} aria-hidden="true">
      <span className={css.committed} style={{ width: share(promised, whole) }} />
      <span className={css.used} style={{ width: share(within - promised, whole) }} />
      <span className={css.free} style={{ width: share(net - within, whole) }} />
      {over > 0 && <span className={css.over} style={{ width: share(over, whole) }} />}
      <span className={css.withheld} style={{ width: share(withheld, whole) }} />
    </span>
  );
}

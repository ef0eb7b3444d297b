/** A value with the way back and forth. */
export interface History<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
  /** What was changed last, and when: a slider that is dragged is one step, not a hundred. */
  readonly key: string;
  readonly at: number;
}

const together = 1_000;
const kept = 100;

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [], key: "", at: 0 });

export function step<T>(history: History<T>, now: T, key: string, at: number): History<T> {
  if (now === history.now) return history;
  const goesOn = key !== "" && key === history.key && at - history.at < together;
  return {
    past: goesOn ? history.past : [...history.past.slice(1 - kept), history.now],
    now,
    future: [],
    key,
    at,
  };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    now: before,
    future: [history.now, ...history.future],
    key: "",
    at: 0,
  };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future, key: "", at: 0 };
}

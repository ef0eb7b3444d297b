/** What is kept in this tab until it is saved. A browser that keeps nothing loses it with the page, and the page asks before that. */

export function readKept<T>(key: string, fallback: T): T {
  try {
    const kept = sessionStorage.getItem(key);
    return kept === null ? fallback : (JSON.parse(kept) as T);
  } catch {
    return fallback;
  }
}

/** Undefined forgets it. */
export function keep(key: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page itself still has it.
  }
}

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "wouter";
import { readAddress, writeAddress } from "./address";
import { type ChangeSet, unchanged } from "./changes";
import { begin, redo, step, undo } from "./history";

/** Makes a set of changes from the one before. `key` names what is changed: in one go it is one step back. */
export type Update = (key: string, next: (changes: ChangeSet) => ChangeSet) => void;

const keyOf = (portfolio: string) => `lifeline.what-if.${portfolio}`;

function kept(portfolio: string): string {
  try {
    return sessionStorage.getItem(keyOf(portfolio)) ?? "";
  } catch {
    return "";
  }
}

function keep(portfolio: string, address: string): void {
  try {
    sessionStorage.setItem(keyOf(portfolio), address);
  } catch {
    // The address has it all the same.
  }
}

/**
 * The set of changes that the page is about. It is in the address, so that a reload and a link keep it, and in the session, so that it
 * is still there after a look at another page; only "reset" empties it.
 */
export function useChangeSet(portfolio: string) {
  const [search, setSearch] = useSearchParams();
  const asked = search.toString();
  const [history, setHistory] = useState(() =>
    begin(readAddress(new URLSearchParams(asked === "" ? kept(portfolio) : asked))),
  );
  const address = useMemo(() => writeAddress(history.now).toString(), [history.now]);
  const written = useRef(asked);

  // Somebody else has set the address: a link, or the browser's way back.
  useEffect(() => {
    if (asked === written.current) return;
    written.current = asked;
    if (asked !== "") setHistory(begin(readAddress(new URLSearchParams(asked))));
  }, [asked]);

  useEffect(() => {
    keep(portfolio, address);
    if (address === asked) return;
    // Browsers refuse an address that is written with every pixel of a slider.
    const timer = setTimeout(() => {
      written.current = address;
      setSearch(new URLSearchParams(address), { replace: true });
    }, 250);
    return () => clearTimeout(timer);
  }, [portfolio, address, asked, setSearch]);

  const update = useCallback<Update>(
    (key, next) => setHistory((all) => step(all, next(all.now), key, Date.now())),
    [],
  );
  return {
    changes: history.now,
    update,
    undo: useCallback(() => setHistory(undo), []),
    redo: useCallback(() => setHistory(redo), []),
    reset: useCallback(() => update("", () => unchanged), [update]),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  };
}

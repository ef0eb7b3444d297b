import { useCallback, useEffect, useState } from "react";
import { keep, readKept } from "@/ui/keep";
import {
  confirmed,
  draftsFrom,
  type Edit,
  nothingTyped,
  redo,
  saved,
  type Typing,
  type,
  undo,
} from "./drafts";

/** What is typed into the grid, kept in this tab until it is saved. */
export function useTyping(portfolio: string, reader: string) {
  const key = `lifeline.ratings.${portfolio}.${reader}`;
  const [typing, setTyping] = useState<Typing>(() => ({
    ...nothingTyped,
    drafts: draftsFrom(readKept<unknown>(key, {})),
  }));
  useEffect(() => {
    keep(key, Object.keys(typing.drafts).length > 0 ? typing.drafts : undefined);
  }, [key, typing.drafts]);
  return {
    ...typing,
    type: useCallback((edits: readonly Edit[]) => setTyping((now) => type(now, edits)), []),
    undo: useCallback(() => setTyping(undo), []),
    redo: useCallback(() => setTyping(redo), []),
    discard: useCallback(() => setTyping(nothingTyped), []),
    saved: useCallback((sent: Typing["drafts"]) => setTyping((now) => saved(now, sent)), []),
    confirm: useCallback(
      (stored: (item: string, column: string) => string) => setTyping((now) => confirmed(now, stored)),
      [],
    ),
  };
}

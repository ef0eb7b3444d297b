import { useCallback, useEffect, useState } from "react";
import { usePortfolio } from "@/app/portfolio";
import type { Review } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { type Draft, keepMinutes, nextKey, readMinutes } from "./minutes";

export interface MinutesDraft {
  readonly drafts: readonly Draft[];
  readonly add: () => void;
  /** Takes something that is asked for into the minutes; returns its line. */
  readonly note: (text: string, item: string) => void;
  readonly change: (key: number, change: Partial<Draft>) => void;
  readonly remove: (key: number) => void;
  readonly clear: () => void;
}

/** The minutes of a review while it goes on. Who acts has decided, unless somebody else is named. */
export function useMinutes({ name }: Review): MinutesDraft {
  const { me } = usePortfolio();
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => readMinutes(name));
  useEffect(() => keepMinutes(name, drafts), [name, drafts]);
  const self = me?.name ?? "";
  const note = useCallback(
    (text: string, item: string) =>
      setDrafts((all) => [...all, { key: nextKey(all), text, reason: "", decidedBy: self, item }]),
    [self],
  );
  return {
    drafts,
    note,
    add: () => note("", ""),
    change: (key, change) =>
      setDrafts((all) => all.map((draft) => (draft.key === key ? { ...draft, ...change } : draft))),
    remove: (key) => setDrafts((all) => all.filter((draft) => draft.key !== key)),
    clear: () => setDrafts([]),
  };
}

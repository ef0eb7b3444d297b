import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useClients } from "@/api/clients";
import { idOf } from "@/api/names";
import type { Clients } from "@/api/transport";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { Kpi } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { useNotices } from "@/ui/Notices";
import { breachKey, itemsOfBreach, newsOf } from "./rule";
import { ruleTexts } from "./ruleTexts";
import { useValueText } from "./said";

/** The backlog hears of a breach a moment after the roadmap has it. */
const pause = 1_000;
const patience = 20;

/** The item that bears the key; asked for again until it is there, but not for ever: the reference may have been taken from it. */
async function findItem(
  { backlog }: Pick<Clients, "backlog">,
  portfolio: string,
  key: string,
  most: number,
  signal?: AbortSignal,
): Promise<Item | null> {
  for (let tries = 1; ; ++tries) {
    const { items } = await backlog.listItems(itemsOfBreach(portfolio, key), signal && { signal });
    if (items[0] !== undefined) return items[0];
    if (tries >= most || signal?.aborted) return null;
    await new Promise((resume) => setTimeout(resume, pause));
  }
}

/** The item that the newest breach has opened; undefined as long as it may still come, null if there is none. */
export function useBreachItem({ name, breach }: Pick<Kpi, "name" | "breach">): Item | null | undefined {
  const clients = useClients();
  const { id } = usePortfolio();
  const { actor } = useSession();
  const key = breachKey({ name, breach });
  const most = breach?.lasts === true ? patience : 1;
  return useQuery({
    queryKey: ["breach-item", id, key, actor, most],
    queryFn: ({ signal }) => findItem(clients, id, key, most, signal),
    enabled: key !== "",
  }).data;
}

/** Says what a change has done to a rule: both come from the services, so both are asked. */
export function useBreachNews() {
  const t = useTexts(ruleTexts);
  const clients = useClients();
  const { id, formats } = usePortfolio();
  const say = useNotices();
  const valueText = useValueText();
  return useCallback(
    async (before: Kpi | undefined, after: Kpi) => {
      const news = newsOf(before, after);
      if (news === "kept") say.done(t.nowKept(after.title));
      if (news === "lasts") say.done(t.stillBroken(after.title));
      if (news !== "broken" || after.breach === undefined || after.rule === undefined) return;
      const { valueHundredths, dueDate } = after.breach;
      const value = valueText(after, Number(valueHundredths) / 100);
      const limit = valueText(after, Number(after.rule.limitHundredths) / 100);
      const key = breachKey(after);
      // Mostly it is there at once, and one notice says it all.
      let item = await findItem(clients, id, key, 2);
      if (item === null) {
        say.done(t.nowBroken(after.title, value, limit));
        item = await findItem(clients, id, key, patience);
      }
      if (item === null) return;
      const link = { href: `/p/${id}/items/${idOf(item.name)}`, text: item.title };
      say.done(t.opened(after.title, value, limit, formats.date(dueDate)), undefined, link);
    },
    [t, clients, id, formats, say, valueText],
  );
}

/** The same after points were added, whose answer says nothing of the rule. Answers with what the indicator is now. */
export function usePointNews() {
  const { roadmap } = useClients();
  const tell = useBreachNews();
  return useCallback(
    async (before: Kpi): Promise<Kpi> => {
      // The points are there, whether this can be said or not; the table says it too.
      const after = await roadmap.getKpi({ name: before.name }).catch(() => before);
      tell(before, after).catch(() => undefined);
      return after;
    },
    [roadmap, tell],
  );
}

import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Kpi } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { useNotices } from "@/ui/Notices";
import { useBreachNews } from "./breach";
import type { Rule } from "./rule";
import { texts } from "./texts";

/** What is said of an indicator by hand; without a rule, one that it has is taken away. */
export type Fields = Pick<Kpi, "title" | "unit" | "category" | "lowerIsBetter"> & {
  readonly rule: Rule | undefined;
};

const updateMask = { paths: ["title", "unit", "category", "lower_is_better", "rule"] };

/** A change of an indicator, as it is sent. */
export function updateOf({ title, unit, category, lowerIsBetter, rule }: Fields, { name, etag }: Kpi) {
  return {
    kpi: { name, etag, title, unit, category, lowerIsBetter, ...(rule && { rule }) },
    updateMask,
  };
}

/** Makes an indicator and changes it. A change can be undone, as long as nobody else was faster; an item that it has opened stays. */
export function useSaveKpi(kpi: Kpi | undefined) {
  const t = useTexts(texts);
  const { id: portfolio } = usePortfolio();
  const { roadmap } = useClients();
  const change = useChange(portfolio);
  const say = useNotices();
  const tell = useBreachNews();
  const update = (to: Fields, of: Kpi) => {
    let made: Kpi | undefined;
    return change(async (requestId) => {
      made = await roadmap.updateKpi({ ...updateOf(to, of), requestId });
      return { roadmap: made.revision };
    }).then(() => made);
  };
  return async ({ rule, ...fields }: Fields, id: string) => {
    if (kpi === undefined) {
      await change(async (requestId) => {
        const parent = portfolioName(portfolio);
        const made = await roadmap.createKpi({
          parent,
          kpiId: id,
          kpi: { ...fields, ...(rule && { rule }) },
          requestId,
        });
        return { roadmap: made.revision };
      });
      say.done(t.created);
      return;
    }
    const changed = await update({ ...fields, rule }, kpi);
    if (changed === undefined) return say.done(t.changed);
    say.done(t.changed, () => update({ ...kpi, rule: kpi.rule }, changed));
    // Said after the page has closed the dialog: the item takes its moment.
    tell(kpi, changed).catch(() => undefined);
  };
}

import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { TeamEffort } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { Effort } from "@/ui/weave/EffortFields";

/** Every team that any opinion gives work to, with the most that one says: where the talk begins. */
export function teamsOf({ opinions }: Pick<Item, "opinions">): TeamEffort[] {
  const most = new Map<string, TeamEffort>();
  for (const { subject } of opinions) {
    if (subject.case !== "estimate") continue;
    for (const effort of subject.value.efforts) {
      const known = most.get(effort.team);
      if (known === undefined || known.effortHundredths < effort.effortHundredths)
        most.set(effort.team, effort);
    }
  }
  return [...most.values()];
}

/** What SettleItem takes: `values` by subject, a criterion or `money`. */
export function settlementOf(values: ReadonlyMap<string, bigint>, efforts: readonly Effort[]) {
  const money = values.get("money");
  return {
    ratings: [...values]
      .filter(([subject]) => subject !== "money")
      .map(([criterion, valueHundredths]) => ({ criterion, valueHundredths })),
    ...(money !== undefined && { money: { amountHundredths: money } }),
    efforts: [...efforts],
  };
}

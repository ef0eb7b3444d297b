import { usePortfolio } from "@/app/portfolio";
import type { TeamEffort } from "@/gen/lifeline/roadmap/v1/roadmap_pb";

/** "Web 3, Redaktion 4", for cells and sentences. */
export function useEffortText() {
  const { formats, teamTitle } = usePortfolio();
  return (efforts: readonly TeamEffort[]) =>
    efforts
      .map(({ team, effortHundredths }) => `${teamTitle(team)} ${formats.amount(effortHundredths)}`)
      .join(", ");
}

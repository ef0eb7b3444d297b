import { usePortfolio } from "@/app/portfolio";
import type { TeamEffort } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { texts } from "./texts";

/** "Web 3, Redaktion 4", for cells and sentences. */
export function useEffortText() {
  const t = useTexts(texts);
  const { formats, teamTitle } = usePortfolio();
  return (efforts: readonly TeamEffort[]) =>
    efforts
      .map(({ team, effortHundredths }) => t.teamEffort(teamTitle(team), formats.amount(effortHundredths)))
      .join(", ");
}

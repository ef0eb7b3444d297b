import { Link } from "wouter";
import { idOf } from "@/api/names";
import { useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import type { TeamEffort } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { texts } from "./texts";

/** An item by its title, with the way to its page. */
export function ItemLink({ name }: { name: string }) {
  const { id } = usePortfolio();
  const titleOf = useItemTitles(id);
  return <Link href={`/p/${id}/items/${idOf(name)}`}>{titleOf(name)}</Link>;
}

/** "Web 3, Redaktion 4", for cells and sentences. */
export function useEffortText() {
  const t = useTexts(texts);
  const { formats, teamTitle } = usePortfolio();
  return (efforts: readonly TeamEffort[]) =>
    efforts
      .map(({ team, effortHundredths }) => t.teamEffort(teamTitle(team), formats.amount(effortHundredths)))
      .join(", ");
}

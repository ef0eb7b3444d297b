import { Link } from "wouter";
import { idOf } from "@/api/names";
import { useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";

/** An item by its title, as a way to it. */
export function ItemLink({ item, title }: { item: string; title?: string }) {
  const { id } = usePortfolio();
  const titleOf = useItemTitles(id);
  return <Link href={`/p/${id}/items/${idOf(item)}`}>{title || titleOf(item)}</Link>;
}

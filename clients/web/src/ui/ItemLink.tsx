import type { ReactNode } from "react";
import { Link } from "wouter";
import { idOf } from "@/api/names";
import { useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { useInDialog } from "./Dialog";

function To({ item, children }: { item: string; children: ReactNode }) {
  const { id } = usePortfolio();
  const address = `/p/${id}/items/${idOf(item)}`;
  // Who looks something up from within a dialog does not lose what was typed there.
  return useInDialog() ? (
    <a href={address} target="_blank" rel="noreferrer">
      {children}
    </a>
  ) : (
    <Link href={address}>{children}</Link>
  );
}

function Title({ item }: { item: string }) {
  const { id } = usePortfolio();
  return useItemTitles(id)(item);
}

/** An item by its title, as a way to it; by the list's where none is at hand. */
export function ItemLink({ item, title = "" }: { item: string; title?: string }) {
  return <To item={item}>{title || <Title item={item} />}</To>;
}

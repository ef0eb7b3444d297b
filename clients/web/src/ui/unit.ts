import { usePortfolio } from "@/app/portfolio";
import { Unit } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { defineTexts, useTexts } from "@/texts";

const texts = defineTexts({
  en: { days: "person-days", points: "points" },
  de: { days: "Personentage", points: "Punkte" },
});

/** What the portfolio counts work in. */
export function useUnit(): string {
  const t = useTexts(texts);
  const { portfolio } = usePortfolio();
  return portfolio.unit === Unit.POINTS ? t.points : t.days;
}

import { useMemo } from "react";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { localeFor } from "@/format";

/** Numbers with all their places, where they must add up before the reader's eyes. */
export function useExact() {
  const { language } = useSession();
  const { portfolio } = usePortfolio();
  return useMemo(() => {
    const locale = localeFor(language, portfolio.locale);
    const upTo = (places: number) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: places });
    const [points, score] = [upTo(4), upTo(6)];
    return {
      /** From ten-thousandths. */
      points: (value: bigint) => points.format(Number(value) / 1e4),
      /** From millionths. */
      score: (micros: bigint) => score.format(Number(micros) / 1e6),
    };
  }, [language, portfolio.locale]);
}

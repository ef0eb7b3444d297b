import { useItemCrossings, useItemReceipts } from "@/api/item";
import { usePortfolio } from "@/app/portfolio";
import { useTexts } from "@/texts";
import { isOwed, ReceiptAnswers } from "@/ui/answer/ReceiptAnswers";
import { CrossingWhy } from "@/ui/CrossingWhy";
import { Due } from "@/ui/Due";
import { useWords } from "@/ui/words";
import css from "./Owed.module.css";
import { texts } from "./texts";

/** The answers that are owed for it, before anything else. */
export function Owed({ item }: { item: string }) {
  const t = useTexts(texts);
  const words = useWords();
  const { id, formats, memberTitle } = usePortfolio();
  const { data: receipts } = useItemReceipts(id, item);
  const { data: crossings } = useItemCrossings(id, item);
  const owed = receipts?.filter(isOwed) ?? [];
  return owed.map((receipt) => {
    const crossing = crossings?.find(({ name }) => name === receipt.crossing);
    return (
      <section key={receipt.name} className={css.owed} aria-label={t.owed}>
        <h2>
          {t.owed}: {words.kind(receipt.kind)}
        </h2>
        {crossing !== undefined && <CrossingWhy crossing={crossing} />}
        <p>
          {t.owedBy(memberTitle(receipt.owedBy), formats.dateTime(receipt.openTime))} · <Due owed={receipt} />
        </p>
        <ReceiptAnswers receipts={[receipt]} />
      </section>
    );
  });
}

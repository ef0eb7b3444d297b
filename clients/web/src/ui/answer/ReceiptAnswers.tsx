import { useState } from "react";
import { type Receipt, Receipt_State } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { AnswerDialog } from "./AnswerDialog";
import { type Answer, answersFor } from "./answering";
import css from "./ReceiptAnswers.module.css";
import { texts } from "./texts";

export const isOwed = ({ state }: Pick<Receipt, "state">) =>
  state === Receipt_State.OPEN || state === Receipt_State.SEEN;

/** The answers to one or many receipts, as buttons. */
export function ReceiptAnswers({ receipts }: { receipts: readonly Receipt[] }) {
  const t = useTexts(texts);
  const [asked, setAsked] = useState<{ answer: Answer; receipts: readonly Receipt[] }>();
  return (
    <div className={`${css.answers} no-print`}>
      {answersFor(receipts.length).map((answer) => (
        <Button key={answer} onClick={() => setAsked({ answer, receipts })}>
          {t.answer(answer)}
        </Button>
      ))}
      {asked !== undefined && (
        <AnswerDialog receipts={asked.receipts} first={asked.answer} onClose={() => setAsked(undefined)} />
      )}
    </div>
  );
}

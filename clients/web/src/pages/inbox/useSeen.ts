import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { newRequestId } from "@/api/change";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { type Receipt, Receipt_State } from "@/gen/lifeline/scoring/v1/scoring_pb";

const atOnce = 1000;

/** Notes that whoever owes these answers has them before the eyes. Seen is not answered, and a note that fails is made the next time. */
export function useSeen(portfolio: string, receipts: readonly Receipt[] | undefined, member: string) {
  const { scoring } = useClients();
  const queries = useQueryClient();
  const noted = useRef(new Set<string>());
  useEffect(() => {
    const open = (receipts ?? [])
      .filter(({ state, owedBy }) => state === Receipt_State.OPEN && owedBy === member)
      .map(({ crossing }) => crossing)
      .filter((crossing) => !noted.current.has(crossing))
      .slice(0, atOnce);
    if (open.length === 0) return;
    for (const crossing of open) noted.current.add(crossing);
    scoring
      .markReceiptsSeen({ parent: portfolioName(portfolio), crossings: open, requestId: newRequestId() })
      .then(() => queries.invalidateQueries({ queryKey: ["inbox", portfolio] }))
      .catch(() => {
        for (const crossing of open) noted.current.delete(crossing);
      });
  }, [portfolio, receipts, member, scoring, queries]);
}

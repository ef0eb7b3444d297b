import { create, type MessageInitShape, toJsonString } from "@bufbuild/protobuf";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { useSession } from "@/app/session";
import { PreviewChangesRequestSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";

export type Changes = MessageInitShape<typeof PreviewChangesRequestSchema>;

/** The same value, but not before it has stayed the same for a moment: a slider that is dragged asks once. */
export function useSettled<T>(value: T, key: string, wait = 300): T {
  const [settled, setSettled] = useState({ value, key });
  useEffect(() => {
    if (settled.key === key) return;
    const timer = setTimeout(() => setSettled({ value, key }), wait);
    return () => clearTimeout(timer);
  }, [value, key, wait, settled.key]);
  return settled.value;
}

/** What the changes would do, asked of scoring; nothing is stored. The answer before stays until the next one is there. */
export function usePreview(portfolio: string, changes: Changes | undefined) {
  const { scoring } = useClients();
  const { language, actor } = useSession();
  const wanted =
    changes &&
    create(PreviewChangesRequestSchema, { ...changes, parent: portfolioName(portfolio), language });
  const text = wanted === undefined ? "" : toJsonString(PreviewChangesRequestSchema, wanted);
  const settled = useSettled({ wanted, text }, text);
  const answer = useQuery({
    queryKey: ["preview", actor, settled.text],
    queryFn: ({ signal }) => scoring.previewChanges(settled.wanted ?? {}, { signal }),
    enabled: settled.wanted !== undefined,
    placeholderData: keepPreviousData,
  });
  return { ...answer, isBehind: answer.isFetching || settled.text !== text };
}

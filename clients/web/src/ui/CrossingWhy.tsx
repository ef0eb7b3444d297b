import { useQuery } from "@connectrpc/connect-query";
import { idOf } from "@/api/names";
import { useSession } from "@/app/session";
import { type LineCrossing, ScoringService } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useWords } from "./words";

/**
 * Why something crossed, in the reader's language. What has no causes has no sentence, only the reason that was written with it, in English;
 * the ranking in which it happened tells it in other languages, too.
 */
export function CrossingWhy({ crossing }: { crossing: LineCrossing }) {
  const { language } = useSession();
  const words = useWords();
  const { item, ranking, sentence, reason } = crossing;
  const inOther = sentence === "" && reason !== "" && language !== "en";
  const told = useQuery(
    ScoringService.method.getRankedItem,
    { name: `${ranking}/items/${idOf(item)}`, language },
    { enabled: inOther, staleTime: Number.POSITIVE_INFINITY },
  );
  if (sentence === "" && reason === "") {
    return <p>{[crossing.from, crossing.to].filter(Boolean).map(words.standing).join(" → ")}</p>;
  }
  if (!inOther) return <p>{sentence || reason}</p>;
  if (told.isPending) return <p>…</p>;
  return told.data?.reason ? <p>{told.data.reason}</p> : <p lang="en">{reason}</p>;
}

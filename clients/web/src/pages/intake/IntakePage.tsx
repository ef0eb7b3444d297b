import { useMemo, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useAllItems } from "@/api/items";
import { idOf, itemName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { type Item, Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { Failed, Loading } from "@/ui/states";
import { Intake } from "./Intake";
import { Submitted } from "./Submitted";

/** What do you need, and what would become of it? */
export default function IntakePage() {
  const { id, reader } = usePortfolio();
  const [search] = useSearchParams();
  const [, go] = useLocation();
  const { data, error, isError, refetch } = useAllItems(id);
  const [submitted, setSubmitted] = useState<Item | undefined>(undefined);
  const [round, setRound] = useState(0);
  const wanted = search.get("draft") ?? "";
  const drafts = useMemo(() => data?.filter(({ state }) => state === Item_State.DRAFT) ?? [], [data]);

  if (isError && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading lines={10} />;
  if (submitted !== undefined)
    return <Submitted item={submitted} onAnother={() => setSubmitted(undefined)} />;
  const draft = drafts.find(({ name }) => name === itemName(id, wanted));
  return (
    <Intake
      // Each draft, and each reader, has a form of its own.
      key={`${reader} ${draft?.name ?? ""} ${round}`}
      items={data}
      drafts={drafts}
      draft={draft}
      onSaved={(item) => go(`/p/${id}/new?draft=${idOf(item.name)}`, { replace: true })}
      onSubmitted={(item) => {
        setSubmitted(item);
        setRound((times) => times + 1);
        go(`/p/${id}/new`, { replace: true });
        window.scrollTo(0, 0);
      }}
      onRemoved={(item) => {
        if (item.name === draft?.name) go(`/p/${id}/new`, { replace: true });
      }}
    />
  );
}

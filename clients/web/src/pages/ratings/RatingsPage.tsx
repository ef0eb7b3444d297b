import { useMemo } from "react";
import { useAllItems } from "@/api/items";
import { useActiveModel, useRankedList } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { Failed, Loading } from "@/ui/states";
import { Ratings } from "./Ratings";
import { useOpenTasks } from "./useOpenTasks";

/** What is missing, and what would it move if I said it? */
export default function RatingsPage() {
  const { id, reader } = usePortfolio();
  const ranked = useRankedList(id);
  const items = useAllItems(id);
  const model = useActiveModel(id);
  const tasks = useOpenTasks(id);
  const byName = useMemo(() => new Map(items.data?.map((item) => [item.name, item])), [items.data]);

  const failed = [ranked, items, model, tasks].find(({ isError, data }) => isError && data === undefined);
  if (failed !== undefined) return <Failed error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!ranked.data || !items.data || !model.data || !tasks.data) return <Loading lines={12} />;
  return (
    <Ratings
      // Another reader has drafts of his or her own.
      key={reader}
      ranked={ranked.data.items}
      items={byName}
      model={model.data}
      tasks={tasks.data}
    />
  );
}

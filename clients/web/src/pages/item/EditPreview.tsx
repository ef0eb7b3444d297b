import { useState } from "react";
import { useClients } from "@/api/clients";
import { usePreview, withItems } from "@/api/preview";
import { usePortfolio } from "@/app/portfolio";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { PreviewEffect } from "@/ui/Effect";
import { Trouble } from "@/ui/Trouble";
import { actionTexts } from "./actionTexts";
import { type Edited, type Field, updateOf } from "./edit";

/** Most texts move nobody. For those that may, who would cross the line can be looked at before saving. */
const mayMove: ReadonlySet<Field> = new Set(["category", "due"]);

function Answer({ item }: { item: Item }) {
  const { id } = usePortfolio();
  return <PreviewEffect preview={usePreview(id, withItems([item]))} />;
}

export function EditPreview({
  item,
  edited,
  changed,
}: {
  item: Item;
  edited: Edited;
  changed: readonly Field[];
}) {
  const t = useTexts(actionTexts);
  const { backlog } = useClients();
  const [would, setWould] = useState<{ item: Item; of: Edited }>();
  const [error, setError] = useState<unknown>();
  if (!changed.some((field) => mayMove.has(field))) return null;
  async function look() {
    setError(undefined);
    try {
      const changedItem = await backlog.updateItem({
        ...updateOf(item, edited, changed),
        validateOnly: true,
      });
      setWould({ item: changedItem, of: edited });
    } catch (refused) {
      setError(refused);
    }
  }
  return (
    <div>
      <Button onClick={() => void look()}>{t.look}</Button>
      <Trouble error={error} />
      {would !== undefined && would.of === edited && <Answer item={would.item} />}
    </div>
  );
}

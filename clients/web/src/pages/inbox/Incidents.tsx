import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { usePortfolio } from "@/app/portfolio";
import type { Mandate } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { ItemLink } from "@/ui/ItemLink";
import { useNotices } from "@/ui/Notices";
import { ReasonDialog } from "@/ui/ReasonDialog";
import { Section } from "@/ui/Section";
import css from "./cards.module.css";
import { texts } from "./texts";

/** Incident mandates that nobody has approved yet. */
export function Incidents({ mandates }: { mandates: readonly Mandate[] }) {
  const t = useTexts(texts);
  const { id, formats } = usePortfolio();
  const { roadmap } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [asked, setAsked] = useState<Mandate>();
  if (mandates.length === 0) return null;
  async function approve(name: string, reason: string) {
    await change(async (requestId) => {
      const { revision } = await roadmap.approveMandate({ name, reason, requestId });
      return { roadmap: revision };
    });
    say.done(t.approved);
  }
  return (
    <Section title={t.incidents} note={t.incidentsHint}>
      <ul className={css.cards}>
        {mandates.map((mandate) => (
          <li key={mandate.name} className={css.card}>
            <p className={css.title}>
              <ItemLink item={mandate.item} />
            </p>
            <p className={css.said}>{mandate.reason}</p>
            <p className={css.note}>{t.until(formats.date(mandate.approveUntil))}</p>
            <div className={`${css.buttons} no-print`}>
              <Button onClick={() => setAsked(mandate)}>{t.approve}</Button>
            </div>
          </li>
        ))}
      </ul>
      {asked !== undefined && (
        <ReasonDialog
          title={t.approve}
          act={t.approve}
          onClose={() => setAsked(undefined)}
          work={(reason) => approve(asked.name, reason)}
        >
          <p>{asked.reason}</p>
        </ReasonDialog>
      )}
    </Section>
  );
}

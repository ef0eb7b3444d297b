import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { parseHundredths } from "@/format";
import type { Item, Readiness_Spread } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { TextField } from "@/ui/Field";
import form from "@/ui/form.module.css";
import { useNotices } from "@/ui/Notices";
import { ReasonDialog } from "@/ui/ReasonDialog";
import { useSubjects } from "@/ui/subjects";
import { asEfforts, type Effort, EffortFields } from "@/ui/weave/EffortFields";
import { actionTexts } from "./actionTexts";
import { settlementOf, teamsOf } from "./settling";

/** One subject that opinions differ on, with how far they are apart. */
function Value({
  spread,
  model,
  typed,
  onType,
}: {
  spread: Readiness_Spread;
  model: ScoringModel | undefined;
  typed: string;
  onType: (typed: string) => void;
}) {
  const t = useTexts(actionTexts);
  const { formats } = usePortfolio();
  const { language } = useSession();
  const subject = useSubjects(model);
  const wrong = typed !== "" && parseHundredths(typed, language) === undefined;
  return (
    <TextField
      label={subject(spread.subject)}
      hint={t.between(formats.amount(spread.lowHundredths), formats.amount(spread.highHundredths))}
      inputMode="decimal"
      value={typed}
      error={wrong ? t.notANumber : undefined}
      onChange={({ target }) => onType(target.value)}
    />
  );
}

/** Opinions that differ become one value, under the name of who leads the side. What is left empty stays open. */
export function SettleDialog({
  item,
  spreads,
  model,
  onClose,
}: {
  item: Item;
  spreads: readonly Readiness_Spread[];
  model: ScoringModel | undefined;
  onClose: () => void;
}) {
  const t = useTexts(actionTexts);
  const { id } = usePortfolio();
  const { language } = useSession();
  const { backlog } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [efforts, setEfforts] = useState<readonly Effort[]>(() => asEfforts(teamsOf(item)));
  const aboutEffort = spreads.some(({ subject }) => subject === "effort");

  async function settle(reason: string) {
    const values = new Map<string, bigint>();
    for (const { subject } of spreads) {
      const value = parseHundredths(typed[subject] ?? "", language);
      if (subject !== "effort" && value !== undefined) values.set(subject, value);
    }
    await change(async (requestId) => {
      const settled = await backlog.settleItem({
        name: item.name,
        etag: item.etag,
        reason,
        requestId,
        ...settlementOf(values, aboutEffort ? efforts : []),
      });
      return { backlog: settled.revision };
    });
    say.done(t.settled);
  }
  return (
    <ReasonDialog title={t.settle} act={t.settle} onClose={onClose} work={settle}>
      <p>{t.settleHint}</p>
      {spreads
        .filter(({ subject }) => subject !== "effort")
        .map((spread) => (
          <Value
            key={spread.subject}
            spread={spread}
            model={model}
            typed={typed[spread.subject] ?? ""}
            onType={(text) => setTyped((all) => ({ ...all, [spread.subject]: text }))}
          />
        ))}
      {aboutEffort && (
        <fieldset className={form.choices}>
          <legend>{t.effort}</legend>
          <EffortFields efforts={efforts} onChange={setEfforts} />
        </fieldset>
      )}
    </ReasonDialog>
  );
}

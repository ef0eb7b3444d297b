import { useState } from "react";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { parseHundredths } from "@/format";
import type { TeamEffort } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { defineTexts, useTexts } from "@/texts";
import { TextField } from "@/ui/Field";
import form from "@/ui/form.module.css";

const texts = defineTexts({
  en: { notANumber: "A number with at most two decimals" },
  de: { notANumber: "Eine Zahl mit höchstens zwei Nachkommastellen" },
});

export interface Effort {
  readonly team: string;
  readonly effortHundredths: bigint;
}

export const asEfforts = (efforts: readonly TeamEffort[]): Effort[] =>
  efforts.map(({ team, effortHundredths }) => ({ team, effortHundredths }));

/** An effort for each team. What is no number is said so, and not taken. */
export function EffortFields({
  efforts,
  error,
  onChange,
}: {
  efforts: readonly Effort[];
  error?: string | undefined;
  onChange: (efforts: Effort[]) => void;
}) {
  const t = useTexts(texts);
  const { formats, teamTitle } = usePortfolio();
  const { language } = useSession();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  return (
    <div className={form.row}>
      {efforts.map(({ team, effortHundredths }, index) => {
        const text = typed[team] ?? formats.amount(effortHundredths);
        const wrong = parseHundredths(text, language) === undefined;
        return (
          <TextField
            key={team}
            label={teamTitle(team)}
            inputMode="decimal"
            value={text}
            error={wrong ? t.notANumber : index === 0 ? error : undefined}
            onChange={({ target }) => {
              setTyped((all) => ({ ...all, [team]: target.value }));
              const value = parseHundredths(target.value, language);
              if (value !== undefined)
                onChange(efforts.map((one) => (one.team === team ? { team, effortHundredths: value } : one)));
            }}
          />
        );
      })}
    </div>
  );
}

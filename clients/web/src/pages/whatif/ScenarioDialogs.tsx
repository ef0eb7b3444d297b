import { useId, useState } from "react";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import {
  type PreviewChangesRequest,
  type Scenario,
  Scenario_State,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { ActDialog } from "@/ui/ActDialog";
import { TextField } from "@/ui/Field";
import { actTexts } from "./actTexts";
import css from "./Dialogs.module.css";
import { slugOf } from "./slug";

/** Keeps the set under a name. */
export function KeepDialog({
  changes,
  onKept,
  onClose,
}: {
  changes: PreviewChangesRequest;
  onKept: (scenario: string) => void;
  onClose: () => void;
}) {
  const a = useTexts(actTexts);
  const { scoring } = useClients();
  const { id } = usePortfolio();
  const [title, setTitle] = useState("");
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const scenarioId = typed ?? slugOf(title);
  const wanted = { parent: portfolioName(id), scenarioId, scenario: { title, changes } };
  return (
    <ActDialog
      title={a.keepTitle}
      action={a.keepAction}
      reason="none"
      // What is not typed yet is not refused yet.
      ask={() =>
        title.trim() === "" ? Promise.resolve() : scoring.createScenario({ ...wanted, validateOnly: true })
      }
      askKey={`keep ${scenarioId} ${title}`}
      act={async (requestId) => {
        await scoring.createScenario({ ...wanted, requestId });
        return undefined;
      }}
      done={a.kept(title)}
      onDone={() => onKept(scenarioId)}
      onClose={onClose}
    >
      <p className={css.hint}>{a.keepHint}</p>
      <TextField
        label={a.scenarioTitle}
        value={title}
        maxLength={200}
        onChange={({ target }) => setTitle(target.value)}
      />
      <TextField
        label={a.scenarioId}
        hint={a.scenarioIdHint}
        value={scenarioId}
        maxLength={63}
        onChange={({ target }) => setTyped(target.value)}
      />
    </ActDialog>
  );
}

/** Notes what became of a scenario. */
export function CloseDialog({ scenario, onClose }: { scenario: Scenario; onClose: () => void }) {
  const a = useTexts(actTexts);
  const { scoring } = useClients();
  const group = useId();
  const [state, setState] = useState(Scenario_State.DROPPED);
  const choices = [
    [Scenario_State.DROPPED, a.closeDropped],
    [Scenario_State.PROMOTED, a.closePromoted],
  ] as const;
  return (
    <ActDialog
      title={a.closeTitle(scenario.title)}
      action={a.closeAction}
      reason="required"
      act={async (requestId, reason) => {
        await scoring.closeScenario({ name: scenario.name, state, reason, requestId });
        return undefined;
      }}
      done={a.closed(scenario.title)}
      onClose={onClose}
    >
      <fieldset className={css.choice}>
        <legend>{a.closeHow}</legend>
        {choices.map(([value, label]) => (
          <label key={value}>
            <input type="radio" name={group} checked={state === value} onChange={() => setState(value)} />
            {label}
          </label>
        ))}
      </fieldset>
      <p className={css.hint}>{a.closeHint}</p>
    </ActDialog>
  );
}

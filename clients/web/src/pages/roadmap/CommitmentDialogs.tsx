import { create } from "@bufbuild/protobuf";
import { useRef, useState } from "react";
import { useClients } from "@/api/clients";
import { idOf, portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import {
  type Commitment,
  Commitment_State,
  CommitmentSchema,
  PlanningPeriod_State,
  RoadmapUpsertSchema,
  type TeamEffort,
  TeamEffortSchema,
} from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { ActDialog } from "@/ui/ActDialog";
import { AmountInput } from "@/ui/AmountInput";
import { SelectField } from "@/ui/Field";
import { actTexts } from "./actTexts";
import css from "./Dialogs.module.css";
import { nextStates, type PlannedItem } from "./plan";
import { texts } from "./texts";

const states = [Commitment_State.PROMISED, Commitment_State.STARTED, Commitment_State.DELIVERED];

const asUpsert = (value: Commitment) =>
  create(RoadmapUpsertSchema, { resource: { resource: { case: "commitment", value } } });

function PeriodField({ value, onChange }: { value: string; onChange: (period: string) => void }) {
  const a = useTexts(actTexts);
  const { periods, periodTitle } = usePortfolio();
  const choices = periods.filter(
    ({ name, state }) => state !== PlanningPeriod_State.CLOSED || name === value,
  );
  return (
    <SelectField label={a.period} value={value} onChange={({ target }) => onChange(target.value)}>
      {choices.map(({ name }) => (
        <option key={name} value={name}>
          {periodTitle(name)}
        </option>
      ))}
    </SelectField>
  );
}

function StateField({
  value,
  choices,
  onChange,
}: {
  value: Commitment_State;
  choices: readonly Commitment_State[];
  onChange: (state: Commitment_State) => void;
}) {
  const t = useTexts(texts);
  const a = useTexts(actTexts);
  return (
    <SelectField label={a.state} value={value} onChange={({ target }) => onChange(Number(target.value))}>
      {choices.map((state) => (
        <option key={state} value={state}>
          {t.state(state)}
        </option>
      ))}
    </SelectField>
  );
}

/** The team says that it will be done, or that it has been begun. */
export function PromiseDialog({ planned, onClose }: { planned: PlannedItem; onClose: () => void }) {
  const a = useTexts(actTexts);
  const { roadmap } = useClients();
  const { id } = usePortfolio();
  const { item } = planned;
  const [period, setPeriod] = useState(item.period);
  const [state, setState] = useState(Commitment_State.PROMISED);
  const name = `${portfolioName(id)}/commitments/${idOf(item.item)}`;
  const commitment = create(CommitmentSchema, { name, item: item.item, period, state });
  const request = { parent: portfolioName(id), commitment };
  return (
    <ActDialog
      title={a.promiseTitle(item.title)}
      action={a.promiseAction}
      reason="optional"
      ask={(reason) => roadmap.createCommitment({ ...request, reason, validateOnly: true })}
      askKey={`promise ${item.item} ${period} ${state}`}
      preview={{ roadmapUpserts: [asUpsert(commitment)] }}
      act={async (requestId, reason) => {
        const made = await roadmap.createCommitment({ ...request, reason, requestId });
        return { roadmap: made.revision };
      }}
      done={a.promiseDone(item.title)}
      undo={async (requestId) => {
        const gone = await roadmap.deleteCommitment({ name, reason: a.undone, requestId });
        return { roadmap: gone.revision };
      }}
      onClose={onClose}
    >
      <p className={css.hint}>{a.promiseHint}</p>
      <PeriodField value={period} onChange={setPeriod} />
      <StateField value={state} choices={states} onChange={setState} />
    </ActDialog>
  );
}

function RemainingFields({
  efforts,
  onChange,
}: {
  efforts: readonly TeamEffort[];
  onChange: (efforts: TeamEffort[]) => void;
}) {
  const a = useTexts(actTexts);
  const { teamTitle } = usePortfolio();
  return (
    <div className={css.figures}>
      {efforts.map(({ team, effortHundredths }) => (
        <AmountInput
          key={team}
          labelled
          label={a.remainingOf(teamTitle(team))}
          value={Number(effortHundredths)}
          onChange={(amount) =>
            onChange(
              efforts.map((one) =>
                one.team === team
                  ? create(TeamEffortSchema, { team, effortHundredths: BigInt(amount ?? 0) })
                  : one,
              ),
            )
          }
        />
      ))}
    </div>
  );
}

/** How far it is, what remains, and in which period. */
export function ReportDialog({
  commitment,
  state: first,
  title,
  efforts,
  onClose,
}: {
  commitment: Commitment;
  state: Commitment_State;
  title: string;
  /** The item's estimate, which is what remains while nothing else is said. */
  efforts: readonly TeamEffort[];
  onClose: () => void;
}) {
  const t = useTexts(texts);
  const a = useTexts(actTexts);
  const { roadmap } = useClients();
  const [period, setPeriod] = useState(commitment.period);
  const [state, setState] = useState(first);
  const [remaining, setRemaining] = useState<readonly TeamEffort[] | undefined>(undefined);
  const now = commitment.remaining.length > 0 ? commitment.remaining : efforts;
  const wanted = create(CommitmentSchema, {
    name: commitment.name,
    item: commitment.item,
    period,
    state,
    remaining: [...(remaining ?? commitment.remaining)],
    etag: commitment.etag,
  });
  const request = { commitment: wanted, updateMask: { paths: ["state", "period", "remaining"] } };
  const figures = (remaining ?? []).map(({ team, effortHundredths }) => `${team} ${effortHundredths}`);
  return (
    <ActDialog
      title={a.reportTitle(title)}
      action={a.reportAction}
      reason={period === commitment.period ? "optional" : "required"}
      ask={(reason) => roadmap.updateCommitment({ ...request, reason, validateOnly: true })}
      askKey={`report ${commitment.name} ${commitment.etag} ${period} ${state} ${figures.join()}`}
      preview={{ roadmapUpserts: [asUpsert(wanted)] }}
      act={async (requestId, reason) => {
        const made = await roadmap.updateCommitment({ ...request, reason, requestId });
        return { roadmap: made.revision };
      }}
      done={a.reportDone(title, t.state(state))}
      onClose={onClose}
    >
      <p className={css.hint}>{a.reportHint}</p>
      <StateField
        value={state}
        choices={[commitment.state, ...nextStates(commitment.state)]}
        onChange={setState}
      />
      <PeriodField value={period} onChange={setPeriod} />
      {period !== commitment.period && <p className={css.hint}>{a.moveNeedsReason}</p>}
      <RemainingFields efforts={remaining ?? now} onChange={setRemaining} />
    </ActDialog>
  );
}

/** Takes the promise back: the item takes its turn by rank again. */
export function GiveUpDialog({
  commitment,
  title,
  onClose,
}: {
  commitment: Commitment;
  title: string;
  onClose: () => void;
}) {
  const a = useTexts(actTexts);
  const { roadmap } = useClients();
  const { id } = usePortfolio();
  const { name, item, period, state, remaining } = commitment;
  const requestOf = useRef({ parent: portfolioName(id), commitment: { item, period, state, remaining } });
  return (
    <ActDialog
      title={a.giveUpTitle(title)}
      action={a.giveUpAction}
      danger
      reason="required"
      ask={(reason) => roadmap.deleteCommitment({ name, reason, validateOnly: true })}
      askKey={`give up ${name} ${commitment.etag}`}
      preview={{ roadmapRemovals: [name] }}
      act={async (requestId, reason) => {
        const gone = await roadmap.deleteCommitment({ name, reason, requestId });
        return { roadmap: gone.revision };
      }}
      done={a.giveUpDone(title)}
      undo={async (requestId) => {
        const again = { ...requestOf.current, reason: a.undone, requestId };
        return { roadmap: (await roadmap.createCommitment(again)).revision };
      }}
      onClose={onClose}
    >
      <p className={css.hint}>{a.giveUpHint}</p>
    </ActDialog>
  );
}

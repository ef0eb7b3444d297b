import { useRef } from "react";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Capacity } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { ActDialog } from "@/ui/ActDialog";
import { actTexts } from "./actTexts";
import { wouldBe } from "./Capacities";
import type { CapacityChange, Withheld } from "./changes";
import css from "./Dialogs.module.css";
import { capacityUpsert } from "./request";
import { texts } from "./texts";

interface Figures {
  readonly gross: number;
  readonly withheld: readonly Withheld[];
  readonly net: number;
}

function FiguresList({ label, figures }: { label: string; figures: Figures }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  return (
    <tr>
      <th scope="row">{label}</th>
      <td className="number">{formats.amount(figures.gross)}</td>
      <td>
        {figures.withheld.map(({ amount, reason }) => `${formats.amount(amount)} ${reason}`).join(", ") ||
          t.noneHeld}
      </td>
      <td className="number">{formats.amount(figures.net)}</td>
    </tr>
  );
}

/** Makes one capacity of the preview real: seen with its effect alone, with a reason, refused if somebody was faster. */
export function CapacityDialog({
  place,
  capacity,
  change,
  onDone,
  onClose,
}: {
  place: string;
  capacity: Capacity | undefined;
  change: CapacityChange;
  onDone: () => void;
  onClose: () => void;
}) {
  const t = useTexts(texts);
  const a = useTexts(actTexts);
  const { roadmap } = useClients();
  const { id, teamTitle, periodTitle } = usePortfolio();
  const [period = "", team = ""] = place.split("/");
  const etag = useRef("");
  const { now, next } = wouldBe(capacity, change);
  const asCapacity = ({ gross, withheld }: Figures, knownEtag: string) => ({
    name: `${portfolioName(id)}/periods/${period}/capacities/${team}`,
    grossHundredths: BigInt(gross),
    withheld: withheld.map(({ amount, reason }) => ({ amountHundredths: BigInt(amount), reason })),
    etag: knownEtag,
  });
  const wanted = asCapacity(next, capacity?.etag ?? "");
  const upsert = capacityUpsert(id, place, change);
  return (
    <ActDialog
      title={a.realTitle(teamTitle(team), periodTitle(period))}
      action={a.realAction}
      reason="required"
      ask={(reason) => roadmap.updateCapacity({ capacity: wanted, reason, validateOnly: true })}
      askKey={`capacity ${place} ${JSON.stringify(change)} ${wanted.etag}`}
      preview={{ roadmapUpserts: [upsert] }}
      act={async (requestId, reason) => {
        const written = await roadmap.updateCapacity({ capacity: wanted, reason, requestId });
        etag.current = written.etag;
        return { roadmap: written.revision };
      }}
      done={a.realDone(teamTitle(team), periodTitle(period))}
      {...(capacity !== undefined && {
        undo: async (requestId: string) => {
          const back = { capacity: asCapacity(now, etag.current), reason: a.realUndo, requestId };
          return { roadmap: (await roadmap.updateCapacity(back)).revision };
        },
      })}
      onDone={onDone}
      onClose={onClose}
    >
      <table className={css.compare}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t.grossHead}</th>
            <th scope="col">{t.withheldHead}</th>
            <th scope="col">{t.netHead}</th>
          </tr>
        </thead>
        <tbody>
          <FiguresList label={a.realNow} figures={now} />
          <FiguresList label={a.realThen} figures={next} />
        </tbody>
      </table>
      <p className={css.hint}>{a.realOther}</p>
    </ActDialog>
  );
}

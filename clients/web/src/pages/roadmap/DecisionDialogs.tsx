import { create } from "@bufbuild/protobuf";
import { useClients } from "@/api/clients";
import { useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { RoadmapUpsertSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { ActDialog } from "@/ui/ActDialog";
import { useEffortText } from "@/ui/effortText";
import { actTexts } from "./actTexts";
import type { WeaveAct } from "./Carriers";
import css from "./Dialogs.module.css";
import type { MandateAct } from "./Mandates";

/** The carrier owner's yes, or the end of a weave. */
export function WeaveDialog({ act: { act, weave }, onClose }: { act: WeaveAct; onClose: () => void }) {
  const a = useTexts(actTexts);
  const { roadmap } = useClients();
  const { id } = usePortfolio();
  const titleOf = useItemTitles(id);
  const effortText = useEffortText();
  const { name } = weave;
  const rider = titleOf(weave.rider);
  if (act === "agree") {
    const value = { resource: { case: "weave", value: weave } } as const;
    return (
      <ActDialog
        title={a.agreeTitle(rider, titleOf(weave.carrier))}
        action={a.agreeAction}
        reason="optional"
        ask={(reason) => roadmap.agreeWeave({ name, reason, validateOnly: true })}
        askKey={`agree ${name} ${weave.etag}`}
        preview={{ roadmapUpserts: [create(RoadmapUpsertSchema, { resource: value })] }}
        act={async (requestId, reason) => ({
          roadmap: (await roadmap.agreeWeave({ name, reason, requestId })).revision,
        })}
        done={a.agreeDone(rider)}
        onClose={onClose}
      >
        <p className={css.hint}>{a.agreeHint(effortText(weave.marginalEfforts))}</p>
      </ActDialog>
    );
  }
  return (
    <ActDialog
      title={a.takeBackTitle(rider)}
      action={a.takeBackAction}
      danger
      reason="required"
      ask={(reason) => roadmap.deleteWeave({ name, reason, validateOnly: true })}
      askKey={`take back ${name} ${weave.etag}`}
      preview={{ roadmapRemovals: [name] }}
      act={async (requestId, reason) => ({
        roadmap: (await roadmap.deleteWeave({ name, reason, requestId })).revision,
      })}
      done={a.takeBackDone(rider)}
      onClose={onClose}
    >
      <p className={css.hint}>{a.takeBackHint}</p>
    </ActDialog>
  );
}

/** A lead's yes to what was mandated for an incident, or the end of a mandate before its date. */
export function MandateDialog({ act: { act, mandate }, onClose }: { act: MandateAct; onClose: () => void }) {
  const a = useTexts(actTexts);
  const { roadmap } = useClients();
  const { id, formats } = usePortfolio();
  const title = useItemTitles(id)(mandate.item);
  const { name } = mandate;
  if (act === "approve") {
    return (
      <ActDialog
        title={a.approveTitle(title)}
        action={a.approveAction}
        reason="optional"
        ask={(reason) => roadmap.approveMandate({ name, reason, validateOnly: true })}
        askKey={`approve ${name} ${mandate.etag}`}
        act={async (requestId, reason) => ({
          roadmap: (await roadmap.approveMandate({ name, reason, requestId })).revision,
        })}
        done={a.approveDone(title)}
        onClose={onClose}
      >
        <p className={css.hint}>{a.approveHint(formats.date(mandate.until))}</p>
      </ActDialog>
    );
  }
  return (
    <ActDialog
      title={a.endTitle(title)}
      action={a.endAction}
      danger
      reason="required"
      ask={(reason) => roadmap.deleteMandate({ name, reason, validateOnly: true })}
      askKey={`end ${name} ${mandate.etag}`}
      preview={{ roadmapRemovals: [name] }}
      act={async (requestId, reason) => ({
        roadmap: (await roadmap.deleteMandate({ name, reason, requestId })).revision,
      })}
      done={a.endDone(title)}
      onClose={onClose}
    >
      <p className={css.hint}>{a.endHint}</p>
    </ActDialog>
  );
}

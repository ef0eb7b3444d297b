import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { usePortfolio } from "@/app/portfolio";
import type { ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { useNotices } from "@/ui/Notices";
import { ReasonDialog } from "@/ui/ReasonDialog";
import { texts } from "./texts";

/** Gives a proposed model up; for whoever proposed it. */
export function RejectDialog({ model, onClose }: { model: ScoringModel; onClose: () => void }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { scoring } = useClients();
  const change = useChange(id);
  const say = useNotices();
  async function reject(reason: string) {
    await change(async (requestId) => {
      await scoring.rejectScoringModel({ name: model.name, reason, requestId });
      return undefined;
    });
    say.done(t.rejected);
  }
  return (
    <ReasonDialog title={`${t.reject}: ${model.title}`} act={t.reject} onClose={onClose} work={reject} />
  );
}

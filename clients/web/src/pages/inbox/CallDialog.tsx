import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { usePortfolio } from "@/app/portfolio";
import { useTexts } from "@/texts";
import { useNotices } from "@/ui/Notices";
import { ReasonDialog } from "@/ui/ReasonDialog";
import { texts } from "./texts";

/** Brings a dispute or a proposed model before the arbiter. */
export function CallDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { scoring } = useClients();
  const change = useChange(id);
  const say = useNotices();
  async function call(text: string) {
    await change(async (requestId) => {
      await scoring.callArbiter({ name, text, requestId });
      return undefined;
    });
    say.done(t.called);
  }
  return (
    <ReasonDialog title={t.callArbiter} act={t.callArbiter} field="text" onClose={onClose} work={call} />
  );
}

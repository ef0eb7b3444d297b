import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { usePreview, withResource } from "@/api/preview";
import { usePortfolio } from "@/app/portfolio";
import { type Weave, Weave_State } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { defineTexts, useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { PreviewEffect } from "@/ui/Effect";
import { useNotices } from "@/ui/Notices";
import { ReasonDialog } from "@/ui/ReasonDialog";

const texts = defineTexts({
  en: {
    agree: "Agree to the ride",
    takeBack: "Take the ride back",
    agreed: "Agreed: it rides.",
    takenBack: "Taken back.",
  },
  de: {
    agree: "Mitfahrt zustimmen",
    takeBack: "Mitfahrt zurücknehmen",
    agreed: "Zugestimmt: Sie fährt mit.",
    takenBack: "Zurückgenommen.",
  },
});

/** What would be, read before it is said. */
function Preview({ weave, gone }: { weave: Weave; gone: boolean }) {
  const { id } = usePortfolio();
  const preview = usePreview(
    id,
    gone ? { roadmapRemovals: [weave.name] } : withResource({ case: "weave", value: weave }),
  );
  return <PreviewEffect preview={preview} />;
}

/** The carrier owner's yes, and taking a ride back. Who may is said by the service. */
export function WeaveActions({ weave }: { weave: Weave }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { roadmap } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [asked, setAsked] = useState<"agree" | "takeBack">();

  async function agree(reason: string) {
    await change(async (requestId) => {
      const { revision } = await roadmap.agreeWeave({ name: weave.name, reason, requestId });
      return { roadmap: revision };
    });
    say.done(t.agreed);
  }
  async function takeBack(reason: string) {
    await change(async (requestId) => {
      const { revision } = await roadmap.deleteWeave({ name: weave.name, reason, requestId });
      return { roadmap: revision };
    });
    say.done(t.takenBack);
  }

  return (
    <div className="no-print">
      {weave.state === Weave_State.PROPOSED && <Button onClick={() => setAsked("agree")}>{t.agree}</Button>}{" "}
      <Button kind="quiet" onClick={() => setAsked("takeBack")}>
        {t.takeBack}
      </Button>
      {asked === "agree" && (
        <ReasonDialog title={t.agree} act={t.agree} onClose={() => setAsked(undefined)} work={agree}>
          <Preview weave={{ ...weave, state: Weave_State.AGREED }} gone={false} />
        </ReasonDialog>
      )}
      {asked === "takeBack" && (
        <ReasonDialog title={t.takeBack} act={t.takeBack} onClose={() => setAsked(undefined)} work={takeBack}>
          <Preview weave={weave} gone />
        </ReasonDialog>
      )}
    </div>
  );
}

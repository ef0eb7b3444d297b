import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { usePortfolio } from "@/app/portfolio";
import { Weave_State } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { defineTexts, useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import form from "@/ui/form.module.css";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import { CarrierChoice } from "./CarrierChoice";
import { proposeWeave, type Ride, weaveName } from "./weaving";

const texts = defineTexts({
  en: {
    propose: "Propose the ride",
    why: "Why",
    whyHint: "Read by whoever is asked.",
    proposed: (who: string) => `Proposed. ${who} is asked.`,
    agreed: "It rides.",
    takenBack: "Proposed by mistake.",
  },
  de: {
    propose: "Huckepack vorschlagen",
    why: "Warum",
    whyHint: "Liest, wer gefragt wird.",
    proposed: (who: string) => `Vorgeschlagen. ${who} wird gefragt.`,
    agreed: "Sie fährt mit.",
    takenBack: "Versehentlich vorgeschlagen.",
  },
});

/** Proposes that an item rides in another; can be taken back at once. */
export function WeaveForm({ rider }: { rider: string }) {
  const t = useTexts(texts);
  const { id, memberTitle } = usePortfolio();
  const clients = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [ride, setRide] = useState<Ride>();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function takeBack() {
    await change(async (requestId) => {
      const gone = await clients.roadmap.deleteWeave({
        name: weaveName(rider),
        reason: t.takenBack,
        requestId,
      });
      return { roadmap: gone.revision };
    });
  }

  async function propose(chosen: Ride) {
    setBusy(true);
    setError(undefined);
    try {
      let agreed = false;
      await change(async (requestId) => {
        const weave = await proposeWeave(clients, id, chosen, { requestId, reason });
        agreed = weave.state === Weave_State.AGREED;
        return { roadmap: weave.revision };
      });
      say.done(agreed ? t.agreed : t.proposed(memberTitle(chosen.carrierOwner)), takeBack);
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ride !== undefined) void propose(ride);
      }}
    >
      <CarrierChoice rider={rider} chosen={ride} onChoose={setRide} />
      {ride !== undefined && (
        <TextField
          label={t.why}
          hint={t.whyHint}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      )}
      <Trouble error={error} />
      <div className={`${form.buttons} no-print`}>
        <Button type="submit" disabled={ride === undefined || busy}>
          {t.propose}
        </Button>
      </div>
    </form>
  );
}

import { useQuery } from "@connectrpc/connect-query";
import { useState } from "react";
import { useSession } from "@/app/session";
import { type Dispute, type RankedItem, ScoringService } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { CrossingWhy } from "@/ui/CrossingWhy";
import { Effect } from "@/ui/Effect";
import { ItemLink } from "@/ui/ItemLink";
import { LiftList } from "@/ui/Lifts";
import { StandingMark } from "@/ui/StandingMark";
import { Loading } from "@/ui/states";
import { Trouble } from "@/ui/Trouble";
import css from "./cards.module.css";
import { texts } from "./texts";

function Place({ item }: { item: RankedItem }) {
  return (
    <p>
      <ItemLink item={item.item} title={item.title} />: <StandingMark item={item} />
      {item.reason !== "" && <> · {item.reason}</>}
    </p>
  );
}

function Facts({ name }: { name: string }) {
  const t = useTexts(texts);
  const { language } = useSession();
  const { data, error, isError } = useQuery(ScoringService.method.getDispute, { name, language });
  if (isError) return <Trouble error={error} />;
  if (data === undefined) return <Loading lines={3} />;
  const { facts } = data;
  if (facts === undefined) return null;
  return (
    <div className={css.facts}>
      {facts.item !== undefined && (
        <div>
          <h3>{t.standsNow}</h3>
          <Place item={facts.item} />
          {facts.displaced !== undefined && <Place item={facts.displaced} />}
        </div>
      )}
      {facts.crossing !== undefined && (
        <div>
          <h3>{t.happened}</h3>
          <CrossingWhy crossing={facts.crossing} />
        </div>
      )}
      {facts.lifts.length > 0 && (
        <div>
          <h3>{t.wouldLift}</h3>
          <LiftList lifts={facts.lifts} />
        </div>
      )}
      <div>
        <h3>{t.ifGranted}</h3>
        <Effect of={{ crossings: facts.crossings }} />
      </div>
    </div>
  );
}

/** What whoever decides needs to know, as of the newest ranking; planned when it is asked for. */
export function DisputeFacts({ dispute }: { dispute: Dispute }) {
  const t = useTexts(texts);
  const [open, setOpen] = useState(false);
  return (
    <details className={css.unfold} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t.facts}</summary>
      {open && <Facts name={dispute.name} />}
    </details>
  );
}

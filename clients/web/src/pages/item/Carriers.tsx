import { useDecisions } from "@/api/item";
import { standsBelow, useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { type Weave, Weave_State } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { useEffortText } from "@/ui/effortText";
import { Section } from "@/ui/Section";
import { WeaveActions } from "@/ui/weave/WeaveActions";
import { WeaveForm } from "@/ui/weave/WeaveForm";
import css from "./Carriers.module.css";
import { texts } from "./texts";

/** One ride, agreed or proposed, with what may be done about it. */
function Ride({ weave }: { weave: Weave }) {
  const t = useTexts(texts);
  const { id, memberTitle } = usePortfolio();
  const effortText = useEffortText();
  const titleOf = useItemTitles(id);
  const [rider, carrier] = [titleOf(weave.rider), titleOf(weave.carrier)];
  const agreed = weave.state === Weave_State.AGREED;
  return (
    <li className={css.ride}>
      <p>
        {agreed ? t.rides(rider, carrier) : t.proposedRide(rider, carrier, memberTitle(weave.carrierOwner))}
      </p>
      <p className={css.note}>
        {t.inside} {effortText(weave.marginalEfforts)}
        {agreed && <> · {t.agreedBy(memberTitle(weave.agreedBy))}</>}
      </p>
      <WeaveActions weave={weave} />
    </li>
  );
}

/** In what it rides or could ride, and what rides in it. */
export function Carriers({ item, place }: { item: Item; place: RankedItem | undefined }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { data } = useDecisions(id);
  const weaves = data?.weaves.filter(({ rider, carrier }) => rider === item.name || carrier === item.name);
  if (weaves === undefined) return null;
  const couldRide = place !== undefined && standsBelow(place) && weaves.length === 0;
  if (weaves.length === 0 && !couldRide) return null;
  // What nobody has proposed yet is a form, and no form belongs on paper.
  return (
    <div className={weaves.length === 0 ? "no-print" : undefined}>
      <Section title={t.carriers} note={t.carriersNote}>
        {weaves.length > 0 && (
          <ul className={css.rides}>
            {weaves.map((weave) => (
              <Ride key={weave.name} weave={weave} />
            ))}
          </ul>
        )}
        {couldRide && <WeaveForm rider={item.name} />}
      </Section>
    </div>
  );
}

import { useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import type { Weave } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { useEffortText } from "@/ui/effortText";
import { ItemLink } from "@/ui/ItemLink";
import { Section } from "@/ui/Section";
import { WeaveActions } from "@/ui/weave/WeaveActions";
import css from "./cards.module.css";
import { texts } from "./texts";

/** Rides that somebody proposed, and that wait for who owns the carrier. */
export function Rides({ weaves, all }: { weaves: readonly Weave[]; all: boolean }) {
  const t = useTexts(texts);
  const { id, memberTitle } = usePortfolio();
  const effortText = useEffortText();
  const titleOf = useItemTitles(id);
  if (weaves.length === 0) return null;
  return (
    <Section title={all ? t.weavesAll : t.weaves}>
      <ul className={css.cards}>
        {weaves.map((weave) => (
          <li key={weave.name} className={css.card}>
            <p className={css.title}>
              <ItemLink item={weave.rider} title={t.ride(titleOf(weave.rider), titleOf(weave.carrier))} />
            </p>
            <p className={css.note}>
              {t.inside} {effortText(weave.marginalEfforts)}
              {all && <> · {t.asks(memberTitle(weave.carrierOwner))}</>}
            </p>
            <WeaveActions weave={weave} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

import { standsBelow } from "@/api/ranking";
import type { RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Lifts } from "@/ui/Lifts";
import { Section } from "@/ui/Section";
import { texts } from "./texts";

/** Only what is below can be lifted. */
export function LiftPart({ place }: { place: RankedItem }) {
  const t = useTexts(texts);
  if (!standsBelow(place)) return null;
  return (
    <Section title={t.lift} note={t.liftNote}>
      <Lifts item={place.item} />
    </Section>
  );
}

import { useLift } from "@/api/item";
import { useActiveModel } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { type Lift, Lift_Lever } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";
import css from "./Lifts.module.css";
import { Loading } from "./states";
import { useSubjects } from "./subjects";
import { Trouble } from "./Trouble";

const texts = defineTexts({
  en: {
    lever: (value: Lift_Lever) =>
      ({
        [Lift_Lever.UNSPECIFIED]: "",
        [Lift_Lever.TEAM_EFFORT]: "less effort",
        [Lift_Lever.WHOLE_EFFORT]: "less effort of all",
        [Lift_Lever.RATING]: "a higher rating",
        [Lift_Lever.MONEY]: "more money",
        [Lift_Lever.CAPACITY]: "more capacity",
        [Lift_Lever.CARRIER]: "a carrier",
        [Lift_Lever.SPLIT]: "a split",
      })[value],
    cannot: "It is not below for want of room or points, so no lever would lift it.",
    nothing: "No single change would lift it.",
    others: (count: number) => (count === 1 ? "1 lever does not help" : `${count} levers do not help`),
    more: (count: number) => (count === 1 ? "1 more way" : `${count} more ways`),
    asking: "Looking what would lift it …",
    would: "Would lift it:",
  },
  de: {
    lever: (value: Lift_Lever) =>
      ({
        [Lift_Lever.UNSPECIFIED]: "",
        [Lift_Lever.TEAM_EFFORT]: "weniger Aufwand",
        [Lift_Lever.WHOLE_EFFORT]: "weniger Aufwand aller",
        [Lift_Lever.RATING]: "höhere Bewertung",
        [Lift_Lever.MONEY]: "mehr Geld",
        [Lift_Lever.CAPACITY]: "mehr Kapazität",
        [Lift_Lever.CARRIER]: "ein Trägerprojekt",
        [Lift_Lever.SPLIT]: "aufteilen",
      })[value],
    cannot: "Sie steht nicht aus Mangel an Platz oder Punkten darunter; kein Hebel würde sie heben.",
    nothing: "Keine einzelne Änderung würde sie heben.",
    others: (count: number) => (count === 1 ? "1 Hebel hilft nicht" : `${count} Hebel helfen nicht`),
    more: (count: number) => (count === 1 ? "1 weiterer Weg" : `${count} weitere Wege`),
    asking: "Es wird nachgesehen, was sie heben würde …",
    would: "Würde sie heben:",
  },
});

/** Which lever: of what team, of what criterion. */
function useLeverWords(): (lift: Lift) => string {
  const t = useTexts(texts);
  const { id, teamTitle } = usePortfolio();
  const model = useActiveModel(id);
  const subject = useSubjects(model.data);
  return ({ lever, team, criterion }) =>
    [t.lever(lever), criterion !== "" && subject(criterion), team !== "" && teamTitle(team)]
      .filter(Boolean)
      .join(": ");
}

function Levers({ lifts }: { lifts: readonly Lift[] }) {
  const words = useLeverWords();
  return (
    <ul className={css.lifts}>
      {lifts.map((lift) => (
        <li key={`${lift.lever} ${lift.team} ${lift.period} ${lift.criterion} ${lift.carrier}`}>
          <span className={css.lever}>{words(lift)}</span>
          <span>{lift.sentence}</span>
        </li>
      ))}
    </ul>
  );
}

/** The levers that lift an item, each by itself; those that do not are there for whoever asks. */
export function LiftList({ lifts }: { lifts: readonly Lift[] }) {
  const t = useTexts(texts);
  const helping = lifts.filter(({ found }) => found);
  const useless = lifts.filter(({ found }) => !found);
  return (
    <>
      {helping.length === 0 ? <p>{t.nothing}</p> : <Levers lifts={helping} />}
      {useless.length > 0 && (
        <details className={css.useless}>
          <summary>{t.others(useless.length)}</summary>
          <Levers lifts={useless} />
        </details>
      )}
    </>
  );
}

/** What would lift an item above the line. */
export function Lifts({ item }: { item: string }) {
  const t = useTexts(texts);
  const { data, error, isError } = useLift(item);
  if (isError) return <Trouble error={error} />;
  if (data === undefined) return <Loading lines={3} />;
  if (!data.canBeLifted) return <p>{t.cannot}</p>;
  return <LiftList lifts={data.lifts} />;
}

/** The first of them in one line, and how many more there are. */
export function LiftLine({ item }: { item: string }) {
  const t = useTexts(texts);
  const { data, error, isError } = useLift(item);
  if (isError) return <Trouble error={error} />;
  if (data === undefined) return <p className={css.line}>{t.asking}</p>;
  const [first, ...more] = data.lifts.filter(({ found }) => found);
  if (first === undefined) {
    return <p className={css.line}>{data.canBeLifted ? t.nothing : t.cannot}</p>;
  }
  return (
    <div className={css.line}>
      <p>
        <b>{t.would}</b> {first.sentence}
      </p>
      {more.length > 0 && (
        <details>
          <summary>{t.more(more.length)}</summary>
          <Levers lifts={more} />
        </details>
      )}
    </div>
  );
}

import { useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { type Weave, Weave_State } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { RankedItem, ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { useEffortText } from "@/ui/effortText";
import { ItemLink } from "@/ui/ItemLink";
import { StandingMark } from "@/ui/StandingMark";
import css from "./Carriers.module.css";
import { carriersOf } from "./plan";
import { texts } from "./texts";

export type WeaveAct = { readonly act: "agree" | "take-back"; readonly weave: Weave };

function Rider({
  weave,
  item,
  onAct,
}: {
  weave: Weave;
  item: RankedItem | undefined;
  onAct: (act: WeaveAct) => void;
}) {
  const t = useTexts(texts);
  const { id, memberTitle } = usePortfolio();
  const titleOf = useItemTitles(id);
  const effortText = useEffortText();
  const agreed = weave.state === Weave_State.AGREED;
  const act = (kind: WeaveAct["act"], label: string) => (
    <Button
      kind={agreed ? "quiet" : "plain"}
      aria-label={t.of(label, titleOf(weave.rider))}
      onClick={() => onAct({ act: kind, weave })}
    >
      {label}
    </Button>
  );
  return (
    <li className={agreed ? undefined : css.waits}>
      <p>
        <span aria-hidden="true">↳ </span>
        <ItemLink item={weave.rider} />
      </p>
      <p className={css.facts}>
        <span>{t.inside(effortText(weave.marginalEfforts))}</span>
        {item !== undefined && <StandingMark item={item} />}
        <span>
          {agreed ? t.agreedBy(memberTitle(weave.agreedBy)) : t.waitsFor(memberTitle(weave.carrierOwner))}
        </span>
      </p>
      {item !== undefined && item.reason !== "" && <p className={css.facts}>{item.reason}</p>}
      <p className={`${css.buttons} no-print`}>
        {!agreed && act("agree", t.agree)}
        {act("take-back", t.takeBack)}
      </p>
    </li>
  );
}

/** Larger items with what is woven into them, and what waits for a yes. */
export function Carriers({
  weaves,
  list,
  model,
  onAct,
}: {
  weaves: readonly Weave[];
  list: readonly RankedItem[];
  model: ScoringModel;
  onAct: (act: WeaveAct) => void;
}) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const items = new Map(list.map((item) => [item.item, item]));
  if (weaves.length === 0) return <p className={css.facts}>{t.noCarriers}</p>;
  return (
    <ul className={css.carriers}>
      {carriersOf(weaves, list, model).map(({ carrier, weaves: own, ridden, cap }) => {
        const item = items.get(carrier);
        return (
          <li key={carrier}>
            <h3>
              <ItemLink item={carrier} />
            </h3>
            <p className={css.facts}>
              {item !== undefined && <StandingMark item={item} />}
              {cap !== undefined && <span>{t.carrierUse(formats.amount(ridden), formats.amount(cap))}</span>}
            </p>
            <ul className={css.riders}>
              {own.map((weave) => (
                <Rider key={weave.name} weave={weave} item={items.get(weave.rider)} onAct={onAct} />
              ))}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}

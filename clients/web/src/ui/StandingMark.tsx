import { usePortfolio } from "@/app/portfolio";
import { type RankedItem, Rule, Standing } from "@/gen/lifeline/scoring/v1/scoring_pb";
import css from "./StandingMark.module.css";
import { useWords } from "./words";

/** Where an item stands: its period if it is above, the word for it otherwise, and the rule where that was not its score. */
export function StandingMark({ item }: { item: Pick<RankedItem, "standing" | "period" | "rule"> }) {
  const words = useWords();
  const { periodTitle } = usePortfolio();
  const above = item.standing === Standing.ABOVE || item.standing === Standing.RIDING;
  const side = above ? css.above : css.below;
  return (
    <span className={`${css.mark} ${side}`}>
      {words.standing(item.standing)}
      {item.period !== "" && <b> {periodTitle(item.period)}</b>}
      {above &&
        item.rule !== Rule.BY_SCORE &&
        item.rule !== Rule.AS_RIDER &&
        item.rule !== Rule.UNSPECIFIED && <span className={css.rule}> · {words.rule(item.rule)}</span>}
    </span>
  );
}

import { usePortfolio } from "@/app/portfolio";
import type { LineCrossing, ReviewReport } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { goesDown, goesUp } from "@/ui/crossingWays";
import { ItemLink } from "@/ui/ItemLink";
import css from "./Parts.module.css";
import { texts } from "./texts";
import { reportWords } from "./words";

function MoveTable({ title, moves }: { title: string; moves: readonly LineCrossing[] }) {
  const words = useTexts(reportWords);
  if (moves.length === 0) return null;
  return (
    <table className={`${css.table} ${css.moves}`}>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{words.item}</th>
          <th scope="col">{words.move}</th>
          <th scope="col">{words.why}</th>
        </tr>
      </thead>
      <tbody>
        {moves.map((move) => (
          <tr key={move.item}>
            <td data-label={words.item}>
              <ItemLink item={move.item} title={move.title} />
            </td>
            <td data-label={words.move} className={goesDown(move) ? css.down : css.up}>
              <span aria-hidden="true">{goesDown(move) ? "▼ " : "▲ "}</span>
              {words.kind(move.kind)}
            </td>
            <td data-label={words.why}>{move.sentence || move.reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Each move with its sentence: what went down first, as that is what somebody has to be told. */
export function Moves({ report: { moves } }: { report: ReviewReport }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  if (moves.length === 0) return null;
  const down = moves.filter(goesDown);
  const up = moves.filter(goesUp);
  return (
    <section aria-labelledby="review-moves">
      <h2 id="review-moves">{t.moves}</h2>
      <MoveTable title={t.downMoves(formats.count(down.length))} moves={down} />
      <MoveTable title={t.upMoves(formats.count(up.length))} moves={up} />
    </section>
  );
}

import { usePortfolio } from "@/app/portfolio";
import { Cause_Group, type ReviewReport } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import css from "./Causes.module.css";
import { shareOf } from "./reviews";
import { texts } from "./texts";
import { reportWords } from "./words";

function Bar({ share, up }: { share: number; up?: true }) {
  return (
    <span className={css.track} aria-hidden="true">
      <span className={up ? css.up : css.down} style={{ width: `${share * 100}%` }} />
    </span>
  );
}

/** Why things moved: a table whose figures are bars as well, so that the chart and its table cannot say two things. */
export function Causes({ report }: { report: ReviewReport }) {
  const t = useTexts(texts);
  const words = useTexts(reportWords);
  const { formats } = usePortfolio();
  // The largest on top; moves up, which have no cause, at the foot.
  const causes = [...report.causes].sort(
    (a, b) =>
      Number(a.group === Cause_Group.UNSPECIFIED) - Number(b.group === Cause_Group.UNSPECIFIED) ||
      Number(b.moneyDownHundredths - a.moneyDownHundredths) ||
      b.downCount - a.downCount,
  );
  const mostMoves = Math.max(0, ...causes.map(({ downCount, upCount }) => Math.max(downCount, upCount)));
  const mostMoney = Math.max(0, ...causes.map(({ moneyDownHundredths }) => Number(moneyDownHundredths)));
  const sum = (of: (total: (typeof causes)[number]) => number) =>
    formats.count(causes.reduce((all, total) => all + of(total), 0));
  return (
    <section aria-labelledby="review-causes">
      <h2 id="review-causes">{words.causes}</h2>
      {causes.length === 0 ? (
        <p className={css.none}>{report.previousRanking === "" ? t.firstReview : words.nothingMoved}</p>
      ) : (
        <table className={css.causes}>
          <caption className="visually-hidden">{t.chart}</caption>
          <thead>
            <tr>
              <th scope="col">{words.cause}</th>
              <th scope="col">{words.down}</th>
              <th scope="col">{words.up}</th>
              <th scope="col">{words.moneyDown}</th>
            </tr>
          </thead>
          <tbody>
            {causes.map(({ group, downCount, upCount, moneyDownHundredths }) => (
              <tr key={group}>
                <th scope="row">{words.group(group)}</th>
                <td>
                  <span className={css.cell}>
                    <Bar share={shareOf(downCount, mostMoves)} />
                    <span className="number">{formats.count(downCount)}</span>
                  </span>
                </td>
                <td>
                  <span className={css.cell}>
                    <Bar share={shareOf(upCount, mostMoves)} up />
                    <span className="number">{formats.count(upCount)}</span>
                  </span>
                </td>
                <td>
                  <span className={css.cell}>
                    <Bar share={shareOf(moneyDownHundredths, mostMoney)} />
                    <span className="number">{formats.money(moneyDownHundredths)}</span>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{words.allMoves}</th>
              <td className={css.sum}>{sum(({ downCount }) => downCount)}</td>
              <td className={css.sum}>{sum(({ upCount }) => upCount)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      )}
    </section>
  );
}

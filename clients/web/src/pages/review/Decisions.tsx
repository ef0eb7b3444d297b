import { usePortfolio } from "@/app/portfolio";
import type { ReviewReport } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Asks } from "./Asks";
import css from "./Decisions.module.css";
import { reportWords } from "./words";

/** At most five, by the money at stake: what is asked, of which role, and where it is decided. */
export function Decisions({
  report,
  onNote,
}: {
  report: ReviewReport;
  /** Takes a decision into the minutes, while they are being written. */
  onNote: ((text: string, item: string) => void) | undefined;
}) {
  const words = useTexts(reportWords);
  const { formats } = usePortfolio();
  return (
    <section aria-labelledby="review-decisions">
      <h2 id="review-decisions">{words.decisions}</h2>
      {report.decisions.length === 0 ? (
        <p className={css.none}>{words.noDecisions}</p>
      ) : (
        <ol className={css.decisions}>
          {report.decisions.map((asked) => (
            <li key={asked.name + asked.sentence} className={css.decision}>
              <div className={css.what}>
                <p className={css.sentence}>{asked.sentence}</p>
                <Asks asked={asked} onNote={onNote} />
              </div>
              <dl className={css.facts}>
                <div>
                  <dt>{words.atStake}</dt>
                  <dd className="number">{formats.money(asked.moneyHundredths)}</dd>
                </div>
                <div>
                  <dt>{words.who}</dt>
                  <dd>{words.role(asked.role)}</dd>
                </div>
              </dl>
            </li>
          ))}
        </ol>
      )}
      {report.moreDecisions > 0 && <p>{words.more(formats.count(report.moreDecisions))}</p>}
    </section>
  );
}

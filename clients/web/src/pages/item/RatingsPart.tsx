import { usePortfolio } from "@/app/portfolio";
import type { Evidence, Item, Opinion } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { useEffortText } from "@/ui/effortText";
import { Section } from "@/ui/Section";
import { useSubjects } from "@/ui/subjects";
import css from "./facts.module.css";
import { texts } from "./texts";

function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  if (evidence.length === 0) return <p className={css.note}>{t.noEvidence}</p>;
  return (
    <ul className={css.list}>
      {evidence.map(({ id, title, uri, grade, expireDate }) => (
        <li key={id}>
          {/^https?:\/\//.test(uri) ? <a href={uri}>{title}</a> : title}
          <span className={css.note}>
            {[t.grade(grade), expireDate !== undefined && t.expires(formats.date(expireDate)), uri]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** A value that somebody gave: what, how much, how sure, and by what. */
interface Given {
  readonly key: string;
  readonly subject: string;
  readonly value: string;
  readonly by: string;
  readonly when: string;
  readonly evidence: string;
}

interface Raw {
  readonly value: string;
  readonly by: string;
  readonly time: Item["createTime"];
  readonly evidence: string;
}

function useGiven(item: Item, model: ScoringModel | undefined) {
  const { formats, memberTitle } = usePortfolio();
  const effortText = useEffortText();
  const subject = useSubjects(model);
  const titleOf = (id: string) => item.evidence.find((one) => one.id === id)?.title ?? id;
  const sure = (confidence: number | undefined) => (confidence === undefined ? "" : ` (${confidence} %)`);
  const given = (key: string, { value, by, time, evidence }: Raw): Given => ({
    key: `${key} ${by}`,
    subject: subject(key),
    value,
    by: memberTitle(by),
    when: formats.dateTime(time),
    evidence: titleOf(evidence),
  });
  const ofRating = (rating: Item["ratings"][number]) =>
    given(rating.criterion, {
      value: formats.amount(rating.valueHundredths) + sure(rating.confidence),
      by: rating.ratedBy,
      time: rating.rateTime,
      evidence: rating.evidence,
    });
  const ofMoney = (money: NonNullable<Item["money"]>) =>
    given("money", {
      value: formats.money(money.amountHundredths) + sure(money.confidence),
      by: money.ratedBy,
      time: money.rateTime,
      evidence: money.evidence,
    });
  const ofEstimate = (estimate: NonNullable<Item["estimate"]>) =>
    given("effort", {
      value: effortText(estimate.efforts),
      by: estimate.estimatedBy,
      time: estimate.estimateTime,
      evidence: estimate.evidence,
    });
  const ofOpinion = ({ subject: said }: Opinion): Given[] => {
    switch (said.case) {
      case "rating":
        return [ofRating(said.value)];
      case "money":
        return [ofMoney(said.value)];
      case "estimate":
        return [ofEstimate(said.value)];
      default:
        return [];
    }
  };
  return {
    rated: [...(item.money === undefined ? [] : [ofMoney(item.money)]), ...item.ratings.map(ofRating)],
    said: item.opinions.flatMap(ofOpinion),
  };
}

function GivenTable({ rows }: { rows: readonly Given[] }) {
  const t = useTexts(texts);
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t.subject}</th>
          <th scope="col">{t.value}</th>
          <th scope="col">{t.who}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, subject, value, by, when, evidence }) => (
          <tr key={key}>
            <th scope="row">
              {subject}
              {evidence !== "" && (
                <span className={css.note}>
                  {t.restsOn} {evidence}
                </span>
              )}
            </th>
            <td className="number">{value}</td>
            <td>
              {by}
              <span className={css.note}>{when}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What was rated, by whom, and what it rests on. */
export function RatingsPart({ item, model }: { item: Item; model: ScoringModel | undefined }) {
  const t = useTexts(texts);
  const { rated, said } = useGiven(item, model);
  return (
    <Section title={t.ratings}>
      {rated.length === 0 ? <p>{t.noRatings}</p> : <GivenTable rows={rated} />}
      {item.confidence !== undefined && <p className={css.note}>{t.confidenceOf(`${item.confidence} %`)}</p>}
      <h3>{t.evidence}</h3>
      <EvidenceList evidence={item.evidence} />
      {said.length > 0 && (
        <>
          <h3>{t.opinions}</h3>
          <p className={css.note}>{t.opinionsNote}</p>
          <GivenTable rows={said} />
        </>
      )}
    </Section>
  );
}

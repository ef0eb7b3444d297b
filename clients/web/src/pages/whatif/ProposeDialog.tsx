import { useState } from "react";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { FillRule, type ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { ActDialog } from "@/ui/ActDialog";
import { TextField } from "@/ui/Field";
import { actTexts } from "./actTexts";
import css from "./Dialogs.module.css";
import { type Difference, differencesOf } from "./differences";
import { texts } from "./texts";

function useDifferenceText(model: ScoringModel) {
  const t = useTexts(texts);
  const { category } = usePortfolio();
  const titles = new Map(model.criteria.map(({ id, title }) => [id, title]));
  return ({ what, id }: Difference) =>
    ({
      weight: titles.get(id) ?? id,
      reserve: `${t.reserveOf(category(id).title)} (${t.percent})`,
      fill: t.fill,
      mandateCap: `${t.mandateCap} (${t.ofCapacity})`,
      riderCap: `${t.riderCap} (${t.ofCarrier})`,
    })[what];
}

/** The weights and rules of the preview as a version that waits for its two keys. */
export function ProposeDialog({
  model,
  wanted,
  onClose,
}: {
  model: ScoringModel;
  wanted: ScoringModel;
  onClose: () => void;
}) {
  const t = useTexts(texts);
  const a = useTexts(actTexts);
  const { scoring } = useClients();
  const { id } = usePortfolio();
  const { language } = useSession();
  const [title, setTitle] = useState(model.title);
  const text = useDifferenceText(model);
  const value = (difference: Difference, figure: number) =>
    difference.what !== "fill" ? figure : figure === FillRule.STRICT ? t.fillStrict : t.fillFill;
  const create = { parent: portfolioName(id), model: { ...wanted, title } };
  return (
    <ActDialog
      title={a.proposeTitle}
      action={a.proposeAction}
      reason="required"
      ask={(reason) => scoring.createScoringModel({ ...create, reason, validateOnly: true })}
      askKey={`propose ${title}`}
      preview={{ model: wanted }}
      act={async (requestId, reason) => {
        // Two calls, each with an id of its own, so that sending both again makes neither twice.
        const draft = await scoring.createScoringModel({
          ...create,
          reason,
          requestId: `${requestId}-draft`,
        });
        await scoring.proposeScoringModel({ name: draft.name, reason, language, requestId });
        return undefined;
      }}
      done={a.proposed(title)}
      onClose={onClose}
    >
      <p className={css.hint}>{a.proposeHint}</p>
      <TextField
        label={a.proposeModelTitle}
        value={title}
        maxLength={200}
        onChange={({ target }) => setTitle(target.value)}
      />
      <table className={css.compare}>
        <caption className="visually-hidden">{a.proposeDiff}</caption>
        <thead>
          <tr>
            <th scope="col">{a.proposeDiff}</th>
            <th scope="col">{a.realNow}</th>
            <th scope="col">{a.realThen}</th>
          </tr>
        </thead>
        <tbody>
          {differencesOf(model, wanted).map((difference) => (
            <tr key={`${difference.what} ${difference.id}`}>
              <th scope="row">{text(difference)}</th>
              <td className="number">{value(difference, difference.was)}</td>
              <td className="number">{value(difference, difference.is)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ActDialog>
  );
}

import { Evidence_Grade } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { SelectField, TextField } from "@/ui/Field";
import { type EvidenceForm, noEvidence } from "./form";
import css from "./IntakeForm.module.css";
import { texts } from "./texts";

/** What a grade counts, as the API says. */
const grades = [
  [Evidence_Grade.ASSERTION, 50],
  [Evidence_Grade.MODEL, 65],
  [Evidence_Grade.FIELD_DATA, 80],
  [Evidence_Grade.MEASURED_TEST, 100],
] as const;
const mostPieces = 50;

/** Pieces that say nothing are not sent, so what is sent may be counted otherwise. */
const sentIndex = (pieces: readonly EvidenceForm[], at: number) =>
  pieces.slice(0, at).filter(({ title, uri }) => title.trim() !== "" || uri.trim() !== "").length;

export function EvidenceFields({
  evidence,
  wrong,
  onChange,
}: {
  evidence: readonly EvidenceForm[];
  wrong: (path: string) => string | undefined;
  onChange: (evidence: readonly EvidenceForm[]) => void;
}) {
  const t = useTexts(texts);
  const alter = (at: number, change: Partial<EvidenceForm>) =>
    onChange(evidence.map((piece, index) => (index === at ? { ...piece, ...change } : piece)));
  return (
    <>
      {evidence.map((piece, at) => {
        const path = `evidence[${sentIndex(evidence, at)}]`;
        const said = piece.title.trim() !== "" || piece.uri.trim() !== "";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a new piece has no name yet, and none changes its place
          <div key={at} className={css.piece}>
            <TextField
              label={t.evidenceTitle}
              value={piece.title}
              error={said ? wrong(`${path}.title`) : undefined}
              onChange={({ target }) => alter(at, { title: target.value })}
            />
            <SelectField
              label={t.grade}
              value={piece.grade}
              onChange={({ target }) => alter(at, { grade: Number(target.value) })}
            >
              {grades.map(([grade, percent]) => (
                <option key={grade} value={grade}>
                  {t.gradeWith(t.gradeName(grade), percent)}
                </option>
              ))}
            </SelectField>
            <TextField
              label={t.evidenceUri}
              type="url"
              value={piece.uri}
              error={said ? wrong(`${path}.uri`) : undefined}
              onChange={({ target }) => alter(at, { uri: target.value })}
            />
            {evidence.length > 1 && (
              <Button
                kind="quiet"
                aria-label={t.dropEvidence(at + 1)}
                onClick={() => onChange(evidence.filter((_, index) => index !== at))}
              >
                ✕
              </Button>
            )}
          </div>
        );
      })}
      {evidence.length < mostPieces && (
        <p>
          <Button kind="quiet" onClick={() => onChange([...evidence, noEvidence])}>
            + {t.addEvidence}
          </Button>
        </p>
      )}
    </>
  );
}

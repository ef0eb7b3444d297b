import type { Refusal } from "@/api/errors";
import type { PreviewChangesResponse } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { PreviewEffect } from "@/ui/Effect";
import css from "./panels.module.css";
import { texts } from "./texts";

/** Something is typed, and not asked yet. */
const asking = { data: undefined, error: undefined, isError: false };

export interface Effect {
  readonly preview:
    | {
        readonly data: PreviewChangesResponse | undefined;
        readonly isError: boolean;
        readonly error: unknown;
      }
    | undefined;
  readonly behind: boolean;
  readonly several: boolean;
  readonly tooMany: boolean;
}

/** What saving would move, told while somebody types. */
export function EffectPanel({
  effect,
  cells,
  rows,
  notReady,
  asReady,
  onAsReady,
}: {
  effect: Effect;
  cells: number;
  rows: number;
  /** Some of the rows typed into are not ready, and take their turn later. */
  notReady: boolean;
  asReady: boolean;
  onAsReady: (asReady: boolean) => void;
}) {
  const t = useTexts(texts);
  const { preview, behind, several, tooMany } = effect;
  if (cells === 0) return <p className={css.quiet}>{t.effectNone}</p>;
  return (
    <>
      <p>{t.cells(cells, rows)}</p>
      {notReady && (
        <>
          <label className={css.check}>
            <input type="checkbox" checked={asReady} onChange={({ target }) => onAsReady(target.checked)} />
            {t.asReady}
          </label>
          <p className={css.quiet}>{t.asReadyHint}</p>
        </>
      )}
      {several && <p className={css.quiet}>{tooMany ? t.tooMany : t.opinionsPreview}</p>}
      <div aria-live="polite" aria-busy={behind} className={behind ? css.behind : undefined}>
        {!tooMany && <PreviewEffect preview={preview ?? asking} />}
      </div>
    </>
  );
}

/** What stands between the drafts and their save. */
export function Problems({
  wrong,
  stale,
  refusal,
  conflict,
  onToWrong,
  onDropWrong,
  onKeepMine,
  onTakeTheirs,
}: {
  wrong: number;
  stale: number;
  /** What the service refused and no cell is to blame for. */
  refusal: Refusal | undefined;
  conflict: boolean;
  onToWrong: () => void;
  onDropWrong: () => void;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}) {
  const t = useTexts(texts);
  return (
    <div role="alert" className={css.problems}>
      {conflict && <p>{t.conflict}</p>}
      {!conflict && refusal !== undefined && <p className={css.bad}>{refusal.message}</p>}
      {wrong > 0 && (
        <div className={css.problem}>
          <p className={css.bad}>{t.wrongCells(wrong)}</p>
          <Button onClick={onToWrong}>{t.toWrong}</Button>
          <Button onClick={onDropWrong}>{t.dropWrong}</Button>
        </div>
      )}
      {stale > 0 && (
        <div className={css.problem}>
          <p className={css.warn}>{t.staleCells(stale)}</p>
          <Button onClick={onKeepMine}>{t.keepMine}</Button>
          <Button onClick={onTakeTheirs}>{t.takeTheirs}</Button>
        </div>
      )}
    </div>
  );
}

import { usePortfolio } from "@/app/portfolio";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import css from "./RatingsPage.module.css";
import type { RowFilters } from "./rows";
import { texts } from "./texts";

/** Which rows, and what can be done with what was typed. */
export function Tools({
  filters,
  onFilters,
  canUndo,
  canRedo,
  dirty,
  saving,
  onUndo,
  onRedo,
  onDiscard,
  onSave,
}: {
  filters: RowFilters;
  onFilters: (change: Partial<RowFilters>) => void;
  canUndo: boolean;
  canRedo: boolean;
  dirty: number;
  saving: boolean;
  onUndo: () => void;
  onRedo: () => void;
  onDiscard: () => void;
  onSave: () => void;
}) {
  const t = useTexts(texts);
  const { portfolio } = usePortfolio();
  return (
    <search className={`${css.tools} no-print`}>
      <label className={css.search}>
        <span className="visually-hidden">{t.search}</span>
        <input
          type="search"
          placeholder={t.search}
          value={filters.text}
          onChange={({ target }) => onFilters({ text: target.value })}
        />
      </label>
      <label className={css.choice}>
        {t.category}
        <select value={filters.category} onChange={({ target }) => onFilters({ category: target.value })}>
          <option value="">{t.anyCategory}</option>
          {portfolio.categories.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label className={css.check}>
        <input
          type="checkbox"
          checked={filters.all}
          onChange={({ target }) => onFilters({ all: target.checked })}
        />
        {t.showAll}
      </label>
      <span className={css.actions}>
        <Button disabled={!canUndo} onClick={onUndo}>
          {t.undo}
        </Button>
        <Button disabled={!canRedo} onClick={onRedo}>
          {t.redo}
        </Button>
        {dirty > 0 && (
          <Button
            onClick={() => {
              if (window.confirm(t.discardAsk(dirty))) onDiscard();
            }}
          >
            {t.discard}
          </Button>
        )}
        <Button kind="primary" disabled={dirty === 0 || saving} onClick={onSave}>
          {saving ? t.saving : t.save}
        </Button>
      </span>
    </search>
  );
}

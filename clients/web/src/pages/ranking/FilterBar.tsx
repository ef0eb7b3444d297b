import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { Standing } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { useWords } from "@/ui/words";
import css from "./FilterBar.module.css";
import type { Filters } from "./rows";
import { texts } from "./texts";

const standings = [
  Standing.ABOVE,
  Standing.RIDING,
  Standing.BELOW,
  Standing.BLOCKED,
  Standing.OVERSIZED,
  Standing.UNSCORED,
  Standing.NOT_READY,
];

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}) {
  const t = useTexts(texts);
  return (
    <label className={css.choice}>
      <span>{label}</span>
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{t.all}</option>
        {options.map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

export function FilterBar({
  filters,
  onChange,
  onClear,
}: {
  filters: Filters;
  onChange: (change: Partial<Filters>) => void;
  onClear: () => void;
}) {
  const t = useTexts(texts);
  const words = useWords();
  const { portfolio, teams, periods, teamTitle, periodTitle } = usePortfolio();
  return (
    <search className={`${css.bar} no-print`}>
      <label className={css.text}>
        <span className="visually-hidden">{t.search}</span>
        <input
          id="ranking-search"
          type="search"
          placeholder={t.search}
          value={filters.text}
          onChange={({ target }) => onChange({ text: target.value })}
        />
      </label>
      <Choice
        label={t.category}
        value={filters.category}
        options={portfolio.categories.map(({ id, title }) => [id, title])}
        onChange={(category) => onChange({ category })}
      />
      <Choice
        label={t.team}
        value={filters.team}
        options={teams.map(({ name }) => [idOf(name), teamTitle(name)])}
        onChange={(team) => onChange({ team })}
      />
      <Choice
        label={t.period}
        value={filters.period}
        options={periods.map(({ name }) => [idOf(name), periodTitle(name)])}
        onChange={(period) => onChange({ period })}
      />
      <Choice
        label={t.standing}
        value={filters.standing}
        options={[
          ...standings.map(
            (standing) => [Standing[standing].toLowerCase(), words.standing(standing)] as const,
          ),
          ["at_risk", t.atRisk],
          ["closed", t.closed],
        ]}
        onChange={(standing) => onChange({ standing })}
      />
      {Object.values(filters).some((value) => value !== "") && (
        <Button kind="quiet" onClick={onClear}>
          {t.clear}
        </Button>
      )}
    </search>
  );
}

import { useId, useMemo, useState } from "react";
import { idOf } from "@/api/names";
import { useRankedList } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import type { RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";
import css from "./ItemPicker.module.css";
import { foundItems } from "./pickedItems";
import { StandingMark } from "./StandingMark";

const texts = defineTexts({
  en: {
    search: "Search by title, id or key",
    none: "Nothing matches",
    more: (count: string) => `${count} more: type more of it`,
  },
  de: {
    search: "Nach Titel, Kennung oder Schlüssel suchen",
    none: "Nichts passt",
    more: (count: string) => `${count} weitere: Schreiben Sie mehr davon`,
  },
});

const shown = 6;

/** Chooses one item of the ranking; `among` says which may be chosen. */
export function ItemPicker({
  label,
  hint,
  error,
  value,
  among,
  onChange,
}: {
  label: string;
  hint?: string;
  error?: string | undefined;
  /** The name of the chosen item; empty for none. */
  value: string;
  among: (item: RankedItem) => boolean;
  onChange: (item: string) => void;
}) {
  const t = useTexts(texts);
  const { id, formats } = usePortfolio();
  const group = useId();
  const [text, setText] = useState("");
  const { data } = useRankedList(id);
  const found = useMemo(() => foundItems(data?.items ?? [], text, value, among), [data, text, value, among]);
  return (
    <fieldset
      className={css.picker}
      aria-describedby={error === undefined ? undefined : `${group}-error`}
      aria-invalid={error !== undefined}
    >
      <legend>{label}</legend>
      {hint !== undefined && <p className={css.hint}>{hint}</p>}
      <input
        type="search"
        className={css.search}
        aria-label={t.search}
        placeholder={t.search}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          // Enter searches; it does not send the form around it.
          if (event.key === "Enter") event.preventDefault();
        }}
      />
      <ul className={css.items}>
        {found.slice(0, shown).map((item) => (
          <li key={item.item}>
            <label className={css.item}>
              <input
                type="radio"
                name={group}
                checked={item.item === value}
                onChange={() => onChange(item.item)}
              />
              <span>
                {item.title} <span className={css.hint}>{idOf(item.item)}</span>
              </span>
              <span className={css.standing}>
                <StandingMark item={item} />
              </span>
            </label>
          </li>
        ))}
      </ul>
      <p className={css.hint} role="status">
        {found.length === 0
          ? t.none
          : found.length > shown
            ? t.more(formats.count(found.length - shown))
            : ""}
      </p>
      {error !== undefined && (
        <p id={`${group}-error`} className={css.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

import { type ComponentProps, useEffect, useId, useRef, useState } from "react";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { parseHundredths } from "@/format";
import { defineTexts, useTexts } from "@/texts";
import css from "./AmountInput.module.css";

const texts = defineTexts({
  en: { invalid: "A number of at most two decimals" },
  de: { invalid: "Eine Zahl mit höchstens zwei Nachkommastellen" },
});

interface Props extends Omit<ComponentProps<"input">, "value" | "onChange"> {
  label: string;
  /** In hundredths; undefined is an empty field. */
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  /** Shows the label above the field; otherwise it is for those who hear the page. */
  labelled?: boolean;
  /** What the figure is counted in. */
  unit?: string;
}

/** A figure that is typed as the reader writes it. What is no figure is marked and changes nothing. */
export function AmountInput({ label, value, onChange, labelled = false, unit, className, ...input }: Props) {
  const t = useTexts(texts);
  const id = useId();
  const { formats } = usePortfolio();
  const { language } = useSession();
  const read = (typed: string) => (typed.trim() === "" ? undefined : parseHundredths(typed, language));
  const [text, setText] = useState(value === undefined ? "" : formats.amount(value));
  const [bad, setBad] = useState(false);

  // Another value from outside (undo, reset) is written anew; one's own typing is left as it is.
  const told = useRef(value);
  useEffect(() => {
    if (told.current === value) return;
    told.current = value;
    setText(value === undefined ? "" : formats.amount(value));
    setBad(false);
  }, [value, formats]);
  const tell = (hundredths: number | undefined) => {
    told.current = hundredths;
    onChange(hundredths);
  };

  return (
    <span className={[css.amount, className].filter(Boolean).join(" ")}>
      <label htmlFor={id} className={labelled ? css.label : "visually-hidden"}>
        {label}
      </label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        className={css.input}
        value={text}
        aria-invalid={bad || undefined}
        title={bad ? t.invalid : undefined}
        onChange={({ target }) => {
          setText(target.value);
          const hundredths = read(target.value);
          const wrong = target.value.trim() !== "" && (hundredths === undefined || hundredths < 0n);
          setBad(wrong);
          if (!wrong) tell(hundredths === undefined ? undefined : Number(hundredths));
        }}
        {...input}
      />
      {unit !== undefined && <span className={css.unit}>{unit}</span>}
    </span>
  );
}

import { type ComponentProps, type ReactNode, useId } from "react";
import css from "./Field.module.css";

interface FieldProps {
  label: string;
  /** What belongs here, in a few words. */
  hint?: ReactNode;
  /** What is wrong with it. */
  error?: string | undefined;
}

function Frame({
  label,
  hint,
  error,
  children,
}: FieldProps & {
  children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}) {
  const id = useId();
  const notes = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`]
    .filter(Boolean)
    .join(" ");
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={css.hint}>
          {hint}
        </p>
      )}
      {children({
        id,
        ...(notes !== "" && { "aria-describedby": notes }),
        ...(error !== undefined && { "aria-invalid": true as const }),
      })}
      {error !== undefined && (
        <p id={`${id}-error`} className={css.error}>
          {error}
        </p>
      )}
    </div>
  );
}

export function TextField({ label, hint, error, ...input }: FieldProps & ComponentProps<"input">) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(ids) => <input className={css.input} {...ids} {...input} />}
    </Frame>
  );
}

export function TextArea({ label, hint, error, ...area }: FieldProps & ComponentProps<"textarea">) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(ids) => <textarea className={css.input} rows={3} {...ids} {...area} />}
    </Frame>
  );
}

export function SelectField({ label, hint, error, ...select }: FieldProps & ComponentProps<"select">) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(ids) => <select className={css.input} {...ids} {...select} />}
    </Frame>
  );
}

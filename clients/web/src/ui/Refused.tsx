import type { Refusal } from "@/api/errors";
import css from "./Refused.module.css";

/** What a form was refused for, unless all of it stands beside its fields already: `fields` are the ends of their paths. */
export function Refused({
  refusal,
  fields = [],
}: {
  refusal: Refusal | undefined;
  fields?: readonly string[];
}) {
  if (refusal === undefined) return null;
  const isShown = (path: string) => fields.some((field) => path === field || path.endsWith(`.${field}`));
  const shown = refusal.fields.length > 0 && refusal.fields.every(({ field }) => isShown(field));
  return shown ? null : (
    <p role="alert" className={css.refused}>
      {refusal.message}
    </p>
  );
}

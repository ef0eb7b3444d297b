import { type Refusal, refusalOf } from "@/api/errors";
import { useRefusalKind } from "@/ui/refusalKind";
import css from "./Trouble.module.css";

/**
 * Why something cannot be done, in the words of the service, where it was tried: from what was thrown, or already read. What stands
 * beside its fields is not said again: `beside` are the ends of their paths.
 */
export function Trouble({
  error,
  refusal,
  beside = [],
}: {
  error?: unknown;
  refusal?: Refusal | undefined;
  beside?: readonly string[];
}) {
  const kind = useRefusalKind();
  const said = refusal ?? (error === undefined || error === null ? undefined : refusalOf(error));
  if (said === undefined) return null;
  const { code, message, fields } = said;
  const isBeside = (path: string) => beside.some((field) => path === field || path.endsWith(`.${field}`));
  if (fields.length > 0 && fields.every(({ field }) => isBeside(field))) return null;
  return (
    <div role="alert" className={css.trouble}>
      <p>
        {kind(code)} <span lang="en">{message}</span>
      </p>
      {fields.length > 1 && (
        <ul lang="en">
          {fields.map(({ field, description }) => (
            <li key={`${field} ${description}`}>
              <code>{field}</code> {description}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

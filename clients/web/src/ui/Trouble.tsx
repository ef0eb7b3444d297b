import { refusalOf } from "@/api/errors";
import css from "./Trouble.module.css";

/** Why something cannot be done, in the words of the service, where it was tried. */
export function Trouble({ error }: { error: unknown }) {
  if (error === undefined || error === null) return null;
  const { message, fields } = refusalOf(error);
  return (
    <div role="alert" className={css.trouble}>
      <p>{message}</p>
      {fields.length > 1 && (
        <ul>
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

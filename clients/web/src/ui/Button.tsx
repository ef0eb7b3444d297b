import type { ButtonHTMLAttributes } from "react";
import css from "./Button.module.css";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One primary button on a page; quiet ones in rows. */
  kind?: "primary" | "plain" | "quiet" | "danger";
}

export function Button({ kind = "plain", className, type = "button", ...rest }: Props) {
  return (
    <button type={type} className={[css.button, css[kind], className].filter(Boolean).join(" ")} {...rest} />
  );
}

import { useSession } from "@/app/session";

export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

// biome-ignore lint/suspicious/noExplicitAny: whatever values a sentence needs
type Text = string | ((...values: any[]) => string);
type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] };

export interface Texts<T> {
  readonly en: T;
  readonly de: Same<T>;
}

/** The texts of one page or part, in both languages. The compiler refuses a key that one of them lacks. */
export function defineTexts<T extends Record<string, Text>>(texts: { en: T; de: Same<T> }): Texts<T> {
  return texts;
}

/** The same in the language that the reader has chosen. */
export function useTexts<T>(texts: Texts<T>): T {
  const { language } = useSession();
  return language === "de" ? (texts.de as T) : texts.en;
}

/** "1 item", "2 items": both languages here know one and many. */
export function plural(count: number | bigint, one: string, many: string): string {
  return `${count} ${Number(count) === 1 ? one : many}`;
}

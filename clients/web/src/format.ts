import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import { useMemo } from "react";
import { useSession } from "@/app/session";
import type { Date as Day } from "@/gen/google/type/date_pb";
import type { Language } from "@/texts";

/** Made when it is first needed: a browser takes its time for each, and no page needs all of them at its first paint. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Figures and dates as the reader writes them. The API counts money, efforts and ratings in hundredths. */
export class Formats {
  private readonly whole: () => Intl.NumberFormat;
  private readonly hundredth: () => Intl.NumberFormat;
  private readonly points: () => Intl.NumberFormat;
  private readonly currency: () => Intl.NumberFormat;
  private readonly currencyShort: () => Intl.NumberFormat;
  private readonly day: () => Intl.DateTimeFormat;
  private readonly time: () => Intl.DateTimeFormat;

  constructor(locale: string, currencyCode: string, timeZone: string) {
    const number = (options: Intl.NumberFormatOptions) => once(() => new Intl.NumberFormat(locale, options));
    const date = (options: Intl.DateTimeFormatOptions) =>
      once(() => new Intl.DateTimeFormat(locale, options));
    const money = { style: "currency", currency: currencyCode, maximumFractionDigits: 0 } as const;
    this.whole = number({ maximumFractionDigits: 0 });
    this.hundredth = number({ maximumFractionDigits: 2 });
    this.points = number({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
    this.currency = number(money);
    this.currencyShort = number({ ...money, notation: "compact", maximumFractionDigits: 1 });
    this.day = date({ dateStyle: "medium", timeZone: "UTC" });
    this.time = date({ dateStyle: "medium", timeStyle: "short", timeZone });
  }

  count(value: number | bigint): string {
    return this.whole().format(value);
  }
  /** Efforts, capacities, ratings. */
  amount(hundredths: bigint | number): string {
    return this.hundredth().format(Number(hundredths) / 100);
  }
  money(hundredths: bigint | number): string {
    return this.currency().format(Number(hundredths) / 100);
  }
  /** For axes and narrow columns: 12,5 Tsd. € */
  moneyShort(hundredths: bigint | number): string {
    return this.currencyShort().format(Number(hundredths) / 100);
  }
  score(micros: bigint): string {
    return this.points().format(Number(micros) / 1e6);
  }
  percent(share: number): string {
    return `${this.hundredth().format(Math.round(share * 1000) / 10)} %`;
  }
  date(day: Day | undefined): string {
    return day === undefined ? "" : this.day().format(Date.UTC(day.year, day.month - 1, day.day));
  }
  dateTime(time: Timestamp | undefined): string {
    return time === undefined ? "" : this.time().format(timestampDate(time));
  }
}

const inLanguage = { de: "de-DE", en: "en-GB" } as const;

/** The portfolio's locale where it is of the reader's language, so that a Swiss portfolio reads Swiss. */
export function localeFor(language: Language, portfolioLocale: string): string {
  return portfolioLocale.toLowerCase().startsWith(language) ? portfolioLocale : inLanguage[language];
}

export function useFormatsOf(
  portfolio: { locale: string; currencyCode: string; timeZone: string } | undefined,
): Formats {
  const { language } = useSession();
  const { locale = "", currencyCode = "EUR", timeZone = "UTC" } = portfolio ?? {};
  return useMemo(
    () => new Formats(localeFor(language, locale), currencyCode, timeZone),
    [language, locale, currencyCode, timeZone],
  );
}

/**
 * What somebody typed, in hundredths; undefined unless it is a number of at most two decimals. Both separators are taken for decimals,
 * as numpads have only one of them; three digits after one are thousands where the language writes them so.
 */
export function parseHundredths(typed: string, language: Language): bigint | undefined {
  const group = language === "de" ? "." : ",";
  const text = typed.trim().replaceAll(/[\s\u00a0\u202f']/g, "");
  const ungrouped = new RegExp(`^[+-]?[1-9]\\d{0,2}(\\${group}\\d{3})+(?!\\d)`).test(text)
    ? text.replaceAll(group, "")
    : text;
  const match = /^([+-]?)(\d+)(?:[.,](\d{1,2}))?$/.exec(ungrouped);
  if (match === null) return undefined;
  const hundredths = BigInt(match[2] ?? "") * 100n + BigInt((match[3] ?? "").padEnd(2, "0"));
  return match[1] === "-" ? -hundredths : hundredths;
}

/**
 * A decimal as a file, an address or a field has it, with the places that there are: no currency, and groups only where they are asked
 * for. `of` is what one is counted as.
 */
export function plainDecimal(value: bigint, { of = 100n, point = ".", group = "" } = {}): string {
  const size = value < 0n ? -value : value;
  const whole = (size / of).toString().replaceAll(/\B(?=(\d{3})+$)/g, group);
  const places = (size % of)
    .toString()
    .padStart(of.toString().length - 1, "0")
    .replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${whole}${places === "" ? "" : point + places}`;
}

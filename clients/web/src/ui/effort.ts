import { parseHundredths } from "@/format";
import type { Size } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { Language } from "@/texts";

/** An effort as typed, in hundredths: a number, or one of the portfolio's sizes. */
export function parseEffort(typed: string, sizes: readonly Size[], language: Language): bigint | undefined {
  const word = typed.trim().toLowerCase();
  const size = sizes.find(({ letter }) => letter.toLowerCase() === word);
  return size?.effortHundredths ?? parseHundredths(typed, language);
}

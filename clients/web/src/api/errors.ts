import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema } from "@/gen/google/rpc/error_details_pb";

/** What a call was refused for, as the service said it. */
export interface Refusal {
  readonly code: Code;
  /** Stable, UPPER_SNAKE; empty where the door itself answered. */
  readonly reason: string;
  readonly message: string;
  /** What it is about, by the names that the service gives: `caller`, `portfolio`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The fields that are wrong, by their path in the request. */
  readonly fields: readonly { readonly field: string; readonly description: string }[];
}

export function refusalOf(error: unknown): Refusal {
  const failure = ConnectError.from(error);
  const [info] = failure.findDetails(ErrorInfoSchema);
  return {
    code: failure.code,
    reason: info?.reason ?? "",
    message: failure.rawMessage,
    metadata: info?.metadata ?? {},
    fields: failure
      .findDetails(BadRequestSchema)
      .flatMap((bad) => bad.fieldViolations.map(({ field, description }) => ({ field, description }))),
  };
}

/** What is wrong with one field, by the end of its path; undefined if nothing is. */
export function fieldError(refusal: Refusal | undefined, path: string): string | undefined {
  return refusal?.fields.find(({ field }) => field === path || field.endsWith(`.${path}`))?.description;
}

/** The refusal without what was said of these fields, as they are other ones by now; undefined if nothing else was wrong. */
export function forgetFields(refusal: Refusal | undefined, paths: readonly string[]): Refusal | undefined {
  if (refusal === undefined) return undefined;
  const fields = refusal.fields.filter(
    ({ field }) => !paths.some((path) => field === path || field.endsWith(`.${path}`)),
  );
  return fields.length === 0 && refusal.fields.length > 0 ? undefined : { ...refusal, fields };
}

/** Nobody answers, or not in time: worth trying again, with the same request id. */
export function isAway(error: unknown): boolean {
  const { code } = ConnectError.from(error);
  return code === Code.Unavailable || code === Code.DeadlineExceeded || code === Code.Unknown;
}

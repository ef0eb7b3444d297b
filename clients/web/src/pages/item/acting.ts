import type { Clients } from "@/api/transport";
import { type Item, Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";

/** The ways from one state to another that the API has. */
export const verbs = ["submit", "validate", "complete", "reopen", "merge", "decline", "withdraw"] as const;
export type Verb = (typeof verbs)[number];

export interface Act {
  readonly verb: Verb;
  readonly reason: string;
  /** merge: the item that it goes into. */
  readonly into: string;
  /** decline: what replaces it. */
  readonly successors: readonly string[];
}

export const newAct = (verb: Verb): Act => ({ verb, reason: "", into: "", successors: [] });

/** Brings an item into another state, or says what it would be. */
export function act(
  { backlog }: Pick<Clients, "backlog">,
  item: Pick<Item, "name" | "etag">,
  { verb, reason, into, successors }: Act,
  how: { requestId?: string; validateOnly?: boolean },
): Promise<Item> {
  const request = { name: item.name, etag: item.etag, reason, ...how };
  switch (verb) {
    case "submit":
      return backlog.submitItem(request);
    case "validate":
      return backlog.validateItem(request);
    case "complete":
      return backlog.completeItem(request);
    case "reopen":
      return backlog.reopenItem(request);
    case "merge":
      return backlog.mergeItem({ ...request, into });
    case "decline":
      return backlog.declineItem({ ...request, successors: [...successors] });
    case "withdraw":
      return backlog.withdrawItem(request);
  }
}

/**
 * The step that leads back to exactly the state that an item was in; undefined where there is no such way: what is done or merged stays so,
 * and what is reopened is validated anew before it is ready again.
 */
export function wayBack(verb: Verb, from: Item_State): Verb | undefined {
  const back = verb === "validate" || verb === "decline" || verb === "withdraw";
  return back && from === Item_State.VALIDATING ? "reopen" : undefined;
}

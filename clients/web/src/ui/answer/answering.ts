import type { Written } from "@/api/change";
import { refusalOf } from "@/api/errors";
import { portfolioName } from "@/api/names";
import { type Changes, withItems, withResource } from "@/api/preview";
import type { Clients } from "@/api/transport";
import { type Item, Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { type Receipt, Receipt_State } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { proposeWeave, type Ride } from "@/ui/weave/weaving";

export const answers = ["accept", "defer", "ride", "appeal", "withdraw"] as const;
export type Answer = (typeof answers)[number];

/** An answer as it is being written. */
export interface Draft {
  readonly answer: Answer;
  readonly text: string;
  /** appeal: the item that should fall instead. */
  readonly displaces: string;
  /** defer: the period. */
  readonly period: string;
  /** ride: where; undefined while nothing is chosen. */
  readonly ride: Ride | undefined;
}

export const newDraft = (answer: Answer): Draft => ({
  answer,
  text: "",
  displaces: "",
  period: "",
  ride: undefined,
});

const states = {
  accept: Receipt_State.ACCEPTED,
  defer: Receipt_State.DEFERRED,
  ride: Receipt_State.RIDE_ALONG,
  appeal: Receipt_State.APPEALED,
  withdraw: Receipt_State.WITHDRAWN,
} as const;

export const stateOf = (answer: Answer): Receipt_State => states[answer];

/** One answer may cover many receipts; who appeals or rides says for each what instead of it, or where. */
export const answersFor = (count: number): readonly Answer[] =>
  count === 1 ? answers : answers.filter((answer) => answer !== "ride" && answer !== "appeal");

/** What is asked of the service; the fields of other answers stay behind. */
export function requestOf(portfolio: string, draft: Draft, receipts: readonly Receipt[]) {
  return {
    parent: portfolioName(portfolio),
    crossings: receipts.map(({ crossing }) => crossing),
    answer: stateOf(draft.answer),
    text: draft.text,
    ...(draft.answer === "appeal" && { displacesItem: draft.displaces }),
    ...(draft.answer === "defer" && { deferredToPeriod: draft.period }),
  };
}

/** The items that are not withdrawn yet: somebody may have done so before answering. */
async function notWithdrawn(clients: Clients, receipts: readonly Receipt[]): Promise<Item[]> {
  const items = await Promise.all(receipts.map(({ item }) => clients.backlog.getItem({ name: item })));
  return items.filter(({ state }) => state !== Item_State.WITHDRAWN);
}

/**
 * Checks an answer without giving it: throws what the service refuses, returns what else would change. The answer itself can be checked
 * beforehand only where no change of another service comes first.
 */
export async function checkAnswer(
  clients: Clients,
  portfolio: string,
  draft: Draft,
  receipts: readonly Receipt[],
): Promise<Changes | undefined> {
  if (draft.answer === "withdraw") {
    const open = await notWithdrawn(clients, receipts);
    const items = await Promise.all(
      open.map(({ name }) => clients.backlog.withdrawItem({ name, reason: draft.text, validateOnly: true })),
    );
    return withItems(items);
  }
  if (draft.answer === "ride" && draft.ride !== undefined) {
    const weave = await proposeWeave(clients, portfolio, draft.ride, { validateOnly: true });
    return withResource({ case: "weave", value: weave });
  }
  await clients.scoring.answerReceipts({ ...requestOf(portfolio, draft, receipts), validateOnly: true });
  return undefined;
}

/** What came of it: `cleared` if the item rose by the change itself, so that no answer was owed any more. */
export interface Given extends Written {
  readonly cleared: boolean;
}

/** Makes the change that the answer refers to, if there is one, and then gives the answer. */
export async function giveAnswer(
  clients: Clients,
  portfolio: string,
  draft: Draft,
  receipts: readonly Receipt[],
  requestId: string,
): Promise<Given> {
  let backlog = 0n;
  let roadmap = 0n;
  if (draft.answer === "withdraw") {
    for (const [index, { name }] of (await notWithdrawn(clients, receipts)).entries()) {
      const { revision } = await clients.backlog.withdrawItem({
        name,
        reason: draft.text,
        requestId: `${requestId}-${index}`,
      });
      backlog = revision;
    }
  }
  if (draft.answer === "ride" && draft.ride !== undefined) {
    const weave = await proposeWeave(clients, portfolio, draft.ride, {
      requestId: `${requestId}-weave`,
      reason: draft.text,
    });
    roadmap = weave.revision;
  }
  try {
    await clients.scoring.answerReceipts({
      ...requestOf(portfolio, draft, receipts),
      requestId,
      minRevisions: { backlog, roadmap },
    });
  } catch (error) {
    const agreedAtOnce = draft.answer === "ride" && refusalOf(error).reason === "RECEIPT_CLEARED";
    if (!agreedAtOnce) throw error;
    return { roadmap, cleared: true };
  }
  return { ...(backlog > 0n && { backlog }), ...(roadmap > 0n && { roadmap }), cleared: false };
}

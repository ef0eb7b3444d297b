import { Code } from "@connectrpc/connect";
import type { Written } from "@/api/change";
import { isAway, refusalOf } from "@/api/errors";
import { portfolioName } from "@/api/names";
import type { Clients } from "@/api/transport";
import type { Date as Day } from "@/gen/google/type/date_pb";
import type { Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { type Dispute, Dispute_Kind, Dispute_State } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** A lead's position, or the arbiter's decision. */
export interface Word {
  readonly grants: boolean;
  readonly text: string;
  /** The side that a lead speaks for; undefined for the arbiter. */
  readonly side: Role | undefined;
  /** Who answers for the mandate that a granted appeal is placed by, and until when. */
  readonly approver: string;
  readonly until: Pick<Day, "year" | "month" | "day"> | undefined;
  /** The digest of the model that was shown. */
  readonly digest: string;
}

/** Whether this word grants an appeal for good: then a mandate places the item. */
export const needsMandate = (dispute: Dispute, { grants, side }: Pick<Word, "grants" | "side">): boolean =>
  grants &&
  dispute.kind === Dispute_Kind.APPEAL &&
  (side === undefined || dispute.positions.some((one) => one.role !== side && one.grants));

const mandateOf = ({ item }: Dispute) => item.replace("/items/", "/mandates/");

/** The mandate's revision; 0 if there was one already. */
async function place(
  { roadmap }: Clients,
  portfolio: string,
  dispute: Dispute,
  word: Word,
  requestId: string,
): Promise<bigint> {
  try {
    const mandate = await roadmap.createMandate({
      parent: portfolioName(portfolio),
      mandate: {
        name: mandateOf(dispute),
        item: dispute.item,
        reason: word.text,
        approver: word.approver,
        ...(word.until && { until: word.until }),
      },
      reason: word.text,
      requestId: `${requestId}-mandate`,
    });
    return mandate.revision;
  } catch (error) {
    if (refusalOf(error).code === Code.AlreadyExists) return 0n;
    throw error;
  }
}

async function say(
  { scoring }: Clients,
  dispute: Dispute,
  { grants, text, side, digest }: Word,
  mandate: string,
  roadmap: bigint,
  requestId: string,
) {
  const common = { name: dispute.name, mandate, requestId, minRevisions: { roadmap } };
  if (side !== undefined) {
    await scoring.statePosition({ ...common, role: side, grants, text });
    return;
  }
  await scoring.decideDispute({
    ...common,
    decision: grants ? Dispute_State.GRANTED : Dispute_State.REFUSED,
    reason: text,
    ...(grants && dispute.kind === Dispute_Kind.MODEL && { digest }),
  });
}

/** Says it. A mandate that was made for it goes again if the word is refused, so that nothing is left half done. */
export async function speak(
  clients: Clients,
  portfolio: string,
  dispute: Dispute,
  word: Word,
  requestId: string,
): Promise<Written> {
  if (!needsMandate(dispute, word)) {
    await say(clients, dispute, word, "", 0n, requestId);
    return {};
  }
  const mandate = mandateOf(dispute);
  const roadmap = await place(clients, portfolio, dispute, word, requestId);
  try {
    await say(clients, dispute, word, mandate, roadmap, requestId);
  } catch (error) {
    // Who is away may have heard it all the same: that is said again, and the mandate stays for it.
    const { message } = refusalOf(error);
    if (roadmap > 0n && !isAway(error))
      await clients.roadmap.deleteMandate({
        name: mandate,
        reason: message.slice(0, 2000) || "not granted",
        requestId: `${requestId}-back`,
      });
    throw error;
  }
  return { roadmap };
}

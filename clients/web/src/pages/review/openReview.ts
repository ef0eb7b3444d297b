import { Code, ConnectError } from "@connectrpc/connect";
import { portfolioName } from "@/api/names";
import type { Clients } from "@/api/transport";
import type { Review } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { Baseline } from "@/gen/lifeline/scoring/v1/scoring_pb";

export interface NewReview {
  readonly portfolio: string;
  readonly id: string;
  readonly title: string;
  /** The ranking's name; empty for the newest. */
  readonly ranking: string;
}

/** Freezes the ranking under the review's id; the one that an earlier try froze is taken, so that it can be tried again. */
async function freeze(
  { scoring }: Pick<Clients, "scoring">,
  { portfolio, id, title, ranking }: NewReview,
  requestId: string,
): Promise<Baseline> {
  try {
    return await scoring.getBaseline({ name: `${portfolioName(portfolio)}/baselines/${id}` });
  } catch (error) {
    if (ConnectError.from(error).code !== Code.NotFound) throw error;
  }
  return scoring.createBaseline({
    parent: portfolioName(portfolio),
    baselineId: id,
    baseline: { title, ranking },
    requestId: `${requestId}-baseline`,
  });
}

async function itemsAbove({ scoring }: Pick<Clients, "scoring">, ranking: string): Promise<string[]> {
  const items: string[] = [];
  let pageToken = "";
  do {
    const page = await scoring.listRankedItems({
      parent: ranking,
      filter: "standing = ABOVE OR standing = RIDING",
      pageSize: 1000,
      pageToken,
    });
    items.push(...page.rankedItems.map(({ item }) => item));
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return items;
}

/** As `lifeline review open` does: the baseline, what stands above the line in it, the review. What would be refused is frozen nowhere. */
export async function openReview(
  clients: Pick<Clients, "scoring" | "roadmap">,
  review: NewReview,
  requestId: string,
): Promise<Review> {
  const request = { parent: portfolioName(review.portfolio), reviewId: review.id, requestId };
  await clients.roadmap.createReview({ ...request, review: { title: review.title }, validateOnly: true });
  const baseline = await freeze(clients, review, requestId);
  const aboveItems = await itemsAbove(clients, baseline.ranking);
  return clients.roadmap.createReview({
    ...request,
    review: { title: review.title, baseline: baseline.name, aboveItems },
  });
}

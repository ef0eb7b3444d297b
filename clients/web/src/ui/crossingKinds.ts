import { LineCrossing_Kind } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** Whether a crossing is good news for its item. */
export const goesUp = (kind: LineCrossing_Kind): boolean =>
  kind === LineCrossing_Kind.ROSE ||
  kind === LineCrossing_Kind.ADVANCED ||
  kind === LineCrossing_Kind.ENTERED_ABOVE;

import { create } from "@bufbuild/protobuf";
import { type RankedItem, RankedItemSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** For tests: a ranked item with what matters. */
export const rankedItem = (init: Partial<Omit<RankedItem, "$typeName" | "$unknown">>): RankedItem =>
  create(RankedItemSchema, init as RankedItem);

import { useQuery } from "@connectrpc/connect-query";
import { useMemo } from "react";
import { type Refusal, refusalOf } from "@/api/errors";
import { portfolioName } from "@/api/names";
import { type Identity, useSession } from "@/app/session";
import { type Member, RoadmapService } from "@/gen/lifeline/roadmap/v1/roadmap_pb";

/** Who the reader is in a portfolio. */
export type Caller =
  /** Known, or chosen. */
  | { readonly kind: "member"; readonly member: Member }
  /** Whoever sits at this machine and has chosen nobody: the services know what that one may do. */
  | { readonly kind: "local" }
  /** Signed in, but none of the portfolio's members (any more). `claim` is who they are elsewhere. */
  | { readonly kind: "stranger" | "left"; readonly claim: string }
  /** Signed in as nobody, or not to be found out. Reading shows what is wrong, if anything is. */
  | { readonly kind: "unknown" };

interface Known {
  readonly identity: Identity | undefined;
  readonly actor: string;
  readonly members: readonly Member[] | undefined;
  /** What the service says to who the caller is. */
  readonly answer: Member | undefined;
  readonly refusal: Refusal | undefined;
}

/** Undefined as long as it is not known. Where the page chooses who acts, the choice counts; where tokens say it, the service does. */
export function callerOf({ identity, actor, members, answer, refusal }: Known): Caller | undefined {
  if (identity === undefined) return undefined;
  if (identity === "claimed") {
    if (actor === "") return { kind: "local" };
    const member = members?.find(({ address }) => address === actor);
    if (member !== undefined) return { kind: "member", member };
    return members && { kind: "local" };
  }
  // What was known is not unlearned because somebody does not answer for a moment; a refusal is an answer.
  const claim = refusal?.metadata.caller ?? "";
  if (refusal?.reason === "NOT_A_MEMBER") return { kind: "stranger", claim };
  if (refusal?.reason === "MEMBER_INACTIVE") return { kind: "left", claim };
  if (answer !== undefined) return { kind: "member", member: answer };
  return refusal && { kind: "unknown" };
}

/** The one place that knows who reads: everything that is "mine" comes from here. */
export function useCaller(portfolio: string): Caller | undefined {
  const { actor, identity } = useSession();
  const parent = portfolioName(portfolio);
  const { data: listed } = useQuery(RoadmapService.method.listMembers, { parent, pageSize: 1000 });
  const { data: answer, error } = useQuery(
    RoadmapService.method.getCaller,
    { parent },
    { enabled: identity === "token" },
  );
  const members = listed?.members;
  return useMemo(
    () =>
      callerOf({ identity, actor, members, answer, refusal: error === null ? undefined : refusalOf(error) }),
    [identity, actor, members, answer, error],
  );
}

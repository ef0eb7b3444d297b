import { type Client, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { BacklogService } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { RoadmapService } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { ScoringService } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** The door that this page came from. `actor` is the claim that every call carries; empty for none. */
export function makeTransport(actor: string): Transport {
  const claim: Interceptor = (next) => (request) => {
    if (actor !== "") request.header.set("lifeline-as", actor);
    return next(request);
  };
  return createConnectTransport({
    baseUrl: self.location.origin,
    useBinaryFormat: true,
    interceptors: [claim],
  });
}

export interface Clients {
  readonly roadmap: Client<typeof RoadmapService>;
  readonly backlog: Client<typeof BacklogService>;
  readonly scoring: Client<typeof ScoringService>;
}

export function makeClients(transport: Transport): Clients {
  return {
    roadmap: createClient(RoadmapService, transport),
    backlog: createClient(BacklogService, transport),
    scoring: createClient(ScoringService, transport),
  };
}

import { Code, ConnectError } from "@connectrpc/connect";
import { useQuery as useMethod } from "@connectrpc/connect-query";
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { useClients } from "@/api/clients";
import { itemName, portfolioName } from "@/api/names";
import { useActiveModel } from "@/api/ranking";
import { useSession } from "@/app/session";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { type Capacity, RoadmapService } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { ScoringService } from "@/gen/lifeline/scoring/v1/scoring_pb";
import type { ChangeSet } from "./changes";
import { placeOf } from "./request";
import { partsOf } from "./scenario";

/** Everything that the set's figures are changes of, as it is now: model, capacities, items, and the scenario it came from. */
export function useBase(portfolio: string, changes: ChangeSet) {
  const { backlog } = useClients();
  const { actor } = useSession();
  const active = useActiveModel(portfolio);
  const capacities = useMethod(RoadmapService.method.listCapacities, {
    parent: portfolioName(portfolio),
    pageSize: 1000,
  });
  const scenario = useMethod(
    ScoringService.method.getScenario,
    { name: `${portfolioName(portfolio)}/scenarios/${changes.scenario}` },
    { enabled: changes.scenario !== "" },
  );
  const ids = Object.keys(changes.items);
  const items = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["item", actor, portfolio, id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        backlog.getItem({ name: itemName(portfolio, id) }, { signal }),
    })),
    combine: (answers) => ({
      known: new Map(
        answers.flatMap(({ data }, index): [string, Item][] =>
          data === undefined ? [] : [[ids[index] ?? "", data]],
        ),
      ),
      pending: answers.some(({ isPending }) => isPending),
    }),
  });
  const byPlace = useMemo(
    () =>
      new Map<string, Capacity>(
        capacities.data?.capacities.map((capacity) => [placeOf(capacity.name), capacity]),
      ),
    [capacities.data],
  );
  const parts = useMemo(
    () =>
      changes.scenario === "" || scenario.data?.changes === undefined || active.data === undefined
        ? undefined
        : partsOf(changes.scenario, scenario.data.changes, active.data),
    [changes.scenario, scenario.data, active.data],
  );
  return {
    active: active.data,
    model: parts?.rest.model ?? active.data,
    capacities: byPlace,
    items: items.known,
    scenario: changes.scenario === "" ? undefined : scenario.data,
    rest: parts?.rest,
    scenarioGone:
      changes.scenario !== "" && scenario.isError && ConnectError.from(scenario.error).code === Code.NotFound,
    pending:
      active.isPending ||
      capacities.isPending ||
      items.pending ||
      (changes.scenario !== "" && scenario.isPending),
    failed: [active, capacities].find(({ isError }) => isError),
  };
}

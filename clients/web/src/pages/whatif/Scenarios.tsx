import { useQuery as useMethod } from "@connectrpc/connect-query";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClients } from "@/api/clients";
import { idOf, portfolioName } from "@/api/names";
import { allPages } from "@/api/paged";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { type Scenario, Scenario_State, ScoringService } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { countWays } from "@/ui/crossingWays";
import { Failed, Loading } from "@/ui/states";
import { actTexts } from "./actTexts";
import { useSigned } from "./Outcome";
import { CloseDialog } from "./ScenarioDialogs";
import css from "./Scenarios.module.css";
import { texts } from "./texts";

/** What a scenario would do today. */
function Effect({ scenario }: { scenario: Scenario }) {
  const t = useTexts(texts);
  const a = useTexts(actTexts);
  const { formats } = usePortfolio();
  const { language } = useSession();
  const signed = useSigned();
  const { data, isError, isFetching, refetch, error } = useMethod(ScoringService.method.simulateScenario, {
    name: scenario.name,
    language,
  });
  if (isError) return <Failed error={error} onRetry={() => void refetch()} />;
  const ways = data === undefined ? undefined : countWays(data.crossings);
  return (
    <p className={css.effect} role="status">
      {data === undefined || ways === undefined || isFetching
        ? t.working
        : a.effect(formats.count(ways.down), formats.count(ways.up), signed(data.moneyChangeHundredths))}{" "}
      <Button kind="quiet" onClick={() => void refetch()}>
        {a.simulate}
      </Button>
    </p>
  );
}

/** Sets that were kept: opened again, compared by what they would do today, closed. */
export function Scenarios({ shown, onOpen }: { shown: string; onOpen: (id: string) => void }) {
  const a = useTexts(actTexts);
  const { id, formats, memberTitle } = usePortfolio();
  const { scoring } = useClients();
  const [closing, setClosing] = useState<Scenario | undefined>(undefined);
  const { data, isError, error, refetch } = useQuery({
    queryKey: ["scenarios", id],
    queryFn: ({ signal }) =>
      allPages(
        (pageToken) =>
          scoring.listScenarios({ parent: portfolioName(id), pageSize: 1000, pageToken }, { signal }),
        ({ scenarios }) => scenarios,
      ),
  });
  const stateText = (state: Scenario_State) =>
    state === Scenario_State.PROMOTED
      ? a.promoted
      : state === Scenario_State.DROPPED
        ? a.dropped
        : a.openState;
  if (isError) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading lines={2} />;
  const open = data.filter(({ state }) => state === Scenario_State.OPEN);
  const closed = data.filter(({ state }) => state !== Scenario_State.OPEN);
  return (
    <>
      <p className={css.hint}>{data.length === 0 ? a.noScenarios : a.scenariosHint}</p>
      <ul className={css.scenarios}>
        {[...open, ...closed].map((scenario) => (
          <li key={scenario.name} aria-current={idOf(scenario.name) === shown || undefined}>
            <p className={css.title}>
              {scenario.title} <span className={css.state}>{stateText(scenario.state)}</span>
            </p>
            <p className={css.hint}>
              {a.keptBy(memberTitle(scenario.creator), formats.dateTime(scenario.createTime))}
              {scenario.closedBy !== "" &&
                `; ${a.closedBy(memberTitle(scenario.closedBy), formats.dateTime(scenario.closeTime))}`}
              {scenario.closeReason !== "" && `: ${scenario.closeReason}`}
            </p>
            {scenario.state === Scenario_State.OPEN && <Effect scenario={scenario} />}
            <p className={css.buttons}>
              <Button onClick={() => onOpen(idOf(scenario.name))}>{a.open}</Button>
              {scenario.state === Scenario_State.OPEN && (
                <Button onClick={() => setClosing(scenario)}>{a.close}</Button>
              )}
            </p>
          </li>
        ))}
      </ul>
      {closing !== undefined && <CloseDialog scenario={closing} onClose={() => setClosing(undefined)} />}
    </>
  );
}

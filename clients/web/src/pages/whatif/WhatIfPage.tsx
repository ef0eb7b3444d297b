import { useState } from "react";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { usePreview } from "@/api/preview";
import { useActiveModel, useLatestRanking, useRankedList } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { countWays } from "@/ui/crossingWays";
import { useNotices } from "@/ui/Notices";
import { PageHead } from "@/ui/PageHead";
import { Empty, Failed, Loading } from "@/ui/states";
import { actTexts } from "./actTexts";
import { Capacities } from "./Capacities";
import { CapacityDialog } from "./CapacityDialog";
import { type ChangeSet, changesModel, countsOf, isUnchanged, put } from "./changes";
import { Items } from "./Items";
import { Outcome, Refused, useSigned } from "./Outcome";
import { Part } from "./Part";
import { Proposals } from "./Proposals";
import { ProposeDialog } from "./ProposeDialog";
import { isEmptyRequest, modelOf, requestOf } from "./request";
import { KeepDialog } from "./ScenarioDialogs";
import { Scenarios } from "./Scenarios";
import { Settings } from "./Settings";
import { partsOf } from "./scenario";
import { texts } from "./texts";
import { useBase } from "./useBase";
import { useChangeSet } from "./useChangeSet";
import { useUndoKeys } from "./useUndoKeys";
import { Weights } from "./Weights";
import css from "./WhatIfPage.module.css";

/** Opens a scenario in the page, as a set of changes that can be edited on. */
function useOpen(onOpen: (changes: ChangeSet) => void) {
  const { scoring } = useClients();
  const { id } = usePortfolio();
  const { data: active } = useActiveModel(id);
  const notices = useNotices();
  return (scenario: string) => {
    if (active === undefined) return;
    scoring
      .getScenario({ name: `${portfolioName(id)}/scenarios/${scenario}` })
      .then(({ changes }) => changes !== undefined && onOpen(partsOf(scenario, changes, active).edited))
      .catch(notices.refused);
  };
}

type Asked = { readonly what: "keep" | "propose" } | { readonly what: "capacity"; readonly place: string };

/** What would happen if? Everything is tried at once, and nothing is saved before somebody says so. */
export default function WhatIfPage() {
  const t = useTexts(texts);
  const a = useTexts(actTexts);
  const { id, formats } = usePortfolio();
  const signed = useSigned();
  const { changes, update, undo, redo, reset, canUndo, canRedo } = useChangeSet(id);
  useUndoKeys(undo, redo);
  const base = useBase(id, changes);
  const ranking = useLatestRanking(id);
  const list = useRankedList(id);
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  const open = useOpen((next) => update("", () => next));

  const { model } = base;
  const request =
    model === undefined
      ? undefined
      : requestOf(changes, { portfolio: id, model, items: base.items }, base.rest);
  const wanted = request === undefined || base.pending || isEmptyRequest(request) ? undefined : request;
  const preview = usePreview(id, wanted);

  if (base.failed !== undefined)
    return <Failed error={base.failed.error} onRetry={() => void base.failed?.refetch()} />;
  if (model === undefined || base.active === undefined) return <Loading lines={10} />;
  const counts = countsOf(changes);
  const carried =
    (base.rest?.roadmapUpserts.length ?? 0) +
    (base.rest?.roadmapRemovals.length ?? 0) +
    (base.rest?.itemUpserts.length ?? 0) +
    (base.rest?.model === undefined ? 0 : 1);
  const seen = wanted === undefined ? undefined : preview.data;
  const ways = seen === undefined ? undefined : countWays(seen.crossings);
  const change = asked?.what === "capacity" ? changes.capacities[asked.place] : undefined;
  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        <Button onClick={undo} disabled={!canUndo}>
          {t.undo}
        </Button>
        <Button onClick={redo} disabled={!canRedo}>
          {t.redo}
        </Button>
        <Button onClick={reset} disabled={isUnchanged(changes) && changes.scenario === ""}>
          {t.reset}
        </Button>
        <Button onClick={() => setAsked({ what: "keep" })} disabled={wanted === undefined}>
          {a.keepTitle}…
        </Button>
        <Button onClick={() => setAsked({ what: "propose" })} disabled={!changesModel(changes)}>
          {t.propose}
        </Button>
      </PageHead>
      {base.scenarioGone && <p className={css.scenario}>{a.missing}</p>}
      {base.scenario !== undefined && (
        <p className={css.scenario}>
          {a.basedOn(base.scenario.title)} {carried > 0 && a.carried(carried)}{" "}
          {carried > 0 && (
            <Button kind="quiet" onClick={() => update("", (now) => ({ ...now, scenario: "" }))}>
              {a.leaveScenario}
            </Button>
          )}
        </p>
      )}
      <div className={css.columns}>
        <section className={`${css.parts} no-print`} aria-labelledby="what-if-parts">
          <h2 id="what-if-parts" className="visually-hidden">
            {t.parts}
          </h2>
          <Part title={t.weights} changed={counts.weights} open>
            <Weights model={model} changes={changes} update={update} />
          </Part>
          <Part title={t.capacities} changed={counts.capacities}>
            <Capacities
              capacities={base.capacities}
              changes={changes}
              update={update}
              onMakeReal={(place) => setAsked({ what: "capacity", place })}
            />
          </Part>
          <Part title={t.items} changed={counts.items}>
            <Items list={list.data?.items ?? []} items={base.items} changes={changes} update={update} />
          </Part>
          <Part title={t.settings} changed={counts.settings}>
            <Settings model={model} changes={changes} update={update} />
          </Part>
          <Part title={a.scenarios}>
            <Scenarios shown={changes.scenario} onOpen={open} />
          </Part>
        </section>
        <section id="outcome" tabIndex={-1} className={css.outcome} aria-labelledby="what-if-outcome">
          <h2 id="what-if-outcome">{t.outcome}</h2>
          {wanted === undefined ? (
            base.pending ? (
              <Loading lines={3} />
            ) : (
              <Empty title={t.nothingYet}>
                <p>{t.nothingYetHint}</p>
              </Empty>
            )
          ) : preview.isError && !preview.isBehind ? (
            <Refused error={preview.error} onRetry={() => void preview.refetch()} />
          ) : seen === undefined ? (
            <Loading lines={6} />
          ) : (
            <Outcome preview={seen} base={ranking.data} isBehind={preview.isBehind} />
          )}
        </section>
      </div>
      {seen !== undefined && ways !== undefined && (
        <p className={`${css.summary} no-print`}>
          <span>
            {t.summary(formats.count(ways.down), formats.count(ways.up), signed(seen.moneyChangeHundredths))}
          </span>
          <a href="#outcome">{t.toOutcome}</a>
        </p>
      )}
      <Proposals />
      {asked?.what === "keep" && wanted !== undefined && (
        <KeepDialog
          changes={wanted}
          onKept={(scenario) => update("", (now) => ({ ...now, scenario }))}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked?.what === "propose" && (
        <ProposeDialog
          model={base.active}
          wanted={modelOf(changes, model)}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked?.what === "capacity" && change !== undefined && (
        <CapacityDialog
          place={asked.place}
          capacity={base.capacities.get(asked.place)}
          change={change}
          onDone={() =>
            update("", (now) => ({ ...now, capacities: put(now.capacities, asked.place, undefined) }))
          }
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClients } from "@/api/clients";
import { type Refusal, refusalOf } from "@/api/errors";
import { useRankedList } from "@/api/ranking";
import type { Clients } from "@/api/transport";
import { usePortfolio } from "@/app/portfolio";
import {
  type Item,
  Item_State,
  Readiness_Kind,
  type Readiness_Step,
} from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Folded } from "@/ui/Section";
import { Loading } from "@/ui/states";
import { ActionDialog } from "./ActionDialog";
import css from "./Actions.module.css";
import { act, newAct, type Verb, verbs } from "./acting";
import { actionTexts } from "./actionTexts";
import { ReportDialog } from "./ReportDialog";

/** What the service would say to each way, asked without going it. Any other item does for a merge that nobody has chosen yet. */
async function ask(
  clients: Clients,
  item: Item,
  other: string,
): Promise<readonly { verb: Verb; refused: Refusal | undefined }[]> {
  const asked = verbs.map(async (verb) => {
    const trial = { ...newAct(verb), reason: "?", into: other };
    try {
      await act(clients, item, trial, { validateOnly: true });
      return { verb, refused: undefined };
    } catch (error) {
      return { verb, refused: refusalOf(error) };
    }
  });
  return Promise.all(asked);
}

function Verbs({ item }: { item: Item }) {
  const t = useTexts(actionTexts);
  const { id } = usePortfolio();
  const clients = useClients();
  const [chosen, setChosen] = useState<Verb | "report">();
  const { data: list } = useRankedList(id);
  const other = list?.items.find(
    (one) => one.item !== item.name && (one.state === Item_State.READY || one.state === Item_State.SUBMITTED),
  );
  const { data } = useQuery({
    queryKey: ["item-actions", item.name, item.etag, other?.item ?? ""],
    queryFn: () => ask(clients, item, other?.item ?? ""),
  });
  if (data === undefined) return <Loading lines={2} />;
  const open = data.filter(({ refused }) => refused === undefined);
  const shut = data.filter(({ refused }) => refused !== undefined);
  const done = item.state === Item_State.DONE;
  return (
    <>
      {open.length === 0 && !done && <p>{t.nothing}</p>}
      <div className={css.verbs}>
        {done && <Button onClick={() => setChosen("report")}>{t.report}</Button>}
        {open.map(({ verb }) => (
          <Button
            key={verb}
            kind={verb === "decline" || verb === "withdraw" ? "danger" : "plain"}
            onClick={() => setChosen(verb)}
          >
            {t.verb(verb)}
          </Button>
        ))}
      </div>
      {shut.length > 0 && (
        <details className={css.shut}>
          <summary>{t.notNow(shut.length)}</summary>
          <dl>
            {shut.map(({ verb, refused }) => (
              <div key={verb}>
                <dt>{t.verb(verb)}</dt>
                <dd lang="en">{refused?.message}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {chosen === "report" && <ReportDialog item={item} onClose={() => setChosen(undefined)} />}
      {chosen !== undefined && chosen !== "report" && (
        <ActionDialog key={chosen} item={item} verb={chosen} onClose={() => setChosen(undefined)} />
      )}
    </>
  );
}

/** What may be done with it now, as the service says; what may not, with its reason, for whoever asks. */
export function Actions({ item }: { item: Item }) {
  const t = useTexts(actionTexts);
  return (
    <div className="no-print">
      <Folded title={t.title}>{() => <Verbs item={item} />}</Folded>
    </div>
  );
}

/** The one step that leads on, where there is one: a draft is submitted, what is rated and estimated is agreed. */
export function NextStep({ item, steps }: { item: Item; steps: readonly Readiness_Step[] }) {
  const t = useTexts(actionTexts);
  const [open, setOpen] = useState(false);
  const agreed = steps.length === 1 && steps[0]?.kind === Readiness_Kind.VALIDATE;
  const verb = item.state === Item_State.DRAFT ? "submit" : agreed ? "validate" : undefined;
  if (verb === undefined) return null;
  return (
    <div className={`${css.verbs} no-print`}>
      <Button kind="primary" onClick={() => setOpen(true)}>
        {t.verb(verb)}
      </Button>
      {open && <ActionDialog item={item} verb={verb} onClose={() => setOpen(false)} />}
    </div>
  );
}

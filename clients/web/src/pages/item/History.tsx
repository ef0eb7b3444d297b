import { create } from "@bufbuild/protobuf";
import { useInfiniteQuery } from "@connectrpc/connect-query";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import {
  BacklogService,
  type ItemChange,
  ListItemChangesRequestSchema,
} from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Folded } from "@/ui/Section";
import { Loading } from "@/ui/states";
import { Trouble } from "@/ui/Trouble";
import { changesOf, type FactChange } from "./changes";
import tables from "./facts.module.css";
import css from "./History.module.css";
import { texts } from "./texts";
import { useFactWords } from "./useFactWords";
import { ValueText } from "./ValueText";

function Facts({
  changes,
  model,
  created,
}: {
  changes: readonly FactChange[];
  model: ScoringModel | undefined;
  /** There was nothing before, for all of them. */
  created: boolean;
}) {
  const t = useTexts(texts);
  const factWord = useFactWords(model);
  if (changes.length === 0) return null;
  return (
    <table className={`${tables.table} ${css.facts}`}>
      <thead>
        <tr>
          <th scope="col">{t.fact}</th>
          {!created && <th scope="col">{t.before}</th>}
          <th scope="col">{t.after}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={`${change.fact} ${change.which}`}>
            <th scope="row">{factWord(change)}</th>
            {!created && (
              <td data-label={t.before}>
                <ValueText value={change.before} />
              </td>
            )}
            <td data-label={t.after}>
              <ValueText value={change.after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Entry({ change, model }: { change: ItemChange; model: ScoringModel | undefined }) {
  const t = useTexts(texts);
  const { formats, memberTitle } = usePortfolio();
  const { commit, comment, before } = change;
  const did = comment !== undefined ? t.commented : before === undefined ? t.created : t.changed;
  return (
    <li className={css.entry}>
      <p>
        <b>{memberTitle(commit?.actor ?? "")}</b> {did}
        <span className={css.when}>{formats.dateTime(commit?.commitTime)}</span>
      </p>
      {commit !== undefined && commit.reason !== "" && <p className={css.reason}>{commit.reason}</p>}
      {comment !== undefined ? (
        <p className={css.text}>{comment.text}</p>
      ) : (
        <Facts changes={changesOf(change)} model={model} created={before === undefined} />
      )}
    </li>
  );
}

function Entries({ item, model }: { item: string; model: ScoringModel | undefined }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const history = useInfiniteQuery(
    BacklogService.method.listItemChanges,
    create(ListItemChangesRequestSchema, { parent: portfolioName(id), item, pageSize: 50 }),
    {
      pageParamKey: "pageToken",
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
    },
  );
  if (history.isError && history.data === undefined) return <Trouble error={history.error} />;
  if (history.data === undefined) return <Loading lines={4} />;
  const changes = history.data.pages.flatMap((page) => page.changes);
  return (
    <>
      <ol className={css.history}>
        {changes.map((change) => (
          <Entry
            key={`${change.commit?.epoch} ${change.commit?.revision} ${change.name}`}
            change={change}
            model={model}
          />
        ))}
      </ol>
      {history.hasNextPage && (
        <Button disabled={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t.older}
        </Button>
      )}
    </>
  );
}

/** Everything that ever happened to it. */
export function History({ item, model }: { item: string; model: ScoringModel | undefined }) {
  const t = useTexts(texts);
  return (
    <Folded title={t.history} note={t.historyNote}>
      {() => <Entries item={item} model={model} />}
    </Folded>
  );
}

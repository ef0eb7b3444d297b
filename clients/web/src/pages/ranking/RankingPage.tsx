import { useQuery } from "@connectrpc/connect-query";
import { useDeferredValue, useMemo, useRef } from "react";
import { Link, useSearchParams } from "wouter";
import { useActiveModel, useLatestRanking, useRankedList, useSinceBaseline } from "@/api/ranking";
import { isOpen, usePortfolio } from "@/app/portfolio";
import { ScoringService } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { PageHead } from "@/ui/PageHead";
import { mostPoints } from "@/ui/ScoreBar";
import { Empty, Failed, Loading } from "@/ui/states";
import { changesByItem } from "./changes";
import { FilterBar } from "./FilterBar";
import { Legend } from "./Legend";
import css from "./RankingPage.module.css";
import { RankingRows, type RowsHandle } from "./RankingRows";
import { noFilters, readFilters, rowsOf, summaryOf, writeFilters } from "./rows";
import { texts } from "./texts";

/** Who may be sure of a side: computed once for a ranking, after the list is there. */
function useStabilities(ranking: string) {
  const { data } = useQuery(
    ScoringService.method.listStabilities,
    { parent: ranking },
    { enabled: ranking !== "", staleTime: Number.POSITIVE_INFINITY },
  );
  return useMemo(() => new Map(data?.stabilities.map(({ item, firmness }) => [item, firmness])), [data]);
}

/** Which of our requests get people this quarter, and where is the line? */
export default function RankingPage() {
  const t = useTexts(texts);
  const { id, formats, periods, periodTitle } = usePortfolio();
  const [search, setSearch] = useSearchParams();
  const filters = useMemo(() => readFilters(search), [search]);
  const list = useRankedList(id);
  const ranking = useLatestRanking(id);
  const model = useActiveModel(id);
  const since = useSinceBaseline(id);
  const firmness = useStabilities(list.isFetching ? "" : (list.data?.ranking ?? ""));
  const rowsHandle = useRef<RowsHandle>(null);

  // Drawn piece by piece, as the page is (app/portfolio.tsx).
  const { items, total = 0 } = useDeferredValue(list.data) ?? {};
  const rows = useMemo(() => rowsOf(items ?? [], filters), [items, filters]);
  const summary = useMemo(() => summaryOf(items ?? [], filters), [items, filters]);
  const most = useMemo(() => mostPoints(items ?? []), [items]);
  const changes = useMemo(() => changesByItem(since.data), [since.data]);

  if (list.isError && items === undefined)
    return <Failed error={list.error} onRetry={() => void list.refetch()} />;
  if (items === undefined) return <Loading lines={12} />;
  if (items.length === 0) {
    return (
      <Empty title={t.empty}>
        <p>{t.emptyHint}</p>
      </Empty>
    );
  }
  const open = periods.filter(isOpen).map(({ name }) => periodTitle(name));
  return (
    <>
      <PageHead
        title={t.title}
        lead={
          <>
            {t.lead(
              formats.count(summary.above),
              formats.count(summary.below),
              formats.count(summary.waiting),
            )}{" "}
            {t.notRejected}
          </>
        }
      >
        <Button onClick={() => rowsHandle.current?.toLine()}>{t.toLine}</Button>
        <Button onClick={() => window.print()}>{t.print}</Button>
      </PageHead>
      <p className={css.figures}>
        <span>
          <b className="number">{formats.money(summary.moneyAbove)}</b> {t.moneyAbove}
        </span>
        <span>
          <b className="number">{formats.money(summary.moneyBelow)}</b> {t.moneyBelow}
        </span>
        {ranking.data !== undefined && (
          <span>
            {t.asOf(formats.count(ranking.data.number), formats.date(ranking.data.asOf))}
            {ranking.data.provisional && <> · {t.provisional}</>}
          </span>
        )}
        {list.isFetching && items.length < total && (
          <span>{t.coming(formats.count(items.length), formats.count(total))}</span>
        )}
      </p>
      <FilterBar
        filters={filters}
        onChange={(change) => setSearch(writeFilters({ ...filters, ...change }), { replace: true })}
        onClear={() => setSearch(writeFilters(noFilters), { replace: true })}
      />
      {rows.length === 1 ? (
        <Empty title={t.nothing}>
          <Link href={`/p/${id}/ranking`}>{t.clear}</Link>
        </Empty>
      ) : (
        <RankingRows
          ref={rowsHandle}
          rows={rows}
          openPeriods={open}
          model={model.data}
          most={most}
          changes={changes}
          firmness={firmness}
        />
      )}
      <Legend model={model.data} />
    </>
  );
}

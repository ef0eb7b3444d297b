import { useQuery } from "@connectrpc/connect-query";
import { useMemo, useState } from "react";
import { useSearchParams } from "wouter";
import { idOf, portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { type Kpi, RoadmapService } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { PageHead } from "@/ui/PageHead";
import { Empty, Failed, Loading } from "@/ui/states";
import css from "./FiguresPage.module.css";
import { Indicators } from "./Indicators";
import { KpiDialog } from "./KpiDialog";
import { Picture } from "./Picture";
import { type Picture as Chosen, readPictures, suggestPictures, writePictures } from "./pictures";
import { useMeasured } from "./points";
import { rangeOf, releasesOf } from "./series";
import { texts } from "./texts";

const ranges = [90, 180, 365, 0];

function RangeChoice({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  const t = useTexts(texts);
  return (
    <label className={css.choice}>
      <span>{t.range}</span>
      <select value={days} onChange={({ target }) => onChange(Number(target.value))}>
        {ranges.map((range) => (
          <option key={range} value={range}>
            {range === 0 ? t.all : range === 365 ? t.year : t.days(range)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The pictures, kept in the address; without any there, those that suggest themselves. */
function Pictures({ kpis }: { kpis: readonly Kpi[] }) {
  const t = useTexts(texts);
  const [search, setSearch] = useSearchParams();
  const asked = Number(search.get("range") ?? 180);
  const days = ranges.includes(asked) ? asked : 180;
  const measured = useMeasured(kpis);
  const [added, setAdded] = useState<number>();
  const pictures = useMemo(() => readPictures(search) ?? suggestPictures(kpis), [search, kpis]);
  const all = measured.map(({ series }) => series ?? []);
  const range = rangeOf(all, days);
  const releases = range === undefined ? [] : releasesOf(all, range);

  const show = (next: readonly Chosen[]) => setSearch(writePictures(search, next), { replace: true });
  const add = () => {
    const [first, second] = kpis;
    if (first === undefined) return;
    setAdded(pictures.length);
    show([
      ...pictures,
      { first: idOf(first.name), second: second === undefined ? "" : idOf(second.name), view: "time" },
    ]);
  };
  return (
    <>
      <div className={`${css.bar} no-print`}>
        <RangeChoice
          days={days}
          onChange={(to) => {
            const next = new URLSearchParams(search);
            next.set("range", `${to}`);
            setSearch(next, { replace: true });
          }}
        />
        <Button onClick={add}>{t.addPicture}</Button>
      </div>
      {pictures.length === 0 && (
        <Empty title={t.noPictures}>
          <Button
            onClick={() => {
              const next = new URLSearchParams(search);
              next.delete("p");
              setSearch(next, { replace: true });
            }}
          >
            {t.suggested}
          </Button>
        </Empty>
      )}
      <div className={css.pictures}>
        {pictures.map((picture, at) => (
          <Picture
            // biome-ignore lint/suspicious/noArrayIndexKey: a picture is its place; the same one may be there twice
            key={at}
            chosen={picture}
            measured={measured}
            range={range}
            releases={releases}
            isNew={at === added}
            onChange={(to) => show(pictures.map((one, index) => (index === at ? to : one)))}
            onRemove={() => show(pictures.filter((_, index) => index !== at))}
          />
        ))}
      </div>
      <Indicators measured={measured} />
    </>
  );
}

/** What do both sides' indicators say together? */
export default function FiguresPage() {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const [creating, setCreating] = useState(false);
  const { data, error, isError, refetch } = useQuery(RoadmapService.method.listKpis, {
    parent: portfolioName(id),
    pageSize: 1000,
  });
  const kpis = data?.kpis;
  if (isError && kpis === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (kpis === undefined) return <Loading lines={12} />;
  return (
    <>
      <PageHead title={t.title} lead={kpis.length > 0 ? t.lead : undefined}>
        {kpis.length > 0 && <Button onClick={() => window.print()}>{t.print}</Button>}
        <Button kind="primary" onClick={() => setCreating(true)}>
          {t.newKpi}
        </Button>
      </PageHead>
      {kpis.length === 0 ? (
        <Empty title={t.none}>
          <p>{t.noneHint}</p>
        </Empty>
      ) : (
        <Pictures kpis={kpis} />
      )}
      {creating && <KpiDialog kpis={kpis} onClose={() => setCreating(false)} />}
    </>
  );
}

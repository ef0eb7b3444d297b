import { useQuery } from "@connectrpc/connect-query";
import { Link, Redirect } from "wouter";
import { idOf } from "@/api/names";
import { RoadmapService } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { defineTexts, useTexts } from "@/texts";
import { PageHead } from "@/ui/PageHead";
import { Empty, Failed, Loading } from "@/ui/states";
import css from "./Start.module.css";

const texts = defineTexts({
  en: {
    title: "Portfolios",
    lead: "Each is one list that marketing and IT share.",
    none: "There is no portfolio yet",
    first:
      "`lifeline portfolio create shop --title 'Our shop'` makes the first one; deploy/quickstart loads a sample.",
  },
  de: {
    title: "Portfolios",
    lead: "Jedes ist eine Liste, die Marketing und IT gemeinsam haben.",
    none: "Es gibt noch kein Portfolio",
    first:
      "`lifeline portfolio create shop --title 'Unser Shop'` legt das erste an; deploy/quickstart lädt ein Beispiel.",
  },
});

/** Which portfolio? With only one there is nothing to ask. */
export function Start() {
  const t = useTexts(texts);
  const { data, error, isError, refetch } = useQuery(RoadmapService.method.listPortfolios, {
    pageSize: 1000,
  });
  if (isError) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  const [first, ...others] = data.portfolios;
  if (first === undefined) {
    return (
      <Empty title={t.none}>
        <p>{t.first}</p>
      </Empty>
    );
  }
  if (others.length === 0) return <Redirect to={`/p/${idOf(first.name)}/ranking`} replace />;
  return (
    <main className={css.start}>
      <PageHead title={t.title} lead={t.lead} />
      <ul>
        {data.portfolios.map(({ name, title }) => (
          <li key={name}>
            <Link href={`/p/${idOf(name)}/ranking`}>{title}</Link>
          </li>
        ))}
      </ul>
    </main>
  );
}

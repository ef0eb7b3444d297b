import { Code, ConnectError } from "@connectrpc/connect";
import { useState } from "react";
import { Link, useParams } from "wouter";
import { useItem, useRankedItem } from "@/api/item";
import { idOf, itemName } from "@/api/names";
import { useActiveModel } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Category } from "@/ui/Category";
import { PageHead } from "@/ui/PageHead";
import { Failed, Loading } from "@/ui/states";
import { About } from "./About";
import { Actions } from "./Actions";
import { BusinessCasePart } from "./BusinessCasePart";
import { Carriers } from "./Carriers";
import { Comments } from "./Comments";
import { EditDialog } from "./EditDialog";
import { EffortPart } from "./EffortPart";
import { History } from "./History";
import css from "./ItemPage.module.css";
import { LiftPart } from "./LiftPart";
import { Owed } from "./Owed";
import { RatingsPart } from "./RatingsPart";
import { ReadinessPart } from "./ReadinessPart";
import { StabilityPart } from "./StabilityPart";
import { Standing } from "./Standing";
import { SumPart } from "./SumPart";
import { Timeline } from "./Timeline";
import { texts } from "./texts";

function Head({ item }: { item: Item }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const [editing, setEditing] = useState(false);
  return (
    <>
      <p className={`${css.crumb} no-print`}>
        <Link href={`/p/${id}/ranking`}>← {t.back}</Link>
      </p>
      <PageHead
        title={item.title}
        lead={
          <span className={css.names}>
            <Category id={item.category} /> <code>{idOf(item.name)}</code>
            {item.externalReferences.map(({ system, key, uri }) => (
              <span key={`${system} ${key}`}>
                {system} {/^https?:\/\//.test(uri) ? <a href={uri}>{key}</a> : key}
              </span>
            ))}
          </span>
        }
      >
        <Button onClick={() => setEditing(true)}>{t.edit}</Button>
        <Button onClick={() => window.print()}>{t.print}</Button>
      </PageHead>
      {editing && <EditDialog item={item} onClose={() => setEditing(false)} />}
    </>
  );
}

/** Why does this request stand where it stands, and what would lift it? */
export default function ItemPage() {
  const params = useParams<{ item: string }>();
  const { id } = usePortfolio();
  const name = itemName(id, params.item);
  const item = useItem(name);
  const ranked = useRankedItem(name);
  const model = useActiveModel(id);
  if (item.isError && item.data === undefined)
    return <Failed error={item.error} onRetry={() => void item.refetch()} />;
  if (item.data === undefined || (ranked.isPending && !ranked.isError)) return <Loading lines={10} />;
  // A draft is in no ranking; everything else is in every one.
  const unranked = ranked.isError && ConnectError.from(ranked.error).code === Code.NotFound;
  const place = unranked ? undefined : ranked.data;
  return (
    <article className={css.page} key={name}>
      <Head item={item.data} />
      <Owed item={name} />
      <div className={css.columns}>
        <div className={css.column}>
          <Standing item={item.data} place={place} />
          {ranked.isError && !unranked && place === undefined && (
            <Failed error={ranked.error} onRetry={() => void ranked.refetch()} />
          )}
          {place !== undefined && model.data !== undefined && <SumPart place={place} model={model.data} />}
          {place !== undefined && <LiftPart place={place} />}
          <Carriers item={item.data} place={place} />
          {place?.scored === true && model.data !== undefined && (
            <StabilityPart item={name} model={model.data} />
          )}
          <Timeline item={name} />
        </div>
        <div className={css.column}>
          <About item={item.data} />
          <ReadinessPart item={item.data} model={model.data} />
          <Actions item={item.data} />
          <RatingsPart item={item.data} model={model.data} />
          <EffortPart item={item.data} />
          <BusinessCasePart item={item.data} />
        </div>
      </div>
      <Comments item={name} />
      <History item={name} model={model.data} />
    </article>
  );
}

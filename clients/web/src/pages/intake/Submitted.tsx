import { useQuery } from "@connectrpc/connect-query";
import { Link } from "wouter";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { BacklogService, type Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { PageHead } from "@/ui/PageHead";
import css from "./IntakePage.module.css";
import { Steps } from "./ReadinessPanel";
import { texts } from "./texts";

/** It is there: what happens next, and where to find it. */
export function Submitted({ item, onAnother }: { item: Item; onAnother: () => void }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { data } = useQuery(BacklogService.method.checkReadiness, { name: item.name });
  return (
    <>
      <PageHead title={t.submitted} lead={t.submittedLead} />
      <section className={css.done}>
        <p className={css.doneTitle}>
          {item.title} <span className={css.quiet}>{idOf(item.name)}</span>
        </p>
        {data !== undefined && data.steps.length > 0 && (
          <>
            <h2>{t.next}</h2>
            <Steps steps={data.steps} />
          </>
        )}
        <p className={css.buttons}>
          <Link className={css.open} href={`/p/${id}/items/${idOf(item.name)}`}>
            {t.openItem}
          </Link>
          <Button onClick={onAnother}>{t.another}</Button>
        </p>
      </section>
    </>
  );
}

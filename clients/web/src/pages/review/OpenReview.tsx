import { useQuery } from "@connectrpc/connect-query";
import { type FormEvent, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { fieldError, type Refusal, refusalOf } from "@/api/errors";
import { idOf, portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { inputOfDay } from "@/days";
import type { Review } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { ScoringService, Standing } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SelectField, TextField } from "@/ui/Field";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import css from "./Decisions.module.css";
import { openReview } from "./openReview";
import { goesOn, nextReviewId } from "./reviews";
import { texts } from "./texts";

/** Freezes a ranking under a name and opens the review that looks at it. */
export function OpenReview({ reviews, onClose }: { reviews: readonly Review[]; onClose: () => void }) {
  const t = useTexts(texts);
  const { language } = useSession();
  const { id: portfolio, formats } = usePortfolio();
  const clients = useClients();
  const change = useChange(portfolio);
  const say = useNotices();
  const [, goTo] = useLocation();
  const today = new Date();
  const month = new Intl.DateTimeFormat(language, { month: "long", year: "numeric" }).format(today);
  const [title, setTitle] = useState(t.defaultTitle(month));
  const [id, setId] = useState(() =>
    nextReviewId(new Set(reviews.map(({ name }) => idOf(name))), inputOfDay(today)),
  );
  const [ranking, setRanking] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const { data } = useQuery(ScoringService.method.listRankings, {
    parent: portfolioName(portfolio),
    pageSize: 20,
  });
  const [newest, ...older] = data?.rankings ?? [];
  const above = useMemo(() => {
    const counted = data?.rankings.find(({ name }) => name === ranking) ?? data?.rankings[0];
    return counted?.counts
      .filter(({ standing }) => standing === Standing.ABOVE || standing === Standing.RIDING)
      .reduce((sum, { count }) => sum + count, 0);
  }, [data, ranking]);
  const open = reviews.find(goesOn);

  const save = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    change(async (requestId) => {
      const opened = await openReview(clients, { portfolio, id: id.trim(), title, ranking }, requestId);
      return { roadmap: opened.revision };
    }).then(
      () => {
        say.done(t.wasOpened);
        onClose();
        goTo(`/p/${portfolio}/review/${id.trim()}`);
      },
      (error) => {
        setBusy(false);
        setRefusal(refusalOf(error));
      },
    );
  };

  return (
    <Dialog title={t.openTitle} onClose={onClose}>
      <form className={css.form} onSubmit={save} noValidate>
        <p>{t.openText(above === undefined ? t.whatIsAbove : formats.count(above))}</p>
        {open !== undefined && <p>{t.stillOpen(open.title)}</p>}
        <TextField
          label={t.title}
          hint={t.titleHint}
          value={title}
          error={fieldError(refusal, "title")}
          onChange={({ target }) => setTitle(target.value)}
        />
        <TextField
          label={t.id}
          hint={t.idHint}
          value={id}
          error={fieldError(refusal, "review_id") ?? fieldError(refusal, "baseline_id")}
          onChange={({ target }) => setId(target.value)}
        />
        <SelectField
          label={t.ranking}
          value={ranking}
          error={fieldError(refusal, "ranking")}
          onChange={({ target }) => setRanking(target.value)}
        >
          <option value="">
            {newest === undefined ? "…" : t.newest(formats.count(newest.number), formats.date(newest.asOf))}
          </option>
          {older.map(({ name, number, asOf }) => (
            <option key={name} value={name}>
              {t.rankingOf(formats.count(number), formats.date(asOf))}
            </option>
          ))}
        </SelectField>
        <Trouble refusal={refusal} beside={["title", "review_id", "baseline_id", "ranking"]} />
        <footer>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            {busy ? t.opening : t.openNow}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

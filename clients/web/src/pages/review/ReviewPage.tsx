import { useQuery } from "@connectrpc/connect-query";
import { useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { idOf, partOf, portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { type Review, RoadmapService } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { type ReviewReport, ScoringService } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { saveFile } from "@/ui/files";
import { PageHead } from "@/ui/PageHead";
import { Empty, Failed, Loading } from "@/ui/states";
import { Causes } from "./Causes";
import { Decisions } from "./Decisions";
import { Figures } from "./Figures";
import { Minutes, StandingMinutes } from "./Minutes";
import { Moves } from "./Moves";
import { OpenReview } from "./OpenReview";
import { Outside, Promised, Sides } from "./Parts";
import { PastReviews } from "./PastReviews";
import css from "./ReviewPage.module.css";
import { type FileFormat, reportFile } from "./reportFile";
import { goesOn, newestFirst, newestReview } from "./reviews";
import { SilentDrops } from "./SilentDrops";
import { texts } from "./texts";
import { useMinutes } from "./useMinutes";
import { reportWords } from "./words";

function Lead({ review, report }: { review: Review; report: ReviewReport | undefined }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const when = goesOn(review)
    ? t.openSince(formats.dateTime(review.openTime))
    : t.closedOn(formats.dateTime(review.closeTime));
  if (report === undefined) return <>{when}</>;
  const ranking = partOf(report.ranking, "rankings");
  const before = partOf(report.previousRanking, "rankings");
  return (
    <>
      {when} · {before === "" ? t.looksAtFirst(ranking) : t.looksAt(ranking, before)}
    </>
  );
}

/** The report from its figures to what lies outside the list; prints on one or two pages. */
function Report({ review, report }: { review: Review; report: ReviewReport }) {
  const words = useTexts(reportWords);
  const minutes = useMinutes(review);
  return (
    <div className={css.report}>
      {report.provisional && <p className={css.provisional}>{words.provisional}</p>}
      <Figures report={report} />
      <Decisions report={report} onNote={goesOn(review) ? minutes.note : undefined} />
      <Causes report={report} />
      <Moves report={report} />
      <Sides report={report} />
      <Promised report={report} />
      <Outside report={report} />
      <SilentDrops />
      {goesOn(review) ? <Minutes review={review} minutes={minutes} /> : <StandingMinutes review={review} />}
    </div>
  );
}

function WithoutReport({ review }: { review: Review }) {
  const t = useTexts(texts);
  const minutes = useMinutes(review);
  return (
    <div className={css.report}>
      <Empty title={t.noBaseline}>
        <p>{t.noBaselineHint}</p>
      </Empty>
      {goesOn(review) ? <Minutes review={review} minutes={minutes} /> : <StandingMinutes review={review} />}
    </div>
  );
}

function Chosen({ review, reviews }: { review: Review; reviews: readonly Review[] }) {
  const t = useTexts(texts);
  const { language } = useSession();
  const { id } = usePortfolio();
  const [, goTo] = useLocation();
  const [opening, setOpening] = useState(false);
  const report = useQuery(
    ScoringService.method.getReviewReport,
    { name: review.name, language, minRevisions: { roadmap: review.revision } },
    { enabled: review.baseline !== "" },
  );
  const save = (format: FileFormat) => {
    if (report.data === undefined) return;
    const type = format === "html" ? "text/html" : "text/markdown";
    saveFile(`review-${idOf(review.name)}.${format}`, type, reportFile(report.data, language, format));
  };
  return (
    <>
      <PageHead title={review.title} lead={<Lead review={review} report={report.data} />}>
        {reviews.length > 1 && (
          <label className={css.choice}>
            <span className="visually-hidden">{t.other}</span>
            <select
              value={idOf(review.name)}
              onChange={({ target }) => goTo(`/p/${id}/review/${target.value}`)}
            >
              {reviews.map(({ name, title }) => (
                <option key={name} value={idOf(name)}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        )}
        {report.data !== undefined && (
          <>
            <Button onClick={() => window.print()}>{t.print}</Button>
            <Button onClick={() => save("html")}>{t.asHtml}</Button>
            <Button onClick={() => save("md")}>{t.asMarkdown}</Button>
          </>
        )}
        <Button kind={goesOn(review) ? "plain" : "primary"} onClick={() => setOpening(true)}>
          {t.open}
        </Button>
      </PageHead>
      {review.baseline === "" ? (
        <WithoutReport review={review} />
      ) : report.data !== undefined ? (
        <Report key={review.name} review={review} report={report.data} />
      ) : report.isError ? (
        <Failed error={report.error} onRetry={() => void report.refetch()} />
      ) : (
        <Loading lines={14} />
      )}
      <PastReviews reviews={reviews} shown={review.name} />
      {opening && <OpenReview reviews={reviews} onClose={() => setOpening(false)} />}
    </>
  );
}

function First() {
  const t = useTexts(texts);
  const [opening, setOpening] = useState(false);
  return (
    <>
      <PageHead title={t.review} />
      <Empty title={t.none}>
        <p>{t.noneHint}</p>
        <Button kind="primary" onClick={() => setOpening(true)}>
          {t.openFirst}
        </Button>
      </Empty>
      {opening && <OpenReview reviews={[]} onClose={() => setOpening(false)} />}
    </>
  );
}

/** What changed since the last review, why, and what is asked of us? */
export default function ReviewPage() {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { review: wanted } = useParams<{ review?: string }>();
  const { data, error, isError, refetch } = useQuery(RoadmapService.method.listReviews, {
    parent: portfolioName(id),
    pageSize: 1000,
  });
  if (isError && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading lines={14} />;
  const reviews = newestFirst(data.reviews);
  const chosen =
    wanted === undefined
      ? (newestReview(reviews) ?? reviews[0])
      : reviews.find(({ name }) => idOf(name) === wanted);
  if (chosen !== undefined) return <Chosen key={chosen.name} review={chosen} reviews={reviews} />;
  if (wanted === undefined) return <First />;
  return (
    <Empty title={t.notThere(wanted)}>
      <Link href={`/p/${id}/review`}>{t.toNewest}</Link>
    </Empty>
  );
}

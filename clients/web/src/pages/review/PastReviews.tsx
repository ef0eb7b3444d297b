import { Link } from "wouter";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Review } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { MinutesList } from "./MinutesList";
import css from "./PastReviews.module.css";
import { goesOn } from "./reviews";
import { texts } from "./texts";

/** All reviews, newest first; the minutes of each fold out. */
export function PastReviews({ reviews, shown }: { reviews: readonly Review[]; shown: string }) {
  const t = useTexts(texts);
  const { id, formats } = usePortfolio();
  return (
    <section aria-labelledby="review-past" className={`${css.past} no-print`}>
      <h2 id="review-past">{t.past}</h2>
      <ul>
        {reviews.map((review) => (
          <li key={review.name} className={css.review}>
            <Link
              href={`/p/${id}/review/${idOf(review.name)}`}
              aria-current={review.name === shown ? "page" : undefined}
            >
              {review.title}
            </Link>
            <span className={css.facts}>
              {goesOn(review)
                ? t.openSince(formats.dateTime(review.openTime))
                : t.closedOn(formats.dateTime(review.closeTime))}
            </span>
            {!goesOn(review) && review.decisions.length > 0 && (
              <details>
                <summary>{t.minutesOf(review.decisions.length)}</summary>
                <MinutesList review={review} />
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

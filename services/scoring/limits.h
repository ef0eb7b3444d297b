#ifndef LIFELINE_SERVICES_SCORING_LIMITS_H_
#define LIFELINE_SERVICES_SCORING_LIMITS_H_

#include <cstdint>

#include "absl/time/time.h"

namespace lifeline::scoring {

// What one call or one portfolio may ask of scoring. Above a limit: a clear
// error, and nothing half done. Tests inject smaller ones.
struct Limits {
  // Criteria of a model, and those whose weights one question bounds: more than
  // that nobody rates.
  int32_t criteria = 64;
  // Criteria of a product: with more the score leaves 128 bits.
  int32_t product_criteria = 4;
  // The largest weight of a criterion.
  int32_t weight = 10'000;
  // Both ends of a scale, and a curve's ratings, lie within plus and minus
  // this, in hundredths.
  int64_t scale_hundredths = 2'000'000'000;
  // What a curve starts from (money, effort, days) lies within plus and minus
  // this, in hundredths.
  int64_t curve_hundredths = 100'000'000'000'000;
  // Points of one curve.
  int32_t curve_points = 100;
  // Anchors of one criterion: one for each percent of its scale.
  int32_t anchors = 101;
  // Reserves of a model; a portfolio has at most as many categories.
  int32_t reserves = 50;
  // Characters of a title.
  int32_t title = 200;
  // Characters of a criterion's id.
  int32_t criterion_id = 63;
  // Characters of an anchor.
  int32_t anchor_text = 300;
  // Characters of a reason for a change.
  int32_t reason = 2'000;
  // Characters that are said with an answer.
  int32_t answer_text = 5'000;
  // Crossings that one answer covers.
  int32_t crossings_per_answer = 1'000;
  // The page that is given when none is asked for.
  int32_t default_page_size = 50;
  // The largest page.
  int32_t page_size = 1'000;
  // Bytes after which a page ends early, so that it fits into the 4 MiB that
  // clients take by default.
  int64_t page_bytes = int64_t{5} << 19;
  // Resources in one preview, of roadmap and backlog each.
  int32_t preview_upserts = 10'000;
  // Random weightings of one question.
  int32_t weightings = 100'000;
  // Items x weightings, where nobody says how many weightings.
  int64_t weighed_items = 10'000'000;
  // Efforts that an item would have inside a carrier: as many as a portfolio
  // has teams.
  int32_t efforts = 200;
  // Hundredths of the portfolio's unit for one team, as in an item.
  int64_t effort_hundredths = 10'000'000;
  // Versions of a portfolio's models; they are never removed, so retired ones
  // count.
  int32_t models = 10'000;
  // Baselines of a portfolio; one a day for 27 years.
  int32_t baselines = 10'000;
  // Scenarios that a portfolio keeps, and the bytes of each one's changes.
  int32_t scenarios = 1'000;
  int64_t scenario_bytes = 1 << 20;
  // Questions that are long to answer (lifts, stability, optimum) and may wait.
  int32_t questions = 16;
  // The page of digests that is given when none is asked for, the largest one,
  // and the entries that each shows.
  int32_t default_digest_page_size = 10;
  int32_t digest_page_size = 100;
  int32_t digest_entries = 1'000;
  // Endpoints of a portfolio: each hears of every crossing.
  int32_t webhooks = 10;
  // Kinds of events that an endpoint names: all there are.
  int32_t event_types = 2;
  // Characters of an endpoint's URL.
  int32_t webhook_url = 2'000;
  // Days back that a report of the promise counts: ten years.
  int32_t report_days = 3'660;
  // How long the search for the optimum may be asked to take.
  absl::Duration optimum_time = absl::Minutes(1);
  // Items that are newly put before one review, those of highest value first:
  // whoever has fifteen minutes decides ten.
  int32_t decisions_per_review = 10;
  // Decisions that the report of one review asks for.
  int32_t review_decisions = 5;
  // Disputes that the arbiter decides from one review to the next.
  int32_t arbiter_decisions = 5;
  // Attempts at one mail, which take three days; then it is given up.
  int32_t mail_attempts = 10;
  // How long an endpoint may fail; then it is left alone.
  absl::Duration endpoint_patience = absl::Hours(72);
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_LIMITS_H_

#ifndef LIFELINE_SERVICES_ROADMAP_LIMITS_H_
#define LIFELINE_SERVICES_ROADMAP_LIMITS_H_

#include <cstdint>

namespace lifeline::roadmap {

// Every limit of the roadmap. Above one: a clear error, and nothing half done.
// Tests hand in smaller ones.
struct Limits {
  // Portfolios of one service; archived ones count, because they stay readable.
  int64_t portfolios = 1000;
  // Members of a portfolio; they are never removed, so inactive ones count.
  int64_t members = 10'000;
  // Teams of a portfolio.
  int64_t teams = 200;
  // Periods of a portfolio that are DRAFT or OPEN: what the engine plans over.
  int64_t open_periods = 40;
  // All periods of a portfolio, with those that are CLOSED.
  int64_t periods = 400;
  // Commitments of a portfolio.
  int64_t commitments = 50'000;
  // Items that a review names as standing above the line.
  int64_t review_above_items = 20'000;
  // Mandates of a portfolio.
  int64_t mandates = 10'000;
  // Weaves of a portfolio.
  int64_t weaves = 10'000;
  // Reviews of a portfolio; one a week for twenty years.
  int64_t reviews = 1000;
  // Indicators of a portfolio.
  int64_t kpis = 200;
  // Data points of one indicator; one a day for 27 years.
  int64_t kpi_points = 10'000;

  // Categories of a portfolio, retired ones included.
  int64_t categories = 50;
  // Members who are named to judge for one side.
  int64_t raters = 50;
  // Members whose opinions on one item are wanted.
  int64_t opinions = 5;
  // Letters that stand for efforts.
  int64_t sizes = 20;
  // Characters of such a letter.
  int64_t size_letter_characters = 10;
  // Days of a portfolio that are not worked.
  int64_t holidays = 400;
  // Highest number of working days (or reviews) in a visibility SLA.
  int64_t sla_days = 250;
  // Highest number of days that an inactive member is kept.
  int64_t retention_days = 3650;
  // Calendar days of one period.
  int64_t period_days = 400;
  // Entries of what is withheld from a capacity.
  int64_t withheld = 20;
  // Highest effort or capacity, in hundredths of the portfolio's unit.
  int64_t amount_hundredths = 10'000'000;
  // Highest distance from zero of an indicator's value, in hundredths.
  int64_t kpi_value_hundredths = 1'000'000'000'000'000;

  // Characters of a title or a name.
  int64_t title_characters = 200;
  // Characters of a reason, or of a decision's text.
  int64_t reason_characters = 2000;
  // Characters of a member's address (RFC 5321).
  int64_t address_characters = 254;
  // Characters of a language tag (RFC 5646 asks for at least this).
  int64_t language_characters = 35;
  // Characters of the unit of an indicator.
  int64_t kpi_unit_characters = 50;
  // Characters of the note at a data point.
  int64_t note_characters = 200;
  // Characters of a change id.
  int64_t change_id_characters = 100;
  // Parts of one change: as many as there are services.
  int64_t change_parts = 3;

  // Decisions in the minutes of a review.
  int64_t review_decisions = 100;
  // Bytes of the reason of a commit that closes a period, with the reasons of
  // its decisions: every line of the history repeats it.
  int64_t close_reason_bytes = int64_t{1} << 20;
  // Data points in one call.
  int64_t points_per_call = 1000;
  // Resources in one ApplyRoadmap.
  int64_t upserts = 10'000;
  // Paths of an update mask.
  int64_t mask_paths = 50;
  // Cursors that a watch may begin with.
  int64_t cursors = 1000;
  // Entries of a page if the caller does not say.
  int32_t default_page_size = 50;
  // Entries of a page at most.
  int32_t max_page_size = 1000;
  // Bytes after which a page ends early, so that it fits into the 4 MiB that
  // clients take by default.
  int64_t page_bytes = int64_t{5} << 19;
  // Bytes of one commit: it is one message of a watch, and must fit into what
  // is taken of one.
  int64_t commit_bytes = int64_t{14} << 20;
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_LIMITS_H_

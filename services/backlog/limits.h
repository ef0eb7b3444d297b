#ifndef LIFELINE_SERVICES_BACKLOG_LIMITS_H_
#define LIFELINE_SERVICES_BACKLOG_LIMITS_H_

#include <cstdint>

namespace lifeline::backlog {

// How much of everything the backlog takes. Each number is the largest that is
// still accepted; one more is refused with a violation that names it.
struct Limits {
  // Characters of a title: one line in a list.
  int64_t title_length = 300;
  // Characters of a problem or an outcome: several pages, no document.
  int64_t text_length = 20'000;
  // Characters of the measure by which one sees that an outcome is there.
  int64_t measure_length = 2'000;
  // Days after its submission that a joint study may end at the latest.
  int64_t study_days = 92;
  // Characters of the reason why a due date is one.
  int64_t due_basis_length = 500;
  // Labels of an item.
  int64_t labels = 50;
  // Characters of a label.
  int64_t label_length = 100;
  // Systems, templates or URL patterns that an item touches.
  int64_t touchpoints = 50;
  // Characters of a touchpoint.
  int64_t touchpoint_length = 300;
  // Ratings of an item: as many as a scoring model has criteria.
  int64_t ratings = 64;
  // Hundredths of a criterion's scale, both ways from zero.
  int64_t rating_hundredths = 2'000'000'000;
  // Hundredths of a currency unit a month.
  int64_t money_hundredths = 100'000'000'000'000;
  // Leads or sessions a month more, of a business case.
  int64_t case_volume = 1'000'000'000;
  // Hundredths of a currency unit that an order of a business case brings.
  int64_t case_margin_hundredths = 100'000'000'000;
  // Characters of what a reported outcome rests on.
  int64_t basis_length = 500;
  // Efforts of an item: as many as a portfolio has teams.
  int64_t efforts = 200;
  // Hundredths of the portfolio's unit for one team.
  int64_t effort_hundredths = 10'000'000;
  // Pieces of evidence of an item.
  int64_t evidence = 50;
  // Characters of what a piece of evidence is.
  int64_t evidence_title_length = 500;
  // Characters of a link.
  int64_t uri_length = 2'000;
  // Items that one item requires directly.
  int64_t required_items = 50;
  // Places elsewhere where an item is known.
  int64_t external_references = 20;
  // Characters of the name of another system.
  int64_t system_length = 50;
  // Characters of a key in another system.
  int64_t key_length = 200;
  // Characters of the rank that another tool gave.
  int64_t external_rank_length = 200;
  // Characters of why somebody did something.
  int64_t reason_length = 2'000;
  // Items that a split item was split into.
  int64_t successors = 50;
  // Characters of a comment.
  int64_t comment_length = 20'000;
  // Comments of an item.
  int64_t comments = 10'000;
  // Comments in one RedactItem.
  int64_t redacted_comments = 1'000;
  // Members that each step of a Readiness names.
  int64_t readiness_members = 50;
  // Items in one CompleteItems.
  int64_t completed_items = 1'000;
  // Items in one ApplyItems.
  int64_t upserts = 10'000;
  // Characters of the id of a change over several services.
  int64_t change_id_length = 100;
  // Parts of such a change: one for each service.
  int64_t change_parts = 3;
  // Items of a portfolio, of whatever state: what the scoring is measured for.
  int64_t items_per_portfolio = 200'000;
  // Entries of a page if the caller does not say, and at most.
  int32_t page_size = 50;
  int32_t largest_page_size = 1'000;
  // Bytes after which a page ends early, so that it fits into the 4 MiB that
  // clients take by default.
  int64_t page_bytes = int64_t{5} << 19;
  // Bytes of one ApplyItems as it is stored: a commit is one message of a
  // watch, and clients bound what they take.
  int64_t commit_bytes = int64_t{14} << 20;
  // Paths of an update mask.
  int64_t mask_paths = 50;
  // Cursors in one watch: one for each portfolio.
  int64_t cursors = 10'000;
};

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_LIMITS_H_

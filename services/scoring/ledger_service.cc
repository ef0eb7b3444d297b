#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/scoring/ledger_reads.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

// A paged list of a portfolio as it was asked for.
struct Page {
  std::string portfolio;
  int32_t size = 0;
  std::string arguments;
  // Of `fields` texts, or nothing on the first page.
  std::vector<std::string> position;
};

template <typename Request>
absl::StatusOr<Page> CheckPage(const Scoring& scoring, const Request& request,
                               absl::string_view after_field, int64_t after,
                               size_t fields) {
  Violations violations;
  Page page;
  page.portfolio = ParseParent(request.parent(), &violations);
  page.size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (after < 0) {
    violations.Add(after_field,
                   "is negative; 0 begins with the first, and a number after "
                   "what has it");
  }
  if (!violations.empty()) return violations.ToStatus();
  page.arguments = PageArguments(request);
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), fields, page.arguments);
  if (!position.ok()) return position.status();
  page.position = *std::move(position);
  absl::Status known = FindPortfolio(scoring, page.portfolio).status();
  if (!known.ok()) return known;
  return page;
}

}  // namespace

absl::StatusOr<v1::ListLedgerEntriesResponse> ListLedgerEntries(
    const Scoring& scoring, const v1::ListLedgerEntriesRequest& request) {
  absl::StatusOr<Page> page = CheckPage(scoring, request, "after_position",
                                        request.after_position(), 1);
  if (!page.ok()) return page.status();
  const int64_t after = page->position.empty()
                            ? request.after_position()
                            : PageNumber(page->position.front());
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  // One more than fits says whether another page follows.
  absl::StatusOr<std::vector<v1::LedgerEntry>> entries =
      ReadLedgerEntries(*reader, page->portfolio, after, page->size + 1);
  if (!entries.ok()) return entries.status();
  v1::ListLedgerEntriesResponse response;
  PageRoom room{page->size, scoring.limits.page_bytes};
  for (v1::LedgerEntry& entry : *entries) {
    if (room.Full()) {
      const int64_t last = response.entries().rbegin()->position();
      response.set_next_page_token(
          EncodePageToken({absl::StrCat(last)}, page->arguments));
      break;
    }
    room.Take(entry);
    *response.add_entries() = std::move(entry);
  }
  return response;
}

absl::StatusOr<v1::ListStandingsResponse> ListStandings(
    const Scoring& scoring, const v1::ListStandingsRequest& request) {
  absl::StatusOr<Page> page =
      CheckPage(scoring, request, "after_ranking", request.after_ranking(), 2);
  if (!page.ok()) return page.status();
  CrossingKey after{request.after_ranking() + 1, ""};
  if (!page->position.empty())
    after = {PageNumber(page->position[0]), page->position[1]};
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::vector<v1::StoredStanding>> standings =
      ReadStandings(*reader, page->portfolio, after, page->size + 1);
  if (!standings.ok()) return standings.status();
  v1::ListStandingsResponse response;
  for (v1::StoredStanding& stored : *standings) {
    if (response.standings_size() == page->size) {
      const v1::StoredStanding& last = response.standings(page->size - 1);
      response.set_next_page_token(EncodePageToken(
          {absl::StrCat(last.ranking()), std::string(LastId(last.item()))},
          page->arguments));
      break;
    }
    *response.add_standings() = std::move(stored);
  }
  return response;
}

}  // namespace lifeline::scoring

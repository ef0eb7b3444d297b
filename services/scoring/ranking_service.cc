#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/filter.h"
#include "services/common/page_room.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/scoring/reasons.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {

absl::StatusOr<v1::Ranking> GetRanking(const Scoring& scoring, Where where,
                                       const v1::GetRankingRequest& request) {
  Violations violations;
  const std::optional<RankingRef> ref = ParseRankingName(
      "portfolios/*/rankings/*", request.name(), "name", &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<RankingPtr> ranking = FindRanking(scoring, where, *ref);
  if (!ranking.ok()) return ranking.status();
  return WithSeen(**ranking, *scoring.registry->Find(ref->portfolio));
}

absl::StatusOr<v1::ListRankingsResponse> ListRankings(
    const Scoring& scoring, const v1::ListRankingsRequest& request) {
  Violations violations;
  const std::string portfolio = ParseParent(request.parent(), &violations);
  const int32_t size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  const std::string arguments = PageArguments(request);
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 1, arguments);
  if (!position.ok()) return position.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::vector<v1::Ranking>> rankings =
      ListRankings(*reader, portfolio,
                   position->empty() ? 0 : PageNumber(position->front()), size);
  if (!rankings.ok()) return rankings.status();
  v1::ListRankingsResponse response;
  PageRoom room{size, scoring.limits.page_bytes};
  int64_t last = 0;
  for (v1::Ranking& ranking : *rankings) {
    if (room.Full()) break;
    room.Take(ranking);
    last = ranking.number();
    *response.add_rankings() = std::move(ranking);
  }
  if (room.Full() && last > 1) {
    response.set_next_page_token(
        EncodePageToken({absl::StrCat(last)}, arguments));
  }
  return response;
}

namespace {

// A filter with what people write for periods, teams and members as the view
// has it: ids, and members by name.
absl::StatusOr<Filter> ReadFilter(const v1::ListRankedItemsRequest& request,
                                  const RankingView& view) {
  absl::StatusOr<Filter> filter =
      Filter::Parse(request.filter(), RankingView::FilterFields());
  if (!filter.ok()) return filter.status();
  const RoadmapFacts& facts = *view.snapshot().roadmap;
  return filter->WithValues(
      [&](absl::string_view field, absl::string_view value) -> std::string {
        if (field == "owner" || field == "requester") {
          const roadmap::v1::Member* member = FindMember(facts, value);
          return member == nullptr ? std::string(value) : member->name();
        }
        if (field == "period" || field == "team")
          return std::string(value.substr(value.rfind('/') + 1));
        return std::string(value);
      });
}

// `end` is where the next page begins.
void FillPage(const RankingView& view, const Filter& filter, size_t begin,
              const v1::ListRankedItemsRequest& request, PageRoom room,
              size_t* end, v1::ListRankedItemsResponse* response) {
  const Language language = LanguageOf(request.language());
  const auto fill = [&](engine::ItemIndex item) {
    v1::RankedItem* ranked = response->add_ranked_items();
    view.FillRankedItem(item, request.view(), language, ranked);
    room.Take(*ranked);
  };
  const std::vector<engine::ItemIndex>& listing = view.Listing();
  if (filter.empty()) {
    size_t next = begin;
    for (; next < listing.size() && !room.Full(); ++next) fill(listing[next]);
    *end = next;
    response->set_total_size(static_cast<int32_t>(listing.size()));
    return;
  }
  int32_t total = 0;
  *end = listing.size();
  for (size_t i = 0; i < listing.size(); ++i) {
    const bool passes = filter.Matches([&](absl::string_view field) {
      return view.ValuesOf(listing[i], field);
    });
    if (!passes) continue;
    ++total;
    if (i < begin) continue;
    if (!room.Full()) {
      fill(listing[i]);
    } else if (*end == listing.size()) {
      *end = i;
    }
  }
  response->set_total_size(total);
}

// Filtering looks at every item; that is too long for gRPC's own threads.
constexpr size_t kFilteredInline = 2'000;

}  // namespace

absl::StatusOr<v1::ListRankedItemsResponse> ListRankedItems(
    const Scoring& scoring, Where where,
    const v1::ListRankedItemsRequest& request) {
  Violations violations;
  std::optional<RankingRef> ref = ParseRankingName(
      "portfolios/*/rankings/*", request.parent(), "parent", &violations);
  const int32_t size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  v1::ListRankedItemsRequest bound = request;
  bound.clear_min_revisions();
  const std::string arguments = PageArguments(bound);
  // The first page's ranking, whatever has become the latest meanwhile.
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 2, arguments);
  if (!position.ok()) return position.status();
  size_t begin = 0;
  if (!position->empty()) {
    ref->number = PageNumber((*position)[0]);
    begin = static_cast<size_t>(PageNumber((*position)[1]));
  }
  absl::StatusOr<RankingPtr> ranking = FindRanking(scoring, where, *ref);
  if (!ranking.ok()) return ranking.status();
  const RankingView& view = *(*ranking)->view;
  if (where == Where::kMemory && !request.filter().empty() &&
      view.snapshot().items.size() > kFilteredInline)
    return NeedsDisk();
  absl::StatusOr<Filter> filter = ReadFilter(request, view);
  if (!filter.ok()) return filter.status();

  v1::ListRankedItemsResponse response;
  size_t end = 0;
  FillPage(view, *filter, begin, request,
           PageRoom{size, scoring.limits.page_bytes}, &end, &response);
  response.set_ranking(view.name());
  if (end < view.Listing().size()) {
    response.set_next_page_token(EncodePageToken(
        {absl::StrCat(view.number()), absl::StrCat(end)}, arguments));
  }
  return response;
}

absl::StatusOr<v1::RankedItem> GetRankedItem(
    const Scoring& scoring, Where where,
    const v1::GetRankedItemRequest& request) {
  Violations violations;
  const std::optional<RankingRef> ref = ParseRankingName(
      "portfolios/*/rankings/*/items/*", request.name(), "name", &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<RankingPtr> ranking = FindRanking(scoring, where, *ref);
  if (!ranking.ok()) return ranking.status();
  const RankingView& view = *(*ranking)->view;
  absl::StatusOr<engine::ItemIndex> index =
      FindRankedItem(view, ItemName(ref->portfolio, ref->rest));
  if (!index.ok()) return index.status();
  v1::RankedItem ranked;
  view.FillRankedItem(*index, v1::VIEW_FULL, LanguageOf(request.language()),
                      &ranked);
  return ranked;
}

}  // namespace lifeline::scoring

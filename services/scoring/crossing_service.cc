#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/filter.h"
#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/scoring/cause_text.h"
#include "services/scoring/reasons.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

std::string KindName(v1::LineCrossing::Kind kind) {
  return std::string(
      absl::StripPrefix(v1::LineCrossing::Kind_Name(kind), "KIND_"));
}

std::vector<FilterField> CrossingFields() {
  FilterField kind{"kind", {}};
  for (int i = v1::LineCrossing::KIND_DROPPED; i <= v1::LineCrossing::Kind_MAX;
       ++i)
    kind.values.push_back(KindName(static_cast<v1::LineCrossing::Kind>(i)));
  return {std::move(kind), {"item", {}}};
}

// An item may be written by id or by name.
Filter WithItemIds(const Filter& filter) {
  return filter.WithValues(
      [](absl::string_view field, absl::string_view value) {
        return std::string(field == "item" ? LastId(value) : value);
      });
}

// `portfolios/{portfolio}` or `portfolios/{portfolio}/rankings/{number}`.
std::optional<RankingRef> CrossingsParent(const std::string& parent,
                                          Violations* violations) {
  if (ParseName("portfolios/*", parent).ok()) {
    RankingRef ref;
    ref.portfolio = std::string(LastId(parent));
    return ref;
  }
  return ParseRankingName("portfolios/*/rankings/*", parent, "parent",
                          violations);
}

}  // namespace

absl::StatusOr<v1::LineCrossing> GetLineCrossing(
    const Scoring& scoring, const v1::GetLineCrossingRequest& request) {
  Violations violations;
  const std::optional<CrossingRef> ref =
      ParseCrossingName("portfolios/*/rankings/*/crossings/*", request.name(),
                        "name", &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, ref->portfolio);
  if (!state.ok()) return state.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::optional<v1::LineCrossing>> crossing =
      ReadCrossing(*reader, ref->portfolio, ref->key);
  if (!crossing.ok()) return crossing.status();
  if (!crossing->has_value()) {
    return Error(absl::StatusCode::kNotFound, kCrossingNotFound,
                 absl::StrCat(request.name(),
                              " does not exist: the item did not cross the "
                              "line in that ranking; see ListLineCrossings"),
                 {{"crossing", request.name()}});
  }
  (*crossing)->set_title(TitleOf(*(*state)->Latest(), (*crossing)->item()));
  AddSentence(LanguageOf(request.language()), &**crossing);
  return **std::move(crossing);
}

absl::StatusOr<v1::ListLineCrossingsResponse> ListLineCrossings(
    const Scoring& scoring, const v1::ListLineCrossingsRequest& request) {
  Violations violations;
  std::optional<RankingRef> ref =
      CrossingsParent(request.parent(), &violations);
  const int32_t size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<Filter> parsed =
      Filter::Parse(request.filter(), CrossingFields());
  if (!parsed.ok()) return parsed.status();
  const Filter filter = WithItemIds(*parsed);
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, ref->portfolio);
  if (!state.ok()) return state.status();
  const RankingPtr latest = (*state)->Latest();
  v1::ListLineCrossingsRequest bound = request;
  bound.clear_min_revisions();
  const std::string arguments = PageArguments(std::move(bound));
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 3, arguments);
  if (!position.ok()) return position.status();
  if (absl::EndsWith(request.parent(), "/rankings/latest"))
    ref->number = latest->ranking.number();
  CrossingKey after;
  if (!position->empty()) {
    // The ranking that the first page was of.
    ref->number = PageNumber((*position)[0]);
    after = {PageNumber((*position)[1]), (*position)[2]};
  }
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  v1::ListLineCrossingsResponse response;
  PageRoom room{size, scoring.limits.page_bytes};
  absl::Status read = ForEachCrossing(
      *reader, ref->portfolio, ref->number, after,
      [&](v1::LineCrossing crossing) {
        const bool passes = filter.Matches([&](absl::string_view field) {
          return std::vector<std::string>{
              field == "kind" ? KindName(crossing.kind())
                              : std::string(LastId(crossing.item()))};
        });
        if (!passes) return true;
        if (room.Full()) {
          const v1::LineCrossing& last = *response.crossings().rbegin();
          response.set_next_page_token(EncodePageToken(
              {absl::StrCat(ref->number), std::string(LastId(last.ranking())),
               std::string(LastId(last.item()))},
              arguments));
          return false;
        }
        crossing.set_title(TitleOf(*latest, crossing.item()));
        AddSentence(LanguageOf(request.language()), &crossing);
        room.Take(crossing);
        *response.add_crossings() = std::move(crossing);
        return true;
      });
  if (!read.ok()) return read;
  return response;
}

}  // namespace lifeline::scoring

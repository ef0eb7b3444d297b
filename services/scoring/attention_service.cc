#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/scoring/members.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/promise_reads.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

constexpr int32_t kDefaultReportDays = 90;

}  // namespace

absl::StatusOr<v1::ListDigestsResponse> ListDigests(
    const Scoring& scoring, const v1::ListDigestsRequest& request) {
  Violations violations;
  const std::optional<std::vector<std::string>> ids = ParseName(
      "portfolios/*/members/*", request.parent(), "parent", &violations);
  const int32_t size = CheckPageSize(
      request.page_size(), scoring.limits.default_digest_page_size,
      scoring.limits.digest_page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  const std::string& portfolio = (*ids)[0];
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  const RankingPtr latest = (*state)->Latest();
  const roadmap::v1::Member* member =
      MemberNamed(*latest->view->snapshot().roadmap, request.parent());
  if (member == nullptr) {
    return Error(absl::StatusCode::kNotFound, kMemberNotFound,
                 absl::StrCat("parent: ", request.parent(),
                              " does not exist; see lifeline member list"));
  }
  const std::string arguments = PageArguments(request);
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 1, arguments);
  if (!position.ok()) return position.status();
  const int64_t before = position->empty() ? 0 : PageNumber((*position)[0]);
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::vector<StoredDigest>> digests =
      ReadDigests(*reader, portfolio, RecipientsOf(*member), before, size + 1,
                  scoring.limits.digest_entries);
  if (!digests.ok()) return digests.status();
  v1::ListDigestsResponse response;
  PageRoom room{size, scoring.limits.page_bytes};
  for (StoredDigest& stored : *digests) {
    if (room.Full()) {
      const std::string last(LastId(response.digests().rbegin()->name()));
      response.set_next_page_token(EncodePageToken({last}, arguments));
      break;
    }
    v1::Digest& digest = *response.add_digests();
    digest = std::move(stored.digest);
    digest.set_name(absl::StrCat(member->name(), "/digests/", stored.number));
    for (v1::Digest::Entry& entry : *digest.mutable_entries())
      entry.set_title(TitleOf(*latest, entry.item()));
    room.Take(digest);
  }
  return response;
}

absl::StatusOr<v1::PromiseReport> GetPromiseReport(
    const Scoring& scoring, const CallContext& call,
    const v1::GetPromiseReportRequest& request) {
  Violations violations;
  const std::optional<std::vector<std::string>> ids = ParseName(
      "portfolios/*/promiseReport", request.name(), "name", &violations);
  CheckRange(request.days(), 0, scoring.limits.report_days, "days", "days",
             &violations);
  if (!violations.empty()) return violations.ToStatus();
  const std::string& portfolio = (*ids)[0];
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  const RankingPtr latest = (*state)->Latest();
  const RoadmapFacts& facts = *latest->view->snapshot().roadmap;
  const absl::TimeZone zone = ZoneOf(facts.portfolio);
  const int32_t days =
      request.days() == 0 ? kDefaultReportDays : request.days();
  const EpochDay first_day = Today(call.now, zone) - days + 1;
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  const auto side_of = [&](absl::string_view member) {
    return SideOf(facts, member);
  };
  absl::StatusOr<std::vector<OpenOwed>> open =
      ReadOpenOwed(*reader, portfolio, side_of);
  if (!open.ok()) return open.status();
  absl::StatusOr<std::vector<DoneOwed>> done =
      ReadDoneOwed(*reader, portfolio, StartOfDay(first_day, zone), side_of);
  if (!done.ok()) return done.status();
  v1::PromiseReport report = MakePromiseReport(*open, *done, call.now);
  report.set_name(request.name());
  report.set_ranking(latest->ranking.name());
  *report.mutable_first_day() = ToDate(first_day);
  return report;
}

}  // namespace lifeline::scoring

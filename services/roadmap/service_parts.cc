#include "services/roadmap/service_parts.h"

#include <algorithm>
#include <tuple>

#include "services/common/dates.h"
#include "services/common/page_room.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/roadmap/references.h"
#include "services/roadmap/roadmap_store.h"

namespace lifeline::roadmap {
namespace {

std::string ArgumentsOf(const PageRequest& request) {
  return absl::StrCat(request.method, " ", request.parent);
}

// Periods are few and listed by time, which their ids do not tell.
std::vector<std::string> PeriodKey(const v1::RoadmapResource& resource) {
  const v1::PlanningPeriod& period = resource.period();
  return {FormatDay(ToDay(period.first_day()).value_or(0)), period.name()};
}

absl::StatusOr<std::vector<v1::RoadmapResource>> PeriodsAfter(
    const JournalSnapshot& snapshot, absl::string_view portfolio,
    const PageStart& start) {
  auto periods =
      ListResources(snapshot, v1::RoadmapResource::kPeriod, portfolio, "", 0);
  if (!periods.ok()) return periods;
  std::sort(periods->begin(), periods->end(), [](const auto& a, const auto& b) {
    return PeriodKey(a) < PeriodKey(b);
  });
  const auto begin = std::find_if(
      periods->begin(), periods->end(), [&start](const auto& period) {
        return start.position.empty() || start.position < PeriodKey(period);
      });
  periods->erase(periods->begin(), begin);
  return periods;
}

}  // namespace

void CheckFrame(const RequestFrame& frame, const Limits& limits,
                Objections* objections) {
  CheckRequestId(frame.request_id, objections->fields());
  CheckText(frame.reason,
            {frame.reason_required ? 1 : 0, limits.reason_characters, true},
            "reason", objections->fields());
}

std::string ReadParent(absl::string_view parent, absl::string_view field,
                       Objections* objections) {
  const auto place = ParsePlace(v1::RoadmapResource::kPortfolio, parent, field,
                                objections->fields());
  return place.has_value() ? place->id : std::string();
}

absl::StatusOr<v1::RoadmapResource> GetByName(const ServiceParts& parts,
                                              Kind kind,
                                              absl::string_view name) {
  Objections objections;
  const auto place = ParsePlace(kind, name, "name", objections.fields());
  if (!place.has_value()) return objections.ToStatus();
  auto snapshot = parts.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  return ReadResource(*snapshot, kind, place->portfolio, place->id);
}

absl::StatusOr<PageStart> ReadPage(const PageRequest& request, size_t fields,
                                   const Limits& limits,
                                   Objections* objections) {
  PageStart start;
  start.bytes = limits.page_bytes;
  start.size = CheckPageSize(request.page_size, limits.default_page_size,
                             limits.max_page_size, objections->fields());
  if (!objections->empty()) return objections->ToStatus();
  if (request.page_token.empty()) return start;
  auto position = DecodePageToken(request.page_token, ArgumentsOf(request));
  if (!position.ok()) return position.status();
  if (position->size() != fields) {
    return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
                 "page_token: is none of this method; begin without one");
  }
  start.position = *std::move(position);
  return start;
}

std::string NextPage(const PageRequest& request,
                     const std::vector<std::string>& position) {
  return EncodePageToken(position, ArgumentsOf(request));
}

absl::StatusOr<Page> ListByParent(const ServiceParts& parts, Kind kind,
                                  const PageRequest& request) {
  const bool periods = kind == v1::RoadmapResource::kPeriod;
  Objections objections;
  const std::string portfolio =
      ReadParent(request.parent, "parent", &objections);
  auto start = ReadPage(request, periods ? 2 : 1, parts.limits, &objections);
  if (!start.ok()) return start.status();
  auto snapshot = parts.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  auto there = ReadResource(*snapshot, v1::RoadmapResource::kPortfolio,
                            portfolio, portfolio);
  if (!there.ok()) return there.status();
  auto resources =
      periods ? PeriodsAfter(*snapshot, portfolio, *start)
              : ListResources(*snapshot, kind, portfolio,
                              start->position.empty() ? "" : start->position[0],
                              start->size + 1);
  if (!resources.ok()) return resources.status();
  Page page{*std::move(resources), ""};
  PageRoom room{start->size, start->bytes};
  size_t kept = 0;
  for (; kept < page.resources.size() && !room.Full(); ++kept) {
    room.Take(page.resources[kept]);
  }
  if (kept < page.resources.size()) {
    page.resources.resize(kept);
    const v1::RoadmapResource& last = page.resources.back();
    page.next_page_token = NextPage(
        request,
        periods ? PeriodKey(last)
                : std::vector<std::string>{ParsePlace(kind, NameOf(last))->id});
  }
  return page;
}

}  // namespace lifeline::roadmap

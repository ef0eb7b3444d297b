#include <algorithm>
#include <string>
#include <utility>

#include "services/common/dates.h"
#include "services/roadmap/kpi.h"
#include "services/roadmap/references.h"
#include "services/roadmap/roadmap_service.h"
#include "services/roadmap/roadmap_store.h"

namespace lifeline::roadmap {
namespace {

absl::StatusOr<v1::AddKpiPointsResponse> AddPoints(
    JournalTransaction& journal, Edit& edit, const std::string& kpi,
    const v1::AddKpiPointsRequest& request) {
  if (edit.store().Find(v1::RoadmapResource::kKpi, kpi) == nullptr) {
    return NotFound(v1::RoadmapResource::kKpi, edit.store().portfolio(), kpi);
  }
  v1::AddKpiPointsResponse response;
  response.set_revision(journal.revision());
  for (const v1::KpiPoint& point : request.points()) {
    auto put = edit.store().PutPoint(kpi, point);
    if (!put.ok()) return put.status();
    if (put->is_new) {
      response.set_added_count(response.added_count() + 1);
    } else {
      response.set_replaced_count(response.replaced_count() + 1);
    }
    response.set_revision(std::max(response.revision(), put->revision));
  }
  auto judged = edit.Alter(
      v1::RoadmapResource::kKpi, kpi,
      [&](const Occasion& occasion, v1::RoadmapResource* resource,
          Objections*) { JudgeKpi(occasion, kpi, resource->mutable_kpi()); });
  if (!judged.ok()) return judged.status();
  return response;
}

absl::StatusOr<v1::ListKpiPointsResponse> ListPointsOf(
    const ServiceParts& parts, const v1::ListKpiPointsRequest& request) {
  Objections objections;
  const auto place = ParsePlace(v1::RoadmapResource::kKpi, request.kpi(), "kpi",
                                objections.fields());
  const PageRequest page{"ListKpiPoints", request.kpi(), request.page_size(),
                         request.page_token()};
  auto start = ReadPage(page, 1, parts.limits, &objections);
  if (!start.ok()) return start.status();
  auto snapshot = parts.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  auto kpi = ReadResource(*snapshot, v1::RoadmapResource::kKpi,
                          place->portfolio, place->id);
  if (!kpi.ok()) return kpi.status();
  auto points = ListPoints(*snapshot, place->portfolio, place->id,
                           start->position.empty() ? "" : start->position[0],
                           start->size + 1);
  if (!points.ok()) return points.status();
  v1::ListKpiPointsResponse response;
  for (v1::KpiPoint& point : *points) {
    if (response.points_size() == start->size) {
      const v1::KpiPoint& last = response.points(start->size - 1);
      response.set_next_page_token(
          NextPage(page, {FormatDay(ToDay(last.day()).value_or(0))}));
      break;
    }
    *response.add_points() = std::move(point);
  }
  return response;
}

}  // namespace

grpc::ServerUnaryReactor* RoadmapService::CreateKpi(
    grpc::CallbackServerContext* context, const v1::CreateKpiRequest* request,
    v1::Kpi* response) {
  return CreateOne(parts_, context, "CreateKpi", request, response,
                   request->kpi(), {request->kpi_id(), "kpi_id"});
}

grpc::ServerUnaryReactor* RoadmapService::GetKpi(
    grpc::CallbackServerContext* context, const v1::GetKpiRequest* request,
    v1::Kpi* response) {
  return GetOne(parts_, context, "GetKpi", request, response);
}

grpc::ServerUnaryReactor* RoadmapService::ListKpis(
    grpc::CallbackServerContext* context, const v1::ListKpisRequest* request,
    v1::ListKpisResponse* response) {
  return ListAll<v1::Kpi>(
      parts_, context, "ListKpis", request, response,
      [](v1::ListKpisResponse& page) { return page.mutable_kpis(); });
}

grpc::ServerUnaryReactor* RoadmapService::UpdateKpi(
    grpc::CallbackServerContext* context, const v1::UpdateKpiRequest* request,
    v1::Kpi* response) {
  return UpdateOne(parts_, context, "UpdateKpi", request, response,
                   request->kpi(), request->update_mask(),
                   /*may_create=*/false);
}

grpc::ServerUnaryReactor* RoadmapService::AddKpiPoints(
    grpc::CallbackServerContext* context,
    const v1::AddKpiPointsRequest* request,
    v1::AddKpiPointsResponse* response) {
  Objections objections;
  const auto place = ParsePlace(v1::RoadmapResource::kKpi, request->kpi(),
                                "kpi", objections.fields());
  CheckKpiPoints(request->points(), parts_.limits, &objections);
  CheckFrameOf(*request, parts_.limits, false, &objections);
  const Place at = place.value_or(Place{});
  return UnaryOnJournal(
      parts_.rpc, parts_.journal, context, FullMethod("AddKpiPoints"), request,
      response, MakeSpec(*request, at.portfolio, objections),
      [this, id = at.id](JournalTransaction& journal, const CallContext& call,
                         const v1::AddKpiPointsRequest& request)
          -> absl::StatusOr<v1::AddKpiPointsResponse> {
        auto edit = Edit::Begin(journal, call, parts_.limits);
        if (!edit.ok()) return edit.status();
        return AddPoints(journal, **edit, id, request);
      });
}

grpc::ServerUnaryReactor* RoadmapService::ListKpiPoints(
    grpc::CallbackServerContext* context,
    const v1::ListKpiPointsRequest* request,
    v1::ListKpiPointsResponse* response) {
  return UnaryOnExecutor(
      parts_.rpc, context, FullMethod("ListKpiPoints"), request, response,
      [this](const CallContext&, const v1::ListKpiPointsRequest& request) {
        return ListPointsOf(parts_, request);
      });
}

}  // namespace lifeline::roadmap

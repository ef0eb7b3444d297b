#include "services/roadmap/roadmap_service.h"

namespace lifeline::roadmap {

grpc::ServerUnaryReactor* RoadmapService::GetCapacity(
    grpc::CallbackServerContext* context, const v1::GetCapacityRequest* request,
    v1::Capacity* response) {
  return GetOne(parts_, context, "GetCapacity", request, response);
}

grpc::ServerUnaryReactor* RoadmapService::ListCapacities(
    grpc::CallbackServerContext* context,
    const v1::ListCapacitiesRequest* request,
    v1::ListCapacitiesResponse* response) {
  return ListAll<v1::Capacity>(parts_, context, "ListCapacities", request,
                               response, [](v1::ListCapacitiesResponse& page) {
                                 return page.mutable_capacities();
                               });
}

grpc::ServerUnaryReactor* RoadmapService::UpdateCapacity(
    grpc::CallbackServerContext* context,
    const v1::UpdateCapacityRequest* request, v1::Capacity* response) {
  return UpdateOne(parts_, context, "UpdateCapacity", request, response,
                   request->capacity(), request->update_mask(),
                   /*may_create=*/true);
}

}  // namespace lifeline::roadmap

#include <string>

#include "services/common/names.h"
#include "services/roadmap/roadmap_service.h"
#include "services/roadmap/weave.h"

namespace lifeline::roadmap {

grpc::ServerUnaryReactor* RoadmapService::CreateWeave(
    grpc::CallbackServerContext* context, const v1::CreateWeaveRequest* request,
    v1::Weave* response) {
  return CreateOne(
      parts_, context, "CreateWeave", request, response, request->weave(),
      {std::string(LastId(request->weave().rider())), "weave.rider"});
}

grpc::ServerUnaryReactor* RoadmapService::GetWeave(
    grpc::CallbackServerContext* context, const v1::GetWeaveRequest* request,
    v1::Weave* response) {
  return GetOne(parts_, context, "GetWeave", request, response);
}

grpc::ServerUnaryReactor* RoadmapService::ListWeaves(
    grpc::CallbackServerContext* context, const v1::ListWeavesRequest* request,
    v1::ListWeavesResponse* response) {
  return ListAll<v1::Weave>(
      parts_, context, "ListWeaves", request, response,
      [](v1::ListWeavesResponse& page) { return page.mutable_weaves(); });
}

grpc::ServerUnaryReactor* RoadmapService::AgreeWeave(
    grpc::CallbackServerContext* context, const v1::AgreeWeaveRequest* request,
    v1::Weave* response) {
  return ActOnOne(
      parts_, context, "AgreeWeave", request, response,
      /*reason_required=*/false,
      [](Edit& edit, const std::string& id, const v1::AgreeWeaveRequest&) {
        return edit.Alter(
            v1::RoadmapResource::kWeave, id,
            [](const Occasion& occasion, v1::RoadmapResource* weave,
               Objections* objections) {
              AgreeToWeave(occasion, weave->mutable_weave(), objections);
            });
      });
}

grpc::ServerUnaryReactor* RoadmapService::DeleteWeave(
    grpc::CallbackServerContext* context, const v1::DeleteWeaveRequest* request,
    v1::Weave* response) {
  return DeleteOne(parts_, context, "DeleteWeave", request, response);
}

}  // namespace lifeline::roadmap

#include <string>

#include "services/common/names.h"
#include "services/roadmap/mandate.h"
#include "services/roadmap/roadmap_service.h"

namespace lifeline::roadmap {

grpc::ServerUnaryReactor* RoadmapService::CreateMandate(
    grpc::CallbackServerContext* context,
    const v1::CreateMandateRequest* request, v1::Mandate* response) {
  return CreateOne(
      parts_, context, "CreateMandate", request, response, request->mandate(),
      {std::string(LastId(request->mandate().item())), "mandate.item"});
}

grpc::ServerUnaryReactor* RoadmapService::GetMandate(
    grpc::CallbackServerContext* context, const v1::GetMandateRequest* request,
    v1::Mandate* response) {
  return GetOne(parts_, context, "GetMandate", request, response);
}

grpc::ServerUnaryReactor* RoadmapService::ListMandates(
    grpc::CallbackServerContext* context,
    const v1::ListMandatesRequest* request,
    v1::ListMandatesResponse* response) {
  return ListAll<v1::Mandate>(
      parts_, context, "ListMandates", request, response,
      [](v1::ListMandatesResponse& page) { return page.mutable_mandates(); });
}

grpc::ServerUnaryReactor* RoadmapService::ApproveMandate(
    grpc::CallbackServerContext* context,
    const v1::ApproveMandateRequest* request, v1::Mandate* response) {
  return ActOnOne(
      parts_, context, "ApproveMandate", request, response,
      /*reason_required=*/false,
      [](Edit& edit, const std::string& id, const v1::ApproveMandateRequest&) {
        return edit.Alter(
            v1::RoadmapResource::kMandate, id,
            [](const Occasion& occasion, v1::RoadmapResource* mandate,
               Objections* objections) {
              roadmap::ApproveMandate(occasion, mandate->mutable_mandate(),
                                      objections);
            });
      });
}

grpc::ServerUnaryReactor* RoadmapService::DeleteMandate(
    grpc::CallbackServerContext* context,
    const v1::DeleteMandateRequest* request, v1::Mandate* response) {
  return DeleteOne(parts_, context, "DeleteMandate", request, response);
}

}  // namespace lifeline::roadmap

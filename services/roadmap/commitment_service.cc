#include <string>

#include "services/common/names.h"
#include "services/roadmap/roadmap_service.h"

namespace lifeline::roadmap {

grpc::ServerUnaryReactor* RoadmapService::CreateCommitment(
    grpc::CallbackServerContext* context,
    const v1::CreateCommitmentRequest* request, v1::Commitment* response) {
  return CreateOne(
      parts_, context, "CreateCommitment", request, response,
      request->commitment(),
      {std::string(LastId(request->commitment().item())), "commitment.item"});
}

grpc::ServerUnaryReactor* RoadmapService::GetCommitment(
    grpc::CallbackServerContext* context,
    const v1::GetCommitmentRequest* request, v1::Commitment* response) {
  return GetOne(parts_, context, "GetCommitment", request, response);
}

grpc::ServerUnaryReactor* RoadmapService::ListCommitments(
    grpc::CallbackServerContext* context,
    const v1::ListCommitmentsRequest* request,
    v1::ListCommitmentsResponse* response) {
  return ListAll<v1::Commitment>(parts_, context, "ListCommitments", request,
                                 response,
                                 [](v1::ListCommitmentsResponse& page) {
                                   return page.mutable_commitments();
                                 });
}

grpc::ServerUnaryReactor* RoadmapService::UpdateCommitment(
    grpc::CallbackServerContext* context,
    const v1::UpdateCommitmentRequest* request, v1::Commitment* response) {
  return UpdateOne(parts_, context, "UpdateCommitment", request, response,
                   request->commitment(), request->update_mask(),
                   /*may_create=*/false);
}

grpc::ServerUnaryReactor* RoadmapService::DeleteCommitment(
    grpc::CallbackServerContext* context,
    const v1::DeleteCommitmentRequest* request, v1::Commitment* response) {
  return DeleteOne(parts_, context, "DeleteCommitment", request, response);
}

}  // namespace lifeline::roadmap

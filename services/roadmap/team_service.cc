#include "services/roadmap/roadmap_service.h"

namespace lifeline::roadmap {

grpc::ServerUnaryReactor* RoadmapService::CreateTeam(
    grpc::CallbackServerContext* context, const v1::CreateTeamRequest* request,
    v1::Team* response) {
  return CreateOne(parts_, context, "CreateTeam", request, response,
                   request->team(), {request->team_id(), "team_id"});
}

grpc::ServerUnaryReactor* RoadmapService::GetTeam(
    grpc::CallbackServerContext* context, const v1::GetTeamRequest* request,
    v1::Team* response) {
  return GetOne(parts_, context, "GetTeam", request, response);
}

grpc::ServerUnaryReactor* RoadmapService::ListTeams(
    grpc::CallbackServerContext* context, const v1::ListTeamsRequest* request,
    v1::ListTeamsResponse* response) {
  return ListAll<v1::Team>(
      parts_, context, "ListTeams", request, response,
      [](v1::ListTeamsResponse& page) { return page.mutable_teams(); });
}

grpc::ServerUnaryReactor* RoadmapService::UpdateTeam(
    grpc::CallbackServerContext* context, const v1::UpdateTeamRequest* request,
    v1::Team* response) {
  return UpdateOne(parts_, context, "UpdateTeam", request, response,
                   request->team(), request->update_mask(),
                   /*may_create=*/false);
}

}  // namespace lifeline::roadmap

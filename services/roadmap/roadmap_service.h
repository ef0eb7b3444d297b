#ifndef LIFELINE_SERVICES_ROADMAP_ROADMAP_SERVICE_H_
#define LIFELINE_SERVICES_ROADMAP_ROADMAP_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "services/roadmap/service_parts.h"

namespace lifeline::roadmap {

// The RPCs of roadmap.proto, one group of resources per file
// (team_service.cc); service_parts.h has what they do alike. Thread safe.
class RoadmapService final : public v1::RoadmapService::CallbackService {
 public:
  // Not inline: whoever sees these compiles what gRPC has for each method.
  explicit RoadmapService(ServiceParts parts);
  ~RoadmapService() override;

  grpc::ServerUnaryReactor* CreatePortfolio(
      grpc::CallbackServerContext* context,
      const v1::CreatePortfolioRequest* request,
      v1::Portfolio* response) override;
  grpc::ServerUnaryReactor* GetPortfolio(grpc::CallbackServerContext* context,
                                         const v1::GetPortfolioRequest* request,
                                         v1::Portfolio* response) override;
  grpc::ServerUnaryReactor* ListPortfolios(
      grpc::CallbackServerContext* context,
      const v1::ListPortfoliosRequest* request,
      v1::ListPortfoliosResponse* response) override;
  grpc::ServerUnaryReactor* UpdatePortfolio(
      grpc::CallbackServerContext* context,
      const v1::UpdatePortfolioRequest* request,
      v1::Portfolio* response) override;
  grpc::ServerUnaryReactor* ArchivePortfolio(
      grpc::CallbackServerContext* context,
      const v1::ArchivePortfolioRequest* request,
      v1::Portfolio* response) override;
  grpc::ServerUnaryReactor* CreateMember(grpc::CallbackServerContext* context,
                                         const v1::CreateMemberRequest* request,
                                         v1::Member* response) override;
  grpc::ServerUnaryReactor* GetMember(grpc::CallbackServerContext* context,
                                      const v1::GetMemberRequest* request,
                                      v1::Member* response) override;
  grpc::ServerUnaryReactor* ListMembers(
      grpc::CallbackServerContext* context,
      const v1::ListMembersRequest* request,
      v1::ListMembersResponse* response) override;
  grpc::ServerUnaryReactor* UpdateMember(grpc::CallbackServerContext* context,
                                         const v1::UpdateMemberRequest* request,
                                         v1::Member* response) override;
  grpc::ServerUnaryReactor* GetCaller(grpc::CallbackServerContext* context,
                                      const v1::GetCallerRequest* request,
                                      v1::Member* response) override;
  grpc::ServerUnaryReactor* EraseMember(grpc::CallbackServerContext* context,
                                        const v1::EraseMemberRequest* request,
                                        v1::Member* response) override;
  grpc::ServerUnaryReactor* CreateTeam(grpc::CallbackServerContext* context,
                                       const v1::CreateTeamRequest* request,
                                       v1::Team* response) override;
  grpc::ServerUnaryReactor* GetTeam(grpc::CallbackServerContext* context,
                                    const v1::GetTeamRequest* request,
                                    v1::Team* response) override;
  grpc::ServerUnaryReactor* ListTeams(grpc::CallbackServerContext* context,
                                      const v1::ListTeamsRequest* request,
                                      v1::ListTeamsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateTeam(grpc::CallbackServerContext* context,
                                       const v1::UpdateTeamRequest* request,
                                       v1::Team* response) override;
  grpc::ServerUnaryReactor* CreatePlanningPeriod(
      grpc::CallbackServerContext* context,
      const v1::CreatePlanningPeriodRequest* request,
      v1::PlanningPeriod* response) override;
  grpc::ServerUnaryReactor* GetPlanningPeriod(
      grpc::CallbackServerContext* context,
      const v1::GetPlanningPeriodRequest* request,
      v1::PlanningPeriod* response) override;
  grpc::ServerUnaryReactor* ListPlanningPeriods(
      grpc::CallbackServerContext* context,
      const v1::ListPlanningPeriodsRequest* request,
      v1::ListPlanningPeriodsResponse* response) override;
  grpc::ServerUnaryReactor* UpdatePlanningPeriod(
      grpc::CallbackServerContext* context,
      const v1::UpdatePlanningPeriodRequest* request,
      v1::PlanningPeriod* response) override;
  grpc::ServerUnaryReactor* OpenPlanningPeriod(
      grpc::CallbackServerContext* context,
      const v1::OpenPlanningPeriodRequest* request,
      v1::PlanningPeriod* response) override;
  grpc::ServerUnaryReactor* ClosePlanningPeriod(
      grpc::CallbackServerContext* context,
      const v1::ClosePlanningPeriodRequest* request,
      v1::PlanningPeriod* response) override;
  grpc::ServerUnaryReactor* GetCapacity(grpc::CallbackServerContext* context,
                                        const v1::GetCapacityRequest* request,
                                        v1::Capacity* response) override;
  grpc::ServerUnaryReactor* ListCapacities(
      grpc::CallbackServerContext* context,
      const v1::ListCapacitiesRequest* request,
      v1::ListCapacitiesResponse* response) override;
  grpc::ServerUnaryReactor* UpdateCapacity(
      grpc::CallbackServerContext* context,
      const v1::UpdateCapacityRequest* request,
      v1::Capacity* response) override;
  grpc::ServerUnaryReactor* CreateCommitment(
      grpc::CallbackServerContext* context,
      const v1::CreateCommitmentRequest* request,
      v1::Commitment* response) override;
  grpc::ServerUnaryReactor* GetCommitment(
      grpc::CallbackServerContext* context,
      const v1::GetCommitmentRequest* request,
      v1::Commitment* response) override;
  grpc::ServerUnaryReactor* ListCommitments(
      grpc::CallbackServerContext* context,
      const v1::ListCommitmentsRequest* request,
      v1::ListCommitmentsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateCommitment(
      grpc::CallbackServerContext* context,
      const v1::UpdateCommitmentRequest* request,
      v1::Commitment* response) override;
  grpc::ServerUnaryReactor* DeleteCommitment(
      grpc::CallbackServerContext* context,
      const v1::DeleteCommitmentRequest* request,
      v1::Commitment* response) override;
  grpc::ServerUnaryReactor* CreateMandate(
      grpc::CallbackServerContext* context,
      const v1::CreateMandateRequest* request, v1::Mandate* response) override;
  grpc::ServerUnaryReactor* GetMandate(grpc::CallbackServerContext* context,
                                       const v1::GetMandateRequest* request,
                                       v1::Mandate* response) override;
  grpc::ServerUnaryReactor* ListMandates(
      grpc::CallbackServerContext* context,
      const v1::ListMandatesRequest* request,
      v1::ListMandatesResponse* response) override;
  grpc::ServerUnaryReactor* ApproveMandate(
      grpc::CallbackServerContext* context,
      const v1::ApproveMandateRequest* request, v1::Mandate* response) override;
  grpc::ServerUnaryReactor* DeleteMandate(
      grpc::CallbackServerContext* context,
      const v1::DeleteMandateRequest* request, v1::Mandate* response) override;
  grpc::ServerUnaryReactor* CreateWeave(grpc::CallbackServerContext* context,
                                        const v1::CreateWeaveRequest* request,
                                        v1::Weave* response) override;
  grpc::ServerUnaryReactor* GetWeave(grpc::CallbackServerContext* context,
                                     const v1::GetWeaveRequest* request,
                                     v1::Weave* response) override;
  grpc::ServerUnaryReactor* ListWeaves(
      grpc::CallbackServerContext* context,
      const v1::ListWeavesRequest* request,
      v1::ListWeavesResponse* response) override;
  grpc::ServerUnaryReactor* AgreeWeave(grpc::CallbackServerContext* context,
                                       const v1::AgreeWeaveRequest* request,
                                       v1::Weave* response) override;
  grpc::ServerUnaryReactor* DeleteWeave(grpc::CallbackServerContext* context,
                                        const v1::DeleteWeaveRequest* request,
                                        v1::Weave* response) override;
  grpc::ServerUnaryReactor* CreateReview(grpc::CallbackServerContext* context,
                                         const v1::CreateReviewRequest* request,
                                         v1::Review* response) override;
  grpc::ServerUnaryReactor* GetReview(grpc::CallbackServerContext* context,
                                      const v1::GetReviewRequest* request,
                                      v1::Review* response) override;
  grpc::ServerUnaryReactor* ListReviews(
      grpc::CallbackServerContext* context,
      const v1::ListReviewsRequest* request,
      v1::ListReviewsResponse* response) override;
  grpc::ServerUnaryReactor* CloseReview(grpc::CallbackServerContext* context,
                                        const v1::CloseReviewRequest* request,
                                        v1::Review* response) override;
  grpc::ServerUnaryReactor* CreateKpi(grpc::CallbackServerContext* context,
                                      const v1::CreateKpiRequest* request,
                                      v1::Kpi* response) override;
  grpc::ServerUnaryReactor* GetKpi(grpc::CallbackServerContext* context,
                                   const v1::GetKpiRequest* request,
                                   v1::Kpi* response) override;
  grpc::ServerUnaryReactor* ListKpis(grpc::CallbackServerContext* context,
                                     const v1::ListKpisRequest* request,
                                     v1::ListKpisResponse* response) override;
  grpc::ServerUnaryReactor* UpdateKpi(grpc::CallbackServerContext* context,
                                      const v1::UpdateKpiRequest* request,
                                      v1::Kpi* response) override;
  grpc::ServerUnaryReactor* AddKpiPoints(
      grpc::CallbackServerContext* context,
      const v1::AddKpiPointsRequest* request,
      v1::AddKpiPointsResponse* response) override;
  grpc::ServerUnaryReactor* ListKpiPoints(
      grpc::CallbackServerContext* context,
      const v1::ListKpiPointsRequest* request,
      v1::ListKpiPointsResponse* response) override;
  grpc::ServerUnaryReactor* RedactResource(
      grpc::CallbackServerContext* context,
      const v1::RedactResourceRequest* request,
      v1::RedactResourceResponse* response) override;
  grpc::ServerUnaryReactor* ApplyRoadmap(
      grpc::CallbackServerContext* context,
      const v1::ApplyRoadmapRequest* request,
      v1::ApplyRoadmapResponse* response) override;
  grpc::ServerUnaryReactor* ListRoadmapChanges(
      grpc::CallbackServerContext* context,
      const v1::ListRoadmapChangesRequest* request,
      v1::ListRoadmapChangesResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchRoadmapResponse>* WatchRoadmap(
      grpc::CallbackServerContext* context,
      const v1::WatchRoadmapRequest* request) override;

 private:
  const ServiceParts parts_;
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_ROADMAP_SERVICE_H_

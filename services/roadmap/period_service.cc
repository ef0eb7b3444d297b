#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/roadmap/period.h"
#include "services/roadmap/roadmap_service.h"
#include "services/roadmap/roadmap_store.h"

namespace lifeline::roadmap {
namespace {

// Moves, or gives up, what was decided about; the period is CLOSED after it.
absl::StatusOr<v1::RoadmapResource> CloseOne(
    Edit& edit, const std::string& id,
    const v1::ClosePlanningPeriodRequest& request) {
  auto closed = edit.Alter(
      v1::RoadmapResource::kPeriod, id,
      [&request](const Occasion& occasion, v1::RoadmapResource* period,
                 Objections* objections) {
        ClosePeriod(occasion, UndeliveredIn(occasion, request.name()),
                    request.decisions(), period->mutable_period(), objections);
      });
  if (!closed.ok()) return closed;
  // The commit has the reasons of the request and what they move.
  int64_t bytes = static_cast<int64_t>(request.ByteSizeLong());
  for (const v1::CommitmentDecision& decision : request.decisions()) {
    const std::string item(LastId(decision.commitment()));
    const v1::RoadmapResource* commitment =
        edit.store().Find(v1::RoadmapResource::kCommitment, item);
    if (commitment != nullptr) {
      bytes += static_cast<int64_t>(commitment->ByteSizeLong());
    }
    absl::Status decided =
        decision.move_to_period().empty()
            ? edit.Remove(v1::RoadmapResource::kCommitment, item).status()
            : edit.Alter(v1::RoadmapResource::kCommitment, item,
                         [&decision](const Occasion&,
                                     v1::RoadmapResource* commitment,
                                     Objections*) {
                           commitment->mutable_commitment()->set_period(
                               decision.move_to_period());
                         })
                  .status();
    if (!decided.ok()) return decided;
  }
  if (absl::Status fits = edit.CheckCommitBytes(bytes); !fits.ok()) return fits;
  return closed;
}

// The commit says of each commitment what became of it, and why.
std::string ReasonWithDecisions(const v1::ClosePlanningPeriodRequest& request) {
  std::vector<std::string> lines;
  if (!request.reason().empty()) lines.push_back(request.reason());
  for (const v1::CommitmentDecision& decision : request.decisions()) {
    lines.push_back(absl::StrCat(
        LastId(decision.commitment()),
        decision.move_to_period().empty()
            ? std::string(" given up: ")
            : absl::StrCat(" moved to ", LastId(decision.move_to_period()),
                           ": "),
        decision.reason()));
  }
  return absl::StrJoin(lines, "\n");
}

// State is changed by verbs only.
google::protobuf::FieldMask WithoutState(
    const google::protobuf::FieldMask& mask, Objections* objections) {
  google::protobuf::FieldMask paths;
  for (const std::string& path : mask.paths()) {
    if (path == "state") {
      objections->Field("update_mask",
                        "names \"state\", which is changed by "
                        "OpenPlanningPeriod and ClosePlanningPeriod only");
    }
    if (path != "*") paths.add_paths(path);
  }
  if (paths.paths_size() == mask.paths_size() && !paths.paths().empty()) {
    return paths;
  }
  paths.Clear();
  for (const char* path : {"title", "first_day", "last_day"}) {
    paths.add_paths(path);
  }
  return paths;
}

}  // namespace

grpc::ServerUnaryReactor* RoadmapService::CreatePlanningPeriod(
    grpc::CallbackServerContext* context,
    const v1::CreatePlanningPeriodRequest* request,
    v1::PlanningPeriod* response) {
  return CreateOne(parts_, context, "CreatePlanningPeriod", request, response,
                   request->period(), {request->period_id(), "period_id"});
}

grpc::ServerUnaryReactor* RoadmapService::GetPlanningPeriod(
    grpc::CallbackServerContext* context,
    const v1::GetPlanningPeriodRequest* request, v1::PlanningPeriod* response) {
  return GetOne(parts_, context, "GetPlanningPeriod", request, response);
}

grpc::ServerUnaryReactor* RoadmapService::ListPlanningPeriods(
    grpc::CallbackServerContext* context,
    const v1::ListPlanningPeriodsRequest* request,
    v1::ListPlanningPeriodsResponse* response) {
  return ListAll<v1::PlanningPeriod>(parts_, context, "ListPlanningPeriods",
                                     request, response,
                                     [](v1::ListPlanningPeriodsResponse& page) {
                                       return page.mutable_periods();
                                     });
}

grpc::ServerUnaryReactor* RoadmapService::UpdatePlanningPeriod(
    grpc::CallbackServerContext* context,
    const v1::UpdatePlanningPeriodRequest* request,
    v1::PlanningPeriod* response) {
  Objections objections;
  const google::protobuf::FieldMask mask =
      WithoutState(request->update_mask(), &objections);
  if (!objections.empty()) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(ToGrpc(objections.ToStatus()));
    return reactor;
  }
  return UpdateOne(parts_, context, "UpdatePlanningPeriod", request, response,
                   request->period(), mask, /*may_create=*/false);
}

grpc::ServerUnaryReactor* RoadmapService::OpenPlanningPeriod(
    grpc::CallbackServerContext* context,
    const v1::OpenPlanningPeriodRequest* request,
    v1::PlanningPeriod* response) {
  return ActOnOne(parts_, context, "OpenPlanningPeriod", request, response,
                  /*reason_required=*/false,
                  [](Edit& edit, const std::string& id,
                     const v1::OpenPlanningPeriodRequest&) {
                    return edit.Alter(
                        v1::RoadmapResource::kPeriod, id,
                        [](const Occasion&, v1::RoadmapResource* period,
                           Objections* objections) {
                          OpenPeriod(period->mutable_period(), objections);
                        });
                  });
}

grpc::ServerUnaryReactor* RoadmapService::ClosePlanningPeriod(
    grpc::CallbackServerContext* context,
    const v1::ClosePlanningPeriodRequest* request,
    v1::PlanningPeriod* response) {
  Objections objections;
  const auto place = ParsePlace(v1::RoadmapResource::kPeriod, request->name(),
                                "name", objections.fields());
  CheckFrameOf(*request, parts_.limits, false, &objections);
  CheckCount(request->decisions_size(), parts_.limits.commitments, "decisions",
             objections.fields());
  const std::string reason = ReasonWithDecisions(*request);
  CheckRange(static_cast<int64_t>(reason.size()), 0,
             parts_.limits.close_reason_bytes, "bytes of reasons together",
             "decisions", objections.fields());
  const Place at = place.value_or(Place{});
  absl::StatusOr<MutationSpec> spec =
      MakeSpec(*request, at.portfolio, objections);
  if (spec.ok()) spec->reason = reason;
  return OnEdit(
      parts_, context, "ClosePlanningPeriod", request, response,
      std::move(spec),
      [id = at.id](Edit& edit, const v1::ClosePlanningPeriodRequest& request) {
        return PartAs<v1::PlanningPeriod>(CloseOne(edit, id, request));
      });
}

}  // namespace lifeline::roadmap

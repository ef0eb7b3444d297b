#include <string>
#include <utility>

#include "services/common/validate.h"
#include "services/roadmap/apply.h"
#include "services/roadmap/roadmap_service.h"

namespace lifeline::roadmap {
namespace {

void CheckApply(const v1::ApplyRoadmapRequest& request, const Limits& limits,
                Objections* objections) {
  if (request.upserts().empty()) {
    objections->Field("upserts",
                      absl::StrCat("is required; send 1 to ", limits.upserts));
  }
  CheckCount(request.upserts_size(), limits.upserts, "upserts",
             objections->fields());
  CheckText(request.change_id(), {0, limits.change_id_characters, false},
            "change_id", objections->fields());
  CheckRange(request.change_parts(), request.change_id().empty() ? 0 : 1,
             request.change_id().empty() ? 0 : limits.change_parts,
             request.change_id().empty() ? "without change_id" : "",
             "change_parts", objections->fields());
}

}  // namespace

grpc::ServerUnaryReactor* RoadmapService::ApplyRoadmap(
    grpc::CallbackServerContext* context,
    const v1::ApplyRoadmapRequest* request,
    v1::ApplyRoadmapResponse* response) {
  Objections objections;
  const std::string portfolio =
      ReadParent(request->parent(), "parent", &objections);
  if (!portfolio.empty()) {
    CheckNewId(v1::RoadmapResource::kPortfolio, portfolio, "parent",
               objections.fields());
  }
  CheckFrameOf(*request, parts_.limits, false, &objections);
  CheckApply(*request, parts_.limits, &objections);
  absl::StatusOr<MutationSpec> spec = MakeSpec(*request, portfolio, objections);
  if (spec.ok()) {
    spec->change_id = request->change_id();
    spec->change_parts = request->change_parts();
  }
  return UnaryOnJournal(
      parts_.rpc, parts_.journal, context, FullMethod("ApplyRoadmap"), request,
      response, std::move(spec),
      [this](JournalTransaction& journal, const CallContext& call,
             const v1::ApplyRoadmapRequest& request) {
        return roadmap::ApplyRoadmap(journal, call, parts_.limits,
                                     parts_.journal->epoch(), request);
      });
}

}  // namespace lifeline::roadmap

#include <optional>

#include "services/roadmap/roadmap_service.h"

namespace lifeline::roadmap {

grpc::ServerUnaryReactor* RoadmapService::RedactResource(
    grpc::CallbackServerContext* context,
    const v1::RedactResourceRequest* request,
    v1::RedactResourceResponse* response) {
  Objections objections;
  const std::optional<Subject> subject = ParseSubject(request->name());
  if (!subject.has_value()) {
    objections.Field("name",
                     "is the name of nothing in a roadmap; write for example "
                     "portfolios/shop/mandates/shop-12");
  }
  CheckFrameOf(*request, parts_.limits, /*reason_required=*/true, &objections);
  return OnEdit<&Edit::BeginErasure>(
      parts_, context, "RedactResource", request, response,
      MakeSpec(*request, subject.has_value() ? subject->place.portfolio : "",
               objections),
      [subject](Edit& edit, const v1::RedactResourceRequest&)
          -> absl::StatusOr<v1::RedactResourceResponse> {
        auto redacted = edit.store().Redact(subject->kind, subject->place.id);
        if (!redacted.ok()) return redacted.status();
        v1::RedactResourceResponse response;
        if (redacted->resource_case() != v1::RoadmapResource::RESOURCE_NOT_SET)
          *response.mutable_resource() = *std::move(redacted);
        response.set_revision(edit.store().next_revision());
        return response;
      });
}

}  // namespace lifeline::roadmap

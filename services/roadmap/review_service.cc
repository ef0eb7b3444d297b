#include <string>

#include "services/roadmap/review.h"
#include "services/roadmap/roadmap_service.h"

namespace lifeline::roadmap {

grpc::ServerUnaryReactor* RoadmapService::CreateReview(
    grpc::CallbackServerContext* context,
    const v1::CreateReviewRequest* request, v1::Review* response) {
  return CreateOne(parts_, context, "CreateReview", request, response,
                   request->review(), {request->review_id(), "review_id"});
}

grpc::ServerUnaryReactor* RoadmapService::GetReview(
    grpc::CallbackServerContext* context, const v1::GetReviewRequest* request,
    v1::Review* response) {
  return GetOne(parts_, context, "GetReview", request, response);
}

grpc::ServerUnaryReactor* RoadmapService::ListReviews(
    grpc::CallbackServerContext* context, const v1::ListReviewsRequest* request,
    v1::ListReviewsResponse* response) {
  return ListAll<v1::Review>(
      parts_, context, "ListReviews", request, response,
      [](v1::ListReviewsResponse& page) { return page.mutable_reviews(); });
}

grpc::ServerUnaryReactor* RoadmapService::CloseReview(
    grpc::CallbackServerContext* context, const v1::CloseReviewRequest* request,
    v1::Review* response) {
  return ActOnOne(
      parts_, context, "CloseReview", request, response,
      /*reason_required=*/false,
      [](Edit& edit, const std::string& id,
         const v1::CloseReviewRequest& request) {
        return edit.Alter(
            v1::RoadmapResource::kReview, id,
            [&request](const Occasion& occasion, v1::RoadmapResource* review,
                       Objections* objections) {
              CloseReviewWith(occasion, request.decisions(),
                              review->mutable_review(), objections);
            });
      });
}

}  // namespace lifeline::roadmap

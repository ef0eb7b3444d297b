#include "services/roadmap/rules.h"

#include "services/roadmap/capacity.h"
#include "services/roadmap/commitment.h"
#include "services/roadmap/kpi.h"
#include "services/roadmap/mandate.h"
#include "services/roadmap/member.h"
#include "services/roadmap/period.h"
#include "services/roadmap/portfolio.h"
#include "services/roadmap/review.h"
#include "services/roadmap/team.h"
#include "services/roadmap/weave.h"

namespace lifeline::roadmap {
namespace {

template <typename T>
const T* AsOrNull(const v1::RoadmapResource* resource) {
  return resource == nullptr ? nullptr : &As<T>(*resource);
}

}  // namespace

void Complete(absl::Time now, v1::RoadmapResource* resource) {
  switch (resource->resource_case()) {
    case v1::RoadmapResource::kPortfolio:
      return CompletePortfolio(resource->mutable_portfolio());
    case v1::RoadmapResource::kMember:
      return CompleteMember(resource->mutable_member());
    case v1::RoadmapResource::kPeriod:
      return CompletePeriod(resource->mutable_period());
    case v1::RoadmapResource::kWeave:
      return CompleteWeave(resource->mutable_weave());
    case v1::RoadmapResource::kReview:
      return CompleteReview(now, resource->mutable_review());
    case v1::RoadmapResource::kTeam:
    case v1::RoadmapResource::kCapacity:
    case v1::RoadmapResource::kCommitment:
    case v1::RoadmapResource::kMandate:
    case v1::RoadmapResource::kKpi:
    case v1::RoadmapResource::RESOURCE_NOT_SET:
      return;
  }
}

void Check(const v1::RoadmapResource& resource, const Limits& limits,
           Objections* objections) {
  switch (resource.resource_case()) {
    case v1::RoadmapResource::kPortfolio:
      return CheckPortfolio(resource.portfolio(), limits, objections);
    case v1::RoadmapResource::kMember:
      return CheckMember(resource.member(), limits, objections);
    case v1::RoadmapResource::kTeam:
      return CheckTeam(resource.team(), limits, objections);
    case v1::RoadmapResource::kPeriod:
      return CheckPeriod(resource.period(), limits, objections);
    case v1::RoadmapResource::kCapacity:
      return CheckCapacity(resource.capacity(), limits, objections);
    case v1::RoadmapResource::kCommitment:
      return CheckCommitment(resource.commitment(), limits, objections);
    case v1::RoadmapResource::kMandate:
      return CheckMandate(resource.mandate(), limits, objections);
    case v1::RoadmapResource::kWeave:
      return CheckWeave(resource.weave(), limits, objections);
    case v1::RoadmapResource::kReview:
      return CheckReview(resource.review(), limits, objections);
    case v1::RoadmapResource::kKpi:
      return CheckKpi(resource.kpi(), limits, objections);
    case v1::RoadmapResource::RESOURCE_NOT_SET:
      return;
  }
}

void Decide(const Occasion& occasion, absl::string_view id,
            const v1::RoadmapResource* before, v1::RoadmapResource* after,
            Objections* objections) {
  switch (after->resource_case()) {
    case v1::RoadmapResource::kPortfolio:
      return DecidePortfolio(occasion, AsOrNull<v1::Portfolio>(before),
                             after->mutable_portfolio(), objections);
    case v1::RoadmapResource::kMember:
      return DecideMember(occasion, AsOrNull<v1::Member>(before),
                          after->mutable_member(), objections);
    case v1::RoadmapResource::kPeriod:
      return DecidePeriod(occasion, AsOrNull<v1::PlanningPeriod>(before),
                          after->period(), objections);
    case v1::RoadmapResource::kCapacity:
      return DecideCapacity(occasion, id, AsOrNull<v1::Capacity>(before),
                            objections);
    case v1::RoadmapResource::kCommitment:
      return DecideCommitment(occasion, AsOrNull<v1::Commitment>(before),
                              after->commitment(), objections);
    case v1::RoadmapResource::kMandate:
      return DecideMandate(occasion, AsOrNull<v1::Mandate>(before),
                           after->mutable_mandate(), objections);
    case v1::RoadmapResource::kWeave:
      return DecideWeave(occasion, AsOrNull<v1::Weave>(before),
                         after->mutable_weave(), objections);
    case v1::RoadmapResource::kReview:
      return DecideReview(occasion, AsOrNull<v1::Review>(before),
                          after->mutable_review(), objections);
    case v1::RoadmapResource::kKpi:
      return DecideKpi(occasion, id, AsOrNull<v1::Kpi>(before),
                       after->mutable_kpi(), objections);
    case v1::RoadmapResource::kTeam:
    case v1::RoadmapResource::RESOURCE_NOT_SET:
      return;
  }
}

}  // namespace lifeline::roadmap

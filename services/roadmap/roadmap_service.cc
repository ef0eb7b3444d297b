#include "services/roadmap/roadmap_service.h"

#include <utility>

namespace lifeline::roadmap {

RoadmapService::RoadmapService(ServiceParts parts) : parts_(std::move(parts)) {}

RoadmapService::~RoadmapService() = default;

}  // namespace lifeline::roadmap

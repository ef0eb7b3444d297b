#ifndef LIFELINE_SERVICES_GATEWAY_HEALTH_PAGE_H_
#define LIFELINE_SERVICES_GATEWAY_HEALTH_PAGE_H_

#include <vector>

#include "services/gateway/backend.h"
#include "services/gateway/http.h"

namespace lifeline::gateway {

// GET /healthz: what each service says of itself, by name, asked now; 200 if
// all of them serve, else 503.
Task<HttpResponse> HealthPage(const std::vector<Backend>& backends);

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_HEALTH_PAGE_H_

#ifndef LIFELINE_SERVICES_GATEWAY_HTTP_TESTING_H_
#define LIFELINE_SERVICES_GATEWAY_HTTP_TESTING_H_

#include <string>
#include <utility>

#include "services/gateway/http.h"

namespace lifeline::gateway {

// For tests: a request with nothing but headers, and an answer without any.
inline HttpRequest With(Headers headers) {
  HttpRequest request;
  request.headers = std::move(headers);
  return request;
}
inline HttpResponse Plain(std::string body) {
  return {200, {}, std::move(body)};
}

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_HTTP_TESTING_H_

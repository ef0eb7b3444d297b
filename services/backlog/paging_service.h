#ifndef LIFELINE_SERVICES_BACKLOG_PAGING_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_PAGING_SERVICE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/page_token.h"

namespace lifeline::backlog {

// Page tokens of list requests, each of which has page_token and page_size. A
// token belongs to the request without these two. Pure functions.

template <typename Request>
std::string PageArguments(Request request) {
  request.clear_page_token();
  request.clear_page_size();
  return request.GetTypeName() + "\n" + request.SerializeAsString();
}

// Where the page begins; empty for the first one. The errors of
// DecodePageToken.
template <typename Request>
absl::StatusOr<std::vector<std::string>> PagePosition(const Request& request) {
  if (request.page_token().empty()) return std::vector<std::string>();
  return DecodePageToken(request.page_token(), PageArguments(request));
}

template <typename Request>
std::string NextPageToken(const Request& request,
                          const std::vector<std::string>& position) {
  return EncodePageToken(position, PageArguments(request));
}

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_PAGING_SERVICE_H_

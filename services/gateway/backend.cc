#include "services/gateway/backend.h"

#include "absl/strings/str_cat.h"
#include "lifeline/audit/v1/audit.pb.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"

namespace lifeline::gateway {

std::vector<Backend> BackendsOf(const Channels& channels) {
  const auto backend = [](absl::string_view name, const Channels::Way& way,
                          const google::protobuf::Descriptor* message) {
    return Backend{std::string(name), way.address, way.channel,
                   message->file()};
  };
  return {backend("roadmap", channels.roadmap,
                  roadmap::v1::GetPortfolioRequest::descriptor()),
          backend("backlog", channels.backlog,
                  backlog::v1::GetItemRequest::descriptor()),
          backend("scoring", channels.scoring,
                  scoring::v1::GetRankingRequest::descriptor()),
          backend("audit", channels.audit,
                  audit::v1::GetAuditRequest::descriptor())};
}

Methods::Methods(const std::vector<Backend>& backends) {
  for (const Backend& backend : backends) {
    for (int i = 0; i < backend.api->service_count(); ++i) {
      const auto& service = *backend.api->service(i);
      for (int j = 0; j < service.method_count(); ++j) {
        const auto* method = service.method(j);
        std::string path =
            absl::StrCat("/", service.full_name(), "/", method->name());
        methods_[path] = Method{path, method, &backend};
      }
    }
  }
}

const Method* Methods::Find(absl::string_view path) const {
  const auto found = methods_.find(path);
  return found == methods_.end() ? nullptr : &found->second;
}

grpc::Status Explained(const grpc::Status& status, const Backend& backend) {
  // An error of a service has details, one of the connection has none.
  if (status.error_code() != grpc::UNAVAILABLE ||
      !status.error_details().empty())
    return status;
  return ToGrpc(
      Error(absl::StatusCode::kUnavailable, "BACKEND_UNAVAILABLE",
            absl::StrCat("the ", backend.name, " service",
                         backend.address.empty() ? "" : " at ", backend.address,
                         " does not answer; nothing is known of what came of "
                         "this call, so repeat it with the same request_id "
                         "once the service runs again"),
            {{"backend", backend.name}}));
}

}  // namespace lifeline::gateway

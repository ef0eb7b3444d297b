#include "services/common/status_grpc.h"

#include <string>

#include "absl/strings/cord.h"
#include "google/rpc/status.pb.h"
#include "services/common/status.h"

namespace lifeline {

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const absl::Status complete = WithErrorInfo(status);
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(complete.code()));
  wire.set_message(std::string(complete.message()));
  complete.ForEachPayload(
      [&wire](absl::string_view type_url, const absl::Cord& payload) {
        auto* detail = wire.add_details();
        detail->set_type_url(std::string(type_url));
        detail->set_value(std::string(payload));
      });
  return grpc::Status(static_cast<grpc::StatusCode>(complete.code()),
                      wire.message(), wire.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()),
                      status.error_message());
  google::rpc::Status wire;
  if (!status.error_details().empty() &&
      wire.ParseFromString(status.error_details())) {
    for (const auto& detail : wire.details()) {
      result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return WithErrorInfo(std::move(result));
}

}  // namespace lifeline

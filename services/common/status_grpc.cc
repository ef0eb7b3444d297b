#include "services/common/status_grpc.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

// Status and details travel in the trailers, of which clients take 8 KiB by
// default, and what is larger they report as a broken call. The rest is for
// other trailers.
constexpr size_t kTrailerBytes = 7500;
constexpr size_t kMessageBytes = 1500;

// Length of the trailers: details as base64, the message percent-encoded.
size_t TrailerBytes(const google::rpc::Status& wire) {
  size_t bytes = wire.ByteSizeLong() * 4 / 3 + 4;
  for (const char c : wire.message()) {
    bytes += c >= ' ' && c <= '~' && c != '%' ? 1 : 3;
  }
  return bytes;
}

void ShortenMessage(google::rpc::Status* wire) {
  std::string* message = wire->mutable_message();
  if (message->size() <= kMessageBytes) return;
  size_t end = kMessageBytes;
  // Not within a character.
  while (end > 0 && ((*message)[end] & 0xc0) == 0x80) --end;
  message->resize(end);
  message->append("... and more");
}

// Keeps the first violations, and says how many it left out.
void DropViolations(google::rpc::Status* wire) {
  for (auto& detail : *wire->mutable_details()) {
    google::rpc::BadRequest all;
    if (!detail.UnpackTo(&all)) continue;
    int kept = all.field_violations_size();
    while (kept > 1 && TrailerBytes(*wire) > kTrailerBytes) {
      kept -= 1 + kept / 16;
      google::rpc::BadRequest fewer = all;
      fewer.mutable_field_violations()->DeleteSubrange(
          kept, all.field_violations_size() - kept);
      fewer.add_field_violations()->set_description(
          absl::StrCat("and ", all.field_violations_size() - kept,
                       " more; mend these first"));
      detail.set_value(fewer.SerializeAsString());
    }
  }
}

}  // namespace

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
  if (TrailerBytes(wire) > kTrailerBytes) {
    ShortenMessage(&wire);
    DropViolations(&wire);
  }
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

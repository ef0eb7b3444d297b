#include "services/common/status.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "services/common/limits.h"

namespace lifeline {
namespace {

constexpr absl::string_view kTypeUrlPrefix = "type.googleapis.com/";
constexpr size_t kViolationsInMessage = 10;

}  // namespace

absl::Status Error(absl::StatusCode code, absl::string_view reason,
                   absl::string_view message, ErrorMetadata metadata) {
  absl::Status status(code, message);
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(std::string(kErrorDomain));
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[std::string(key)] = std::string(value);
  }
  AttachDetail(&status, info);
  return status;
}

void AttachDetail(absl::Status* status,
                  const google::protobuf::Message& detail) {
  if (status->ok()) return;
  status->SetPayload(
      absl::StrCat(kTypeUrlPrefix, detail.GetDescriptor()->full_name()),
      absl::Cord(detail.SerializeAsString()));
}

bool ReadDetail(const absl::Status& status, google::protobuf::Message* detail) {
  const auto payload = status.GetPayload(
      absl::StrCat(kTypeUrlPrefix, detail->GetDescriptor()->full_name()));
  return payload.has_value() && detail->ParseFromString(std::string(*payload));
}

std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  return ReadDetail(status, &info) ? info.reason() : std::string();
}

absl::Status WithErrorInfo(absl::Status status) {
  if (status.ok() || !ReasonOf(status).empty()) return status;
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(CodeName(status.code())));
  info.set_domain(std::string(kErrorDomain));
  AttachDetail(&status, info);
  return status;
}

absl::string_view CodeName(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return "OK";
    case absl::StatusCode::kCancelled:
      return "CANCELLED";
    case absl::StatusCode::kUnknown:
      return "UNKNOWN";
    case absl::StatusCode::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case absl::StatusCode::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case absl::StatusCode::kNotFound:
      return "NOT_FOUND";
    case absl::StatusCode::kAlreadyExists:
      return "ALREADY_EXISTS";
    case absl::StatusCode::kPermissionDenied:
      return "PERMISSION_DENIED";
    case absl::StatusCode::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case absl::StatusCode::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case absl::StatusCode::kAborted:
      return "ABORTED";
    case absl::StatusCode::kOutOfRange:
      return "OUT_OF_RANGE";
    case absl::StatusCode::kUnimplemented:
      return "UNIMPLEMENTED";
    case absl::StatusCode::kInternal:
      return "INTERNAL";
    case absl::StatusCode::kUnavailable:
      return "UNAVAILABLE";
    case absl::StatusCode::kDataLoss:
      return "DATA_LOSS";
    case absl::StatusCode::kUnauthenticated:
      return "UNAUTHENTICATED";
    default:  // abseil forbids a switch without one.
      return "UNKNOWN";
  }
}

void Violations::Add(absl::string_view field, absl::string_view description) {
  if (static_cast<int64_t>(violations_.size()) < ServerLimits().violations) {
    violations_.emplace_back(field, description);
  } else {
    ++counted_;
  }
}

void Violations::AddAll(absl::string_view prefix, const Violations& part) {
  for (const auto& [field, description] : part.violations_) {
    Add(field.empty() ? std::string(prefix) : absl::StrCat(prefix, ".", field),
        description);
  }
  counted_ += part.counted_;
}

absl::Status Violations::ToStatus(absl::string_view reason) const {
  if (empty()) return absl::OkStatus();
  google::rpc::BadRequest bad_request;
  std::string message;
  for (size_t i = 0; i < violations_.size(); ++i) {
    const auto& [field, description] = violations_[i];
    auto* violation = bad_request.add_field_violations();
    violation->set_field(field);
    violation->set_description(description);
    if (i < kViolationsInMessage)
      absl::StrAppend(&message, i == 0 ? "" : "; ", field, ": ", description);
  }
  if (size() > kViolationsInMessage) {
    absl::StrAppend(&message, "; and ", size() - kViolationsInMessage, " more");
  }
  absl::Status status =
      Error(absl::StatusCode::kInvalidArgument, reason, message);
  AttachDetail(&status, bad_request);
  return status;
}

}  // namespace lifeline

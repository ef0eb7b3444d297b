#include "services/gateway/transcoder.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver_util.h"
#include "services/common/status.h"

namespace lifeline::gateway {
namespace {

constexpr char kTypes[] = "type.googleapis.com";

std::string UrlOf(const google::protobuf::Descriptor& type) {
  return absl::StrCat(kTypes, "/", type.full_name());
}

}  // namespace

Transcoder::Transcoder()
    : types_(google::protobuf::util::NewTypeResolverForDescriptorPool(
          kTypes, google::protobuf::DescriptorPool::generated_pool())) {}

absl::StatusOr<std::string> Transcoder::ToBinary(
    const google::protobuf::Descriptor& type, absl::string_view json) const {
  std::string binary;
  const auto parsed = google::protobuf::util::JsonToBinaryString(
      types_.get(), UrlOf(type), std::string(json), &binary);
  if (parsed.ok()) return binary;
  return Error(absl::StatusCode::kInvalidArgument, "JSON_INVALID",
               absl::StrCat("the body is no JSON of ", type.full_name(), ": ",
                            std::string(parsed.message()),
                            "; its fields stand in protos/"));
}

absl::StatusOr<std::string> Transcoder::ToJson(
    const google::protobuf::Descriptor& type, const std::string& binary) const {
  std::string json;
  const auto printed = google::protobuf::util::BinaryToJsonString(
      types_.get(), UrlOf(type), binary, &json);
  if (printed.ok()) return json;
  return Error(absl::StatusCode::kInternal, "ANSWER_UNREADABLE",
               absl::StrCat("the service's answer is no ", type.full_name(),
                            ": are gateway and service of the same version?"));
}

}  // namespace lifeline::gateway

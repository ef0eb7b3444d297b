#include "services/gateway/connect_protocol.h"

#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/rpc/status.pb.h"
#include "services/common/status.h"

namespace lifeline::gateway {
namespace {

struct CodeRow {
  absl::string_view name;
  int http;
};
// By the number of the code, as the protocol's table has them.
constexpr CodeRow kCodes[] = {{"ok", 200},
                              {"canceled", 499},
                              {"unknown", 500},
                              {"invalid_argument", 400},
                              {"deadline_exceeded", 504},
                              {"not_found", 404},
                              {"already_exists", 409},
                              {"permission_denied", 403},
                              {"resource_exhausted", 429},
                              {"failed_precondition", 400},
                              {"aborted", 409},
                              {"out_of_range", 400},
                              {"unimplemented", 501},
                              {"internal", 500},
                              {"unavailable", 503},
                              {"data_loss", 500},
                              {"unauthenticated", 401}};

const CodeRow& RowOf(grpc::StatusCode code) {
  const int index = code;
  return kCodes[index >= 0 && index < 17 ? index : grpc::UNKNOWN];
}

std::string Base64WithoutPadding(absl::string_view bytes) {
  std::string text = absl::Base64Escape(bytes);
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

nlohmann::ordered_json DetailsOf(const google::rpc::Status& wire,
                                 const Transcoder& transcoder) {
  nlohmann::ordered_json details = nlohmann::ordered_json::array();
  for (const auto& detail : wire.details()) {
    const std::string type =
        detail.type_url().substr(detail.type_url().rfind('/') + 1);
    nlohmann::ordered_json each = {
        {"type", type}, {"value", Base64WithoutPadding(detail.value())}};
    const auto* known = google::protobuf::DescriptorPool::generated_pool()
                            ->FindMessageTypeByName(type);
    if (known != nullptr) {
      const absl::StatusOr<std::string> debug =
          transcoder.ToJson(*known, detail.value());
      if (debug.ok()) each["debug"] = nlohmann::ordered_json::parse(*debug);
    }
    details.push_back(std::move(each));
  }
  return details;
}

nlohmann::ordered_json ErrorObject(const grpc::Status& status,
                                   const Transcoder& transcoder) {
  nlohmann::ordered_json error = {{"code", ConnectCodeOf(status.error_code())}};
  if (!status.error_message().empty())
    error["message"] = status.error_message();
  google::rpc::Status wire;
  if (!status.error_details().empty() &&
      wire.ParseFromString(status.error_details()) && wire.details_size() > 0)
    error["details"] = DetailsOf(wire, transcoder);
  return error;
}

// Text that is no UTF-8 is mended rather than refused: it is an error already.
std::string Dump(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false,
                   nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

std::optional<Encoding> ParseContentType(absl::string_view content_type) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(content_type, absl::MaxSplits(';', 1));
  const std::string type =
      absl::AsciiStrToLower(absl::StripAsciiWhitespace(parts.first));
  const std::string parameter =
      absl::AsciiStrToLower(absl::StripAsciiWhitespace(parts.second));
  if (!parameter.empty() && parameter != "charset=utf-8" &&
      parameter != "charset=\"utf-8\"")
    return std::nullopt;
  if (type == "application/json") return Encoding{true, false};
  if (type == "application/proto") return Encoding{false, false};
  if (type == "application/connect+json") return Encoding{true, true};
  if (type == "application/connect+proto") return Encoding{false, true};
  return std::nullopt;
}

absl::string_view ContentTypeOf(Encoding encoding) {
  if (encoding.stream)
    return encoding.json ? "application/connect+json"
                         : "application/connect+proto";
  return encoding.json ? "application/json" : "application/proto";
}

int HttpStatusOf(grpc::StatusCode code) { return RowOf(code).http; }

absl::string_view ConnectCodeOf(grpc::StatusCode code) {
  return RowOf(code).name;
}

std::string ErrorJson(const grpc::Status& status,
                      const Transcoder& transcoder) {
  return Dump(ErrorObject(status, transcoder));
}

HttpResponse ErrorResponse(const grpc::Status& status,
                           const Transcoder& transcoder) {
  return {HttpStatusOf(status.error_code()),
          {{"Content-Type", "application/json"}},
          ErrorJson(status, transcoder)};
}

absl::StatusOr<absl::Duration> ParseTimeout(absl::string_view header) {
  if (header.empty()) return absl::InfiniteDuration();
  uint64_t milliseconds = 0;
  if (header.size() > 10 ||
      header.find_first_not_of("0123456789") != absl::string_view::npos ||
      !absl::SimpleAtoi(header, &milliseconds)) {
    return Error(absl::StatusCode::kInvalidArgument, "TIMEOUT_INVALID",
                 "Connect-Timeout-Ms: is a number of milliseconds with at most "
                 "ten digits");
  }
  return absl::Milliseconds(milliseconds);
}

std::string Envelope(uint8_t flags, absl::string_view message) {
  std::string bytes;
  bytes.reserve(5 + message.size());
  bytes.push_back(static_cast<char>(flags));
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<char>((message.size() >> shift) & 0xff));
  absl::StrAppend(&bytes, message);
  return bytes;
}

absl::StatusOr<Enveloped> OpenEnvelope(absl::string_view body) {
  uint32_t size = 0;
  for (size_t i = 1; i < 5 && i < body.size(); ++i)
    size = (size << 8) | static_cast<uint8_t>(body[i]);
  if (body.size() < 5 || body.size() - 5 != size) {
    return Error(absl::StatusCode::kInvalidArgument, "BODY_INVALID",
                 "the body of a call that streams is one message in an "
                 "envelope: a byte of flags, its length in four, and itself");
  }
  return Enveloped{static_cast<uint8_t>(body[0]), body.substr(5)};
}

std::string EndOfStream(const grpc::Status& status,
                        const Transcoder& transcoder) {
  nlohmann::ordered_json end = nlohmann::ordered_json::object();
  if (!status.ok()) end["error"] = ErrorObject(status, transcoder);
  return Envelope(kEndFlag, Dump(end));
}

}  // namespace lifeline::gateway

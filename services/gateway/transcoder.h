#ifndef LIFELINE_SERVICES_GATEWAY_TRANSCODER_H_
#define LIFELINE_SERVICES_GATEWAY_TRANSCODER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/type_resolver.h"

namespace lifeline::gateway {

// Between the two spellings of a message, by its descriptor: proto3 JSON, with
// the names of JSON and without fields that are not set, and the bytes of
// protobuf. Thread safe.
class Transcoder {
 public:
  Transcoder();

  // INVALID_ARGUMENT, reason JSON_INVALID, for what is not JSON, or has a field
  // that the message does not know, or a value that the field does not take.
  absl::StatusOr<std::string> ToBinary(const google::protobuf::Descriptor& type,
                                       absl::string_view json) const;

  // INTERNAL, reason ANSWER_UNREADABLE, for bytes that are no such message.
  absl::StatusOr<std::string> ToJson(const google::protobuf::Descriptor& type,
                                     const std::string& binary) const;

 private:
  const std::unique_ptr<google::protobuf::util::TypeResolver> types_;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_TRANSCODER_H_

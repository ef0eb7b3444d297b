#ifndef LIFELINE_SERVICES_COMMON_REDACT_H_
#define LIFELINE_SERVICES_COMMON_REDACT_H_

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace lifeline {

// What stands where a text was taken away.
inline constexpr char kRedacted[] = "[redacted]";

// Replaces the texts at `path` ("title", "evidence.uri") of a message by
// kRedacted: in every entry of a repeated message; a list of texts becomes one
// entry. What is empty stays empty, and so does what the path does not lead to.
// Pure; the same again changes nothing.
void RedactText(absl::string_view path, google::protobuf::Message* message);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_REDACT_H_

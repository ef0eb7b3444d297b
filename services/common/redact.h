#ifndef LIFELINE_SERVICES_COMMON_REDACT_H_
#define LIFELINE_SERVICES_COMMON_REDACT_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/message.h"

namespace lifeline {

// What stands where a text was taken away.
inline constexpr char kRedacted[] = "[redacted]";

// The free texts of an item (backlog.v1.Item), and those of the resources of a
// roadmap (roadmap.v1.RoadmapResource), as paths. Titles of a roadmap are not
// among them.
absl::Span<const absl::string_view> ItemTexts();
absl::Span<const absl::string_view> RoadmapTexts();

// Replaces the texts at `path` ("title", "evidence.uri") of a message by
// kRedacted: in every entry of a repeated message; a list of texts becomes one
// entry. What is empty stays empty, and so does what the path does not lead to.
// Pure; the same again changes nothing.
void RedactText(absl::string_view path, google::protobuf::Message* message);

template <typename Paths>
void RedactTexts(const Paths& paths, google::protobuf::Message* message) {
  for (const auto& path : paths) RedactText(path, message);
}

// The same, with nothing in their place. True if there was a text.
bool ClearText(absl::string_view path, google::protobuf::Message* message);

// Calls `rewrite` with every text that is anywhere in a message.
void RewriteTexts(absl::FunctionRef<void(std::string*)> rewrite,
                  google::protobuf::Message* message);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_REDACT_H_

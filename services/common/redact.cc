#include "services/common/redact.h"

#include <string>

#include "google/protobuf/descriptor.h"

namespace lifeline {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void RedactField(const FieldDescriptor* field, Message* message) {
  const Reflection& fields = *message->GetReflection();
  if (!field->is_repeated()) {
    if (!fields.GetString(*message, field).empty()) {
      fields.SetString(message, field, kRedacted);
    }
  } else if (fields.FieldSize(*message, field) > 0) {
    fields.ClearField(message, field);
    fields.AddString(message, field, kRedacted);
  }
}

}  // namespace

absl::Span<const absl::string_view> ItemTexts() {
  static constexpr absl::string_view kPaths[] = {"title",
                                                 "problem",
                                                 "outcome",
                                                 "measure",
                                                 "labels",
                                                 "touchpoints",
                                                 "due_basis",
                                                 "state_reason",
                                                 "realised.basis",
                                                 "evidence.title",
                                                 "evidence.uri",
                                                 "external_references.uri",
                                                 "external_references.rank"};
  return kPaths;
}

absl::Span<const absl::string_view> RoadmapTexts() {
  static constexpr absl::string_view kPaths[] = {
      "capacity.withheld.reason", "mandate.reason", "review.decisions.text",
      "review.decisions.reason"};
  return kPaths;
}

void RedactText(absl::string_view path, Message* message) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(
      std::string(path.substr(0, dot)));
  if (field == nullptr) return;
  if (dot == absl::string_view::npos) {
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      RedactField(field, message);
    }
    return;
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return;
  const absl::string_view rest = path.substr(dot + 1);
  const Reflection& fields = *message->GetReflection();
  if (!field->is_repeated()) {
    if (fields.HasField(*message, field)) {
      RedactText(rest, fields.MutableMessage(message, field));
    }
    return;
  }
  for (int i = 0; i < fields.FieldSize(*message, field); ++i) {
    RedactText(rest, fields.MutableRepeatedMessage(message, field, i));
  }
}

}  // namespace lifeline

#include "services/common/redact.h"

#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace lifeline {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// True if there was one.
bool ReplaceField(const FieldDescriptor* field, absl::string_view text,
                  Message* message) {
  const Reflection& fields = *message->GetReflection();
  if (field->is_repeated() ? fields.FieldSize(*message, field) == 0
                           : fields.GetString(*message, field).empty())
    return false;
  fields.ClearField(message, field);
  if (text.empty()) return true;
  if (field->is_repeated()) {
    fields.AddString(message, field, std::string(text));
  } else {
    fields.SetString(message, field, std::string(text));
  }
  return true;
}

bool ReplaceText(absl::string_view path, absl::string_view text,
                 Message* message) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(
      std::string(path.substr(0, dot)));
  if (field == nullptr) return false;
  if (dot == absl::string_view::npos) {
    return field->type() == FieldDescriptor::TYPE_STRING &&
           ReplaceField(field, text, message);
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return false;
  const absl::string_view rest = path.substr(dot + 1);
  const Reflection& fields = *message->GetReflection();
  if (!field->is_repeated()) {
    return fields.HasField(*message, field) &&
           ReplaceText(rest, text, fields.MutableMessage(message, field));
  }
  bool replaced = false;
  for (int i = 0; i < fields.FieldSize(*message, field); ++i) {
    replaced |= ReplaceText(rest, text,
                            fields.MutableRepeatedMessage(message, field, i));
  }
  return replaced;
}

void RewriteField(absl::FunctionRef<void(std::string*)> rewrite,
                  const FieldDescriptor* field, Message* message) {
  const Reflection& fields = *message->GetReflection();
  if (!field->is_repeated()) {
    std::string text = fields.GetString(*message, field);
    rewrite(&text);
    fields.SetString(message, field, std::move(text));
    return;
  }
  for (int i = 0; i < fields.FieldSize(*message, field); ++i) {
    std::string text = fields.GetRepeatedString(*message, field, i);
    rewrite(&text);
    fields.SetRepeatedString(message, field, i, std::move(text));
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
  ReplaceText(path, kRedacted, message);
}

bool ClearText(absl::string_view path, Message* message) {
  return ReplaceText(path, "", message);
}

void RewriteTexts(absl::FunctionRef<void(std::string*)> rewrite,
                  Message* message) {
  const Reflection& fields = *message->GetReflection();
  std::vector<const FieldDescriptor*> present;
  fields.ListFields(*message, &present);
  for (const FieldDescriptor* field : present) {
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      RewriteField(rewrite, field, message);
    } else if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    } else if (!field->is_repeated()) {
      RewriteTexts(rewrite, fields.MutableMessage(message, field));
    } else {
      for (int i = 0; i < fields.FieldSize(*message, field); ++i)
        RewriteTexts(rewrite, fields.MutableRepeatedMessage(message, field, i));
    }
  }
}

}  // namespace lifeline

#include "clients/cli/differences.h"

#include <memory>
#include <set>

#include "absl/strings/str_cat.h"

namespace lifeline::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The message with this field alone.
std::unique_ptr<Message> Only(const Message& message,
                              const FieldDescriptor* field) {
  const std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  std::unique_ptr<Message> only(message.New());
  message.GetReflection()->SwapFields(only.get(), copy.get(), {field});
  return only;
}

}  // namespace

std::string FieldDifferences(const Message& before, const Message& after) {
  static const auto* const kDerived = new std::set<std::string>{
      "revision", "etag", "update_time", "create_time", "net_hundredths"};
  std::string text;
  for (int i = 0; i < after.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = after.GetDescriptor()->field(i);
    if (kDerived->count(field->name()) != 0) continue;
    const auto was = Only(before, field);
    const auto is = Only(after, field);
    if (was->SerializeAsString() == is->SerializeAsString()) continue;
    const std::string from = was->ShortDebugString();
    const std::string to = is->ShortDebugString();
    absl::StrAppend(&text, text.empty() ? "" : "; ",
                    from.empty() ? absl::StrCat(field->name(), ":") : from,
                    " -> ", to.empty() ? "nothing" : to);
  }
  return text;
}

}  // namespace lifeline::cli

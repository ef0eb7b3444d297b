// A scenario's upsert without a mask gets one when a text of it is redacted.
// What it names is what the services themselves would have written: their own
// lists say so, which the scenario's room cannot see.

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/backlog/item_fields.h"
#include "services/roadmap/resource.h"
#include "services/scoring/upserts.h"

namespace lifeline {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Says something in every field.
void Fill(Message* message) {
  const auto* reflection = message->GetReflection();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->field(i);
    const bool list = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        list ? reflection->AddString(message, field, "x")
             : reflection->SetString(message, field, "x");
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        list ? reflection->AddMessage(message, field)
             : reflection->MutableMessage(message, field);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        list ? reflection->AddEnumValue(message, field, 1)
             : reflection->SetEnumValue(message, field, 1);
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        list ? reflection->AddInt32(message, field, 1)
             : reflection->SetInt32(message, field, 1);
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        reflection->SetInt64(message, field, 1);
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection->SetBool(message, field, true);
        break;
      default:
        FAIL() << field->full_name();
    }
  }
}

std::set<std::string> Masked(const Message& resource) {
  const auto mask = scoring::MaskOfAll(resource);
  return {mask.paths().begin(), mask.paths().end()};
}

TEST(WholeUpserts, OfItemsNameWhatTheBacklogApplies) {
  backlog::v1::Item item;
  Fill(&item);
  std::set<std::string> applied;
  for (int i = 0; i < backlog::v1::Item::descriptor()->field_count(); ++i) {
    const FieldDescriptor* field = backlog::v1::Item::descriptor()->field(i);
    if (backlog::AppliedFields()[static_cast<size_t>(field->number())])
      applied.insert(std::string(field->name()));
  }
  EXPECT_EQ(Masked(item), applied);
  item.clear_state();
  item.clear_submit_time();
  applied.erase("state");
  applied.erase("submit_time");
  EXPECT_EQ(Masked(item), applied);
}

TEST(WholeUpserts, OfTheRoadmapNameWhatTheRoadmapWrites) {
  const auto* kinds = roadmap::v1::RoadmapResource::descriptor()->oneof_decl(0);
  for (int i = 0; i < kinds->field_count(); ++i) {
    roadmap::v1::RoadmapResource resource;
    Message* part =
        resource.GetReflection()->MutableMessage(&resource, kinds->field(i));
    Fill(part);
    const std::set<std::string> masked = Masked(*part);
    roadmap::KeepWritable(&resource);
    std::vector<const FieldDescriptor*> kept;
    part->GetReflection()->ListFields(*part, &kept);
    std::set<std::string> written;
    for (const FieldDescriptor* field : kept)
      if (field->name() != "name") written.insert(std::string(field->name()));
    EXPECT_EQ(masked, written) << kinds->field(i)->name();
  }
}

}  // namespace
}  // namespace lifeline

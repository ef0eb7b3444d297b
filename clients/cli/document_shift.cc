#include "clients/cli/document_shift.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kDaysOfWeek = 7;
constexpr int64_t kSecondsOfDay = 24 * 60 * 60;

void ShiftDate(int32_t days, google::type::Date* date) {
  const absl::CivilDay day =
      absl::CivilDay(date->year(), date->month(), date->day()) + days;
  date->set_year(static_cast<int32_t>(day.year()));
  date->set_month(day.month());
  date->set_day(day.day());
}

// Every date and time in the message, wherever it stands.
void ShiftMessage(int32_t days, Message* message) {
  if (auto* date = dynamic_cast<google::type::Date*>(message)) {
    ShiftDate(days, date);
    return;
  }
  if (auto* time = dynamic_cast<google::protobuf::Timestamp*>(message)) {
    time->set_seconds(time->seconds() + days * kSecondsOfDay);
    return;
  }
  std::vector<const FieldDescriptor*> fields;
  message->GetReflection()->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const auto* reflection = message->GetReflection();
    if (!field->is_repeated()) {
      ShiftMessage(days, reflection->MutableMessage(message, field));
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
      ShiftMessage(days, reflection->MutableRepeatedMessage(message, field, i));
    }
  }
}

}  // namespace

absl::Status ShiftDates(EpochDay day, Document* document) {
  if (!document->as_of.has_value()) {
    return Error(absl::StatusCode::kInvalidArgument, "DOCUMENT_INVALID",
                 absl::StrCat(document->file,
                              ": portfolio.as_of is needed to shift the dates: "
                              "the day that its dates are meant for"));
  }
  // Rounded down, also into the past.
  int32_t weeks = (day - *document->as_of) / kDaysOfWeek;
  if (weeks * kDaysOfWeek > day - *document->as_of) --weeks;
  const int32_t days = weeks * kDaysOfWeek;
  for (roadmap::v1::RoadmapUpsert& upsert : document->roadmap) {
    ShiftMessage(days, &upsert);
  }
  for (backlog::v1::ItemUpsert& upsert : document->items) {
    ShiftMessage(days, &upsert);
  }
  *document->as_of += days;
  return absl::OkStatus();
}

}  // namespace lifeline::cli

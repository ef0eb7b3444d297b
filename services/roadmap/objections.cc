#include "services/roadmap/objections.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace lifeline::roadmap {

void Objections::State(absl::string_view field, absl::string_view reason,
                       absl::string_view description) {
  states_.push_back(
      {std::string(field), std::string(reason), std::string(description)});
}

void Objections::AddAll(absl::string_view prefix, const Objections& part) {
  fields_.AddAll(prefix, part.fields_);
  for (const StateObjection& state : part.states_) {
    State(state.field.empty() ? std::string(prefix)
                              : absl::StrCat(prefix, ".", state.field),
          state.reason, state.description);
  }
}

absl::Status Objections::ToStatus() const {
  if (empty()) return absl::OkStatus();
  Violations all = fields_;
  for (const StateObjection& state : states_) {
    all.Add(state.field, state.description);
  }
  absl::Status invalid = all.ToStatus();
  if (!fields_.empty()) return invalid;
  absl::Status status =
      Error(absl::StatusCode::kFailedPrecondition, states_.front().reason,
            std::string(invalid.message()));
  google::rpc::BadRequest details;
  if (ReadDetail(invalid, &details)) AttachDetail(&status, details);
  return status;
}

}  // namespace lifeline::roadmap

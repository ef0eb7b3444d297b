#ifndef LIFELINE_SERVICES_ROADMAP_OBJECTIONS_H_
#define LIFELINE_SERVICES_ROADMAP_OBJECTIONS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/common/status.h"

namespace lifeline::roadmap {

// All that speaks against a change: fields that are wrong by themselves, and
// states that do not allow it. Not thread safe.
class Objections {
 public:
  // For the checks of common/validate.h and common/names.h.
  Violations* fields() { return &fields_; }

  // A field that is wrong whatever the roadmap's state.
  void Field(absl::string_view field, absl::string_view description) {
    fields_.Add(field, description);
  }

  // A field that the state of the roadmap does not allow; `reason` is one of
  // reasons.h, the description says the state and what would be possible.
  void State(absl::string_view field, absl::string_view reason,
             absl::string_view description);

  // Takes over what speaks against a part; `prefix` is put before each field
  // with a dot.
  void AddAll(absl::string_view prefix, const Objections& part);

  bool empty() const { return fields_.empty() && states_.empty(); }
  size_t size() const { return fields_.size() + states_.size(); }

  // OK if there are none. If a field is wrong: INVALID_ARGUMENT, reason
  // INVALID_FIELDS. If only states object: FAILED_PRECONDITION with the reason
  // of the first. All are in the google.rpc.BadRequest either way.
  absl::Status ToStatus() const;

 private:
  struct StateObjection {
    std::string field;
    std::string reason;
    std::string description;
  };

  Violations fields_;
  std::vector<StateObjection> states_;
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_OBJECTIONS_H_
